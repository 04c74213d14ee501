//! `waystation serve`: load, say what was loaded, and answer until told to stop.

use super::check::summary;
use super::logs::Logs;
use super::signals::Signals;
use super::supervisor::{tell_ready, tell_stopping};
use crate::http::{self, App, Basemap, Limits};
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
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How often the coming days are laid out anew, well inside the week that one layout covers.
const LAY_OUT_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// Serves a data set over HTTP.
#[derive(Debug, clap::Parser)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Serve {
    /// Data directory or station file; without it the bundled data.
    #[arg(env = "WAYSTATION_DIR")]
    dir: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, env = "WAYSTATION_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Style or raster tiles ({z}/{x}/{y}) on which the pages draw, all from one origin; none if not given.
    #[arg(long, env = "WAYSTATION_BASEMAP", value_name = "ADDRESS")]
    basemap: Option<Basemap>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    logs: Logs,
}

const EXIT_CODES: &str = "Exit codes:
  0    stopped by SIGTERM or SIGINT, with every request answered
  2    an option or an argument is wrong
  3    the data is not there or cannot be loaded
  4    the address cannot be listened on
  130, 143  a second SIGINT or SIGTERM ended it at once";

/// Why there is no service.
#[derive(Debug, thiserror::Error)]
pub enum NoService {
    /// The data is not there or cannot be loaded.
    #[error("{0}")]
    Data(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Address(SocketAddr, std::io::Error),
}

impl NoService {
    /// The exit code that tells so.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Data(_) => 3,
            Self::Address(..) => 4,
        }
    }
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")?;
        let ended = runtime.block_on(self.serve());
        // What is still under way was given its time.
        runtime.shutdown_background();
        ended
    }

    async fn serve(self) -> anyhow::Result<ExitCode> {
        // A missing directory is told before a port is taken.
        Source::at(self.dir.as_deref()).map_err(NoService::Data)?;
        let mut signals = Signals::listen().context("cannot wait for signals")?;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| NoService::Address(self.listen, error))?;
        let address = listener.local_addr().context("cannot tell the listener's address")?;
        self.logs.begin();
        tracing::info!(%address, "loading");
        let app = Arc::new(App::new(self.limits).on(self.basemap));
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(http::serve(listener, app.clone(), async {
            // Without a sender nobody will tell.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        }));
        let load = async {
            let dir = self.dir;
            let loaded = tokio::task::spawn_blocking(move || super::load_with_progress(dir.as_deref())).await;
            let snapshot = loaded.context("the load failed")?.map_err(|error| NoService::Data(format!("{error:#}")))?;
            begin(snapshot, &app, address);
            lay_out_again_and_again(app).await;
            anyhow::Ok(())
        };
        tokio::select! {
            ended = told_to_stop(&mut signals, stop, server) => ended,
            failed = load => failed.map(|()| ExitCode::SUCCESS),
        }
    }
}

/// Puts the data in use and says so.
fn begin(snapshot: Snapshot, app: &App, address: SocketAddr) {
    let greeting = format!("{}{}", summary(&snapshot), invitation(&snapshot, address));
    let (stations, version) = (snapshot.index.len(), snapshot.version.clone());
    app.store.publish(snapshot);
    // Nobody reading what is printed is no reason not to serve.
    let _ = write!(std::io::stdout().lock(), "{greeting}");
    tracing::info!(%address, stations, version, "serving");
    tell_ready();
}

/// Stops the server at the first signal and waits for its end, or for a second one.
async fn told_to_stop(
    signals: &mut Signals,
    stop: oneshot::Sender<()>,
    mut server: JoinHandle<()>,
) -> anyhow::Result<ExitCode> {
    tokio::select! {
        _ = signals.next() => {}
        ended = &mut server => ended.context("the server failed")?,
    }
    tracing::info!("stopping");
    tell_stopping();
    // Nobody left to tell is nobody left to wait for.
    let _ = stop.send(());
    tokio::select! {
        ended = server => ended.context("the server failed")?,
        // By the shell's convention, 128 and the signal's number.
        signal = signals.next() => return Ok(ExitCode::from(128 + signal)),
    }
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
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
