//! Who listens? One TCP listener, until the process is told to stop.

use super::{App, router};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long requests in flight may take to finish once the process is told to stop.
const DRAIN: Duration = Duration::from_secs(5);

/// Serves on a listener until `stop` is done, then finishes what is in flight, as far as that takes no longer
/// than five seconds: a request that is never sent to its end must not keep the process.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stopped, mut told) = watch::channel(());
    let stop = async move {
        stop.await;
        // Nobody left to tell is nobody left to wait.
        let _ = stopped.send(());
    };
    let overdue = async {
        if told.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(DRAIN).await;
    };
    let server = axum::serve(listener, router(app)).with_graceful_shutdown(stop);
    tokio::select! {
        ended = server.into_future() => ended,
        () = overdue => Ok(()),
    }
}
