//! `waystation serve`: load, say what was loaded, and answer until told to stop.

use super::check::summary;
use crate::http::{self, App};
use crate::store::{Snapshot, Source};
use anyhow::Context;
use chrono::Utc;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often the coming days are laid out anew, well inside the week that one layout covers.
const LAY_OUT_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// Serves a data set over HTTP.
#[derive(Debug, clap::Parser)]
pub(super) struct Serve {
    /// Data directory or station file; without it the bundled data.
    #[arg(env = "WAYSTATION_DIR")]
    dir: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, env = "WAYSTATION_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")?;
        runtime.block_on(self.serve())
    }

    async fn serve(self) -> anyhow::Result<ExitCode> {
        // A missing directory is told before a port is taken.
        Source::at(self.dir.as_deref()).map_err(anyhow::Error::msg)?;
        let listener =
            TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))?;
        let address = listener.local_addr().context("cannot tell the listener's address")?;
        let app = Arc::new(App::default());
        let server = tokio::spawn(http::serve(listener, app.clone(), told_to_stop()));

        let dir = self.dir.clone();
        let snapshot = tokio::task::spawn_blocking(move || super::load_with_progress(dir.as_deref()))
            .await
            .context("the load failed")??;
        let greeting = format!("{}{}", summary(&snapshot), invitation(&snapshot, address));
        app.store.publish(snapshot);
        // Nobody reading what is printed is no reason not to serve.
        let _ = write!(std::io::stdout().lock(), "{greeting}");
        let layouts = tokio::spawn(lay_out_again_and_again(app));
        server.await.context("the server failed")??;
        layouts.abort();
        Ok(ExitCode::SUCCESS)
    }
}

/// The address to open and a line to try.
fn invitation(snapshot: &Snapshot, address: SocketAddr) -> String {
    let first = snapshot.by_id().next().and_then(|ordinal| snapshot.index.stations().get(ordinal));
    let (lon, lat) = first.map_or((0.0, 0.0), |station| (station.position.lon(), station.position.lat()));
    format!("\nlistening on http://{address}/\ntry: curl 'http://{address}/v1/nearest?lon={lon}&lat={lat}&limit=3'\n")
}

async fn lay_out_again_and_again(app: Arc<App>) {
    let mut every = tokio::time::interval(LAY_OUT_EVERY);
    loop {
        every.tick().await;
        if let Some(snapshot) = app.store.current() {
            // A layout that failed leaves the one before, which is right but slower once it is outlived.
            let _ = tokio::task::spawn_blocking(move || snapshot.schedules.lay_out(Utc::now())).await;
        }
    }
}

/// Waits for an interrupt or a termination signal.
async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
