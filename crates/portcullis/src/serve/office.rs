//! The office over HTTP: cases, denials and the office's own record, for whoever bears a token that
//! the office admits. What may be done and seen is decided in [`crate::office`]; here is only the
//! form in which it travels.

mod call;
pub(super) mod cases;
pub(super) mod denials;
pub(super) mod documents;
mod fault;
pub(super) mod record;
mod step;

use std::sync::Arc;

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use utoipa::Modify;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::refusal::Problem;
use crate::office::documents::Documents;
use crate::office::{Desk, Trouble};
use fault::Fault;

/// Requests that wait for the database at once; more stand in line.
const AT_ONCE: usize = 64;

/// Large bodies that are in memory at once; more are read later.
const LARGE_AT_ONCE: usize = 4;

/// An office that is served.

#[derive(Debug)]
pub(super) struct Office {
    desk: Arc<Desk>,
    /// Where documents are, if that is known.
    documents: Option<Documents>,
    places: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

impl Office {
    /// Serves an office.
    pub(super) fn new(desk: Arc<Desk>, documents: Option<Documents>) -> Self {
        let (places, large) = (Semaphore::new(AT_ONCE), Semaphore::new(LARGE_AT_ONCE));
        Self { desk, documents, places: Arc::new(places), large: Arc::new(large) }
    }

    /// Does something at the desk, on a thread that may wait.
    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Desk) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Fault> {
        let broken = || {
            let what = "the answer could not be worked out; this is a fault of the program";
            Fault::from(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, what))
        };
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| broken())?;
        let desk = Arc::clone(&self.desk);
        let job = move || {
            let done = job(&desk);
            // Kept until the work is done, also when nobody waits for it any more.
            drop(place);
            done
        };
        tokio::task::spawn_blocking(job).await.map_err(|_| broken())?.map_err(Fault::from)
    }
}

/// Describes how a bearer signs in.
pub(super) struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let scheme = scheme.description(Some("A token that the office admits."));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}
