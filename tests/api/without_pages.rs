//! What does a program say that was built without its pages? That it was, where the pages would be.

use super::server::FIVE;

#[test]
fn a_program_without_pages_says_so_and_still_answers() {
    for path in ["/", "/find", "/embed", "/widget/v1/station-finder.js"] {
        let problem = FIVE.ask("GET", path, &[("accept", "text/html,*/*;q=0.8")]).problem();
        assert_eq!(problem["status"], 404, "{path}");
        assert!(problem["detail"].as_str().unwrap().contains("built without its pages"), "{path}: {problem}");
    }
    assert_eq!(FIVE.get("/").header("location"), "/v1");
    assert_eq!(FIVE.get("/v1").status, 200);
}
