//! Names screened through the command, and parties screened in an assessment.

use std::fs;

use crate::lists::{fixture, import};
use crate::run::{Ran, root, run};
use crate::scratch::Scratch;

const DAY: &str = "2026-03-10";

fn store(scratch: &Scratch) -> String {
    let store = scratch.at("lists");
    // The Swiss fixture is of May: on the day of these tests that list did not stand yet.
    let swiss = fs::read_to_string(fixture("seco.xml")).unwrap();
    let swiss = scratch.file("seco.xml", swiss.replace("2026-05-06", "2026-03-02"));
    let ran = import(&store, &[&fixture("un.xml"), &swiss]);
    assert_eq!(ran.status, 0, "{ran:?}");
    store
}

fn screen(store: &str, arguments: &[&str], input: &str) -> Ran {
    run(&[&["screen", "--lists", store, "--as-of", DAY], arguments].concat(), input)
}

#[test]
fn a_name_behind_spelling_order_script_and_address_is_found() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    for name in [
        "Invented Trading Corporation",
        "INVENTED TRADING CORP. LTD",
        "Inventd Tradng Corporation",
        "Trading Corporation Invented",
        "Happy Horse LLC c/o Invented Trading Corporation, Dubai",
        "agent for Invented Trading Corporation in the free zone",
        "Old Invented Trading",
        "Invented Trdg Corp",
        "Happy Horse（Invented Trading Corporation）",
        "I N V E N T E D Trading Corporation",
        "І\u{200b}nvented Trad\u{200d}ing Corporation",
        "شخص خیالی",
        "Person Imagined",
    ] {
        let ran = screen(&store, &[name, "--format", "json"], "");
        assert_eq!(ran.status, 1, "{name}: {ran:?}");
        assert!(ran.out.contains(r#""state":"done""#), "{name}: {}", ran.out);
    }
    let ran = screen(&store, &["Quite Another Firm"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("nothing found\n"), "{}", ran.out);
}

#[test]
fn an_identifier_is_found_without_a_name() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let ran =
        screen(&store, &["Nobody Known", "--identifier", "bic:INVTKPPY", "--format", "csv"], "");
    assert!(ran.out.contains("1,1,0.950,exact,un,KPe.903,"), "{}", ran.out);
    assert!(ran.out.contains("equal identifier"), "{}", ran.out);
    let ran = screen(&store, &["Nobody Known", "--identifier", "imo:9187620"], "");
    assert!(ran.out.contains("fails its check"), "{}", ran.out);
}

#[test]
fn every_row_has_an_answer_in_input_order() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let mut csv = "id,name,country,x_note\n".to_owned();
    for at in 0..9_000 {
        let name = if at % 1_000 == 7 { "Invented Trading Corp" } else { "Quite Another Firm" };
        csv.push_str(&format!("{at},{name},DE,{at}\n"));
    }
    csv.push_str("9000,,DE,\n9001,Quite Another,Germany,\n");
    let ran = screen(&store, &["--input", "-", "--format", "csv", "--limit", "1"], &csv);
    assert_eq!(ran.status, 3);
    let rows: Vec<&str> = ran.out.lines().skip(1).collect();
    assert_eq!(rows.len(), 9_002);
    for (at, row) in rows.iter().enumerate() {
        assert!(row.starts_with(&format!("{at},")), "{at}: {row}");
    }
    assert!(rows[7].starts_with("7,1,0."), "{}", rows[7]);
    assert_eq!(rows[8], "8,0,,,,,,");
    assert!(rows[9_000].starts_with("9000,,,,,,,not screened: no name"), "{}", rows[9_000]);
    assert_eq!(rows[9_001], "9001,0,,,,,,");
    assert!(ran.err.contains("standard input:9002: no name"), "{}", ran.err);
    assert!(ran.err.contains("standard input:9003: country: `Germany`"), "{}", ran.err);
}

#[test]
fn csv_and_ndjson_give_the_same_answers() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let csv = "id,name,country,kind,birth_date,identifier\n\
               a,Imagined Person O'One & Only,IR,person,1961-04-05,passport:X0000001\n\
               b,Invented Trading,,company,,\n";
    let json = "{\"id\":\"a\",\"name\":\"Imagined Person O'One & Only\",\"country\":\"IR\",\
                \"kind\":\"person\",\"birth_date\":\"1961-04-05\",\
                \"identifiers\":{\"passport\":\"X0000001\"}}\n\
                {\"id\":\"b\",\"name\":\"Invented Trading\",\"kind\":\"company\",\"x_own\":[1]}\n";
    let from_csv =
        screen(&store, &["--input", &scratch.file("a.csv", csv), "--format", "json"], "");
    let from_json = screen(&store, &["--input", "-", "--format", "json"], json);
    assert_eq!(from_csv.status, 1, "{from_csv:?}");
    assert_eq!(from_csv.out, from_json.out);
    assert!(from_csv.out.contains(r#""fact":"birth","outcome":"agrees""#), "{}", from_csv.out);
}

#[test]
fn bad_input_names_its_place() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    for (input, wanted) in [
        (
            "id,nme\n1,x\n",
            "standard input:1: column `nme` is not known\n  hint: did you mean `name`",
        ),
        ("id\n1\n", "standard input:1: no column `name`"),
        ("{\"id\":\"1\",\"nam\":\"x\"}\n", "standard input:1: field `nam` is not known"),
        ("{\"id\":\"1\",\n", "standard input:1: column"),
        ("id,name\n1,a,b\n", "standard input:2: 3 cells where the header has 2"),
    ] {
        let ran = screen(&store, &["--input", "-"], input);
        assert_eq!(ran.status, 3, "{input}: {ran:?}");
        assert!(ran.err.contains(wanted), "{input}: {}", ran.err);
    }
    for (arguments, wanted) in [
        (&["x", "--threshold", "0.1"][..], "between 0.3 and 1"),
        (&["x", "--limit", "0"], "between 1 and"),
        (&["x", "--birth-date", "1961-13"], "no date of birth"),
        (&["x", "--kind", "firm"], "none of person"),
        (&[], "no name was given"),
    ] {
        let ran = screen(&store, arguments, "");
        assert_eq!(ran.status, 3, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(wanted), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_name_that_cannot_be_searched_whole_is_not_cleared() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let long = "word ".repeat(60) + "Invented Trading Corporation";
    let ran = screen(&store, &[&long, "--format", "json"], "");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.contains(r#""state":"not_done""#), "{}", ran.out);
}

#[test]
fn nothing_found_in_missing_or_old_lists_is_not_nothing() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let ran = run(&["screen", "Quite Another Firm"], "");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.contains("Searched: un-starter of 2026-02-27"), "{}", ran.out);
    assert!(ran.words().contains("starter list"), "{}", ran.out);
    let old = ["screen", "Quite Another Firm", "--lists", &store, "--as-of", "2027-01-01"];
    let ran = run(&old, "");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.words().contains("un of 2026-03-04 is 303 days old"), "{}", ran.out);
    let ran = run(&[&old[..], &["--max-age", "400"]].concat(), "");
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn the_page_escapes_what_it_shows() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let name = "<script>alert(1)</script> Invented Trading Corporation";
    let ran = screen(&store, &[name, "--format", "html"], "");
    assert!(!ran.out.contains("<script"), "{}", ran.out);
    assert!(ran.out.contains("INVENTED TRADING CORPORATION"), "{}", ran.out);
    assert!(ran.out.ends_with("</html>\n"), "{}", ran.out);
}

/// The clear example with another end user, assessed.
fn assess(store: &str, end_user: &str, arguments: &[&str]) -> Ran {
    let text = fs::read_to_string(root().join("examples/01-clear-pump.json")).unwrap();
    let text = text.replace("2025-03-03", DAY);
    let from = r#""name": "Example End User EG""#;
    assert!(text.contains(from));
    let text = text.replace(from, end_user);
    let all = [&["assess", "--lists", store, "-"], arguments].concat();
    let days = ["--max-age", "--as-of"];
    let dated = arguments.iter().any(|argument| days.contains(argument));
    let as_of: &[&str] = if dated { &[] } else { &["--as-of", DAY] };
    let json = ["--format", "json"];
    let format: &[&str] = if arguments.contains(&"--format") { &[] } else { &json };
    run(&[&all, as_of, format].concat(), &text)
}

#[test]
fn a_past_day_of_a_transfer_does_not_make_the_lists_young() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    // The transfer states a day six days after the lists; they are searched long after.
    let other = r#""name": "Quite Another Firm""#;
    let backdated = assess(&store, other, &["--max-age", "30"]);
    assert_eq!(backdated.status, 2, "{backdated:?}");
    assert!(backdated.out.contains(r#""state":"not_done","why":"ch of 2026-03-02 is "#));
    assert!(backdated.out.contains("at most 30 days are allowed"), "{}", backdated.out);
    let text = assess(&store, other, &["--max-age", "30", "--format", "text"]);
    assert!(text.out.contains("days are allowed"), "{}", text.out);
    // Whoever says so allows it; whoever asks as of that day has the lists of that day.
    assert_eq!(assess(&store, other, &["--max-age", "99999"]).status, 0);
    assert_eq!(assess(&store, other, &["--max-age", "30", "--as-of", DAY]).status, 0);
}

#[test]
fn parties_are_screened_in_every_assessment() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let clear = assess(&store, r#""name": "Quite Another Firm""#, &[]);
    assert_eq!(clear.status, 0, "{clear:?}");
    assert!(clear.out.contains(r#""list":"un","as_of":"2026-03-04","digest":"sha256:"#));
    // A name is for a person to judge.
    let named = assess(&store, r#""name": "Invented Tradeing Corporation""#, &[]);
    assert_eq!(named.status, 2, "{named:?}");
    for wanted in [
        r#""floor":"not_controlled","ceiling":"prohibited""#,
        r#""rule":"un:listed""#,
        r#""duty":"review_hit:end_user","truth":"true""#,
        r#""list":"un","entry":"KPe.903""#,
    ] {
        assert!(named.out.contains(wanted), "{wanted}: {}", named.out);
    }
    // An equal identifier is not.
    let identified = r#""name": "Another", "identifiers": {"bic": "INVTKPPYPYG"}"#;
    let identified = assess(&store, identified, &[]);
    assert_eq!(identified.status, 1, "{identified:?}");
    assert!(identified.out.contains(r#""floor":"prohibited","ceiling":"prohibited""#));
    // What the party says of itself does not clear it.
    let denied = r#""name": "Imagined Person O'One & Only", "birth_date": "1999-01-01""#;
    let denied = assess(&store, denied, &[]);
    assert_eq!(denied.status, 2, "{denied:?}");
    // An owner behind it is a question, whatever the share.
    let owned = r#""name": "Another", "owners": [{"name": "Invented Trading Corporation"}]"#;
    let owned = assess(&store, owned, &[]);
    assert_eq!(owned.status, 2, "{owned:?}");
    assert!(owned.out.contains(r#""via":"owner Invented Trading Corporation""#), "{}", owned.out);
}

#[test]
fn missing_or_old_lists_hold_a_transfer_open() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let name = r#""name": "Quite Another Firm""#;
    let old = assess(&store, name, &["--as-of", "2027-01-01"]);
    assert_eq!(old.status, 2, "{old:?}");
    assert!(old.out.contains(r#"un of 2026-03-04 is 303 days old"#));
    let gone = assess(&scratch.at("nowhere"), name, &[]);
    assert_eq!(gone.status, 2, "{gone:?}");
    assert!(gone.out.contains("cannot be read"), "{}", gone.out);
    let aside = assess(&store, name, &["--assume", "screening=clear"]);
    assert_eq!(aside.status, 0, "{aside:?}");
    assert!(aside.out.contains(r#""assumptions":["screening=clear"]"#), "{}", aside.out);
    // An assumption does not hide what the lists hold.
    let found = r#""name": "Invented Trading Corporation""#;
    let found = assess(&store, found, &["--assume", "screening=clear"]);
    assert_eq!(found.status, 2, "{found:?}");
    assert!(found.out.contains("KPe.903"), "{}", found.out);
}

#[test]
fn a_quotation_mark_left_open_does_not_swallow_the_file() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let mut csv = "id,name\n1,Invented Trading Corporation\n2,\"open".to_owned();
    csv.push_str(&"\nword".repeat(1 << 19));
    let ran = screen(&store, &["--input", "-", "--format", "csv"], &csv);
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert!(ran.err.contains("more than 1048576 bytes"), "{}", ran.err);
    assert!(ran.err.contains("quotation mark"), "{}", ran.err);
    // What came before is answered.
    assert!(ran.out.contains("1,1,"), "{}", ran.out);
    let mut csv = "transfer_id,item_id,description\n1,1,\"open".to_owned();
    csv.push_str(&"\nword".repeat(4 << 20));
    let ran = run(&["assess", &scratch.file("open.csv", csv)], "");
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert!(ran.err.contains("open.csv") && ran.err.contains("16777216"), "{}", ran.err);
}

#[test]
fn a_fact_that_decides_is_told() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let ran = screen(&store, &["Invented Trading Corporation", "--kind", "person"], "");
    assert!(ran.words().contains("set aside because facts differ"), "{}", ran.out);
    assert!(ran.words().contains("INVENTED TRADING CORPORATION (un KPe.903)"), "{}", ran.out);
    let csv = "id,name,kind\n1,Invented Trading Corporation,vessel\n";
    let ran = screen(&store, &["--input", "-", "--format", "csv"], csv);
    assert!(ran.out.contains("1,0,,,,,,\"set aside because facts differ: "), "{}", ran.out);
    // Equal names are hits at any threshold.
    let ran = screen(&store, &["Invented Trading Corporation", "--threshold", "1"], "");
    assert_eq!(ran.status, 1, "{ran:?}");
    for nobody in ["To Order", "N/A", "12345"] {
        let ran = screen(&store, &[nobody], "");
        assert_eq!(ran.status, 2, "{nobody}: {ran:?}");
    }
}

#[test]
fn a_listed_name_of_one_word_is_found_beside_others() {
    for name in [
        "Garden Ltd c/o KOMID",
        "c/o KOMID",
        "Garden Ltd (aka KOMID)",
        "KOMID / Garden Trading",
        "KOMID, Dalian",
    ] {
        let ran = run(&["screen", name, "--format", "csv", "--quiet"], "");
        assert!(ran.out.contains(",KOMID,"), "{name}: {}", ran.out);
    }
    for name in ["Garden Ltd (Hamburg)", "Garden Ltd c/o Bank", "Garden, Flora"] {
        let ran = run(&["screen", name, "--format", "csv", "--quiet"], "");
        assert!(ran.out.contains("1,0,,"), "{name}: {}", ran.out);
    }
}
