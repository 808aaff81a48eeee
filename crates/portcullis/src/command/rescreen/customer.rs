//! One customer of a book: what is asked about it, and what is told.

use serde::{Deserialize, Serialize};

use super::answers::Whom;
use super::books::{self, Known};
use super::compare::{self, Case, Change, Compared, Kind};
use super::{Book, Run, receipt, render};
use crate::cli::rescreen::RescreenFormat;
use crate::command::screen::rows::Row;
use crate::receipt::{Draft, Stamp};

/// How a customer stands to the old answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Customer {
    /// The same as then.
    Same,
    /// Not in the previous book.
    Added,
    /// Without an old answer.
    Unanswered,
    /// Given otherwise in the previous book.
    Changed,
    /// In the previous book alone.
    Removed,
    /// Cannot be rescreened.
    Refused,
}

/// What is asked about a customer.
pub(crate) struct Asked<'a> {
    /// How it stands to the old answers.
    pub(crate) customer: Customer,
    /// Its row: of the present book, or of the previous one where it was removed.
    pub(crate) row: &'a Row,
    /// Its row of the previous book, where it was changed.
    pub(crate) before: Option<&'a Row>,
    /// Why it cannot be rescreened, where its row can be read.
    pub(crate) refused: Option<String>,
}

/// A customer with what changed.
#[derive(Debug)]
pub(crate) struct Rescreened {
    pub(super) id: String,
    pub(super) name: String,
    /// Why it could not be rescreened, if so.
    pub(super) refused: Option<String>,
    /// Why it was not searched whole, if it was not.
    pub(super) partial: Option<String>,
    pub(super) changes: Vec<Change>,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Tally {
    pub(super) customers: usize,
    pub(super) not_screened: usize,
    /// Customers whose names were not searched whole.
    pub(super) not_complete: usize,
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) gone: usize,
    pub(super) set_aside: usize,
    /// Of the new and the changed hits, those that are not suppressed.
    pub(super) open: usize,
}

impl Tally {
    pub(super) fn add(&mut self, done: &Rescreened) {
        self.not_screened += usize::from(done.refused.is_some());
        self.not_complete += usize::from(done.partial.is_some());
        for change in &done.changes {
            let slot = match change.kind {
                Kind::New => &mut self.new,
                Kind::Changed => &mut self.changed,
                Kind::Gone => &mut self.gone,
                Kind::SetAside => &mut self.set_aside,
            };
            *slot += 1;
            let hit = matches!(change.kind, Kind::New | Kind::Changed);
            let open = change.now.as_ref().is_some_and(compare::View::is_open);
            self.open += usize::from(hit && open);
        }
    }
}

/// What became of a row.
pub(super) struct Done {
    pub(super) line: usize,
    /// Fields that were left out, and why it could not be rescreened.
    pub(super) faults: Vec<String>,
    /// Nothing if nothing changed.
    pub(super) told: Option<Told>,
}

/// A customer that is told, ready to go out.
pub(super) struct Told {
    pub(super) done: Rescreened,
    pub(super) text: String,
    pub(super) draft: Option<Draft>,
}

/// How a customer is told: the format, and what makes the receipts.
pub(super) type Way<'a> = (RescreenFormat, Option<&'a Stamp>);

/// A row of the present book.
pub(super) fn row(run: &Run, book: &Book<'_>, way: Way<'_>, row: Row) -> Done {
    let (customer, before, refused) = standing(book, &row);
    let asked = Asked { customer, row: &row, before, refused };
    let told = told(run, way, &asked);
    let Row { line, left_out: mut faults, .. } = row;
    faults.extend(told.as_ref().and_then(|told| told.done.refused.clone()));
    Done { line, faults, told }
}

fn standing<'a>(book: &'a Book<'_>, row: &Row) -> (Customer, Option<&'a Row>, Option<String>) {
    let Ok(who) = &row.read else { return (Customer::Refused, None, None) };
    match book.held.as_ref().map(|books| books.known(&row.id, who)) {
        Some(Known::Added) => (Customer::Added, None, None),
        Some(Known::Twice(why)) => (Customer::Refused, None, Some(why)),
        Some(Known::Changed(before)) => {
            if answered(book, before) {
                (Customer::Changed, Some(before), None)
            } else {
                (Customer::Unanswered, None, None)
            }
        }
        None | Some(Known::Same) if answered(book, row) => (Customer::Same, None, None),
        None | Some(Known::Same) => (Customer::Unanswered, None, None),
    }
}

/// Whether the old answers, where they are given, have one of the customer.
fn answered(book: &Book<'_>, row: &Row) -> bool {
    match book.answered.as_ref().map(|answered| &answered.whom) {
        Some(Whom::Customers(known)) => known.contains(&books::key(&row.id, &row.name)),
        Some(Whom::Book(_)) | None => true,
    }
}

/// A customer in words and with its receipt; nothing where there is nothing to tell.
pub(super) fn told(run: &Run, (format, stamp): Way<'_>, asked: &Asked<'_>) -> Option<Told> {
    let done = rescreened(run, asked)?;
    let text = render::one(format, &done);
    let draft = stamp.map(|stamp| receipt::draft(stamp, run, asked, &done, &text));
    Some(Told { done, text, draft })
}

/// What changed for a customer; nothing where nothing did.
pub(crate) fn rescreened(run: &Run, asked: &Asked<'_>) -> Option<Rescreened> {
    let Asked { customer, row, before, refused } = asked;
    let done = |refused: Option<String>, compared: Compared| {
        let Compared { changes, partial } = compared;
        let (id, name) = (row.id.clone(), row.name.clone());
        Some(Rescreened { id, name, refused, partial, changes })
    };
    let who = match (&row.read, refused) {
        (Ok(who), None) => who,
        (Err(why), _) | (_, Some(why)) => return done(Some(why.clone()), Compared::default()),
    };
    let before = before.and_then(|row| row.read.as_ref().ok());
    let (then, now, whole) = match customer {
        Customer::Same => (Some(who), Some(who), false),
        Customer::Added | Customer::Unanswered => (None, Some(who), true),
        Customer::Changed => (before, Some(who), true),
        Customer::Removed => (Some(who), None, true),
        Customer::Refused => return None,
    };
    let unanswered = *customer == Customer::Unanswered;
    let compared = compare::changes(run, Case { id: &row.id, then, now, whole, unanswered });
    if compared.changes.is_empty() && compared.partial.is_none() {
        return None;
    }
    done(None, compared)
}
