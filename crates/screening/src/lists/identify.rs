//! From a source's own label of an identifier to our closed vocabulary.

use crate::listing::IdentifierKind::{self, *};

/// Part of a label in lower case, and what it means; `None` marks what is no identifier.
/// The first row that fits decides, so the narrow ones stand before the wide ones.
const LABELS: &[(&str, Option<IdentifierKind>)] = &[
    ("digital currency", Some(Wallet)),
    ("wallet", Some(Wallet)),
    ("vessel registration", Some(Imo)),
    ("imo number", Some(Imo)),
    ("mmsi", Some(Mmsi)),
    ("maritime mobile", Some(Mmsi)),
    ("tail number", Some(TailNumber)),
    ("construction number", Some(AircraftSerial)),
    ("serial number", Some(AircraftSerial)),
    ("call sign", Some(Other)),
    // Telegraph code of the characters of a name.
    ("commercial code", Some(Other)),
    ("transponder", Some(Other)),
    // What stands among the identifiers of some sources without being one.
    ("gender", None),
    ("website", None),
    ("email", None),
    ("e-mail", None),
    ("phone", None),
    ("fax", None),
    ("sanctions risk", None),
    ("sanctions information", None),
    ("directive", None),
    ("executive order", None),
    ("determination", None),
    ("caatsa", None),
    ("listing date", None),
    ("effective date", None),
    ("date for", None),
    ("sales for divestment", None),
    ("target type", None),
    ("organization type", None),
    ("organization established", None),
    ("issuer name", None),
    ("nationality", None),
    ("aircraft", None),
    ("vessel", None),
    ("transactions prohibited", None),
    ("swift", Some(Bic)),
    ("bic code", Some(Bic)),
    ("legal entity", Some(Lei)),
    ("lei code", Some(Lei)),
    ("passport", Some(Passport)),
    ("passeport", Some(Passport)),
    ("pasaporte", Some(Passport)),
    ("tax", Some(Tax)),
    ("v.a.t", Some(Tax)),
    ("vat ", Some(Tax)),
    ("fiscal", Some(Tax)),
    ("r.f.c", Some(Tax)),
    ("c.u.i.t", Some(Tax)),
    ("nit #", Some(Tax)),
    ("ruc #", Some(Tax)),
    ("rif #", Some(Tax)),
    ("rtn", Some(Tax)),
    ("business", Some(Registration)),
    ("company", Some(Registration)),
    ("commerc", Some(Registration)),
    ("enterprise", Some(Registration)),
    ("registr", Some(Registration)),
    ("regnumber", Some(Registration)),
    ("c.r. no", Some(Registration)),
    ("uscc", Some(Registration)),
    ("unified social credit", Some(Registration)),
    ("matricula", Some(Registration)),
    ("folio", Some(Registration)),
    ("government gazette", Some(Registration)),
    ("trade license", Some(Registration)),
    ("license", Some(Other)),
    ("licence", Some(Other)),
    ("national", Some(NationalId)),
    ("identification", Some(NationalId)),
    ("identity", Some(NationalId)),
    ("personal id", Some(NationalId)),
    ("cedula", Some(NationalId)),
    ("cédula", Some(NationalId)),
    ("citizen", Some(NationalId)),
    ("c.u.r.p", Some(NationalId)),
    ("d.n.i", Some(NationalId)),
    ("i.d. card", Some(NationalId)),
    ("id card", Some(NationalId)),
    ("id-card", Some(NationalId)),
    ("ssn", Some(NationalId)),
    ("social security", Some(NationalId)),
];

/// Labels that are matched whole because as a part they would fit too much.
const WHOLE: &[(&str, Option<IdentifierKind>)] = &[
    ("bic", Some(Bic)),
    ("id", Some(NationalId)),
    ("imo", Some(Imo)),
    ("lei", Some(Lei)),
    ("other", Some(Other)),
    ("other identification number", Some(Other)),
    ("rtn", Some(Tax)),
    ("vat", Some(Tax)),
];

/// The kind of an identifier by the source's label; `None` if the label names no identifier.
pub(crate) fn kind(label: &str) -> Option<IdentifierKind> {
    let label = label.trim().trim_end_matches([':', '.', ' ']).to_lowercase();
    if let Some((_, kind)) = WHOLE.iter().find(|(whole, _)| *whole == label) {
        return *kind;
    }
    LABELS.iter().find(|(part, _)| label.contains(part)).map_or(Some(Other), |(_, kind)| *kind)
}

/// An IMO number in a text such as `IMO 9187629`: seven digits.
pub(crate) fn imo(text: &str) -> Option<String> {
    digits_of_length(text, 7)
}

/// The first run of exactly `length` digits.
pub(crate) fn digits_of_length(text: &str, length: usize) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == length).map(str::to_owned)
}

/// Bank codes in a text, each after the word `SWIFT`: eight or eleven capitals and digits.
pub(crate) fn bics(text: &str) -> impl Iterator<Item = &str> {
    let is_bic = |word: &str| {
        let (letters, rest) = word.split_at_checked(6).unwrap_or_default();
        matches!(word.len(), 8 | 11)
            && letters.bytes().all(|b| b.is_ascii_uppercase())
            && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let after = text.split("SWIFT").flat_map(|part| part.split("Swift")).skip(1);
    after.filter_map(move |part| {
        part.split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .take(4)
            .find(|w| is_bic(w))
    })
}

/// IMO numbers in a text, each after the word `IMO`.
pub(crate) fn imos(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split("IMO").skip(1).filter_map(|part| {
        let near: String = part.chars().take(24).collect();
        imo(&near)
    })
}

/// A Legal Entity Identifier has twenty letters and digits; OFAC files other numbers as well under
/// its label.
pub(crate) fn is_lei(value: &str) -> bool {
    value.len() == 20 && value.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_labels() {
        for (label, expected) in [
            ("Passport", Some(Passport)),
            ("Numéro de passeport ", Some(Passport)),
            ("Tax ID No.", Some(Tax)),
            ("Vessel Registration Identification", Some(Imo)),
            ("Aircraft Manufacturer’s Serial Number (MSN)", Some(AircraftSerial)),
            ("Aircraft Model", None),
            ("Secondary sanctions risk:", None),
            ("Digital Currency Address - XBT", Some(Wallet)),
            ("Unified Social Credit Code (USCC)", Some(Registration)),
            ("National ID No.", Some(NationalId)),
            ("Business Registration Number", Some(Registration)),
            ("id", Some(NationalId)),
            ("SWIFT/BIC", Some(Bic)),
            ("ISIN", Some(Other)),
        ] {
            assert_eq!(kind(label), expected, "{label}");
        }
        assert_eq!(bics("SWIFT: DCBKKPPY. SWIFT/BIC code KUDBKPPYPYG").count(), 2);
        assert_eq!(bics("SWIFT action was taken").count(), 0);
        assert_eq!(imo("IMO 9187629").as_deref(), Some("9187629"));
    }
}
