//! Are problems of given costs solved as trying every choice solves them, with pairs missing that cannot serve?

use super::random::Random;
use super::siting_instances::{GOALS, same};
use waystation::siting::{Conflicts, Goal, Lists, Method, Patience, Problem, Status, Why, scan, solve};

/// Demand and candidates on a plane; with `share` of the pairs.
fn seeded(seed: u64, goal: Goal, share: f64) -> Problem {
    let mut random = Random::seeded(seed * 4 + goal as u64);
    let (demands, candidates) = (1 + random.below(25), 1 + random.below(10));
    let mut some = |count: usize| -> Vec<[f64; 2]> { (0..count).map(|_| [random.unit(), random.unit()]).collect() };
    let (from, to) = (some(demands), some(candidates));
    let radius = random.between(0.1, 0.6);
    let mut lists = Lists::with_room(demands);
    for from in &from {
        // Rounded, so that many costs are equal.
        let cost = |to: &[f64; 2]| ((from[0] - to[0]).hypot(from[1] - to[1]) * 50.0).round() / 50.0;
        let mut row: Vec<(f64, u32)> = (0..).zip(&to).map(|(place, to)| (cost(to), place)).collect();
        row.retain(|_| random.chance(share));
        if matches!(goal, Goal::Mclp | Goal::Lscp) {
            lists.push(row.iter().filter(|(cost, _)| *cost <= radius).map(|(_, place)| *place));
        } else {
            row.sort_by(|one, other| one.partial_cmp(other).unwrap());
            lists.push_with_costs(row);
        }
    }
    Problem {
        goal,
        radius,
        sites: 1 + random.below(candidates.min(4)),
        weights: (0..demands).map(|_| (1 + random.below(5)) as f64).collect(),
        served: vec![f64::INFINITY; demands],
        needs: vec![1; demands],
        lists,
        beyond: vec![f64::INFINITY; demands],
        candidates,
        allowed: vec![true; candidates],
        required: Vec::new(),
        conflicts: Conflicts::default(),
        places: None,
    }
}

#[test]
fn dense_and_sparse_costs_give_the_best_of_all_choices() {
    for share in [1.0, 0.6, 0.3] {
        for goal in GOALS {
            for seed in 0..200 {
                let problem = seeded(seed, goal, share);
                let solution = solve(&problem, Method::Exact, &Patience::endless(), &|_, _| {});
                let found = (solution.status == Status::Optimal).then_some(solution.objective);
                let expected = scan::best(&problem).map(|(objective, _)| objective);
                assert!(same(found, expected), "{share} {goal:?} {seed}: {found:?} {expected:?}");
                if expected.is_none() {
                    assert_eq!(solution.status, Status::Infeasible);
                }
            }
        }
    }
}

#[test]
fn demand_that_nobody_reaches_is_named() {
    let mut problem = seeded(1, Goal::PMedian, 1.0);
    let mut lists = Lists::default();
    lists.push_with_costs([]);
    for (row, costs) in problem.lists.rows().skip(1) {
        lists.push_with_costs(costs.iter().copied().zip(row.iter().copied()));
    }
    problem.lists = lists;
    for goal in [Goal::PMedian, Goal::PCenter] {
        problem.goal = goal;
        let solution = solve(&problem, Method::Exact, &Patience::endless(), &|_, _| {});
        assert_eq!((solution.status, solution.why), (Status::Infeasible, Some(Why::Unreachable(vec![0]))));
    }
}

#[test]
fn larger_problems_are_proven_and_a_first_answer_is_near_them() {
    for goal in [Goal::Mclp, Goal::PMedian] {
        for seed in 0..6 {
            let mut random = Random::seeded(seed);
            let mut some =
                |count: usize| -> Vec<[f64; 2]> { (0..count).map(|_| [random.unit(), random.unit()]).collect() };
            let (from, to) = (some(300), some(60));
            let mut lists = Lists::default();
            for from in &from {
                let mut row: Vec<(f64, u32)> =
                    (0..).zip(&to).map(|(place, to)| ((from[0] - to[0]).hypot(from[1] - to[1]), place)).collect();
                row.sort_by(|one, other| one.partial_cmp(other).unwrap());
                if goal == Goal::Mclp {
                    let mut near: Vec<u32> =
                        row.iter().filter(|(cost, _)| *cost <= 0.1).map(|(_, place)| *place).collect();
                    near.sort_unstable();
                    lists.push(near);
                } else {
                    lists.push_with_costs(row);
                }
            }
            let weights = (0..300).map(|_| (1 + random.below(50)) as f64).collect();
            let problem = Problem {
                sites: 12,
                weights,
                lists,
                candidates: 60,
                allowed: vec![true; 60],
                served: vec![f64::INFINITY; 300],
                needs: vec![1; 300],
                beyond: vec![f64::INFINITY; 300],
                radius: 0.1,
                goal,
                ..seeded(0, goal, 1.0)
            };
            let proven = solve(&problem, Method::Exact, &Patience::endless(), &|_, _| {});
            assert_eq!(proven.status, Status::Optimal);
            let first = solve(&problem, Method::Greedy, &Patience::endless(), &|_, _| {});
            assert!((first.objective - proven.objective).abs() <= 0.01 * proven.objective, "{goal:?} {seed}");
            assert!(first.gap() < 0.05, "{goal:?} {seed}: {}", first.gap());
        }
    }
}
