//! `waystation serve`: load, say what was loaded, and answer until told to stop.

use super::admin::AdminOptions;
use super::check::summary;
use super::keeping::Keeping;
use super::logs::Logs;
use super::progress::Bar;
use super::signals::{Hangups, Signals};
use super::supervisor::{tell_ready, tell_reloading, tell_stopping};
use crate::http::{self, App, Basemap, Limits};
use crate::store::{self, Began, Look, Pace, Reloader, Shelf, Snapshot, Source};
use anyhow::Context;
use chrono::Utc;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the coming days are laid out anew, well inside the week that one layout covers.
const LAY_OUT_EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// How many times that is a day.
const TIMES_A_DAY: u64 = 4;

/// Serves a data set over HTTP.
#[derive(Debug, clap::Parser)]
#[command(after_help = EXIT_CODES, allow_negative_numbers = true)]
pub(super) struct Serve {
    /// Data directory or station file; without it the bundled data.
    #[arg(env = "WAYSTATION_DIR")]
    dir: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, env = "WAYSTATION_LISTEN", default_value = "127.0.0.1:8080", value_parser = socket_address)]
    listen: SocketAddr,
    /// Style or raster tiles ({z}/{x}/{y}) on which the pages draw, all from one origin; none if not given.
    #[arg(long, env = "WAYSTATION_BASEMAP", value_name = "ADDRESS")]
    basemap: Option<Basemap>,
    #[command(flatten)]
    keeping: Keeping,
    #[command(flatten)]
    admin: AdminOptions,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    logs: Logs,
}

/// An address and a port to listen on.
pub(super) fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an address and a port are expected, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

const EXIT_CODES: &str = "Exit codes:
  0    stopped by SIGTERM or SIGINT, with every request answered
  2    an option or an argument is wrong
  3    the data is not there or cannot be loaded
  4    the address cannot be listened on
  5    the admin token is no good, or missing where it is needed
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
    /// The admin token is no good, or missing.
    #[error("{0}")]
    Token(String),
}

impl NoService {
    /// The exit code that tells so.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Data(_) => 3,
            Self::Address(..) => 4,
            Self::Token(_) => 5,
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
        let shelf = self.keeping.shelf(self.dir.as_deref());
        // A missing directory is told before a port is taken.
        let source = match (Source::at(self.dir.as_deref()), &self.dir, &shelf) {
            (Err(missing), Some(dir), Some(shelf)) => expected(dir, shelf, missing).map_err(NoService::Data)?,
            (found, ..) => found.map_err(NoService::Data)?,
        };
        let admin = self.admin.listener()?;
        let mut signals = Signals::listen().context("cannot wait for signals")?;
        let hangups = Hangups::listen().context("cannot wait for signals")?;
        let (listener, address) = listen(self.listen).await?;
        let admin = match admin {
            Some((address, tokens)) => Some((listen(address).await?, tokens)),
            None => None,
        };
        self.logs.begin();
        if self.dir.is_some() && self.keeping.keeps() && shelf.is_none() {
            tracing::warn!("no copy of the data is kept: neither --state-dir nor a home directory says where");
        }
        tracing::info!(%address, "loading");
        let app = Arc::new(App::new(self.limits).on(self.basemap));
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(http::serve(listener, app.clone(), told(stopped.clone())));
        let data = Data { source, shelf, pace: self.keeping.pace() };
        let work = async {
            let reloader = data.begin(&app, address, admin.as_ref().map(|((_, address), _)| *address)).await?;
            if let Some(((listener, _), tokens)) = admin {
                let (app, reloader) = (app.clone(), reloader.clone());
                tokio::spawn(async move {
                    http::serve_admin(listener, &app, reloader, tokens, told(stopped)).await;
                });
            }
            tokio::join!(reload_on(hangups, reloader), lay_out_again_and_again(app));
            anyhow::Ok(())
        };
        tokio::select! {
            ended = told_to_stop(&mut signals, stop, server) => ended,
            failed = work => failed.map(|()| ExitCode::SUCCESS),
        }
    }
}

/// The source of a data set that is missing, if there is a copy to serve in its place.
fn expected(dir: &Path, shelf: &Shelf, missing: String) -> Result<Source, String> {
    match shelf.read() {
        Ok(copy) => Ok(Source::expected_at(dir, &copy)),
        Err(None) => Err(missing),
        Err(Some(unusable)) => Err(format!("{missing}; the last good copy cannot be used: {unusable}")),
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await.map_err(|error| NoService::Address(address, error))?;
    let bound = listener.local_addr().context("cannot tell the listener's address")?;
    Ok((listener, bound))
}

/// Waits until the service is told to stop.
async fn told(mut stopped: watch::Receiver<bool>) {
    // Without a sender nobody will tell.
    if stopped.wait_for(|stopped| *stopped).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Where the data comes from and how it is kept.
struct Data {
    source: Source,
    shelf: Option<Shelf>,
    pace: Pace,
}

impl Data {
    /// Loads the data, puts it in use, says so, and keeps it fresh from then on.
    async fn begin(self, app: &App, address: SocketAddr, admin: Option<SocketAddr>) -> anyhow::Result<Reloader> {
        let Self { source, shelf, pace } = self;
        // What changes from here on is seen as a change.
        let seen = Look::at(&source);
        let load = move || {
            let bar = Bar::start();
            let began = store::begin(&source, shelf.as_ref(), &|path, done, total| bar.show(path, done, total));
            bar.end();
            (began, source, shelf)
        };
        let (began, source, shelf) = tokio::task::spawn_blocking(load).await.context("the load failed")?;
        let Began { snapshot, trouble } =
            began.map_err(|reason| NoService::Data(format!("{}: {reason}", named(&source))))?;
        if let Some(trouble) = &trouble {
            tracing::error!(reason = trouble.reason, "the sources are broken");
        }
        for reason in snapshot.files.iter().filter_map(|file| file.broken.as_deref()) {
            tracing::error!(reason, "a file was refused");
        }
        app.store.set_trouble(trouble);
        let greeting = format!("{}{}", summary(&snapshot), invitation(&snapshot, address, admin));
        let (stations, version) = (snapshot.index.len(), snapshot.version.clone());
        app.store.publish(snapshot);
        // Nobody reading what is printed is no reason not to serve.
        let _ = write!(std::io::stdout().lock(), "{greeting}");
        tracing::info!(%address, stations, version, "serving");
        tell_ready();
        let store = app.store.clone();
        let listener = move |ended: Option<&store::Ended>| match ended {
            None => tell_reloading(),
            Some(ended) => {
                if let (store::Ended::Loaded | store::Ended::Partly(_), Some(snapshot)) = (ended, store.current()) {
                    tell_of_calendars(&snapshot);
                }
                tell_ready();
            }
        };
        Reloader::start(app.store.clone(), source, seen, shelf, pace, Box::new(listener))
            .context("cannot start a thread")
    }
}

/// How a source is called in an error.
fn named(source: &Source) -> String {
    match source {
        Source::Directory(path) | Source::File(path) => format!("cannot load {}", path.display()),
        Source::Bundled | Source::LastGood(_) => "cannot load the bundled data".to_owned(),
    }
}

async fn reload_on(mut hangups: Hangups, reloader: Reloader) {
    loop {
        hangups.next().await;
        reloader.reload(false, |_| {});
    }
}

/// Stops the server at the first signal and waits for its end, or for a second one.
async fn told_to_stop(
    signals: &mut Signals,
    stop: watch::Sender<bool>,
    mut server: JoinHandle<()>,
) -> anyhow::Result<ExitCode> {
    tokio::select! {
        _ = signals.next() => {}
        ended = &mut server => ended.context("the server failed")?,
    }
    tracing::info!("stopping");
    tell_stopping();
    // Nobody left to tell is nobody left to wait for.
    let _ = stop.send(true);
    tokio::select! {
        ended = server => ended.context("the server failed")?,
        // By the shell's convention, 128 and the signal's number.
        signal = signals.next() => return Ok(ExitCode::from(128 + signal)),
    }
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// The address to open and a line to try.
fn invitation(snapshot: &Snapshot, address: SocketAddr, admin: Option<SocketAddr>) -> String {
    let first = snapshot.by_id().next().and_then(|ordinal| snapshot.index.stations().get(ordinal));
    let (lon, lat) = first.map_or((0.0, 0.0), |station| (station.position.lon(), station.position.lat()));
    let admin = admin.map_or(String::new(), |admin| format!("admin on http://{admin}/reload\n"));
    format!(
        "\nlistening on http://{address}/\n{admin}try: curl 'http://{address}/v1/nearest?lon={lon}&lat={lat}&limit=3'\n"
    )
}

/// Warns of calendars that hours follow and that soon end. A load tells of those too, but may be in use for months.
fn tell_of_calendars(snapshot: &Snapshot) {
    for (calendar, last) in snapshot.calendars_ending(Utc::now().date_naive()) {
        tracing::warn!(calendar, %last, "a calendar ends that opening hours follow: later days count as ordinary ones");
    }
}

async fn lay_out_again_and_again(app: Arc<App>) {
    let mut every = tokio::time::interval(LAY_OUT_EVERY);
    for time in 0u64.. {
        every.tick().await;
        if let Some(snapshot) = app.store.current() {
            if time.is_multiple_of(TIMES_A_DAY) {
                tell_of_calendars(&snapshot);
            }
            // A layout that failed leaves the one before, which is right but slower once it is outlived.
            let _ = tokio::task::spawn_blocking(move || snapshot.schedules.lay_out(Utc::now())).await;
        }
    }
}
