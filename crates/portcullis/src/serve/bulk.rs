//! `POST /match/{dataset}/bulk`: examples line by line, as many as there are.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::answer::{MatchAnswer, answer, refused};
use super::app::{App, today};
use super::lines::{self, Broken};
use super::match_api::keep;
use super::params::Params;
use super::question::Asked;
use super::refusal::Refusal;
use super::terms::{Admission, MatchParams, Terms};

/// One example a line in, one answer a line out, in the same order and as soon as it is known.
///
/// A line that cannot be read is answered with its fault, and the rest goes on. All of a request is
/// answered from the lists in force when it began.
#[utoipa::path(
    post,
    path = "/match/{dataset}/bulk",
    tag = "match",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), MatchParams),
    request_body(
        content = String,
        content_type = "application/x-ndjson",
        description = "One query a line, as in a batch"
    ),
    responses(
        (status = 200, description = "One answer a line", body = MatchAnswer,
            content_type = "application/x-ndjson"),
        (status = 400, description = "No dataset is left", body = Refusal),
        (status = 404, description = "No such dataset", body = Refusal),
        (status = 422, description = "Malformed", body = Refusal),
        (status = 503, description = "Lists are missing or too old", body = Refusal),
    )
)]
pub(super) async fn match_bulk(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Refusal> {
    let mut params = Params::open(query.as_deref().unwrap_or(""));
    let terms = Terms::read(&dataset, &mut params)?;
    params.close()?;
    let day = today();
    {
        let snapshot = app.current();
        let admission = Admission::new(&snapshot, &terms)?;
        // A stream cannot change its status later, so it does not begin.
        admission.standing(day).map_err(Refusal::not_ready)?;
    }
    let address = query.unwrap_or_default();
    Ok(lines::answer(app, body, move |snapshot, line, text, drafts| {
        let answered = match text {
            Ok(text) => {
                let answered = answer(snapshot, &terms, text, day, Some(line));
                let (dataset, address) = (terms.dataset.as_str(), address.as_str());
                let asked = Asked { dataset, address, params: None, line: Some(line) };
                keep(snapshot, day, &asked, text, &answered, drafts);
                answered
            }
            Err(broken) => refusal(broken, line),
        };
        answered.json.get().to_owned()
    }))
}

fn refusal(broken: Broken, line: usize) -> super::answer::Answered {
    let (status, why) = broken.why();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    refused(status, why, Some(line))
}
