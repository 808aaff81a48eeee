//! `/search`: words, filters, facets, pages.

use serde_json::{Value, json};

use super::server::{Server, ids};
use crate::scratch::Scratch;

fn search(server: &Server, rest: &str) -> Value {
    let reply = server.get(&format!("/search/{rest}"));
    assert_eq!(reply.status, 200, "{rest}: {}", reply.text());
    reply.json()
}

#[test]
fn words_filters_and_pages() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let all = search(&server, "default?limit=500");
    assert_eq!(all["total"], json!({"value": 11, "relation": "eq"}));
    for (rest, found) in [
        // Names in other spellings, beginnings of words, numbers, addresses.
        ("default?q=invented+tradng", "ch-930 un-KPe.903"),
        ("default?q=inv+sta&sort=id", "ch-920 made.up-Q902"),
        ("default?q=X0000001&sort=id&datasets=made_up", "made.up-Q901"),
        ("default?q=pyongyang", "un-KPe.903"),
        ("default?q=invented&schema=Vessel&sort=id:desc", "made.up-Q902 ch-920"),
        ("un?q=imagined&countries=IR&countries=kp", "un-IRi.901"),
        ("default?filter=datasets:made_up&filter=countries:kp", "made.up-Q902"),
        ("default?filter=datasets:made_up&filter=datasets:un&filter_op=AND", ""),
        ("made_up?sort=id&limit=1&offset=1&fuzzy=true&simple=true", "made.up-Q902"),
        (
            "made_up?sort=caption:desc",
            "made.up-Q902 made.up-Q904 made.up-Q905 made.up-Q901 made.up-Q906 made.up-Q903",
        ),
        ("default?topics=role.pep&datasets=un", ""),
        ("default?changed_since=2026-04-01&datasets=un", ""),
        ("default?q=zzzz", ""),
    ] {
        let answer = search(&server, rest);
        assert_eq!(ids(&answer).join(" "), found, "{rest}: {answer}");
    }
}

#[test]
fn facets_count_all_that_was_found() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let answer = search(&server, "default?limit=1&q=invented");
    let lists = &answer["facets"]["datasets"]["values"];
    assert_eq!(lists[0], json!({"name": "ch", "label": "ch", "count": 2}), "{answer}");
    assert_eq!(answer["facets"]["countries"]["label"], "Countries");
    let answer = search(&server, "default?facets=schema&facets=genders");
    let facets: Vec<&String> = answer["facets"].as_object().unwrap().keys().collect();
    assert_eq!(facets, ["genders", "schema"]);
}

#[test]
fn bad_searches_are_refused() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    for (rest, status) in [
        ("nowhere", 404),
        ("default?schema=Persn", 400),
        ("default?sort=age", 422),
        ("default?sort=caption:up", 422),
        ("default?facets=shoe_size", 422),
        ("default?filter=countries", 422),
        ("default?filter=shoe_size:44", 422),
        ("default?filter_op=XOR", 422),
        ("default?offset=9500", 422),
        ("default?limit=501", 422),
        ("default?query=x", 422),
    ] {
        let reply = server.get(&format!("/search/{rest}"));
        assert_eq!(reply.status, status, "{rest}: {}", reply.text());
    }
}
