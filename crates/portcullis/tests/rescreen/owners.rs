//! Customers who are reached through others: an entry whose own line is the same, but whose owners
//! the list now makes something else of.

use crate::lists::import;
use crate::run::run;
use crate::scratch::Scratch;

use super::{changes, rescreen, rescreen_as};

/// Two firms above a third; who of them is listed is told by the programmes.
fn entities(day: &str, listed: &[&str], share: &str) -> String {
    let company = |id: &str, name: &str| {
        let topic = if listed.contains(&id) { r#","topics":["sanction"]"# } else { "" };
        format!(
            r#"{{"id":"{id}","caption":"{name}","schema":"Company","properties":{{"name":["{name}"]{topic}}},"datasets":["us_ofac_sdn"],"last_seen":"{day}"}}"#
        )
    };
    let owns = |id: &str, owner: &str, asset: &str, share: &str| {
        format!(
            r#"{{"id":"{id}","schema":"Ownership","properties":{{"owner":["{owner}"],"asset":["{asset}"],"percentage":["{share}"]}},"datasets":["us_ofac_sdn"]}}"#
        )
    };
    let lines = [
        company("x", "Imagined Xaverian Trust"),
        company("y", "Yellowbrook Trust"),
        company("a", "Alder Brook Partners"),
        company("b", "Birchwater Pumps"),
        owns("1", "x", "a", "60"),
        owns("2", "a", "b", share),
        owns("3", "y", "b", "20"),
    ];
    lines.join("\n") + "\n"
}

#[test]
fn a_changed_link_far_above_tells_the_customer_below() {
    let scratch = Scratch::new();
    let book = scratch.file("book.csv", "id,name\nc1,Birchwater Pumps\nc2,Nobody Atall\n");
    for (what, old, new, wanted) in [
        (
            "an owner of the owner was listed",
            entities("2026-03-01", &["b"], "55"),
            entities("2026-03-08", &["b", "x"], "55"),
            "ownership added: owned by listed (ofac: reached, held 55..75 %)",
        ),
        (
            "an owner of the owner is listed no longer",
            entities("2026-03-01", &["b", "x"], "55"),
            entities("2026-03-08", &["b"], "55"),
            "ownership removed: owned by listed (ofac: reached, held 55..75 %)",
        ),
        (
            "the share of the owner fell",
            entities("2026-03-01", &["b", "x"], "55"),
            entities("2026-03-08", &["b", "x"], "45"),
            "ownership added: owned by listed (ofac: not settled, held 45..65 %)",
        ),
    ] {
        let store = scratch.at(what);
        for (at, text) in [old, new].into_iter().enumerate() {
            let file = scratch.file(&format!("{what}-{at}.ftm.json"), text);
            let ran = import(&store, &[&file]);
            assert_eq!(ran.status, 0, "{ran:?}");
        }
        let ran = rescreen(&store, &book, &["--since", "2026-03-05"]);
        let told = [("c1".to_owned(), "b".to_owned())];
        assert_eq!(changes(&ran, "changed"), told, "{what}: {ran:?}");
        assert!(ran.out.contains(wanted), "{what}: {}", ran.out);
        for format in ["text", "csv"] {
            let ran = rescreen_as(format, &store, &book, &["--since", "2026-03-05"]);
            assert!(ran.out.contains("ownership "), "{what}: {}", ran.out);
        }
        // As `screen` tells it now.
        let whole = ["screen", "Birchwater Pumps", "--lists", &store, "--format", "json"];
        let now = run(&whole, "").out;
        let line = now.split("owned by listed (").nth(1).and_then(|rest| rest.split('"').next());
        assert!(line.is_none_or(|line| ran.out.contains(line)), "{what}: {now}\n{ran:?}");
    }
}
