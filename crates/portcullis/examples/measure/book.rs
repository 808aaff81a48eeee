//! A customer book: invented persons, firms and ships made of real words, in the columns that
//! `screen` and `rescreen` read. The same numbers give the same bytes.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write};
use std::path::Path;

/// Words of names of firms, and how they end.
const TRADES: &[&str] = &[
    "Trading",
    "Logistics",
    "Engineering",
    "Industries",
    "Shipping",
    "Electronics",
    "Foods",
    "Textiles",
    "Consulting",
    "Pharma",
    "Machinery",
    "Chemicals",
    "Motors",
    "Systems",
    "Holding",
    "Construction",
    "Energy",
    "Import Export",
    "International",
    "Technologies",
    "Metals",
    "Travel",
];
const FORMS: &[&str] =
    &["Ltd", "GmbH", "LLC", "S.A.", "Inc.", "Co., Ltd.", "S.r.l.", "B.V.", "AG", "Pvt Ltd", ""];
const COUNTRIES: &[&str] = &[
    "DE", "FR", "US", "GB", "IN", "CN", "AE", "TR", "BR", "MX", "IT", "ES", "PK", "EG", "ID", "NG",
    "JP", "KR", "PL", "NL", "RU", "UA", "SA", "MY", "SG", "HK", "ZA", "CO", "VN", "",
];

/// SplitMix64.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Few are common and most are rare, as names are.
    fn common<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let share = self.below(1 << 20) * self.below(1 << 20) / (1 << 20);
        &from[share * from.len() / (1 << 20)]
    }
}

/// Cells of a column of one of the query sets.
fn column(data: &Path, file: &str, at: usize) -> Vec<String> {
    let mut reader = csv::Reader::from_path(data.join("names").join(file)).unwrap();
    let cells = reader.records().map(|row| row.unwrap().get(at).unwrap().to_owned());
    cells.filter(|cell| !cell.is_empty()).collect()
}

/// The first spelling of each name of the table, with a capital.
fn names(data: &Path) -> Vec<String> {
    let file = File::open(data.join("names/reference/person_name_synonyms.gz")).unwrap();
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    let first = lines.filter_map(|line| {
        let line = line.unwrap();
        let word = line.split([',', '=']).next()?.trim().to_owned();
        let mut letters = word.chars();
        let head = letters.next()?.to_uppercase().to_string();
        Some(head + letters.as_str())
    });
    first.collect()
}

/// Writes so many customers.
pub(crate) fn write(data: &Path, rows: usize, into: impl Write) {
    let sets = ["queries_negative_global_1k.csv", "queries_negative_us_1k.csv"];
    let both = |at: usize| sets.iter().flat_map(|file| column(data, file, at)).collect::<Vec<_>>();
    let (given, family) = (both(1), both(3));
    let listed = column(data, "queries_un_positive.csv", 0);
    let rare = names(data);
    let mut rng = Rng(17);
    let mut out = csv::Writer::from_writer(BufWriter::new(into));
    out.write_record(["id", "name", "country", "kind", "birth_date", "identifier"]).unwrap();
    for at in 0..rows {
        let (mut kind, mut birth, mut number) = ("person", String::new(), String::new());
        let name = match rng.below(1_000) {
            // A few customers share names with somebody on a list.
            0..2 => rng.pick(&listed).clone(),
            2..260 => {
                kind = "company";
                let word = if rng.below(2) == 0 { rng.common(&rare) } else { rng.common(&family) };
                let second = if rng.below(3) == 0 { rng.common(&rare).as_str() } else { "" };
                let parts: [&str; 4] = [word, second, *rng.pick(TRADES), *rng.pick(FORMS)];
                parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
            }
            260..270 => {
                kind = "vessel";
                number = format!("imo:9{:06}", rng.below(1_000_000));
                format!("{} {}", rng.common(&rare), rng.below(20)).to_uppercase()
            }
            roll => {
                let first = if roll % 3 == 0 { rng.common(&rare) } else { rng.common(&given) };
                let last = if roll % 4 == 0 { rng.common(&rare) } else { rng.common(&family) };
                if rng.below(3) > 0 {
                    let (year, month) = (1940 + rng.below(65), 1 + rng.below(12));
                    birth = format!("{year}-{month:02}-{:02}", 1 + rng.below(28));
                }
                if rng.below(4) == 0 {
                    number = format!("passport:P{:07}", rng.below(10_000_000));
                }
                let middle = if rng.below(4) == 0 { rng.common(&given).as_str() } else { "" };
                let parts = [first.as_str(), middle, last.as_str()];
                parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
            }
        };
        let id = format!("C{at:07}");
        let country = rng.pick(COUNTRIES);
        out.write_record([id.as_str(), &name, country, kind, &birth, &number]).unwrap();
    }
    out.into_inner().unwrap().flush().unwrap();
}
