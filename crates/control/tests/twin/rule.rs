//! Rules: every item with every state, the two maxima, and what rules make somebody owe.

use std::collections::{BTreeMap, BTreeSet};

use control::evidence::{Judged, ListHit, ScreeningState};
use control::input::{ItemInput, TransferInput};

use super::Three::{self, No, Open, Yes};
use super::fact::{Stated, day, form, relation};
use super::law::{Law, Paragraph, flag_of, in_force, text_of, texts_of, under};
use super::test_line::{Asked, aside, for_nothing, lies_in, lines, paragraph};
use super::{every, some};

/// A rule's line about one item and one state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing<'a> {
    given: &'a Stated,
    state: Option<&'a str>,
    /// The item's paragraphs with their truths.
    matches: &'a [(usize, Three)],
    /// Nobody and nothing says what the item is: it may be in any paragraph.
    nameless: bool,
}

/// All that the twin says of a transfer.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// For each item each paragraph of the pack.
    pub(crate) paragraphs: Vec<Vec<Three>>,
    /// For each item the paragraphs that are or may be its own.
    pub(crate) matches: Vec<Vec<(usize, Three)>>,
    /// For each item whether it may be anything.
    pub(crate) nameless: Vec<bool>,
    /// For each rule of the pack; no for rules that are not in force.
    pub(crate) rules: Vec<Three>,
    /// What rules make somebody owe.
    pub(crate) duties: BTreeMap<String, Three>,
    pub(crate) floor: &'static str,
    pub(crate) ceiling: &'static str,
}

const STATUSES: [&str; 4] = ["not_controlled", "licence_required", "presumed_denied", "prohibited"];

pub(crate) fn answer(law: &Law, given: &Stated) -> Answer {
    let given = &with_forms(law, given);
    let input = &given.input;
    let mut answer = Answer::default();
    let mut contradicted = Vec::new();
    for item in &input.items {
        let suggested = if for_nothing(item) { served_by_suggested(law, item) } else { Vec::new() };
        let hinted = !suggested.is_empty();
        contradicted.push(hinted);
        let all = law.paragraphs.iter();
        let truths: Vec<Three> = all.map(|own| paragraph(law, input, item, hinted, own)).collect();
        let nameless = form(item) == "goods" && item.article.is_none();
        let at_all = (0..truths.len()).filter(|at| truths[*at] != No);
        let held: Vec<usize> = if nameless {
            let named = named_in(law, item);
            at_all.filter(|at| suggests(law, item, &named, &law.paragraphs[*at])).collect()
        } else if hinted {
            // Only what is suggested is held, and what something else than a purpose speaks of.
            let held = |at: &usize| {
                let own = &law.paragraphs[*at];
                let counterpart = own.table.contains_key("counterpart");
                let list = &own.list;
                let contradicted = true;
                let asked = Asked { law, item, list, counterpart, contradicted, rule: None };
                suggested.contains(at)
                    || aside(&asked, &texts_of(&own.table, "for").join(", ")) != No
            };
            at_all.filter(held).collect()
        } else {
            at_all.collect()
        };
        // A wide customs heading proposes something, and says of nothing else that it is not so.
        let named = named_in(law, item);
        let numbers = coded(law, item, &["high", "medium"]);
        let firm = |at: &usize| {
            let own = &law.paragraphs[*at];
            describes(law, &named, own) || among(own, &numbers)
        };
        answer.nameless.push(nameless && !held.iter().any(firm));
        answer.matches.push(most_specific(law, item, &truths, &held));
        answer.paragraphs.push(truths);
    }
    let (near, far) = states(law, input);
    let (mut floor, mut ceiling) = (0, 0);
    for rule in &law.rules {
        let (mut truth, mut duty) = (No, No);
        if in_force(rule, &day(input)) && set(law, given, rule) {
            let found = answer.matches.iter().zip(&answer.nameless).zip(&contradicted);
            for (item, ((matches, nameless), contradicted)) in input.items.iter().zip(found) {
                let of = |state: Option<&str>| {
                    let standing = Standing { given, state, matches, nameless: *nameless };
                    let (list, counterpart, contradicted) = ("", false, *contradicted);
                    let standing = Some(&standing);
                    let asked =
                        Asked { law, item, list, counterpart, contradicted, rule: standing };
                    one(&asked, rule)
                };
                for state in &near {
                    let (own, own_duty) = of(*state);
                    (truth, duty) = (truth.max(own), duty.max(own_duty));
                }
                for state in far.iter().filter(|_| flag_of(rule, "connected")) {
                    let (own, own_duty) = of(Some(state));
                    (truth, duty) = (truth.max(own.min(Open)), duty.max(own_duty.min(Open)));
                }
            }
        }
        answer.rules.push(truth);
        let status = STATUSES.iter().position(|s| *s == text_of(rule, "status")).unwrap_or(0);
        if truth == Yes {
            floor = floor.max(status);
        }
        if truth != No {
            ceiling = ceiling.max(status);
        }
        owe(&mut answer.duties, rule, duty, input);
    }
    (answer.floor, answer.ceiling) = (STATUSES[floor], STATUSES[ceiling]);
    answer
}

fn owe(
    duties: &mut BTreeMap<String, Three>,
    rule: &toml::Table,
    truth: Three,
    input: &TransferInput<'_>,
) {
    for code in texts_of(rule, "duties") {
        let (code, most) = code.strip_suffix('?').map_or((code, Yes), |code| (code, Open));
        let given =
            code.strip_prefix("obtain:").is_some_and(|a| input.assurances.iter().any(|b| a == b));
        let truth = truth.min(most);
        if !given && truth != No {
            let known = duties.entry(code.to_owned()).or_insert(No);
            *known = truth.max(*known);
        }
    }
}

/// Whether the profile's setting is the one that the rule asks for.
fn set(law: &Law, given: &Stated, rule: &toml::Table) -> bool {
    let wanted = text_of(rule, "setting");
    let has = |name: &str| texts_of(&law.profiles[&given.profile], "settings").contains(&name);
    match wanted.strip_prefix("not ") {
        Some(name) => !has(name),
        None => wanted.is_empty() || has(wanted),
    }
}

/// The rule's truth, and that of its conditions before a person has judged.
fn one(asked: &Asked<'_>, rule: &toml::Table) -> (Three, Three) {
    let mut truth = every(lines(asked, rule, "when"));
    truth = truth.min(some(lines(asked, rule, "unless")).not());
    if some(lines(asked, rule, "argued")) != No {
        truth = truth.min(Open);
    }
    let most = if text_of(rule, "judgement").is_empty() { Yes } else { Open };
    (truth.min(most), truth)
}

/// The transfer with the form that items without one are read as: technical assistance is a service,
/// what is intangible no goods, and of an item that nobody has named a code of software or technology
/// tells. Everything else is goods.
fn with_forms(law: &Law, given: &Stated) -> Stated {
    let mut given = given.clone();
    let kind = given.input.kind.clone().unwrap_or_default();
    for item in given.input.items.iter_mut().filter(|item| item.form.is_none()) {
        let codes = ItemInput { claimed: item.claimed.clone(), ..ItemInput::default() };
        let numbers = coded(law, &codes, &[]);
        let meant = law.paragraphs.iter().filter(|own| among(own, &numbers));
        let forms: Vec<&str> = meant
            .filter(|own| !own.table.contains_key("limb"))
            .map(|own| text_of(&own.table, "form"))
            .collect();
        let bodiless = !forms.is_empty() && !forms.contains(&"");
        let of_code =
            if forms.iter().all(|form| *form == "software") { "software" } else { "technology" };
        let named = item.article.as_deref().is_some_and(|own| own != "other_item");
        let form = match kind.as_ref() {
            "technical_assistance" => "service",
            "intangible" if bodiless => of_code,
            "intangible" => "technology",
            _ if bodiless && !named => of_code,
            _ => "goods",
        };
        item.form = Some(form.into());
    }
    given
}

/// What description, customs code or claimed code suggest of goods that nobody has named.
fn suggests(law: &Law, item: &ItemInput<'_>, named: &[&str], own: &Paragraph) -> bool {
    describes(law, named, own) || among(own, &coded(law, item, &["high", "medium", "low"]))
}

/// Whether an article that the description names is of the paragraph, or may be.
fn describes(law: &Law, named: &[&str], own: &Paragraph) -> bool {
    texts_of(&own.table, "article").iter().any(|covered| {
        named.iter().any(|id| {
            law.is_kind(id, covered)
                || law.is_kind(covered, id) && !flag_of(&law.articles[*id], "generic")
        })
    })
}

/// Numbers of the lists for which a customs code of such a specificity, or a claimed code of any,
/// stands.
fn coded<'l>(law: &'l Law, item: &ItemInput<'_>, specific: &[&str]) -> Vec<&'l str> {
    let customs = customs(item).unwrap_or_default();
    let six = customs.get(..6).unwrap_or("none");
    let mut numbers: Vec<&str> = law
        .hs
        .iter()
        .filter(|table| text_of(table, "code") == six)
        .filter(|table| specific.contains(&text_of(table, "specificity")))
        .flat_map(|table| texts_of(table, "paragraphs"))
        .collect();
    for code in &item.claimed {
        let exact = law.claimed.iter().any(|table| text_of(table, "code") == code);
        let entry = if exact { code.as_ref() } else { code.get(..5).unwrap_or(code) };
        let rows = law.claimed.iter().filter(|table| text_of(table, "code") == entry);
        numbers.extend(rows.flat_map(|table| texts_of(table, "paragraphs")));
        // Numbers of the lists are codes; letters and digits alone count.
        let own = law.numbers.get(&super::law::letters(code));
        numbers.extend(own.into_iter().flatten().map(String::as_str));
    }
    numbers
}

fn among(own: &Paragraph, numbers: &[&str]) -> bool {
    numbers.iter().any(|number| under(&own.id, number))
}

/// Articles that speak against the stated one. Against `other_item`: those that the description names,
/// and those of the paragraphs that a claimed code or a customs heading, unless wide, stands for.
/// Against any other: what the description says the thing is, unless that is the stated one, or a kind
/// of it either way; a catch word only where the stated one is not named.
pub(crate) fn belying<'l>(law: &'l Law, item: &ItemInput<'_>) -> Vec<&'l str> {
    let own = item.article.as_deref().unwrap_or_default();
    let mut named = named_in(law, item);
    if own != "other_item" {
        let agrees = |named: &&str| law.is_kind(named, own) || law.is_kind(own, named);
        let told = named.iter().any(agrees);
        let said = said_to_be(law, item.description.as_deref().unwrap_or_default());
        let against = said.into_iter().filter(|part| !part.iter().any(agrees)).flatten();
        return against.filter(|id| !(told && flag_of(&law.articles[*id], "generic"))).collect();
    }
    let numbers = coded(law, item, &["high", "medium"]);
    if !numbers.is_empty() {
        let of_codes = law.paragraphs.iter().filter(|own| among(own, &numbers));
        named.extend(of_codes.flat_map(|own| texts_of(&own.table, "article")));
    }
    named
}

/// What a description says the thing is, part by part.
fn said_to_be<'l>(law: &'l Law, description: &str) -> Vec<Vec<&'l str>> {
    let mut text = String::new();
    for c in description.chars() {
        match c {
            '-' | '\'' | '"' => text.push(c),
            '\n' | '–' | '—' => text.push_str(" | "),
            c if c.is_ascii_punctuation() => text.push_str(" | "),
            c => text.push(c),
        }
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for word in words.iter().map(String::as_str) {
        let joins = ["and", "or", "with", "plus", "including", "incl"].contains(&word);
        if joins || word == "|" || word == "-" {
            parts.push(Vec::new());
        }
        if word != "|" && word != "-" {
            parts.last_mut().unwrap().push(word);
        }
    }
    parts.retain(|part| !part.is_empty());
    let mut things: Vec<&[&str]> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let purpose = part.iter().position(|word| *word == "for").filter(|from| at + from > 0);
        things.push(&part[..purpose.unwrap_or(part.len())]);
    }
    let mut said = Vec::new();
    for thing in &things {
        let belongs = |at: &usize| ["of", "in", "on", "from", "to", "by"].contains(&thing[*at]);
        let heads = (0..thing.len()).filter(belongs).map(|at| last_named(law, &thing[..at]));
        let head = heads.into_iter().find(|head| !head.is_empty());
        said.push(head.unwrap_or_else(|| last_named(law, thing)));
    }
    // In the order of a stock book only where nothing is named otherwise.
    if said.iter().all(Vec::is_empty) {
        let backwards: Vec<&str> = things.iter().rev().copied().flatten().copied().collect();
        said.push(last_named(law, &backwards));
    }
    said
}

/// The words of a description in the order of a stock book: what stands between commas, semicolons,
/// `for` and `of`, the last first.
fn backwards(description: &str) -> String {
    let text = description.replace([',', ';'], " , ");
    let mut parts = vec![Vec::new()];
    for word in text.split_whitespace() {
        if [",", "for", "of"].contains(&word.to_lowercase().as_str()) {
            parts.push(Vec::new());
        } else {
            parts.last_mut().unwrap().push(word);
        }
    }
    parts.into_iter().rev().flatten().collect::<Vec<_>>().join(" ")
}

/// The articles whose words end last; of these the longest.
fn last_named<'l>(law: &'l Law, words: &[&str]) -> Vec<&'l str> {
    let all = standing(law, &words.join(" "));
    let last = all.iter().map(|(from, to, _)| (*to, std::cmp::Reverse(*from))).max();
    let is_last =
        |(from, to, _): &&(usize, usize, &str)| Some((*to, std::cmp::Reverse(*from))) == last;
    all.iter().filter(is_last).map(|(_, _, id)| *id).collect()
}

/// Articles whose words stand in a text, elsewhere than within the words of ordinary goods, with the
/// first word of each and the one after its last.
fn standing<'l>(law: &'l Law, text: &str) -> Vec<(usize, usize, &'l str)> {
    let text = plain(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut all = Vec::new();
    for from in 0..words.len() {
        for to in from + 1..=words.len() {
            let ids = law.phrases.get(&words[from..to].join(" ")).into_iter().flatten();
            all.extend(ids.map(|id| (from, to, id.as_str())));
        }
    }
    let ordinary = all.iter().filter(|(_, _, id)| *id == "other_item");
    let ordinary: Vec<(usize, usize)> = ordinary.map(|(from, to, _)| (*from, *to)).collect();
    all.retain(|(from, to, _)| !ordinary.iter().any(|(a, b)| a <= from && to <= b));
    all
}

/// Paragraphs of software or technology that belong to an item of the list in which something is
/// suggested, or that name what is suggested as equipment.
fn served_by_suggested(law: &Law, item: &ItemInput<'_>) -> Vec<usize> {
    let top = |id: &str| id.split('.').next().unwrap_or_default().to_owned();
    let able = |p: &&Paragraph| {
        !texts_of(&p.table, "article").is_empty() || !texts_of(&p.table, "for").is_empty()
    };
    let named = named_in(law, item);
    let suggested: Vec<&Paragraph> =
        law.paragraphs.iter().filter(able).filter(|p| suggests(law, item, &named, p)).collect();
    let serves = |own: &Paragraph| {
        let own_form = text_of(&own.table, "form");
        let covered = match form(item) {
            "software" => own_form == "software" || flag_of(&own.table, "with_software"),
            _ => own_form == "technology",
        };
        let full = |target: &str| {
            let whole = target.contains(':') || law.articles.contains_key(target);
            if whole { target.to_owned() } else { format!("{}:{target}", own.list) }
        };
        let meets = |suggested: &&Paragraph| {
            let named = |target: &str| lies_in(law, &suggested.id, &full(target)) != No;
            top(&suggested.id) == top(&own.id) || texts_of(&own.table, "for").into_iter().any(named)
        };
        covered && able(&own) && suggested.iter().any(meets)
    };
    (0..law.paragraphs.len()).filter(|at| serves(&law.paragraphs[*at])).collect()
}

/// Articles that the description names, in the singular or the plural.
pub(crate) fn named_in<'l>(law: &'l Law, item: &ItemInput<'_>) -> Vec<&'l str> {
    let text = item.description.as_deref().unwrap_or_default();
    let mut all = standing(law, text);
    all.extend(standing(law, &backwards(text)));
    let ids: BTreeSet<&str> = all.into_iter().map(|(_, _, id)| id).collect();
    ids.into_iter().collect()
}

/// The customs code, if it is one: pairs of digits, the first a chapter of the common part of the
/// tariff, which ends with 97 and leaves 77 empty.
fn customs(item: &ItemInput<'_>) -> Option<String> {
    let code = item.hs_code.as_deref()?.replace(['.', ' '], "");
    let pairs = code.len() % 2 == 0 && code.len() <= 12 && !code.is_empty();
    let whole = pairs && code.chars().all(|c| c.is_ascii_digit());
    let gone = ["00", "77", "98", "99"];
    (whole && !gone.iter().any(|chapter| code.starts_with(chapter))).then_some(code)
}

/// Lower case, one blank between words and at either end.
pub(crate) fn plain(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!(" {} ", words.join(" "))
}

/// A paragraph gives way to one below it that holds as well, to one that displaces it, and, if only its
/// general words are meant, to one beside it that holds.
fn most_specific(
    law: &Law,
    item: &ItemInput<'_>,
    truths: &[Three],
    held: &[usize],
) -> Vec<(usize, Three)> {
    // `nsg1:B.5` for `nsg1:B.5.1`; the parts of a list, such as `nsg1:B`, are too wide.
    let around = |id: &str| {
        let (above, _) = id.rsplit_once('.')?;
        above.contains('.').then(|| above.to_owned())
    };
    let only_general = |own: &Paragraph| {
        let covered = texts_of(&own.table, "article")
            .into_iter()
            .map(|a| super::test_line::article(law, item, a));
        flag_of(&own.table, "general") && item.article.is_some() && some(covered) == No
    };
    let all = || held.iter().copied();
    let gives_way = |at: usize| {
        let own = &law.paragraphs[at];
        let displaced = texts_of(&own.table, "displaced_by");
        all().filter(|other| *other != at).any(|other| {
            let by = &law.paragraphs[other];
            let below = under(&by.id, &own.id) && truths[other] >= truths[at];
            let displaces = |id: &&str| under(&by.id, &format!("{}:{id}", own.list));
            let placed = || {
                let beside = around(&own.id).is_some_and(|above| under(&by.id, &above));
                beside && only_general(own)
            };
            below || truths[other] == Yes && (displaced.iter().any(displaces) || placed())
        })
    };
    all().filter(|at| !gives_way(*at)).map(|at| (at, truths[at])).collect()
}

/// States that count, and states that only raise a question.
fn states<'a>(law: &'a Law, input: &'a TransferInput<'_>) -> (Vec<Option<&'a str>>, Vec<&'a str>) {
    let mut near = vec![input.destination.as_deref()];
    let mut far: Vec<&str> = input.route.iter().map(AsRef::as_ref).collect();
    for party in &input.parties {
        // An end user or consignee of no stated country may be of any.
        match party.role.as_deref() {
            Some("end_user" | "consignee") => near.push(party.country.as_deref()),
            _ => far.extend(party.country.as_deref()),
        }
    }
    // Nobody is the end user of nothing: one that is not named may be anywhere.
    if !input.parties.iter().any(|party| party.role.as_deref() == Some("end_user")) {
        near.push(None);
    }
    far.extend(input.from.as_deref());
    if let Some(location) = input.location.as_deref() {
        let at = plain(location);
        let is_in = |country: &&toml::Table| {
            let mut names = texts_of(country, "names");
            names.push(text_of(country, "name"));
            let code = text_of(country, "code");
            names.iter().any(|name| at.contains(&plain(name)))
                || location.split(|c: char| !c.is_alphanumeric()).any(|word| word == code)
        };
        far.extend(law.countries.iter().filter(is_in).map(|country| text_of(country, "code")));
    }
    (near, far)
}

/// A condition that only rules have; none if the words are those of a test.
pub(crate) fn condition(
    asked: &Asked<'_>,
    standing: &Standing<'_>,
    first: &str,
    rest: &str,
) -> Option<Three> {
    let input = &standing.given.input;
    let is_one = |stated: Option<&str>| {
        let wanted = rest.strip_prefix("is ").unwrap();
        stated.map_or(Open, |own| Three::of(wanted.split(", ").any(|word| word == own)))
    };
    Some(match first {
        "listed" => listed(asked, standing, rest),
        "awareness" => is_one(input.awareness.as_deref()),
        "programme" => is_one(input.programme.as_deref().filter(|word| *word != "unknown")),
        "safeguarded" => input.safeguarded.map_or(Open, Three::of),
        "kind" => is_one(Some(input.kind.as_deref().unwrap_or("export"))),
        "form" => is_one(Some(form(asked.item))),
        "recipient" if rest.starts_with("is ") => is_one(standing.state),
        "recipient" => member(asked.law, standing, standing.state, rest),
        "exporter" => member(asked.law, standing, input.from.as_deref(), rest),
        "shipped" => {
            let wanted = rest.strip_prefix("from ").unwrap();
            input.from.as_deref().map_or(Open, |own| Three::of(own == wanted))
        }
        "hs" => chapter(asked.item, rest.strip_prefix("chapter ").unwrap()),
        "party" => party(standing.given),
        "no" => {
            let list = &asked.law.lists[rest.strip_prefix("edition of ").unwrap()];
            Three::of(!in_force(list, &day(input)))
        }
        "asks" => {
            let own = asked.item.article.as_deref();
            let assembly = own.is_none_or(|own| {
                own == "other_item" || flag_of(&asked.law.articles[own], "assembly")
            });
            Three::of(assembly || relation(asked.item, "contains").is_some())
        }
        _ => return None,
    })
}

fn listed(asked: &Asked<'_>, standing: &Standing<'_>, rest: &str) -> Three {
    let (set, except) = rest.split_once(" except ").unwrap_or((rest, ""));
    let holds = |set: &str, at: usize| {
        let own = &asked.law.paragraphs[at];
        set.split(", ").filter(|one| !one.is_empty()).any(|one| {
            match one.split_once(" category ") {
                Some((list, class)) => own.list == list && asked.law.category(own) == class,
                None if one.contains(':') => under(&own.id, one),
                None => own.list == one,
            }
        })
    };
    let all = standing.matches.iter();
    let own = all.filter(|(at, _)| holds(set, *at) && !holds(except, *at)).map(|(_, truth)| *truth);
    // What a list held on a day outside its editions nobody knows.
    let today = day(&standing.given.input);
    let shut = asked.law.lists.iter().filter(|(_, table)| !in_force(table, &today));
    let shut: Vec<&String> = shut.map(|(id, _)| id).collect();
    let gone = (0..asked.law.paragraphs.len())
        .filter(|at| shut.contains(&&asked.law.paragraphs[*at].list))
        .any(|at| holds(set, at));
    some(own).max(if standing.nameless || gone { Open } else { No })
}

/// Membership on the day: a row of the state, or the row for all that have none of their own.
fn member(law: &Law, standing: &Standing<'_>, state: Option<&str>, rest: &str) -> Three {
    let (regime, wanted) = rest.split_once(" is ").unwrap();
    let Some(state) = state else { return Open };
    let of = |own: &str| -> Vec<&toml::Table> {
        let rows = law.memberships.iter();
        rows.filter(|r| text_of(r, "regime") == regime && text_of(r, "state") == own).collect()
    };
    let own = of(state);
    let rows = if own.is_empty() { of("ZZ") } else { own };
    let today = day(&standing.given.input);
    let row = rows.into_iter().find(|row| in_force(row, &today));
    row.map_or(Open, |row| Three::of(wanted.split(", ").any(|word| word == text_of(row, "status"))))
}

fn chapter(item: &ItemInput<'_>, wanted: &str) -> Three {
    let Some(own) = customs(item).map(|code| code[..2].parse::<u32>().unwrap()) else {
        return Open;
    };
    Three::of(wanted.split(", ").any(|one| {
        let (low, high) = one.split_once("..").unwrap_or((one, one));
        (low.parse().unwrap()..=high.parse().unwrap()).contains(&own)
    }))
}

/// `party is listed by un`
fn party(given: &Stated) -> Three {
    let today = control::period::AsOf::parse(given.input.as_of.as_deref().unwrap()).unwrap();
    let hit = |hit: &ListHit| {
        let runs = hit.listed_from.is_none_or(|from| from <= today)
            && hit.listed_until.is_none_or(|until| today < until);
        match hit.judged {
            _ if hit.authority != "un" || !runs => No,
            Some(Judged::Same) if hit.via.is_none() => Yes,
            Some(Judged::Different) => No,
            None if hit.identifier_equal && hit.via.is_none() => Yes,
            None | Some(Judged::Same) => Open,
        }
    };
    let each = given.evidence.parties.iter().map(|screened| {
        let found = some(screened.hits.iter().map(hit));
        let searched = matches!(screened.state, ScreeningState::NotDone(_));
        found.max(if searched { Open } else { No })
    });
    // An end user that nobody names is screened by nobody.
    let named = given.input.parties.iter().any(|party| party.role.as_deref() == Some("end_user"));
    let excused = named || given.evidence.set_aside;
    some(each).max(if excused { No } else { Open })
}
