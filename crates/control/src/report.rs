//! An answer as plain text for a licensing officer: verdict, items, rules, duties, questions,
//! sources. 80 columns, no colour. Every other rendering is a translation of this one.

use std::fmt::Write as _;

use crate::answer::{Answer, MatchLine, OutcomeLine};
use crate::evidence::ScreeningState;
use crate::owned::OwnershipLine;
use crate::regime::Status;
use crate::review::Awaiting;
use crate::transfer::Transfer;
use crate::truth::Truth;

/// Columns of a printed page.
const WIDTH: usize = 80;
/// Unknown paragraphs of one item shown in full; the rest are counted.
const OPEN_SHOWN: usize = 6;

/// The report.
#[must_use]
pub fn report(answer: &Answer, transfer: &Transfer) -> String {
    let mut page = Page::default();
    verdict(&mut page, answer);
    items(&mut page, answer, transfer);
    rules(&mut page, answer);
    duties(&mut page, answer);
    questions(&mut page, answer);
    screening(&mut page, answer);
    denials(&mut page, answer);
    sources(&mut page, answer);
    page.text
}

/// A status as people say it.
#[must_use]
pub fn status_words(status: Status) -> &'static str {
    match status {
        Status::NotControlled => "NOT CONTROLLED",
        Status::LicenceRequired => "LICENCE REQUIRED",
        Status::PresumedDenied => "PRESUMED DENIED",
        Status::Prohibited => "PROHIBITED",
    }
}

/// A paragraph with a hanging indent, as lines of a page; a word that is wider than the page is cut.
#[must_use]
pub fn hang(first: &str, indent: usize, text: &str) -> String {
    let mut page = String::new();
    let mut line = first.to_owned();
    let mut used = first.chars().count();
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(WIDTH.saturating_sub(indent).max(1)) {
            if used > indent && used + part.len() > WIDTH {
                let _ = writeln!(page, "{}", line.trim_end());
                line = " ".repeat(indent);
                used = indent;
            }
            line.extend(part);
            used += part.len();
        }
        line.push(' ');
        used += 1;
    }
    let _ = writeln!(page, "{}", line.trim_end());
    page
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "{}", text.trim_end());
    }

    fn heading(&mut self, text: &str) {
        self.line("");
        self.line(text);
    }

    /// A paragraph with a hanging indent.
    fn hang(&mut self, first: &str, indent: usize, text: &str) {
        self.text.push_str(&hang(first, indent, text));
    }

    fn indented(&mut self, indent: usize, text: &str) {
        self.hang(&" ".repeat(indent), indent, text);
    }
}

fn verdict(page: &mut Page, answer: &Answer) {
    let id = if answer.id.is_empty() { "transfer" } else { &answer.id };
    let words = if answer.floor == answer.ceiling {
        status_words(answer.floor).to_owned()
    } else {
        let (floor, ceiling) = (status_words(answer.floor), status_words(answer.ceiling));
        format!("NOT SETTLED: at least {floor}, at most {ceiling}")
    };
    page.hang("", 2, &format!("{id}: {words}{}", hits(answer)));
    page.line(&format!("  law of {}, profile {}", answer.as_of, answer.profile));
    for finding in &answer.findings {
        page.hang("  notice: ", 10, finding);
    }
}

/// Hits on party lists beside the status: it says nothing of them.
fn hits(answer: &Answer) -> String {
    let (judged, open): (Vec<_>, Vec<_>) =
        answer.awaiting_review.iter().partition(|awaiting| awaiting.judged_same);
    let count = |all: &[&Awaiting]| all.iter().map(|awaiting| awaiting.hits).sum();
    let text = |count: usize, one: &str, many: &str| match count {
        0 => String::new(),
        1 => format!("; 1 hit on a party list {one}"),
        _ => format!("; {count} hits on party lists {many}"),
    };
    text(count(&open), "awaits review", "await review")
        + &text(count(&judged), "is judged true", "are judged true")
}

fn items(page: &mut Page, answer: &Answer, transfer: &Transfer) {
    for item in &transfer.items {
        let name = if item.description.is_empty() { "no description" } else { &item.description };
        page.line("");
        page.hang("", 2, &format!("Item {}: {name}", item.id));
        let own: Vec<&MatchLine> = answer.matches.iter().filter(|m| m.item == item.id).collect();
        if own.is_empty() && answer.unclassified.contains(&item.id) {
            page.line("  nothing says what it is: it may be in any paragraph");
        } else if own.is_empty() {
            page.line("  in no paragraph, as stated");
        }
        let open = own.iter().filter(|m| m.truth == Truth::Unknown).count();
        let mut shown = 0;
        for matched in own {
            if matched.truth == Truth::Unknown {
                shown += 1;
                if shown > OPEN_SHOWN {
                    continue;
                }
            }
            paragraph(page, matched);
        }
        if open > OPEN_SHOWN {
            page.line(&format!("  and {} more paragraphs that it may be in", open - OPEN_SHOWN));
        }
    }
}

fn paragraph(page: &mut Page, matched: &MatchLine) {
    let mark = if matched.truth == Truth::True { "is in" } else { "may be in" };
    let class = match matched.category.as_str() {
        "" => String::new(),
        category => format!(" (Category {category})"),
    };
    page.hang("  ", 4, &format!("{mark} {}{class}: {}", matched.paragraph, matched.heading));
    for because in &matched.because {
        page.hang("      - ", 8, because);
    }
}

fn rules(page: &mut Page, answer: &Answer) {
    let with_status = answer.outcomes.iter().filter_map(|o| Some((o.status?, o)));
    let mut ordered: Vec<(Status, &OutcomeLine)> = with_status.collect();
    if ordered.is_empty() {
        page.heading("Rules");
        page.line("  none holds and none is open");
        return;
    }
    // The highest first, and what holds before what may hold; among equals the pack's order.
    ordered.sort_by_key(|(status, outcome)| std::cmp::Reverse((*status, outcome.truth)));
    page.heading("Rules (* decides)");
    for (status, outcome) in ordered {
        let holds = outcome.truth == Truth::True;
        let decides = if holds { status == answer.floor } else { status == answer.ceiling }
            && (holds || answer.ceiling > answer.floor);
        let (mark, verb) =
            (if decides { "* " } else { "  " }, if holds { "holds" } else { "may hold" });
        let status = status_words(status).to_lowercase();
        page.hang(mark, 4, &format!("{status} {verb}: {} [{}]", outcome.heading, outcome.rule));
        for because in &outcome.because {
            page.hang("      - ", 8, because);
        }
        if outcome.inference {
            page.indented(6, "our inference from the text, labelled as such");
        }
    }
}

fn duties(page: &mut Page, answer: &Answer) {
    if answer.duties.is_empty() {
        return;
    }
    page.heading("Duties");
    for duty in &answer.duties {
        let owed = if duty.truth == Truth::True { "owed" } else { "possibly owed" };
        page.hang("  ", 4, &format!("{owed}: {} ({})", duty.duty, duty.cite));
    }
}

fn questions(page: &mut Page, answer: &Answer) {
    if answer.questions.is_empty() {
        return;
    }
    page.heading("Questions that would settle it");
    for (at, question) in answer.questions.iter().enumerate() {
        page.hang(&format!("  {}. ", at + 1), 5, &question.ask);
        page.indented(5, &question.text);
        if !question.flips_at.is_empty() {
            page.indented(5, &format!("flips at {}", question.flips_at.join("; ")));
        }
        let (first, more) = (question.decides.iter().take(4), question.decides.len());
        let first: Vec<&str> = first.map(String::as_str).collect();
        let rest = if more > 4 { format!(" and {} more", more - 4) } else { String::new() };
        page.indented(5, &format!("decides {}{rest}", first.join(", ")));
    }
}

fn screening(page: &mut Page, answer: &Answer) {
    if answer.screening.is_empty() {
        return;
    }
    page.heading("Screening");
    let (mut last, mut noted) = (None, Vec::new());
    for line in &answer.screening {
        let hits = &line.screened.hits;
        let found = match &line.screened.state {
            // Mostly one reason holds for all parties; it is said once.
            ScreeningState::NotDone(why) if last == Some(why) => {
                "not complete, as above".to_owned()
            }
            ScreeningState::NotDone(why) => {
                last = Some(why);
                format!("not complete: {why}")
            }
            ScreeningState::AssumedClear => "set aside by assumption".to_owned(),
            ScreeningState::Done if hits.is_empty() => "done, nothing found".to_owned(),
            ScreeningState::Done => "done, to be reviewed".to_owned(),
        };
        page.hang("  ", 4, &format!("{} `{}`: {found}", line.role, line.name));
        for hit in hits {
            let via = hit.via.as_ref().map_or(String::new(), |via| format!("{via}: "));
            let strength = format!("{} {:.2}", hit.band, hit.score);
            let found = format!("{via}{} {} `{}`", hit.list, hit.entry, hit.name);
            page.hang("    - ", 6, &format!("{found} ({strength}): {}", hit.reason));
        }
        for owned in &line.ownership {
            ownership(page, owned);
        }
        for note in &line.screened.notes {
            if !noted.contains(&note) {
                page.hang("    note: ", 6, note);
                noted.push(note);
            }
        }
    }
}

/// A rule that reaches nobody and met no listed name says nothing worth a line.
fn ownership(page: &mut Page, line: &OwnershipLine) {
    if line.truth == Truth::False && line.flags.is_empty() {
        return;
    }
    let found = match line.truth {
        Truth::True => "owned by the listed, and so reached",
        Truth::Unknown if line.if_hits_hold == Truth::True => "reached if the names are the listed",
        Truth::Unknown => "undetermined",
        Truth::False => "not reached by ownership",
    };
    let flags = if line.flags.is_empty() {
        String::new()
    } else {
        format!(" [{}]", line.flags.join(", ").replace('_', " "))
    };
    let text = format!("{}: {found}, held {}{flags}: {}", line.authority, line.held, line.heading);
    page.hang("    owners, ", 6, &text);
    for because in &line.because {
        page.hang("      - ", 8, because);
    }
    if !line.cite.is_empty() {
        page.indented(6, &format!("({})", line.cite));
    }
}

fn denials(page: &mut Page, answer: &Answer) {
    if answer.denials.is_empty() {
        return;
    }
    page.heading("Denials of partners");
    for line in &answer.denials {
        let owed = match (line.advisory, line.truth) {
            (true, _) => "advisory",
            (false, Truth::True) => "consult",
            (false, _) => "consult, perhaps",
        };
        page.hang("  ", 4, &format!("{owed}: {} of {}", line.denial, line.authority));
        for (field, truth, value) in &line.fields {
            page.hang("      - ", 8, &format!("{field}: {} ({value})", truth.word()));
        }
    }
}

fn sources(page: &mut Page, answer: &Answer) {
    page.heading("Sources");
    for assumption in &answer.assumptions {
        page.hang("  assumed: ", 11, assumption);
    }
    let mut cites: Vec<String> = Vec::new();
    let matched = answer.matches.iter().filter(|m| m.truth == Truth::True);
    let lines = matched.map(|m| (&m.paragraph, &m.cite));
    for (id, cite) in lines.chain(answer.outcomes.iter().map(|o| (&o.rule, &o.cite))) {
        let line = format!("{id}: {cite}");
        if !cites.contains(&line) {
            cites.push(line);
        }
    }
    for cite in cites {
        page.hang("  ", 4, &cite);
    }
    for exit in &answer.exits {
        page.hang("  exit, if claimed: ", 4, exit);
    }
    if !answer.unreviewed.is_empty() {
        let list = answer.unreviewed.join(", ");
        page.hang("  not checked against the primary text: ", 4, &list);
    }
}
