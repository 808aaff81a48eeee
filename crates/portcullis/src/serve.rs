//! `portcullis serve`: the HTTP interface. Asynchronous code ends in this folder: what searches and
//! judges is called from it and knows nothing of it.

mod answer;
mod app;
mod bulk;
mod catalog;
mod entities;
mod facet;
mod feed;
mod health;
mod lines;
mod listen;
mod match_api;
mod matching;
mod native;
mod office;
mod params;
mod question;
mod reconcile;
mod record;
mod refusal;
pub(crate) mod replay;
mod route;
mod search;
mod snapshot;
mod suggest;
mod terms;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::Exit;
use crate::cli::Serve;
use crate::cli::party::ListOptions;
use crate::office::documents::Documents;
use crate::office::{Desk, Trouble};
use crate::{denials, files, pack};
use app::{App, Fixed};
use office::Office;
use params::Params;
use record::Recorder;
use snapshot::Snapshot;
use terms::Terms;

/// Runs the server until a signal ends it.
pub(crate) fn run(options: &Serve) -> Result<Exit> {
    let law = pack::required(options.regimes.as_deref())?;
    let register = match &options.denials {
        None => None,
        Some(path) => Some(denials::read(path, &law)?),
    };
    // It outlives what runs below: its own threads end here, where waiting is allowed.
    let desk = match &options.db {
        None => None,
        Some(db) => Some(Arc::new(Desk::open(db, false).map_err(broken)?)),
    };
    let recorder = Recorder::open(&options.receipts)?;
    let runtime = Builder::new_multi_thread().enable_all().build().context("starting threads")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(&options.listen).await;
        let listener = listener.with_context(|| format!("--listen {}", options.listen))?;
        let bound = listener.local_addr().context("--listen")?;
        let address = options.public_url.clone().unwrap_or_else(|| format!("http://{bound}"));
        let fixed = Fixed {
            options: options.lists.clone(),
            law,
            register,
            office: desk.as_ref().map(|desk| Office::new(Arc::clone(desk), documents(options))),
            recorder,
            token: options.update_token.clone().filter(|token| !token.is_empty()),
            address: address.trim_end_matches('/').to_owned(),
        };
        let app = Arc::new(App::open(fixed)?);
        if let Err(why) = app.current().screener.standing(app::today()) {
            files::say(&format!("warning: nobody can be cleared: {why}"));
        }
        let period = Duration::from_secs(options.poll.max(1));
        let watcher = tokio::spawn(watch(Arc::clone(&app), period));
        files::say(&format!("listening on http://{bound}"));
        listen::serve(listener, route::router(app), ended()).await;
        watcher.abort();
        Ok(Exit::Clear)
    })
}

/// Where the office's documents are, if that is known.
fn documents(options: &Serve) -> Option<Documents> {
    Documents::of(options.db.as_deref()?, options.documents.as_deref()).ok()
}

fn broken(trouble: Trouble) -> anyhow::Error {
    match trouble {
        Trouble::Bad(_) => files::BadInput(trouble.to_string()).into(),
        other => anyhow::anyhow!(other.to_string()),
    }
}

/// One query of a match against the starter list: its status and its answer.
pub(crate) fn query_of_starter(text: &str, day: Date) -> Result<(u16, String)> {
    static STARTER: OnceLock<Snapshot> = OnceLock::new();
    let starter = match STARTER.get() {
        Some(starter) => starter,
        None => {
            let read = Snapshot::load(
                &ListOptions { lists: None, max_age: u32::MAX, policy: None },
                false,
            )?;
            STARTER.get_or_init(|| read)
        }
    };
    let terms = Terms::of_scope(snapshot::DEFAULT, &mut Params::open(""), 5);
    let answered = answer::answer(starter, &terms, text, day, None);
    Ok((answered.status.as_u16(), answered.json.get().to_owned()))
}

/// Takes lists into force when the pointer of the store moves.
async fn watch(app: Arc<App>, period: Duration) {
    loop {
        tokio::time::sleep(period).await;
        let own = Arc::clone(&app);
        // What goes wrong is said by the update itself and tried again.
        let _ = tokio::task::spawn_blocking(move || own.update()).await;
    }
}

/// Waits for the sign to stop.
async fn ended() {
    let (Ok(mut term), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
}
