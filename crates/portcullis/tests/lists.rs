//! The list store through its commands: what is taken, what is refused, what stays in force.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use crate::run::{Ran, root, run};
use crate::scratch::Scratch;

pub(crate) fn fixture(name: &str) -> String {
    root().join("crates/screening/tests/fixtures").join(name).display().to_string()
}

pub(crate) fn import(store: &str, files: &[&str]) -> Ran {
    run(&[&["lists", "import", "--lists", store], files].concat(), "")
}

/// A list of our own form with so many invented entries.
pub(crate) fn own(list: &str, day: &str, entries: usize) -> String {
    let mut text = String::new();
    let head = format!(r#""list":"{list}","published":"{day}","entries":{entries}"#);
    let _ = writeln!(text, r#"{{"portcullis_list":1,{head}}}"#);
    for at in 0..entries {
        let name = format!(r#"[{{"whole":"INVENTED FIRM {at}","quality":"primary"}}]"#);
        let _ = writeln!(text, r#"{{"entry":"X{at:03}","kind":"organisation","names":{name}}}"#);
    }
    text
}

fn status(store: &str) -> String {
    run(&["lists", "status", "--lists", store, "--as-of", "2026-03-10"], "").out
}

#[test]
fn official_files_are_taken_by_content_and_told() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    let ran = import(&store, &[&fixture("un.xml"), &fixture("seco.xml"), &fixture("dpl.txt")]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("un of 2026-03-04, 2 entries"), "{}", ran.out);
    assert!(ran.out.contains("sha256:"), "{}", ran.out);
    let again = import(&store, &[&fixture("un.xml")]);
    assert!(again.out.contains("already in force"), "{}", again.out);
    let ran = run(&["lists", "verify", "--lists", &store], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, "3 snapshots, 3 lists in force, 0 faults\n"));
    let ran = run(&["lists", "status", "--lists", &store, "--as-of", "2026-03-10"], "");
    assert!(ran.out.contains("un           2026-03-04     6        2  un-xml\n"), "{}", ran.out);
}

#[test]
fn the_tables_of_the_ofac_set_are_one_list() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("ofac");
    fs::create_dir_all(&folder).unwrap();
    for (from, to) in [("sdn", "sdn"), ("alt", "alt"), ("add", "add"), ("comments", "sdn_comments")]
    {
        fs::copy(fixture(&format!("ofac_{from}.csv")), folder.join(format!("{to}.csv"))).unwrap();
    }
    let store = scratch.at("lists");
    let folder = folder.display().to_string();
    // The publisher's files name no day; the day of import is not passed off as one.
    let ran = import(&store, &[&folder]);
    assert!(ran.out.starts_with("us-sdn imported "), "{}", ran.out);
    let store = scratch.at("dated");
    let ran = import(&store, &["--published", "2026-03-01", &folder]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.starts_with("us-sdn of 2026-03-01,"), "{}", ran.out);
    assert_eq!(ran.out.matches("  from ").count(), 4, "{}", ran.out);
}

#[test]
fn packed_files_are_unpacked_and_bombs_are_not() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    let xml = fs::read(fixture("un.xml")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&xml).unwrap();
    let packed = gzip.finish().unwrap();
    let whole = scratch.file("un.xml.gz", &packed);
    let ran = import(&store, &[&whole]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let cut = scratch.file("cut.xml.gz", &packed[..packed.len() / 2]);
    let ran = import(&store, &[&cut]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("cut short or damaged"), "{}", ran.err);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("CONS.XML", deflated).unwrap();
    zip.write_all(&fs::read(fixture("seco.xml")).unwrap()).unwrap();
    let zipped = scratch.file("cons.zip", zip.finish().unwrap().into_inner());
    let ran = import(&store, &[&zipped]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("cons.zip!CONS.XML"), "{}", ran.out);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..40 {
        zip.start_file(format!("{at}.ndjson"), deflated).unwrap();
        zip.write_all(own(&format!("list{at}"), "2026-03-01", 1).as_bytes()).unwrap();
    }
    let many = scratch.file("many.zip", zip.finish().unwrap().into_inner());
    let ran = import(&store, &[&many]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("many.zip: more than 16 files"), "{}", ran.err);
    assert_eq!(ran.out, "", "none of them is taken");
}

#[test]
fn what_is_refused_leaves_the_old_snapshot_in_force() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    assert_eq!(import(&store, &[&scratch.file("a", own("un", "2026-03-01", 40))]).status, 0);
    let before = status(&store);
    assert!(before.contains("un           2026-03-01     9       40"), "{before}");
    let xml = fs::read(fixture("un.xml")).unwrap();
    for (what, file, word) in [
        ("cut", scratch.file("b", &xml[..xml.len() - 40]), "truncated"),
        ("of no known format", scratch.file("c", "hello, world\n"), "known format"),
        ("shrunken", scratch.file("d", own("un", "2026-03-02", 30)), "shrunken"),
        ("empty", scratch.file("e", ""), "known format"),
    ] {
        let ran = import(&store, &[&file]);
        assert_eq!(ran.status, 3, "{what}: {ran:?}");
        assert!(ran.err.contains("refused") && ran.err.contains(word), "{what}: {}", ran.err);
        assert_eq!(status(&store), before, "{what}");
    }
    // One bad file does not stop the good ones.
    let ran = import(&store, &[&scratch.at("b"), &fixture("seco.xml")]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(status(&store).contains("ch "), "{}", status(&store));
    let ran = import(&store, &["--accept-shrunken", &scratch.at("d")]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("0 added, 10 removed, 0 changed"), "{}", ran.out);
}

#[test]
fn an_older_file_never_replaces_a_newer_one() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    import(&store, &[&scratch.file("new", own("un", "2026-03-01", 5))]);
    let ran = import(&store, &[&scratch.file("old", own("un", "2025-03-01", 4))]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("kept for looking back"), "{}", ran.out);
    assert!(status(&store).contains("2026-03-01"), "{}", status(&store));
    let ran = run(&["lists", "diff", "un@2025-03-01", "un", "--lists", &store], "");
    assert_eq!(ran.out, "added    X004           INVENTED FIRM 4\n1 added, 0 removed, 0 changed\n");
    let ran = run(&["lists", "diff", "un@2024-01-01", "un", "--lists", &store], "");
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("un@2025-03-01, un@2026-03-01"), "{}", ran.err);
    let ran = run(&["lists", "retire", "un", "--lists", &store], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(status(&store).contains("not installed"), "{}", status(&store));
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

#[test]
fn damage_is_found_and_an_index_is_made_again() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    import(&store, &[&fixture("un.xml")]);
    let search = || {
        let name = ["screen", "Invented Trading Corporation", "--format", "csv"];
        run(&[&name[..], &["--lists", &store, "--as-of", "2026-03-10"]].concat(), "")
    };
    let sound = search();
    assert_eq!(sound.status, 1, "{sound:?}");
    let only = |folder: &str| {
        let found = fs::read_dir(scratch.path().join("lists").join(folder)).unwrap();
        found.map(|entry| entry.unwrap().path()).next().unwrap()
    };
    // One flipped bit in the index must not lose a name.
    let index = only("indexes");
    let whole = fs::read(&index).unwrap();
    let last = whole.len() - 1;
    // Head, contents, sections, the digest at the end, a byte more, an earlier layout, an end.
    let places = [0, 17, 25, 40, last / 4, last / 2, last / 4 * 3, last - 75, last - 3, last];
    let mut damaged: Vec<Vec<u8>> = places.iter().map(|at| flipped(&whole, *at)).collect();
    damaged.push([whole.as_slice(), b"x"].concat());
    damaged.push([b"portcullis-index/1", &whole[18..]].concat());
    damaged.push(whole[..last / 2].to_vec());
    for bytes in damaged {
        fs::write(&index, bytes).unwrap();
        let ran = run(&["lists", "verify", "--lists", &store], "");
        assert_eq!(ran.status, 4, "{ran:?}");
        assert_eq!(search().out, sound.out);
        assert_eq!(fs::read(&index).unwrap(), whole);
    }
    assert_eq!(run(&["lists", "verify", "--lists", &store], "").status, 0);
    // A damaged snapshot is told, by the command that asks and by every search that needs it.
    let object = only("objects");
    let text = fs::read_to_string(&object).unwrap();
    fs::write(&object, text.replace("INVENTED", "INVENTEO")).unwrap();
    let ran = run(&["lists", "verify", "--lists", &store], "");
    assert_eq!(ran.status, 4, "{ran:?}");
    assert!(ran.err.contains("damaged"), "{}", ran.err);
    fs::remove_file(only("indexes")).unwrap();
    let ran = search();
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("damaged"), "{}", ran.err);
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let scratch = Scratch::new();
    scratch.file("mine/letter.txt", "dear");
    let ran = import(&scratch.at("mine"), &[&fixture("un.xml")]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("not empty, and no list store"), "{}", ran.err);
    let ran = run(&["lists", "status", "--lists", &scratch.at("nowhere")], "");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("no list store"), "{}", ran.err);
}
