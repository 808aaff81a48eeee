//! Facts of an item that do not fit each other or its form, and what was read instead. None of them
//! ever clears: what may be meant is held unknown, and a finding says so.

use crate::case::Case;
use crate::describe;
use crate::regime::{Form, Kinship, Target, Wanted};
use crate::relation;
use crate::transfer::Item;
use crate::truth::Truth;

/// All that does not fit, in words.
#[must_use]
pub fn findings(case: &Case<'_>, item: &Item) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |what: String| found.push(what);
    let form = item.form.word();
    if let Some(article) = relation::article_served(case.regime, item) {
        let id = &case.regime.vocabulary.article(article).id;
        say(format!(
            "{form} with the article `{id}`: read as equipment that it may be for, not as what it is; \
             name the equipment in a relation, or state `other_item`"
        ));
    }
    if item.form != Form::Goods {
        for kinship in relation::beside(item) {
            if let Some(named) = item.relation(kinship).value().filter(|n| !n.is_empty()) {
                say(format!(
                    "{form} and `{}` {}: read as equipment that it may be for",
                    kinship.word(),
                    names(case, named)
                ));
            }
        }
    }
    if relation::is_contradicted_by_hints(item) {
        say(format!(
            "{form} said to be for nothing, while description or codes suggest listed equipment: \
             held in the paragraphs that speak of {form} for it"
        ));
    }
    let apart = part_of_what_it_is_not_usable_in(case, item);
    if !apart.is_empty() {
        say(format!(
            "`part_of` {}, while `usable_in` is stated without it: a part is usable in what it is part \
             of, so that both are held open",
            names(case, &apart)
        ));
    }
    found
}

fn names(case: &Case<'_>, named: &[Target]) -> String {
    let names: Vec<String> = named.iter().map(|each| describe::target(case, *each)).collect();
    names.join(", ")
}

/// What the item is part of, though a stated `usable_in` and all stronger relations leave it out.
fn part_of_what_it_is_not_usable_in(case: &Case<'_>, item: &Item) -> Vec<Target> {
    if item.form != Form::Goods || !item.relation(Kinship::UsableIn).is_stated() {
        return Vec::new();
    }
    let purposes = || Kinship::UsableIn.or_stronger().iter().map(|k| item.relation(*k).value());
    let left_out = |part: &&Target| {
        let wanted = Wanted::of(vec![**part]);
        let named = purposes()
            .flatten()
            .map(|named| relation::any_named(case.regime, Some(Kinship::UsableIn), named, &wanted));
        Truth::any(named) == Truth::False
    };
    item.relation(Kinship::PartOf).value().into_iter().flatten().filter(left_out).copied().collect()
}
