//! Bad input is named by place, reason and hint, costs exit status 3, and stops nothing else.

use crate::run::run;

fn check(input: &str, wanted: &[&str]) {
    let ran = run(&["assess", "-"], input);
    assert_eq!(ran.status, 3, "{}{}", ran.out, ran.err);
    for text in wanted {
        assert!(ran.err.contains(text), "want `{text}` in:\n{}", ran.err);
    }
    assert!(ran.out.is_empty());
}

fn with_item(item: &str) -> String {
    format!(r#"{{"id": "T", "from": "DE", "destination": "AE", "items": [{item}]}}"#)
}

#[test]
fn a_wrong_unit_is_explained() {
    let item = r#"{"id": "1", "article": "uav", "properties": {"range": "290 kg"}}"#;
    check(
        &with_item(item),
        &["items[1].properties.range", "`kg` does not measure", "hint: use a unit like `km`"],
    );
}

#[test]
fn quantities_that_can_mean_two_things_or_cannot_be_are_refused() {
    let property = |name: &str, value: &str| {
        with_item(&format!(r#"{{"article": "uav", "properties": {{"{name}": {value}}}}}"#))
    };
    check(
        &property("range", r#""160 nm""#),
        &["items[1].properties.range: `nm` can mean two units", "hint: write `nmi` for nautical"],
    );
    check(
        &property("envelope", r#"[["160 nm", "500 kg"]]"#),
        &["items[1].properties.envelope: `nm` can mean two units"],
    );
    check(
        &property("aerosol_capacity", r#""8 gal""#),
        &["`gal` can mean two units", "hint: write `gal_us` or `gal_imp`"],
    );
    check(&property("temperature", r#""-300 °C""#), &["`-300 °C` is below absolute zero"]);
    for quantity in [r#""NaN""#, r#""inf""#, "-3", "0", r#""none""#, r#""2 pieces""#] {
        let wanted = "hint: write a number above zero";
        let item = format!(r#"{{"article": "uav", "quantity": {quantity}}}"#);
        check(&with_item(&item), &["items[1].quantity: ", " is no quantity", wanted]);
    }
    check(&with_item(r#"{"value": "-1"}"#), &["items[1].value: `-1` is no value"]);
    let good = r#"{"article": "uav", "quantity": "2.5", "value": 0, "currency": "EUR"}"#;
    assert_ne!(run(&["assess", "-"], &with_item(good)).status, 3);
}

#[test]
fn mistyped_names_get_a_suggestion() {
    let item = r#"{"id": "1", "article": "gyroo", "properties": {"paylaod": "1 kg"}}"#;
    check(&with_item(item), &["did you mean `gyro`?", "did you mean `payload`?"]);
    check(
        &with_item(r#"{"artikel": "gyro"}"#),
        &["items[1].artikel: unknown field", "did you mean `article`?"],
    );
    check(
        r#"{"destination": "Iran", "items": [{}]}"#,
        &["destination: `Iran` is no country code", "write `IR`"],
    );
}

#[test]
fn doubled_and_contradicting_facts_are_refused() {
    check(r#"{"id": "a", "id": "b"}"#, &["the field `id` stands twice"]);
    let item =
        r#"{"article": "uav", "properties": {"takeoff_mass": "500 kg", "empty_mass": "600 kg"}}"#;
    check(&with_item(item), &["exceed the take-off mass"]);
    check(r#"{"items": [{"id": "1"}, {"id": "1"}]}"#, &["two items with the id `1`"]);
}

#[test]
fn deep_and_broken_json_is_refused() {
    check(&format!("{}{}", "[".repeat(60), "]".repeat(60)), &["nested deeper than 32 levels"]);
    check(
        "{\"id\": \"a\", ",
        &[":1: column 12: the text ends before its JSON does", "hint: is it cut"],
    );
    check("{\"as_of\": \"1.5.2024\", \"items\": [{}]}", &["as_of", "hint: write 2024-05-01"]);
}

#[test]
fn the_line_of_a_field_in_a_file_of_several_lines_is_named() {
    let text = "{\n \"id\": \"T\",\n \"items\": [\n  {\"id\": \"1\",\n   \"properties\": {\n    \"range\": \"5 kg\"}}]}";
    check(text, &["standard input:6: items[1].properties.range"]);
}

#[test]
fn a_bad_record_does_not_stop_the_rest() {
    let good = r#"{"id": "good", "destination": "AE", "items": [{"article": "other_item"}]}"#;
    let ran = run(&["assess", "--format", "json", "-"], &format!("{good}\n{{bad\n{good}\n"));
    assert_eq!(ran.status, 3);
    assert_eq!(ran.out.lines().count(), 2);
    assert!(ran.err.contains("standard input:2"), "{}", ran.err);
    assert!(
        ran.err.contains(
            "answered: 2 (0 clear, 0 controlled, 2 open, ids that stood before: 1); refused: 1; "
        ),
        "{}",
        ran.err
    );
}

#[test]
fn a_broken_denial_register_is_refused_whole() {
    let path =
        std::env::temp_dir().join(format!("portcullis-denials-{}.ndjson", std::process::id()));
    std::fs::write(&path, "{\"id\": \"x\"}\n").unwrap();
    let ran = run(&["assess", "--denials", path.to_str().unwrap(), "examples/"], "");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains(":1: "), "{}", ran.err);
}

#[test]
fn unknown_assumptions_and_columns_are_named() {
    let ran = run(&["assess", "--assume", "end_use.awarness=none", "examples/"], "");
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("did you mean `end_use.awareness`?"), "{}", ran.err);
    let ran = run(&["assess", "-"], "transfer_id,destinaton\na,DE\n");
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("did you mean `destination`?"), "{}", ran.err);
}

#[test]
fn a_transfer_with_an_unreadable_row_is_refused_whole() {
    let csv = "transfer_id,as_of,destination,item_id,article\n\
               a,2025-03-03,EG,1,uav\n\
               a,2025-03-03,EG,2,uav,more\n\
               a,2025-03-03,EG,3,uav\n\
               b,2025-03-03,EG,1\n\
               b,2025-03-03,EG,2,uav\n\
               c,2025-03-03,EG,1,uav\n";
    let scratch = crate::scratch::Scratch::new();
    let ran = run(&["assess", "--format", "json", &scratch.file("rows.csv", csv)], "");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.out.starts_with(r#"{"id":"c""#), "{}", ran.out);
    assert!(ran.err.contains("rows.csv:3: 6 cells where the header has 5"), "{}", ran.err);
    assert!(ran.err.contains("transfer `a` is refused with all its rows"), "{}", ran.err);
    assert!(ran.err.contains("rows.csv:5: 4 cells where the header has 5"), "{}", ran.err);
}

#[test]
fn the_seeds_of_the_fuzzers_are_read() {
    let ran =
        run(&["assess", "--denials", "fuzz/denials.ndjson", "examples/01-clear-pump.json"], "");
    assert!(ran.err.is_empty() && ran.status != 3, "{}", ran.err);
}

#[test]
fn a_day_beyond_the_last_is_refused_and_not_wrapped() {
    let text = std::fs::read_to_string(crate::run::root().join("examples/01-clear-pump.json"));
    let text = text.unwrap().replace("2025-03-03", "9999-12-31");
    let ran = run(&["assess", "-"], &text);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("beyond the last day known"), "{}", ran.err);
}
