//! The lists as files: what goes out can come in again, and changes lead from one to the next.

use std::collections::BTreeMap;

use serde_json::Value;

use super::server::{ANY_AGE, Server};
use crate::lists::import;
use crate::run::run;
use crate::scratch::Scratch;

#[test]
fn what_goes_out_comes_in_again_as_the_same_parties() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let file = server.get("/datasets/default/entities.ftm.json");
    assert_eq!(file.header("content-type"), Some("application/x-ndjson"));
    let store = scratch.at("again");
    let ran = import(&store, &["--kind", "ftm-json", &scratch.file("all.json", &file.body)]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let again = Server::start(&["--lists", &store, "--max-age", ANY_AGE]);
    let parties = |reply: &[Value]| -> BTreeMap<String, Value> {
        let listed = reply.iter().filter(|entity| entity["target"] == true);
        listed.map(|entity| (entity["id"].as_str().unwrap().to_owned(), entity.clone())).collect()
    };
    let before = parties(&file.lines());
    let after = parties(&again.get("/datasets/ftm/entities.ftm.json").lines());
    assert_eq!((before.len(), after.len()), (11, 11));
    for (id, old) in &before {
        let new = &after[&format!("ftm-{id}")];
        assert_eq!(old["schema"], new["schema"], "{id}");
        assert_eq!(old["caption"], new["caption"], "{id}");
        for (property, values) in old["properties"].as_object().unwrap() {
            // Topics are of the list that they come from.
            if property != "topics" {
                assert_eq!(values, &new["properties"][property], "{id} {property}");
            }
        }
        let listed = |server: &Server, id: &str| {
            let entity = server.get(&format!("/entities/{id}")).json();
            entity["properties"]["sanctions"][0]["properties"]["listingDate"].clone()
        };
        assert_eq!(listed(&server, id), listed(&again, &format!("ftm-{id}")));
    }
    assert_eq!(server.get("/datasets/nowhere/entities.ftm.json").status, 404);
}

fn list(day: &str, entries: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{{\"portcullis_list\":1,\"list\":\"un\",\"published\":\"{day}\",\"entries\":{}}}\n",
        entries.len()
    );
    for (entry, name) in entries {
        let names = format!(r#"[{{"whole":"{name}","quality":"primary"}}]"#);
        text.push_str(&format!(r#"{{"entry":"{entry}","kind":"organisation","names":{names}}}"#));
        text.push('\n');
    }
    text
}

/// Takes the lists in, one after the other.
fn grown(scratch: &Scratch, lists: &[String]) -> String {
    let store = scratch.at("grown");
    for (at, list) in lists.iter().enumerate() {
        let file = scratch.file(&format!("{at}.ndjson"), list);
        let ran = run(&["lists", "import", "--accept-shrunken", "--lists", &store, &file], "");
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    store
}

#[test]
fn changes_lead_from_the_first_snapshot_to_the_last() {
    let scratch = Scratch::new();
    let first =
        list("2026-01-01", &[("A", "First Firm"), ("B", "Second Firm"), ("C", "Third Firm")]);
    let second =
        list("2026-02-01", &[("A", "First Firm"), ("B", "Second Firm Renamed"), ("D", "New")]);
    // Two of one day: the later one is in force.
    let third =
        list("2026-02-01", &[("A", "First Firm"), ("B", "Second Firm Renamed"), ("E", "Newer")]);
    let store = grown(&scratch, &[first, second, third]);
    let server = Server::start(&["--lists", &store, "--max-age", ANY_AGE]);
    let entity = |id: &str| server.get(&format!("/entities/un-{id}?nested=false")).json();
    assert_eq!(entity("A")["first_seen"], "2026-01-01T00:00:00");
    assert_eq!(entity("A")["last_change"], "2026-01-01T00:00:00");
    assert_eq!(entity("B")["first_seen"], "2026-01-01T00:00:00");
    assert_eq!(entity("B")["last_change"], "2026-02-01T00:00:00");
    assert_eq!(entity("E")["first_seen"], "2026-02-01T00:00:00");
    assert_eq!(entity("A")["last_seen"], "2026-02-01T00:00:00");

    let deltas = server.get("/datasets/un/delta.json").json();
    let versions: Vec<(&String, &str)> = deltas["versions"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(version, url)| (version, url.as_str().unwrap()))
        .collect();
    assert_eq!(versions.len(), 2, "{deltas}");
    assert!(versions[0].0.starts_with("2026-02-01-001-"), "{deltas}");
    let catalog = server.get("/catalog").json();
    let un = catalog["datasets"].as_array().unwrap().iter().find(|d| d["name"] == "un").unwrap();
    assert_eq!(un["version"], versions[1].0.as_str());
    assert!(un["delta_url"].as_str().unwrap().ends_with("/datasets/un/delta.json"));
    let read = |url: &str| {
        let path = url.strip_prefix(&format!("http://{}", server.address)).unwrap();
        let reply = server.get(path);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.lines()
    };
    let ops = |lines: &[Value]| -> Vec<String> {
        let one = |l: &Value| {
            format!("{} {}", l["op"].as_str().unwrap(), l["entity"]["id"].as_str().unwrap())
        };
        lines.iter().map(one).collect()
    };
    assert_eq!(ops(&read(versions[0].1)), ["ADD un-D", "MOD un-B", "DEL un-C"]);
    assert_eq!(ops(&read(versions[1].1)), ["ADD un-E", "DEL un-D"]);
    // Who applies them one after the other holds what is in force.
    let mut held: BTreeMap<String, Value> = BTreeMap::new();
    for (_, url) in &versions {
        for line in read(url) {
            let id = line["entity"]["id"].as_str().unwrap().to_owned();
            match line["op"].as_str().unwrap() {
                "DEL" => drop(held.remove(&id)),
                _ => drop(held.insert(id, line["entity"]["caption"].clone())),
            }
        }
    }
    assert_eq!(held["un-B"], entity("B")["caption"]);
    assert_eq!(held.keys().collect::<Vec<_>>(), ["un-B", "un-E"]);
    for path in [
        "/datasets/nowhere/delta.json",
        "/datasets/un/delta/2026.ndjson",
        "/datasets/un/delta/x",
        "/datasets/default/delta.json",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    // Nothing leads to the first snapshot.
    let catalog_first = un["version"].as_str().unwrap().replace("2026-02-01-002", "2026-01-01-001");
    assert_eq!(server.get(&format!("/datasets/un/delta/{catalog_first}.ndjson")).status, 404);
}
