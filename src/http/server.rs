//! Who listens? One TCP listener, until the process is told to stop.

use super::{App, router};
use std::future::Future;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves on a listener until `stop` is done, then finishes what is in flight.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await
}
