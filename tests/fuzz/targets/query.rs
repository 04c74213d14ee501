//! Is every question answered or refused, and none of them by a fault of ours?

#![no_main]

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;
use waystation::coverage::Effort;
use waystation::http::{App, Guarded, Params, coverage, router};
use waystation::ingest::Members;
use waystation::store::{Snapshot, Source, load};

fn bundled() -> Snapshot {
    load(&Source::Bundled, &|_, _, _| {}).unwrap()
}

static ROUTER: LazyLock<Guarded> = LazyLock::new(|| {
    let app = Arc::new(App::default());
    app.store.publish(bundled());
    router(app)
});

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(bundled);

/// The status of the router's answer, if this is a request at all.
fn sent(request: Result<Request<Body>, axum::http::Error>) -> Option<u16> {
    let request = request.ok()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(async {
        let answer = ROUTER.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        answer.into_body().collect().await.map(|_| status)
    });
    Some(answer.unwrap())
}

/// The status of an answer about coverage. It is asked below the router, which would give it ten seconds.
fn covered(params: Params) -> Option<u16> {
    const FEW: u64 = 100_000;
    let effort = Effort::new(FEW, None, Default::default());
    let now = chrono::DateTime::from_timestamp(1_795_400_000, 0).unwrap();
    match coverage::answer(params, &SNAPSHOT, now, &effort) {
        Ok(_) => Some(200),
        Err(problem) => serde_json::to_value(&problem).unwrap()["status"].as_u64().map(|status| status as u16),
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((route, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let status = match route % 4 {
        0 => sent(Request::get(format!("/v1/nearest?{text}")).body(Body::empty())),
        1 => {
            let request = Request::post("/v1/nearest").header("content-type", "application/json");
            sent(request.body(Body::from(text.to_owned())))
        }
        2 => covered(Params::from_query(text)),
        _ => Members::read(text).ok().and_then(|members| covered(Params::from_members(members))),
    };
    assert!(status.is_none_or(|status| status < 500), "{status:?}");
});
