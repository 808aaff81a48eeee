//! A file from an authority's address: resumed after a cut, tried again after a fault, never
//! longer than the limit, and taken only whole.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use ureq::http::{Response, StatusCode, header};

use crate::files::{self, BadInput};
use crate::progress::Progress;

/// How patient a download is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Attempts after the first one.
    pub(crate) retries: u32,
    /// Wait before the first repeat; doubled each time.
    pub(crate) wait: Duration,
    /// Longest wait for a connection or for the head of an answer.
    pub(crate) silence: Duration,
    /// Longest time for the rest of one answer; what came by then is kept and continued.
    pub(crate) answer: Duration,
    /// Largest file that is taken.
    pub(crate) bytes_max: u64,
}

/// What is known of an unfinished file.
struct Part {
    path: PathBuf,
    tag: PathBuf,
}

impl Patience {
    /// For a list of some ten megabytes over a poor line.
    pub(crate) fn usual(retries: u32, wait: Duration, bytes_max: u64) -> Self {
        let (silence, answer) = (Duration::from_secs(30), Duration::from_secs(900));
        Self { retries, wait, silence, answer, bytes_max }
    }
}

/// Why an attempt failed.
enum Fault {
    /// Another attempt may do.
    Passing(anyhow::Error),
    /// It will not.
    Lasting(anyhow::Error),
}

/// Whether the argument of an import is an address.
pub(crate) fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Fetches a file whole. An unfinished one is kept in `folder` for the next attempt.
pub(crate) fn fetch(
    address: &str,
    folder: &Path,
    patience: &Patience,
    progress: &mut Progress,
) -> Result<Vec<u8>> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let name = files::digest(address.as_bytes()).replace("sha256:", "");
    let part =
        Part { path: folder.join(format!("{name}.part")), tag: folder.join(format!("{name}.tag")) };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(patience.silence))
        .timeout_recv_response(Some(patience.silence))
        .timeout_recv_body(Some(patience.answer))
        .http_status_as_error(false)
        .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let (mut wait, mut most, mut failed) = (patience.wait, 0, 0);
    loop {
        match once(&agent, address, &part, patience, progress) {
            Ok(bytes) => {
                part.forget();
                return Ok(bytes);
            }
            Err(Fault::Lasting(error)) => {
                part.forget();
                return Err(error.context(address.to_owned()));
            }
            Err(Fault::Passing(error)) => {
                // An attempt that brought something is no failed one: the file is finite.
                let kept = part.kept();
                failed = if kept > most { 0 } else { failed + 1 };
                most = most.max(kept);
                if failed > patience.retries {
                    let tried = format!("{address}: given up after {failed} attempts in vain");
                    return Err(error.context(tried));
                }
                files::say(&format!("{address}: {error:#}; {kept} bytes kept, trying again"));
                thread::sleep(wait);
                wait = wait.saturating_mul(2).min(Duration::from_secs(60));
            }
        }
    }
}

impl Part {
    /// Bytes that the next attempt can continue.
    fn kept(&self) -> u64 {
        let known = fs::read_to_string(&self.tag).is_ok_and(|tag| !tag.is_empty());
        if known { fs::metadata(&self.path).map_or(0, |m| m.len()) } else { 0 }
    }

    fn forget(&self) {
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_file(&self.tag);
    }
}

fn once(
    agent: &ureq::Agent,
    address: &str,
    part: &Part,
    patience: &Patience,
    progress: &mut Progress,
) -> Result<Vec<u8>, Fault> {
    let passing = |error: std::io::Error| Fault::Passing(error.into());
    // Only a part whose version is known can be continued: a changed list must not be glued on.
    let tag = fs::read_to_string(&part.tag).ok();
    let have = part.kept();
    let mut request = agent.get(address).header(header::ACCEPT_ENCODING, "identity");
    if let Some(tag) = tag.filter(|_| have > 0) {
        request = request.header(header::RANGE, format!("bytes={have}-"));
        request = request.header(header::IF_RANGE, tag);
    }
    let response = request.call().map_err(|error| Fault::Passing(error.into()))?;
    let resumed = match judged(&response, have)? {
        Some(resumed) => resumed,
        None => {
            part.forget();
            return Err(Fault::Passing(anyhow::anyhow!("the unfinished part does not fit")));
        }
    };
    let start = if resumed { have } else { 0 };
    let length = number(&response, header::CONTENT_LENGTH);
    let whole = length.map(|length| length.saturating_add(start));
    if whole.is_some_and(|whole| whole > patience.bytes_max) {
        return Err(too_large(patience));
    }
    let version = [header::ETAG, header::LAST_MODIFIED]
        .iter()
        .find_map(|name| response.headers().get(name)?.to_str().ok())
        // A weak tag does not promise the same bytes.
        .filter(|tag| !tag.starts_with("W/"));
    let mut file = if resumed {
        OpenOptions::new().append(true).open(&part.path).map_err(passing)?
    } else {
        let _ = fs::remove_file(&part.tag);
        File::create(&part.path).map_err(passing)?
    };
    if let Some(version) = version {
        fs::write(&part.tag, version).map_err(passing)?;
    }
    let mut reader = response.into_body().into_with_config().limit(u64::MAX).reader();
    let mut got = start;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer).map_err(passing)?;
        if read == 0 {
            break;
        }
        got += u64::try_from(read).unwrap_or(0);
        if got > patience.bytes_max {
            return Err(too_large(patience));
        }
        file.write_all(buffer.get(..read).unwrap_or_default()).map_err(passing)?;
        progress.add(read);
    }
    if whole.is_some_and(|whole| whole != got) {
        let what = format!("cut after {got} of {} bytes", whole.unwrap_or(0));
        return Err(Fault::Passing(anyhow::anyhow!(what)));
    }
    drop(file);
    fs::read(&part.path).map_err(passing)
}

/// Whether the answer continues the part, starts anew, or fits neither.
fn judged<T>(response: &Response<T>, have: u64) -> Result<Option<bool>, Fault> {
    let status = response.status();
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|v| v.to_str().ok());
    match status {
        StatusCode::OK => Ok(Some(false)),
        StatusCode::PARTIAL_CONTENT => {
            let fits = range.is_some_and(|range| range.starts_with(&format!("bytes {have}-")));
            Ok(fits.then_some(true))
        }
        StatusCode::RANGE_NOT_SATISFIABLE => Ok(None),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            Err(Fault::Passing(anyhow::anyhow!("the server answers {status}")))
        }
        _ if status.is_server_error() => {
            Err(Fault::Passing(anyhow::anyhow!("the server answers {status}")))
        }
        _ => Err(Fault::Lasting(BadInput(format!("the server answers {status}")).into())),
    }
}

fn number<T>(response: &Response<T>, name: header::HeaderName) -> Option<u64> {
    response.headers().get(name)?.to_str().ok()?.parse().ok()
}

fn too_large(patience: &Patience) -> Fault {
    let what = format!("more than {} bytes, which is the limit", patience.bytes_max);
    Fault::Lasting(BadInput(what).into())
}
