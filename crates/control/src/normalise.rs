//! A transfer as given to a [`Transfer`], with every fault in it.
//!
//! Never fails: what cannot be read becomes "not stated" plus a problem. A caller that finds a
//! problem does not determine anything: a mistyped fact must not loosen a control.

mod wording;
mod suggest;
mod item;
mod party;
pub(crate) use suggest::claimed;

use crate::input::{Text, TransferInput};
use crate::limits;
use crate::period::AsOf;
use crate::problem::{Place, Problem, did_you_mean, nearest};
use crate::regime::Regime;
use crate::transfer::Transfer;
use crate::word::{ASSURANCES, AWARENESS, KINDS, PROGRAMMES};

/// What the caller sets for every transfer.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Overrides the transfer's own day.
    pub as_of: Option<AsOf>,
    /// The day of transfers that state none.
    pub today: AsOf,
}

/// Reads one transfer.
#[must_use]
pub fn normalise(
    regime: &Regime,
    input: &TransferInput<'_>,
    setting: Setting,
) -> (Transfer, Vec<Problem>) {
    let mut reader = Reader { regime, kind: "export", problems: Vec::new() };
    let as_of = reader.as_of(input.as_of.as_ref(), setting);
    reader.kind = reader.word("kind", input.kind.as_ref(), KINDS).unwrap_or("export");
    let mut transfer = Transfer {
        id: input.id.as_deref().unwrap_or_default().to_owned(),
        as_of,
        kind: reader.kind,
        from: reader.country("from", input.from.as_ref()).into(),
        destination: reader.country("destination", input.destination.as_ref()).into(),
        route: Vec::new(),
        parties: Vec::new(),
        items: Vec::new(),
        programme: reader.word("end_use.programme", input.programme.as_ref(), PROGRAMMES).into(),
        awareness: reader.word("end_use.awareness", input.awareness.as_ref(), AWARENESS).into(),
        location: input.location.as_ref().map_or_else(Vec::new, |text| regime.measured_in(text)),
        safeguarded: input.safeguarded.into(),
        assurances: Vec::new(),
        assumptions: Vec::new(),
    };
    reader.length("id", &transfer.id);
    for text in input.statement.iter().chain(&input.location) {
        reader.length("end_use", text);
    }
    reader.count("route", input.route.len(), limits::ROUTE_MAX);
    for (at, stop) in input.route.iter().enumerate().take(limits::ROUTE_MAX) {
        transfer.route.extend(reader.country(&format!("route[{}]", at + 1), Some(stop)));
    }
    for (at, assurance) in input.assurances.iter().enumerate() {
        let place = format!("assurances[{}]", at + 1);
        transfer.assurances.extend(reader.word(&place, Some(assurance), ASSURANCES));
    }
    reader.count("parties", input.parties.len(), limits::PARTIES_MAX);
    for (at, party) in input.parties.iter().enumerate().take(limits::PARTIES_MAX) {
        transfer.parties.push(reader.party(at, party));
    }
    reader.count("items", input.items.len(), limits::ITEMS_MAX);
    if input.items.is_empty() {
        reader.fault("items", "no items", "a transfer has at least one item");
    }
    for (at, item) in input.items.iter().enumerate().take(limits::ITEMS_MAX) {
        let item = reader.item(at, item);
        if transfer.items.iter().any(|known| known.id == item.id) {
            let what = format!("two items with the id `{}`", item.id);
            reader.fault("items", what, "give each item its own id");
        }
        transfer.items.push(item);
    }
    (transfer, reader.problems)
}

struct Reader<'r> {
    regime: &'r Regime,
    /// Of the transfer: what it is a transfer of may follow from it.
    kind: &'static str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn fault(
        &mut self,
        field: impl Into<String>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.push(Problem::new(Place::field(field), what).hint(hint));
    }

    fn count(&mut self, field: &str, count: usize, most: usize) {
        if count > most {
            self.fault(field, format!("{count} entries"), format!("the limit is {most}"));
        }
    }

    fn length(&mut self, field: &str, text: &str) {
        if text.len() > limits::TEXT_MAX {
            let most = limits::TEXT_MAX;
            self.fault(field, format!("{} bytes", text.len()), format!("the limit is {most}"));
        }
    }

    fn as_of(&mut self, text: Option<&Text<'_>>, setting: Setting) -> AsOf {
        let stated = text.and_then(|text| match AsOf::parse(text) {
            Ok(as_of) => Some(as_of),
            Err(what) => {
                let hint = "write 2024-05-01, or 2024-05-01T03:00:00+03:30 where the hour matters";
                self.fault("as_of", what, hint);
                None
            }
        });
        setting.as_of.or(stated).unwrap_or(setting.today)
    }

    /// A word of a closed list.
    fn word(
        &mut self,
        field: &str,
        text: Option<&Text<'_>>,
        known: &'static [&'static str],
    ) -> Option<&'static str> {
        let text = text?;
        let found = known.iter().copied().find(|word| *word == text);
        if found.is_none() {
            let hint = did_you_mean(text, known.iter().copied())
                .unwrap_or_else(|| format!("one of: {}", known.join(", ")));
            self.fault(field, format!("`{}` is not known here", shown(text)), hint);
        }
        found
    }

    fn country(&mut self, field: &str, text: Option<&Text<'_>>) -> Option<crate::ident::StateIdx> {
        let text = text?;
        let found = self.regime.state(text);
        if found.is_none() {
            let folded = text.to_lowercase();
            let is_it = |name: &String| name.to_lowercase() == folded;
            let by_name = self
                .regime
                .countries
                .iter()
                .find(|c| is_it(&c.code) || is_it(&c.name) || c.names.iter().any(is_it));
            let hint = match by_name {
                Some(country) => format!("write `{}`", country.code),
                None => self.country_like(text).unwrap_or_else(|| {
                    "write the two-letter ISO 3166-1 code in capitals, such as `DE`".to_owned()
                }),
            };
            self.fault(field, format!("`{}` is no country code", shown(text)), hint);
        }
        found
    }

    /// The country whose name is most like a mistyped one. Codes are too short to tell.
    fn country_like(&self, text: &str) -> Option<String> {
        let countries = || self.regime.countries.iter();
        let names = countries().flat_map(|c| std::iter::once(&c.name).chain(&c.names));
        let nearest = nearest(text, names.map(String::as_str).filter(|name| name.len() > 3));
        let name = *nearest.first().filter(|_| text.len() > 3)?;
        let meant =
            countries().find(|c| c.name == name || c.names.iter().any(|own| own == name))?;
        Some(format!("did you mean `{}` ({name})?", meant.code))
    }
}

/// User text in a message, cut to a readable length.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// The profile that a transfer asks for, `partner` when it names none.
///
/// # Errors
/// No such profile in the pack.
pub fn profile<'r>(
    regime: &'r Regime,
    input: &TransferInput<'_>,
    preferred: Option<&str>,
) -> Result<&'r crate::regime::Profile, Problem> {
    let id = preferred.or(input.profile.as_deref()).unwrap_or("partner");
    regime.profile(id).ok_or_else(|| {
        let known: Vec<&str> = regime.profiles.iter().map(|p| p.id.as_str()).collect();
        let hint = did_you_mean(id, known.iter().copied())
            .unwrap_or_else(|| format!("profiles: {}", known.join(", ")));
        Problem::new(Place::field("profile"), format!("`{}` is no profile", shown(id))).hint(hint)
    })
}
