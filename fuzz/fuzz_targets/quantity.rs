//! The small texts inside transfers and packs: quantities, units, numbers, days, words. The first
//! byte picks the unit that a quantity is expected in.

#![no_main]

use std::sync::LazyLock;

use control::exact::Exact;
use control::period::AsOf;
use control::problem::did_you_mean;
use control::quantity::{Expected, Relation, read};
use control::truth::Truth;
use control::unit::{Unit, symbols};
use control::{assume, regime::Treaty};
use libfuzzer_sys::fuzz_target;
use portcullis::doors;

static SYMBOLS: LazyLock<Vec<&str>> = LazyLock::new(|| symbols().collect());

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let symbol = SYMBOLS[usize::from(*first) % SYMBOLS.len()];
    let unit = Unit::read_canonical(symbol).expect("a symbol is a unit");
    quantity(text, Expected { unit: Some(symbol), dimension: unit.dimension });
    quantity(text, Expected { unit: None, dimension: Unit::ONE.dimension });
    if let Some(unit) = Unit::read_canonical(text) {
        let one = unit.to_base(Exact::ONE).and_then(|base| unit.from_base(base));
        assert!(one.is_none_or(|one| one == Exact::ONE), "{text} and back");
    }
    number(text);
    let _ = AsOf::parse(text);
    let _ = Treaty::parse(text);
    let law = doors::law();
    let _ = assume::read(law, text);
    if let Some(at) = law.find(text) {
        assert_eq!(law.outline.node(law.paragraph(at).node).id, text);
    }
    let _ = law.vocabulary.find_article(text);
    let _ = law.vocabulary.find_property(text);
    let _ = did_you_mean(text, SYMBOLS.iter().copied());
});

/// Opposite relations have opposite truths, whatever was stated.
fn quantity(text: &str, expected: Expected<'_>) {
    let Ok(stated) = read(text, expected) else { return };
    if let (Some(low), Some(high)) = (stated.low, stated.high) {
        assert!(low.value <= high.value, "{text}");
    }
    for end in [stated.low, stated.high].into_iter().flatten() {
        let compare = |relation| stated.compare(relation, end.value);
        assert_eq!(compare(Relation::Below), compare(Relation::AtLeast).negate(), "{text}");
        assert_eq!(compare(Relation::Above), compare(Relation::AtMost).negate(), "{text}");
        if end.included {
            assert_ne!(compare(Relation::Equal), Truth::False, "{text}");
        }
    }
}

fn number(text: &str) {
    let Some(value) = Exact::parse(text) else { return };
    // None is an overflow, which callers report.
    assert!(value.minus(value).is_none_or(|zero| zero == Exact::ZERO), "{text}");
    let one = if value == Exact::ZERO { None } else { value.over(value) };
    assert!(one.is_none_or(|one| one == Exact::ONE), "{text}");
    assert!(value.plus(Exact::ONE).is_none_or(|more| more > value), "{text}");
}
