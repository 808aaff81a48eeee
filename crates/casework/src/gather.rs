//! What was found out about a case, as the law takes it: the only bridge from memory to evidence.

use control::evidence::{
    Denial, DenialParty, Denials, Evidence, Judged, ListHit, Screened, ScreeningState, Similar,
};
use control::period::{AsOf, midnight};
use jiff::civil::Date;

use crate::assessment::Compares;
use crate::case::Case;
use crate::facts::Party;
use crate::named::same_name;
use crate::notice::{RegimeName, Validity};
use crate::register::{self, Register};
use crate::searched::{Hit, Standing};

/// Screening of these facts, judged as it stands, and the denials in the register. Facts that were
/// not searched are "not screened", never "nothing found".
#[must_use]
pub fn gather(case: &Case, register: &Register, on: Date) -> Evidence {
    let parties = case.application.parties.iter().map(|party| searched(case, party, on)).collect();
    let users = case.application.parties.iter().filter(|party| party.role == "end_user");
    let users: Vec<&str> = users.map(|party| party.name.as_str()).collect();
    let denials = register.denials.values().filter_map(|held| denial(held, &users));
    Evidence { parties, set_aside: false, denials: Denials::Looked(denials.collect()) }
}

fn searched(case: &Case, party: &Party, on: Date) -> Screened {
    let screening = case.screening.as_ref().filter(|screening| screening.facts == case.facts);
    let Some(screening) = screening else { return Screened::not_done("not screened") };
    let Some(search) = screening.parties.get(&party.id) else {
        return Screened::not_done("not screened");
    };
    let state = match &search.not_done {
        None => ScreeningState::Done,
        Some(why) => ScreeningState::NotDone(why.clone()),
    };
    let hits = search.hits.iter().map(|hit| list_hit(case, party, hit, on)).collect();
    Screened { state, hits, notes: Vec::new(), ownership: Vec::new() }
}

fn list_hit(case: &Case, party: &Party, hit: &Hit, on: Date) -> ListHit {
    let day = |day: Option<Date>| day.map(|day| AsOf(midnight(day)));
    ListHit {
        list: hit.list.to_string(),
        authority: hit.authority.clone(),
        entry: hit.entry.clone(),
        name: hit.name.clone(),
        score: f64::from(hit.score_permille) / 1000.0,
        band: hit.band.clone(),
        identifier_equal: hit.identifier_equal,
        via: hit.via.clone(),
        reason: hit.reason.clone(),
        judged: match case.hit_standing(&party.id, hit, on) {
            Standing::Identified => Some(Judged::Same),
            Standing::Cleared => Some(Judged::Different),
            Standing::Open => None,
        },
        listed_from: day(hit.listed_from),
        listed_until: day(hit.listed_until),
    }
}

/// Whether a stated name may be one of a denial's, as the law takes it.
#[must_use]
pub fn similar<'n>(stated: &str, denied: impl Iterator<Item = &'n str>) -> Similar {
    match denied.map(|name| same_name(stated, name)).max() {
        Some(Compares::Same) => Similar::Same,
        Some(Compares::Unknown) => Similar::Perhaps,
        Some(Compares::Different) | None => Similar::No,
    }
}

/// Denials of the regimes that the law data speaks of; the others are compared by their own rules.
fn denial(held: &register::Denial, users: &[&str]) -> Option<Denial> {
    let notice = held.notice()?;
    if !matches!(notice.regime, RegimeName::Mtcr | RegimeName::Nsg) {
        return None;
    }
    let similar_to = |user: &&str| {
        let names = std::iter::once(&notice.end_user.name).chain(&notice.end_user.aliases);
        similar(user, names.map(String::as_str))
    };
    let valid_until = match notice.validity {
        // The last day counts whole.
        Validity::Until(day) => crate::calendar::next(day).map(|day| AsOf(midnight(day))),
        Validity::UntilRevoked { .. } | Validity::RegimeDefault => None,
    };
    Some(Denial {
        id: notice.id.to_string(),
        regime: notice.regime.word().to_owned(),
        authority: notice.authority.clone(),
        decided: AsOf(midnight(notice.decided)),
        valid_until,
        revoked: held.revoked.as_ref().map(|revoked| AsOf(midnight(revoked.on))),
        list_entry: notice.list_entry.clone(),
        article: notice.article.clone(),
        description: notice.description.clone(),
        properties: notice.parameters.clone().into_iter().collect(),
        end_user: DenialParty {
            name: notice.end_user.name.clone(),
            country: notice.end_user.country.clone(),
        },
        catch_all: notice.catch_all,
        similar: users.iter().map(similar_to).collect(),
    })
}
