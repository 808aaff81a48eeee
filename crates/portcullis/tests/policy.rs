//! Policies: read with all faults, tried on labelled files, adopted only if nobody is lost.

use std::fmt::Write as _;

use crate::lists::{fixture, import, own};
use crate::run::{Ran, run};
use crate::scratch::Scratch;

const DAY: &str = "2026-03-10";

/// A store with a list of a dozen invented firms beside the United Nations fixture.
fn store(scratch: &Scratch) -> String {
    let store = scratch.at("lists");
    let firms = scratch.file("firms.ndjson", own("us-cons", "2026-03-04", 12));
    assert_eq!(import(&store, &[&fixture("un.xml"), &firms]).status, 0);
    store
}

fn policy(scratch: &Scratch, rules: &str) -> String {
    scratch.file("policy.toml", format!("format = \"policy/1\"\n{rules}"))
}

/// Every firm under a name with a slip, and two names that are nobody's.
fn labelled(scratch: &Scratch) -> String {
    let mut text = "id,name,expect\n".to_owned();
    for at in 0..12 {
        let _ = writeln!(text, "f{at},NIVENTDE FIRM {at},us-cons:X{at:03}");
    }
    text.push_str("n1,Quite Another Company,none\nn2,Happy Horse,none\nh1,Some Firm,\n");
    scratch.file("labelled.csv", text)
}

fn command(action: &str, policy: &str, labelled: &str, store: &str) -> Ran {
    let input = ["--labelled", labelled, "--lists", store, "--as-of", DAY];
    run(&[&["policy", action, policy], &input[..]].concat(), "")
}

#[test]
fn faults_of_a_policy_are_told_together_with_their_lines() {
    let scratch = Scratch::new();
    let path = policy(
        &scratch,
        "true_share = 1.5\n[[rule]]\nlist = \"un\"\nthreshold = 0.95\nwhy = \"\"\n\
         [[rule]]\nthreshold = 0.8\nwhy = \"all\"\n\
         [[rule]]\nkind = \"persn\"\nthreshold = 0.8\nwhy = \"many\"\n",
    );
    let ran = run(&["policy", "check", &path], "");
    assert_eq!(ran.status, 3, "{ran:?}");
    for fault in [
        "policy.toml:1: true_share",
        "policy.toml:3: threshold 0.95",
        "policy.toml:3: why",
        "policy.toml:7: the rule names nothing",
        "policy.toml:10: kind `persn` is not known",
        "did you mean `person`",
    ] {
        assert!(ran.err.contains(fault), "{fault}: {}", ran.err);
    }
    let path = policy(&scratch, "treshold = 0.7\n");
    let ran = run(&["policy", "check", &path], "");
    assert!(ran.err.contains("policy.toml:2: treshold: unknown field"), "{}", ran.err);
}

#[test]
fn a_rule_moves_the_threshold_of_its_entries_alone() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let path = policy(&scratch, "[[rule]]\nlist = \"us-cons\"\nthreshold = 0.9\nwhy = \"noise\"\n");
    let names = ["NIVENTDE FIRM 3", "Inventd Tradng Corporation"];
    let screen = |more: &[&str]| {
        let base = ["screen", "--lists", &store, "--as-of", DAY, "--format", "csv"];
        run(&[&base[..], &names[..], more].concat(), "")
    };
    let without = screen(&[]);
    assert!(without.out.contains("us-cons,X003"), "{}", without.out);
    let with = screen(&["--policy", &path]);
    assert!(!with.out.contains("us-cons,X003"), "{}", with.out);
    assert!(with.out.contains(",un,KPe.9"), "{}", with.out);
    let kind = "[[rule]]\nlist = \"us-cons\"\nkind = \"person\"\nthreshold = 0.9\nwhy = \"x\"\n";
    let path = policy(&scratch, kind);
    assert_eq!(screen(&["--policy", &path]).out, without.out);
}

#[test]
fn a_policy_that_loses_somebody_is_not_adopted() {
    let scratch = Scratch::new();
    let (store, labelled) = (store(&scratch), labelled(&scratch));
    let strict =
        policy(&scratch, "[[rule]]\nlist = \"us-cons\"\nthreshold = 0.9\nwhy = \"noise\"\n");
    let tried = command("try", &strict, &labelled, &store);
    assert_eq!(tried.status, 1, "{tried:?}");
    assert!(tried.out.contains("Expected hits that it LOSES"), "{}", tried.out);
    assert!(tried.out.contains("us-cons X003  NIVENTDE FIRM 3 (f3)"), "{}", tried.out);
    let adopted = command("adopt", &strict, &labelled, &store);
    assert_eq!(adopted.status, 1, "{adopted:?}");
    assert!(adopted.err.contains("not adopted: it loses hits"), "{}", adopted.err);
    let shown = run(&["policy", "show", "--lists", &store], "");
    assert!(shown.out.contains("no policy was adopted"), "{}", shown.out);
}

#[test]
fn a_policy_that_loses_nobody_is_adopted_and_named_in_every_answer() {
    let scratch = Scratch::new();
    let (store, labelled) = (store(&scratch), labelled(&scratch));
    let wide = policy(&scratch, "threshold = 0.65\ntrue_share = 0.1\n");
    let adopted = command("adopt", &wide, &labelled, &store);
    assert_eq!(adopted.status, 0, "{adopted:?}");
    let shown = run(&["policy", "show", "--lists", &store], "");
    let digest = shown.out.lines().last().unwrap();
    assert!(digest.starts_with("sha256:"), "{}", shown.out);
    let screened =
        run(&["screen", "X Y", "--lists", &store, "--as-of", DAY, "--format", "json"], "");
    assert!(screened.out.contains(&format!(r#""policy":"{digest}""#)), "{}", screened.out);
    let example = crate::run::root().join("examples/04-near-the-line.json");
    let example = example.display().to_string();
    let assessed = run(&["assess", &example, "--lists", &store], "");
    assert!(assessed.out.contains(&format!("screening policy\n    {digest}")), "{}", assessed.out);
}

#[test]
fn a_label_that_names_no_entry_is_a_fault_and_no_trial() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let wide = policy(&scratch, "threshold = 0.65\n");
    let labelled = scratch.file("labelled.csv", "id,name,expect\na,INVENTED FIRM 1,us-cons:X999\n");
    let tried = command("try", &wide, &labelled, &store);
    assert_eq!(tried.status, 3, "{tried:?}");
    assert!(
        tried.err.contains("labelled.csv:2: expect: us-cons has no entry X999"),
        "{}",
        tried.err
    );
    let few = scratch.file("few.csv", "id,name,expect\na,INVENTED FIRM 1,us-cons:X001\n");
    let adopted = command("adopt", &wide, &few, &store);
    assert_eq!(adopted.status, 3, "{adopted:?}");
    assert!(adopted.err.contains("expects 1 hits, at least 10 are needed"), "{}", adopted.err);
}
