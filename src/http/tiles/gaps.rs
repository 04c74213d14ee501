//! `/v1/tiles/gaps`: where is nobody served? The gaps of `/v1/coverage/gaps`, the same question, as a map draws them.

use super::gap_drawings::{Asked, DrawnGap, Gaps};
use super::regions::in_crs;
use super::tile_json::{self, Tileset, bounds};
use super::{send, tile_of};
use crate::coverage::Amount;
use crate::http::App;
use crate::http::caught::aside;
use crate::http::coverage::{self, gaps as told};
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::store::{FileKind, Snapshot};
use crate::tiles::{Layer, Outline, TileId, Value};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use geo::BoundingRect;
use std::sync::Arc;

/// The question of a request: what is asked of coverage, how many gaps are told, and what demand they must have.
struct Question {
    asked: coverage::Asked,
    limit: usize,
    min_demand: Option<f64>,
}

impl Question {
    fn read(uri: &Uri, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Self, Problem> {
        let mut params = Params::from_query(uri.query().unwrap_or_default());
        let asked = coverage::Asked::take(&mut params, snapshot, now);
        let (limit, min_demand) = told::take_bounds(&mut params, &asked);
        params.finish()?;
        asked.found()?;
        Ok(Self { asked, limit, min_demand })
    }
}

/// `GET /v1/tiles/gaps`.
pub async fn described(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let Question { asked, .. } = Question::read(&uri, &snapshot, Utc::now())?;
    let corners = asked.place.area.bounding_rect().into_iter().flat_map(|window| [window.min(), window.max()]);
    let set = Tileset {
        name: "gaps",
        description: "Patches of the area that no station that passes the filters has in its reach",
        fields: &[
            ("rank", "Number: from 1, the gravest first"),
            ("cells", "Number: H3 cells"),
            ("area_m2", "Number: square metres"),
            ("demand", "Number: those who are left out, if that is known"),
            ("farthest_m", "Number: metres from the farthest cell to its station"),
        ],
        bounds: bounds(corners.map(|at| in_crs(at, asked.crs))),
        source: FileKind::Stations,
        crs: asked.crs,
    };
    Ok(tile_json::send(&snapshot, &uri, &headers, &set))
}

/// `GET /v1/tiles/gaps/{z}/{x}/{y}`.
pub async fn tile(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let tile = tile_of(&uri)?;
    let now = Utc::now();
    let question = Question::read(&uri, &snapshot, now)?;
    let holds = coverage::holds(&snapshot, &question.asked, now);
    let known_as = Asked {
        version: snapshot.version.clone(),
        query: uri.query().unwrap_or_default().to_owned(),
        changes_at: if question.asked.now { snapshot.choice_changes_at(&question.asked.choice) } else { None },
    };
    let gaps = app.gap_drawings.get_or(&known_as, || work_out(&app, snapshot.clone(), question)).await?;
    let bytes = aside(move || draw(&gaps, tile)).await.ok_or_else(Problem::internal)?;
    Ok(send(&snapshot, &uri, &headers, holds, bytes))
}

async fn work_out(app: &App, snapshot: Arc<Snapshot>, question: Question) -> Result<Gaps, Problem> {
    let work = move |effort: &_| {
        let Question { asked, limit, min_demand } = question;
        let sites = snapshot.sites(&asked.choice, None);
        let (found, _) = told::find(&snapshot, &asked, &sites, limit, min_demand, effort)?;
        let drawn = (1..).zip(found).map(|(rank, gap)| DrawnGap {
            rank,
            cells: gap.cells,
            area_m2: gap.area_m2.value(),
            demand: gap.demand.map(Amount::value),
            farthest_m: gap.farthest.map(|farthest| farthest.served.distance.m()),
            outline: Outline::of(&gap.area, asked.crs),
        });
        Ok(Arc::new(drawn.collect()))
    };
    app.heavy.run(work).await
}

fn draw(gaps: &[DrawnGap], tile: TileId) -> Vec<u8> {
    let mut layer = Layer::new("gaps");
    for gap in gaps {
        let rings = gap.outline.in_tile(tile);
        if rings.is_empty() {
            continue;
        }
        layer.tag("rank", Value::Whole(gap.rank));
        layer.tag("cells", Value::Whole(gap.cells));
        layer.tag("area_m2", Value::Double(gap.area_m2));
        for (key, number) in [("demand", gap.demand), ("farthest_m", gap.farthest_m)] {
            if let Some(number) = number {
                layer.tag(key, Value::Double(number));
            }
        }
        layer.polygon(&rings);
    }
    layer.into_tile()
}
