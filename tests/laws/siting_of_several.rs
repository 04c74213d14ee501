//! Is demand that needs several sites covered as trying every choice covers it, and does every bound on the way hold?

use super::random::Random;
use std::cell::RefCell;
use waystation::siting::{
    Conflicts, Goal, Lists, Method, Patience, Problem, Solution, Status, Why, alternatives, curve, in_order, scan,
    solve,
};

const SEEDS: u64 = 500;

/// Demand and candidates on a plane, with what each demand needs; some candidates required, forbidden or too near to
/// each other.
fn seeded(seed: u64, goal: Goal) -> Problem {
    let mut random = Random::seeded(seed * 2 + goal as u64);
    let (demands, candidates) = (1 + random.below(25), 2 + random.below(9));
    let mut some = |count: usize| -> Vec<[f64; 2]> { (0..count).map(|_| [random.unit(), random.unit()]).collect() };
    let (from, mut to) = (some(demands), some(candidates));
    if random.chance(0.3) {
        to[1] = to[0];
    }
    let far = |one: &[f64; 2], other: &[f64; 2]| (one[0] - other[0]).hypot(one[1] - other[1]);
    let radius = random.between(0.2, 0.9);
    let allowed: Vec<bool> = (0..candidates).map(|_| !random.chance(0.1)).collect();
    let most = 1 + random.below(4);
    let mut lists = Lists::with_room(demands);
    let mut needs = Vec::new();
    for from in &from {
        needs.push(random.below(most + 1) as u32);
        let near = (0..).zip(&to).filter(|(place, to)| far(from, to) <= radius && allowed[*place as usize]);
        let row: Vec<u32> = near.map(|(place, _)| place).collect();
        lists.push(if needs[needs.len() - 1] == 0 { Vec::new() } else { row });
    }
    let style = random.below(3);
    let weight = |random: &mut Random| match style {
        0 => 1.0,
        1 => (1 + random.below(9)) as f64,
        _ => random.magnitude(1e-3, 1e6),
    };
    let sites = 1 + random.below(candidates.min(5));
    let mut required: Vec<u32> = (0..candidates as u32).filter(|_| random.chance(0.1)).collect();
    required.retain(|one| allowed[*one as usize]);
    required.truncate(sites);
    let spacing = if random.chance(0.3) { random.between(0.0, 0.5) } else { 0.0 };
    let beside = |one: usize| {
        let near = (0..candidates).filter(|other| *other != one && far(&to[one], &to[*other]) < spacing);
        near.map(|other| other as u32).collect()
    };
    Problem {
        goal,
        radius,
        sites,
        weights: (0..demands).map(|_| weight(&mut random)).collect(),
        served: needs.iter().map(|need| if *need == 0 { 0.0 } else { f64::INFINITY }).collect(),
        needs,
        lists,
        beyond: vec![f64::INFINITY; demands],
        candidates,
        allowed,
        required,
        conflicts: Conflicts::new((0..candidates).map(beside).collect()),
        places: None,
    }
}

fn each(mut check: impl FnMut(u64, Goal, &Problem, Option<f64>)) {
    for goal in [Goal::Mclp, Goal::Lscp] {
        for seed in 0..SEEDS {
            let problem = seeded(seed, goal);
            let best = scan::best(&problem).map(|(objective, _)| objective);
            check(seed, goal, &problem, best);
        }
    }
}

fn solved(problem: &Problem) -> Solution {
    solve(problem, Method::Exact, &Patience::endless(), &|_, _| {})
}

/// Sums of weights may differ in their last digits, whole numbers in none.
fn slack(problem: &Problem) -> f64 {
    if problem.goal == Goal::Lscp { 0.0 } else { 1e-12 * problem.total() }
}

#[test]
fn what_is_called_optimal_is_the_best_of_all_choices_and_what_is_infeasible_has_none() {
    let (mut several, mut feasible) = (0, 0);
    each(|seed, goal, problem, best| {
        let solution = solved(problem);
        let Some(best) = best else {
            assert_eq!(solution.status, Status::Infeasible, "{goal:?} {seed}");
            return;
        };
        assert_eq!(solution.status, Status::Optimal, "{goal:?} {seed}: {best}");
        assert!((solution.objective - best).abs() <= slack(problem), "{goal:?} {seed}: {solution:?} for {best}");
        assert_eq!((solution.bound, solution.gap()), (solution.objective, 0.0));
        let chosen = &solution.chosen;
        assert!((problem.objective(chosen) - best).abs() <= slack(problem), "{goal:?} {seed}: {chosen:?}");
        assert!(goal == Goal::Lscp || chosen.len() == problem.sites);
        assert!(chosen.is_sorted_by(|a, b| a < b) && problem.conflicts.allow(chosen));
        assert!(problem.required.iter().all(|one| chosen.contains(one)));
        assert!(chosen.iter().all(|one| problem.allowed[*one as usize]));
        feasible += 1;
        several += u64::from(problem.needs.iter().any(|need| *need > 1) && !chosen.is_empty());
    });
    assert!(feasible > SEEDS && several > SEEDS / 2, "only {feasible} were feasible, {several} need several");
}

#[test]
fn every_bound_that_is_told_holds_however_early_the_search_ends() {
    let mut open = 0;
    each(|seed, goal, problem, best| {
        for method in [Method::Greedy, Method::Exact] {
            for steps in [0, 20, 200, 2_000, u64::MAX] {
                let told = RefCell::new(Vec::new());
                let heard = |known: Option<f64>, bound: f64| told.borrow_mut().push((known, bound));
                let solution = solve(problem, method, &Patience::steps(steps), &heard);
                let known = matches!(solution.status, Status::Optimal | Status::Feasible);
                let Some(best) = best else {
                    assert!(!known, "{goal:?} {seed}");
                    continue;
                };
                assert_ne!(solution.status, Status::Infeasible, "{goal:?} {seed}");
                let mut told = told.into_inner();
                told.push((known.then_some(solution.objective), solution.bound));
                for (known, bound) in told {
                    let right = |one: f64, other: f64| if goal == Goal::Mclp { one <= other } else { one >= other };
                    let side = slack(problem);
                    assert!(right(best, bound + side), "{goal:?} {seed} {steps}: {best} beyond {bound}");
                    assert!(known.is_none_or(|known| right(known, best + side)), "{goal:?} {seed}: {known:?} {best}");
                }
                open += u64::from(solution.status == Status::Feasible);
            }
        }
    });
    assert!(open > 100, "only {open} ended early");
}

#[test]
fn demand_that_cannot_have_so_many_is_named_and_no_other() {
    let (mut count, mut beside) = (0, 0);
    each(|seed, goal, problem, _| {
        if goal == Goal::Mclp {
            return;
        }
        // Who is too near to one that is required cannot come, unless it is required too.
        let comes = |one: &&u32| {
            problem.required.contains(one)
                || !problem.required.iter().any(|other| problem.conflicts.forbid(**one, *other))
        };
        let reached = |demand: &u32| problem.lists.row(*demand as usize).0.iter().filter(comes).count();
        let lost: Vec<u32> = (0..problem.weights.len() as u32)
            .filter(|demand| reached(demand) < problem.needs[*demand as usize] as usize)
            .collect();
        assert_eq!(problem.unreachable(), lost, "{seed}");
        let torn = |one: &u32| problem.required.iter().any(|other| problem.conflicts.forbid(*one, *other));
        let torn: Vec<u32> = problem.required.iter().copied().filter(torn).collect();
        let why = solved(problem).why;
        beside += usize::from(
            lost.iter().any(|lost| problem.lists.row(*lost as usize).0.len() >= problem.needs[*lost as usize] as usize),
        );
        if !torn.is_empty() {
            assert_eq!(why, Some(Why::Required(torn)), "{seed}");
        } else if lost.is_empty() {
            assert!(!matches!(why, Some(Why::Unreachable(_) | Why::Required(_))), "{seed}");
        } else {
            assert_eq!(why, Some(Why::Unreachable(lost)), "{seed}");
            count += 1;
        }
    });
    assert!(count > 50 && beside > 0, "only {count}, {beside} for what is required");
}

#[test]
fn gains_add_up_and_a_curve_is_what_fewer_can_do() {
    each(|seed, goal, problem, best| {
        let (solution, Some(best)) = (solved(problem), best) else { return };
        let steps = in_order(problem, &solution.chosen);
        let mut chosen = Vec::new();
        let covering = |chosen: &[u32]| -> f64 {
            let costs = problem.costs_with(chosen);
            costs.iter().zip(&problem.weights).filter(|(cost, _)| cost.is_finite()).map(|(_, weight)| weight).sum()
        };
        let mut before = covering(&[]);
        for step in &steps {
            chosen.push(step.candidate);
            let covered = covering(&chosen);
            assert!((step.covered - covered).abs() <= slack(problem), "{goal:?} {seed}");
            let gain = step.gain.unwrap_or(-1.0);
            assert!(gain >= 0.0 && (gain - (covered - before)).abs() <= slack(problem), "{goal:?} {seed}: {gain}");
            before = covered;
        }
        chosen.sort_unstable();
        assert_eq!(chosen, solution.chosen);
        let curve = curve(problem, &steps);
        assert_eq!(curve.len(), chosen.len());
        assert!(curve.is_sorted_by(|one, other| one <= other), "{goal:?} {seed}: {curve:?}");
        if goal == Goal::Mclp && problem.required.is_empty() && !problem.conflicts.are_any() {
            for (at, value) in curve.iter().enumerate() {
                let fewer = Problem { sites: at + 1, ..seeded(seed, goal) };
                let most = scan::best(&fewer).map_or(0.0, |(objective, _)| objective);
                assert!(value.is_some_and(|value| value <= most + slack(problem)), "{seed} {at}: {value:?} {most}");
            }
            assert!((curve[curve.len() - 1].unwrap() - best).abs() <= slack(problem));
        }
    });
}

#[test]
fn alternatives_are_other_choices_that_are_allowed_and_no_better() {
    let mut count = 0;
    each(|seed, goal, problem, best| {
        let (solution, Some(best)) = (solved(problem), best) else { return };
        let mut seen = vec![solution.chosen.clone()];
        let mut last = 0.0;
        for other in alternatives(problem, &solution, 3, &Patience::steps(0)).choices {
            assert!(!seen.contains(&other.chosen), "{goal:?} {seed}");
            assert!((problem.objective(&other.chosen) - other.objective).abs() <= slack(problem));
            assert!(problem.conflicts.allow(&other.chosen));
            assert!(problem.required.iter().all(|one| other.chosen.contains(one)));
            let loss = if goal == Goal::Mclp { best - other.objective } else { other.objective - best };
            assert!(loss >= last - slack(problem), "{goal:?} {seed}: {loss} after {last}");
            last = loss;
            seen.push(other.chosen);
            count += 1;
        }
    });
    assert!(count > 500, "only {count}");
}

#[test]
fn larger_problems_are_proven_or_bounded_closely() {
    for (goal, need) in [(Goal::Mclp, 2), (Goal::Mclp, 3), (Goal::Lscp, 2), (Goal::Lscp, 3)] {
        for seed in 0..4 {
            let mut random = Random::seeded(seed);
            let mut some =
                |count: usize| -> Vec<[f64; 2]> { (0..count).map(|_| [random.unit(), random.unit()]).collect() };
            let (from, to) = (some(200), some(60));
            let mut lists = Lists::default();
            for from in &from {
                let near = (0..).zip(&to).filter(|(_, to)| (from[0] - to[0]).hypot(from[1] - to[1]) <= 0.3);
                lists.push(near.map(|(place, _)| place));
            }
            let needs = lists.rows().map(|(row, _)| need.min(row.len() as u32)).collect();
            let problem = Problem {
                goal,
                sites: 8,
                weights: (0..200).map(|_| (1 + random.below(50)) as f64).collect(),
                served: vec![f64::INFINITY; 200],
                needs,
                lists,
                beyond: vec![f64::INFINITY; 200],
                candidates: 60,
                allowed: vec![true; 60],
                required: Vec::new(),
                conflicts: Conflicts::default(),
                ..seeded(0, goal)
            };
            let solution = solve(&problem, Method::Exact, &Patience::steps(30_000_000), &|_, _| {});
            assert_eq!(problem.objective(&solution.chosen), solution.objective);
            assert!(solution.gap() < 0.35, "{goal:?} {need} {seed}: {} {}", solution.objective, solution.bound);
            if goal == Goal::Lscp {
                assert!(solution.gap() < 0.2, "{need} {seed}: {} {}", solution.objective, solution.bound);
            }
        }
    }
}
