//! What every request shares: the snapshot in force, the law, and the threads that search, one for
//! each core. The threads that hold connections never search.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use anyhow::Result;
use axum::http::StatusCode;
use control::regime::Regime;
use jiff::civil::Date;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

use super::office::Office;
use super::record::{Drafts, Numbers, Recorder};
use super::refusal::Refusal;
use super::snapshot::Snapshot;
use crate::cli::party::ListOptions;
use crate::denials::Register;
use crate::files;

/// Shared by all requests.
#[derive(Debug)]
pub(super) struct App {
    options: ListOptions,
    /// Read for a moment by each request, replaced in one move.
    current: RwLock<Arc<Snapshot>>,
    /// The pointer file from which the snapshot was read, and why a later one could not be.
    pointer: Mutex<Pointer>,
    /// Take work in the order in which it came. Who is done takes the next at once: nobody has to be
    /// woken between two requests.
    workers: ThreadPool,
    /// The law of the pack.
    pub(super) law: Regime,
    /// Denials of partners, if anybody looked.
    pub(super) register: Option<Register>,
    /// The office whose cases are served, if one is.
    pub(super) office: Option<Office>,
    /// Where receipts go.
    pub(super) recorder: Recorder,
    /// Who may ask for an update.
    pub(super) token: Option<String>,
    /// Where the server is reached, as others see it.
    pub(super) address: String,
}

#[derive(Debug, Default)]
struct Pointer {
    taken: Option<Vec<u8>>,
    fault: Option<String>,
}

/// What does not change while the server runs.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) options: ListOptions,
    pub(super) law: Regime,
    pub(super) register: Option<Register>,
    pub(super) office: Option<Office>,
    pub(super) recorder: Recorder,
    pub(super) token: Option<String>,
    pub(super) address: String,
}

impl App {
    /// Reads the lists and is ready.
    pub(super) fn open(fixed: Fixed) -> Result<Self> {
        let Fixed { options, law, register, office, recorder, token, address } = fixed;
        let taken = pointer(&options);
        let snapshot = Snapshot::load(&options, recorder.keeps())?;
        let workers = ThreadPoolBuilder::new()
            .thread_name(|number| format!("search-{number}"))
            // The request is told by its answer that does not come; the thread lives on.
            .panic_handler(|_| {})
            .build()?;
        Ok(Self {
            options,
            current: RwLock::new(Arc::new(snapshot)),
            pointer: Mutex::new(Pointer { taken, fault: None }),
            workers,
            law,
            register,
            office,
            recorder,
            token,
            address,
        })
    }

    /// The lists in force now. Who holds them keeps them, whatever comes into force meanwhile.
    pub(super) fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the lists that the store points to are not those in force here, if so.
    pub(super) fn behind(&self) -> Option<String> {
        self.pointer.lock().unwrap_or_else(PoisonError::into_inner).fault.clone()
    }

    /// Takes what the store points to into force, if that has moved; the old lists answer until the
    /// new ones are ready. Only one thread does this at a time.
    ///
    /// # Errors
    /// The new lists cannot be read; the old ones stay in force.
    pub(super) fn update(&self) -> Result<bool, String> {
        let mut known = self.pointer.lock().unwrap_or_else(PoisonError::into_inner);
        let found = pointer(&self.options);
        if found == known.taken && known.fault.is_none() {
            return Ok(false);
        }
        let loaded = Snapshot::load(&self.options, self.recorder.keeps())
            .map_err(|error| format!("{error:#}"));
        let loaded = loaded.and_then(|new| match new.screener.fault() {
            // A store that cannot be read for a moment must not take away what is known.
            Some(why) if self.current().screener.fault().is_none() => Err(why.to_owned()),
            _ => Ok(new),
        });
        match loaded {
            Ok(new) => {
                let version = new.version();
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                *known = Pointer { taken: found, fault: None };
                files::say(&format!("lists in force: {version}"));
                Ok(true)
            }
            Err(why) => {
                if known.fault.as_ref() != Some(&why) {
                    files::say(&format!("warning: the lists in force stay: {why}"));
                }
                known.fault = Some(why.clone());
                Err(why)
            }
        }
    }

    /// Does work that takes the processor, when its turn comes.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let (sender, answer) = oneshot::channel();
        self.workers.spawn_fifo(move || {
            // Who asked may have gone while it waited.
            if !sender.is_closed() {
                let _ = sender.send(job());
            }
        });
        let broken = "the answer could not be worked out; this is a fault of the program";
        answer.await.map_err(|_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, broken))
    }

    /// Does work whose answer leaves receipts, and gives it when they are on disk, with their
    /// numbers.
    pub(super) async fn recorded<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Drafts) -> T + Send + 'static,
    ) -> Result<(T, Option<Numbers>), Refusal> {
        let mut drafts = self.recorder.drafts();
        let (answer, drafts) = self.work(move || (job(&mut drafts), drafts)).await?;
        Ok((answer, self.recorder.commit(drafts).await?))
    }

    /// Days after which a list clears nobody.
    pub(super) fn max_age(&self) -> u32 {
        self.options.max_age
    }
}

/// Today, in UTC.
pub(super) fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

fn pointer(options: &ListOptions) -> Option<Vec<u8>> {
    let folder: &PathBuf = options.lists.as_ref()?;
    std::fs::read(folder.join("store.json")).ok()
}

#[cfg(test)]
mod test {
    use axum::http::StatusCode;
    use tokio::runtime::Builder;

    use super::{App, Fixed, Recorder};
    use crate::cli::party::ListOptions;
    use crate::cli::receipts::ReceiptOptions;
    use crate::pack;

    #[test]
    fn work_that_breaks_off_is_one_500_and_the_next_is_done() {
        let no_receipts = ReceiptOptions { receipts: None, recorded_at: None };
        let app = App::open(Fixed {
            options: ListOptions { lists: None, max_age: 0, policy: None },
            law: pack::required(None).unwrap(),
            register: None,
            office: None,
            recorder: Recorder::open(&no_receipts).unwrap(),
            token: None,
            address: String::new(),
        });
        let app = app.unwrap();
        Builder::new_current_thread().build().unwrap().block_on(async {
            for _ in 0..8 {
                let broken = app.work(|| -> usize { "no number".parse().unwrap() }).await;
                assert_eq!(broken.unwrap_err().status, StatusCode::INTERNAL_SERVER_ERROR);
            }
            assert_eq!(app.work(|| 7).await.unwrap(), 7);
        });
    }
}
