//! An entry while it is being read: blanks, repetitions and limits of single values.

use super::text::{is_blank, join, shorten, tidy};
use super::{country, date, limits};
use crate::listing::{
    BirthDate, IdentifierKind, ListedIdentifier, ListedName, ListedParty, NameQuality, OwnerLink,
    PartyKind,
};
use crate::ownership::Share;

/// One entry in the making. Blank values and repetitions are dropped here, once for all sources.
pub(crate) struct Draft {
    pub(crate) party: ListedParty,
    /// What could not be read: field, reason.
    pub(crate) faults: Vec<(&'static str, String)>,
}

impl Draft {
    pub(crate) fn new(entry: &str, kind: PartyKind) -> Self {
        Self { party: ListedParty::new(tidy(entry), kind), faults: Vec::new() }
    }

    pub(crate) fn fault(&mut self, field: &'static str, reason: impl Into<String>) {
        // The rows of one party repeat each other and so do their faults.
        let fault = (field, reason.into());
        if self.faults.len() < limits::FAULTS_MAX && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// A value for which there was no room is stated, once per field.
    fn stated(&mut self, taken: bool, field: &'static str) {
        if !taken {
            self.fault(field, format!("more than {} values, left out", limits::VALUES_MAX));
        }
    }

    /// Adds a name that the source does not take apart.
    pub(crate) fn name(&mut self, whole: &str, quality: NameQuality) {
        self.push_name(whole, None, None, quality);
    }

    /// Adds a name from its parts; `whole` is built given names first where the source has none.
    pub(crate) fn name_of_parts(
        &mut self,
        whole: &str,
        given: &str,
        family: &str,
        quality: NameQuality,
    ) {
        let built;
        let whole = if is_blank(whole) {
            built = join(&[given, family], " ");
            &built
        } else {
            whole
        };
        let part = |text: &str| (!is_blank(text)).then(|| tidy(text).into_owned());
        // A single part is the whole name and tells nothing about family and given.
        let (given, family) = (part(given), part(family));
        let both = given.is_some() && family.is_some();
        let (given, family) = if both { (given, family) } else { (None, None) };
        self.push_name(whole, given, family, quality);
    }

    fn push_name(
        &mut self,
        whole: &str,
        given: Option<String>,
        family: Option<String>,
        quality: NameQuality,
    ) {
        let whole = tidy(whole);
        let whole = unquoted(&whole);
        if is_blank(whole) || !whole.chars().any(char::is_alphanumeric) {
            return;
        }
        if whole.chars().count() > limits::NAME_CHARS_MAX {
            let reason = format!("longer than {} characters, left out", limits::NAME_CHARS_MAX);
            return self.fault("names", reason);
        }
        if let Some(known) = self.party.names.iter_mut().find(|known| known.whole == whole) {
            // The better grade counts, so that a name is never treated as weaker than listed.
            known.quality = known.quality.min(quality);
            if known.family.is_none() {
                (known.given, known.family) = (given, family);
            }
        } else if self.party.names.len() < limits::NAMES_MAX {
            self.party.names.push(ListedName { whole: whole.to_owned(), family, given, quality });
        } else {
            self.fault("names", format!("more than {} names, left out", limits::NAMES_MAX));
        }
    }

    /// Adds the states that a text names, in any written form.
    pub(crate) fn country(&mut self, text: &str) {
        let found = country::codes(text);
        for code in found.codes {
            let taken = push_new(&mut self.party.countries, code);
            self.stated(taken, "countries");
        }
        for unknown in found.unknown {
            let shown = shorten(&unknown, 60);
            self.fault("countries", format!("`{shown}` is not in the table of countries"));
        }
    }

    /// Adds a line of address parts.
    pub(crate) fn address(&mut self, parts: &[&str]) {
        let line = join(parts, ", ");
        if !is_blank(&line) {
            let line = shorten(&line, limits::FIELD_CHARS_MAX);
            let taken = push_new(&mut self.party.addresses, line);
            self.stated(taken, "addresses");
        }
    }

    /// Adds an identifier; `issuer` may be any text that names a state.
    pub(crate) fn identifier(&mut self, kind: IdentifierKind, value: &str, issuer: &str) {
        let value = shorten(value, limits::FIELD_CHARS_MAX);
        if is_blank(&value) {
            return;
        }
        let country = country::code(issuer).map(str::to_owned);
        let known = self
            .party
            .identifiers
            .iter_mut()
            .find(|known| known.kind == kind && known.value == value);
        match known {
            Some(known) => known.country = known.country.take().or(country),
            None => {
                let id = ListedIdentifier { kind, value, country };
                let taken = push_new(&mut self.party.identifiers, id);
                self.stated(taken, "identifiers");
            }
        }
    }

    /// Adds a birth; `written` is reported if `read` is empty.
    pub(crate) fn birth(&mut self, read: Option<BirthDate>, written: &str) {
        match read {
            Some(birth) => {
                let taken = push_new(&mut self.party.birth, birth);
                self.stated(taken, "birth");
            }
            None if !is_blank(written) => {
                let shown = shorten(written, 60);
                self.fault("birth", format!("`{shown}` is not a date that can be read"));
            }
            None => {}
        }
    }

    pub(crate) fn programme(&mut self, text: &str) {
        if !is_blank(text) {
            let programme = shorten(text, limits::FIELD_CHARS_MAX);
            let taken = push_new(&mut self.party.programmes, programme);
            self.stated(taken, "programmes");
        }
    }

    /// The earliest day of listing counts.
    pub(crate) fn listed_on(&mut self, read: Option<String>) {
        let days = [self.party.listed_on.take(), read];
        self.party.listed_on = days.into_iter().flatten().min();
    }

    pub(crate) fn gender(&mut self, text: &str) {
        let text = text.trim().to_lowercase();
        self.party.gender = match text.as_str() {
            "male" | "m" => Some("male".to_owned()),
            "female" | "f" => Some("female".to_owned()),
            _ => return,
        };
    }

    /// Appends to the remarks up to the stated limit.
    pub(crate) fn remark(&mut self, text: &str) {
        if is_blank(text) || self.party.remarks.ends_with('…') {
            return;
        }
        let joined = join(&[&self.party.remarks, text], "; ");
        self.party.remarks = shorten(&joined, limits::REMARKS_CHARS_MAX);
    }

    /// Adds an owner; what cannot be read of the holding is not known.
    pub(crate) fn owner(&mut self, owner: &str, share: &str, from: &str, until: &str) {
        let owner = tidy(owner).into_owned();
        if is_blank(&owner) {
            return;
        }
        let share = (!is_blank(share)).then(|| tidy(share).into_owned());
        if let Some(written) = share.as_deref().filter(|text| Share::read(text).is_none()) {
            let shown = shorten(written, 60);
            self.fault("owners", format!("`{shown}` is no share in percent, taken as unknown"));
        }
        let share = share.filter(|text| Share::read(text).is_some());
        let (from, until) = (self.point("owners", from), self.point("owners", until));
        let taken = push_new(&mut self.party.owners, OwnerLink { owner, share, from, until });
        self.stated(taken, "owners");
    }

    /// A day, month or year as the source writes it.
    fn point(&mut self, field: &'static str, text: &str) -> Option<String> {
        if is_blank(text) {
            return None;
        }
        let read = date::prefix(text);
        if read.is_none() {
            self.fault(field, format!("`{}` is not a date that can be read", shorten(text, 60)));
        }
        read
    }

    /// Takes over what another record says about the same party.
    pub(crate) fn absorb(&mut self, other: Self) {
        let Self { party, faults } = other;
        for name in party.names {
            self.push_name(&name.whole, name.given, name.family, name.quality);
        }
        for birth in party.birth {
            self.birth(Some(birth), "");
        }
        party.countries.iter().for_each(|country| self.country(country));
        party.addresses.iter().for_each(|address| self.address(&[address]));
        for id in party.identifiers {
            self.identifier(id.kind, &id.value, id.country.as_deref().unwrap_or(""));
        }
        party.programmes.iter().for_each(|programme| self.programme(programme));
        self.listed_on(party.listed_on);
        self.gender(party.gender.as_deref().unwrap_or(""));
        self.remark(&party.remarks);
        for link in party.owners {
            let taken = push_new(&mut self.party.owners, link);
            self.stated(taken, "owners");
        }
        self.faults.extend(faults);
    }

    /// The primary name first; where the source marks none, the first name becomes it.
    pub(crate) fn settle(&mut self) {
        let names = &mut self.party.names;
        let primary = names.iter().position(|name| name.quality == NameQuality::Primary);
        let primary = primary.unwrap_or(0);
        for (index, name) in names.iter_mut().enumerate() {
            if index == primary {
                name.quality = NameQuality::Primary;
            } else if name.quality == NameQuality::Primary {
                name.quality = NameQuality::Strong;
            }
        }
        if let Some(head) = names.get_mut(..=primary) {
            head.rotate_right(1);
        }
    }
}

/// The name without quotation marks around the whole of it, in which some lists put short names.
fn unquoted(name: &str) -> &str {
    const PAIRS: [(char, char); 4] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')];
    let mut name = name.trim();
    loop {
        let inner = PAIRS.iter().find_map(|(open, close)| {
            let inner = name.strip_prefix(*open)?.strip_suffix(*close)?;
            // `"A" and "B"` is not one quotation.
            (!inner.contains([*open, *close])).then_some(inner.trim())
        });
        match inner {
            Some(inner) => name = inner,
            None => return name,
        }
    }
}

/// Adds a value that is not there yet; false if there is no room for it.
#[must_use]
fn push_new<T: PartialEq>(values: &mut Vec<T>, value: T) -> bool {
    if values.contains(&value) {
        return true;
    }
    let room = values.len() < limits::VALUES_MAX;
    if room {
        values.push(value);
    }
    room
}
