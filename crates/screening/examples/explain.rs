//! Two names and why: `explain LEFT RIGHT [person|organisation|vessel]`.

use screening::listing::PartyKind;
use screening::{Query, compare_names};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [left, right, rest @ ..] = args.as_slice() else {
        eprintln!("usage: explain LEFT RIGHT [person|organisation|vessel]");
        return;
    };
    let kind = match rest.first().map(String::as_str) {
        Some("person") => Some(PartyKind::Person),
        Some("organisation") => Some(PartyKind::Organisation),
        Some("vessel") => Some(PartyKind::Vessel),
        _ => None,
    };
    let query = |name: &str| Query { name: name.to_owned(), kind, ..Query::default() };
    let found = compare_names(&query(left), &query(right));
    println!("{:.3} {:?} {:?}", found.score, found.band, found.findings);
    for part in &found.evidence.parts {
        println!(
            "{:<16} {:.2} x {:.2}  {} | {}",
            format!("{:?}", part.kind),
            part.agree,
            part.weight,
            part.query,
            part.listed
        );
    }
}
