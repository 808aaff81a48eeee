//! Why a request is not answered, in the two forms that callers expect: `{"detail": …}` on the paths
//! that other screening systems have too, and `application/problem+json` (RFC 9457) on our own.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A fault in one place of a request, in the form that clients of such systems read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Item {
    /// `query` or `body`, then the field.
    pub(super) loc: Vec<String>,
    /// What is wrong.
    pub(super) msg: String,
    /// A word for programs.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

/// One text, or the faults one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Detail {
    /// In words.
    Text(String),
    /// One by one.
    Items(Vec<Item>),
}

/// A request that is not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Refusal {
    #[serde(skip)]
    pub(super) status: StatusCode,
    /// Why.
    pub(super) detail: Detail,
}

/// What is wrong with a text of a request, with its place, in our words.
pub(super) fn unread(error: &serde_json::Error) -> String {
    let told = casework::spoken::json(error).to_string().replace("\n  hint: ", "; hint: ");
    format!("line {}, column {}: {told}", error.line(), error.column())
}

impl Refusal {
    /// With a status and words.
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: Detail::Text(detail.into()) }
    }

    /// 400
    pub(super) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 404
    pub(super) fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 503: nobody can be cleared, or nothing can be answered, now.
    pub(super) fn not_ready(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// 422 with the faults one by one.
    pub(super) fn faults(items: Vec<Item>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, detail: Detail::Items(items) }
    }

    /// 422 for a body that is not of the right shape.
    pub(super) fn body(msg: impl Into<String>) -> Self {
        let item = Item { loc: vec!["body".to_owned()], msg: msg.into(), kind: "value_error" };
        Self::faults(vec![item])
    }

    /// In words alone.
    pub(super) fn text(&self) -> String {
        match &self.detail {
            Detail::Text(text) => text.clone(),
            Detail::Items(items) => {
                let one = |item: &Item| format!("{}: {}", item.loc.join("."), item.msg);
                items.iter().map(one).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(&self)).into_response()
    }
}

/// A refusal on one of our own paths.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status.
    status: u16,
    /// Why.
    detail: String,
    /// Every fault by itself, with its place and a hint.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
    /// What the rules of an office have against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Box<Against>>,
}

/// What the rules of an office have against something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Against {
    /// A word for programs: `not_now`, `not_for_role`, `blocked`, `conflict` …
    pub(super) because: &'static str,
    /// Everything that stands against a grant, each with its word.
    #[schema(value_type = Vec<Object>)]
    pub(super) blockers: Vec<serde_json::Value>,
}

impl Problem {
    /// With a status and words.
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            problems: Vec::new(),
            refused: None,
        }
    }

    /// The same, with what the rules have against it.
    pub(super) fn against(self, against: Against) -> Self {
        Self { refused: Some(Box::new(against)), ..self }
    }

    /// 422 with every fault.
    pub(super) fn faults(problems: Vec<String>) -> Self {
        let detail = problems.first().cloned().unwrap_or_default();
        Self { problems, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.status, refusal.text())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, Json(&self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}
