//! Just enough parsing for the bench data; the real list parsers live in the crate.

#![allow(dead_code, reason = "each bench uses its part")]

use std::collections::HashMap;
use std::path::Path;

use screening::Query;
use screening::listing::{BirthDate, ListedName, ListedParty, NameQuality, PartyKind};

/// A third of the rows is kept out of tuning.
pub(crate) fn held_out(row: usize) -> bool {
    ((row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40).is_multiple_of(3)
}

/// SplitMix64, so that query sets are the same everywhere.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng(seed)
    }
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

fn typo(token: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    let at = 1 + rng.below(letters.len() - 1);
    match rng.below(3) {
        0 => {
            letters.remove(at);
        }
        1 => letters[at] = "aeiourlnst".chars().nth(rng.below(10)).unwrap_or('a'),
        _ => letters.swap(at, at - 1),
    }
    letters.into_iter().collect()
}

/// One edit in every token of at least four letters.
pub(crate) fn mutate_each(name: &str, rng: &mut Rng) -> String {
    let name = name.to_lowercase();
    let one = |t: &str| if t.chars().count() >= 4 { typo(t, rng) } else { t.to_owned() };
    name.split_whitespace().map(one).collect::<Vec<_>>().join(" ")
}

/// One token that is not first dropped (of three or more), reversed, an edit in the longest.
pub(crate) fn mutate_drop(name: &str, rng: &mut Rng) -> String {
    let name = name.to_lowercase();
    let mut tokens: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    if tokens.len() >= 3 {
        let at = 1 + rng.below(tokens.len() - 1);
        tokens.remove(at);
    }
    tokens.reverse();
    let longest = (0..tokens.len()).max_by_key(|i| (tokens[*i].chars().count(), usize::MAX - i));
    if let Some(i) = longest.filter(|i| tokens[*i].chars().count() >= 2) {
        tokens[i] = typo(&tokens[i], rng);
    }
    tokens.join(" ")
}

/// Rows of a CSV file with quotes.
pub(crate) fn csv(path: &Path) -> Vec<Vec<String>> {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let text = String::from_utf8_lossy(&bytes);
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                field.push('"');
                letters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(c),
        }
    }
    if !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

pub(crate) fn party(entry: &str, kind: PartyKind) -> ListedParty {
    ListedParty::new(entry, kind)
}

pub(crate) fn name(whole: &str, quality: NameQuality) -> ListedName {
    let whole = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    ListedName { whole, family: None, given: None, quality }
}

/// OFAC SDN with aliases, then the UN list.
pub(crate) fn parties(dir: &Path) -> Vec<ListedParty> {
    let mut all = ofac(dir);
    all.extend(un(dir));
    all
}

fn ofac(dir: &Path) -> Vec<ListedParty> {
    let base = dir.join("parties/ofac/sdn_csv_2023-12-28");
    let mut all = Vec::new();
    let mut place = HashMap::new();
    for row in csv(&base.join("sdn.csv")) {
        if row.len() < 4 {
            continue;
        }
        let kind = match row[2].trim() {
            "individual" => PartyKind::Person,
            "vessel" => PartyKind::Vessel,
            "aircraft" => PartyKind::Aircraft,
            _ => PartyKind::Organisation,
        };
        let mut p = party(&format!("ofac:{}", row[0]), kind);
        p.names.push(name(&row[1], NameQuality::Primary));
        place.insert(row[0].clone(), all.len());
        all.push(p);
    }
    for row in csv(&base.join("alt.csv")) {
        if let Some(p) = row.first().and_then(|id| place.get(id)) {
            all[*p].names.push(name(&row[3], NameQuality::Strong));
        }
    }
    all
}

fn tag<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let from = text.find(&format!("<{name}>"))? + name.len() + 2;
    let to = text[from..].find(&format!("</{name}>"))? + from;
    Some(text[from..to].trim())
}

fn unescape(text: &str) -> String {
    text.replace("&apos;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn un(dir: &Path) -> Vec<ListedParty> {
    let path = dir.join("parties/un/un_consolidated_2026-02-27.xml");
    let text = std::fs::read_to_string(path).expect("the UN list");
    let mut all = Vec::new();
    for (what, kind) in [("INDIVIDUAL", PartyKind::Person), ("ENTITY", PartyKind::Organisation)] {
        for block in text.split(&format!("<{what}>")).skip(1) {
            let block = block.split(&format!("</{what}>")).next().unwrap_or_default();
            let mut p = party(tag(block, "REFERENCE_NUMBER").unwrap_or_default(), kind);
            let fields = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
            let whole: Vec<String> =
                fields.iter().filter_map(|f| tag(block, f)).map(unescape).collect();
            p.names.push(name(&whole.join(" "), NameQuality::Primary));
            if let Some(original) = tag(block, "NAME_ORIGINAL_SCRIPT").filter(|n| !n.is_empty()) {
                p.names.push(name(&unescape(original), NameQuality::Strong));
            }
            for alias in block.split(&format!("<{what}_ALIAS>")).skip(1) {
                let alias = alias.split(&format!("</{what}_ALIAS>")).next().unwrap_or_default();
                let low = tag(alias, "QUALITY") == Some("Low");
                let quality = if low { NameQuality::Weak } else { NameQuality::Strong };
                for n in tag(alias, "ALIAS_NAME").unwrap_or_default().split(';') {
                    if !n.trim().is_empty() {
                        p.names.push(name(&unescape(n), quality));
                    }
                }
            }
            all.push(p);
        }
    }
    all
}

/// Strings of the JSON keys `name1` to `name6` and `name_non_latin_script`, unescaped.
fn json_text(raw: &str) -> String {
    let mut out = String::new();
    let mut letters = raw.chars();
    while let Some(c) = letters.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match letters.next() {
            Some('u') => {
                let hex: String = letters.by_ref().take(4).collect();
                out.extend(u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32));
            }
            Some('n') => out.push(' '),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

fn json_field(object: &str, key: &str) -> Option<String> {
    let from = object.find(&format!("\"{key}\": \""))? + key.len() + 5;
    let mut end = from;
    let bytes = object.as_bytes();
    while end < bytes.len() && bytes[end] != b'"' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    Some(json_text(&object[from..end.min(object.len())]))
}

/// The UK list; `gzip` must be on the path.
pub(crate) fn uk_parties(dir: &Path) -> Vec<ListedParty> {
    let path = dir.join("parties/uk/uksl_2026-08-22.jsonl.gz");
    let output = std::process::Command::new("gzip").arg("-dc").arg(path).output().expect("gzip");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut all = Vec::new();
    for line in text.lines() {
        let kind = match json_field(line, "individual_entity_ship").as_deref() {
            Some("Individual") => PartyKind::Person,
            Some("Ship") => PartyKind::Vessel,
            _ => PartyKind::Organisation,
        };
        let mut p = party(&json_field(line, "unique_id").unwrap_or_default(), kind);
        let from = line.find("\"names\": {").unwrap_or(0);
        let to = line.find("\"regime_name\"").unwrap_or(line.len());
        for object in line[from..to.max(from)].split("}, {") {
            let parts: Vec<String> =
                (1..=6).filter_map(|n| json_field(object, &format!("name{n}"))).collect();
            if !parts.is_empty() {
                p.names.push(name(&parts.join(" "), NameQuality::Strong));
            }
            if let Some(other) = json_field(object, "name_non_latin_script") {
                p.names.push(name(&other, NameQuality::Strong));
            }
        }
        if !p.names.is_empty() {
            all.push(p);
        }
    }
    all
}

/// One side of an entity check.
#[derive(Default)]
pub(crate) struct Side(HashMap<String, String>);

impl Side {
    pub(crate) fn query(&self, kind: Option<PartyKind>) -> Query {
        let get = |key: &str| self.0.get(key).cloned();
        let parts = ["firstName", "middleName", "fatherName", "lastName"];
        let built = || parts.iter().filter_map(|p| get(p)).collect::<Vec<_>>().join(" ");
        let birth = get("birthDate").and_then(|d| {
            let mut fields = d.split('-');
            let year = fields.next()?.parse().ok()?;
            let month = fields.next().and_then(|m| m.parse().ok());
            let day = fields.next().and_then(|m| m.parse().ok());
            Some(BirthDate { year_min: year, year_max: year, month, day, circa: false })
        });
        Query {
            name: get("name").unwrap_or_else(built),
            kind,
            countries: get("country").or(get("nationality")).into_iter().collect(),
            birth,
            gender: get("gender"),
            identifiers: Vec::new(),
        }
    }
}

/// A labelled pair of entities.
#[derive(Default)]
pub(crate) struct EntityCheck {
    pub(crate) matches: bool,
    pub(crate) schema: String,
    pub(crate) query: Side,
    pub(crate) candidate: Side,
}

/// The few lines of YAML that the checks use.
pub(crate) fn checks(path: &Path) -> Vec<EntityCheck> {
    let text = std::fs::read_to_string(path).expect("the entity checks");
    let mut all: Vec<EntityCheck> = Vec::new();
    let mut side = 0;
    let mut last: Option<(i32, String)> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed == "checks:" {
            continue;
        }
        let body = trimmed.strip_prefix("- ").unwrap_or(trimmed);
        let deep = line.starts_with("      ");
        let Some((key, value)) = body.split_once(':').filter(|(k, _)| !k.contains(' ')) else {
            // A folded line goes on.
            if let (Some(check), Some((s, key))) = (all.last_mut(), &last) {
                let map = if *s == 1 { &mut check.query.0 } else { &mut check.candidate.0 };
                if let Some(text) = map.get_mut(key) {
                    text.push(' ');
                    text.push_str(trimmed);
                }
            }
            continue;
        };
        let value = value.trim().trim_matches(|c| c == '"').to_owned();
        if trimmed.starts_with("- ") && !deep {
            all.push(EntityCheck::default());
        }
        let Some(check) = all.last_mut() else { continue };
        match (key, deep) {
            ("match", false) => check.matches = value == "true",
            ("schema", false) => check.schema = value,
            ("query", false) => side = 1,
            ("candidate", false) => side = 2,
            (_, true) => {
                let map = if side == 1 { &mut check.query.0 } else { &mut check.candidate.0 };
                map.insert(key.to_owned(), value);
                last = Some((side, key.to_owned()));
            }
            _ => {}
        }
    }
    all
}
