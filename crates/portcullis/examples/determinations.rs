//! Speed of determinations in-process, and of a million transfers through the binary, beside plain
//! JSON parsing of the same file. Usage: `determinations PACK_FOLDER PORTCULLIS_BINARY [ROWS]`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops at the first surprise"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use control::answer::answer;
use control::assess::{assess, open};
use control::evidence::{Denials, Evidence, Screened};
use control::input::{Given, ItemInput, PartyInput, TransferInput};
use control::normalise::{Setting, normalise};
use control::period::AsOf;
use control::regime::load::{PackFile, load};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rows: usize = arguments.get(3).map_or(1_000_000, |rows| rows.parse().unwrap());
    let mut paths = Vec::new();
    collect(Path::new(&arguments[1]), &mut paths);
    let texts: Vec<(String, String)> = paths
        .iter()
        .map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()))
        .collect();
    let files: Vec<PackFile<'_>> =
        texts.iter().map(|(name, text)| PackFile { name, text }).collect();
    let start = Instant::now();
    let regime = load(&files).unwrap();
    println!("pack loaded in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    in_process(&regime);
    stream(&arguments[2], rows);
}

fn in_process(regime: &control::regime::Regime) {
    let setting = Setting { as_of: None, today: AsOf::parse("2025-06-01").unwrap() };
    let profile = regime.profile("partner").unwrap();
    let kinds = [
        ("other_item", ("range", "1 km")),
        ("gyro", ("drift_rate_stability", "0.1 deg/h")),
        ("isostatic_press", ("working_pressure", "690 bar")),
        ("uav", ("range", "350 km")),
    ];
    for (article, (name, value)) in kinds {
        let item = ItemInput {
            article: Some(article.into()),
            properties: vec![(name.into(), Given::Text(value.into()))],
            relations: control::regime::Kinship::ALL
                .map(|k| (k.word().into(), Vec::new()))
                .to_vec(),
            ..ItemInput::default()
        };
        let party = PartyInput {
            role: Some("end_user".into()),
            name: Some("Example".into()),
            country: Some("AE".into()),
            ..PartyInput::default()
        };
        let input = TransferInput {
            from: Some("DE".into()),
            destination: Some("AE".into()),
            programme: Some("civil".into()),
            awareness: Some("none".into()),
            parties: vec![party],
            items: vec![item],
            ..TransferInput::default()
        };
        let (transfer, problems) = normalise(regime, &input, setting);
        assert!(problems.is_empty(), "{problems:?}");
        let evidence = Evidence {
            parties: vec![Screened::assumed_clear()],
            set_aside: true,
            denials: Denials::NotLooked,
        };
        let case = open(regime, profile, &transfer, &evidence);
        let rate = |work: &dyn Fn()| {
            let (start, mut done) = (Instant::now(), 0_u32);
            while start.elapsed().as_secs_f64() < 1.0 {
                (0..1_000).for_each(|_| work());
                done += 1_000;
            }
            f64::from(done) / start.elapsed().as_secs_f64()
        };
        let determinations = rate(&|| {
            std::hint::black_box(assess(std::hint::black_box(&case)));
        });
        let worded = rate(&|| {
            std::hint::black_box(answer(&case, &assess(&case)));
        });
        println!(
            "{article:16} {determinations:9.0} determinations a second, {worded:8.0} put into words"
        );
    }
}

fn stream(binary: &str, rows: usize) {
    let path = std::env::temp_dir().join(format!("portcullis-speed-{}.ndjson", std::process::id()));
    let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    for at in 0..rows {
        let drift = if at % 50 == 0 { "0.1 deg/h" } else { "2 deg/h" };
        writeln!(file, r#"{{"id":"{at}","as_of":"2025-06-16","from":"DE","destination":"AE","route":[],"parties":[{{"role":"exporter","name":"Example {at}","country":"DE"}},{{"role":"end_user","name":"User {at}","country":"AE"}}],"items":[{{"id":"1","description":"Gyro","form":"goods","article":"gyro","hs":{{"code":"901420","edition":"2022"}},"properties":{{"drift_rate_stability":"{drift}","acceleration":"50 g"}},"relations":{{"usable_in":[],"specially_designed_for":[],"designed_or_modified_for":[],"contains":[],"part_of":[]}}}}],"end_use":{{"programme":"civil","awareness":"none"}},"assurances":[]}}"#).unwrap();
    }
    file.flush().unwrap();
    drop(file);
    let start = Instant::now();
    let text = fs::read_to_string(&path).unwrap();
    let parsed =
        text.lines().filter(|l| serde_json::from_str::<serde_json::Value>(l).is_ok()).count();
    let parse = start.elapsed().as_secs_f64();
    assert_eq!(parsed, rows);
    drop(text);
    let start = Instant::now();
    Command::new(binary)
        .args(["assess", "--quiet", "--format", "json", "--assume", "screening=clear"])
        .arg(&path)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    let whole = start.elapsed().as_secs_f64();
    fs::remove_file(&path).unwrap();
    println!("{rows} transfers: serde_json parses them in {parse:.2} s on one core");
    println!("portcullis assess, all cores: {whole:.2} s, {:.1} times the parsing", whole / parse);
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "toml") {
            into.push(path);
        }
    }
    into.sort();
}
