//! A request at the office: who asks, with what, and the answer's form.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::id::{Digest, PersonId};
use casework::limits::EVENT_BYTES_MAX;
use casework::store::Request as Once;
use casework::token::Scope;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;

use super::fault::Fault;
use crate::command::desk;
use crate::office::look::AtHand;
use crate::office::{Desk, Trouble, Who};
use crate::serve::app::{App, today};
use crate::serve::params::Params;
use crate::serve::refusal::Problem;
use crate::serve::snapshot::Snapshot;

/// The key under which a request is done once.
const KEY: &str = "idempotency-key";
/// Tells that this request was done before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The query string that every path of an office takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct RoleParam {
    /// In which role, where the person holds several that fit.
    role: Option<String>,
}

/// The head of a request that does something.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct OnceHead {
    /// A key of the sender's own: the request is done once, however often it is sent.
    #[param(rename = "Idempotency-Key")]
    key: Option<String>,
    /// The version that the sender saw, or the `ETag`: 412 if it is another now.
    #[param(rename = "If-Match")]
    version: Option<String>,
}

/// The version that somebody saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// None is named.
    Any,
    /// That one.
    Version(u64),
    /// The answer with that tag.
    Tag(String),
}

/// A request of somebody who signed in.
pub(super) struct Call {
    app: Arc<App>,
    /// Who asks.
    pub(super) who: Who,
    /// The query string; whoever has read it closes it.
    pub(super) params: Params,
    head: Parts,
    unread: Body,
    /// The body, once it is received.
    body: Bytes,
    /// Held while there is a large one.
    large: Option<OwnedSemaphorePermit>,
}

/// What is at hand when something is done.
pub(super) struct Hand {
    app: Arc<App>,
    lists: Arc<Snapshot>,
    /// Now.
    pub(super) at: Timestamp,
    /// What was sent.
    pub(super) body: Bytes,
}

impl Hand {
    /// Law and lists.
    pub(super) fn sources(&self) -> AtHand<'_> {
        AtHand { regime: &self.app.law, screener: &self.lists.screener }
    }

    /// What was sent, as text.
    pub(super) fn text(&self) -> Result<&str, Trouble> {
        text(&self.body)
    }
}

impl Call {
    /// Signs in. The body is not read yet: nobody without a token sends one.
    pub(super) async fn open(
        app: &Arc<App>,
        scope: Scope,
        request: Request,
    ) -> Result<Self, Fault> {
        let Some(office) = &app.office else {
            let what = "no office is served here; `portcullis serve --db` serves one";
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, what).into());
        };
        let (head, unread) = request.into_parts();
        let digest = Digest::of(bearer(&head.headers).ok_or(Fault::unknown(false))?.as_bytes());
        let person = office.work(move |desk| admitted(desk, &digest, scope)).await?;
        let person = person.ok_or_else(|| Fault::unknown(true))?;
        let person = person.ok_or_else(|| Fault::out_of_scope(scope))?;
        let mut params = Params::open(head.uri.query().unwrap_or(""));
        let role = params.text("role").map(|word| desk::role(&word)).transpose()?;
        let (app, who) = (Arc::clone(app), Who { person, role, request: None });
        Ok(Self { app, who, params, head, unread, body: Bytes::new(), large: None })
    }

    /// Reads the body. Of large ones only a few are in memory at once.
    pub(super) async fn receive(mut self, limit: usize) -> Result<Self, Fault> {
        if limit > EVENT_BYTES_MAX
            && let Some(office) = &self.app.office
        {
            self.large = Arc::clone(&office.large).acquire_owned().await.ok();
        }
        let body = to_bytes(std::mem::take(&mut self.unread), limit).await.map_err(|_| {
            let what = format!("the body broke off, or is longer than {limit} bytes");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, what)
        })?;
        if let Some(key) = self.head.headers.get(KEY) {
            let (method, uri) = (&self.head.method, &self.head.uri);
            let query = uri.query().unwrap_or("");
            let asked = format!("{method} {}?{query}\n", uri.path());
            self.who.request = Some(once(key, &[asked.as_bytes(), &body].concat())?);
        }
        self.body = body;
        Ok(self)
    }

    /// Signs in and reads a body of one event at most.
    pub(super) async fn read(
        app: &Arc<App>,
        scope: Scope,
        request: Request,
    ) -> Result<Self, Fault> {
        Self::open(app, scope, request).await?.receive(EVENT_BYTES_MAX).await
    }

    /// The body as text.
    pub(super) fn text(&self) -> Result<&str, Trouble> {
        text(&self.body)
    }

    /// The declared type of the body, without its parameters; none where nothing is declared.
    pub(super) fn media_type(&self) -> Option<String> {
        let value = self.head.headers.get(header::CONTENT_TYPE)?.to_str().unwrap_or("unreadable");
        let word = value.split(';').next().unwrap_or_default().trim().to_lowercase();
        (!word.is_empty() && word != "application/octet-stream").then_some(word)
    }

    /// Asks something of the desk before the body is read.
    pub(super) async fn ask(
        self,
        question: impl FnOnce(&Desk, &Who) -> Result<(), Trouble> + Send + 'static,
    ) -> Result<Self, Fault> {
        let (app, who) = (Arc::clone(&self.app), self.who.clone());
        let office = app.office.as_ref().ok_or_else(|| Fault::unknown(false))?;
        office.work(move |desk| question(desk, &who)).await?;
        Ok(self)
    }

    /// Looks something up. Every parameter was read before.
    pub(super) async fn look<T: Send + 'static>(
        self,
        job: impl FnOnce(&Desk, &Who, Timestamp) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Fault> {
        let Self { app, who, params, .. } = self;
        params.close()?;
        let office = app.office.as_ref().ok_or_else(|| Fault::unknown(false))?;
        office.work(move |desk| job(desk, &who, Timestamp::now())).await
    }

    /// Does something once: a request that was done before gets the same `done`, marked.
    pub(super) async fn record(
        self,
        job: impl FnOnce(&Desk, &Who, &Hand) -> Result<Value, Trouble> + Send + 'static,
    ) -> Result<Response, Fault> {
        let named = self.seen()? != Seen::Any;
        let Self { app, who, params, body, large, .. } = self;
        params.close()?;
        let office = app.office.as_ref().ok_or_else(|| Fault::unknown(false))?;
        let (lists, at) = (app.current(), Timestamp::now());
        let hand = Hand { app: Arc::clone(&app), lists, at, body };
        let work = move |desk: &Desk| {
            let _held = large;
            if let Some(done) = desk.done(&who)? {
                return Ok(Ok((json!({ "done": done }), true)));
            }
            Ok(job(desk, &who, &hand).map(|answer| (answer, false)))
        };
        let (answer, replayed) =
            office.work(work).await?.map_err(|trouble| Fault::of(trouble, named))?;
        let mut response = Json(answer).into_response();
        if replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        Ok(response)
    }

    /// The version that was seen.
    pub(super) fn seen(&self) -> Result<Seen, Fault> {
        let Some(value) = self.head.headers.get(header::IF_MATCH) else { return Ok(Seen::Any) };
        let text = value.to_str().unwrap_or_default().trim();
        let tag = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let number = tag.split('.').next().unwrap_or(tag);
        match number.parse() {
            _ if text == "*" => Ok(Seen::Any),
            // A digest may happen to be of digits alone.
            Ok(version) if tag.len() < 64 || tag.contains('.') => Ok(Seen::Version(version)),
            _ if tag.len() == 64 => Ok(Seen::Tag(text.to_owned())),
            _ => Err(Fault::bad("If-Match: no version", "a number, or the `ETag` of an answer")),
        }
    }

    /// The tags that the sender has already.
    pub(super) fn has(&self) -> Vec<String> {
        let all = self.head.headers.get_all(header::IF_NONE_MATCH).iter();
        let texts = all.filter_map(|value| value.to_str().ok());
        let tags = texts.flat_map(|text| text.split(','));
        tags.map(|tag| tag.trim().trim_start_matches("W/").to_owned()).collect()
    }
}

/// Nobody under that digest; or one without the scope; or a person.
fn admitted(
    desk: &Desk,
    digest: &Digest,
    scope: Scope,
) -> Result<Option<Option<PersonId>>, Trouble> {
    let office = desk.docket(None)?.office;
    let Some(token) = office.tokens.get(digest).filter(|token| token.good(today())) else {
        return Ok(None);
    };
    if !office.people.get(&token.person).is_some_and(|person| person.active) {
        return Ok(None);
    }
    Ok(Some(token.scopes.contains(&scope).then(|| token.person.clone())))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn text(body: &[u8]) -> Result<&str, Trouble> {
    std::str::from_utf8(body)
        .map_err(|_| Trouble::bad("the body is not UTF-8", "send JSON as UTF-8"))
}

fn once(key: &HeaderValue, asked: &[u8]) -> Result<Once, Fault> {
    let hint = "a key of the sender's own, such as a UUID";
    let key = key.to_str().unwrap_or_default();
    let request = Once::new(key, Digest::of(asked));
    request.map_err(|error| Fault::bad(format!("Idempotency-Key: {error}"), hint))
}
