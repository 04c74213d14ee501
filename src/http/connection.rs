//! How is one connection kept? As long as its client asks and reads in time, and until the service stops.

use super::App;
use super::body::discard;
use super::crowd::Standing;
use super::gate::{MOST_URI_BYTES, misaddressed};
use super::guard::{Guarded, PROBES};
use super::problem::Problem;
use super::vitals::{Overdue, Vitals};
use super::wire::Wire;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Version, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;

/// How long a client that connected just before the service stopped may take to ask.
const LAST_WORD: Duration = Duration::from_secs(1);

/// Longest first line that reaches the gate, which tells what is too long about it.
const MOST_LINE_BYTES: usize = 8 * MOST_URI_BYTES;

/// Most headers that the library reads unless told otherwise.
const LIBRARY_HEADERS: usize = 100;

/// What all connections share.
#[derive(Debug)]
pub struct Protocol {
    app: Arc<App>,
    router: Guarded,
    builder: Builder<TokioExecutor>,
}

impl Protocol {
    /// HTTP/1, and HTTP/2 if the limits allow any streams.
    pub fn new(app: Arc<App>, router: Guarded) -> Self {
        let limits = &app.limits;
        let mut builder = Builder::new(TokioExecutor::new());
        // Time is kept by the vitals: the library's timer would be set and unset for every request.
        builder
            .http1()
            .header_read_timeout(None)
            .max_buf_size(MOST_LINE_BYTES.saturating_add(limits.max_header_bytes))
            .half_close(false);
        // Its own number of headers needs no allocation for each request.
        if limits.max_headers != LIBRARY_HEADERS {
            builder.http1().max_headers(limits.max_headers);
        }
        builder.http2().max_concurrent_streams(limits.max_streams.max(1)).max_header_list_size(
            u32::try_from(limits.max_header_bytes).unwrap_or(u32::MAX).saturating_add(MOST_LINE_BYTES as u32),
        );
        let builder = if limits.max_streams == 0 { builder.http1_only() } else { builder };
        Self { app, router, builder }
    }

    /// Serves one connection to its end.
    pub async fn keep(self: Arc<Self>, stream: TcpStream, standing: Standing, vitals: Arc<Vitals>) {
        // An answer is written at once; there is nothing to wait for to send with it.
        let _ = stream.set_nodelay(true);
        let limits = &self.app.limits;
        let wire = TokioIo::new(Wire::new(stream, self.app.clone(), vitals.clone()));
        let service = service_fn({
            let (protocol, vitals) = (self.clone(), vitals.clone());
            move |request| protocol.clone().answer(request, standing, vitals.clone())
        });
        let mut connection = pin!(self.builder.serve_connection(wire, service));
        let every = Vitals::look_every(limits);
        let mut look = pin!(tokio::time::sleep(every));
        let mut last_word = None;
        loop {
            tokio::select! {
                biased;
                // How it ended is the client's affair.
                _ = connection.as_mut() => return,
                () = look.as_mut() => {
                    let now = Instant::now();
                    if last_word.is_some_and(|until| now >= until) {
                        if vitals.may_be_about_to_ask() {
                            return;
                        }
                        connection.as_mut().graceful_shutdown();
                    }
                    if let Some(overdue) = vitals.overdue(limits) {
                        return self.close(overdue, &vitals, connection).await;
                    }
                    look.as_mut().reset(now + every);
                }
                () = vitals.stop.notified(), if last_word.is_none() => {
                    let until = Instant::now() + LAST_WORD;
                    last_word = Some(until);
                    // A request that is on its way is still answered, and its answer ends the connection.
                    if vitals.may_be_about_to_ask() {
                        look.as_mut().reset(until);
                    } else {
                        connection.as_mut().graceful_shutdown();
                    }
                }
            }
        }
    }

    async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        standing: Standing,
        vitals: Arc<Vitals>,
    ) -> Result<Response, Infallible> {
        let is_http2 = request.version() == Version::HTTP_2;
        let _asking = vitals.asked(is_http2);
        let is_let_in = standing == Standing::Within || PROBES.contains(&request.uri().path());
        let mut response = if !is_let_in {
            self.send_away(request, standing).await
        } else if let Some(problem) = misaddressed(&request) {
            self.router.refuse(request.map(Body::new), problem).await
        } else {
            self.router.answer(request.map(Body::new)).await
        };
        // Who is told so goes elsewhere with the next request, before there is nobody to take it.
        if !is_http2 && (standing != Standing::Within || self.app.is_draining()) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }

    async fn send_away(&self, request: Request<Incoming>, standing: Standing) -> Response {
        let (shed, problem) = match standing {
            Standing::AboveItsAddress => (&self.app.metrics.shed_by_address, Problem::too_many_connections()),
            Standing::Above | Standing::Within => (&self.app.metrics.shed_by_connections, Problem::overloaded()),
        };
        shed.inc();
        self.app.metrics.unread(problem.status());
        discard(Body::new(request.into_body())).await;
        self.router.send_away(problem)
    }

    async fn close<F: Future>(&self, overdue: Overdue, vitals: &Vitals, connection: F) {
        if overdue != Overdue::Idle {
            self.app.metrics.closed_for_slowness.inc();
        }
        if overdue == Overdue::Head {
            vitals.expire();
            // Once more, to read that its time is over, and to say so.
            let _ = tokio::time::timeout(Duration::ZERO, connection).await;
        }
    }
}
