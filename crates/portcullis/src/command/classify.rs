//! `portcullis classify`: one item against the control lists, without parties.

use std::borrow::Cow;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use control::answer::{Answer, answer};
use control::assess::open;
use control::classify::classify;
use control::determine::Determination;
use control::evidence::{Denials, Evidence};
use control::input::{Given, ItemInput, TransferInput};
use control::limits::TRANSFER_BYTES_MAX;
use control::normalise::{Setting, normalise};
use control::problem::{Place, Problem};
use control::regime::{Regime, Status};
use control::report::hang;
use control::truth::Truth;

use crate::Exit;
use crate::cli::{Classify, Format};
use crate::command::assess::{no_json, setting};
use crate::files::{self, BadInput};
use crate::foreign;
use crate::output::Searched;
use crate::wire::{self, node::Node};
use crate::{output, pack};

/// Runs the command.
pub(crate) fn run(options: &Classify) -> Result<Exit> {
    let regime = pack::required(options.law.regimes.as_deref())?;
    let text = match &options.file {
        Some(path) => given(path)?,
        None => "{}".to_owned(),
    };
    let text = text.strip_prefix(files::BYTE_ORDER_MARK).unwrap_or(&text);
    let node = read(text, options.file.as_deref())?;
    let (mut item, mut problems) = wire::lone_item(node);
    flags(options, &mut item)?;
    let classified = classified(&regime, setting(&options.law)?, item);
    let (answer, open_item) = match classified {
        Ok(done) if problems.is_empty() => done,
        Ok(_) => return Err(all_of(&problems)),
        Err(faults) => {
            problems.extend(faults);
            return Err(all_of(&problems));
        }
    };
    let mut out = io::stdout().lock();
    match options.law.format {
        Format::Json => {
            writeln!(out, "{}", output::json(&answer, &regime.digest, &Searched::default()))?
        }
        Format::Text => write!(out, "{}", text_of(&answer, open_item))?,
    }
    let truths = answer.matches.iter().map(|m| m.truth);
    let unknown = open_item || truths.clone().any(|t| t == Truth::Unknown);
    Ok(match (unknown, truths.clone().any(|t| t == Truth::True)) {
        (true, _) => Exit::Open,
        (false, true) => Exit::Controlled,
        (false, false) => Exit::Clear,
    })
}

/// The text of the item. A word that is no file may be meant for a flag.
fn given(path: &Path) -> Result<String> {
    let name = path.display();
    if path != Path::new("-") && path.extension().is_none() && !path.exists() {
        let hint = format!("`--article {name}` says what it is, `--description` describes it");
        return Err(BadInput(format!("{name}: there is no such file\n  hint: {hint}")).into());
    }
    let text = files::read_text(path, TRANSFER_BYTES_MAX)?;
    foreign::refused_or_empty(&name.to_string(), text.trim().as_bytes())?;
    Ok(text)
}

fn read<'t>(text: &'t str, path: Option<&Path>) -> Result<Node<'t>> {
    let name = path.map(|path| path.display().to_string()).unwrap_or_default();
    let node = Node::parse(text).map_err(|error| {
        let mut problem = no_json(&error, error.line());
        problem.place.file.clone_from(&name);
        BadInput(problem.to_string())
    })?;
    let whole = |field: &str| ["items", "destination", "parties", "end_use"].contains(&field);
    if let Node::Map(fields) = &node
        && fields.iter().any(|(field, _)| whole(field))
    {
        let hint = format!("`portcullis assess {name}` reads it; here goes one of its items alone");
        return Err(BadInput(format!("{name}: a whole transfer\n  hint: {hint}")).into());
    }
    Ok(node)
}

fn all_of(problems: &[Problem]) -> anyhow::Error {
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    BadInput(all.join("\n")).into()
}

/// One item against the lists of a regime; and whether nothing says what it is.
pub(crate) fn classified(
    regime: &Regime,
    setting: Setting,
    item: ItemInput<'_>,
) -> Result<(Answer, bool), Vec<Problem>> {
    let input = TransferInput { items: vec![item], ..TransferInput::default() };
    let (transfer, faults) = normalise(regime, &input, setting);
    if !faults.is_empty() {
        return Err(faults);
    }
    let Some(profile) = regime.profile("partner") else {
        return Err(vec![Problem::new(Place::default(), "the pack has no profile `partner`")]);
    };
    let evidence = Evidence { parties: Vec::new(), set_aside: true, denials: Denials::NotLooked };
    let case = open(regime, profile, &transfer, &evidence);
    let classified: Vec<_> = transfer.items.iter().map(|item| classify(&case, item)).collect();
    // Paragraphs only: no rule is asked, so nothing is said about a transfer.
    let determination = Determination {
        floor: Status::NotControlled,
        ceiling: Status::NotControlled,
        classified,
        outcomes: Vec::new(),
        duties: Vec::new(),
        denials: None,
    };
    let mut answer = answer(&case, &determination);
    let open_item = !answer.unclassified.is_empty();
    answer.questions = control::question::of_items(&case, &determination);
    Ok((answer, open_item))
}

fn text_of(answer: &Answer, open_item: bool) -> String {
    let mut page = String::new();
    let mut put = |first: &str, indent, text: &str| page.push_str(&hang(first, indent, text));
    for matched in &answer.matches {
        let verb = if matched.truth == Truth::True { "is in" } else { "may be in" };
        put("", 2, &format!("{verb} {}: {}", matched.paragraph, matched.heading));
        matched.because.iter().for_each(|because| put("    - ", 6, because));
        put("    ", 4, &matched.cite);
    }
    if open_item {
        put("", 2, "nothing says what it is: it may be in any paragraph");
    } else if answer.matches.is_empty() {
        put("", 2, &format!("in no paragraph on {}, as stated", answer.as_of));
    }
    for question in &answer.questions {
        let flips = if question.flips_at.is_empty() {
            String::new()
        } else {
            format!(" (flips at {})", question.flips_at.join("; "))
        };
        put("missing: ", 4, &format!("{}: {}{flips}", question.ask, question.text));
    }
    answer.findings.iter().for_each(|finding| put("notice: ", 4, finding));
    answer.exits.iter().for_each(|exit| put("exclusion, if claimed: ", 4, exit));
    page
}

/// Flags add to the file, or stand alone.
fn flags<'a>(options: &'a Classify, item: &mut ItemInput<'a>) -> Result<()> {
    let text = |own: &'a Option<String>| own.as_deref().map(Cow::Borrowed);
    item.article = text(&options.article).or(item.article.take());
    item.description = text(&options.description).or(item.description.take());
    item.form = text(&options.form).or(item.form.take());
    item.hs_code = text(&options.hs).or(item.hs_code.take());
    item.claimed.extend(options.claimed.iter().map(|code| Cow::Borrowed(code.as_str())));
    for each in &options.properties {
        let (name, value) = pair(each)?;
        item.properties.push((Cow::Borrowed(name), Given::Text(Cow::Borrowed(value))));
    }
    for each in &options.relations {
        let (name, value) = pair(each)?;
        let named = if value == "none" {
            Vec::new()
        } else {
            value.split(',').map(Cow::Borrowed).collect()
        };
        item.relations.push((Cow::Borrowed(name), named));
    }
    Ok(())
}

fn pair(text: &str) -> Result<(&str, &str)> {
    let pair = text.split_once('=');
    pair.ok_or_else(|| BadInput(format!("`{text}`: write NAME=VALUE")).into())
}
