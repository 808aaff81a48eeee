//! Facts and tests in words: what was compared with what, and where it was stated.

use crate::case::{Case, Origin};
use crate::evaluate::{self, Asking};
use crate::ident::PropertyIdx;
use crate::regime::{Clause, Contradiction, Kinship, Target, Test, Treaty, Whose};
use crate::relation;
use crate::transfer::{Item, Stated};
use crate::truth::Truth;

/// A clause with the fact it met, in a few words.
#[must_use]
pub fn clause(case: &Case<'_>, asking: &Asking<'_>, clause: &Clause, truth: Truth) -> String {
    let mut fact = fact(case, asking, &clause.test);
    if truth == Truth::Unknown && asks_any_use(&clause.test) {
        fact.push_str(&beside(case, asking.item));
    }
    match truth {
        Truth::True => format!("{fact}: meets `{}`", clause.text),
        Truth::Unknown => format!("{fact}: open for `{}`", clause.text),
        Truth::False => format!("{fact}: fails `{}`", clause.text),
    }
}

/// Whether a test is answered by whatever says what an item can be used in.
fn asks_any_use(test: &Test) -> bool {
    match test {
        Test::Not(inner) => asks_any_use(inner),
        Test::Related { kinship, .. } => *kinship == Kinship::UsableIn,
        Test::Names(_) => true,
        _ => false,
    }
}

/// What is no purpose relation and was read as a possible purpose; empty if nothing was.
#[must_use]
pub fn beside(case: &Case<'_>, item: &Item) -> String {
    let named = |k: &Kinship| item.relation(*k).value().is_some_and(|t| !t.is_empty());
    let mut read: Vec<String> =
        relation::beside(item).filter(named).map(|k| self::relation(case, item, k)).collect();
    if relation::article_served(case.regime, item).is_some() {
        read.push(article(case, item));
    }
    if relation::is_contradicted_by_hints(item) {
        read.push("suggested by description or codes".to_owned());
    }
    if read.is_empty() { String::new() } else { format!("; possibly for: {}", read.join("; ")) }
}

fn fact(case: &Case<'_>, asking: &Asking<'_>, test: &Test) -> String {
    let item = asking.item;
    let transfer = case.transfer;
    match test {
        Test::Compare { property, .. } | Test::Within { property, .. } | Test::Flag(property) => {
            stated(case, item, *property)
        }
        Test::Word { property, .. } => match evaluate::contradicted(case, item, *property) {
            Some(against) => {
                let facts = against_claim(case, asking, against).join(", ");
                format!("{}, contradicted by {facts}", stated(case, item, *property))
            }
            None => stated(case, item, *property),
        },
        Test::Article(_) => article(case, item),
        Test::Related { kinship, .. } => relation(case, item, *kinship),
        Test::Names(_) => purposes(case, item),
        Test::Reach { .. } => {
            evaluate::reached(case, item, test).map(|r| r.how).unwrap_or_default()
        }
        Test::Accuracy(_) => accuracy(case, item),
        Test::Not(inner) => fact(case, asking, inner),
        Test::Listed(_) => listed(case, asking, test),
        Test::Awareness(_) => word("awareness", &transfer.awareness),
        Test::Programme(_) => word("programme", &transfer.programme),
        Test::Safeguarded => match transfer.safeguarded {
            Stated::Value(holds) => format!("end_use.safeguarded {holds}"),
            Stated::NotStated => "end_use.safeguarded not stated".to_owned(),
        },
        Test::Kind(_) => format!("kind {}", transfer.kind),
        Test::Form(_) => format!("form {}", form(item)),
        Test::Recipient(_) => recipient(case, asking),
        Test::ShippedFrom(_) => from(case),
        Test::Membership { whose, regime, .. } => membership(case, asking, *whose, *regime),
        Test::Chapter(_) => match &item.hs {
            Stated::Value(code) => format!("customs code {code}"),
            Stated::NotStated => "customs code not stated".to_owned(),
        },
        Test::PartyListed(list) => format!("parties against the list `{list}`"),
        Test::AsksContains => "contents".to_owned(),
        Test::NoEdition(list) => {
            format!("list {} on {}", case.regime.list(*list).id, transfer.as_of.date())
        }
        Test::Always => "always".to_owned(),
    }
}

/// The facts that contradict a claim.
#[must_use]
pub fn against_claim(case: &Case<'_>, asking: &Asking<'_>, against: &Contradiction) -> Vec<String> {
    let holds = |c: &&Clause| evaluate::test(case, asking.item, &c.test) == Truth::True;
    let alternatives = against.when.alternatives.iter();
    let clauses = alternatives.filter(|all| all.iter().all(|clause| holds(&clause))).flatten();
    clauses.map(|clause| fact(case, asking, &clause.test)).collect()
}

fn stated(case: &Case<'_>, item: &Item, property: PropertyIdx) -> String {
    let name = &case.regime.vocabulary.property(property).id;
    match item.property(property) {
        Some(own) => format!("{name} {}", own.written),
        None => format!("{name} not stated"),
    }
}

fn word(name: &str, stated: &Stated<&'static str>) -> String {
    match stated {
        Stated::Value(own) => format!("{name} {own}"),
        Stated::NotStated => format!("{name} not stated"),
    }
}

fn article(case: &Case<'_>, item: &Item) -> String {
    match item.article {
        Stated::Value(own) => format!("article {}", case.regime.vocabulary.article(own).id),
        Stated::NotStated => "article not stated".to_owned(),
    }
}

/// The name of a target.
#[must_use]
pub fn target(case: &Case<'_>, target: Target) -> String {
    match target {
        Target::Node(node) => case.regime.outline.node(node).id.clone(),
        Target::Article(article) => case.regime.vocabulary.article(article).id.clone(),
    }
}

/// What a relation, or one that counts as it, names.
#[must_use]
pub fn relation(case: &Case<'_>, item: &Item, kinship: Kinship) -> String {
    // The stronger relations count too, and any of them may be the one that decides.
    let named = kinship.or_stronger().iter().filter_map(|each| match item.relation(*each) {
        Stated::Value(targets) if !targets.is_empty() => {
            let names: Vec<String> = targets.iter().map(|t| target(case, *t)).collect();
            Some(format!("{} {}", each.word(), names.join(", ")))
        }
        _ => None,
    });
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        return named.join("; ");
    }
    match item.relation(kinship) {
        Stated::Value(_) if relation::is_disbelieved(case.regime, item, kinship) => {
            format!(
                "{} none, of an article other than suggested by description or codes",
                kinship.word()
            )
        }
        Stated::Value(_) => format!("{} none", kinship.word()),
        Stated::NotStated => format!("{} not stated", kinship.word()),
    }
}

/// The form of an item, and what says so where nobody states it.
#[must_use]
pub fn form(item: &Item) -> String {
    let by = if item.form_by_code { " as suggested by the code that is claimed" } else { "" };
    format!("{}{by}", item.form.word())
}

/// What the purpose relations name.
#[must_use]
pub fn purposes(case: &Case<'_>, item: &Item) -> String {
    let names = |k: &Kinship| item.relation(*k).value().is_some_and(|t| !t.is_empty());
    if Kinship::UsableIn.or_stronger().iter().any(names) {
        relation(case, item, Kinship::UsableIn)
    } else if relation::is_contradicted_by_hints(item) || relation::is_belied(item) {
        "purpose relations name nothing; more is suggested by description or codes".to_owned()
    } else {
        "purpose relations name nothing".to_owned()
    }
}

fn accuracy(case: &Case<'_>, item: &Item) -> String {
    let find = |name| case.regime.vocabulary.find_property(name);
    let names = ["system_accuracy", "cep", "range"];
    let stated: Vec<String> = names
        .into_iter()
        .filter_map(find)
        .filter_map(|at| item.property(at).map(|_| self::stated(case, item, at)))
        .collect();
    if stated.is_empty() { "system_accuracy not stated".to_owned() } else { stated.join(", ") }
}

fn listed(case: &Case<'_>, asking: &Asking<'_>, test: &Test) -> String {
    let Test::Listed(set) = test else { return String::new() };
    let id = &asking.item.id;
    if asking.classified.unclassified {
        return format!("item {id} is not classified");
    }
    let matched = asking.classified.matches.iter().filter(|m| set.has(m.paragraph));
    let best = matched.clone().map(|m| m.truth).max();
    let Some(best) = best else {
        let closed: Vec<&str> = evaluate::closed(case, set).map(|list| list.id.as_str()).collect();
        return match closed.as_slice() {
            [] => format!("item {id} is in no such paragraph"),
            _ => format!("no edition of {} in force on the day", closed.join(", ")),
        };
    };
    let names: Vec<&str> = matched
        .filter(|m| m.truth == best)
        .map(|m| case.regime.paragraph(m.paragraph).id.as_str())
        .collect();
    let verb = if best == Truth::True { "is in" } else { "may be in" };
    let (shown, more) = (names.iter().take(3).copied().collect::<Vec<_>>().join(", "), names.len());
    if more > 3 {
        format!("item {id} {verb} {shown} and {} more", more - 3)
    } else {
        format!("item {id} {verb} {shown}")
    }
}

fn recipient(case: &Case<'_>, asking: &Asking<'_>) -> String {
    let Some(recipient) = asking.recipient else { return "no recipient state".to_owned() };
    let state = recipient.state.map_or("not stated", |s| case.regime.country(s).code.as_str());
    match recipient.origin {
        Origin::Destination => format!("destination {state}"),
        Origin::Party(at) => {
            let role = case.transfer.parties.get(at).map_or("party", |p| p.role);
            format!("{role} in {state}")
        }
        Origin::Route(_) => format!("route through {state}"),
        Origin::Location => format!("end_use.location in {state}"),
        Origin::From => format!("from {state}"),
        Origin::NoEndUser => "no end user named".to_owned(),
    }
}

fn from(case: &Case<'_>) -> String {
    match case.transfer.from {
        Stated::Value(from) => format!("from {}", case.regime.country(from).code),
        Stated::NotStated => "from not stated".to_owned(),
    }
}

fn membership(case: &Case<'_>, asking: &Asking<'_>, whose: Whose, treaty: Treaty) -> String {
    let state = match whose {
        Whose::Recipient => asking.recipient.and_then(|r| r.state),
        Whose::Exporter => case.transfer.from.value().copied(),
    };
    let Some(state) = state else {
        let nobody = asking.recipient.is_some_and(|r| r.origin == Origin::NoEndUser);
        let whose = if nobody && whose == Whose::Recipient {
            "an end user not named"
        } else {
            "a state not stated"
        };
        return format!("{} of {whose}", treaty.word());
    };
    let code = &case.regime.country(state).code;
    match case.regime.membership(state, treaty, case.transfer.as_of) {
        Some(row) => {
            format!("{code} in {}: {}", treaty.word(), case.regime.membership_row(row).status)
        }
        None => format!("{code} in {}: nothing on record for that day", treaty.word()),
    }
}
