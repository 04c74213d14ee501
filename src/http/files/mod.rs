//! `/v1/stations.geojson`, `.fgb`, `.csv`: what does one take along where there is no network? Files of stations.
//!
//! They hold what the sources say, nothing that ages, and are the same bytes as long as the data is the same. So they
//! bear strong tags, parts of them can be asked for, and a reader that looks into a FlatGeobuf by ranges may do so.

mod described;
mod kept;
mod made;
mod range;

pub use described::{operations, schemas};
pub use kept::Kept;

use super::App;
use super::asked::{take_crs, take_filter};
use super::filters::CRS;
use super::meant::nearest_word;
use super::pages::takes_gzip;
use super::params::Params;
use super::problem::Problem;
use super::reply::{CSV, DATASET, FLATGEOBUF, GEOJSON, LONGEST_AGE_S, matches_tag, text};
use crate::coverage::{Area, Effort, Halt};
use crate::exchange::{Format, Heading, write_each};
use crate::geodesy::Crs;
use crate::http::echo::Echo;
use crate::station::{Filter, Status};
use crate::store::{FileKind, Snapshot};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use described::{REGION, STATUS};
use made::Made;
use range::{Wanted, is_asked, wanted};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::Predicate;
use tower_http::compression::predicate::NotForContentType;

/// Bytes of one file: some three million stations.
const MOST_BYTES: u64 = 1 << 30;
/// How long one file may take to make. A client that gave up before finds it made when it asks again.
const LONGEST: Duration = Duration::from_secs(60);

/// Which stations are meant, and how they are written.
#[derive(Clone)]
struct Question {
    format: Format,
    filter: Filter,
    region: Option<String>,
    crs: Crs,
    /// The request as understood.
    echo: Echo,
}

/// Marks an answer that must arrive as it was sent.
#[derive(Clone)]
struct AsItIs;

/// Bytes of an answer that are worth packing.
const WORTH_PACKING: u64 = 32;

/// Answers that may be packed on their way: all that are worth it but those whose bytes are counted.
#[derive(Clone, Copy)]
pub struct MayBePacked;

impl Predicate for MayBePacked {
    fn should_compress<B: http_body::Body>(&self, response: &Response<B>) -> bool {
        // A HEAD has no body, and tells how long that of GET would be.
        let told = response.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let length = told.or_else(|| response.body().size_hint().exact());
        length.is_none_or(|length| length >= WORTH_PACKING)
            && response.extensions().get::<AsItIs>().is_none()
            && NotForContentType::IMAGES.should_compress(response)
    }
}

/// `GET /v1/stations.geojson`, `.fgb`, `.csv`.
pub async fn get(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let asked = request.headers();
    let query = Params::from_query(request.uri().query().unwrap_or_default());
    let format = Format::of(Path::new(request.uri().path())).ok_or_else(Problem::not_found)?;
    let question = Question::read(query, format, &snapshot)?;
    let strong = question.tag(&snapshot);
    // What is packed on its way is other bytes, of which no part can be asked for.
    let is_packed = format != Format::FlatGeobuf && !asked.contains_key(header::RANGE) && takes_gzip(asked);
    let tag = if is_packed { format!("W/{strong}") } else { strong.clone() };
    let mut head = question.head(&snapshot, &tag);
    if matches_tag(asked, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let made = app.files.find_or_make(&strong, || make(&app, &snapshot, &question)).await?;
    let length = made.length();
    let takes_part = request.method() == Method::GET && is_asked(asked, &tag);
    let (status, part) = match if takes_part { wanted(asked, length) } else { Wanted::Whole } {
        Wanted::Whole => (StatusCode::OK, 0..length),
        Wanted::Part(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            head.insert(header::CONTENT_RANGE, text(range));
            (StatusCode::PARTIAL_CONTENT, part)
        }
        Wanted::Nothing => return Err(Problem::beyond(length)),
    };
    head.insert(header::CONTENT_LENGTH, (part.end - part.start).into());
    let mut response = (status, head, Body::new(made.part(part))).into_response();
    if !is_packed {
        response.extensions_mut().insert(AsItIs);
    }
    Ok(response)
}

impl Question {
    fn read(mut params: Params, format: Format, snapshot: &Snapshot) -> Result<Self, Problem> {
        let mut echo = Echo::new();
        let crs = take_crs(&mut params);
        let mut filter = take_filter(&mut params, &snapshot.lexicon, &mut echo);
        filter.status = STATUS.take(&mut params).map_or_else(|| Status::ALL.to_vec(), |status| vec![status]);
        let region = params.text(REGION.name);
        params.finish()?;
        if let Some(id) = &region
            && snapshot.region(id).is_none()
        {
            let ids = || snapshot.regions.iter().map(|region| region.id.as_ref());
            return Err(Problem::unknown(REGION.name, id, nearest_word(id, ids()), ids()));
        }
        let words = filter.status.iter().map(|status| status.as_str());
        echo.insert(STATUS.name, Value::from_iter(words));
        echo.insert(CRS.name, crs.as_str());
        echo.insert(REGION.name, json!(region));
        Ok(Self { format, filter, region, crs, echo })
    }

    /// A strong tag, known before the file is made: the same program writes the same stations as the same bytes.
    fn tag(&self, snapshot: &Snapshot) -> String {
        let of =
            json!([env!("CARGO_PKG_VERSION"), snapshot.version, self.format.ending(), self.echo, sources(snapshot)]);
        let hash = Sha256::digest(of.to_string());
        hash.iter().take(16).fold("\"".to_owned(), |hex, byte| format!("{hex}{byte:02x}")) + "\""
    }

    fn head(&self, snapshot: &Snapshot, tag: &str) -> HeaderMap {
        let media_type = match self.format {
            Format::GeoJson => GEOJSON,
            Format::FlatGeobuf => FLATGEOBUF,
            Format::Csv => CSV,
        };
        let mut head = HeaderMap::from_iter([
            (header::CONTENT_TYPE, media_type),
            (header::CONTENT_DISPOSITION, text(format!("attachment; filename=\"{}\"", self.name()))),
            (header::CACHE_CONTROL, text(format!("public, max-age={LONGEST_AGE_S}"))),
            (header::ETAG, text(tag.to_owned())),
            (header::VARY, HeaderValue::from_static("accept, accept-encoding")),
            (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
            (DATASET, text(snapshot.version.clone())),
        ]);
        for address in licences(snapshot) {
            head.append(header::LINK, text(format!("<{address}>; rel=\"license\"")));
        }
        head
    }

    /// A name under which to put it down. Ids with other characters than a name may have anywhere are left out.
    fn name(&self) -> String {
        let is_plain = |id: &&String| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            id.len() <= 64 && id.bytes().all(fits)
        };
        let region = self.region.as_ref().filter(is_plain).map_or(String::new(), |id| format!("-{id}"));
        format!("stations{region}.{}", self.format.ending())
    }

    fn write(&self, snapshot: &Snapshot, effort: &Effort) -> io::Result<Made> {
        let region = self.region.as_deref().and_then(|id| snapshot.region(id));
        let area = region.map(Area::from);
        let picked = snapshot.picked(&self.filter, area.as_ref(), self.crs, effort).map_err(io::Error::other)?;
        let mut members = json!({
            "numberReturned": picked.len(),
            "crs": self.crs.as_str(),
            "query": self.echo,
            "sources": sources(snapshot),
            // When it was loaded is no part of it: the same data is the same bytes.
            "dataset": {"version": snapshot.version},
        })
        .to_string();
        members.pop();
        let members = members.get(1..).unwrap_or_default();
        let heading = Heading { name: "stations", crs: self.crs, members };
        Made::of(MOST_BYTES, |out| write_each(out, self.format, &heading, &picked).map(drop))
    }
}

async fn make(app: &App, snapshot: &Arc<Snapshot>, question: &Question) -> Result<Made, Problem> {
    let (snapshot, question) = (snapshot.clone(), question.clone());
    let written = app.heavy.run_for(LONGEST, move |effort| Ok(question.write(&snapshot, effort)));
    written.await?.map_err(|error| {
        let halt = error.get_ref().and_then(|error| error.downcast_ref::<Halt>());
        match (error.kind(), halt) {
            (io::ErrorKind::FileTooLarge, _) | (_, Some(Halt::TooMuch | Halt::TooMany)) => {
                Problem::too_much("the file would be too large: ask for a region, or for less by filters".to_owned())
            }
            (_, Some(Halt::Overdue)) => Problem::timed_out(),
            (_, Some(Halt::Abandoned)) => Problem::busy(),
            // What the data says does not fit into the format.
            (io::ErrorKind::InvalidInput, None) => Problem::too_much(error.to_string()),
            (_, None) => {
                tracing::error!(%error, "a file of stations was not written");
                Problem::no_room()
            }
        }
    })
}

/// Whom to name and on which terms, for each source of stations.
fn sources(snapshot: &Snapshot) -> Value {
    let stations = snapshot.files.iter().filter(|file| file.kind == FileKind::Stations);
    stations.map(|file| json!({"path": file.path, "licence": file.licence, "attribution": file.attribution})).collect()
}

/// Addresses of licences, as far as sources tell any, each once.
fn licences(snapshot: &Snapshot) -> Vec<&str> {
    let stations = snapshot.files.iter().filter(|file| file.kind == FileKind::Stations);
    let words = stations.filter_map(|file| file.licence.as_deref()).flat_map(|licence| {
        licence.split(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '(' | ')' | ',' | ';'))
    });
    let mut addresses: Vec<&str> = Vec::new();
    for word in words.filter(|word| word.starts_with("https://") || word.starts_with("http://")) {
        if !addresses.contains(&word) {
            addresses.push(word);
        }
    }
    addresses
}
