//! What receipts cost: the same command without and with them by turns, the best of each. Usage:
//! `receipts DATA BINARY [ROUNDS]`; DATA holds the lists and names of the benchmarks.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark stops at the first surprise"
)]

mod measure;

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use measure::{beside, book, line, timed};

const NAMES: usize = 200_000;
const TRANSFERS: usize = 60_000;

/// Transfers of one gyro each, one in fifty of them near the line.
fn transfers(path: &Path) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    for at in 0..TRANSFERS {
        let drift = if at % 50 == 0 { "0.1 deg/h" } else { "2 deg/h" };
        let party = |role: &str, name: &str, country: &str| serde_json::json!({"role": role, "name": format!("{name} {at}"), "country": country});
        let item = serde_json::json!({
            "id": "1", "description": "Gyro", "form": "goods", "article": "gyro",
            "hs": {"code": "901420", "edition": "2022"},
            "properties": {"drift_rate_stability": drift, "acceleration": "50 g"},
        });
        let transfer = serde_json::json!({
            "id": at.to_string(), "as_of": "2025-06-16", "from": "DE", "destination": "AE",
            "parties": [party("exporter", "Example", "DE"), party("end_user", "User", "AE")],
            "items": [item], "end_use": {"programme": "civil", "awareness": "none"},
        });
        writeln!(file, "{transfer}").unwrap();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (data, binary) = (Path::new(&arguments[1]), arguments[2].as_str());
    let rounds = arguments.get(3).map_or(5, |text| text.parse().unwrap());
    let folder = std::env::temp_dir().join(format!("portcullis-receipts-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let at = |name: &str| folder.join(name).display().to_string();
    let (store, log) = (at("store"), folder.join("log"));
    let list = |file: &str| data.join("parties").join(file).display().to_string();
    for file in ["un/un_consolidated_2026-02-27.xml", "ofac/sdn_csv_2023-12-28/sdn.csv"] {
        let file = list(file);
        let import = ["lists", "import", "--quiet", "--lists", &store, &file];
        timed(binary, &import);
    }
    let (names, goods) = (at("names.csv"), at("transfers.ndjson"));
    book::write(data, NAMES, File::create(&names).unwrap());
    transfers(Path::new(&goods));
    let lists = ["--lists", &store, "--max-age", "36500", "--quiet", "--as-of", "2026-03-01"];
    for format in ["csv", "json"] {
        let screen = ["screen", "--input", &names, "--format", format];
        let took = beside(binary, &[&screen[..], &lists].concat(), &log, rounds);
        line(&format!("{NAMES} names, {format}"), took, &log);
    }
    let assess = ["assess", &goods, "--format", "json"];
    let took = beside(binary, &[&assess[..], &lists].concat(), &log, rounds);
    line(&format!("{TRANSFERS} transfers, parties screened"), took, &log);
    let assess = [&assess[..], &["--quiet", "--assume", "screening=clear"]].concat();
    let took = beside(binary, &assess, &log, rounds);
    line(&format!("{TRANSFERS} transfers, screening set aside"), took, &log);
    fs::remove_dir_all(&folder).unwrap();
}
