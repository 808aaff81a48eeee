//! `/match`: what yente's clients send, and what they get.

use serde_json::{Value, json};

use super::server::{ANY_AGE, Server, ids, query};
use crate::lists::{fixture, import, own};
use crate::scratch::Scratch;

#[test]
fn a_match_has_the_shape_that_clients_read() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let body = query("Company", r#"{"name":["Invented Trading Corp."],"country":"North Korea"}"#);
    let reply = server.post("/match/default?limit=2&algorithm=logic-v2&threshold=0.8", &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("x-batch-size"), Some("1"));
    let all = reply.json();
    assert_eq!(all["limit"], 2);
    assert_eq!(all["data"]["lists"].as_array().unwrap().len(), 3);
    let answer = &all["responses"]["q"];
    assert_eq!(answer["status"], 200);
    assert_eq!(answer["total"], json!({"value": 2, "relation": "eq"}));
    assert_eq!(answer["query"]["schema"], "Company");
    assert_eq!(answer["query"]["properties"]["country"], json!(["kp"]));
    let best = &answer["results"][0];
    assert_eq!(best["id"], "un-KPe.903");
    assert_eq!(best["caption"], "INVENTED TRADING CORPORATION");
    assert_eq!(best["schema"], "Organization");
    assert_eq!(best["datasets"], json!(["un"]));
    assert_eq!(best["referents"], json!(["KPe.903"]));
    assert_eq!(best["target"], true);
    assert_eq!(best["last_seen"], "2026-03-04T00:00:00");
    assert_eq!(best["match"], true);
    assert!(best["score"].as_f64().unwrap() > 0.9);
    let likely = best["probability"].as_f64().unwrap();
    assert!(likely > 0.0 && likely < 1.0, "{likely}");
    assert_eq!(best["properties"]["topics"], json!(["sanction"]));
    let name = &best["explanations"]["name_match"];
    assert_eq!(name["candidate"], "INVENTED TRADING CORPORATION");
    assert!(name["detail"].as_str().unwrap().contains("same: invented, trading"), "{name}");
    assert_eq!(best["explanations"]["country_match"]["score"], 1.0);
    assert_eq!(best["evidence"]["parts"][0]["how"], "same");
}

#[test]
fn one_bad_query_fails_alone() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let good = r#"{"schema":"Person","properties":{"name":"Imagined Person"}}"#;
    for (bad, why) in [
        (r#"{"schema":"Persn","properties":{"name":"x"}}"#, "did you mean `Person`"),
        (r#"{"schema":"Address","properties":{"full":"x"}}"#, "no party can be looked for by it"),
        (r#"{"schema":"Person","properties":{}}"#, "no name and no identifier"),
        (r#"{"schema":"Person","properties":{"name":[{}]}}"#, "properties.name: not a text"),
        (r#"{"schema":"Person","property":{"name":"x"}}"#, "field `property` is not known"),
        (r#"{"schema":"Person","properties":{"name":"x"},"params":{"treshold":1}}"#, "treshold"),
        (r#"{"schema":"Person","properties":{"name":"x","name":"y"}}"#, "written twice"),
        (r#"{"schema":"Person","properties":{"name":"x"},"filters":{"a":"b"}}"#, "filters.a"),
        ("[]", "a list does not fit here"),
    ] {
        let both = format!(r#"{{"queries":{{"good":{good},"bad":{bad}}}}}"#);
        let reply = server.post("/match/default", &both);
        assert_eq!(reply.status, 200, "{bad}: {}", reply.text());
        let all = reply.json();
        assert_eq!(all["responses"]["good"]["status"], 200);
        assert!(!ids(&all["responses"]["good"]).is_empty());
        let failed = &all["responses"]["bad"];
        assert_eq!(failed["status"], 400, "{bad}");
        assert!(failed["detail"].as_str().unwrap().contains(why), "{bad}: {failed}");
        // No list of results at all: nobody can take it for an empty one.
        assert_eq!(failed.get("results"), None, "{bad}");
        // Alone, it is the status of the response as well.
        let reply = server.post("/match/default", &format!(r#"{{"queries":{{"bad":{bad}}}}}"#));
        assert_eq!(reply.status, 400, "{bad}: {}", reply.text());
        assert!(reply.json()["detail"].as_str().unwrap().contains(why));
    }
}

#[test]
fn what_names_nobody_is_not_an_empty_answer() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let reply = server.post("/match/default", &query("Company", r#"{"name":"to order"}"#));
    assert_eq!(reply.status, 422, "{}", reply.text());
    let answer = &reply.json()["responses"]["q"];
    assert_eq!(answer["status"], 422);
    assert!(answer["detail"].as_str().unwrap().contains("names nobody"));
    // What is found all the same counts.
    let long = format!("Invented Trading Corporation {}", "x".repeat(600));
    let reply =
        server.post("/match/default", &query("Company", &json!({"name": long}).to_string()));
    assert_eq!(reply.status, 422);
    let many: Vec<String> = (0..25).map(|n| format!("Happy Horse {n}")).collect();
    let reply =
        server.post("/match/default", &query("Company", &json!({"name": many}).to_string()));
    assert_eq!(reply.status, 422, "{}", reply.text());
    assert!(reply.text().contains("25 names are given"), "{}", reply.text());
}

#[test]
fn every_name_part_and_identifier_is_looked_for() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    for (schema, properties, found) in [
        ("Person", r#"{"firstName":"Imagined","lastName":"Person"}"#, "made.up-Q901"),
        ("Person", r#"{"name":"Happy Horse","alias":["Imagined Person"]}"#, "made.up-Q901"),
        ("Person", r#"{"name":"Happy Horse","passportNumber":"X0000001"}"#, "made.up-Q901"),
        ("Vessel", r#"{"name":"Happy Horse","imoNumber":"IMO 9074729"}"#, "made.up-Q902"),
        ("Airplane", r#"{"registrationNumber":"EP-XYZ"}"#, "made.up-Q903"),
        ("LegalEntity", r#"{"name":"Invented Trading"}"#, "un-KPe.903"),
        ("Thing", r#"{"name":"Invented Star"}"#, "made.up-Q902"),
        ("Vehicle", r#"{"name":"Invented Star"}"#, "made.up-Q902"),
    ] {
        let reply = server.post("/match/default?limit=50", &query(schema, properties));
        let all = reply.json();
        assert!(ids(&all["responses"]["q"]).contains(&found), "{schema} {properties}: {all}");
    }
    // A ship does not answer for a company.
    let reply = server.post("/match/default", &query("Company", r#"{"name":"Invented Star"}"#));
    let all = reply.json();
    assert_eq!(ids(&all["responses"]["q"]), Vec::<&str>::new());
    assert_eq!(all["responses"]["q"]["left_out"], 1, "{all}");
}

#[test]
fn what_is_not_understood_or_not_compared_is_told() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let properties = r#"{"name":"Imagined Person","birthDate":["soon"],"country":["Narnia"],
                         "gender":"x","email":"a@b.example","imoNumber":"1234568"}"#;
    let reply = server.post("/match/default", &query("Person", properties));
    let notes = reply.json()["responses"]["q"]["notes"].to_string();
    for said in [
        "`soon` is no date",
        "`Narnia` is no state",
        "gender `x`",
        "`email` is not compared",
        "fails its check",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
}

#[test]
fn terms_choose_who_answers_and_leaving_out_is_counted() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let person = r#"{"name":"Imagined Person"}"#;
    let ask = |terms: &str| {
        let reply = server.post(&format!("/match/{terms}"), &query("Person", person));
        assert_eq!(reply.status, 200, "{terms}: {}", reply.text());
        let all = reply.json();
        let left_out = all["responses"]["q"]["left_out"].as_u64().unwrap_or(0);
        let mut found: Vec<String> =
            ids(&all["responses"]["q"]).into_iter().map(str::to_owned).collect();
        found.sort();
        (found.join(" "), left_out)
    };
    let everybody = ask("default").0;
    assert!(everybody.contains("ch-901") && everybody.contains("made.up-Q901"), "{everybody}");
    let count = everybody.split(' ').count() as u64;
    for (terms, found, left_out) in [
        ("made_up", "made.up-Q901", count - 1),
        ("default?include_dataset=made_up", "made.up-Q901", count - 1),
        ("made_up?include_dataset=ch", "ch-901 made.up-Q901", count - 2),
        ("made_up?include_dataset=ch&exclude_dataset=ch", "made.up-Q901", count - 1),
        (
            "default?include_dataset=ch&include_dataset=made_up&exclude_entity_ids=Q901",
            "ch-901",
            count - 1,
        ),
        ("made_up?exclude_schema=Person", "", count),
        ("made_up?changed_since=2026-05-06", "made.up-Q901", count - 1),
        ("made_up?changed_since=2026-05-07", "", count),
        // Topics that are not known do not leave anybody out.
        ("made_up?topics=sanction", "made.up-Q901", count - 1),
        ("ch?topics=role.pep", "", count),
        ("ch?topics=role.pep&topics=sanction", "ch-901", count - 1),
    ] {
        assert_eq!(ask(terms), (found.to_owned(), left_out), "{terms}");
    }
}

#[test]
fn a_body_and_a_single_query_may_have_terms_of_their_own() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let person = r#""schema":"Person","properties":{"name":"Imagined Person"}"#;
    let body = format!(
        r#"{{"params":{{"include_datasets":["made_up","ch"]}},"queries":{{
            "all":{{{person}}},
            "but":{{{person},"params":{{"exclude_entity_ids":["made.up-Q901"],"limit":1}}}},
            "filtered":{{{person},"filters":{{"datasets":["made_up"],"countries":["ir","kp"]}}}},
            "elsewhere":{{{person},"params":{{"include_dataset":["atlantis"]}}}}
        }}}}"#
    );
    let all = server.post("/match/default", &body).json();
    let found = |name: &str| ids(&all["responses"][name]).join(" ");
    assert_eq!(found("all").split(' ').count(), 2);
    assert_eq!(found("but"), "ch-901");
    assert_eq!(found("filtered"), "made.up-Q901");
    assert_eq!(all["responses"]["elsewhere"]["status"], 404);
    assert_eq!(all["responses"]["elsewhere"]["detail"], "No such dataset: atlantis");
}

#[test]
fn equal_names_match_at_any_threshold() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let body = query("Person", r#"{"name":"Imagined Person"}"#);
    let all = server.post("/match/made_up?threshold=1&cutoff=1", &body).json();
    assert_eq!(all["responses"]["q"]["results"][0]["match"], true, "{all}");
    let all = server
        .post(
            "/match/default?threshold=0.9&cutoff=0.4&limit=50",
            &query("Person", r#"{"name":"Imagined Parson"}"#),
        )
        .json();
    let matches: Vec<&Value> =
        all["responses"]["q"]["results"].as_array().unwrap().iter().collect();
    assert!(matches.iter().any(|result| result["match"] == false), "{all}");
}

#[test]
fn missing_and_old_lists_answer_with_hits_but_never_with_nothing() {
    let scratch = Scratch::new();
    let old = scratch.at("old");
    let file = scratch.file("un.ndjson", own("un", "2001-01-01", 3));
    assert_eq!(import(&old, &[&file]).status, 0);
    let nowhere = scratch.at("nowhere");
    let only_ch = scratch.at("only-ch");
    assert_eq!(import(&only_ch, &[&fixture("seco.xml")]).status, 0);
    let body = query("Company", r#"{"name":"Invented Firm 1"}"#);
    for (arguments, why, hit) in [
        (vec!["--lists", &old], "un of 2001-01-01 is", Some("un-X001")),
        (vec!["--lists", &nowhere], "no list store", None),
        (vec!["--lists", &only_ch, "--max-age", ANY_AGE], "is not installed", None),
        (vec![], "is not installed", None),
    ] {
        let server = Server::start(&arguments);
        let said = server.said.lock().unwrap().clone();
        assert!(said.contains("nobody can be cleared"), "{said}");
        let ready = server.get("/readyz");
        assert_eq!(ready.status, 503);
        assert!(ready.json()["detail"].as_str().unwrap().contains(why), "{}", ready.text());
        let reply = server.post("/match/default", &body);
        assert_eq!(reply.status, 503, "{}", reply.text());
        let all = reply.json();
        assert!(all["detail"].as_str().unwrap().contains(why), "{all}");
        assert_eq!(all["responses"]["q"]["status"], 503);
        let found = ids(&all["responses"]["q"]);
        assert_eq!(hit.is_some(), hit.is_some_and(|hit| found.contains(&hit)), "{all}");
        assert_eq!(server.post("/match/default/bulk", "").status, 503);
        assert_eq!(server.get("/search/default?q=x").status, 503);
        let reconcile = server.get("/reconcile/default?queries=%7B%7D");
        assert_eq!(reconcile.status, 503);
        assert_eq!(server.get("/healthz").text(), r#"{"status":"ok"}"#);
        let catalog = server.get("/catalog").json();
        assert!(catalog["not_done"].as_str().unwrap().contains(why), "{catalog}");
    }
    // Asked of a list that is there and young enough, the answer is whole.
    let server = Server::start(&["--lists", &only_ch, "--max-age", ANY_AGE]);
    let reply = server.post("/match/ch", &query("Company", r#"{"name":"Happy Horse"}"#));
    assert_eq!(reply.status, 200, "{}", reply.text());
    // The United Nations list is known by name even where only the starter list stands in.
    let reply = server.post("/match/un", &query("Company", r#"{"name":"Happy Horse"}"#));
    assert_eq!(reply.status, 503, "{}", reply.text());
}
