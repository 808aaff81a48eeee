//! Requests and answers line by line, without an end in sight: memory holds one block of lines,
//! whatever the length of the whole.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use tokio::sync::mpsc;

use super::app::App;
use super::record::Drafts;
use super::snapshot::Snapshot;

/// Bytes of one line.
pub(super) const LINE_MAX: usize = 1 << 20;
/// Lines that are answered in one turn; other requests wait some milliseconds for it.
const BLOCK: usize = 32;
/// Blocks of answers that wait for a slow reader; beyond them nothing more is read. Some ten
/// megabytes, so that clients that read only after they have written get by with thousands of lines.
const AHEAD: usize = 128;
/// Until the next bytes of a request must come, or the reader must take the next answers.
const IDLE: Duration = Duration::from_secs(60);

/// What a line came to before it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// Longer than [`LINE_MAX`].
    TooLong,
    /// Not UTF-8.
    NotText,
    /// No bytes came for a minute, or the sender broke off.
    Ended,
}

impl Broken {
    /// Status and words.
    pub(super) fn why(self) -> (u16, String) {
        match self {
            Self::TooLong => (413, format!("more than {LINE_MAX} bytes, which is the limit")),
            Self::NotText => (400, "not UTF-8".to_owned()),
            Self::Ended => {
                (408, "the request broke off here; later lines were not answered".to_owned())
            }
        }
    }
}

/// Answers a body line by line, in its order: each line that is not blank has one answer, and a
/// request that breaks off has one more. The lists in force at the beginning answer all of it.
pub(super) fn answer<F>(app: Arc<App>, body: Body, job: F) -> Response
where
    F: Fn(&Snapshot, usize, Result<&str, Broken>, &mut Drafts) -> String + Send + Sync + 'static,
{
    let (sender, receiver) = mpsc::channel(AHEAD);
    let job = Arc::new(job);
    tokio::spawn(async move {
        let snapshot = app.current();
        let mut body = body;
        let mut lines = Lines::default();
        loop {
            let frame = next(&mut body);
            let ended = match tokio::time::timeout(IDLE, frame).await {
                Ok(Some(Ok(bytes))) => {
                    lines.take(&bytes);
                    false
                }
                Ok(None) => {
                    lines.end();
                    true
                }
                Ok(Some(Err(()))) | Err(_) => {
                    lines.broken_off();
                    true
                }
            };
            while !lines.ready.is_empty() {
                let count = lines.ready.len().min(BLOCK);
                let block: Vec<_> = lines.ready.drain(..count).collect();
                let (job, snapshot) = (Arc::clone(&job), Arc::clone(&snapshot));
                let answered = app.recorded(move |drafts| {
                    let one = |(line, text): &(usize, Result<String, Broken>)| {
                        let text = text.as_deref().map_err(|broken| *broken);
                        job(&snapshot, *line, text, drafts) + "\n"
                    };
                    block.iter().map(one).collect::<String>()
                });
                // Without an answer the stream breaks off, which its reader notices.
                let Ok((text, _)) = answered.await else { return };
                let sent = sender.send(Bytes::from(text));
                if !matches!(tokio::time::timeout(IDLE, sent).await, Ok(Ok(()))) {
                    return;
                }
            }
            if ended {
                return;
            }
        }
    });
    stream(receiver)
}

/// A body of lines out of what is sent.
pub(super) fn stream(receiver: mpsc::Receiver<Bytes>) -> Response {
    ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::new(Sent(receiver))).into_response()
}

async fn next(body: &mut Body) -> Option<Result<Bytes, ()>> {
    loop {
        let frame = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?;
        match frame.map(Frame::into_data) {
            Ok(Ok(bytes)) => return Some(Ok(bytes)),
            // Trailers say nothing here.
            Ok(Err(_)) => {}
            Err(_) => return Some(Err(())),
        }
    }
}

struct Sent(mpsc::Receiver<Bytes>);

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Bytes cut into lines.
#[derive(Debug, Default)]
struct Lines {
    /// Number of the last line that began.
    line: usize,
    rest: Vec<u8>,
    /// The line at hand is too long; what follows of it is passed over.
    skipping: bool,
    ready: Vec<(usize, Result<String, Broken>)>,
}

impl Lines {
    fn take(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (part, whole) = match part.strip_suffix(b"\n") {
                Some(part) => (part, true),
                None => (part, false),
            };
            if !self.skipping {
                if self.rest.len() + part.len() > LINE_MAX {
                    self.skipping = true;
                    self.rest.clear();
                } else {
                    self.rest.extend_from_slice(part);
                }
            }
            if whole {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        self.line += 1;
        let bytes = std::mem::take(&mut self.rest);
        if std::mem::take(&mut self.skipping) {
            self.ready.push((self.line, Err(Broken::TooLong)));
        } else if !bytes.trim_ascii().is_empty() {
            let text = String::from_utf8(bytes).map_err(|_| Broken::NotText);
            self.ready.push((self.line, text));
        }
    }

    fn end(&mut self) {
        if self.skipping || !self.rest.is_empty() {
            self.close();
        }
    }

    /// What stands unfinished is not answered: it may be half of something else.
    fn broken_off(&mut self) {
        self.rest.clear();
        self.skipping = false;
        self.ready.push((self.line + 1, Err(Broken::Ended)));
    }
}

#[cfg(test)]
mod test {
    use super::{Broken, LINE_MAX, Lines};

    #[test]
    fn lines_are_the_same_wherever_the_bytes_are_cut() {
        let text = "one\n\n  \ntwo\r\nthree".as_bytes();
        for cut in 0..text.len() {
            let mut lines = Lines::default();
            let (head, tail) = text.split_at(cut);
            lines.take(head);
            lines.take(tail);
            lines.end();
            let found: Vec<_> =
                lines.ready.iter().map(|(n, t)| (*n, t.as_deref().unwrap().trim())).collect();
            assert_eq!(found, [(1, "one"), (4, "two"), (5, "three")], "cut at {cut}");
        }
    }

    #[test]
    fn a_long_line_fails_alone_and_is_not_kept() {
        let mut lines = Lines::default();
        lines.take(b"a\n");
        for _ in 0..=LINE_MAX / 1000 {
            lines.take(&[b'x'; 1000]);
            assert!(lines.rest.len() <= LINE_MAX);
        }
        lines.take(b"\n\xff\nb\n");
        lines.broken_off();
        let found: Vec<_> = lines.ready.iter().map(|(n, t)| (*n, t.as_deref())).collect();
        assert_eq!(
            found,
            [
                (1, Ok("a")),
                (2, Err(&Broken::TooLong)),
                (3, Err(&Broken::NotText)),
                (4, Ok("b")),
                (5, Err(&Broken::Ended)),
            ]
        );
    }
}
