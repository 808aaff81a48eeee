//! Lines of tests and conditions, read anew each time from the pack's own words.

use control::input::{ItemInput, TransferInput};

use super::Three::{self, No, Open, Yes};
use super::fact::{form, property, quantity, relation};
use super::law::{Law, flag_of, text_of, texts_of, under};
use super::number::{Ratio, Span};
use super::{every, range, rule, some, unit};

/// What a line is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) law: &'a Law,
    pub(crate) item: &'a ItemInput<'a>,
    /// The list in whose numbers a paragraph speaks; empty for rules.
    pub(crate) list: &'a str,
    /// The paragraph has a counterpart that says the same of the whole, or of the parts.
    pub(crate) counterpart: bool,
    /// Codes or description suggest something of an item that is said to be for nothing.
    pub(crate) contradicted: bool,
    /// For rules: the transfer and the state.
    pub(crate) rule: Option<&'a rule::Standing<'a>>,
}

const PURPOSES: [&str; 3] = ["usable_in", "designed_or_modified_for", "specially_designed_for"];

/// The tests of a line, in order.
pub(crate) fn in_lines(line: &str) -> impl Iterator<Item = &str> {
    line.split(" or ").flat_map(|one| one.split(" and "))
}

/// Alternatives of tests.
pub(crate) fn line(asked: &Asked<'_>, text: &str) -> Three {
    some(text.split(" or ").map(|one| every(one.split(" and ").map(|test| clause(asked, test)))))
}

/// All lines of a list.
pub(crate) fn lines(asked: &Asked<'_>, table: &toml::Table, key: &str) -> Vec<Three> {
    texts_of(table, key).into_iter().map(|text| line(asked, text)).collect()
}

fn clause(asked: &Asked<'_>, text: &str) -> Three {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("not ") {
        return clause(asked, rest).not();
    }
    if text == "always" {
        return Yes;
    }
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    if let Some(standing) = asked.rule
        && let Some(truth) = rule::condition(asked, standing, first, rest)
    {
        return truth;
    }
    match (first, rest) {
        ("article", _) => some(
            words(rest.strip_prefix("is ").unwrap()).map(|a| article(asked.law, asked.item, a)),
        ),
        ("names", _) => names(asked, rest),
        ("usable_in", _) => related(asked, &PURPOSES, rest),
        ("designed_or_modified_for", _) => related(asked, &PURPOSES[1..], rest),
        ("specially_designed_for", _) => related(asked, &PURPOSES[2..], rest),
        ("contains" | "part_of", _) => related(asked, &[first], rest),
        ("envelope" | "exchange", _) => {
            let load = match rest {
                "reaches 300 km" => None,
                "reaches 300 km with 500 kg" => Some(500),
                _ => panic!("range `{text}`"),
            };
            range::reaches(asked.law, asked.item, load, first == "exchange")
        }
        ("accuracy", "within 3.33 %") => range::accuracy(asked.law, asked.item),
        _ => of_property(asked, first, rest),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

/// Whether the item is the article or a narrower kind. A wider kind may be the narrower one, unless
/// it is a catch word. Software and technology are no articles unless they say so.
pub(crate) fn article(law: &Law, item: &ItemInput<'_>, wanted: &str) -> Three {
    let Some(own) = item.article.as_deref() else {
        return if form(item) == "goods" { Open } else { No };
    };
    let perhaps = |own: &str| law.is_kind(wanted, own) && !flag_of(&law.articles[own], "generic");
    if law.is_kind(own, wanted) {
        return Yes;
    }
    let belied =
        || unexplained(law, item).any(|named| law.is_kind(named, wanted) || perhaps(named));
    if perhaps(own) || belied() { Open } else { No }
}

/// Articles that goods are described or coded as, though they are stated to be another, and that no
/// relation names as what the item belongs to.
fn unexplained<'l>(law: &'l Law, item: &'l ItemInput<'_>) -> impl Iterator<Item = &'l str> {
    let own = item.article.as_deref().filter(|_| form(item) == "goods");
    let all = own.map(|own| (own, rule::belying(law, item)));
    let named = all.into_iter().flat_map(|(own, all)| all.into_iter().filter(move |n| *n != own));
    named.filter(|named| {
        let explains = |told: &str| lies_in(law, told, named) != No;
        !item.relations.iter().any(|(_, all)| all.iter().any(|told| explains(told)))
    })
}

/// Whether a relation names one of the targets, itself or through a stronger one. What the relation
/// itself says is complete; what only a stronger one says leaves it open.
fn related(asked: &Asked<'_>, relations: &[&str], targets: &str) -> Three {
    let own = relation(asked.item, relations[0]).map_or(Open, |_| No);
    let named = relations.iter().filter_map(|name| relation(asked.item, name));
    let aside = if relations[0] == "usable_in" { aside(asked, targets) } else { No };
    // Who does not say what a thing is has not said what it is for, unless it is for something.
    let purposes = || PURPOSES.iter().filter_map(|name| relation(asked.item, name));
    let silent = || purposes().all(|named| named.is_empty());
    let assembly = |id: &str| flag_of(&asked.law.articles[id], "assembly");
    let belied = match relations[0] {
        "part_of" => false,
        "contains" => silent() && unexplained(asked.law, asked.item).any(assembly),
        _ => silent() && unexplained(asked.law, asked.item).next().is_some(),
    };
    let own = own.max(if belied { Open } else { No });
    own.max(aside).max(some(named.map(|named| any_named(asked, relations[0], &named, targets))))
}

/// Whether any purpose relation names one of the targets. One that names something is enough to say
/// what the item is for; so is a `usable_in` that says nothing. A stronger one that says nothing is not.
fn names(asked: &Asked<'_>, targets: &str) -> Three {
    let stated: Vec<Vec<&str>> = PURPOSES
        .iter()
        .filter_map(|name| {
            relation(asked.item, name).filter(|n| *name == "usable_in" || !n.is_empty())
        })
        .collect();
    if stated.is_empty() {
        return Open;
    }
    let own = some(stated.iter().map(|named| any_named(asked, "any purpose", named, targets)));
    let silent = stated.iter().all(Vec::is_empty);
    let belied = silent && unexplained(asked.law, asked.item).next().is_some();
    own.max(if asked.contradicted || belied { Open } else { No }).max(aside(asked, targets))
}

/// What says, without being a purpose, that the item may be for a target: what it is part of; and of
/// software and technology what it contains, and its article unless a purpose speaks of that.
pub(crate) fn aside(asked: &Asked<'_>, targets: &str) -> Three {
    let (law, item) = (asked.law, asked.item);
    let goods = form(item) == "goods";
    let mut named = relation(item, "part_of").unwrap_or_default();
    if !goods {
        named.extend(relation(item, "contains").unwrap_or_default());
        let spoken_of = |article: &str| {
            let purposes = PURPOSES.iter().filter_map(|name| relation(item, name)).flatten();
            some(purposes.map(|named| lies_in(law, named, article))) != No
        };
        let article = item.article.as_deref();
        named.extend(article.filter(|own| *own != "other_item" && !spoken_of(own)));
    }
    any_named(asked, "any purpose", &named, targets).min(Open)
}

/// Software or technology that no article says more of, and that is said to be for nothing.
pub(crate) fn for_nothing(item: &ItemInput<'_>) -> bool {
    let nothing = PURPOSES.iter().filter_map(|name| relation(item, name)).all(|n| n.is_empty());
    form(item) != "goods"
        && item.article.as_deref().is_none_or(|own| own == "other_item")
        && relation(item, "usable_in").is_some()
        && nothing
}

fn any_named(asked: &Asked<'_>, relation: &str, named: &[&str], targets: &str) -> Three {
    let law = asked.law;
    let full = |target: &str| {
        if target.contains(':') || law.articles.contains_key(target) {
            target.to_owned()
        } else {
            format!("{}:{target}", asked.list)
        }
    };
    let targets: Vec<String> = words(targets).map(full).collect();
    some(named.iter().map(|named| {
        let plain = some(targets.iter().map(|target| lies_in(law, named, target)));
        if plain != No || asked.counterpart {
            return plain;
        }
        let all = law.paragraphs.iter().flat_map(|part| {
            let wholes = texts_of(&part.table, "within").into_iter();
            wholes.map(move |whole| (part, format!("{}:{whole}", part.list)))
        });
        some(all.map(|(part, whole)| by_part(law, relation, named, &targets, part, &whole)))
    }))
}

/// What one part and its system make of something named: who names the part may mean the system
/// that is asked, or does mean it where use in it is asked; who names the system may mean the part,
/// unless the system, or something in it or around it, is asked as well.
fn by_part(
    law: &Law,
    relation: &str,
    named: &str,
    targets: &[String],
    part: &super::law::Paragraph,
    whole: &str,
) -> Three {
    let asks_system = some(targets.iter().map(|target| lies_in(law, whole, target)));
    let upwards = if named.contains(':') && under(named, &part.id) {
        if relation == "usable_in" { asks_system } else { asks_system.min(Open) }
    } else if lies_in(law, named, &part.id) != No {
        asks_system.min(Open)
    } else {
        No
    };
    let around = |number: &str| under(number, whole) || under(whole, number);
    let spoken_of = targets.iter().any(|t| t.contains(':') && around(t));
    let asks_part =
        targets.iter().any(|t| lies_in(law, t, &part.id) != No || lies_in(law, &part.id, t) != No);
    let downwards = asks_part && !spoken_of && lies_in(law, named, whole) != No;
    upwards.max(if downwards { Open } else { No })
}

/// Whether what is named lies within the target. Something wider may mean the target or its
/// neighbour, and so may an article that a paragraph covers, or a paragraph that covers the article.
pub(crate) fn lies_in(law: &Law, named: &str, target: &str) -> Three {
    let is = |narrow: &str, wide: &str| {
        if narrow.contains(':') { under(narrow, wide) } else { law.is_kind(narrow, wide) }
    };
    if named.contains(':') == target.contains(':') {
        return match (is(named, target), is(target, named)) {
            (true, _) => Yes,
            (_, true) => Open,
            _ => No,
        };
    }
    let (number, article) = if named.contains(':') { (named, target) } else { (target, named) };
    let covers = law.paragraphs.iter().filter(|p| under(&p.id, number)).any(|p| {
        let own = texts_of(&p.table, "article");
        own.iter().any(|own| law.is_kind(own, article) || law.is_kind(article, own))
    });
    if covers { Open } else { No }
}

fn of_property(asked: &Asked<'_>, name: &str, rest: &str) -> Three {
    let law = asked.law;
    let own = law.properties.get(name).unwrap_or_else(|| panic!("test `{name} {rest}`"));
    let Some(stated) = property(asked.item, name) else {
        // A claim counts only when somebody makes it.
        return if flag_of(own, "claim") { No } else { Open };
    };
    if rest.is_empty() {
        return Three::of(stated != "false");
    }
    if let Some(listed) = rest.strip_prefix("is ") {
        let claimed = words(listed).any(|word| word.eq_ignore_ascii_case(&stated));
        // A claim that the other facts speak against is for a person.
        let doubted = claimed
            && law.contradictions.iter().any(|table| {
                text_of(table, "property") == name
                    && texts_of(table, "words").contains(&stated.as_str())
                    && line(asked, text_of(table, "when")) == Yes
            });
        return if doubted { Open } else { Three::of(claimed) };
    }
    let (sign, limit) = rest.split_once(' ').unwrap();
    let span = quantity(law, asked.item, name).unwrap();
    let like = text_of(own, "unit");
    let base = |number: &str, unit_text: &str| {
        let number = Ratio::read(number);
        if unit_text.is_empty() {
            number
        } else {
            unit::read(unit_text, &unit::fixing(like)).base(number)
        }
    };
    let (number, unit_text) = limit.split_once(' ').unwrap_or((limit, ""));
    if sign == "within" {
        let (low, high) = number.split_once("..").unwrap();
        return within(&span, base(low, unit_text), base(high, unit_text));
    }
    span.stands(sign, base(number, unit_text))
}

fn within(span: &Span, low: Ratio, high: Ratio) -> Three {
    every([span.stands(">=", low), span.stands("<=", high)])
}

/// One paragraph for one item on a day.
pub(crate) fn paragraph(
    law: &Law,
    transfer: &TransferInput<'_>,
    item: &ItemInput<'_>,
    contradicted: bool,
    own: &super::law::Paragraph,
) -> Three {
    let table = &own.table;
    let kind = if table.contains_key("form") { text_of(table, "form") } else { "goods" };
    let covered = match form(item) {
        "software" => kind == "software" || kind == "technology" && flag_of(table, "with_software"),
        "technology" | "service" => kind == "technology",
        goods => kind == goods,
    };
    // A paragraph of software or technology that names no equipment is a heading.
    if !covered || kind != "goods" && texts_of(table, "for").is_empty() {
        return No;
    }
    let day = super::fact::day(transfer);
    let dated = table.contains_key("from") || table.contains_key("until");
    let period = if dated { table } else { &law.lists[&own.list] };
    if !super::law::in_force(period, &day) || flag_of(table, "limb") {
        return No;
    }
    let counterpart = table.contains_key("counterpart");
    let asked = Asked { law, item, list: &own.list, counterpart, contradicted, rule: None };
    let what = if kind == "goods" {
        let covered =
            some(texts_of(table, "article").into_iter().map(|wanted| article(law, item, wanted)));
        covered.max(in_general_words(law, item, own))
    } else {
        every([names(&asked, &texts_of(table, "for").join(", ")), scope(item, table)])
    };
    let mut need = Vec::new();
    let mut unless = Vec::new();
    for above in law.chapeau(own) {
        need.extend(lines(&asked, &above.table, "need"));
        unless.extend(lines(&asked, &above.table, "unless"));
    }
    let gap = table
        .get("gap")
        .and_then(toml::Value::as_table)
        .map_or(No, |gap| line(&asked, text_of(gap, "when")).min(Open));
    every([what, every(need).max(gap), some(unless).not()])
}

/// A heading that goes on in general words may mean whatever a relation places there.
fn in_general_words(law: &Law, item: &ItemInput<'_>, own: &super::law::Paragraph) -> Three {
    let all = PURPOSES.iter().chain(&["contains", "part_of"]);
    let named = all.filter_map(|name| relation(item, name)).flatten();
    let places = some(named.map(|named| lies_in(law, named, &own.id))).min(Open);
    if flag_of(&own.table, "general") { places } else { No }
}

/// `use` contains operation and maintenance, on either side; who states integration states a phase
/// of production, and may mean the design of it where development is asked. An empty list says nothing.
fn scope(item: &ItemInput<'_>, table: &toml::Table) -> Three {
    let asked = texts_of(table, "scope");
    if asked.is_empty() {
        return Yes;
    }
    let Some(own) = item.scope.as_ref().filter(|own| !own.is_empty()) else { return Open };
    let inside = |wide: &str, narrow: &str| {
        wide == narrow || wide == "use" && matches!(narrow, "operation" | "maintenance")
    };
    let phase = |own: &str, asked: &str| own == "integration" && asked == "production";
    let meets = |own: &str, one: &str| {
        let design = own == "integration" && one == "development";
        let certain = inside(own, one) || inside(one, own) || phase(own, one);
        Three::of(certain).max(if design { Open } else { No })
    };
    some(own.iter().flat_map(|own| asked.iter().map(|one| meets(own, one))))
}
