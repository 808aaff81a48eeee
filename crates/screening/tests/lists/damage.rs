//! Files that are cut short or spoilt are refused whole.

use screening::lists::{self, Refusal, SourceFile, SourceKind};

use crate::fixture::{self, Fixture};

/// Cuts that still leave a whole file: only white space or the final line break is missing.
fn is_whole(fixture: &Fixture, cut: &[u8]) -> bool {
    let main = &fixture.files[0].1;
    main[cut.len()..].iter().all(u8::is_ascii_whitespace)
}

/// Kinds that are lines of which the file does not know the number: a cut between two lines
/// cannot be seen in the file. Against that stands the comparison with the snapshot before.
fn is_open_ended(kind: SourceKind) -> bool {
    matches!(
        kind,
        SourceKind::UsCslCsv
            | SourceKind::BisDpl
            | SourceKind::EuFsfCsv
            | SourceKind::UkConlistCsv
            | SourceKind::UkSanctionsListCsv
            | SourceKind::FtmJson
            | SourceKind::OpensanctionsSimpleCsv
    )
}

#[test]
fn every_cut_is_refused() {
    for fixture in fixture::all() {
        let main = &fixture.files[0].1;
        for length in (0..main.len()).step_by(3) {
            let cut = &main[..length];
            let at_line_end = cut.ends_with(b"\n") || cut.ends_with(b"\r");
            // A line of JSON is whole without its line break.
            let json_line = fixture.kind == SourceKind::FtmJson && main[length] == b'\n';
            if is_whole(&fixture, cut)
                || (is_open_ended(fixture.kind) && (at_line_end || json_line))
            {
                continue;
            }
            let outcome = fixture.read_with(cut);
            assert!(outcome.is_err(), "{} cut to {length} bytes was read", fixture.name());
        }
    }
}

#[test]
fn a_cut_in_the_middle_says_so() {
    for fixture in fixture::all() {
        let main = &fixture.files[0].1;
        let mut half = main.len() * 2 / 3;
        while main[half] == b'\n' || main[half - 1] == b'\n' || main[half - 1] == b'\r' {
            half += 1;
        }
        let refusal = fixture.read_with(&main[..half]).expect_err(fixture.name());
        let truncated = matches!(refusal, Refusal::Truncated(_));
        // A cut inside a character is bad text before it is a cut file.
        let bad_text = std::str::from_utf8(&main[..half]).is_err();
        assert!(truncated || bad_text, "{}: {refusal}", fixture.name());
        assert!(!refusal.fault().hint.is_empty());
    }
}

fn refuse(kind: SourceKind, text: &str) -> String {
    let file = SourceFile { name: "list", bytes: text.as_bytes() };
    lists::read(kind, &[file]).expect_err("this is spoilt").to_string()
}

fn main_text(name: &str) -> String {
    std::fs::read_to_string(fixture::folder().join(name)).unwrap()
}

#[test]
fn xml_that_is_spoilt_names_the_line() {
    let spoilt = main_text("un.xml").replace("</VERSIONNUM>", "</VERSION>");
    let message = refuse(SourceKind::UnXml, &spoilt);
    assert!(message.starts_with("list:6: not well-formed XML"), "{message}");
    let twice = format!("{}<more/>", main_text("un.xml"));
    assert!(refuse(SourceKind::UnXml, &twice).contains("second root"));
    let other = main_text("eu.xml");
    let message = refuse(SourceKind::UnXml, &other);
    assert!(message.contains("`export`, not `CONSOLIDATED_LIST`"), "{message}");
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
                <CONSOLIDATED_LIST><ENTITY><FIRST_NAME>&b;</FIRST_NAME></ENTITY>\
                </CONSOLIDATED_LIST>";
    assert!(refuse(SourceKind::UnXml, bomb).contains("without meaning"));
    let deep = format!("<CONSOLIDATED_LIST>{}", "<a>".repeat(70));
    assert!(refuse(SourceKind::UnXml, &deep).contains("too-large"));
    let empty = "<CONSOLIDATED_LIST dateGenerated=\"2026-01-01\"/>";
    assert!(refuse(SourceKind::UnXml, empty).contains("(empty)"));
}

#[test]
fn a_list_that_counts_itself_is_believed() {
    let short = main_text("sdn.xml").replace("<Record_Count>3", "<Record_Count>9");
    assert!(refuse(SourceKind::OfacSdnXml, &short).contains("Record_Count says 9"));
    let short = main_text("own.ndjson").replace("\"entries\":2", "\"entries\":3");
    assert!(refuse(SourceKind::PortcullisNdjson, &short).contains("(truncated)"));
}

#[test]
fn rows_with_the_wrong_number_of_columns_are_refused() {
    let spoilt = main_text("csl.csv").replace("1961-04-05; 1960,", "1961-04-05; 1960,,");
    let message = refuse(SourceKind::UsCslCsv, &spoilt);
    assert!(message.contains("list:3: the row has 30 columns instead of 29 (malformed)"));
    let spoilt = main_text("csl.csv").replace("source_list_url,alt_names", "source_list_url,names");
    assert!(refuse(SourceKind::UsCslCsv, &spoilt).contains("no column `alt_names`"));
    let sdn = main_text("ofac_sdn.csv").replace("\"individual\",", "");
    assert!(refuse(SourceKind::OfacCsv, &sdn).contains("columns"));
    let open = main_text("uksl.csv").replace("The DPRK Regulations", "\"The DPRK Regulations");
    assert!(refuse(SourceKind::UkSanctionsListCsv, &open).contains("(truncated)"));
}

#[test]
fn the_ofac_set_needs_its_closing_byte_and_its_main_file() {
    let sdn = main_text("ofac_sdn.csv");
    let message = refuse(SourceKind::OfacCsv, sdn.trim_end_matches('\u{1a}'));
    assert!(message.contains("closing byte 0x1A is missing (truncated)"), "{message}");
    assert!(refuse(SourceKind::OfacCsv, &main_text("ofac_alt.csv")).contains("primary file"));
    let bytes = sdn.as_bytes();
    let alone = lists::read(SourceKind::OfacCsv, &[SourceFile { name: "a", bytes }]).unwrap();
    let missing: Vec<&str> = alone.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert!(missing.contains(&"the file of aliases was not given"), "{missing:?}");
    let twice = [SourceFile { name: "a", bytes }, SourceFile { name: "b", bytes }];
    assert!(lists::read(SourceKind::OfacCsv, &twice).is_err());
}

#[test]
fn own_form_refuses_what_it_does_not_know() {
    let own = main_text("own.ndjson");
    for (from, to, what) in [
        ("\"weak\"", "\"weakish\"", "quality `weakish` is none of"),
        ("\"remarks\"", "\"remark\"", "field `remark` is not known here"),
        ("\"countries\":[\"IR\"]", "\"countries\":[\"Iran\"]", "not an ISO alpha-2 code"),
        ("2026-01-02", "2026-13-02", "not a day"),
        ("\"month\":4", "\"month\":14", "the birth is not"),
        ("\"portcullis_list\":1", "\"portcullis_list\":2", "version 2"),
    ] {
        let message = refuse(SourceKind::PortcullisNdjson, &own.replace(from, to));
        assert!(message.contains(what), "{message}");
    }
}

#[test]
fn broken_text_is_refused_and_not_guessed() {
    let mut bytes = main_text("uksl.xml").into_bytes();
    let at = bytes.iter().position(|byte| *byte >= 0x80).unwrap();
    bytes[at] = b'?';
    let file = SourceFile { name: "list", bytes: &bytes };
    let refusal = lists::read(SourceKind::UkSanctionsListXml, &[file]).unwrap_err();
    assert!(refusal.to_string().contains("not valid UTF-8"), "{refusal}");
}

#[test]
fn many_nameless_entries_mean_another_format() {
    let entity = |name: &str| format!("<ENTITY><DATAID>1</DATAID><{name}>X Y</{name}></ENTITY>");
    let (named, nameless) = (entity("FIRST_NAME"), entity("NAME"));
    let list = |bad: usize| {
        let body = format!("{}{}", named.repeat(40 - bad), nameless.repeat(bad));
        let text = format!("<CONSOLIDATED_LIST>{body}</CONSOLIDATED_LIST>");
        let file = SourceFile { name: "list", bytes: text.as_bytes() };
        lists::read(SourceKind::UnXml, &[file])
    };
    assert_eq!(list(4).unwrap().parties.len(), 36);
    assert!(list(5).unwrap_err().to_string().contains("5 of 40 entries have no usable name"));
}

#[test]
fn a_shrunken_list_is_refused_for_each_fixture_size() {
    assert!(lists::shrunken(1000, 800).is_none());
    let refusal = lists::shrunken(1000, 799).unwrap();
    assert_eq!(refusal.word(), "shrunken");
    assert!(refusal.to_string().contains("799 entries after 1000"));
    assert!(lists::shrunken(19, 0).is_none());
    assert!(lists::shrunken(20, 15).is_some());
    assert!(lists::shrunken(20, 0).is_some());
    assert!(lists::shrunken(usize::MAX, usize::MAX).is_none());
    // What a cut between two lines leaves of an open-ended file is caught here.
    for fixture in fixture::all().iter().filter(|fixture| is_open_ended(fixture.kind)) {
        let whole = fixture.read().unwrap().parties.len() * 100;
        assert!(lists::shrunken(whole, whole / 2).is_some(), "{}", fixture.name());
    }
}

#[test]
fn limits_that_are_hit_are_stated() {
    let alias =
        |n: usize| format!("<ENTITY_ALIAS><ALIAS_NAME>Alias {n}</ALIAS_NAME></ENTITY_ALIAS>");
    let address = |n: usize| format!("<ENTITY_ADDRESS><CITY>City {n}</CITY></ENTITY_ADDRESS>");
    let many: String = (0..2_100).map(|n| alias(n) + &address(n)).collect();
    let text = format!(
        "<CONSOLIDATED_LIST><ENTITY><DATAID>1</DATAID><FIRST_NAME>X Y</FIRST_NAME>\
         <COMMENTS1>{}</COMMENTS1>{many}</ENTITY></CONSOLIDATED_LIST>",
        "word ".repeat(500)
    );
    let file = SourceFile { name: "list", bytes: text.as_bytes() };
    let list = lists::read(SourceKind::UnXml, &[file]).unwrap();
    let party = &list.parties[0];
    assert_eq!((party.names.len(), party.addresses.len()), (2_000, 2_000));
    assert!(party.remarks.ends_with(" …") && party.remarks.chars().count() <= 500);
    let stated: Vec<String> = list.problems.iter().map(ToString::to_string).collect();
    assert!(stated.iter().any(|problem| problem.contains("names: more than 2000 names")));
    assert!(stated.iter().any(|problem| problem.contains("addresses: more than 2000 values")));
    assert_eq!(stated.len(), 2);
}
