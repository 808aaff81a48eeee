//! `/entities`: a party, what stands beside it, and the way from its other ids.

use serde_json::json;

use super::server::Server;
use crate::lists::import;
use crate::scratch::Scratch;

#[test]
fn a_party_comes_with_what_stands_beside_it() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let flat = server.get("/entities/made.up-Q901?nested=false").json();
    assert_eq!(flat["caption"], "Imagined Person");
    assert_eq!(flat["properties"]["weakAlias"], json!(["The Engineer"]));
    assert_eq!(flat["properties"].get("sanctions"), None);
    let nested = server.get("/entities/made.up-Q901").json();
    let listing = &nested["properties"]["sanctions"][0];
    assert_eq!(listing["schema"], "Sanction");
    assert_eq!(listing["properties"]["listingDate"], json!(["2007-03-24"]));
    assert_eq!(
        nested["properties"]["identification"][0]["properties"]["number"],
        json!(["X0000001"])
    );
    let adjacent = server.get("/entities/made.up-Q901/adjacent?limit=1").json();
    assert_eq!(adjacent["entity"]["id"], "made.up-Q901");
    let sanctions = &adjacent["adjacent"]["sanctions"];
    assert_eq!(sanctions["total"], json!({"value": 1, "relation": "eq"}));
    assert_eq!(sanctions["results"][0]["id"], listing["id"]);
    let page =
        server.get("/entities/made.up-Q901/adjacent/sanctions?offset=1&sort=caption:desc").json();
    assert_eq!((&page["results"], &page["offset"]), (&json!([]), &json!(1)));
    for (path, status) in [
        ("/entities/made.up-Q901/adjacent/friends", 404),
        ("/entities/nobody", 404),
        ("/entities/nobody/adjacent", 404),
        ("/entities/made.up-Q901?nested=perhaps", 422),
        ("/entities/made.up-Q901/adjacent?sort=age", 422),
    ] {
        assert_eq!(server.get(path).status, status, "{path}");
    }
}

#[test]
fn other_ids_lead_to_the_party_that_alone_has_them() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    for (path, target) in [
        ("/entities/KPe.903", "/entities/un-KPe.903"),
        ("/entities/KPe.903?nested=false", "/entities/un-KPe.903?nested=false"),
        ("/entities/Q901/adjacent", "/entities/made.up-Q901/adjacent"),
        ("/entities/Q901/adjacent/sanctions", "/entities/made.up-Q901/adjacent/sanctions"),
    ] {
        let reply = server.get(path);
        assert_eq!(reply.status, 308, "{path}: {}", reply.text());
        assert_eq!(reply.header("location"), Some(target), "{path}");
        assert_eq!(server.get(target).status, 200);
    }
}

#[test]
fn ids_that_merged_elsewhere_and_ids_with_odd_letters_are_found() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    let merged = r#"{"id":"NK-1","schema":"Person","caption":"Invented One","referents":["old-7","both"],"properties":{"name":["Invented One"]},"datasets":["merged"],"last_seen":"2026-05-06"}
{"id":"odd/é #1","schema":"Person","caption":"Invented Two","referents":["both"],"properties":{"name":["Invented Two"]},"datasets":["merged"],"last_seen":"2026-05-06"}
"#;
    let ran = import(&store, &["--kind", "ftm-json", &scratch.file("a.json", merged)]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let server = Server::start(&["--lists", &store]);
    assert_eq!(server.get("/entities/old-7").header("location"), Some("/entities/merged-NK-1"));
    // Two have it: it leads nowhere.
    assert_eq!(server.get("/entities/both").status, 404);
    let odd = server.get("/entities/odd%2F%C3%A9%20%231");
    let target = odd.header("location").unwrap();
    // The model takes no such letters in an id.
    assert_eq!(target, "/entities/merged-odd----1-45af60ec");
    let entity = server.get(target).json();
    assert_eq!(entity["id"], "merged-odd----1-45af60ec");
    assert_eq!(entity["referents"], json!(["odd/é #1", "merged-odd/é #1", "both"]));
    let before = server.get("/entities/merged-odd%2F%C3%A9%20%231");
    assert_eq!(before.header("location"), Some(target));
}
