//! `portcullis receipts replay`: the question of a receipt asked again, and the answers compared.

use std::io::{self, BufWriter, Write as _};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::ValueEnum as _;
use control::assume;
use control::normalise::Setting;
use control::period::{AsOf, midnight};
use control::regime::Regime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::rescreened::{self, Rescreening};
use super::served::{Config as ServedConfig, Served, Stand};
use super::stage::Stage;
use crate::Exit;
use crate::cli::Format;
use crate::cli::party::ScreenFormat;
use crate::cli::receipts::Replay;
use crate::command::assess::{self, receipt as assessed};
use crate::command::screen::{self, receipt as screened, rows};
use crate::denials::{self, Register};
use crate::files::{self, BadInput};
use crate::flat::Header;
use crate::input::{Body, Record};
use crate::judgements::Judgements;
use crate::pack;
use crate::policy::Policy;
use crate::receipt::{BUILD, ENGINE, Receipt};
use crate::store::Store;

/// What a replay came to.
#[derive(Serialize)]
struct Verdict<'a> {
    seq: u64,
    same: bool,
    /// Why it differs; of an answer that is the same, what has changed without changing it.
    because: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<&'a serde_json::value::RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Box<serde_json::value::RawValue>>,
}

/// An answer given again.
pub(super) struct Again {
    /// Its bytes.
    pub(super) answer: String,
    /// Their digest.
    pub(super) digest: String,
    /// What it came to.
    pub(super) outcome: String,
}

impl Again {
    pub(super) fn of(answer: String, outcome: String) -> Self {
        Self { digest: files::digest(answer.as_bytes()), answer, outcome }
    }
}

/// What is opened once for all receipts.
pub(super) struct Ground<'a> {
    pub(super) options: &'a Replay,
    regime: Option<Regime>,
    register: Option<Register>,
    stage: Option<Stage>,
    /// The lists as the server opens them, and under which policy.
    stand: Option<(Option<String>, Box<dyn Stand>)>,
    served: Served,
    judgements: Option<Arc<Judgements>>,
    pub(super) rescreening: Option<Rescreening>,
}

/// Runs the command.
pub(super) fn run(options: &Replay, served: Served) -> Result<Exit> {
    let mut ground = Ground {
        options,
        regime: None,
        register: None,
        stage: None,
        stand: None,
        served,
        judgements: None,
        rescreening: None,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut same, mut differ) = (0_u64, 0_u64);
    let bad = super::lines(&options.file, |_, receipt| {
        let asked = options.seq.is_none_or(|seq| seq == receipt.seq);
        if !asked || receipt.query.is_none() {
            // The note of a torn line asks nothing.
            return Ok(!asked || options.seq.is_none());
        }
        let mut because = Vec::new();
        let again = ground.again(receipt, &mut because)?;
        let is_same = again.as_ref().map(|again| &again.digest) == Some(&receipt.answer_digest);
        because.extend(engine(receipt));
        if !is_same && because.is_empty() {
            because.push("nothing that the receipt names has changed".to_owned());
        }
        if is_same {
            same += 1
        } else {
            differ += 1
        }
        let now = again.as_ref().map(|again| again.outcome.clone());
        let verdict = Verdict {
            seq: receipt.seq,
            same: is_same,
            because,
            then: receipt.outcome.filter(|_| !is_same),
            now: now.filter(|_| !is_same).and_then(|now| serde_json::from_str(&now).ok()),
        };
        let told = options.seq.is_some() || !is_same;
        if options.answer {
            out.write_all(again.map_or(String::new(), |again| again.answer).as_bytes())?;
            if told {
                files::say(&text(&verdict));
            }
        } else if options.format == Format::Json {
            writeln!(out, "{}", serde_json::to_string(&verdict)?)?;
        } else if told {
            writeln!(out, "{}", files::printable(&text(&verdict)))?;
        }
        Ok(options.seq.is_none())
    })?;
    if options.seq.is_some() && same + differ == 0 {
        let (name, seq) = (options.file.display(), options.seq.unwrap_or(0));
        return Err(BadInput(format!("{name}: no receipt {seq} with an answer")).into());
    }
    if options.format == Format::Text && options.seq.is_none() && !options.answer {
        writeln!(out, "{} answers given again: {same} the same, {differ} differ", same + differ)?;
    }
    out.flush()?;
    Ok(match (bad, differ) {
        (true, _) => Exit::Bad,
        (false, 0) => Exit::Clear,
        (false, _) => Exit::Controlled,
    })
}

fn text(verdict: &Verdict<'_>) -> String {
    let mut text = format!("receipt {}: ", verdict.seq);
    text.push_str(if verdict.same { "the same" } else { "differs" });
    let what = if verdict.same { "changed without effect" } else { "because" };
    for because in &verdict.because {
        text.push_str(&format!("\n  {what}: {because}"));
    }
    for (when, outcome) in [("then", verdict.then), ("now ", verdict.now.as_deref())] {
        if let Some(outcome) = outcome {
            text.push_str(&format!("\n  {when}: {}", outcome.get()));
        }
    }
    text
}

/// How the engine differs from the one that answered.
fn engine(receipt: &Receipt<'_>) -> Option<String> {
    if receipt.engine != ENGINE {
        return Some(format!("engine version: it was {}, it is {ENGINE}", receipt.engine));
    }
    let differs = receipt.build != BUILD;
    differs.then(|| format!("engine build: it was {}, it is {BUILD}", receipt.build))
}

impl Ground<'_> {
    /// Asks again. Nothing where that cannot be done; `because` then says why.
    fn again(&mut self, receipt: &Receipt<'_>, because: &mut Vec<String>) -> Result<Option<Again>> {
        match receipt.kind.as_str() {
            "screen" => self.screen(receipt, because),
            "assess" => self.assess(receipt, because),
            "rescreen" => rescreened::customer(self, receipt, because),
            "book" => rescreened::book(self, receipt, because),
            kind if self.served.kinds.contains(&kind) => self.served(receipt, because),
            other => {
                because.push(format!("answers of kind `{other}` are not known here"));
                Ok(None)
            }
        }
    }

    /// The lists as they were; nothing where they are not there.
    fn stage(
        &mut self,
        receipt: &Receipt<'_>,
        max_age: u32,
        because: &mut Vec<String>,
    ) -> Result<Option<&Stage>> {
        if !self.stage.as_ref().is_some_and(|stage| stage.is_of(receipt, max_age)) {
            // Two catalogues at once are not needed.
            (self.stage, self.stand) = (None, None);
            self.stage = Some(Stage::open(receipt, max_age, self.options.lists.as_deref())?);
        }
        let Some(stage) = &self.stage else { return Ok(None) };
        because.extend(stage.missing.iter().chain(&stage.differs).cloned());
        Ok(Some(stage).filter(|stage| stage.missing.is_empty()))
    }

    /// The policy of an answer, if it is there.
    pub(super) fn policy(
        &self,
        digest: Option<&str>,
        because: &mut Vec<String>,
    ) -> Result<Option<Policy>> {
        let Some(digest) = digest else { return Ok(Some(Policy::default())) };
        let kept = || {
            let store = Store::open(self.options.lists.as_deref()?).ok()?;
            store.policy_of(digest)
        };
        let Some(path) = self.options.policy.clone().or_else(kept) else {
            because.push(format!("screening policy {digest} is not there, --policy names it"));
            return Ok(None);
        };
        let policy = Policy::open(&path)?;
        let now = policy.digest().unwrap_or_default();
        if now != digest {
            because.push(format!("screening policy: it was {digest}, it is {now}"));
        }
        Ok(Some(policy))
    }

    /// The judgements of an answer, or none.
    pub(super) fn judged(
        &mut self,
        digest: Option<&str>,
        because: &mut Vec<String>,
    ) -> Result<Arc<Judgements>> {
        if let (Some(path), None) = (&self.options.judgements, &self.judgements) {
            self.judgements = Some(Arc::new(Judgements::read(path)?));
        }
        let given = self.judgements.as_ref().filter(|_| digest.is_some());
        let now = given.and_then(|judgements| judgements.digest());
        if now != digest {
            let then = digest.unwrap_or("none");
            let now = now.unwrap_or("not given, --judgements names them");
            because.push(format!("judgements: they were {then}, they are {now}"));
        }
        Ok(given.cloned().unwrap_or_default())
    }

    fn screen(
        &mut self,
        receipt: &Receipt<'_>,
        because: &mut Vec<String>,
    ) -> Result<Option<Again>> {
        let config: screened::Config = config(receipt)?;
        let Some(policy) = self.policy(config.policy.as_deref(), because)? else { return Ok(None) };
        let judgements = self.judged(config.judgements.as_deref(), because)?;
        let Some(stage) = self.stage(receipt, config.max_age, because)? else { return Ok(None) };
        let screener = stage.screener.as_ref().context("a screening without lists")?;
        let screener = &screener.under(policy);
        let format = ScreenFormat::from_str(&config.format, false).map_err(malformed(receipt))?;
        let day: Date = receipt.as_of.parse().map_err(malformed(receipt))?;
        let limit = config.limit.ok_or("its configuration has no `limit`");
        let limit = limit.map_err(malformed(receipt))?;
        let mut run = screen::Run::new(screener, &judgements, config.threshold, limit, day);
        if let Some(asked) = &config.asked {
            run = run.asked(asked.parse().map_err(malformed(receipt))?);
        }
        let query = receipt.query.map_or("", |query| query.get());
        let row = row(query, receipt);
        let (screened, answer) = run.answer(row, format);
        let outcome = screened::outcome(&run, &screened);
        Ok(Some(Again::of(answer, outcome)))
    }

    /// An answer of one of the server's own kinds.
    fn served(
        &mut self,
        receipt: &Receipt<'_>,
        because: &mut Vec<String>,
    ) -> Result<Option<Again>> {
        let config: ServedConfig = config(receipt)?;
        let Some(policy) = self.policy(config.policy.as_deref(), because)? else { return Ok(None) };
        let Some(stage) = self.stage(receipt, config.max_age, because)? else { return Ok(None) };
        let screener = stage.screener.as_ref().context("a search without lists")?.under(policy);
        if self.stand.as_ref().is_none_or(|(policy, _)| *policy != config.policy) {
            self.stand = Some((config.policy, (self.served.open)(screener, config.max_age)?));
        }
        let Some((_, stand)) = &self.stand else { return Ok(None) };
        let day: Date = receipt.as_of.parse().map_err(malformed(receipt))?;
        let query = receipt.query.map_or("", |query| query.get());
        match stand.again(&receipt.kind, query, day) {
            Ok((answer, outcome)) => Ok(Some(Again::of(answer, outcome))),
            Err(why) => {
                because.push(format!("the question is refused now: {why}"));
                Ok(None)
            }
        }
    }

    fn assess(
        &mut self,
        receipt: &Receipt<'_>,
        because: &mut Vec<String>,
    ) -> Result<Option<Again>> {
        let config: assessed::Config = config(receipt)?;
        let regimes = self.options.regimes.as_deref();
        if self.regime.is_none() {
            self.regime = Some(pack::required(regimes)?);
        }
        let Some(regime) = self.regime.take() else { return Ok(None) };
        let again = self.determine(receipt, &config, &regime, because);
        self.regime = Some(regime);
        again
    }

    fn determine(
        &mut self,
        receipt: &Receipt<'_>,
        config: &assessed::Config,
        regime: &Regime,
        because: &mut Vec<String>,
    ) -> Result<Option<Again>> {
        if config.regimes != regime.digest {
            let (then, now) = (&config.regimes, &regime.digest);
            because.push(format!("regime pack: it was {then}, it is {now}"));
        }
        if let (Some(path), None) = (&self.options.denials, &self.register) {
            self.register = Some(denials::read(path, regime)?);
        }
        let register = self.register.take().filter(|_| config.denials.is_some());
        let given = register.as_ref().map(|register| &register.digest);
        if given != config.denials.as_ref() {
            let then = config.denials.as_deref().unwrap_or("none");
            let now = given.map_or("not given, --denials names it", String::as_str);
            because.push(format!("denials: they were {then}, they are {now}"));
        }
        let again = self.determine_with(receipt, config, regime, register.as_ref(), because);
        self.register = register;
        again
    }

    fn determine_with(
        &mut self,
        receipt: &Receipt<'_>,
        config: &assessed::Config,
        regime: &Regime,
        register: Option<&Register>,
        because: &mut Vec<String>,
    ) -> Result<Option<Again>> {
        let Some(policy) = self.policy(config.policy.as_deref(), because)? else { return Ok(None) };
        let judgements = self.judged(config.judgements.as_deref(), because)?;
        let Some(stage) = self.stage(receipt, config.max_age, because)? else { return Ok(None) };
        let screener = stage.screener.as_ref().map(|screener| screener.under(policy));
        let as_of = config.as_of.as_deref().map(AsOf::parse).transpose();
        let today = receipt.today.as_deref().unwrap_or_default().parse::<Date>();
        let mut assumptions = Vec::new();
        for text in &config.assume {
            match assume::read(regime, text) {
                Ok(assumption) => assumptions.push(assumption),
                Err(problem) => because.push(format!("the pack no longer takes {problem}")),
            }
        }
        let setting = Setting {
            as_of: as_of.map_err(malformed(receipt))?,
            today: AsOf(midnight(today.map_err(malformed(receipt))?)),
        };
        let usual = setting.as_of.unwrap_or(setting.today).date();
        let asked = config.asked.as_deref().map(str::parse).transpose();
        let run = assess::Run {
            regime,
            setting,
            asked: asked.map_err(malformed(receipt))?.unwrap_or(usual),
            profile: config.profile.as_deref(),
            assumptions: &assumptions,
            register: register.map(|register| register.denials.as_slice()),
            screener: screener.as_ref(),
            judgements: &judgements,
            format: Format::from_str(&config.format, false).map_err(malformed(receipt))?,
            keeps: true,
        };
        let query = receipt.query.map_or("", |query| query.get());
        let (header, body) = match serde_json::from_str::<assessed::Flat>(query) {
            Err(_) => (None, Body::Json(query.to_owned())),
            Ok(flat) => {
                let header = csv::StringRecord::from(flat.csv.header);
                let Ok(header) = Header::read(regime, &header) else {
                    because.push("the pack no longer knows all columns".to_owned());
                    return Ok(None);
                };
                let rows = flat.csv.rows.into_iter().map(csv::StringRecord::from);
                (Some(header), Body::Rows(rows.collect()))
            }
        };
        let name = format!("receipt {}", receipt.seq);
        let record = Record { line: 1, body };
        let done = assess::answered(&run, &name, header.as_ref(), &record, false);
        if !done.err.is_empty() {
            because.push(format!("the transfer is refused now: {}", done.err.trim_end()));
        }
        let outcome = done.kept.map_or(String::new(), |kept| kept.outcome);
        Ok(Some(Again::of(done.out, outcome)))
    }
}

/// The row of a receipt. One that could not be read is refused again in the same words.
pub(super) fn row(query: &str, receipt: &Receipt<'_>) -> rows::Row {
    #[derive(Deserialize)]
    struct Unread {
        id: String,
        #[serde(rename = "unread")]
        _unread: bool,
    }
    let unread = serde_json::from_str::<Unread>(query);
    match (unread, refused(receipt)) {
        (Ok(unread), Some(why)) => rows::Row::refused(0, unread.id, why),
        _ => rows::json_row(0, query.as_bytes(), false),
    }
}

/// Why an answer was refused, if it was.
pub(super) fn refused(receipt: &Receipt<'_>) -> Option<String> {
    #[derive(Deserialize)]
    struct Outcome {
        refused: String,
    }
    let outcome = receipt.outcome.map_or("", |outcome| outcome.get());
    serde_json::from_str::<Outcome>(outcome).ok().map(|outcome| outcome.refused)
}

pub(super) fn config<'de, T: Deserialize<'de>>(receipt: &Receipt<'de>) -> Result<T> {
    let text = receipt.config.map_or("", |config| config.get());
    Ok(serde_json::from_str(text).map_err(malformed(receipt))?)
}

pub(super) fn malformed<E: ToString>(receipt: &Receipt<'_>) -> impl Fn(E) -> BadInput {
    let seq = receipt.seq;
    move |error| BadInput(format!("receipt {seq}: {}", error.to_string()))
}
