//! How much memory does an answer take? Counted by the allocator, once what one question leaves to the next is there.

mod searches;

use allocation_counter::{AllocationInfo, measure};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::Utc;
use std::hint::black_box;
use std::sync::Arc;
use tower::ServiceExt;
use waystation::http::{App, Guarded, Limits, Params, nearest, router};
use waystation::store::{Snapshot, Source, load};

/// How much more room an answer may make than it fills.
const SPARE: usize = 3;

/// Most allocations while a question is read: its parameters, the names known so far, what is told of it, the
/// states of use that will do for the question and for each of its positions, an instant; for a filter its words and their numbers.
const READING: u64 = 6;
const READING_FILTER: u64 = 8;
/// Properties that are selected: their names as they are given, as they stand in texts, and as they are told.
const READING_PROPERTIES: u64 = 24;

/// Most allocations of a whole request, the library's for its head and its answer's headers among them.
const REQUEST: u64 = 60;

fn snapshot() -> Snapshot {
    load(&Source::Bundled, &|_, _, _| ()).unwrap()
}

/// Questions from places of stations, each with what is asked beside.
fn questions(snapshot: &Snapshot) -> Vec<String> {
    let beside = [
        "",
        "&amenity=toilets",
        "&open=now",
        "&radius_m=2000",
        "&crs=gcj02&lang=zh",
        "&properties=name,distance_m",
        "&properties=name,kind,open,amenities",
    ];
    let places = snapshot.index.stations().iter().step_by(97).map(|station| station.position);
    let asked = places.zip(beside.iter().cycle());
    asked.map(|(place, beside)| format!("lon={:.6}&lat={:.6}&limit=5{beside}", place.lon(), place.lat())).collect()
}

/// What it takes to do the same once more.
fn again<T>(mut act: impl FnMut() -> T) -> AllocationInfo {
    drop(black_box(act()));
    measure(|| drop(black_box(act())))
}

#[test]
fn an_answer_takes_its_own_buffer_and_nothing_else() {
    let (snapshot, now) = (snapshot(), Utc::now());
    let questions = questions(&snapshot);
    let mut found = 0;
    for query in &questions {
        let (asked, question) = nearest::read(Params::from_query(query), &snapshot, now).unwrap();
        // Why there is nothing takes words of its own.
        if snapshot.nearest(&question).is_empty() {
            continue;
        }
        found += 1;
        let took = again(|| nearest::answer(&snapshot, &asked, &question, now).unwrap());
        assert_eq!(took.count_total, 1, "{query}: {took:?}");
        let (answer, _) = nearest::answer(&snapshot, &asked, &question, now).unwrap();
        assert!(took.bytes_total as usize <= SPARE * answer.len(), "{query}: {took:?} for {} bytes", answer.len());
    }
    assert!(found > 30, "{found} of {}", questions.len());
}

#[test]
fn reading_a_question_takes_a_few_lists_and_what_its_filters_say() {
    let (snapshot, now) = (snapshot(), Utc::now());
    for query in questions(&snapshot) {
        let took = again(|| nearest::read(Params::from_query(&query), &snapshot, now).unwrap());
        let filter = if query.contains("amenity=") { READING_FILTER } else { 0 };
        let most = READING + filter + if query.contains("properties") { READING_PROPERTIES } else { 0 };
        assert!(took.count_total <= most, "{query}: {took:?}");
    }
}

#[test]
fn a_request_takes_no_more_than_its_head_and_its_answer_need() {
    let app = Arc::new(App::new(Limits::default()));
    app.store.publish(snapshot());
    let router = router(app.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for query in questions(&app.store.current().unwrap()) {
        let took = again(|| runtime.block_on(ask(&router, &query)));
        assert!(took.count_total <= REQUEST, "{query}: {took:?}");
    }
}

async fn ask(router: &Guarded, query: &str) {
    let request = Request::get(format!("/v1/nearest?{query}")).body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}
