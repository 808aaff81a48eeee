//! Lists fetched from a server on this machine that does what servers do wrong.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::lists::{fixture, own};
use crate::run::{Ran, run};
use crate::scratch::Scratch;

/// What the server answers, one after the other; the last one for ever.
#[derive(Clone, Debug)]
enum Answer {
    /// All, or the rest that is asked for.
    Whole { tag: &'static str },
    /// As many bytes, then the line is cut.
    Cut { tag: &'static str, bytes: usize },
    /// A status without content.
    Status(&'static str),
    /// A promise of so many bytes.
    Huge(u64),
    /// The beginning again, passed off as the rest.
    WrongRange { tag: &'static str },
}

struct Server {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// The content of each version, by tag.
    fn start(answers: Vec<Answer>, content: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/list.xml", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        std::thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                let answer = answers.get(at).or(answers.last()).unwrap().clone();
                let stream = stream.unwrap();
                let head = read_head(&stream);
                seen.lock().unwrap().push(head.clone());
                let _ = respond(stream, &head, &answer, &content);
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn read_head(stream: &TcpStream) -> String {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut head).unwrap_or(0) > 2 {}
    head.to_lowercase()
}

/// Offset of the range that is asked for, if its condition holds for the tag.
fn offset(head: &str, tag: &str) -> usize {
    let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
    let wanted = value("if-range: ").is_some_and(|wanted| wanted.trim() == tag);
    let range = value("range: bytes=").and_then(|range| range.trim().strip_suffix('-'));
    range.filter(|_| wanted).map_or(0, |start| start.parse().unwrap())
}

fn respond(
    mut stream: TcpStream,
    head: &str,
    answer: &Answer,
    content: &impl Fn(&str) -> Vec<u8>,
) -> std::io::Result<()> {
    let common = "connection: close\r\n";
    match answer {
        Answer::Whole { tag } | Answer::Cut { tag, .. } => {
            let all = content(tag);
            let from = offset(head, tag);
            let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
            let rest = &all[from..];
            let length = rest.len();
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{common}")?;
            if !tag.is_empty() {
                write!(stream, "etag: {tag}\r\n")?;
            }
            if from > 0 {
                let (last, whole) = (all.len() - 1, all.len());
                write!(stream, "content-range: bytes {from}-{last}/{whole}\r\n")?;
            }
            stream.write_all(b"\r\n")?;
            let sent = match answer {
                Answer::Cut { bytes, .. } => &rest[..(*bytes).min(rest.len() - 1)],
                _ => rest,
            };
            stream.write_all(sent)
        }
        Answer::Status(status) => {
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n{common}\r\n")
        }
        Answer::Huge(bytes) => {
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n{common}\r\nx")
        }
        Answer::WrongRange { tag } => {
            let all = content(tag);
            let length = all.len();
            write!(stream, "HTTP/1.1 206 Partial Content\r\ncontent-length: {length}\r\n{common}")?;
            let last = length - 1;
            write!(stream, "content-range: bytes 0-{last}/{length}\r\netag: {tag}\r\n\r\n")?;
            stream.write_all(&all)
        }
    }
}

fn list(_: &str) -> Vec<u8> {
    std::fs::read(fixture("un.xml")).unwrap()
}

fn import(store: &str, server: &Server, retries: &str) -> Ran {
    let command = ["lists", "import", "--lists", store, "--wait", "0.01", "--retries", retries];
    run(&[&command[..], &[&server.address]].concat(), "")
}

fn taken(ran: &Ran) {
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("un of 2026-03-04, 2 entries"), "{}", ran.out);
}

#[test]
fn a_list_is_fetched_and_its_digest_shown() {
    let scratch = Scratch::new();
    let server = Server::start(vec![Answer::Whole { tag: "\"a\"" }], list);
    let ran = import(&scratch.at("lists"), &server, "0");
    taken(&ran);
    assert!(ran.err.contains("bytes, sha256:"), "{}", ran.err);
    let left = std::fs::read_dir(scratch.path().join("lists/downloads")).unwrap().count();
    assert_eq!(left, 0);
}

#[test]
fn a_cut_download_is_continued_where_it_stopped() {
    let scratch = Scratch::new();
    let cut = Answer::Cut { tag: "\"a\"", bytes: 700 };
    let answers = vec![cut.clone(), cut.clone(), cut, Answer::Whole { tag: "\"a\"" }];
    let server = Server::start(answers, list);
    // Each attempt brings something, so one repeat is enough for all of them.
    taken(&import(&scratch.at("lists"), &server, "1"));
    let heads = server.heads();
    for (head, start) in heads.iter().skip(1).zip(["700", "1400", "2100"]) {
        assert!(head.contains(&format!("range: bytes={start}-")), "{head}");
        assert!(head.contains("if-range: \"a\""), "{head}");
    }
}

#[test]
fn a_list_that_changed_meanwhile_is_not_glued_together() {
    let scratch = Scratch::new();
    let content = |tag: &str| {
        if tag == "\"a\"" { own("un", "2026-03-01", 30).into_bytes() } else { list(tag) }
    };
    let answers = vec![Answer::Cut { tag: "\"a\"", bytes: 500 }, Answer::Whole { tag: "\"b\"" }];
    let server = Server::start(answers, content);
    taken(&import(&scratch.at("lists"), &server, "1"));
}

#[test]
fn without_a_version_a_download_starts_again() {
    let scratch = Scratch::new();
    let answers = vec![Answer::Cut { tag: "", bytes: 700 }, Answer::Whole { tag: "" }];
    let server = Server::start(answers, list);
    taken(&import(&scratch.at("lists"), &server, "1"));
    assert!(!server.heads()[1].contains("range:"), "{:?}", server.heads());
}

#[test]
fn a_wrong_range_is_thrown_away() {
    let scratch = Scratch::new();
    let answers = vec![
        Answer::Cut { tag: "\"a\"", bytes: 700 },
        Answer::WrongRange { tag: "\"a\"" },
        Answer::Whole { tag: "\"a\"" },
    ];
    let server = Server::start(answers, list);
    taken(&import(&scratch.at("lists"), &server, "2"));
}

#[test]
fn passing_faults_are_waited_out_and_lasting_ones_are_not() {
    let scratch = Scratch::new();
    let busy = Answer::Status("503 Service Unavailable");
    let server = Server::start(vec![busy.clone(), busy, Answer::Whole { tag: "" }], list);
    taken(&import(&scratch.at("lists"), &server, "2"));
    let server = Server::start(vec![Answer::Status("404 Not Found")], list);
    let ran = import(&scratch.at("lists"), &server, "5");
    assert_eq!((ran.status, server.heads().len()), (3, 1), "{ran:?}");
    assert!(ran.err.contains("404 Not Found"), "{}", ran.err);
}

#[test]
fn what_never_comes_whole_changes_nothing() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    let server = Server::start(vec![Answer::Whole { tag: "" }], list);
    taken(&import(&store, &server, "0"));
    let before = std::fs::read(scratch.path().join("lists/store.json")).unwrap();
    for (answer, status, wanted) in [
        (Answer::Cut { tag: "", bytes: 900 }, 4, "given up after 3 attempts"),
        (Answer::Status("500 Internal Server Error"), 4, "given up after 3 attempts"),
        (Answer::Huge(1 << 40), 3, "which is the limit"),
    ] {
        let server = Server::start(vec![answer], list);
        let ran = import(&store, &server, "2");
        assert_eq!(ran.status, status, "{ran:?}");
        assert!(ran.err.contains(wanted), "{wanted}: {}", ran.err);
        let after = std::fs::read(scratch.path().join("lists/store.json")).unwrap();
        assert_eq!(before, after);
    }
    // Nobody there.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = Server { address: format!("http://{closed}/x"), heads: Arc::default() };
    assert_eq!(import(&store, &nobody, "0").status, 4);
}
