//! A disagreement cut down to the facts that it needs, and written so that a person can read it.

use std::fmt::Write as _;

use control::evidence::{Denials, Screened};
use control::input::{Given, TransferInput};

use super::fact::Stated;

/// Takes away one fact after the other as long as the trouble stays.
pub(crate) fn shrink(given: &Stated, trouble: &dyn Fn(&Stated) -> bool) -> Stated {
    let mut least = given.clone();
    'again: loop {
        for smaller in smaller(&least) {
            if trouble(&smaller) {
                least = smaller;
                continue 'again;
            }
        }
        return least;
    }
}

pub(crate) fn smaller(given: &Stated) -> Vec<Stated> {
    let mut all = Vec::new();
    let mut without = |change: &dyn Fn(&mut Stated)| {
        let mut one = given.clone();
        change(&mut one);
        all.push(one);
    };
    let input = &given.input;
    for at in (0..input.items.len()).filter(|_| input.items.len() > 1) {
        without(&|g| drop(g.input.items.remove(at)));
    }
    for at in 0..input.parties.len() {
        without(&|g| {
            g.input.parties.remove(at);
            g.evidence.parties.remove(at);
            g.evidence.denials = Denials::NotLooked;
        });
    }
    if !given.evidence.set_aside {
        without(&|g| {
            g.evidence.set_aside = true;
            g.evidence.parties.fill(Screened::assumed_clear());
        });
    }
    if matches!(given.evidence.denials, Denials::Looked(_)) {
        without(&|g| g.evidence.denials = Denials::NotLooked);
    }
    fields(input, &mut without);
    for (at, item) in input.items.iter().enumerate() {
        for own in 0..item.properties.len() {
            without(&|g| drop(g.input.items[at].properties.remove(own)));
        }
        for own in 0..item.relations.len() {
            without(&|g| drop(g.input.items[at].relations.remove(own)));
        }
        for (own, (_, named)) in item.relations.iter().enumerate() {
            for name in 0..named.len() {
                without(&|g| drop(g.input.items[at].relations[own].1.remove(name)));
            }
        }
        if item.scope.is_some() {
            without(&|g| g.input.items[at].scope = None);
        }
        if item.article.is_some() {
            without(&|g| g.input.items[at].article = None);
        }
        if item.hs_code.is_some() {
            without(&|g| g.input.items[at].hs_code = None);
        }
        if item.description.is_some() {
            without(&|g| g.input.items[at].description = None);
        }
        if !item.claimed.is_empty() {
            without(&|g| g.input.items[at].claimed.clear());
        }
    }
    all
}

/// What takes one fact away.
type Change<'c> = &'c dyn Fn(&mut Stated);

fn fields(input: &TransferInput<'_>, without: &mut dyn FnMut(Change<'_>)) {
    if input.kind.is_some() {
        without(&|g| g.input.kind = None);
    }
    if input.from.is_some() {
        without(&|g| g.input.from = None);
    }
    if input.destination.is_some() {
        without(&|g| g.input.destination = None);
    }
    if input.location.is_some() {
        without(&|g| g.input.location = None);
    }
    if input.programme.is_some() {
        without(&|g| g.input.programme = None);
    }
    if input.awareness.is_some() {
        without(&|g| g.input.awareness = None);
    }
    if input.safeguarded.is_some() {
        without(&|g| g.input.safeguarded = None);
    }
    if !input.route.is_empty() {
        without(&|g| g.input.route.clear());
    }
    if !input.assurances.is_empty() {
        without(&|g| g.input.assurances.clear());
    }
}

/// Field by field, absent fields left out.
pub(crate) fn written(given: &Stated) -> String {
    let input = &given.input;
    let mut text = format!("profile {}", given.profile);
    let single = [
        ("as_of", &input.as_of),
        ("kind", &input.kind),
        ("from", &input.from),
        ("destination", &input.destination),
        ("location", &input.location),
        ("programme", &input.programme),
        ("awareness", &input.awareness),
    ];
    for (name, value) in single {
        if let Some(value) = value {
            let _ = write!(text, "\n  {name} = {value}");
        }
    }
    if let Some(value) = input.safeguarded {
        let _ = write!(text, "\n  safeguarded = {value}");
    }
    if !input.route.is_empty() {
        let _ = write!(text, "\n  route = {}", input.route.join(", "));
    }
    if !input.assurances.is_empty() {
        let _ = write!(text, "\n  assurances = {}", input.assurances.join(", "));
    }
    for (party, screened) in input.parties.iter().zip(&given.evidence.parties) {
        let role = party.role.as_deref().unwrap_or_default();
        let country = party.country.as_deref().unwrap_or("country not stated");
        let _ = write!(text, "\n  party {role}, {country}: {screened:?}");
    }
    let _ = write!(text, "\n  screening set aside: {}", given.evidence.set_aside);
    for item in &input.items {
        let article = item.article.as_deref().unwrap_or("not stated");
        let form = item.form.as_deref().unwrap_or("goods");
        let _ = write!(text, "\n  item {form}, article {article}");
        for (name, given) in &item.properties {
            let value = match given {
                Given::Text(text) => text.to_string(),
                Given::Flag(flag) => flag.to_string(),
                other => format!("{other:?}"),
            };
            let _ = write!(text, "\n    {name} = {value}");
        }
        for (name, named) in &item.relations {
            let _ = write!(text, "\n    {name} [{}]", named.join(", "));
        }
        for (name, value) in [("hs", &item.hs_code), ("description", &item.description)] {
            if let Some(value) = value {
                let _ = write!(text, "\n    {name} = {value}");
            }
        }
        if let Some(scope) = &item.scope {
            let _ = write!(text, "\n    scope [{}]", scope.join(", "));
        }
        if !item.claimed.is_empty() {
            let _ = write!(text, "\n    claimed [{}]", item.claimed.join(", "));
        }
    }
    text
}
