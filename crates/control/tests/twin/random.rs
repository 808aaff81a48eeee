//! Random transfers that lie where the law's limits lie: each item starts from a paragraph of the
//! pack and states, or leaves out, what that paragraph asks, near its limits.

use std::borrow::Cow;

use control::evidence::{
    Denial, DenialParty, Denials, Evidence, Judged, ListHit, Screened, ScreeningState, Similar,
};
use control::input::{ItemInput, PartyInput, TransferInput};
use control::period::AsOf;
use control::word::{ACTIVITIES, ASSURANCES, AWARENESS, KINDS, PROGRAMMES, ROLES};
use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::Dice;
use super::fact::Stated;
use super::law::{Law, Paragraph, period_of, text_of, texts_of};
use super::test_line::in_lines;

const STATES: &[&str] = &[
    "DE", "IR", "KP", "IN", "PK", "EG", "US", "BR", "IL", "FR", "CN", "AR", "SS", "ZA", "TW", "SY",
];
const KINSHIPS: [&str; 5] =
    ["usable_in", "designed_or_modified_for", "specially_designed_for", "contains", "part_of"];

type Text = Cow<'static, str>;

fn own(text: &str) -> Text {
    Cow::Owned(text.to_owned())
}

pub(crate) fn stated(law: &Law, dice: &mut Dice) -> Stated {
    let aim = dice.often(50).then(|| dice.among(&law.rules));
    let sets = aim.and_then(set_of);
    let mut input = TransferInput {
        as_of: Some(day(law, dice)),
        from: dice.often(85).then(|| own(dice.of(STATES))),
        destination: dice.often(85).then(|| own(dice.of(STATES))),
        kind: dice.often(20).then(|| own(dice.of(KINDS))),
        programme: dice.often(65).then(|| own(dice.of(PROGRAMMES))),
        awareness: dice.often(70).then(|| own(dice.of(AWARENESS))),
        safeguarded: dice.often(40).then(|| dice.often(50)),
        ..TransferInput::default()
    };
    for _ in 0..dice.below(3) {
        input.assurances.push(own(dice.of(ASSURANCES)));
    }
    if dice.often(15) {
        input.route.push(own(dice.of(STATES)));
    }
    if dice.often(25) {
        let places = [
            "Pyongyang, KP",
            "Shiraz",
            "Islamic Republic of Iran",
            "Lyon, FR",
            "port of Nampo",
            "Kirkuk",
        ];
        input.location = Some(own(dice.of(&places)));
    }
    for _ in 0..dice.below(3) {
        let role = if dice.often(60) { "end_user" } else { dice.of(ROLES) };
        input.parties.push(PartyInput {
            role: Some(own(role)),
            name: Some(own("Example Works")),
            country: dice.often(80).then(|| own(dice.of(STATES))),
            ..PartyInput::default()
        });
    }
    if let Some(rule) = aim {
        towards(rule, dice, &mut input);
    }
    if dice.often(if aim.is_some() { 8 } else { 35 }) {
        // A state on the day on which its standing begins or ends, or the day before.
        let row = dice.among(&law.memberships);
        let (from, until) = period_of(row);
        let edge = if dice.often(50) { from.or(until) } else { until.or(from) };
        if let Some(edge) = edge.filter(|_| text_of(row, "state") != "ZZ") {
            let date: Date = edge.parse().unwrap();
            let moved = date.checked_add(dice.of(&[-1_i64, 0, 1]).days()).unwrap();
            input.destination = Some(own(text_of(row, "state")));
            input.as_of = Some(Cow::Owned(moved.to_string()));
        }
    }
    for at in 0..=usize::from(dice.often(20)) {
        let mut item = item(law, dice, sets.as_deref());
        item.id = Some(Cow::Owned((at + 1).to_string()));
        input.items.push(item);
    }
    let evidence = evidence(law, dice, &input);
    let disputed = aim.is_some_and(|rule| text_of(rule, "setting").starts_with("not "));
    let usual = dice.often(if disputed { 15 } else { 85 });
    let profile = if usual { "partner" } else { "partner_snapback_disputed" };
    Stated { input, evidence, profile: profile.to_owned() }
}

/// The set of paragraphs that a rule asks for first.
fn set_of(rule: &toml::Table) -> Option<String> {
    let lines = texts_of(rule, "when");
    let test =
        lines.iter().flat_map(|line| in_lines(line)).find(|test| test.starts_with("listed "))?;
    let set = test.strip_prefix("listed ")?;
    Some(set.split(" except ").next()?.to_owned())
}

/// What a rule asks of the transfer around its items: often as it asks.
fn towards(rule: &toml::Table, dice: &mut Dice, input: &mut TransferInput<'static>) {
    let (from, until) = period_of(rule);
    if let Some(edge) = from.or(until) {
        let first: Date = edge.parse().unwrap();
        let later = dice.of(&[0_i64, 0, 1, 40, 400]);
        input.as_of = Some(Cow::Owned(first.checked_add(later.days()).unwrap().to_string()));
    }
    for test in texts_of(rule, "when").iter().flat_map(|line| in_lines(line)) {
        if dice.often(20) {
            continue;
        }
        let word =
            |dice: &mut Dice, list: &str| Some(own(dice.of(&list.split(", ").collect::<Vec<_>>())));
        match test.split_once(" is ") {
            Some(("recipient", state)) => input.destination = Some(own(state)),
            // Two that never had such safeguards, on any day.
            Some(("not recipient CSA", _)) => input.destination = Some(own(dice.of(&["PK", "IL"]))),
            Some(("awareness", list)) => input.awareness = word(dice, list),
            Some(("programme", list)) => input.programme = word(dice, list),
            _ if test.starts_with("shipped from ") => input.from = test.get(13..).map(own),
            _ => {}
        }
    }
}

/// A day beside one on which something begins or ends, or one of our own years.
fn day(law: &Law, dice: &mut Dice) -> Text {
    let tables: Vec<&toml::Table> = law.rules.iter().chain(law.lists.values()).collect();
    let (from, until) = period_of(dice.of(&tables));
    let edge = if dice.often(50) { from.or(until) } else { until.or(from) };
    let date: Date = match edge {
        Some(edge) if dice.often(60) => edge.parse().unwrap(),
        _ => dice.of(&["2008-06-01", "2018-01-15", "2024-05-01", "2025-10-01"]).parse().unwrap(),
    };
    let moved = date.checked_add(dice.of(&[-1_i64, 0, 1]).days()).unwrap();
    Cow::Owned(match dice.below(10) {
        0 => format!("{moved}T00:30:00+03:30"),
        1 => format!("{moved}T23:30:00-01:00"),
        _ => moved.to_string(),
    })
}

fn item(law: &Law, dice: &mut Dice, sets: Option<&str>) -> ItemInput<'static> {
    let able = |p: &&Paragraph| {
        let goods = text_of(&p.table, "form").is_empty();
        !goods || !texts_of(&p.table, "article").is_empty()
    };
    let paragraphs: Vec<&Paragraph> = law.paragraphs.iter().filter(able).collect();
    let in_set = |p: &&Paragraph| {
        sets.is_some_and(|sets| {
            sets.split(", ").any(|set| match set.split_once(" category ") {
                Some((list, class)) => p.list == list && law.category(p) == class,
                None if set.contains(':') => super::law::under(&p.id, set),
                None => p.list == set,
            })
        })
    };
    let asked: Vec<&Paragraph> = paragraphs.iter().copied().filter(in_set).collect();
    let aim = dice.of(if asked.is_empty() { &paragraphs } else { &asked });
    // Nearly half of the items meet all that the paragraph asks, as far as one statement can.
    let willing = dice.often(45);
    let form = text_of(&aim.table, "form");
    let mut item = ItemInput::default();
    if dice.often(95) {
        item.form = (!form.is_empty()).then(|| own(form));
    } else {
        item.form = Some(own(dice.of(&["goods", "software", "technology", "service"])));
    }
    let articles = texts_of(&aim.table, "article");
    let all: Vec<&str> = law.articles.keys().map(String::as_str).collect();
    item.article = match dice.below(100) {
        0..85 if !articles.is_empty() => Some(own(dice.of(&articles))),
        85..92 => Some(own(dice.of(&all))),
        _ => None,
    };
    for above in law.chapeau(aim) {
        for line in texts_of(&above.table, "need") {
            if willing && dice.often(90) {
                meet(law, dice, aim, &mut item, line);
            } else {
                answer(law, dice, aim, &mut item, line);
            }
        }
        for line in texts_of(&above.table, "unless") {
            if willing && dice.often(80) {
                continue;
            }
            answer(law, dice, aim, &mut item, line);
        }
    }
    if let Some(gap) = aim.table.get("gap").and_then(toml::Value::as_table) {
        answer(law, dice, aim, &mut item, text_of(gap, "when"));
    }
    let equipment = texts_of(&aim.table, "for");
    if !equipment.is_empty() {
        let line = format!("{} {}", dice.of(&KINSHIPS[..3]), equipment.join(", "));
        let scope = texts_of(&aim.table, "scope");
        if willing {
            meet(law, dice, aim, &mut item, &line);
        } else {
            answer(law, dice, aim, &mut item, &line);
        }
        let words = |dice: &mut Dice| {
            own(if willing && !scope.is_empty() { dice.of(&scope) } else { dice.of(ACTIVITIES) })
        };
        item.scope = dice.often(80).then(|| (0..1 + dice.below(2)).map(|_| words(dice)).collect());
    }
    noise(law, dice, aim, &mut item);
    item
}

/// States what the first alternative of a line asks.
fn meet(law: &Law, dice: &mut Dice, aim: &Paragraph, item: &mut ItemInput<'static>, line: &str) {
    for test in line.split(" or ").next().unwrap_or_default().split(" and ") {
        let (first, rest) = test.split_once(' ').unwrap_or((test, ""));
        let name = if first == "names" { "usable_in" } else { first };
        if KINSHIPS.contains(&name) {
            let target = dice.of(&rest.split(", ").collect::<Vec<_>>());
            item.relations.retain(|(known, _)| known != name);
            item.relations.push((own(name), vec![Cow::Owned(full(law, aim, target))]));
        } else if law.properties.contains_key(first) && first != "envelope" {
            super::random_value::meeting(law, item, first, rest);
        } else {
            answer(law, dice, aim, item, test);
        }
    }
}

/// A target with the list whose number it is.
fn full(law: &Law, aim: &Paragraph, target: &str) -> String {
    if target.contains(':') || law.articles.contains_key(target) {
        target.to_owned()
    } else {
        format!("{}:{target}", aim.list)
    }
}

/// States, or leaves out, what one line of tests asks.
fn answer(law: &Law, dice: &mut Dice, aim: &Paragraph, item: &mut ItemInput<'static>, line: &str) {
    for test in in_lines(line) {
        let test = test.strip_prefix("not ").unwrap_or(test);
        let (first, rest) = test.split_once(' ').unwrap_or((test, ""));
        match first {
            "article" | "always" => {}
            "names" => {
                let name = dice.of(&KINSHIPS[..3]);
                relate(law, dice, aim, item, name, rest);
            }
            _ if KINSHIPS.contains(&first) => {
                let name = if dice.often(75) { first } else { dice.of(&KINSHIPS) };
                relate(law, dice, aim, item, name, rest);
            }
            "envelope" | "exchange" => super::random_value::flight(dice, item),
            "accuracy" => super::random_value::accuracy(dice, item),
            _ => super::random_value::property(law, dice, item, first, rest),
        }
    }
}

/// Names a target, something narrower, something wider or something else.
fn relate(
    law: &Law,
    dice: &mut Dice,
    aim: &Paragraph,
    item: &mut ItemInput<'static>,
    name: &str,
    targets: &str,
) {
    if dice.often(20) || item.relations.iter().any(|(known, _)| known == name) {
        return;
    }
    let targets: Vec<&str> = targets.split(", ").collect();
    let target = dice.of(&targets);
    let mut number = full(law, aim, target);
    match dice.below(10) {
        0 | 1 => {
            let narrow: Vec<&Paragraph> =
                law.paragraphs.iter().filter(|p| super::law::under(&p.id, &number)).collect();
            if !narrow.is_empty() {
                number.clone_from(&dice.of(&narrow).id);
            }
        }
        2 if number.contains('.') => number.truncate(number.rfind('.').unwrap()),
        3 => number.clone_from(&dice.among(&law.paragraphs).id),
        4 => {
            // A system for its subsystem, or a subsystem for its system.
            let parts: Vec<&Paragraph> =
                law.paragraphs.iter().filter(|p| p.table.contains_key("within")).collect();
            let part = dice.of(&parts);
            number = match dice.of(&texts_of(&part.table, "within")) {
                whole if dice.often(50) => format!("{}:{whole}", part.list),
                _ => part.id.clone(),
            };
        }
        _ => {}
    }
    let mut named = if dice.often(12) { Vec::new() } else { vec![Cow::Owned(number)] };
    if dice.often(10) {
        named.push(Cow::Owned(dice.among(&law.paragraphs).id.clone()));
    }
    item.relations.push((own(name), named));
}

/// What nobody asked, or only rules do.
fn noise(law: &Law, dice: &mut Dice, aim: &Paragraph, item: &mut ItemInput<'static>) {
    let asked = [
        ("un_exemption", "is food, medicine"),
        ("aircraft_type", "is An-24R/RV, Il-62M"),
        ("inseparable", ""),
        ("inseparable_evidence", ""),
        ("safety_exception", ""),
        ("deuterium_total", "> 200 kg"),
        ("graphite_total", "> 30000 kg"),
        ("public_domain", ""),
    ];
    for (name, rest) in asked {
        if dice.often(8) {
            super::random_value::property(law, dice, item, name, rest);
        }
    }
    if dice.often(15) {
        relate(law, dice, aim, item, "contains", "mtcr:1, mtcr:2");
    }
    if dice.often(35) {
        for name in KINSHIPS {
            if !item.relations.iter().any(|(known, _)| known == name) {
                item.relations.push((own(name), Vec::new()));
            }
        }
    }
    if dice.often(25) {
        let code = if dice.often(50) {
            text_of(dice.among(&law.hs), "code").to_owned()
        } else {
            let codes = [
                "720000", "7700", "8401.20", "8903", "901420", "841370", "30", "0201.10", "1006",
                "99", "980110", "0084", "84137", "8", "84EX", "",
            ];
            dice.of(&codes).to_string()
        };
        item.hs_code = Some(Cow::Owned(code));
    }
    if dice.often(12) {
        item.claimed.push(own(text_of(dice.among(&law.claimed), "code")));
    }
    if dice.often(4) {
        item.claimed.push(own(&dice.among(&law.paragraphs).id));
    }
    if dice.often(10) {
        item.description = description(law, dice);
        if dice.often(40) {
            item.article = Some(own("other_item"));
        }
    }
}

/// One article's words, or those of several in one of the ways in which people put them together.
fn description(law: &Law, dice: &mut Dice) -> Option<Cow<'static, str>> {
    let tables: Vec<&toml::Table> = law.articles.values().collect();
    let mut word = || texts_of(dice.of(&tables), "synonyms").first().map(|word| (*word).to_owned());
    let (one, other) = (word()?, word()?);
    let joined = match dice.below(12) {
        0 => format!("{one} for {other}"),
        1 => format!("{one} of {other}"),
        2 => format!("{one}, {other}"),
        3 => format!("{one} and {other}"),
        4 => format!("set of {one}s (used) for {other}"),
        5 => format!("For {one}: {other} - new"),
        6 => format!("{one} {other}"),
        7 => match one.rsplit_once(' ') {
            Some((kind, thing)) => format!("{thing}, {kind}; for sale"),
            None => format!("sale of {one}s"),
        },
        _ => one,
    };
    Some(Cow::Owned(joined))
}

fn evidence(law: &Law, dice: &mut Dice, input: &TransferInput<'_>) -> Evidence {
    let set_aside = dice.often(50);
    let instant = |text: &str| AsOf::parse(text).unwrap();
    let each = input.parties.iter().map(|_| match dice.below(5) {
        _ if set_aside && dice.often(70) => Screened::assumed_clear(),
        0 => Screened::not_done("nobody looked"),
        1 => Screened::done(Vec::new()),
        all => Screened {
            state: match all {
                2 => ScreeningState::NotDone("only some lists".into()),
                _ => ScreeningState::Done,
            },
            ..Screened::done(vec![ListHit {
                list: "as installed".into(),
                authority: dice.of(&["un", "un", "us-sdn"]).to_string(),
                entry: "X.001".into(),
                name: "Example Works".into(),
                score: 1.0,
                band: "exact".into(),
                identifier_equal: dice.often(40),
                via: dice.often(20).then(|| "owner Example Holding".into()),
                reason: String::new(),
                judged: dice.of(&[None, None, Some(Judged::Same), Some(Judged::Different)]),
                listed_from: dice.often(30).then(|| instant("2016-01-16")),
                listed_until: dice.often(30).then(|| instant("2024-05-01")),
            }])
        },
    });
    let parties = each.collect();
    let denial = |dice: &mut Dice| Denial {
        id: "d1".into(),
        regime: dice.of(&["mtcr", "nsg"]).to_string(),
        authority: "US".into(),
        decided: instant("2023-01-01"),
        valid_until: None,
        revoked: None,
        list_entry: Some(dice.among(&law.paragraphs).id.clone()),
        article: None,
        description: String::new(),
        properties: Vec::new(),
        end_user: DenialParty { name: "Example Works".into(), country: "IR".into() },
        catch_all: false,
        similar: vec![Similar::Same; input.parties.len()],
    };
    let denials =
        if dice.often(30) { Denials::Looked(vec![denial(dice)]) } else { Denials::NotLooked };
    Evidence { parties, set_aside, denials }
}
