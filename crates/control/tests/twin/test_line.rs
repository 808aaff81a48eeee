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
    // Stated to be nothing on the lists, but described as something that is, and no relation names
    // that as what the item belongs to.
    let belied = own == "other_item"
        && form(item) == "goods"
        && rule::named_in(law, item).into_iter().filter(|named| *named != own).any(|named| {
            let explains = |told: &&str| lies_in(law, told, named) != No;
            let told = |(_, all): &(_, Vec<_>)| {
                all.iter().any(|told: &std::borrow::Cow<'_, str>| explains(&told.as_ref()))
            };
            (law.is_kind(named, wanted) || perhaps(named)) && !item.relations.iter().any(told)
        });
    if perhaps(own) || belied { Open } else { No }
}

/// Whether a relation names one of the targets, itself or through a stronger one. What the relation
/// itself says is complete; what only a stronger one says leaves it open.
fn related(asked: &Asked<'_>, relations: &[&str], targets: &str) -> Three {
    let own = relation(asked.item, relations[0]).map_or(Open, |_| No);
    let named = relations.iter().filter_map(|name| relation(asked.item, name));
    own.max(some(named.map(|named| any_named(asked, &named, targets))))
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
    some(stated.iter().map(|named| any_named(asked, named, targets)))
}

fn any_named(asked: &Asked<'_>, named: &[&str], targets: &str) -> Three {
    let law = asked.law;
    some(named.iter().flat_map(|named| {
        words(targets).map(|target| {
            if target.contains(':') || law.articles.contains_key(target) {
                lies_in(law, named, target)
            } else {
                lies_in(law, named, &format!("{}:{target}", asked.list))
            }
        })
    }))
}

/// Whether what is named lies within the target. Something wider may mean the target or its
/// neighbour, and so may an article that a paragraph covers, or a paragraph that covers the article.
fn lies_in(law: &Law, named: &str, target: &str) -> Three {
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
    let asked = Asked { law, item, list: &own.list, rule: None };
    let what = if kind == "goods" {
        some(texts_of(table, "article").into_iter().map(|wanted| article(law, item, wanted)))
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

/// `use` contains operation and maintenance, on either side; who states integration states a phase
/// of production. An empty list says nothing.
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
    let meets = |own: &str, one: &str| inside(own, one) || inside(one, own) || phase(own, one);
    Three::of(own.iter().any(|own| asked.iter().any(|one| meets(own, one))))
}
