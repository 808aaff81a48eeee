//! A pack of two files, the fuzzed one beside a small sound one that gives it words to speak of: a
//! fault is a problem with a place, and a pack without faults can be checked and assessed with.

#![no_main]

use control::assess::{assess, open};
use control::evidence::{Denials, Evidence};
use control::input::{ItemInput, TransferInput};
use control::normalise::{Setting, normalise, profile};
use control::period::AsOf;
use control::regime::check::check;
use control::regime::load::{PackFile, load};
use libfuzzer_sys::fuzz_target;

/// Words for the fuzzed file to use, in the shapes of `docs/formats/regime.md`.
const WORDS: &str = r#"
[[instrument]]
id = "annex"
title = "Annex"
date = 2020-01-01
read = "text"

[[list]]
id = "own"
title = "Own list"
edition = "annex"

[[country]]
code = "DE"
name = "Germany"

[[article]]
id = "pump"
meaning = "a pump"
assembly = true

[[article]]
id = "vacuum_pump"
meaning = "a pump for vacuum"
kind_of = "pump"

[[property]]
id = "flow"
meaning = "flow"
kind = "quantity"
unit = "m^3/s"

[[property]]
id = "sealed"
meaning = "sealed"
kind = "flag"

[[property]]
id = "material"
meaning = "material"
kind = "word"
words = ["steel", "nickel"]

[[profile]]
id = "partner"
title = "Partner"
settings = ["catch_all"]
"#;

fuzz_target!(|text: &str| {
    let files =
        [PackFile { name: "words.toml", text: WORDS }, PackFile { name: "fuzzed.toml", text }];
    match load(&files) {
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            let again = load(&files).expect_err("loaded the second time");
            assert_eq!(problems, again, "other problems the second time");
        }
        Ok(law) => {
            let _ = check(&law);
            for paragraph in &law.paragraphs {
                let _ = law.cite(&paragraph.origin.cite);
                assert!(law.find(&law.outline.node(paragraph.node).id).is_some());
            }
            let item = ItemInput {
                article: Some("vacuum_pump".into()),
                description: Some("pump".into()),
                ..ItemInput::default()
            };
            let input = TransferInput { items: vec![item], ..TransferInput::default() };
            let today = AsOf(jiff::Timestamp::UNIX_EPOCH);
            let (transfer, _) = normalise(&law, &input, Setting { as_of: None, today });
            let Ok(profile) = profile(&law, &input, None) else { return };
            let parties = Vec::new();
            let evidence = Evidence { parties, set_aside: true, denials: Denials::NotLooked };
            let case = open(&law, profile, &transfer, &evidence);
            let done = assess(&case);
            assert!(done.floor <= done.ceiling);
            let _ = control::answer::answer(&case, &done);
        }
    }
});
