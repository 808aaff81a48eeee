//! No undercut: partners' denials against the transfer, field by field, in three values.

use crate::case::{Case, Classified};
use crate::evidence::{Denial, Denials, Similar};
use crate::ident::{ArticleIdx, NodeIdx, ParagraphIdx, PropertyIdx};
use crate::period::AsOf;
use crate::regime::{Paragraph, PropertyKind, Treaty};
use crate::transfer::Value;
use crate::truth::Truth;

/// Years after which a denial neither binds nor is forgotten, as no look-back period is public.
const LOOK_BACK_YEARS: i16 = 3;

/// One denial compared with the transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Position in the register.
    pub denial: usize,
    /// Whether the duty to consult is owed.
    pub truth: Truth,
    /// Each field with what came out, for people.
    pub fields: Vec<(&'static str, Truth, String)>,
    /// A catch-all denial: shown, without a duty.
    pub advisory: bool,
}

/// All denials that may concern the transfer. None = nobody looked.
#[must_use]
pub fn compare(case: &Case<'_>, classified: &[Classified]) -> Option<Vec<Compared>> {
    let Denials::Looked(denials) = &case.evidence.denials else { return None };
    let compared = denials.iter().enumerate().map(|(at, denial)| one(case, classified, at, denial));
    Some(compared.filter(|c| c.truth.is_open()).collect())
}

fn one(case: &Case<'_>, classified: &[Classified], at: usize, denial: &Denial) -> Compared {
    let as_of = case.transfer.as_of;
    let mut fields = vec![
        ("partner on the day of the denial", partner(case, denial), denial.authority.clone()),
        ("in force", in_force(denial, as_of), denial.decided.date().to_string()),
        ("end user", end_user(case, denial), denial.end_user.name.clone()),
    ];
    let advisory = denial.catch_all || denial.list_entry.is_none();
    if advisory {
        fields.push(("catch-all: advisory", Truth::Unknown, denial.description.clone()));
    } else {
        let entry = denial.list_entry.clone().unwrap_or_default();
        fields.push(("item", item(case, classified, denial), entry));
        fields.push(("age", age(denial, as_of), format!("decided {}", denial.decided.date())));
    }
    let truth = Truth::all(fields.iter().map(|(_, truth, _)| *truth));
    Compared { denial: at, truth, fields, advisory }
}

/// A denial counts only if its authority was a partner of that regime on its day.
fn partner(case: &Case<'_>, denial: &Denial) -> Truth {
    let (treaty, status) = match denial.regime.as_str() {
        "mtcr" => (Treaty::Mtcr, "partner"),
        _ => (Treaty::Nsg, "participant"),
    };
    let Some(state) = case.regime.state(&denial.authority) else { return Truth::Unknown };
    let row = case.regime.membership(state, treaty, denial.decided);
    row.map_or(Truth::Unknown, |at| Truth::certain(case.regime.membership_row(at).status == status))
}

fn in_force(denial: &Denial, as_of: AsOf) -> Truth {
    let ended = |end: Option<AsOf>| end.is_some_and(|end| end <= as_of);
    let running = denial.decided <= as_of && !ended(denial.revoked) && !ended(denial.valid_until);
    Truth::certain(running)
}

/// Same country and same name: true; another spelling is for a person to judge.
fn end_user(case: &Case<'_>, denial: &Denial) -> Truth {
    let users = case.transfer.parties.iter().filter(|p| p.role == "end_user");
    let country = case.regime.state(&denial.end_user.country);
    let mut some = false;
    let compared = users.zip(&denial.similar).map(|(user, similar)| {
        some = true;
        let names = match similar {
            Similar::Same => Truth::True,
            Similar::Perhaps => Truth::Unknown,
            Similar::No => Truth::False,
        };
        let countries = match (user.country, country) {
            (Some(own), Some(denied)) => Truth::certain(own == denied),
            _ => Truth::Unknown,
        };
        names.and(countries)
    });
    let truth = Truth::any(compared);
    if some { truth } else { Truth::Unknown }
}

/// The same or a similar Annex item for MTCR; the same entry with the same parameters for NSG.
fn item(case: &Case<'_>, classified: &[Classified], denial: &Denial) -> Truth {
    let entry = denial.list_entry.as_deref().unwrap_or_default();
    let Some(node) = case.regime.outline.find(entry) else { return Truth::Unknown };
    let outline = &case.regime.outline;
    let mut truth = Truth::False;
    for (classified, item) in classified.iter().zip(&case.transfer.items) {
        if classified.unclassified {
            truth = truth.or(Truth::Unknown);
        }
        for own in &classified.matches {
            let paragraph = case.regime.paragraph(own.paragraph);
            let near =
                outline.is_under(paragraph.node, node) || outline.is_under(node, paragraph.node);
            let same = match denial.regime.as_str() {
                "mtcr" if near => Truth::True,
                "mtcr" => similar(case, paragraph, node, denial, item),
                _ if near => same_parameters(case, item, denial),
                _ => Truth::False,
            };
            truth = truth.or(own.truth.and(same));
        }
    }
    truth
}

/// Another entry may still be a similar item: one for the same kind of thing, such as the unmanned
/// aircraft of 1.A.2 and of 19.A.2. A person says; an entry that names a substance means no other.
fn similar(
    case: &Case<'_>,
    own: &Paragraph,
    denied: NodeIdx,
    denial: &Denial,
    item: &crate::transfer::Item,
) -> Truth {
    let words = &case.regime.vocabulary;
    let names_one = |at: &PropertyIdx| {
        let property = words.property(*at);
        matches!(property.kind, PropertyKind::Cas) || property.id == "substance"
    };
    let substance = |p: &Paragraph| p.asks.iter().any(names_one);
    let alike = |one: ArticleIdx, other: ArticleIdx| {
        words.are_near(one, other) && !words.article(one).generic && !words.article(other).generic
    };
    let all = case.regime.paragraphs.iter();
    let shared = all
        .filter(|p| case.regime.outline.is_under(p.node, denied) && !substance(p))
        .flat_map(|p| &p.articles)
        .any(|one| own.articles.iter().any(|other| alike(*one, *other)));
    let named = denial.article.as_deref().and_then(|id| words.find_article(id));
    let called = named.zip(item.article.value().copied());
    let called = called.is_some_and(|(one, other)| alike(one, other));
    Truth::certain(!substance(own) && (shared || called)).and(Truth::Unknown)
}

fn same_parameters(case: &Case<'_>, item: &crate::transfer::Item, denial: &Denial) -> Truth {
    let words = &case.regime.vocabulary;
    let same = denial.properties.iter().all(|(name, written)| {
        let property = words.find_property(name);
        let own = property.and_then(|at| item.property(at));
        own.is_some_and(|own| {
            match (&own.value, property.map(|at| words.property(at).expected())) {
                (Value::Quantity(interval), Some(Some(expected))) => {
                    crate::quantity::read(written, expected).as_ref() == Ok(interval)
                }
                _ => own.written.eq_ignore_ascii_case(written),
            }
        })
    });
    if same { Truth::True } else { Truth::Unknown }
}

fn age(denial: &Denial, as_of: AsOf) -> Truth {
    use jiff::ToSpan;
    let end = denial.decided.date().checked_add(LOOK_BACK_YEARS.years());
    let old = end.is_ok_and(|end| as_of.date() > end);
    if old { Truth::Unknown } else { Truth::True }
}

/// Whether some item is in a list of the regime, so that somebody should look for denials.
#[must_use]
pub fn concerned(case: &Case<'_>, classified: &[Classified]) -> Truth {
    let listed = |at: ParagraphIdx| {
        let list = case.regime.list(case.regime.paragraph(at).list);
        matches!(list.id.as_str(), "mtcr" | "nsg2")
    };
    Truth::any(classified.iter().map(|c| {
        let matched = c.matches.iter().filter(|m| listed(m.paragraph)).map(|m| m.truth);
        Truth::any(matched).or(if c.unclassified { Truth::Unknown } else { Truth::False })
    }))
}
