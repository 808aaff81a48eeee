//! The description of the interface is true: every path of it is there, every parameter is read.

use serde_json::Value;

use super::server::Server;
use crate::run::root;
use crate::scratch::Scratch;

/// A path of the description with something in place of its parameters.
fn filled(path: &str) -> String {
    let path = path.replace("{dataset}", "default").replace("{id}", "made.up-Q901");
    path.replace("{property}", "sanctions").replace("{file}", "x.ndjson")
}

#[test]
fn every_described_parameter_is_known_and_every_path_is_there() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let api = server.get("/openapi.json").json();
    let mut tried = 0;
    for (path, operations) in api["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let method = method.to_uppercase();
            let bare = server.ask(&method, &filled(path), &[], b"");
            assert!(
                ![404, 405, 500].contains(&bare.status) || path.contains("delta"),
                "{method} {path}"
            );
            for parameter in parameters.iter().filter(|p| p["in"] == "query") {
                let name = parameter["name"].as_str().unwrap();
                let reply = server.ask(&method, &format!("{}?{name}=1", filled(path)), &[], b"");
                let unknown = format!(r#""{name}"],"msg":"not known here"#);
                assert!(
                    !reply.text().contains(&unknown),
                    "{method} {path} {name}: {}",
                    reply.text()
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "{tried}");
}

#[test]
fn every_path_is_in_the_documents() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let api: Value = server.get("/openapi.json").json();
    let text = std::fs::read_to_string(root().join("docs/formats/api.md")).unwrap();
    for path in api["paths"].as_object().unwrap().keys() {
        assert!(
            text.contains(&format!("`{path}`")),
            "docs/formats/api.md says nothing of `{path}`"
        );
    }
}

#[test]
fn algorithms_of_others_are_accepted_and_called_ours() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let all = server.get("/algorithms").json();
    assert_eq!((&all["best"], &all["default"]), (&"portcullis".into(), &"best".into()));
    for algorithm in all["algorithms"].as_array().unwrap() {
        let name = algorithm["name"].as_str().unwrap();
        let body = super::server::query("Person", r#"{"name":"Imagined Person"}"#);
        let reply = server.post(&format!("/match/default?algorithm={name}"), &body);
        assert_eq!(reply.status, 200, "{name}");
        if name != "portcullis" {
            let description = algorithm["description"].as_str().unwrap();
            assert!(description.contains("is `portcullis`"), "{description}");
        }
    }
}
