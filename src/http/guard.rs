//! What stands around every answer? Its name, its seat, its time, its count, its line in the log.

use super::App;
use super::admission::{Seat, Turn};
use super::body::discard;
use super::caught::Caught;
use super::coding::allow_identity;
use super::gate;
use super::problem::Problem;
use super::reply::{DATASET, text};
use super::request_id::REQUEST_ID;
use super::visit::Visit;
use super::{files::MayBePacked, siting};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use http_body::Body as _;
use std::convert::Infallible;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::error::Elapsed;
use tower::{Layer, Service};
use tower_http::compression::{Compression, CompressionLayer};
use tower_http::cors::{Any, Cors, CorsLayer};

/// Paths that are answered however much there is to do: whoever watches must see that it is much.
pub const PROBES: [&str; 3] = ["/livez", "/readyz", "/metrics"];

/// Headers that a page of another origin may read.
pub const EXPOSED: &str = "accept-ranges,content-disposition,content-range,etag,link,retry-after,server-timing,waystation-dataset,x-request-id";

/// Routes with everything around them, once for all: a layer of the library around each route would cost every request
/// some allocations. Those of the library are gone through only by who asks for what they do.
#[derive(Clone)]
pub struct Guarded {
    app: Arc<App>,
    router: Router,
    /// Which of the routes an address means.
    paths: Arc<matchit::Router<&'static str>>,
    /// All of them, as they are written.
    written: Arc<[&'static str]>,
    /// How any page may ask; none where no page may.
    shared: Option<Arc<Shared>>,
}

/// The same routes by way of the library's layers.
struct Shared {
    /// For browsers that ask whether a page may ask.
    preflight: Cors<Router>,
    /// For clients that take packed answers.
    packing: Compression<Router, MayBePacked>,
}

/// An answer under way.
type Answering = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Guarded {
    /// Around routes, by their paths, that any page may ask, and what is said of other paths.
    pub fn shared<S: Clone + Send + Sync + 'static>(
        app: Arc<App>,
        routes: Vec<(&'static str, MethodRouter<S>)>,
        other: MethodRouter<S>,
        state: S,
    ) -> Self {
        let mut guarded = Self::unshared(app, routes, other, state);
        guarded.shared = Some(Arc::new(Shared {
            preflight: cors().layer(guarded.router.clone()),
            packing: CompressionLayer::new().compress_when(MayBePacked).layer(guarded.router.clone()),
        }));
        guarded
    }

    /// Around routes that no page may ask; their few words are not packed either.
    pub fn unshared<S: Clone + Send + Sync + 'static>(
        app: Arc<App>,
        routes: Vec<(&'static str, MethodRouter<S>)>,
        other: MethodRouter<S>,
        state: S,
    ) -> Self {
        let written = routes.iter().map(|(path, _)| *path).collect();
        let mut paths = matchit::Router::new();
        let mut router = Router::new();
        for (path, methods) in routes {
            // A path that means another as well is refused by the router, which reads it in the same way.
            let _ = paths.insert(path, path);
            router = router.route(path, methods);
        }
        let router = router.fallback_service(other.with_state(state.clone())).with_state(state);
        Self { app, router, paths: Arc::new(paths), written, shared: None }
    }

    /// Answers a request.
    pub async fn answer(&self, mut request: Request) -> Response {
        let path = self.paths.at(request.uri().path()).ok().map(|found| *found.value);
        let visit = Visit::begin(&self.app, &request, path);
        if let Some(problem) = gate::refused(&request, path.is_some(), &self.app.limits) {
            return self.end(visit, refusal(problem));
        }
        let probe = PROBES.contains(&request.uri().path());
        // Whoever sends a body is seated when it is there.
        let turn = (!request.body().is_end_stream()).then(|| Turn::new(self.app.clone()));
        if let Some(turn) = &turn {
            request.extensions_mut().insert(turn.clone());
        }
        let seated = !probe && turn.is_none();
        // Whoever asks for a proof says how long it may take.
        let longer = if request.uri().path() == siting::PATH { siting::LONGEST_LIMIT } else { Duration::ZERO };
        let limit = self.app.limits.request_timeout_s.duration() + longer;
        let answering = self.begin(request, path.is_some());
        let seat = if seated {
            let entered = within(pin!(self.app.admission.enter()), || limit).await;
            match entered {
                Ok(Ok(seat)) => Some(seat),
                Ok(Err(_)) => {
                    self.app.metrics.shed_by_queue.inc();
                    return self.end(visit, refusal(Problem::overloaded()));
                }
                Err(_) => {
                    let response = timed_out(&self.app);
                    return self.end(visit, response);
                }
            }
        } else {
            None
        };
        let left = || limit.saturating_sub(visit.began.elapsed());
        let response = answer(&self.app, answering, left, seat, turn).await;
        self.end(visit, response)
    }

    /// Refuses a request whatever it asks for.
    pub async fn refuse(&self, request: Request, problem: Problem) -> Response {
        let path = self.paths.at(request.uri().path()).ok().map(|found| *found.value);
        let visit = Visit::begin(&self.app, &request, path);
        discard(request.into_body()).await;
        self.end(visit, refusal(problem))
    }

    /// Names the data in a refusal that was begun when so many snapshots had come into use. Whoever refuses need not know
    /// it; if other data came into use meanwhile, it may have been either.
    fn name_data(&self, response: &mut Response, published: Option<u64>) {
        let store = &self.app.store;
        if let Some(snapshot) = store.current()
            && published.is_some_and(|before| store.published() == Some(before))
        {
            response.headers_mut().insert(DATASET, text(snapshot.version.clone()));
        }
    }

    /// Refuses a request of a connection that is not to be kept.
    pub fn send_away(&self, problem: Problem) -> Response {
        let mut response = refusal(problem);
        self.name_data(&mut response, self.app.store.published());
        response
    }

    /// Begins to answer, by way of what the request asks for.
    fn begin(&self, mut request: Request, is_route: bool) -> Answering {
        match &self.shared {
            // How a page may ask for what is not there nobody can say; of the service as a whole (`*`) it is the same.
            Some(shared) if request.method() == Method::OPTIONS && (is_route || request.uri().path() == "*") => {
                Box::pin(shared.preflight.clone().call(request))
            }
            Some(shared) if request.headers().contains_key(header::ACCEPT_ENCODING) => {
                allow_identity(request.headers_mut());
                let packed = shared.packing.clone().call(request);
                Box::pin(async move { packed.await.map(|response| response.map(Body::new)) })
            }
            _ => Box::pin(self.router.clone().call(request)),
        }
    }

    fn end(&self, visit: Visit, response: Response) -> Response {
        let is_head = visit.method == Method::HEAD;
        let published = visit.published;
        let mut response = visit.end(response);
        if response.status().as_u16() >= 400 {
            self.name_data(&mut response, published);
        }
        if is_head {
            response = without_body(response);
        }
        if self.shared.is_none() {
            let headers = response.headers_mut();
            headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        response
    }

    /// The routes' paths, as they are written.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.written.iter().copied()
    }
}

impl fmt::Debug for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded").field("paths", &self.written).finish_non_exhaustive()
    }
}

impl Service<Request> for Guarded {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Answering {
        let guarded = self.clone();
        Box::pin(async move { Ok(guarded.answer(request).await) })
    }
}

/// Waits for the answer for so long. Work that takes longer goes on without its client and keeps its seat until
/// it is done, so that what runs at once stays within the limit.
async fn answer(
    app: &App,
    answering: Answering,
    left: impl FnOnce() -> Duration,
    seat: Option<Seat>,
    turn: Option<Turn>,
) -> Response {
    let mut answering = Caught(answering);
    match within(&mut answering, left).await {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(never))) => match never {},
        Ok(Err(_)) => {
            app.metrics.panics.inc();
            refusal(Problem::internal())
        }
        Err(_) => {
            tokio::spawn(async move {
                let _ = answering.await;
                drop((seat, turn));
            });
            timed_out(app)
        }
    }
}

/// What a future comes to, if it does so in a time. What is there at once, as nearly all is, needs no clock.
async fn within<F: Future + Unpin>(mut future: F, left: impl FnOnce() -> Duration) -> Result<F::Output, Elapsed> {
    match poll_fn(|context| Poll::Ready(Pin::new(&mut future).poll(context))).await {
        Poll::Ready(done) => Ok(done),
        Poll::Pending => tokio::time::timeout(left(), future).await,
    }
}

/// What HEAD is told: the head of the answer to GET. Of what is packed nobody knows the length.
fn without_body(mut response: Response) -> Response {
    let length = response.body().size_hint().exact().filter(|length| *length > 0);
    let headers = response.headers_mut();
    if let Some(length) = length
        && !headers.contains_key(header::CONTENT_ENCODING)
    {
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    response.map(|_| Body::empty())
}

fn timed_out(app: &App) -> Response {
    app.metrics.timed_out.inc();
    refusal(Problem::timed_out())
}

/// A problem that any page may read, as all answers are.
pub fn refusal(problem: Problem) -> Response {
    let mut response = problem.into_response();
    let headers = response.headers_mut();
    let_any_page_read(headers);
    vary_by_encoding(headers);
    response
}

pub(super) fn let_any_page_read(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// Says that who takes packed answers may get another, if that is not said.
pub(super) fn vary_by_encoding(headers: &mut HeaderMap) {
    let says = |value: &HeaderValue| value.to_str().is_ok_and(|names| names.contains("accept-encoding"));
    if !headers.get_all(header::VARY).iter().any(says) {
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
}

/// Anyone may read from any page; nothing here depends on who asks.
fn cors() -> CorsLayer {
    const A_DAY: Duration = Duration::from_secs(86_400);
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            header::IF_RANGE,
            header::RANGE,
            REQUEST_ID,
        ])
        .max_age(A_DAY)
        .vary(Vec::<HeaderName>::new())
}

#[cfg(test)]
mod tests {
    use super::super::limits::{Limits, Seconds};
    use super::*;
    use axum::http::StatusCode;
    use axum::routing::{any, get};
    use http_body_util::BodyExt;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;
    use tower::ServiceExt;

    /// A service whose `/wait` answers when told to, and whose `/panic` panics.
    fn service(limits: Limits, go: Arc<Semaphore>, done: Arc<AtomicUsize>) -> (Arc<App>, Guarded) {
        let app = Arc::new(App::new(limits));
        let wait = async move || {
            let _ = go.acquire().await;
            done.fetch_add(1, Ordering::SeqCst);
            "done"
        };
        let panicking = async || -> &'static str { std::panic::resume_unwind(Box::new("at 121.4737, 31.2304")) };
        let routes = vec![("/wait", get(wait)), ("/livez", get(async || "alive")), ("/panic", get(panicking))];
        let other = any(async || StatusCode::NOT_FOUND);
        let guarded = Guarded::shared(app.clone(), routes, other, ());
        (app, guarded)
    }

    async fn ask(router: &Guarded, path: &str) -> (Response<()>, String) {
        let request = Request::get(path).body(axum::body::Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, ()), String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_answered_500_and_counted_and_nothing_of_it_is_told() {
        let (app, router) = service(Limits::default(), Arc::new(Semaphore::new(0)), Arc::default());
        for asked in 1..=3 {
            let (head, body) = ask(&router, "/panic").await;
            assert_eq!(head.status(), 500);
            assert_eq!(head.headers()[header::CONTENT_TYPE], "application/problem+json");
            assert!(!body.contains("121"), "{body}");
            assert_eq!((app.metrics.panics.get(), app.metrics.in_flight.get()), (asked, 0));
        }
        assert_eq!(ask(&router, "/livez").await.0.status(), 200);
    }

    #[tokio::test]
    async fn above_seats_and_queue_it_is_503_at_once_and_probes_are_answered() {
        let go = Arc::new(Semaphore::new(0));
        let (app, router) =
            service(Limits { max_requests: 2, max_queue: 3, ..Limits::default() }, go.clone(), Arc::default());
        let mut inside = tokio::task::JoinSet::new();
        for _ in 0..5 {
            let router = router.clone();
            inside.spawn(async move { ask(&router, "/wait").await.0.status().as_u16() });
        }
        while app.metrics.in_flight.get() < 5 {
            tokio::task::yield_now().await;
        }
        for shed in 1..=100 {
            let (head, body) = ask(&router, "/wait").await;
            assert_eq!((head.status().as_u16(), &head.headers()[header::RETRY_AFTER]), (503, &HeaderValue::from(1)));
            assert!(body.contains("\"status\":503"), "{body}");
            assert_eq!(app.metrics.shed_by_queue.get(), shed);
            assert_eq!(ask(&router, "/livez").await.0.status(), 200);
        }
        go.add_permits(Semaphore::MAX_PERMITS >> 1);
        assert_eq!(inside.join_all().await, [200; 5]);
        assert_eq!(ask(&router, "/wait").await.0.status(), 200);
    }

    #[tokio::test]
    async fn what_takes_too_long_is_503_and_keeps_its_seat_until_it_is_done() {
        let (go, done) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
        let limits =
            Limits { max_requests: 1, max_queue: 0, request_timeout_s: Seconds::milli(50), ..Limits::default() };
        let (app, router) = service(limits, go.clone(), done.clone());
        let (head, body) = ask(&router, "/wait").await;
        assert_eq!((head.status().as_u16(), app.metrics.timed_out.get()), (503, 1), "{body}");
        assert!(head.headers().contains_key(header::RETRY_AFTER) && body.contains("too long"), "{body}");
        // It still runs, so there is no seat for another.
        assert_eq!((ask(&router, "/wait").await.0.status().as_u16(), app.metrics.shed_by_queue.get()), (503, 1));
        go.add_permits(Semaphore::MAX_PERMITS >> 1);
        while done.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        while ask(&router, "/wait").await.0.status() != 200 {}
    }

    #[tokio::test]
    async fn whoever_goes_away_is_counted_and_leaves_the_seat() {
        let (app, router) = service(
            Limits { max_requests: 1, max_queue: 0, ..Limits::default() },
            Arc::new(Semaphore::new(0)),
            Arc::default(),
        );
        for gone in 1..=3 {
            let mut asking = Box::pin(ask(&router, "/wait"));
            let polled = std::future::poll_fn(|context| Poll::Ready(asking.as_mut().poll(context).is_pending())).await;
            assert!(polled);
            drop(asking);
            assert_eq!((app.metrics.abandoned.get(), app.metrics.in_flight.get()), (gone, 0));
        }
    }
}
