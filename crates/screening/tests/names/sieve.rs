//! What the sieve dismisses, the search does not find: however a name is written, and whatever was
//! asked before with the same memory.

use screening::listing::{ListedParty, PartyKind};
use screening::lists::{self, SourceFile, SourceKind};
use screening::{Index, Memory, Options, Query};

/// SplitMix64.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let z = usize::try_from((z ^ (z >> 31)) >> 33).unwrap();
        z % n.max(1)
    }
}

fn parties() -> Vec<ListedParty> {
    let file = SourceFile { name: "starter", bytes: lists::starter().as_bytes() };
    let mut read = lists::read(SourceKind::PortcullisNdjson, &[file]).unwrap().parties;
    let own: [(PartyKind, &[&str]); 6] = [
        (PartyKind::Person, &["Муаммар Каддафи", "Muammar Gaddafi"]),
        (PartyKind::Organisation, &["Zarkari Metal Works Co., Ltd.", "ZMW"]),
        (PartyKind::Vessel, &["MV Osprenne 7"]),
        (PartyKind::Unknown, &["محمد حسن", "Al-Hassan"]),
        (PartyKind::Organisation, &["平壤机械", "Jo Sun Mining (JSM)"]),
        (PartyKind::Person, &["O'Brien-Mc Donald"]),
    ];
    read.extend(
        own.iter()
            .enumerate()
            .map(|(at, (kind, names))| crate::index::party(&format!("own{at}"), *kind, names)),
    );
    read
}

/// A name as somebody might write it who mistypes it, or means to hide it.
fn written(rng: &mut Rng, name: &str) -> String {
    let mut words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    for _ in 0..1 + rng.below(3) {
        let at = rng.below(words.len());
        let mut letters: Vec<char> = words[at].chars().collect();
        let spot = rng.below(letters.len());
        match rng.below(13) {
            0 if letters.len() > 2 => {
                letters.remove(spot);
            }
            1 if letters.len() > 2 => letters.swap(spot.max(1) - 1, spot),
            2 => letters.insert(spot, char::from(b'a' + u8::try_from(rng.below(26)).unwrap())),
            3 => {
                let alike =
                    [('a', 'а'), ('o', '0'), ('e', 'е'), ('i', '1'), ('s', '$'), ('A', 'А')];
                for letter in &mut letters {
                    *letter = alike.iter().find(|(l, _)| l == letter).map_or(*letter, |p| p.1);
                }
            }
            4 => letters = letters.iter().flat_map(|c| [*c, '-']).collect(),
            5 => letters = letters.iter().flat_map(|c| [*c, ' ']).collect(),
            6 => letters.truncate(1),
            7 => letters = letters.iter().rev().copied().collect(),
            8 => letters = letters.iter().flat_map(|c| c.to_uppercase()).collect(),
            9 => letters.push('.'),
            _ => {}
        }
        words[at] = letters.into_iter().collect();
        match rng.below(8) {
            0 => words.reverse(),
            1 if words.len() > 1 => {
                let joined = words.remove(1);
                words[0].push_str(&joined);
            }
            2 if words.len() > 2 => {
                words.remove(at);
            }
            3 => words.push(["Ltd", "Trading", "Co.,", "the", "of", "J."][rng.below(6)].to_owned()),
            _ => {}
        }
    }
    words.join(" ")
}

#[test]
fn whom_the_search_finds_the_sieve_lets_through() {
    let all = parties();
    let index = Index::build((0_u32..).zip(&all));
    let names: Vec<&str> =
        all.iter().flat_map(|party| &party.names).map(|name| name.whole.as_str()).collect();
    let kinds = [
        None,
        Some(PartyKind::Person),
        Some(PartyKind::Organisation),
        Some(PartyKind::Vessel),
        Some(PartyKind::Unknown),
    ];
    let strange =
        ["Quiet River Bakery", "Maria Lopez", "T", "", "7", "Co. Ltd.", "Anna B. Carlsson"];
    let (mut rng, mut memory) = (Rng(17), Memory::default());
    let (mut found, mut dismissed, mut strangers) = (0, 0, 0);
    for round in 0..4_000 {
        let name = match rng.below(6) {
            0 => strange[rng.below(strange.len())].to_owned(),
            // Halves of two names: near, and mostly nobody.
            1 => {
                let half = |name: &str| name.split_whitespace().next().unwrap().to_owned();
                let (a, b) = (rng.below(names.len()), rng.below(names.len()));
                format!("{} {}", half(names[a]), half(names[b]))
            }
            _ => {
                let at = rng.below(names.len());
                written(&mut rng, names[at])
            }
        };
        let other = &all[rng.below(all.len())];
        let query = Query {
            name,
            kind: kinds[rng.below(kinds.len())],
            countries: if rng.below(3) == 0 { vec!["IR".to_owned()] } else { Vec::new() },
            birth: other.birth.first().filter(|_| rng.below(3) == 0).cloned(),
            identifiers: other.identifiers.iter().take(rng.below(8) / 7).cloned().collect(),
            gender: None,
        };
        let threshold = [0.5, 0.7, 0.9][round % 3];
        let options = Options { threshold, limit: 5, facts_clear: false };
        let some = !index.search(&query, &options).hits.is_empty();
        let may = index.may_find(&query, threshold, &mut memory);
        assert!(may || !some, "dismissed at {threshold}: {query:?}");
        if !index.may_meet(&query, &mut memory) {
            strangers += 1;
            let words: Vec<&str> = query.name.split_whitespace().collect();
            for (from, to) in
                (0..words.len()).flat_map(|a| (a + 1..=words.len()).map(move |b| (a, b)))
            {
                let part = Query { name: words[from..to].join(" "), ..query.clone() };
                assert!(index.search(&part, &options).hits.is_empty(), "strange: {part:?}");
            }
        }
        found += usize::from(some);
        dismissed += usize::from(!may);
    }
    println!("{found} found, {dismissed} dismissed, {strangers} strangers");
    assert!(strangers > 50, "{strangers}");
    assert!(found > 800 && dismissed > 400, "{found} found, {dismissed} dismissed");
}
