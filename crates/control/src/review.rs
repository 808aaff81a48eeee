//! Hits on party lists that keep a transfer from being cleared: nobody has judged them away.

use crate::case::Case;
use crate::evidence::Judged;
use crate::party;

/// Hits of one party, or of one owner behind it, that stand in the way of a clearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaiting {
    /// Role of the party.
    pub role: String,
    /// Its name.
    pub name: String,
    /// The owner that was found in its stead: `owner A. Owner`.
    pub via: Option<String>,
    /// Where, each list once.
    pub lists: Vec<String>,
    /// How many hits.
    pub hits: usize,
    /// Somebody has judged the party to be the listed one; what follows is still to be decided.
    pub judged_same: bool,
}

/// All such hits that count on the day: unjudged ones, and ones that were judged to be the party.
#[must_use]
pub fn awaiting(case: &Case<'_>) -> Vec<Awaiting> {
    let as_of = case.transfer.as_of;
    let mut all: Vec<Awaiting> = Vec::new();
    for (party, screened) in case.transfer.parties.iter().zip(&case.evidence.parties) {
        let first = all.len();
        for hit in screened.hits.iter().filter(|hit| party::hit(hit, as_of).is_open()) {
            let judged_same = hit.judged == Some(Judged::Same);
            // What a listed owner makes of the party is a matter of its share.
            if judged_same && hit.via.is_some() {
                continue;
            }
            let own = all.iter_mut().skip(first);
            let known = own.into_iter().find(|a| a.via == hit.via && a.judged_same == judged_same);
            if let Some(known) = known {
                known.hits += 1;
                if !known.lists.contains(&hit.list) {
                    known.lists.push(hit.list.clone());
                }
                continue;
            }
            all.push(Awaiting {
                role: party.role.to_owned(),
                name: party.name.clone(),
                via: hit.via.clone(),
                lists: vec![hit.list.clone()],
                hits: 1,
                judged_same,
            });
        }
    }
    all
}
