//! No undercut: every denial in force against a transfer, ours and partners', field by field, by
//! what its regime asks. Three values; what is not configured is a question, never a guess.

use control::regime::Regime;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::assessment::{Compares, Consequence, DenialCompared, FieldCompared, Matched};
use crate::facts::{Application, Stated};
use crate::named::same_name;
use crate::notice::{
    CatchAll, LookBack, Notice, NoticeParty, SameWhat, SameWhom, UndercutRule, When,
};
use crate::office::Office;
use crate::register::{Denial, Register};

/// Years after which a denial of a regime without a configured look-back is for a person to judge.
const YEARS_WITHOUT_RULE: i16 = 3;

/// What the transfer is compared by.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'t> {
    /// As stated.
    pub application: &'t Application,
    /// Paragraphs that its items are in or may be in.
    pub matches: &'t std::collections::BTreeSet<Matched>,
    /// The law data, for the numbering of its lists.
    pub regime: &'t Regime,
    /// The day.
    pub on: Date,
}

/// Denials that may concern the transfer; those that certainly do not are left out.
#[must_use]
pub fn compare(
    register: &Register,
    office: &Office,
    transfer: &Transfer<'_>,
) -> Vec<DenialCompared> {
    let held = register.denials.values().filter(|denial| denial.holds(transfer.on));
    held.filter_map(|denial| one(denial, office, transfer)).collect()
}

/// Whether an application may have something to do with a denial, in whichever of its versions: a name
/// of its parties is, or may be, a name of the denial's. An application that names no end user may.
#[must_use]
pub fn touches(denial: &Denial, application: &Application) -> bool {
    let stated: Vec<&str> = application.parties.iter().map(|party| party.name.as_str()).collect();
    let names_user = application.parties.iter().any(|party| party.role == "end_user");
    let mut denied = denial.versions.iter().flat_map(|version| {
        let notice = &version.notice;
        let parties = std::iter::once(&notice.end_user).chain(&notice.consignee);
        parties.flat_map(|party| std::iter::once(&party.name).chain(&party.aliases))
    });
    let met =
        |denied: &String| stated.iter().any(|own| same_name(own, denied) > Compares::Different);
    !denial.versions.is_empty() && (!names_user || denied.any(met))
}

fn one(denial: &Denial, office: &Office, transfer: &Transfer<'_>) -> Option<DenialCompared> {
    let notice = denial.notice()?;
    let rule = office.undercut.get(&notice.regime);
    let mut fields = Vec::new();
    let mut field = |field: &str, outcome, denied: String, applied: String| {
        fields.push(FieldCompared { field: field.to_owned(), outcome, denied, applied });
        outcome
    };
    let user = best(&[&notice.end_user], &parties(transfer, &["end_user"]));
    let whom = field("end user", user.0, told(&notice.end_user), user.1);
    let mut other = Compares::Different;
    if let Some(consignee) = &notice.consignee {
        let met = best(&[consignee], &parties(transfer, &["consignee", "intermediate_consignee"]));
        other = field("consignee", met.0, told(consignee), met.1);
    }
    // The denied end user as consignee, or the denied consignee as end user, is the same firm.
    let everybody: Vec<&NoticeParty> =
        std::iter::once(&notice.end_user).chain(&notice.consignee).collect();
    let crossed = best(&everybody, &parties(transfer, &["end_user", "consignee"]));
    if crossed.0 > whom.max(other) {
        let denied = everybody.iter().map(|party| told(party)).collect::<Vec<_>>().join("; ");
        other = field("either", crossed.0, denied, crossed.1);
    }
    if whom.max(other) == Compares::Different {
        return None;
    }
    let item = item(notice, transfer);
    field("entry", item.0, notice.list_entry.clone().unwrap_or_default(), item.1);
    let parameters = parameters(notice, transfer);
    let written = |(name, value): (&String, &String)| format!("{name} {value}");
    let denied = notice.parameters.iter().map(written).collect::<Vec<_>>().join(", ");
    field("parameters", parameters.0, denied, parameters.1);
    let (age, said) = age(notice, rule, denial.own.is_some(), transfer.on);
    field("age", age, format!("decided {}", notice.decided), said);

    let consequence = consequence(&Found {
        notice,
        rule,
        own: denial.own.is_some(),
        whom,
        other,
        item: item.0,
        parameters: parameters.0,
        age,
    })?;
    Some(DenialCompared {
        denial: notice.id.clone(),
        version: denial.number(),
        regime: notice.regime,
        authority: notice.authority.clone(),
        consequence,
        fields,
    })
}

struct Found<'f> {
    notice: &'f Notice,
    rule: Option<&'f UndercutRule>,
    own: bool,
    whom: Compares,
    other: Compares,
    item: Compares,
    parameters: Compares,
    age: Compares,
}

/// None = certainly another transaction.
fn consequence(found: &Found<'_>) -> Option<Consequence> {
    let Found { notice, rule, own, whom, other, item, parameters, age } = found;
    // Our own denials, and regimes that nobody configured, are compared by the widest reading.
    let wide = *own || rule.is_none();
    let by = rule.map_or(SameWhom::EndUserOrConsignee, |rule| rule.whom);
    let whom = match by {
        SameWhom::EndUserOrConsignee => *whom.max(other),
        SameWhom::EndUser if wide => *whom.max(other),
        SameWhom::EndUser => *whom,
    };
    let catch_all = notice.catch_all || notice.list_entry.is_none();
    let what = if catch_all {
        match rule.map_or(CatchAll::NotConfigured, |rule| rule.catch_all) {
            CatchAll::Advisory if !*own => return Some(Consequence::Advisory),
            _ => Compares::Unknown,
        }
    } else {
        match rule.map(|rule| rule.what) {
            // The same entry may be a similar thing; the same parameters under another number may
            // be the same thing.
            Some(SameWhat::Entry) => *item,
            _ if *item == Compares::Same => *parameters.max(&Compares::Unknown),
            _ => *item,
        }
    };
    match (whom, what, *age) {
        // Another end user, but somebody of the denial takes part: worth knowing.
        (Compares::Different, _, _) => Some(Consequence::Advisory),
        (_, Compares::Different, _) => None,
        (_, _, Compares::Different) => Some(Consequence::Advisory),
        (Compares::Same, Compares::Same, Compares::Same) => match rule {
            Some(rule) if rule.when == When::After => Some(Consequence::NotifyAfter),
            Some(_) => Some(Consequence::ConsultBefore),
            None => Some(Consequence::Judge),
        },
        _ => Some(Consequence::Judge),
    }
}

fn told(party: &NoticeParty) -> String {
    format!("{} ({})", party.name, party.country)
}

fn parties<'a>(transfer: &Transfer<'a>, roles: &[&str]) -> Vec<(&'a str, Option<&'a str>)> {
    let parties = transfer.application.parties.iter();
    let own = parties.filter(|party| roles.contains(&party.role.as_str()));
    own.map(|party| (party.name.as_str(), party.country.as_deref())).collect()
}

/// How the nearest of the parties compares; nobody named is not known, never different.
fn best(denied: &[&NoticeParty], stated: &[(&str, Option<&str>)]) -> (Compares, String) {
    if stated.is_empty() {
        return (Compares::Unknown, String::new());
    }
    let mut best = (Compares::Different, String::new());
    for party in denied {
        for (name, country) in stated {
            let names = std::iter::once(&party.name).chain(&party.aliases);
            let met = names.map(|denied| same_name(name, denied)).max();
            let places = match country {
                Some(country) if *country == party.country => Compares::Same,
                Some(_) => Compares::Different,
                None => Compares::Unknown,
            };
            let met = met.unwrap_or(Compares::Different);
            // The same name in another state is another firm, or the same one moved.
            let both = match (met, places) {
                (Compares::Same, Compares::Different) => Compares::Unknown,
                (met, places) => met.min(places),
            };
            if both > best.0 || best.1.is_empty() {
                best = (both, format!("{name} ({})", country.unwrap_or("not stated")));
            }
        }
    }
    best
}

/// The same number or one above or below it; a number that this edition does not know, or items
/// that nobody could classify, are for a person.
fn item(notice: &Notice, transfer: &Transfer<'_>) -> (Compares, String) {
    let applied: Vec<&str> = transfer.matches.iter().map(|m| m.paragraph.as_str()).collect();
    let said = applied.join(", ");
    let Some(entry) = &notice.list_entry else { return (Compares::Unknown, said) };
    let outline = &transfer.regime.outline;
    let Some(node) = outline.find(entry) else { return (Compares::Unknown, said) };
    let near = |m: &&Matched| {
        outline
            .find(&m.paragraph)
            .is_some_and(|own| outline.is_under(own, node) || outline.is_under(node, own))
    };
    let best = transfer.matches.iter().filter(near).map(|m| m.certain).max();
    let classified =
        transfer.application.items.iter().all(|item| {
            item.article.is_some() || transfer.matches.iter().any(|m| m.item == item.id)
        });
    match best {
        Some(true) => (Compares::Same, said),
        Some(false) => (Compares::Unknown, said),
        // Renumbered between editions: the same parameters show it.
        None if parameters(notice, transfer).0 == Compares::Same => (Compares::Unknown, said),
        None if !classified => (Compares::Unknown, said),
        None => (Compares::Different, said),
    }
}

/// All parameters of the denial are stated alike for one item. Fewer, or others, is for a person.
fn parameters(notice: &Notice, transfer: &Transfer<'_>) -> (Compares, String) {
    let words = &transfer.regime.vocabulary;
    let mut said = Vec::new();
    let mut same = false;
    for item in &transfer.application.items {
        let alike = notice.parameters.iter().filter(|(name, denied)| {
            let Some(Stated::Text(stated)) = item.properties.get(*name) else { return false };
            said.push(format!("{name} {stated}"));
            let expected = words.find_property(name).and_then(|at| words.property(at).expected());
            let read = |text: &str| expected.map(|e| control::quantity::read(text, e));
            match (read(stated), read(denied)) {
                (Some(Ok(a)), Some(Ok(b))) => a == b,
                _ => stated.eq_ignore_ascii_case(denied),
            }
        });
        let alike = alike.count();
        same |= alike > 0 && alike == notice.parameters.len();
    }
    (if same { Compares::Same } else { Compares::Unknown }, said.join(", "))
}

fn age(notice: &Notice, rule: Option<&UndercutRule>, own: bool, on: Date) -> (Compares, String) {
    let within = |span: Span| notice.decided.checked_add(span).is_ok_and(|end| on <= end);
    match rule.map(|rule| rule.look_back) {
        Some(LookBack::UntilRevoked) => (Compares::Same, "valid until revoked".to_owned()),
        _ if own => (Compares::Same, "ours: counts until revoked".to_owned()),
        Some(LookBack::Years(years)) => {
            let inside = within(i64::from(years).years());
            let said = format!("{years} years back");
            (if inside { Compares::Same } else { Compares::Different }, said)
        }
        Some(LookBack::NotConfigured) | None => {
            let said = "period not configured".to_owned();
            let young = within(i64::from(YEARS_WITHOUT_RULE).years());
            (if young { Compares::Same } else { Compares::Unknown }, said)
        }
    }
}
