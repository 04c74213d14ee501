//! Who listens? One TCP listener that takes connections within the limits until the service is told to stop.

use super::connection::Protocol;
use super::crowd::{Crowd, Place, Standing};
use super::last_call::last_call;
use super::vitals::Vitals;
use super::{App, Guarded, Tokens, admin, router};
use crate::store::Reloader;
use std::collections::HashMap;
use std::future::Future;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::Instant;

/// How long to wait when no connection can be accepted, as for want of files: they come back as connections end.
const BREATH: Duration = Duration::from_millis(50);

/// Serves on a listener until `stop` is done. Then `/readyz` tells so and every answer ends its connection for the
/// drain grace, after which nobody is let in and what is in flight is finished, as far as that takes no longer
/// than the drain time-out: a request that is never sent to its end must not keep the process.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: impl Future<Output = ()> + Send) {
    let router = router(app.clone());
    keep(listener, app, router, stop).await;
}

/// Serves the admin routes on a listener until `stop` is done. It has limits of its own, so that a reload can be asked
/// for however much there is to do.
pub async fn serve_admin(
    listener: TcpListener,
    app: &App,
    reloader: Reloader,
    tokens: Tokens,
    stop: impl Future<Output = ()> + Send,
) {
    let app = Arc::new(app.beside(admin::limits()));
    let router = admin::admin_router(app.clone(), reloader, tokens);
    keep(listener, app, router, stop).await;
}

async fn keep(listener: TcpListener, app: Arc<App>, router: Guarded, stop: impl Future<Output = ()> + Send) {
    let protocol = Arc::new(Protocol::new(app.clone(), router));
    let mut open = Open {
        app: app.clone(),
        protocol,
        crowd: Crowd::new(&app.limits),
        kept: JoinSet::new(),
        places: HashMap::new(),
        reserve: Vec::new(),
        failing: false,
    };
    let mut stop = pin!(stop);
    let mut closes_at = None;
    let mut not_before = None;
    loop {
        tokio::select! {
            () = &mut stop, if closes_at.is_none() => {
                app.draining.store(true, Ordering::Relaxed);
                closes_at = Some(Instant::now() + app.limits.drain_grace_s.duration());
            }
            () = reached(closes_at) => break,
            Some(ended) = open.kept.join_next_with_id() => open.leave(ended),
            accepted = accept(&listener, not_before) => not_before = open.take(accepted),
        }
    }
    last_call(listener, |accepted| _ = open.take(accepted)).await;
    for kept in open.places.values() {
        kept.vitals.stop.notify_one();
    }
    let finished = async {
        while let Some(ended) = open.kept.join_next_with_id().await {
            open.leave(ended);
        }
    };
    // Whoever is not done by then is cut off.
    let _ = tokio::time::timeout(app.limits.drain_timeout_s.duration(), finished).await;
}

/// Connections that are kept.
struct Open {
    app: Arc<App>,
    protocol: Arc<Protocol>,
    crowd: Crowd,
    kept: JoinSet<()>,
    places: HashMap<Id, Kept>,
    /// Those above the limits, as they came.
    reserve: Vec<Id>,
    /// No connection could be accepted the last time.
    failing: bool,
}

/// A connection that is kept.
struct Kept {
    place: Place,
    vitals: Arc<Vitals>,
    task: AbortHandle,
}

impl Open {
    /// Keeps a connection if there is a place for it. When it failed for want of something, until when to wait.
    fn take(&mut self, accepted: std::io::Result<(TcpStream, SocketAddr)>) -> Option<Instant> {
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                self.app.metrics.accept_errors.inc();
                if is_of_one_connection(&error) {
                    return None;
                }
                // Told once, however long it lasts.
                if !std::mem::replace(&mut self.failing, true) {
                    tracing::warn!(%error, "no connection can be accepted");
                }
                return Some(Instant::now() + BREATH);
            }
        };
        if std::mem::take(&mut self.failing) {
            tracing::info!("connections are accepted again");
        }
        let Some(place) = self.place(address.ip()) else {
            self.app.metrics.turned_away.inc();
            return None;
        };
        self.app.metrics.accepted.inc();
        self.app.metrics.connections.inc();
        let vitals = Arc::new(Vitals::new());
        let task = self.kept.spawn(self.protocol.clone().keep(stream, place.standing, vitals.clone()));
        if place.standing != Standing::Within {
            self.reserve.push(task.id());
        }
        self.places.insert(task.id(), Kept { place, vitals, task });
        None
    }

    /// A place for one more from an address. Where even the reserve is full, whoever has been there longest and is not
    /// asking makes room: silence must not keep a probe from being answered.
    fn place(&mut self, address: IpAddr) -> Option<Place> {
        let full = match self.crowd.come(address) {
            Ok(place) => return Some(place),
            Err(full) => full,
        };
        let is_silent = |kept: &Kept| kept.place.standing == full && kept.vitals.may_be_about_to_ask();
        let silent = self.reserve.iter().find(|id| self.places.get(id).is_some_and(is_silent)).copied()?;
        if let Some(kept) = self.give_up(silent) {
            kept.task.abort();
            self.app.metrics.turned_away.inc();
        }
        self.crowd.come(address).ok()
    }

    /// Takes a connection's place back.
    fn give_up(&mut self, id: Id) -> Option<Kept> {
        let kept = self.places.remove(&id)?;
        if kept.place.standing != Standing::Within {
            self.reserve.retain(|other| *other != id);
        }
        self.crowd.leave(kept.place);
        self.app.metrics.connections.dec();
        Some(kept)
    }

    fn leave(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                if error.is_panic() {
                    self.app.metrics.panics.inc();
                }
                error.id()
            }
        };
        self.give_up(id);
    }
}

async fn accept(listener: &TcpListener, not_before: Option<Instant>) -> std::io::Result<(TcpStream, SocketAddr)> {
    if let Some(not_before) = not_before {
        tokio::time::sleep_until(not_before).await;
    }
    listener.accept().await
}

async fn reached(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

/// Errors that tell of the connection that would have been next, and nothing of the listener.
fn is_of_one_connection(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::Interrupted
    )
}
