//! How does a test ask? The router in the same process, or a real listener where sockets matter.

use super::data::{DataDir, feature};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tower::ServiceExt;
use waystation::http::{App, Guarded, Limits, Seconds, router};
use waystation::store::{Snapshot, Source, load};

/// The bundled data, loaded once for all tests.
pub static BUNDLED: LazyLock<Server> = LazyLock::new(|| Server::of(load(&Source::Bundled, &|_, _, _| {}).unwrap()));

/// Five stations on a parallel in Shanghai, about 95 m apart, that differ in everything a filter asks for.
pub static FIVE: LazyLock<Server> = LazyLock::new(|| {
    Server::loading(
        DataDir::new()
            .with("dataset.toml", "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"five.geojson\"\n")
            .with_stations("five.geojson", &five()),
    )
});

/// The features of [`FIVE`].
pub fn five() -> Vec<Value> {
    vec![
        feature(
            "a",
            121.000,
            31.0,
            json!({
                "name": "A", "kind": "union_station", "access": "public", "capacity": 20,
                "opening_hours": "Mo-Fr 09:00-18:00",
                "amenities": ["water", "microwave"], "amenities_absent": ["toilets"],
            }),
        ),
        feature("b", 121.001, 31.0, json!({"name": "B", "opening_hours": "24/7", "amenities": ["water"]})),
        feature(
            "c",
            121.002,
            31.0,
            json!({
                "name": "C", "kind": "library", "access": "members", "capacity": 5,
                "amenities": ["water", "microwave", "seating", "phone_charging", "first_aid", "sauna"],
                "amenities_absent": ["wifi", "toilets"],
            }),
        ),
        feature(
            "d",
            121.003,
            31.0,
            json!({
                "name": "D", "kind": "library", "access": "code", "capacity": 0,
                "opening_hours": "Mo-Su 08:00-20:00",
                "amenities": [
                    "toilets",
                    {"kind": "water", "opening_hours": "24/7"},
                    {"kind": "microwave", "opening_hours": "Mo-Su 20:00-22:00", "note": "ask"},
                    {"kind": "haircut", "opening_hours": "by appointment, maybe"},
                ],
            }),
        ),
        feature(
            "e",
            121.004,
            31.0,
            json!({
                "name": "E", "status": "closed", "kind": "union_station", "access": "public", "capacity": 99,
                "opening_hours": "24/7", "amenities": ["water", "toilets"], "amenities_absent": ["wifi"],
            }),
        ),
    ]
}

/// The bytes of an answer, and what came with them.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// A header's text; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem document, checked for its form (RFC 9457, section 3.1).
    pub fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} in {problem}");
        }
        problem
    }

    /// Ids of the features, in order.
    pub fn ids(&self) -> Vec<String> {
        ids(&self.json())
    }
}

/// Ids of a collection's features, in order.
pub fn ids(collection: &Value) -> Vec<String> {
    let features = collection["features"].as_array().unwrap_or_else(|| panic!("features in {collection}"));
    features.iter().map(|feature| feature["id"].as_str().unwrap().to_owned()).collect()
}

/// A service with its data.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    router: Guarded,
}

impl Server {
    /// Serves nothing yet, and lets an answer take as long as a busy machine makes it.
    pub fn empty() -> Self {
        let app = Arc::new(App::new(Limits { request_timeout_s: Seconds::whole(900), ..Limits::default() }));
        Self { router: router(app.clone()), app }
    }

    /// Serves nothing but pages, which draw on a basemap.
    #[cfg(feature = "web")]
    pub fn on(basemap: &str) -> Self {
        let app = Arc::new(App::default().on(Some(basemap.parse().unwrap())));
        Self { router: router(app.clone()), app }
    }

    /// Serves [`five`] stations within limits.
    pub fn within(limits: Limits) -> Self {
        let app = Arc::new(App::new(limits));
        let dir = DataDir::new().with_stations("five.geojson", &five());
        app.store.publish(loaded(dir.path()));
        Self { router: router(app.clone()), app }
    }

    /// Serves a snapshot.
    pub fn of(snapshot: Snapshot) -> Self {
        let server = Self::empty();
        server.app.store.publish(snapshot);
        server
    }

    /// Serves what a directory holds.
    pub fn loading(dir: DataDir) -> Self {
        Self::of(loaded(dir.path()))
    }

    /// Serves a file of stations in UTC.
    pub fn of_stations(features: &[Value]) -> Self {
        Self::loading(
            DataDir::new()
                .with("dataset.toml", "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n")
                .with_stations("s.geojson", features),
        )
    }

    /// Puts another snapshot into use.
    pub fn publish(&self, snapshot: Snapshot) {
        self.app.store.publish(snapshot);
    }

    /// The snapshot in use.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.app.store.current().unwrap()
    }

    /// Sends a request through the router.
    pub fn send(&self, request: Request<Body>) -> Answer {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        })
    }

    /// A request with a method and headers.
    pub fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap())
    }

    /// `GET`.
    pub fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[])
    }

    /// `GET` of something that is there, as JSON.
    pub fn json(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    /// `POST /v1/nearest` with a text.
    pub fn post_text(&self, body: impl Into<Body>) -> Answer {
        self.post_text_to("/v1/nearest", body)
    }

    /// `POST` of a text.
    pub fn post_text_to(&self, target: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(target).header("content-type", "application/json");
        self.send(request.body(body.into()).unwrap())
    }

    /// `POST` of a value.
    pub fn post_to(&self, target: &str, body: &Value) -> Answer {
        self.post_text_to(target, body.to_string())
    }

    /// `POST /v1/nearest` with a value.
    pub fn post(&self, body: &Value) -> Answer {
        self.post_text(body.to_string())
    }

    /// Serves on a port of its own for as long as `talk` takes.
    pub fn listening<T>(&self, talk: impl FnOnce(SocketAddr) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(waystation::http::serve(listener, self.app.clone(), std::future::pending()));
        let answer = talk(address);
        runtime.shutdown_background();
        answer
    }
}

/// Loads a directory or a file.
pub fn loaded(path: &Path) -> Snapshot {
    load(&Source::at(Some(path)).unwrap(), &|_, _, _| {}).unwrap()
}

/// One answer as it came over the wire, with its length told.
pub fn wire_answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no head in {}", bytes.escape_ascii()));
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
    let pairs = lines.map(|line| line.split_once(": ").unwrap());
    let headers = pairs.map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect();
    Answer { status, headers, body: bytes[end + 4..].to_vec() }
}

/// Sends a whole request that asks for the connection to be closed, and gives back whatever comes.
pub fn raw(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    exchange(address, request, false)
}

/// Sends bytes, closes our side, and gives back whatever comes; a server may then leave a request unanswered.
pub fn raw_and_gone(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    exchange(address, bytes, true)
}

fn exchange(address: SocketAddr, bytes: &[u8], gone: bool) -> Vec<u8> {
    // Long enough for a loaded machine; a connection that stays open longer fails the test.
    const PATIENCE: Duration = Duration::from_secs(30);
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // The other side may have closed already, having seen enough.
    let _ = stream.write_all(bytes);
    if gone {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "still open after {}", bytes.escape_ascii());
    }
    answer
}
