//! Starts the binary on a free port, and asks it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::lists::{fixture, import};
use crate::run::root;
use crate::scratch::Scratch;

/// Lists of the fixtures are old; here their age is not what is tried.
pub(crate) const ANY_AGE: &str = "100000";

/// A running server; it ends with its test.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:PORT`
    pub(crate) address: String,
    /// What it said on standard error.
    pub(crate) said: Arc<Mutex<String>>,
}

/// What it answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::run(&mut Command::new(env!("CARGO_BIN_EXE_portcullis")), arguments)
    }

    /// The same from a shell, which sets limits first; `$0` is the binary.
    pub(crate) fn start_with(script: &str, arguments: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_portcullis")]);
        Self::run(&mut shell, arguments)
    }

    fn run(command: &mut Command, arguments: &[&str]) -> Self {
        let mut child = command
            .args([&["serve", "--listen", "127.0.0.1:0"], arguments].concat())
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let said = Arc::new(Mutex::new(String::new()));
        let mut address = None;
        for line in lines.by_ref() {
            let line = line.unwrap();
            said.lock().unwrap().push_str(&format!("{line}\n"));
            if let Some(found) = line.strip_prefix("listening on http://") {
                address = Some(found.to_owned());
                break;
            }
        }
        let address = address.unwrap_or_else(|| panic!("no address: {}", said.lock().unwrap()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                heard.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        Self { child, address, said }
    }

    /// With the fixtures of the United Nations, Switzerland and a FollowTheMoney file.
    pub(crate) fn with_lists(scratch: &Scratch) -> Self {
        let store = scratch.at("lists");
        let files = ["un.xml", "seco.xml", "ftm.json"].map(fixture);
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let ran = import(&store, &files);
        assert_eq!(ran.status, 0, "{ran:?}");
        Self::start(&["--lists", &store, "--max-age", ANY_AGE, "--poll", "1"])
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], b"")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Reply {
        self.ask("POST", path, &[("content-type", "application/json")], body.as_bytes())
    }

    /// One request on one connection, byte by byte as it is written here.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        head.push_str("connection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        stream.write_all(head.as_bytes()).unwrap();
        // A refusal may come before the end of the body.
        let _ = stream.write_all(body);
        read_reply(stream)
    }

    /// The sign to stop.
    pub(crate) fn sign_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
    }

    /// Waits for its end and tells its status.
    pub(crate) fn ended(&mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a reply to its end; chunks are put together.
pub(crate) fn read_reply(stream: TcpStream) -> Reply {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).unwrap_or_else(|| panic!("no reply: `{line}`"));
    let status = status.parse().unwrap();
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let chunked = headers.iter().any(|(n, v)| n == "transfer-encoding" && v == "chunked");
    let mut body = Vec::new();
    if chunked {
        loop {
            line.clear();
            reader.read_line(&mut line).unwrap();
            let size = usize::from_str_radix(line.trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).unwrap();
            if size == 0 {
                break;
            }
            body.extend_from_slice(&chunk[..size]);
        }
    } else {
        reader.read_to_end(&mut body).unwrap();
    }
    Reply { status, headers, body }
}

/// A batch of one query.
pub(crate) fn query(schema: &str, properties: &str) -> String {
    format!(r#"{{"queries":{{"q":{{"schema":"{schema}","properties":{properties}}}}}}}"#)
}

/// Ids of the results of a query.
pub(crate) fn ids(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().unwrap_or_else(|| panic!("{answer}"));
    results.iter().map(|result| result["id"].as_str().unwrap()).collect()
}
