//! `[[ownership]]`: rules of ownership.

use super::{Loader, Parsed};
use crate::exact::Exact;
use crate::period::Period;
use crate::quantity::{Expected, Interval, Relation, read};
use crate::regime::entry::Entry;
use crate::regime::ownership::{Owned, Ownership};
use crate::truth::Truth;
use crate::unit::Unit;

impl Loader {
    pub(super) fn ownership(&mut self, parsed: &Parsed<'_>) {
        self.each(parsed, "ownership", |loader, entry| {
            let owned = owned(entry);
            let lists: Vec<String> = entry.texts("lists").into_iter().map(str::to_owned).collect();
            if lists.is_empty() {
                entry.fault("`lists` is missing");
            }
            let together = entry.flag("together");
            if together && !matches!(owned, Owned::From(_)) {
                let hint = Some("only shares above a threshold are added".to_owned());
                entry.fault_at("together", "nothing to add up", hint);
            }
            let rule = Ownership {
                authority: entry.required("authority").to_owned(),
                heading: entry.required("heading").to_owned(),
                lists,
                owned,
                together,
                control: entry.flag("control"),
                origin: loader.origin(entry, Period::ALWAYS),
            };
            loader.ownership.push(rule);
        });
    }
}

/// `>= 50 %`, `> 50 %`, `not stated` or `never`.
fn owned(entry: &mut Entry<'_>) -> Owned {
    let text = entry.required("owned");
    match text {
        "" | "not stated" => return Owned::NotStated,
        "never" => return Owned::Never,
        _ => {}
    }
    let expected = Expected { unit: Some("%"), dimension: Unit::ONE.dimension };
    match read(text, expected) {
        Ok(Interval { low: Some(low), high: None }) if within(low.value) => Owned::From(low),
        Ok(_) => {
            let hint = Some("`>= 50 %`, `> 50 %`, `not stated` or `never`".to_owned());
            entry.fault_at("owned", format!("`{text}` is no threshold"), hint);
            Owned::NotStated
        }
        Err((what, hint)) => {
            entry.fault_at("owned", what, Some(hint));
            Owned::NotStated
        }
    }
}

fn within(part: Exact) -> bool {
    let share = Interval::exactly(part);
    share.compare(Relation::Above, Exact::ZERO) == Truth::True
        && share.compare(Relation::AtMost, Exact::ONE) == Truth::True
}
