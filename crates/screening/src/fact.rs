//! Facts beside the name: birth, country, gender, kind and identifiers confirm or contradict.

use crate::identifier::Strong;
use crate::listing::{BirthDate, PartyKind};
use crate::policy::fact as weight;

/// Which fact was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// Date of birth.
    Birth,
    /// Nationality, residence, incorporation or flag.
    Country,
    /// Gender.
    Gender,
    /// Person, organisation, ship or aircraft.
    Kind,
    /// Official identifier.
    Identifier,
}

/// What it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Both sides agree.
    Confirms,
    /// Both sides speak and disagree.
    Contradicts,
    /// Identifiers differ by one character or swap.
    NearMiss,
    /// One side is silent.
    Absent,
}

/// One fact of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Which.
    pub kind: FactKind,
    /// What it said.
    pub outcome: Outcome,
    /// The values, query first.
    pub detail: String,
    /// How much of the gap to 1 it closes (above 0) or by how much it lowers the score (below 0);
    /// nothing for identifiers, which decide by themselves.
    pub worth: f64,
}

impl Fact {
    /// A date of birth that agrees to the day.
    pub(crate) fn is_exact(&self) -> bool {
        self.kind == FactKind::Birth && self.worth >= weight::BIRTH_DAY
    }
}

/// What is known about a party apart from its names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    pub(crate) kind: PartyKind,
    pub(crate) birth: Vec<BirthDate>,
    pub(crate) countries: Vec<String>,
    pub(crate) gender: Option<String>,
    pub(crate) identifiers: Vec<Strong>,
}

/// Neither closes a gap nor lowers.
const NOTHING: (f64, f64) = (0.0, 1.0);

/// The effect of the facts on a score, and the facts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Effect {
    share: f64,
    factor: f64,
    pub(crate) identifier_equal: bool,
    pub(crate) facts: Vec<Fact>,
}

impl Effect {
    /// Never lowers a higher name score below a lower one.
    pub(crate) fn apply(&self, score: f64) -> f64 {
        (score + (1.0 - score) * self.share) * self.factor
    }
}

/// The name score below which no facts can lift a hit to `threshold`, given what the query says.
pub(crate) fn floor(query: &Facts, threshold: f64) -> f64 {
    floor_of(!query.birth.is_empty(), !query.countries.is_empty(), threshold)
}

/// The same, where it is known whether a birth and a country are given.
pub(crate) fn floor_of(birth: bool, country: bool, threshold: f64) -> f64 {
    let birth = if birth { weight::BIRTH_DAY } else { 0.0 };
    let country = if country { weight::COUNTRY } else { 0.0 };
    let share = birth + country;
    ((threshold - share) / (1.0 - share)).max(0.0)
}

/// Compares what both sides say.
pub(crate) fn compare(query: &Facts, listed: &Facts) -> Effect {
    let mut effect = Effect { share: 0.0, factor: 1.0, identifier_equal: false, facts: Vec::new() };
    kind(query, listed, &mut effect);
    birth(query, listed, &mut effect);
    countries(query, listed, &mut effect);
    gender(query, listed, &mut effect);
    identifiers(query, listed, &mut effect);
    effect
}

impl Effect {
    /// A fact that closes `share` of the gap to 1 and multiplies by `factor`.
    fn weigh(&mut self, kind: FactKind, outcome: Outcome, detail: String, worth: (f64, f64)) {
        let (share, factor) = worth;
        self.share += share;
        self.factor *= factor;
        let worth = if factor < 1.0 { factor - 1.0 } else { share };
        self.facts.push(Fact { kind, outcome, detail, worth });
    }

    fn note(&mut self, kind: FactKind, outcome: Outcome, detail: String) {
        self.weigh(kind, outcome, detail, NOTHING);
    }
}

fn kind(query: &Facts, listed: &Facts, effect: &mut Effect) {
    let detail = format!("{:?}, {:?}", query.kind, listed.kind).to_lowercase();
    let (outcome, worth) = if query.kind == PartyKind::Unknown || listed.kind == PartyKind::Unknown
    {
        (Outcome::Absent, NOTHING)
    } else if query.kind == listed.kind {
        (Outcome::Confirms, NOTHING)
    } else {
        (Outcome::Contradicts, (0.0, weight::OTHER_KIND))
    };
    effect.weigh(FactKind::Kind, outcome, detail, worth);
}

fn shown(date: &BirthDate) -> String {
    let year = if date.year_min == date.year_max {
        date.year_min.to_string()
    } else {
        format!("{}/{}", date.year_min, date.year_max)
    };
    match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year}-{month:02}"),
        _ => year,
    }
}

/// Share of the gap that two dates close, or the factor by which they contradict.
fn dates(a: &BirthDate, b: &BirthDate) -> (f64, f64) {
    let slack = if a.circa || b.circa { 3 } else { 1 };
    let apart = (a.year_min.max(b.year_min)) - (a.year_max.min(b.year_max));
    if apart > slack {
        return (0.0, weight::OTHER_YEAR);
    }
    let days = [a.month, a.day, b.month, b.day];
    let full = days.iter().all(Option::is_some);
    let same = a.month == b.month && a.day == b.day;
    // Day and month exchanged is a habit of writing, not another day.
    let flipped = a.month == b.day && a.day == b.month;
    match (apart <= 0, full) {
        (true, true) if same || flipped => (weight::BIRTH_DAY, 1.0),
        (true, true) => (0.0, weight::OTHER_DAY),
        (true, false) => (weight::BIRTH_YEAR, 1.0),
        (false, true) if !same && !flipped => (0.0, weight::OTHER_DAY),
        (false, _) => (0.0, 1.0),
    }
}

fn birth(query: &Facts, listed: &Facts, effect: &mut Effect) {
    let asked = query.birth.iter().map(shown).collect::<Vec<_>>().join(" ");
    let known = listed.birth.iter().map(shown).collect::<Vec<_>>().join(" ");
    let pairs = query.birth.iter().flat_map(|a| listed.birth.iter().map(move |b| dates(a, b)));
    // The best of the listed dates counts: lists give several for one person.
    let best = pairs.max_by(|x, y| (x.1 + x.0).total_cmp(&(y.1 + y.0)));
    let outcome = match best {
        None => Outcome::Absent,
        Some((_, factor)) if factor < 1.0 => Outcome::Contradicts,
        Some(_) => Outcome::Confirms,
    };
    effect.weigh(FactKind::Birth, outcome, format!("{asked}, {known}"), best.unwrap_or(NOTHING));
}

fn countries(query: &Facts, listed: &Facts, effect: &mut Effect) {
    let detail = format!("{}, {}", query.countries.join(" "), listed.countries.join(" "));
    let (outcome, worth) = if query.countries.is_empty() || listed.countries.is_empty() {
        (Outcome::Absent, NOTHING)
    } else if query.countries.iter().any(|c| listed.countries.contains(c)) {
        (Outcome::Confirms, (weight::COUNTRY, 1.0))
    } else {
        (Outcome::Contradicts, (0.0, weight::OTHER_COUNTRY))
    };
    effect.weigh(FactKind::Country, outcome, detail, worth);
}

fn gender(query: &Facts, listed: &Facts, effect: &mut Effect) {
    let known = |g: &Option<String>| {
        g.as_deref().filter(|g| matches!(*g, "male" | "female")).map(str::to_owned)
    };
    let (asked, listed) = (known(&query.gender), known(&listed.gender));
    let (outcome, worth) = match (&asked, &listed) {
        (Some(a), Some(b)) if a == b => (Outcome::Confirms, NOTHING),
        (Some(_), Some(_)) => (Outcome::Contradicts, (0.0, weight::OTHER_GENDER)),
        _ => (Outcome::Absent, NOTHING),
    };
    let detail = format!("{}, {}", asked.unwrap_or_default(), listed.unwrap_or_default());
    effect.weigh(FactKind::Gender, outcome, detail, worth);
}

fn identifiers(query: &Facts, listed: &Facts, effect: &mut Effect) {
    let mut noted = false;
    for asked in &query.identifiers {
        for known in &listed.identifiers {
            let outcome = if asked.equals(known) {
                effect.identifier_equal = true;
                Outcome::Confirms
            } else if asked.nearly(known) {
                Outcome::NearMiss
            } else {
                continue;
            };
            noted = true;
            effect.note(FactKind::Identifier, outcome, format!("{}, {}", asked.value, known.value));
        }
    }
    if !noted {
        effect.note(FactKind::Identifier, Outcome::Absent, String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(year: i16, day: Option<(u8, u8)>) -> BirthDate {
        let (month, day) = (day.map(|d| d.0), day.map(|d| d.1));
        BirthDate { year_min: year, year_max: year, month, day, circa: false }
    }

    #[test]
    fn dates_confirm_and_contradict() {
        assert_eq!(
            dates(&born(1970, Some((1, 2))), &born(1970, Some((2, 1)))).0,
            weight::BIRTH_DAY
        );
        assert_eq!(dates(&born(1970, None), &born(1970, Some((2, 1)))).0, weight::BIRTH_YEAR);
        assert_eq!(dates(&born(1970, None), &born(1980, None)).1, weight::OTHER_YEAR);
        assert_eq!(dates(&born(1970, None), &born(1971, None)), (0.0, 1.0));
    }
}
