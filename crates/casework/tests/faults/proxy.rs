//! A listener that hands bytes on to a server's socket and cuts each connection after so many of
//! them, in the middle of whatever is said.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Bytes after which a connection is cut: from the first to their sum.
const BYTES_MIN: u64 = 3_000;
const BYTES_MORE: u64 = 60_000;

/// Listens until the tests end; its port.
pub(crate) fn start(server: PathBuf, seed: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut state = seed;
        for client in listener.incoming() {
            let Ok(client) = client else { continue };
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let bytes = BYTES_MIN + (state >> 33) % BYTES_MORE;
            if let Ok(server) = UnixStream::connect(&server) {
                hand_on(client, server, i64::try_from(bytes).unwrap());
            }
        }
    });
    port
}

fn hand_on(client: TcpStream, server: UnixStream, bytes: i64) {
    let left = Arc::new(AtomicI64::new(bytes));
    let cut = {
        let (client, server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        Arc::new(move || {
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
        })
    };
    for way in [true, false] {
        let (client, server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let (left, cut) = (Arc::clone(&left), Arc::clone(&cut));
        std::thread::spawn(move || {
            match way {
                true => copy(client, server, &left),
                false => copy(server, client, &left),
            }
            cut();
        });
    }
}

/// Until one side ends or the bytes are used up; the last piece is handed on by half.
fn copy(mut from: impl Read, mut to: impl Write, left: &AtomicI64) {
    let mut piece = [0; 4_096];
    while let Ok(count) = from.read(&mut piece) {
        let count = i64::try_from(count).unwrap();
        let before = left.fetch_sub(count, Ordering::Relaxed);
        let allowed = usize::try_from(count.min(before.max(0))).unwrap();
        if count == 0 || to.write_all(&piece[..allowed]).is_err() || before <= count {
            return;
        }
    }
}
