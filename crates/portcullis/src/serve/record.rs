//! Receipts of what is answered over HTTP. One thread has the log: it takes the receipts of all
//! requests that wait, writes them at once, and only then their answers go out.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use tokio::sync::oneshot;

use super::refusal::Refusal;
use crate::cli::receipts::ReceiptOptions;
use crate::files;
use crate::receipt::Draft;
use crate::receipt::log::{Clock, Log};
use crate::receipt::opening::{clock, open};

/// Receipts that are written at once; as many answers wait for one write to the disk.
const TOGETHER: usize = 4_096;

/// The receipts of one request, or of one block of a stream, made while it is answered.
#[derive(Debug)]
pub(super) struct Drafts {
    keeps: bool,
    all: Vec<Draft>,
}

impl Drafts {
    /// Whether receipts are kept.
    pub(super) fn keeps(&self) -> bool {
        self.keeps
    }

    /// Adds the receipt of an answer, where receipts are kept.
    pub(super) fn keep(&mut self, draft: impl FnOnce() -> Draft) {
        if self.keeps {
            self.all.push(draft());
        }
    }
}

/// Numbers of the receipts of one request in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    first: u64,
    last: u64,
}

impl Numbers {
    /// Names them in the head of a response, so that its answers can be looked up in the log.
    pub(super) fn tell(self, response: &mut Response) {
        let text = if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}-{}", self.first, self.last)
        };
        if let Ok(value) = HeaderValue::try_from(text) {
            response.headers_mut().insert(HeaderName::from_static("x-receipt"), value);
        }
    }
}

struct Waiting {
    drafts: Vec<Draft>,
    done: oneshot::Sender<Result<Numbers, String>>,
}

/// Where receipts go; the log is this process's alone.
#[derive(Debug)]
pub(super) struct Recorder {
    sender: Option<Sender<Waiting>>,
}

impl Recorder {
    /// Opens the log, if receipts are wanted.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub(super) fn open(options: &ReceiptOptions) -> anyhow::Result<Self> {
        let Some(log) = open(options)? else { return Ok(Self { sender: None }) };
        let (sender, receiver) = channel();
        let path = options.receipts.clone().unwrap_or_default();
        let clock = clock(options.recorded_at.as_deref())?;
        let writer = Writer { log: Some(log), path, clock };
        std::thread::Builder::new()
            .name("receipts".to_owned())
            .spawn(move || writer.run(&receiver))?;
        Ok(Self { sender: Some(sender) })
    }

    /// Whether receipts are kept.
    pub(super) fn keeps(&self) -> bool {
        self.sender.is_some()
    }

    /// For the receipts of one request.
    pub(super) fn drafts(&self) -> Drafts {
        Drafts { keeps: self.keeps(), all: Vec::new() }
    }

    /// Returns when the receipts are on disk; their numbers, if there are any.
    ///
    /// # Errors
    /// They cannot be written: then the answer must not go out.
    pub(super) async fn commit(&self, drafts: Drafts) -> Result<Option<Numbers>, Refusal> {
        let (Some(sender), false) = (&self.sender, drafts.all.is_empty()) else { return Ok(None) };
        let (done, written) = oneshot::channel();
        let stopped = "the log of receipts is closed";
        let waiting = Waiting { drafts: drafts.all, done };
        let sent = sender.send(waiting).map_err(|_| stopped.to_owned());
        let numbers = match sent {
            Ok(()) => written.await.unwrap_or_else(|_| Err(stopped.to_owned())),
            Err(why) => Err(why),
        };
        numbers.map(Some).map_err(Refusal::not_ready)
    }
}

struct Writer {
    log: Option<Log>,
    path: PathBuf,
    clock: Clock,
}

impl Writer {
    fn run(mut self, receiver: &Receiver<Waiting>) {
        while let Ok(first) = receiver.recv() {
            let mut count = first.drafts.len();
            let mut all = vec![first];
            while count < TOGETHER
                && let Ok(next) = receiver.try_recv()
            {
                count += next.drafts.len();
                all.push(next);
            }
            let mut told = Vec::with_capacity(all.len());
            let written = self.write(&mut all, &mut told);
            if let Err(why) = &written {
                files::say(&format!("warning: receipts cannot be written: {why}"));
                // What a failed write left is taken back; the head is read from the file again. If that
                // fails as well, the next answer tries again.
                self.log = None;
                self.log = Log::open(&self.path, self.clock).ok();
            }
            let mut told = told.into_iter();
            for waiting in all {
                let answer = match (&written, told.next()) {
                    (Ok(()), Some(numbers)) => Ok(numbers),
                    (Ok(()), None) => Err("no number was given".to_owned()),
                    (Err(why), _) => Err(format!("the receipt cannot be written: {why}")),
                };
                // Who asked may have gone; the receipt stands.
                let _ = waiting.done.send(answer);
            }
        }
    }

    fn write(&mut self, all: &mut [Waiting], told: &mut Vec<Numbers>) -> Result<(), String> {
        let words = |error: anyhow::Error| format!("{error:#}");
        if self.log.is_none() {
            self.log = Some(Log::open(&self.path, self.clock).map_err(words)?);
        }
        let Some(log) = &mut self.log else { return Err("no log".to_owned()) };
        for waiting in all {
            let first = log.head().seq + 1;
            for draft in waiting.drafts.drain(..) {
                log.append(draft).map_err(words)?;
            }
            told.push(Numbers { first, last: log.head().seq });
        }
        log.commit().map_err(words)
    }
}
