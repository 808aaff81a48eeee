//! Findings in words: an item as `classify` takes it, the truth of a paragraph, and what a reader is
//! told. `tests/findings.txt`: `PARAGRAPH TRUTH | ARTICLE | HS | DESCRIPTION | FACTS`, then each
//! finding on an indented line. `UPDATE=1` rewrites it; explain the difference.

use std::fmt::Write as _;
use std::path::Path;

use control::answer::answer;
use control::assess::{assess, open};
use control::classify::one;
use control::input::TransferInput;

use crate::cases::item;
use crate::pack::{evidence, pack, transfer};

#[test]
fn what_is_at_odds_is_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings.txt");
    let expected = std::fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    for line in expected.lines().filter(|line| !line.starts_with("  ")) {
        if line.is_empty() || line.starts_with('#') {
            let _ = writeln!(written, "{line}");
            continue;
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [asked, article, hs, description, facts] = cells[..] else { panic!("{line}") };
        let mut own = item(article, "", "", facts);
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned().into());
        own.hs_code = text(hs);
        own.description = text(description);
        let own = TransferInput { items: vec![own], ..TransferInput::default() };
        let own = transfer(&own);
        let evidence = evidence(&own, true);
        let regime = pack();
        let case = open(regime, regime.profile("partner").unwrap(), &own, &evidence);
        let paragraph = asked.split(' ').next().unwrap();
        let truth = one(&case, &own.items[0], regime.find(paragraph).unwrap()).truth;
        let rest = [article, hs, description, facts].join(" | ");
        let _ = writeln!(written, "{paragraph} {} | {rest}", truth.word());
        for finding in answer(&case, &assess(&case)).findings {
            let _ = writeln!(written, "  {finding}");
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(written, expected, "UPDATE=1 rewrites the expected text; explain the difference");
}
