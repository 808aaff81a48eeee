//! Owners behind a party: screened, rolled up by the rule of each authority on the day, reported.

use serde_json::{Value, json};

use crate::lists::import;
use crate::run::{Ran, run};
use crate::scratch::Scratch;

/// Two listed parties on the list of each authority; on the United Nations list somebody else.
fn store(scratch: &Scratch) -> String {
    let mut files = Vec::new();
    for (list, first, second) in [
        ("us-sdn", "1", "2"),
        ("us-csl", "EL:1", "EL:2"),
        ("eu", "1", "2"),
        ("uk", "1", "2"),
        ("ch", "1", "2"),
    ] {
        let head =
            json!({"portcullis_list": 1, "list": list, "published": "2025-10-10", "entries": 2});
        let x = json!({"entry": first, "kind": "person",
            "names": [{"whole": "Imagined Xaverian", "quality": "primary"}],
            "identifiers": [{"kind": "passport", "value": "XA00000001"}]});
        let y = json!({"entry": second, "kind": "organisation",
            "names": [{"whole": "Invented Yonder Holding", "quality": "primary"}],
            "identifiers": [{"kind": "registration", "value": "YB00000002"}]});
        files.push(scratch.file(&format!("{list}.ndjson"), format!("{head}\n{x}\n{y}\n")));
    }
    let head = json!({"portcullis_list": 1, "list": "un", "published": "2025-10-10", "entries": 1});
    let z = json!({"entry": "KPe.999", "kind": "organisation",
        "names": [{"whole": "Zebra Elsewhere Works", "quality": "primary"}],
        "identifiers": [{"kind": "registration", "value": "ZC00000003"}]});
    files.push(scratch.file("un.ndjson", format!("{head}\n{z}\n")));
    let store = scratch.at("lists");
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let ran = import(&store, &files);
    assert_eq!(ran.status, 0, "{ran:?}");
    store
}

fn x(share: &str) -> Value {
    json!({"name": "Imagined Xaverian", "identifiers": {"passport": "XA00000001"}, "share": share})
}

fn y(share: &str) -> Value {
    json!({"name": "Invented Yonder Holding", "share": share,
        "identifiers": {"registration": "YB00000002"}})
}

fn through(name: &str, share: &str, owners: &Value) -> Value {
    json!({"name": name, "share": share, "owners": owners})
}

fn assess(store: &str, day: &str, owners: &Value, more: &[&str]) -> Ran {
    let pump = json!({"id": "1", "description": "pump", "article": "other_item",
        "relations": {"usable_in": [], "designed_or_modified_for": [],
            "specially_designed_for": [], "contains": [], "part_of": []}});
    let transfer = json!({"id": "t", "as_of": day, "from": "DE", "destination": "SE",
        "parties": [{"role": "end_user", "name": "Quiet Harbour Pumps", "country": "SE",
            "owners": owners}],
        "items": [pump], "end_use": {"programme": "civil", "awareness": "none"}});
    let mut arguments = [&["assess", "-", "--lists", store], more].concat();
    for usual in [["--max-age", "30000"], ["--format", "json"]] {
        if !more.contains(&usual[0]) {
            arguments.extend(usual);
        }
    }
    run(&arguments, &transfer.to_string())
}

/// What an authority's rule says: reached or not, and flags.
fn said(ran: &Ran, authority: &str) -> (String, Vec<String>) {
    let answer: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    let lines = answer["screening"][0]["ownership"].as_array().expect("ownership");
    let line = lines.iter().find(|line| line["authority"] == authority);
    let line = line.unwrap_or_else(|| panic!("no {authority}: {}", ran.out));
    let flags = line["flags"].as_array().cloned().unwrap_or_default();
    let flags = flags.iter().map(|f| f.as_str().expect("text").to_owned()).collect();
    (line["reached"].as_str().expect("text").to_owned(), flags)
}

fn reached(store: &str, day: &str, owners: &Value, authority: &str) -> String {
    said(&assess(store, day, owners, &[]), authority).0
}

const DAY: &str = "2025-10-15";

#[test]
fn an_owner_of_exactly_half() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let half = json!([x("50.0 %")]);
    let ran = assess(&store, DAY, &half, &[]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(said(&ran, "ofac").0, "true");
    let (uk, flags) = said(&ran, "uk");
    assert_eq!((uk.as_str(), flags), ("false", vec!["listed_owner".into(), "control".into()]));
    assert!(ran.out.contains(r#""ask":"judgement:control:parties[1]:uk""#), "{}", ran.out);
    assert!(ran.out.contains(r#""duty":"review_hit:end_user","truth":"true""#), "{}", ran.out);
    for (day, bis) in [
        ("2025-09-28", "false"),
        ("2025-10-15", "true"),
        ("2025-12-15", "false"),
        ("2026-11-15", "true"),
    ] {
        assert_eq!(reached(&store, day, &half, "bis"), bis, "{day}");
    }
    let suspended = assess(&store, "2025-12-15", &half, &[]);
    assert_eq!(said(&suspended, "bis").1, ["listed_owner"]);
    assert!(suspended.out.contains("Suspended, not repealed"), "{}", suspended.out);
    assert_eq!(reached(&store, "2024-07-02", &half, "eu"), "false");
    assert_eq!(reached(&store, "2024-07-03", &half, "eu"), "true");
    // Not on record is not "no".
    assert_eq!(reached(&store, "2007-06-01", &half, "ofac"), "unknown");
}

#[test]
fn chains_and_sums() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let cases = [
        (json!([through("Alder", "50 %", &json!([x("50 %")]))]), "true", 0),
        (json!([x("25 %"), y("25 %")]), "true", 0),
        (json!([x("40 %"), y("10 %")]), "true", 0),
        (json!([x("40 %"), y("9 %")]), "false", 1),
        (json!([through("Alder", "100 %", &json!([x("49 %")]))]), "false", 1),
        (
            json!([{"name": "Imagined Xaverian", "identifiers": {"passport": "XA00000001"}}]),
            "unknown",
            0,
        ),
        (json!([x("unknown")]), "unknown", 0),
        (json!([x("25..50 %")]), "unknown", 0),
        (json!([x(">= 50 %")]), "true", 0),
        (json!([{"name": "Alder", "share": "unknown"}]), "false", 0),
        (json!([{"name": "Imagined Xaverian", "share": "50 %"}]), "unknown", 0),
    ];
    for (owners, ofac, flags) in cases {
        let ran = assess(&store, DAY, &owners, &[]);
        let (reached, own) = said(&ran, "ofac");
        assert_eq!((reached.as_str(), own.len()), (ofac, flags), "{owners}");
    }
    // A circle ends. What X holds is counted once.
    let circle = json!([{"id": "a", "name": "Alder", "share": "60 %", "owners": [
        x("50 %"), {"id": "b", "name": "Birch", "share": "50 %", "owners": [
            {"id": "a", "share": "100 %"}]}]}]);
    assert_eq!(reached(&store, DAY, &circle, "ofac"), "true");
    let small = json!([{"id": "a", "name": "Alder", "share": "60 %", "owners": [
        x("10 %"), {"name": "Birch", "share": "30 %", "owners": [{"id": "a", "share": "30 %"}]}]}]);
    assert_eq!(reached(&store, DAY, &small, "ofac"), "false");
    // Not added up, unless they act as one.
    let both = json!([x("30 %"), y("30 %")]);
    let ran = assess(&store, DAY, &both, &[]);
    assert_eq!(said(&ran, "uk").0, "unknown");
    assert!(said(&ran, "uk").1.contains(&"joint_holding".to_owned()));
}

#[test]
fn owners_on_the_united_nations_list_are_a_question_and_never_a_listing() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let z = json!([{"name": "Zebra Elsewhere Works", "share": "100 %",
        "identifiers": {"registration": "ZC00000003"}}]);
    let ran = assess(&store, DAY, &z, &[]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(said(&ran, "un").0, "unknown");
    assert!(ran.out.contains(r#""floor":"not_controlled""#), "{}", ran.out);
    assert!(ran.out.contains(r#""unreviewed":["#) && ran.out.contains("ownership:un"));
    let held = json!([through("Alder", "5 %", &json!([{"name": "Birch", "owners": z}]))]);
    let ran = assess(&store, DAY, &held, &[]);
    assert_eq!((ran.status, said(&ran, "un").0.as_str()), (2, "unknown"), "{ran:?}");
}

#[test]
fn nobody_listed_is_clear_and_a_search_that_is_not_whole_is_not() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let nobody = json!([{"name": "Alder Brook Partners", "country": "SE", "share": "60 %"}]);
    let ran = assess(&store, DAY, &nobody, &[]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("owners stated hold 60 %"), "{}", ran.out);
    let order = json!([{"name": "To order", "share": "60 %"}]);
    let ran = assess(&store, DAY, &order, &[]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(said(&ran, "ofac").0, "unknown");
    assert!(ran.out.contains(r#""state":"not_done","why":"owner To order"#), "{}", ran.out);
    let old = assess(&store, DAY, &nobody, &["--max-age", "1"]);
    assert_eq!(said(&old, "ofac").0, "unknown", "{old:?}");
    let aside = assess(&store, DAY, &nobody, &["--max-age", "1", "--assume", "screening=clear"]);
    assert_eq!((aside.status, said(&aside, "ofac").0.as_str()), (0, "false"), "{aside:?}");
    // An assumption does not hide what was found.
    let found = assess(&store, DAY, &json!([x("50 %")]), &["--assume", "screening=clear"]);
    assert_eq!((found.status, said(&found, "ofac").0.as_str()), (2, "true"), "{found:?}");
}

#[test]
fn lists_that_are_not_there_are_named() {
    let scratch = Scratch::new();
    let all = store(&scratch);
    let only = scratch.at("only");
    let ran = import(&only, &[&scratch.at("un.ndjson")]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let ran = assess(&only, DAY, &json!([x("50 %")]), &[]);
    let told =
        "owners are not rolled up for ofac, ofac_other, bis, eu, uk, ch: their lists are not";
    assert!(ran.out.contains(told), "{}", ran.out);
    let text = assess(&all, DAY, &json!([x("50 %")]), &["--format", "text"]);
    assert!(text.out.contains("owners, ofac: owned by the listed, and so reached, held 50 %"));
}

#[test]
fn owners_that_cannot_be_read_are_refused_with_their_place() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let mut deep = json!([x("1 %")]);
    for _ in 0..10 {
        deep = json!([through("Alder", "1 %", &deep)]);
    }
    let many: Vec<Value> = (0..1_001).map(|at| json!({"name": format!("Owner {at}")})).collect();
    let cases = [
        (json!([x("101 %")]), "parties[1].owners[1].share"),
        (json!([through("Alder", "50 %", &json!([x("half")]))]), "owners[1].owners[1].share"),
        (json!([{"share": "50 %"}]), "an owner without a name"),
        (json!([{"id": "a", "share": "50 %"}]), "has the id `a`"),
        (json!([{"id": "a", "name": "Alder"}, {"id": "a", "share": "1 %"}]), "twice"),
        (
            json!([{"id": "a", "name": "Alder", "owners": [{"id": "a", "name": "Birch"}]}]),
            "described twice",
        ),
        (json!([{"name": "Alder", "shares": "50 %"}]), "did you mean `share`"),
        (deep, "nested too deeply"),
        (json!(many), "1001 entries"),
    ];
    for (owners, wanted) in cases {
        let ran = assess(&store, DAY, &owners, &[]);
        assert_eq!(ran.status, 3, "{wanted}: {ran:?}");
        assert!(ran.err.contains(wanted), "{wanted}: {}", ran.err);
    }
}

/// Entities as FollowTheMoney has them: companies and who owns them, one listed.
fn entities(scratch: &Scratch) -> String {
    let company = |id: &str, name: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","caption":"{name}","schema":"Company","properties":{{"name":["{name}"]{more}}},"datasets":["us_ofac_sdn"],"last_seen":"2026-03-09"}}"#
        )
    };
    let owns = |id: &str, owner: &str, asset: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","schema":"Ownership","properties":{{"owner":["{owner}"],"asset":["{asset}"]{more}}},"datasets":["us_ofac_sdn"]}}"#
        )
    };
    let lines = [
        company("x", "Imagined Xaverian Trust", r#","topics":["sanction"]"#),
        company("a", "Alder Brook Partners", ""),
        company("b", "Birchwater Pumps", ""),
        company("c", "Cedarhill Valves", ""),
        company("d", "Dogwood Bearings", ""),
        company("e", "Elderfield Castings", ""),
        owns("1", "x", "a", r#","percentage":["50.0"]"#),
        owns("2", "a", "b", r#","percentage":["50 %"],"startDate":["2019"]"#),
        owns("3", "b", "a", r#","percentage":["10"]"#),
        owns("4", "x", "c", r#","percentage":["49.99"]"#),
        owns("5", "x", "d", r#","percentage":["100"],"endDate":["2026-01-31"]"#),
        owns("6", "x", "e", ""),
        owns("7", "nobody", "e", r#","percentage":["40"]"#),
    ];
    scratch.file("entities.ftm.json", lines.join("\n") + "\n")
}

#[test]
fn the_links_of_a_list_say_who_is_owned_by_the_listed() {
    let scratch = Scratch::new();
    let store = scratch.at("linked");
    let ran = import(&store, &[&entities(&scratch)]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let screen = |name: &str, day: &str, format: &str| {
        let arguments = ["screen", name, "--lists", &store, "--as-of", day, "--format", format];
        run(&arguments, "").out
    };
    let owned = "owned by listed (ofac: reached, held 50 %): `Alder Brook Partners` (owned by the \
                 listed) holds 50 % of `Birchwater Pumps`, `Imagined Xaverian Trust` (listed) holds \
                 50 % of `Alder Brook Partners`";
    for format in ["text", "csv", "html", "json"] {
        let out = screen("Birchwater Pumps", "2026-03-10", format);
        let out = out.replace("&#38;", "&").replace("&amp;", "&");
        assert!(out.contains("owned by listed (ofac: reached, held 50 %)"), "{format}: {out}");
    }
    let out = screen("Birchwater Pumps", "2026-03-10", "json");
    assert!(out.contains(owned), "{out}");
    // Before the month in which it began, and within the year that is all that is told.
    let out = screen("Birchwater Pumps", "2018-12-31", "json");
    assert!(!out.contains("owned by listed"), "{out}");
    let out = screen("Birchwater Pumps", "2019-06-01", "json");
    assert!(out.contains("ofac: not settled, held <= 50 %"), "{out}");
    let out = screen("Cedarhill Valves", "2026-03-10", "json");
    assert!(out.contains("ofac: not reached by ownership, held 49.99 %)"), "{out}");
    let out = screen("Dogwood Bearings", "2026-03-10", "json");
    assert!(out.contains(r#""entry":"d""#) && !out.contains("owned by"), "{out}");
    let out = screen("Dogwood Bearings", "2026-01-15", "json");
    assert!(out.contains("ofac: reached, held 100 %"), "{out}");
    let out = screen("Elderfield Castings", "2026-03-10", "json");
    assert!(out.contains("ofac: not settled, held unknown"), "{out}");
    // The columns of the table stay what they were.
    let out = screen("Birchwater Pumps", "2026-03-10", "csv");
    let mut rows = csv::Reader::from_reader(out.as_bytes());
    assert!(rows.records().all(|row| row.expect("a row").len() == 8), "{out}");
    // The links are in the snapshot, and the index that was saved knows of them.
    let verified = run(&["lists", "verify", "--lists", &store], "");
    assert_eq!(verified.status, 0, "{verified:?}");
    let birch = json!([{"name": "Birchwater Pumps", "share": "10 %"}]);
    let ran = assess(&store, "2026-03-10", &birch, &[]);
    assert!(ran.out.contains("Birchwater Pumps: owned by listed (ofac: reached"), "{}", ran.out);
}
