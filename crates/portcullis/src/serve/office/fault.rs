//! Why an office does not answer, with its status.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::refusal::Refusal as Rule;
use casework::token::Scope;
use utoipa::IntoResponses;

use crate::files;
use crate::office::{Trouble, trouble};
use crate::serve::refusal::{Against, Problem, Refusal};

/// A problem, and how to sign in where that is missing.
#[derive(Debug)]
pub(in super::super) struct Fault(Box<(Problem, Option<String>)>);

impl Fault {
    /// 401: no token, or not one that is admitted.
    pub(super) fn unknown(given: bool) -> Self {
        let (what, challenge) = match given {
            false => ("a token is wanted: `Authorization: Bearer ptk_…`", "Bearer"),
            true => ("no such token is admitted now", "Bearer error=\"invalid_token\""),
        };
        let problem = Problem::new(StatusCode::UNAUTHORIZED, what);
        Self(Box::new((problem, Some(challenge.to_owned()))))
    }

    /// 403: the token is not good for this.
    pub(super) fn out_of_scope(scope: Scope) -> Self {
        let word = scope.word();
        let problem = format!("the token has no scope `{word}`");
        let problem = Problem::new(StatusCode::FORBIDDEN, problem);
        let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{word}\"");
        Self(Box::new((problem, Some(challenge))))
    }

    /// 422 of one place.
    pub(super) fn bad(what: impl Into<String>, hint: &str) -> Self {
        Trouble::bad(what, hint).into()
    }

    /// What the desk says to somebody who named a version.
    pub(super) fn of(trouble: Trouble, named: bool) -> Self {
        match trouble {
            Trouble::Refused(rule @ Rule::Conflict { .. }) if named => {
                refused(&rule, StatusCode::PRECONDITION_FAILED).into()
            }
            other => other.into(),
        }
    }
}

fn refused(rule: &Rule, status: StatusCode) -> Problem {
    let blockers = match rule {
        Rule::Blocked(blockers) => trouble::blockers(blockers),
        _ => Vec::new(),
    };
    let against = Against { because: trouble::word(rule), blockers };
    Problem::new(status, rule.to_string()).against(against)
}

fn status(rule: &Rule) -> StatusCode {
    match rule {
        Rule::NotInRole(..) | Rule::NotForRole(..) | Rule::NotThisPerson(_) => {
            StatusCode::FORBIDDEN
        }
        Rule::ReasonMissing(_) | Rule::OtherRequest => StatusCode::UNPROCESSABLE_ENTITY,
        Rule::Unknown(_)
        | Rule::NotNow { .. }
        | Rule::NotSo(_)
        | Rule::Blocked(_)
        | Rule::Conflict { .. }
        | Rule::Earlier => StatusCode::CONFLICT,
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(rule) => refused(&rule, status(&rule)).into(),
            Trouble::Bad(problems) => {
                Problem::faults(problems.iter().map(ToString::to_string).collect()).into()
            }
            Trouble::Absent(what) => Problem::new(StatusCode::NOT_FOUND, what).into(),
            Trouble::Failed(what) => {
                // What a database says is for those who run it.
                files::say(&format!("the office failed: {what}"));
                let told = "the office cannot answer now; its operator is told why";
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, told).into()
            }
        }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self(Box::new((problem, None)))
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Problem::from(refusal).into()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (problem, challenge) = *self.0;
        let mut response = problem.into_response();
        if let Some(Ok(value)) = challenge.map(|text| HeaderValue::from_str(&text)) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

/// The refusals that every path of an office has.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes them")]
pub(super) enum Refusals {
    /// No token, or none that is admitted
    #[response(status = 401, content_type = "application/problem+json")]
    Unknown(Problem),
    /// Not for this token, role or person
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// Not there, or not for this person
    #[response(status = 404, content_type = "application/problem+json")]
    Absent(Problem),
    /// Not now: the state, the rules, or another version stand against it
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// Not the version that was named
    #[response(status = 412, content_type = "application/problem+json")]
    Changed(Problem),
    /// Too long
    #[response(status = 413, content_type = "application/problem+json")]
    TooLong(Problem),
    /// Malformed: every fault with place and hint
    #[response(status = 422, content_type = "application/problem+json")]
    Malformed(Problem),
    /// No office is served here, or it cannot answer now
    #[response(status = 503, content_type = "application/problem+json")]
    Unready(Problem),
}
