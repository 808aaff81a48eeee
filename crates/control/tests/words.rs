//! Trade words: `tests/words.txt` has for every article words of control lists and of the trade, by which
//! `other_item` is held open as it; and ordinary goods, which nothing holds.

use std::collections::BTreeSet;
use std::path::Path;

use control::answer::{Answer, answer};
use control::assess::{assess, open};
use control::input::TransferInput;
use control::truth::Truth;

use crate::cases::item;
use crate::pack::{evidence, pack, transfer};

/// The answer for something stated to be nothing on the lists, of a description alone.
fn answered(description: &str) -> Answer {
    let mut own = item("other_item", "", "", "relations=none");
    own.description = Some(description.to_owned().into());
    let own = transfer(&TransferInput { items: vec![own], ..TransferInput::default() });
    let evidence = evidence(&own, true);
    let regime = pack();
    let case = open(regime, regime.profile("partner").unwrap(), &own, &evidence);
    answer(&case, &assess(&case))
}

/// Rows of an article, or of `ordinary`, with their words.
fn rows() -> Vec<(String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/words.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| {
        let (article, words) = row.split_once(':').unwrap();
        (article.to_owned(), words.split(';').map(|word| word.trim().to_owned()).collect())
    })
    .collect()
}

#[test]
fn trade_words_hold_open_what_is_stated_to_be_nothing() {
    let regime = pack();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (article, words) in rows().iter().filter(|(article, _)| article != "ordinary") {
        let at = regime.vocabulary.find_article(article).unwrap_or_else(|| panic!("{article}"));
        seen.insert(at);
        for word in words {
            let found = answered(&format!("Spare {word}, new"));
            let held = |id: &str| {
                let paragraph = regime.paragraph(regime.find(id).unwrap());
                paragraph.articles.iter().any(|own| regime.vocabulary.are_near(*own, at))
            };
            let open =
                |m: &control::answer::MatchLine| m.truth == Truth::Unknown && held(&m.paragraph);
            if !found.matches.iter().any(open) {
                wrong.push(format!("{article}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "cleared: {wrong:#?}");
    let listed = regime.paragraphs.iter().flat_map(|paragraph| &paragraph.articles);
    let unseen: BTreeSet<&str> = listed
        .filter(|at| !seen.contains(*at))
        .map(|at| regime.vocabulary.article(*at).id.as_str())
        .collect();
    assert!(unseen.is_empty(), "articles without a word in tests/words.txt: {unseen:?}");
}

#[test]
fn ordinary_goods_are_not_held_by_a_word() {
    let mut held = Vec::new();
    for (_, words) in rows().iter().filter(|(article, _)| article == "ordinary") {
        for word in words {
            let found = answered(word);
            let matched: Vec<&str> = found.matches.iter().map(|m| m.paragraph.as_str()).collect();
            if !matched.is_empty() {
                held.push(format!("{word}: {matched:?}"));
            }
        }
    }
    assert!(held.is_empty(), "{held:#?}");
}
