//! Documents over HTTP: whose they are, what is taken, and in what form they go out.

use serde_json::{Value, json};

use super::{Office, on_both};

const PDF: &[u8] = b"%PDF-1.7\n% an invented contract\n";
const PATH: &str = "/v1/cases/C-1/documents";

on_both! {
    a_document_goes_out_as_a_file_to_those_whom_it_is_for;
    what_is_no_document_is_not_kept;
}

#[track_caller]
fn file(office: &Office, by: &str, path: &str, kind: &str, body: &[u8], status: u16) -> Value {
    let reply = office.send(by, "POST", path, &[("content-type", kind)], body);
    assert_eq!(reply.status, status, "{by} {path} {kind}: {}", reply.text());
    reply.json()
}

fn a_document_goes_out_as_a_file_to_those_whom_it_is_for(office: &Office) {
    office.open("C-1");
    let path = format!("{PATH}?name=Vertr%C3%A4ge%2Fcontract.pdf");
    let key = [("idempotency-key", "d-1"), ("content-type", "application/pdf")];
    let filed = office.send("exporter", "POST", &path, &key, PDF);
    assert_eq!(filed.status, 201, "{}", filed.text());
    let again = office.send("exporter", "POST", &path, &key, PDF);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    // The same key with another content is another request.
    let other = office.send("exporter", "POST", &path, &key, b"%PDF-1.4\n");
    assert_eq!(other.status, 422, "{}", other.text());
    let digest = filed.json()["document"].as_str().unwrap().to_owned();
    let own = format!("{PATH}/{digest}");
    office.post("exporter", "/v1/cases/C-1/steps", &json!({"step": "submit"}), 200);
    let note = format!("{PATH}?name=note.txt");
    let note = file(office, "officer", &note, "text/plain", b"seen by nobody else", 201);
    let inside = format!("{PATH}/{}", note["document"].as_str().unwrap());

    let sent = office.get("exporter", &own);
    assert_eq!((sent.status, sent.body.as_slice()), (200, PDF));
    for (name, value) in [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"contract.pdf\"; filename*=UTF-8''contract.pdf",
        ),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(sent.header(name), Some(value));
    }
    assert_eq!(office.get("officer", &own).status, 200);
    assert_eq!(
        office.get("officer", &inside).header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    // What the office filed is not the firm's; another firm, an agency, customs have nothing.
    assert_eq!(office.get("exporter", &inside).status, 404);
    assert_eq!(office.get("exporter", PATH).json().as_array().unwrap().len(), 1);
    assert_eq!(office.get("officer", PATH).json().as_array().unwrap().len(), 2);
    for by in ["rival", "foreign", "customs", "steward"] {
        for path in [PATH, &own, &inside] {
            assert_eq!(office.get(by, path).status, 404, "{by} {path}");
        }
        let reply = office.send(by, "POST", &format!("{PATH}?name=a.pdf"), &[], PDF);
        assert!([403, 404].contains(&reply.status), "{by}: {}", reply.text());
    }
}

fn what_is_no_document_is_not_kept(office: &Office) {
    office.open("C-1");
    let page = b"<html><script>alert(1)</script></html>";
    for (name, kind, body) in [
        ("a.html", "text/html", &page[..]),
        ("a.txt", "text/plain", page),
        ("a.pdf", "application/pdf", page),
        ("a.pdf", "text/plain", PDF),
        ("a.exe", "application/octet-stream", b"MZ\x90\0"),
        ("a.svg", "image/svg+xml", b"<svg onload=x>"),
        ("a%0d%0aX:%20y.pdf", "application/pdf", PDF),
        ("", "application/pdf", PDF),
        ("a.pdf", "application/pdf", b""),
    ] {
        file(office, "exporter", &format!("{PATH}?name={name}"), kind, body, 422);
    }
    file(office, "exporter", PATH, "application/pdf", PDF, 422);
    let mut long = PDF.to_vec();
    long.resize((32 << 20) + 1, b'x');
    let path = format!("{PATH}?name=long.pdf");
    file(office, "exporter", &path, "application/pdf", &long, 413);
    long.pop();
    file(office, "exporter", &path, "application/pdf", &long, 201);
    // A filing is never only said.
    let said = json!({"event": "document_filed", "digest": "0".repeat(64), "name": "a.html",
        "media_type": "text/html", "bytes": 3});
    office.post("exporter", "/v1/cases/C-1/events", &said, 422);
    let kept = std::fs::read_dir(office.scratch.at("documents")).unwrap().count();
    assert_eq!(kept, 1);
    for wrong in ["0", "..%2F..%2Foffice.db", &"0".repeat(63)] {
        assert_eq!(office.get("exporter", &format!("{PATH}/{wrong}")).status, 422, "{wrong}");
    }
    let absent = format!("{PATH}/{}", "0".repeat(64));
    assert_eq!(office.get("exporter", &absent).status, 404);
}
