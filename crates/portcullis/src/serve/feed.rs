//! The lists as FollowTheMoney files: all of a list, and what changed between its snapshots.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use screening::listing::ListedParty;
use screening::lists::diff;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::app::App;
use super::lines;
use super::refusal::Refusal;
use super::snapshot::{DEFAULT, List, Snapshot, midnight};
use crate::ftm::entity::{Entity, Standing, entity};
use crate::ftm::id::id_of;
use crate::ftm::neighbour::neighbours;
use crate::store::chain::versions;

/// Entities in one piece of a file that goes out.
const PIECE: usize = 256;
/// Pieces that wait for a slow reader.
const AHEAD: usize = 4;

/// The changes of a dataset, by the version they lead to.
#[derive(Serialize, ToSchema)]
pub(super) struct Deltas {
    /// Where each is.
    versions: BTreeMap<String, String>,
}

/// One change.
#[derive(Serialize, ToSchema)]
pub(super) struct Delta {
    /// ADD, MOD or DEL.
    op: &'static str,
    /// The whole entity; of one that is gone, its id.
    #[schema(value_type = Object)]
    entity: Value,
}

fn list<'a>(snapshot: &'a Snapshot, name: &str) -> Result<&'a List, Refusal> {
    let found = snapshot.lists.iter().find(|list| list.meta.list == name);
    found.ok_or_else(|| Refusal::missing(format!("No such dataset: {name}")))
}

/// All parties of a list, or of all lists, one entity a line, each followed by its listing, papers
/// and wallets.
#[utoipa::path(
    get,
    path = "/datasets/{dataset}/entities.ftm.json",
    tag = "feed",
    params(("dataset" = String, Path, description = "A list, or `default` for all")),
    responses(
        (status = 200, description = "One entity a line", body = Entity,
            content_type = "application/x-ndjson"),
        (status = 404, description = "No such dataset", body = Refusal),
    )
)]
pub(super) async fn entities(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
) -> Result<Response, Refusal> {
    let snapshot = app.current();
    let parties = match dataset.as_str() {
        DEFAULT => 0..snapshot.parties().len(),
        name => list(&snapshot, name)?.parties.clone(),
    };
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut rest = parties;
        while !rest.is_empty() {
            let piece: String =
                rest.by_ref().take(PIECE).map(|at| written(&snapshot, at)).collect();
            // Who went away needs no more.
            if sender.blocking_send(Bytes::from(piece)).is_err() {
                return;
            }
        }
    });
    Ok(lines::stream(receiver))
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

fn written(snapshot: &Snapshot, at: usize) -> String {
    let Ok(party) = u32::try_from(at) else { return String::new() };
    let Some((entity, listed)) = snapshot.entity(party).zip(snapshot.party(party)) else {
        return String::new();
    };
    let mut text = line(&entity);
    for property in ["sanctions", "identification", "cryptoWallets"] {
        text.extend(neighbours(&entity, listed, property).iter().map(line));
    }
    text
}

/// Where the changes between the kept snapshots of a list are.
#[utoipa::path(
    get,
    path = "/datasets/{dataset}/delta.json",
    tag = "feed",
    params(("dataset" = String, Path, description = "A list")),
    responses(
        (status = 200, body = Deltas),
        (status = 404, description = "No such dataset", body = Refusal),
    )
)]
pub(super) async fn deltas(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
) -> Result<Json<Deltas>, Refusal> {
    let snapshot = app.current();
    let list = list(&snapshot, &dataset)?;
    let place = |version: String| {
        let path = format!("/datasets/{dataset}/delta/{version}.ndjson");
        (version, format!("{}{path}", app.address))
    };
    // Nothing leads to the first.
    Ok(Json(Deltas { versions: versions(&list.chain).into_iter().skip(1).map(place).collect() }))
}

/// What changed from the snapshot before to one of a list.
#[utoipa::path(
    get,
    path = "/datasets/{dataset}/delta/{file}",
    tag = "feed",
    params(
        ("dataset" = String, Path, description = "A list"),
        ("file" = String, Path, description = "As `delta.json` says")
    ),
    responses(
        (status = 200, description = "One change a line", body = Delta,
            content_type = "application/x-ndjson"),
        (status = 404, description = "No such dataset or version", body = Refusal),
        (status = 503, description = "The snapshots cannot be read", body = Refusal),
    )
)]
pub(super) async fn delta(
    State(app): State<Arc<App>>,
    Path((dataset, file)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let own = Arc::clone(&app);
    let pieces = app.work(move || changes(&own.current(), &dataset, &file)).await??;
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        for piece in pieces {
            if sender.send(Bytes::from(piece)).await.is_err() {
                return;
            }
        }
    });
    Ok(lines::stream(receiver))
}

fn changes(snapshot: &Snapshot, dataset: &str, file: &str) -> Result<Vec<String>, Refusal> {
    let list = list(snapshot, dataset)?;
    let gone = || Refusal::missing("No such version.");
    let version = file.strip_suffix(".ndjson").ok_or_else(gone)?;
    let at = versions(&list.chain).iter().position(|known| known == version).ok_or_else(gone)?;
    let before = at.checked_sub(1).and_then(|at| list.chain.get(at)).ok_or_else(gone)?;
    let after = list.chain.get(at).ok_or_else(gone)?;
    let store = snapshot.screener.catalogue().and_then(|catalogue| catalogue.store());
    let store = store.ok_or_else(gone)?;
    let read = |manifest| {
        let read = store.entries(manifest).map(|(_, parties)| parties);
        read.map_err(|error| Refusal::not_ready(format!("{error:#}")))
    };
    let (old, new) = (read(before)?, read(after)?);
    let found = diff::difference(&old, &new);
    let day = midnight(after.day());
    let whole = |party: &ListedParty, is_new: bool| -> Value {
        let id = id_of(dataset, &party.entry);
        let standing = Standing {
            id: &id,
            list: dataset,
            referents: std::slice::from_ref(&party.entry),
            first_seen: is_new.then_some(day.as_str()),
            last_seen: Some(&day),
            last_change: Some(&day),
        };
        serde_json::to_value(entity(party, standing)).unwrap_or_default()
    };
    let added = found.added.iter().map(|party| Delta { op: "ADD", entity: whole(party, true) });
    let changed =
        found.changed.iter().map(|change| Delta { op: "MOD", entity: whole(change.new, false) });
    let removed = found.removed.iter().map(|party| Delta {
        op: "DEL",
        entity: serde_json::json!({ "id": id_of(dataset, &party.entry) }),
    });
    let all: Vec<String> = added.chain(changed).chain(removed).map(|delta| line(&delta)).collect();
    Ok(all.chunks(PIECE).map(<[String]>::concat).collect())
}
