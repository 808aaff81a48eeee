//! Connections: how many, how long they may take to ask, and how they end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::files;

/// Connections at once; more wait in the queue of the system. Below the usual limit of open files.
const CONNECTIONS_MAX: usize = 900;
/// Until the head of a request must be there, and how long a connection may lie idle.
const ASK_WITHIN: Duration = Duration::from_secs(120);
/// Before taking connections again when the system refused one.
const PAUSE: Duration = Duration::from_millis(200);
/// After the sign to stop, how long open requests may take to end.
const END_WITHIN: Duration = Duration::from_secs(30);

/// Serves until the sign to stop, then lets open requests end.
pub(super) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(ASK_WITHIN);
    let accept = async {
        // The semaphore is never closed.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let Some(stream) = next(&listener).await else { continue };
            let service = TowerToHyperService::new(router.clone());
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            let connection = connections.watch(connection);
            tokio::spawn(async move {
                // A connection that fails is its client's; nobody else is told.
                let _ = connection.await;
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    drop(listener);
    if tokio::time::timeout(END_WITHIN, connections.shutdown()).await.is_err() {
        files::say("warning: some requests did not end in time");
    }
}

async fn next(listener: &TcpListener) -> Option<TcpStream> {
    match listener.accept().await {
        Ok((stream, _)) => {
            // Answers are written whole; waiting for more to send only delays them.
            let _ = stream.set_nodelay(true);
            Some(stream)
        }
        Err(_) => {
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}
