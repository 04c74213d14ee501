//! How much work does siting take, and does it end when it is told to?

use super::random::Random;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use waystation::coverage::{Effort, Halt};
use waystation::geodesy::Position;
use waystation::siting::{Goal, Method, OnEarth, Patience, Problem, Status, solve};

/// Demand and candidates strewn over a square of a degree.
fn problem(goal: Goal, demands: usize, candidates: usize, radius_m: f64, effort: &Effort) -> Result<Problem, Halt> {
    let mut random = Random::seeded(7);
    let mut place = || Position::new(10.0 + random.unit(), 50.0 + random.unit()).unwrap();
    let demand: Vec<(Position, f64)> = (0..demands).map(|number| (place(), 1.0 + (number % 7) as f64)).collect();
    let candidates: Vec<Position> = (0..candidates).map(|_| place()).collect();
    let on_earth = OnEarth {
        goal,
        radius_m,
        min_stations: 1,
        sites: 20,
        demand: &demand,
        candidates: &candidates,
        existing: &[],
        required: &[],
        forbidden: &[],
        min_spacing_m: 0.0,
    };
    on_earth.problem(effort)
}

#[test]
fn lists_hold_who_is_near_and_not_every_pair() {
    let problem = problem(Goal::Mclp, 20_000, 2_000, 2_000.0, &Effort::unlimited()).unwrap();
    assert!(problem.lists.pairs() < 20_000 * 2_000 / 200, "{}", problem.lists.pairs());
}

#[test]
fn lists_of_a_median_are_cut_short_where_there_are_many_and_the_bound_still_holds() {
    let problem = problem(Goal::PMedian, 6_000, 1_000, 0.0, &Effort::unlimited()).unwrap();
    assert!(problem.lists.pairs() <= 4_000_000);
    let solution = solve(&problem, Method::Greedy, &Patience::endless(), &|_, _| {});
    assert!(solution.bound <= solution.objective && solution.gap() < 0.1, "{}", solution.gap());
}

#[test]
fn a_centre_of_many_is_found_and_bounded_by_asking_few() {
    for (demands, candidates) in [(6_000, 1_000), (8_000, 8_000)] {
        let problem = problem(Goal::PCenter, demands, candidates, 0.0, &Effort::unlimited()).unwrap();
        assert!(problem.lists.pairs() <= 4_000_000, "{}", problem.lists.pairs());
        let solution = solve(&problem, Method::Greedy, &Patience::endless(), &|_, _| {});
        assert_eq!(solution.chosen.len(), 20);
        assert_eq!(solution.objective, problem.objective(&solution.chosen));
        assert!(solution.bound <= solution.objective && solution.gap() < 0.15, "{demands}: {}", solution.gap());
    }
}

#[test]
fn a_centre_is_answered_and_bounded_however_little_time_there_is() {
    for (demands, candidates) in [(400, 100), (8_000, 8_000)] {
        let problem = problem(Goal::PCenter, demands, candidates, 0.0, &Effort::unlimited()).unwrap();
        let at_once = solve(&problem, Method::Exact, &Patience::steps(0), &|_, _| {});
        assert_eq!((at_once.status, at_once.chosen.len()), (Status::Feasible, 20));
        // Whoever is chosen because somebody is farthest from all others is at most twice as far as need be (Gonzalez 1985);
        // where sites may not stand at demand itself, three times.
        let best = solve(&problem, Method::Greedy, &Patience::endless(), &|_, _| {});
        assert!(at_once.objective <= 3.0 * best.objective, "{} {}", at_once.objective, best.objective);
        assert!(at_once.bound <= best.objective);
        assert!(at_once.bound >= best.objective / 4.0, "{}", at_once.bound);
    }
}

#[test]
fn a_median_of_many_candidates_is_no_worse_than_one_of_few_of_them() {
    for (demands, sites) in [(12_000, 5), (12_000, 40), (3_000, 8)] {
        let many = Problem { sites, ..problem(Goal::PMedian, demands, 12_000, 0.0, &Effort::unlimited()).unwrap() };
        let places = many.places.clone().unwrap();
        // Every hundredth, which all demand sees.
        let few: Vec<Position> = places.candidates.iter().copied().step_by(100).collect();
        let demand: Vec<(Position, f64)> = places.demand.iter().copied().zip(many.weights.iter().copied()).collect();
        let on_earth = OnEarth {
            goal: Goal::PMedian,
            radius_m: 0.0,
            min_stations: 1,
            sites,
            demand: &demand,
            candidates: &few,
            existing: &[],
            required: &[],
            forbidden: &[],
            min_spacing_m: 0.0,
        };
        let few = on_earth.problem(&Effort::unlimited()).unwrap();
        let [many, few] = [many, few].map(|problem| solve(&problem, Method::Greedy, &Patience::endless(), &|_, _| {}));
        assert!(many.objective <= few.objective, "{demands} {sites}: {} {}", many.objective, few.objective);
        assert!(many.bound <= many.objective);
    }
}

#[test]
fn a_first_answer_looks_at_no_more_than_some_millions_of_pairs_beside_its_lists() {
    for goal in [Goal::Mclp, Goal::PMedian] {
        for need in [1, 2, 5] {
            let problem = problem(goal, 5_000, 500, 5_000.0, &Effort::unlimited()).unwrap();
            let problem = Problem { needs: vec![need; 5_000], ..problem };
            let solution = solve(&problem, Method::Greedy, &Patience::endless(), &|_, _| {});
            let most = 20_000_000 + 60 * problem.lists.pairs() as u64;
            assert!(solution.steps < most, "{goal:?} {need}: {} of {most}", solution.steps);
        }
    }
}

#[test]
fn a_problem_of_five_thousand_by_five_hundred_is_proven_in_few_parts() {
    let problem = problem(Goal::Mclp, 5_000, 500, 5_000.0, &Effort::unlimited()).unwrap();
    let solution = solve(&problem, Method::Exact, &Patience::endless(), &|_, _| {});
    assert_eq!(solution.status, Status::Optimal);
    assert!(solution.nodes < 5_000, "{}", solution.nodes);
}

#[test]
fn where_many_candidates_help_the_same_a_proof_takes_few_parts() {
    for radius_m in [2_000.0, 4_000.0, 8_000.0] {
        let problem = problem(Goal::Mclp, 60, 4_000, radius_m, &Effort::unlimited()).unwrap();
        let patience = Patience::steps(20_000_000);
        let solution = solve(&Problem { sites: 10, ..problem }, Method::Exact, &patience, &|_, _| {});
        assert_eq!(solution.status, Status::Optimal, "{radius_m}: {}", solution.gap());
        assert!(solution.nodes < 200, "{radius_m}: {}", solution.nodes);
    }
}

#[test]
fn too_many_pairs_are_refused_before_they_are_kept() {
    let effort = Effort::new(1_000_000, None, Arc::default());
    assert_eq!(problem(Goal::Mclp, 20_000, 2_000, 50_000.0, &effort).err(), Some(Halt::TooMuch));
}

#[test]
fn whoever_has_seen_enough_gets_the_best_so_far_with_its_bound() {
    let four = [Goal::Mclp, Goal::Lscp, Goal::PMedian, Goal::PCenter];
    for (goal, need) in four.map(|goal| (goal, 1)).into_iter().chain([(Goal::Mclp, 2), (Goal::Lscp, 2)]) {
        let problem = problem(goal, 400, 100, 20_000.0, &Effort::unlimited()).unwrap();
        let problem = Problem { needs: vec![need; 400], ..problem };
        let enough = Arc::new(AtomicBool::new(true));
        let solution = solve(&problem, Method::Exact, &Patience::until(None, enough), &|_, _| {});
        match solution.status {
            Status::Optimal | Status::Feasible => {
                assert_eq!(problem.objective(&solution.chosen), solution.objective, "{goal:?}");
                assert!(if goal == Goal::Mclp {
                    solution.bound >= solution.objective
                } else {
                    solution.bound <= solution.objective
                });
            }
            Status::Unknown => panic!("{goal:?} has an answer at once"),
            Status::Infeasible => panic!("{goal:?} can be done"),
        }
    }
}
