//! `/reconcile`: the conventions of OpenRefine.

use serde_json::{Value, json};

use super::server::Server;
use crate::scratch::Scratch;

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn post(server: &Server, pairs: &[(&str, &str)]) -> (u16, Value) {
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let reply = server.ask("POST", "/reconcile/default", &kind, form(pairs).as_bytes());
    (reply.status, reply.json())
}

#[test]
fn the_manifest_leads_to_the_services() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let manifest = server.get("/reconcile/un").json();
    assert_eq!(manifest["versions"], json!(["0.2"]));
    assert_eq!(manifest["identifierSpace"], format!("http://{}/entities/", server.address));
    assert!(manifest["view"]["url"].as_str().unwrap().ends_with("/entities/{{id}}"));
    let at = |service: &Value| {
        let text = |key: &str| service[key].as_str().unwrap().to_owned();
        let whole = text("service_url") + &text("service_path");
        whole.strip_prefix(&format!("http://{}", server.address)).unwrap().to_owned()
    };
    for (what, prefix) in [("entity", "imag"), ("type", "pers"), ("property", "birth")] {
        let found =
            server.get(&format!("{}?prefix={prefix}", at(&manifest["suggest"][what]))).json();
        let first = &found["result"][0];
        assert!(first["id"].is_string() && first["name"].is_string(), "{what}: {found}");
    }
    let proposed = server.get(&(at(&manifest["extend"]["propose_properties"]) + "?type=Person"));
    assert_eq!(proposed.json()["type"], "Person");
    assert_eq!(server.get("/reconcile/nowhere").status, 404);
}

#[test]
fn a_batch_is_answered_by_get_and_by_form_alike() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let queries = r#"{"q0":{"query":"Imagined Person","type":"Person","type_strict":"any","limit":1,
                     "properties":[{"pid":"birthDate","v":"1961-04-05"},{"pid":"nationality","v":["Iran"]}]},
                     "q1":{"query":"Happy Horse"},
                     "q2":{"query":"Invented Star","type":["Vessel"],"properties":[{"pid":"flag","v":{"id":"x","name":"KP"}}]}}"#;
    let (status, by_form) = post(&server, &[("queries", queries)]);
    assert_eq!(status, 200, "{by_form}");
    let by_get =
        server.get(&format!("/reconcile/default?{}", form(&[("queries", queries)]))).json();
    assert_eq!(by_form, by_get);
    let best = &by_form["q0"]["result"][0];
    assert_eq!(by_form["q0"]["result"].as_array().unwrap().len(), 1);
    assert_eq!(best["name"], "Person Imagined", "{best}");
    assert_eq!(best["type"], json!([{"id": "Person", "name": "Person"}]));
    assert_eq!(best["match"], true);
    assert!(best["score"].as_f64().unwrap() > 90.0 && best["score"].as_f64().unwrap() <= 100.0);
    assert_eq!(by_form["q1"], json!({"result": []}));
    assert_eq!(by_form["q2"]["result"][0]["id"], "made.up-Q902");
}

#[test]
fn rows_are_extended() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let extend =
        r#"{"ids":["made.up-Q901","nobody"],"properties":[{"id":"birthDate"},{"id":"sanctions"}]}"#;
    let (status, answer) = post(&server, &[("extend", extend)]);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["meta"][0], json!({"id": "birthDate", "name": "birth date"}));
    assert_eq!(answer["rows"]["made.up-Q901"]["birthDate"], json!([{"str": "1961-04-05"}]));
    assert_eq!(answer["rows"]["made.up-Q901"]["sanctions"], json!([{"str": "Q901"}]));
    assert_eq!(answer["rows"]["nobody"]["birthDate"], json!([]));
}

#[test]
fn a_query_that_cannot_be_read_has_no_answer_to_be_mistaken() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    for (queries, why) in [
        ("{", "line 1, column 1: the text ends before"),
        (r#"{"q0":{"query":"x","type":"Persn"}}"#, "q0: schema `Persn`"),
        (r#"{"q0":{"query":""}}"#, "no name and no identifier"),
        (r#"{"q0":{"query":"a"},"q0":{"query":"b"}}"#, "written twice"),
    ] {
        let (status, answer) = post(&server, &[("queries", queries)]);
        assert_eq!(status, 400, "{queries}: {answer}");
        assert!(answer["detail"].as_str().unwrap().contains(why), "{queries}: {answer}");
    }
    let (_, answer) = post(&server, &[("queries", r#"{"q0":{"query":"to order"}}"#)]);
    assert!(answer["q0"]["not_done"].as_str().unwrap().contains("names nobody"), "{answer}");
}
