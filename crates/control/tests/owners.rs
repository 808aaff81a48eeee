//! Rules of ownership: those of the pack by day, and faults of rows.

use control::exact::Exact;
use control::regime::load::{PackFile, load};
use control::regime::ownership::Owned;

use crate::pack::{day, pack};

/// Threshold on the day: its percentage with the sign, or the word.
fn on(authority: &str, at: &str) -> String {
    let rule = pack().ownership_on(day(at)).find(|rule| rule.authority == authority);
    let Some(rule) = rule else { return "none".to_owned() };
    let together = if rule.together { " together" } else { "" };
    match rule.owned {
        Owned::Never => "never".to_owned(),
        Owned::NotStated => "not stated".to_owned(),
        Owned::From(end) => {
            assert_eq!(Some(end.value), Exact::new(1, 2), "half");
            format!("{} half{together}", if end.included { ">=" } else { ">" })
        }
    }
}

#[test]
fn every_rule_holds_in_its_time() {
    for (authority, at, owned) in [
        ("ofac", "2008-02-13", "none"),
        ("ofac", "2008-02-14", ">= half"),
        ("ofac", "2014-08-12", ">= half"),
        ("ofac", "2014-08-13", ">= half together"),
        ("bis", "2025-09-28", "never"),
        ("bis", "2025-09-29", ">= half together"),
        ("bis", "2025-11-09", ">= half together"),
        ("bis", "2025-11-10", "never"),
        ("bis", "2026-11-09", "never"),
        ("bis", "2026-11-10", ">= half together"),
        ("eu", "2024-07-02", "> half together"),
        ("eu", "2024-07-03", ">= half together"),
        ("uk", "2025-10-10", "> half"),
        ("uk", "2020-12-30", "none"),
        ("ch", "2025-10-10", "> half together"),
        ("un", "2025-10-10", "not stated"),
    ] {
        assert_eq!(on(authority, at), owned, "{authority} on {at}");
    }
}

#[test]
fn lists_with_several_sources_count_by_their_entries() {
    let bis = pack().ownership_on(day("2025-10-10")).find(|rule| rule.authority == "bis").unwrap();
    assert!(bis.covers("us-csl", "EL:1") && bis.covers_list("us-csl"));
    assert!(!bis.covers("us-csl", "SDN:1") && !bis.covers("us-csl", "ELX:1"));
    assert!(!bis.covers("us-sdn", "EL:1") && !bis.covers_list("us-sdn"));
}

#[test]
fn a_row_that_cannot_be_read_is_refused() {
    let sound = "[[instrument]]\nid = \"g\"\ntitle = \"G\"\ndate = 2020-01-01\nlink = \"l\"\nread = \"text\"\n\
                 [[profile]]\nid = \"partner\"\ntitle = \"P\"\n\
                 [[ownership]]\nauthority = \"a\"\nheading = \"h\"\nlists = [\"a\"]\nowned = \">= 50 %\"\n\
                 together = true\ncite = \"g 1\"\nreview = \"recalled\"\n";
    let told = |text: &str| match load(&[PackFile { name: "rules.toml", text }]) {
        Ok(_) => String::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    assert_eq!(told(sound), "");
    for (from, to, wanted) in [
        ("\">= 50 %\"", "\"half\"", "half"),
        ("\">= 50 %\"", "\"< 50 %\"", "is no threshold"),
        ("\">= 50 %\"", "\">= 150 %\"", "is no threshold"),
        ("\">= 50 %\"", "\"> 0 %\"", "is no threshold"),
        ("\">= 50 %\"", "\"never\"", "nothing to add up"),
        ("lists = [\"a\"]\n", "", "`lists` is missing"),
        ("authority = \"a\"\n", "", "`authority` is missing"),
        ("cite = \"g 1\"\n", "", "`cite` is missing"),
        ("together", "togther", "unknown key `togther`"),
    ] {
        let text = sound.replace(from, to);
        assert!(told(&text).contains(wanted), "{to}: {}", told(&text));
    }
    let again = sound.find("[[ownership]]").map(|at| &sound[at..]).unwrap();
    let twice = format!("{sound}{again}");
    assert!(told(&twice).contains("ownership of `a` overlaps"), "{}", told(&twice));
}
