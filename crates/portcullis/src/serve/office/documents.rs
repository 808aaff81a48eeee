//! Documents of a case. What somebody sent goes out as a file, never as something to be shown: a
//! browser that is led to it saves it.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::id::{CaseId, Digest};
use casework::token::Scope;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::call::{Call, OnceHead, RoleParam, Seen};
use super::fault::{Fault, Refusals};
use super::step;
use crate::command::desk::id;
use crate::office::documents::{BYTES_MAX, Documents, kind};
use crate::office::filed;
use crate::serve::app::App;
use crate::serve::refusal::Problem;

/// What a document is called.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct NameParam {
    /// Its name, such as `contract.pdf`.
    name: String,
}

/// Which documents of a case the bearer may have.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}/documents",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), RoleParam),
    responses((status = 200, description = "Documents by digest", body = Value), Refusals)
)]
pub(in super::super) async fn list(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::CasesRead, request).await?;
    let case: CaseId = id("case", &case)?;
    let view = call.look(move |desk, who, _| {
        let docket = desk.docket(Some(&case))?;
        let all = filed::visible(&docket, &case, who)?;
        Ok(all.into_iter().map(|(digest, one)| filed::told(digest, one)).collect())
    });
    Ok(Json(view.await?))
}

/// Files a document: PDF, PNG, JPEG, TIFF or plain text, as its content shows.
#[utoipa::path(
    post,
    path = "/v1/cases/{id}/documents",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), NameParam, RoleParam, OnceHead),
    request_body(
        content = Vec<u8>,
        content_type = "application/octet-stream",
        description = "Its content; a type that is declared must be the one that the content shows"
    ),
    responses((status = 201, description = "Filed", body = Value), Refusals)
)]
pub(in super::super) async fn file(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let mut call = Call::open(&app, Scope::CasesWrite, request).await?;
    let (case, saw): (CaseId, Seen) = (id("case", &case)?, call.seen()?);
    let kept = folder(&app)?;
    let name = call.params.text("name");
    let name = name.ok_or_else(|| Fault::bad("name: missing", "?name=contract.pdf"))?;
    let own = case.clone();
    let call = call.ask(move |desk, who| filed::may_file(desk, who, &own)).await?;
    let call = call.receive(BYTES_MAX).await?;
    let declared = call.media_type();
    let recorded = call.record(move |desk, who, hand| {
        let (_, audience, expected) = step::seen(desk, who, hand, &case, &saw)?;
        let (digest, event) = filed::filed(&kept, &name, declared.as_deref(), &hand.body)?;
        let mut told = step::act(desk, who, hand, (&case, audience), event, expected)?;
        if let Some(told) = told.as_object_mut() {
            told.insert("document".to_owned(), json!(digest));
        }
        Ok(told)
    });
    let mut response = recorded.await?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// A document, as a file.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}/documents/{digest}",
    tag = "cases",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "Of the case"),
        ("digest" = String, Path, description = "Of its content, sha-256 in hexadecimal digits"),
        RoleParam
    ),
    responses(
        (status = 200, description = "Its content", content(
            (Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"),
            (Vec<u8> = "image/tiff"), (Vec<u8> = "text/plain"),
            (Vec<u8> = "application/octet-stream")
        )),
        Refusals
    )
)]
pub(in super::super) async fn content(
    State(app): State<Arc<App>>,
    Path((case, digest)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::CasesRead, request).await?;
    let case: CaseId = id("case", &case)?;
    let hint = "64 hexadecimal digits, as the list of documents has them";
    let digest = Digest::new(digest).map_err(|error| Fault::bad(error, hint))?;
    let kept = folder(&app)?;
    let looked = call.look(move |desk, who, _| {
        let docket = desk.docket(Some(&case))?;
        let (digest, document) = filed::one(&docket, &case, who, digest.as_str())?;
        Ok((document.name.clone(), kept.read(digest)?))
    });
    let (name, bytes) = looked.await?;
    // What the content shows, whatever somebody once said of it.
    let media_type = match kind(&bytes) {
        Some("text/plain") => "text/plain; charset=utf-8",
        Some(known) => known,
        None => "application/octet-stream",
    };
    let mut response = Bytes::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    let private = HeaderValue::from_static("private, no-store");
    headers.insert(header::CACHE_CONTROL, private);
    let saved = HeaderValue::from_str(&attachment(&name));
    let saved = saved.unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, saved);
    Ok(response)
}

fn folder(app: &App) -> Result<Documents, Fault> {
    let known = app.office.as_ref().and_then(|office| office.documents.clone());
    known.ok_or_else(|| {
        let what = "no folder of documents is known here; `serve --documents DIR` names it";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, what).into()
    })
}

/// `Content-Disposition` with a name (RFC 6266): in plain letters for who reads no other, and whole.
fn attachment(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        match char::from(byte) {
            c if is_plain(c) => whole.push(c),
            _ => whole.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod test {
    use super::attachment;

    #[test]
    fn a_name_goes_out_in_two_forms_and_breaks_nothing() {
        let told = attachment("Übersicht \"1\"\r\nX: y.pdf");
        let whole = "%C3%9Cbersicht%20%221%22%0D%0AX%3A%20y.pdf";
        let plain = "_bersicht__1___X__y.pdf";
        assert_eq!(told, format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"));
    }
}
