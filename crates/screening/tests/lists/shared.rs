//! The real lists, where a folder with samples lies beside the workspace; passed over elsewhere.

use std::path::{Path, PathBuf};

use screening::listing::{IdentifierKind, NameQuality, PartyKind};
use screening::lists::{self, ListFile, Refusal, SourceFile, diff};

use crate::unpack;

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/parties");
    let folder = beside.is_dir().then_some(beside);
    if folder.is_none() {
        println!("skipped: no shared data");
    }
    folder
}

fn read(folder: &Path, names: &[&str]) -> Result<ListFile, Refusal> {
    let files: Vec<(String, Vec<u8>)> = names
        .iter()
        .map(|name| ((*name).to_owned(), unpack::content(&folder.join(name)).expect(name)))
        .collect();
    let files: Vec<SourceFile<'_>> =
        files.iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
    let kind = lists::guess(&files).unwrap_or_else(|| panic!("{names:?} is not known"));
    let outcome = lists::read(kind, &files);
    match &outcome {
        Ok(list) => println!(
            "{} ({kind}): {} of {}, {} entries, {} records, {} problems",
            names[0],
            list.list,
            list.published.as_deref().unwrap_or("unknown date"),
            list.parties.len(),
            list.records,
            list.problems.len()
        ),
        Err(refusal) => println!("{} ({kind}): refused: {refusal}", names[0]),
    }
    outcome
}

const SDN: &[&str] = &[
    "ofac/sdn_csv_2023-12-28/sdn.csv",
    "ofac/sdn_csv_2023-12-28/alt.csv",
    "ofac/sdn_csv_2023-12-28/add.csv",
    "ofac/sdn_csv_2023-12-28/sdn_comments.csv",
];

const CONS: &[&str] = &[
    "ofac/cons_csv_2025-12-19/cons_prim.csv",
    "ofac/cons_csv_2025-12-19/cons_alt.csv",
    "ofac/cons_csv_2025-12-19/cons_add.csv",
    "ofac/cons_csv_2025-12-19/cons_comments.csv",
];

/// Files, id, date, records and entries, in the order of the table that describes the samples.
type Sample = (&'static [&'static str], &'static str, &'static str, usize, usize);

const SAMPLES: &[Sample] = &[
    (SDN, "us-sdn", "", 13_821, 13_821),
    (&["ofac/sdn_2023-11-30.csv.gz"], "us-sdn", "", 13_427, 13_427),
    (CONS, "us-cons", "", 442, 442),
    (&["ofac/consolidated_2022-03-24.xml"], "us-cons", "2022-03-24", 462, 462),
    (&["ofac/consolidated_2024-05-06.xml"], "us-cons", "2024-05-06", 443, 443),
    (&["ofac/cons_advanced_2020-03-17.xml"], "us-cons", "2020-03-17", 375, 375),
    (&["ofac/cons_enhanced_2025-01-10.zip"], "us-cons", "2025-01-10", 443, 443),
    (&["ofac/sdn_enhanced_irgc_2024-08-28.xml"], "us-sdn", "2024-08-28", 293, 293),
    (&["us_csl/consolidated_2022-04.csv.gz"], "us-csl", "", 14_160, 14_160),
    (&["bis/dpl_2022-09.txt"], "us-dpl", "2022-09-02", 581, 461),
    (&["un/un_consolidated_2026-02-27.xml"], "un", "2026-02-27", 1_003, 1_003),
    (&["un/un_consolidated_2024-09-26.xml.gz"], "un", "2024-09-26", 875, 875),
    (&["eu/fsf_1_1_2022-03-18_first1044.xml"], "eu", "2022-03-18", 1_044, 1_024),
    (&["eu/fsf_1_1_2020-04-15_sample.xml"], "eu", "2020-04-15", 7, 7),
    (&["eu/fsf_1_0_2018-07-04_first1000rows.csv"], "eu", "2018-07-04", 999, 93),
    (&["eu/fsf_1_1_2026-05-01_rebuilt.xml.gz"], "eu", "2026-05-01", 5_860, 5_860),
    (&["uk/ConList_2020-04-27.csv"], "uk", "2020-04-27", 9_492, 2_114),
    (&["ftm/t1_entities.ftm.json"], "eu_fsf", "2024-06-01", 7, 6),
    (&["ftm/parteispenden_entities.ftm.json"], "ftm", "", 475, 96),
];

#[test]
fn counts_are_those_of_the_description() {
    let Some(folder) = folder() else { return };
    for (names, list_id, published, records, entries) in SAMPLES {
        let list = read(&folder, names).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(list.list, *list_id, "{names:?}");
        assert_eq!(list.published.as_deref().unwrap_or(""), *published, "{names:?}");
        assert_eq!(list.records, *records, "{names:?}");
        assert_eq!(list.parties.len(), *entries, "{names:?}");
        let share = list.problems.len() * 100 / list.parties.len();
        assert!(share <= 2, "{names:?}: {} problems", list.problems.len());
    }
}

#[test]
fn the_cut_download_is_refused() {
    let Some(folder) = folder() else { return };
    let outcome = read(&folder, &["eu/fsf_1_1_2022-03-18_truncated_download.xml.gz"]);
    assert!(matches!(outcome, Err(Refusal::Truncated(_))));
}

#[test]
fn persons_entities_names_and_addresses_are_all_there() {
    let Some(folder) = folder() else { return };
    for (name, persons, entities) in [
        ("un/un_consolidated_2026-02-27.xml", 730, 273),
        ("un/un_consolidated_2024-09-26.xml.gz", 682, 193),
    ] {
        let list = read(&folder, &[name]).expect(name);
        let count = |kind| list.parties.iter().filter(|party| party.kind == kind).count();
        assert_eq!((count(PartyKind::Person), count(PartyKind::Organisation)), (persons, entities));
    }
    // Every row of the side files is in an entry; rows that repeat a name or an address of the
    // same party fall together. The comments of three numbers have no party.
    let sdn = read(&folder, SDN).expect("SDN");
    let graded = sdn.parties.iter().flat_map(|party| &party.names);
    let strong = graded.filter(|name| name.quality == NameQuality::Strong).count();
    assert!((16_300..=17_091).contains(&strong), "{strong}");
    assert_eq!(sdn.problems.iter().filter(|problem| problem.field == "entry").count(), 3);
    let cons = read(&folder, CONS).expect("consolidated");
    let names: usize = cons.parties.iter().map(|party| party.names.len() - 1).sum();
    assert!((1_040..=1_200).contains(&names), "{names}");
    let rebuilt = read(&folder, &["eu/fsf_1_1_2026-05-01_rebuilt.xml.gz"]).expect("EU");
    let names: usize = rebuilt.parties.iter().map(|party| party.names.len()).sum();
    assert!((29_000..=29_826).contains(&names), "{names}");
}

#[test]
fn ships_aircraft_and_wallets_are_told_apart() {
    let Some(folder) = folder() else { return };
    let sdn = read(&folder, SDN).expect("SDN");
    let count = |kind: IdentifierKind| {
        sdn.parties.iter().flat_map(|party| &party.identifiers).filter(|id| id.kind == kind).count()
    };
    let kinds = |kind: PartyKind| sdn.parties.iter().filter(|party| party.kind == kind).count();
    println!(
        "{} ships, {} IMO, {} MMSI; {} aircraft, {} marks, {} serial; {} wallets, {} passports",
        kinds(PartyKind::Vessel),
        count(IdentifierKind::Imo),
        count(IdentifierKind::Mmsi),
        kinds(PartyKind::Aircraft),
        count(IdentifierKind::TailNumber),
        count(IdentifierKind::AircraftSerial),
        count(IdentifierKind::Wallet),
        count(IdentifierKind::Passport)
    );
    let ships_without = sdn.parties.iter().filter(|party| {
        party.kind == PartyKind::Vessel
            && party.identifiers.iter().all(|id| id.kind != IdentifierKind::Imo)
    });
    assert!(ships_without.count() * 5 < kinds(PartyKind::Vessel), "most ships have an IMO number");
    assert!(count(IdentifierKind::TailNumber) * 10 > kinds(PartyKind::Aircraft) * 9);
    assert!(count(IdentifierKind::Wallet) > 400);
}

#[test]
fn the_difference_of_two_real_snapshots() {
    let Some(folder) = folder() else { return };
    let old = read(&folder, &["un/un_consolidated_2024-09-26.xml.gz"]).expect("old").parties;
    let new = read(&folder, &["un/un_consolidated_2026-02-27.xml"]).expect("new").parties;
    let found = diff::difference(&old, &new);
    println!(
        "{} added, {} removed, {} changed",
        found.added.len(),
        found.removed.len(),
        found.changed.len()
    );
    assert_eq!(old.len() + found.added.len() - found.removed.len(), new.len());
    assert!(found.added.iter().any(|party| party.entry.starts_with("IRe.")));
    assert!(lists::shrunken(old.len(), new.len()).is_none());
    assert!(lists::shrunken(new.len(), new.len() / 2).is_some());
}
