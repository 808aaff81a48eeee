//! Learning a fact only narrows floor and ceiling, on transfers that lie at the law's limits: take any
//! one fact away, and the answer is as wide or wider.
//!
//! Some statements add possibilities instead, by the reading of the law, and are left out: a claim
//! opens an exit; a party, a stop, a place of end use or an origin under measures is a further state; an article, a code, a description, a form and, where none is stated, the kind of transfer
//! change what the item may be; contents are asked of assemblies only; a further purpose is a further use.
//! So are a code that contradicts a claim, and second statements of one thing, which may contradict the
//! first: an envelope beside a point, the tanks beside the masses, an accuracy beside a CEP, what a thing
//! is part of beside what it is usable in. A relation may place goods in the general words of a heading. Of software and technology the contents are read as a use as
//! well. And goods without an article are held in
//! what codes and description suggest only as long as one of these paragraphs stays open.

use control::input::ItemInput;

use crate::reasons::{answered, single, times};
use crate::twin::fact::Stated;
use crate::twin::law::{flag_of, law, under};
use crate::twin::shrink::{smaller, written};

const TRANSFERS: u64 = 500;
const PURPOSES: [&str; 3] = ["usable_in", "designed_or_modified_for", "specially_designed_for"];

/// Stated properties that may widen.
fn wide(item: &ItemInput<'_>) -> usize {
    let certified = item.properties.iter().any(|(name, _)| name == "envelope");
    let point = |name: &str| certified && matches!(name, "range" | "payload");
    let second = ["envelope", "usable_fuel", "system_accuracy"];
    let claim = |name: &str| law().properties[name].contains_key("claim");
    item.properties
        .iter()
        .filter(|(name, _)| claim(name) || point(name) || second.contains(&name.as_ref()))
        .count()
}

/// Whether a heading with general words is named, or something in it or above it.
fn in_general_words(target: &str) -> bool {
    let general = law().paragraphs.iter().filter(|own| flag_of(&own.table, "general"));
    general.into_iter().any(|own| under(target, &own.id) || under(&own.id, target))
}

/// Whether the fact that is gone is one that narrows.
fn narrows(full: &Stated, less: &Stated) -> bool {
    let (a, b) = (&full.input, &less.input);
    let (own, left) = (&a.items[0], &b.items[0]);
    let gone = || own.relations.iter().find(|pair| !left.relations.contains(pair));
    let purposes = own.relations.iter().filter(|(name, _)| PURPOSES.contains(&name.as_ref()));
    let several = purposes.count() > 1;
    let relations = match gone() {
        None => own.relations.len() == left.relations.len(),
        // A name taken from a list states another list.
        Some(_) if own.relations.len() == left.relations.len() => false,
        Some((name, named)) => {
            let beside = name == "contains" || name == "part_of";
            let placed = named.iter().any(|target| in_general_words(target));
            !(beside || placed || several && PURPOSES.contains(&name.as_ref()))
        }
    };
    relations
        && (own.article.is_some() || matches!(own.form.as_deref(), Some(form) if form != "goods"))
        && a.parties.len() == b.parties.len()
        && full.evidence.set_aside == less.evidence.set_aside
        && a.route == b.route
        && a.location == b.location
        && (a.from == b.from || !matches!(a.from.as_deref(), Some("IR" | "KP")))
        && own.article == left.article
        && own.form == left.form
        && (own.form.is_some() || a.kind == b.kind)
        && own.hs_code == left.hs_code
        && own.description == left.description
        && own.claimed == left.claimed
        && wide(own) == wide(left)
}

#[test]
fn taking_a_fact_away_only_widens() {
    let mut taken = 0;
    for full in (0..TRANSFERS * times()).map(single) {
        let Some(with) = answered(&full) else { continue };
        for less in smaller(&full).iter().filter(|less| narrows(&full, less)) {
            let Some(without) = answered(less) else { continue };
            taken += 1;
            assert!(
                without.floor <= with.floor && without.ceiling >= with.ceiling,
                "{:?} to {:?} became {:?} to {:?}\n{}\nwithout\n{}",
                with.floor,
                with.ceiling,
                without.floor,
                without.ceiling,
                written(&full),
                written(less)
            );
        }
    }
    println!("narrowing: {taken} facts taken away");
    assert!(taken > 1_500);
}
