//! Are the answers that the README shows the answers that the service gives?

use crate::server::BUNDLED;
use axum::body::Body;
use axum::http::Request;
use serde_json::Value;

/// The `curl` lines of the README, each with the answer below it.
fn examples() -> Vec<(String, Value)> {
    let readme = include_str!("../../README.md");
    let blocks: Vec<(&str, &str)> =
        readme.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n')).collect();
    let pairs = blocks.windows(2).filter(|pair| pair[0].1.starts_with("curl") && pair[1].0 == "json");
    pairs.map(|pair| (pair[0].1.to_owned(), serde_json::from_str(pair[1].1).expect("the answer is JSON"))).collect()
}

/// What differs from one load to the next is taken out.
fn lasting(mut answer: Value) -> Value {
    for member in ["timeStamp", "dataset"] {
        assert!(answer.as_object_mut().unwrap().remove(member).is_some(), "{member}");
    }
    answer
}

#[test]
fn every_example_gives_the_answer_shown() {
    let examples = examples();
    assert_eq!(examples.len(), 5);
    for (line, shown) in examples {
        let (_, after) = line.split_once("http://127.0.0.1:8080").unwrap();
        let target: String = after.chars().take_while(|c| !c.is_whitespace() && *c != '\'').collect();
        let request = match line.split_once("-d '") {
            Some((_, body)) => Request::post(target)
                .header("content-type", "application/json")
                .body(Body::from(body.split('\'').next().unwrap().to_owned())),
            None => Request::get(target).body(Body::empty()),
        };
        assert_eq!(lasting(BUNDLED.send(request.unwrap()).json()), lasting(shown), "{line}");
    }
}
