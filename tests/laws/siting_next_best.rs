//! Are the alternatives of a choice that is the best the next best of all choices, and is what is not proven not called so?

use super::siting_instances::{GOALS, Instance};
use waystation::siting::{Goal, Method, Patience, Problem, Status, alternatives, scan, solve};

const SEEDS: u64 = 300;
const MOST: usize = 6;

/// Problems of all goals, where demand needs one and where it needs several.
fn each(mut check: impl FnMut(&str, &Problem)) {
    for goal in GOALS {
        for seed in 0..SEEDS {
            let mut instance = Instance::seeded(seed, goal);
            if seed % 3 == 0 && matches!(goal, Goal::Mclp | Goal::Lscp) {
                instance.min_stations = 2;
            }
            check(&format!("{goal:?} {seed}"), &instance.problem());
        }
    }
}

/// The objectives of all choices but the best, the next best first, of those that may be told.
fn others(problem: &Problem, count: usize) -> Vec<f64> {
    let mut all: Vec<f64> = scan::all(problem).into_iter().map(|(objective, _)| objective).collect();
    all.sort_by(f64::total_cmp);
    if problem.goal == Goal::Mclp {
        all.reverse();
    }
    all.into_iter().skip(1).take(count).collect()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(1.0)
}

#[test]
fn the_alternatives_are_the_next_best_of_all_choices_and_all_there_are() {
    let (mut count, mut fewer) = (0, 0);
    each(|name, problem| {
        let solution = solve(problem, Method::Exact, &Patience::endless(), &|_, _| {});
        if solution.status != Status::Optimal {
            return;
        }
        let found = alternatives(problem, &solution, MOST, &Patience::endless());
        assert!(found.are_best, "{name}");
        let told: Vec<f64> = found.choices.iter().map(|other| other.objective).collect();
        let expected = others(problem, MOST);
        assert_eq!(told.len(), expected.len(), "{name}: {told:?} for {expected:?}");
        for (told, expected) in told.iter().zip(&expected) {
            assert!(near(*told, *expected), "{name}: {told:?} for {expected:?}");
        }
        let mut seen = vec![solution.chosen.clone()];
        for other in &found.choices {
            assert!(!seen.contains(&other.chosen) && other.chosen.is_sorted_by(|one, next| one < next), "{name}");
            assert_eq!(other.chosen.len(), solution.chosen.len(), "{name}");
            assert!(near(problem.objective(&other.chosen), other.objective), "{name}");
            assert!(problem.conflicts.allow(&other.chosen), "{name}");
            assert!(problem.required.iter().all(|one| other.chosen.contains(one)), "{name}");
            assert!(other.chosen.iter().all(|one| problem.allowed[*one as usize]), "{name}");
            seen.push(other.chosen.clone());
        }
        count += told.len();
        fewer += usize::from(told.len() < MOST);
    });
    assert!(count > 1_000 && fewer > 100, "only {count}, fewer {fewer} times");
}

#[test]
fn some_of_them_are_not_found_by_the_exchange_of_one_site() {
    let mut count = 0;
    each(|name, problem| {
        let solution = solve(problem, Method::Exact, &Patience::endless(), &|_, _| {});
        if solution.status != Status::Optimal {
            return;
        }
        let sought = |patience: &Patience| alternatives(problem, &solution, MOST, patience);
        let (best, known) = (sought(&Patience::endless()), sought(&Patience::steps(0)));
        // Whoever has no patience has those of one exchange, which are no better.
        for (best, known) in best.choices.iter().zip(&known.choices) {
            let right = match problem.goal {
                Goal::Mclp => best.objective >= known.objective - 1e-9 * known.objective,
                _ => best.objective <= known.objective + 1e-9 * known.objective,
            };
            assert!(right, "{name}: {} and {}", best.objective, known.objective);
        }
        count += usize::from(best.choices != known.choices);
        assert!(best.choices == known.choices || !known.are_best, "{name}");
    });
    assert!(count > 50, "only {count}");
}

#[test]
fn what_is_not_proven_to_be_the_best_has_no_next_best() {
    each(|name, problem| {
        let greedy = solve(problem, Method::Greedy, &Patience::endless(), &|_, _| {});
        if greedy.status == Status::Feasible {
            assert!(!alternatives(problem, &greedy, MOST, &Patience::endless()).are_best, "{name}");
        }
    });
}

#[test]
fn the_proof_of_alternatives_ends_with_its_patience() {
    for goal in GOALS {
        let instance = Instance::strewn(goal, 400, 60, 8);
        let problem = instance.problem();
        let solution = solve(&problem, Method::Exact, &Patience::endless(), &|_, _| {});
        assert_eq!(solution.status, Status::Optimal, "{goal:?}");
        for most in [0, 10_000, 1_000_000, 100_000_000] {
            let patience = Patience::steps(most);
            let found = alternatives(&problem, &solution, MOST, &patience);
            // Each look is taken to its end.
            let slack = 3_000_000 + 700 * problem.lists.pairs() as u64;
            assert!(patience.spent() <= most + slack, "{goal:?}: {} of {most}", patience.spent());
            assert!(found.choices.len() <= MOST);
            if most == 100_000_000 {
                assert!(found.are_best, "{goal:?}: {} steps", patience.spent());
                assert_eq!(found.choices.len(), MOST, "{goal:?}");
            }
        }
    }
}

#[test]
fn lists_that_are_cut_short_prove_nothing_of_alternatives() {
    let mut instance = Instance::strewn(Goal::PMedian, 30, 12, 3);
    let whole = instance.problem();
    let solution = solve(&whole, Method::Exact, &Patience::endless(), &|_, _| {});
    assert!(alternatives(&whole, &solution, MOST, &Patience::endless()).are_best);
    instance.existing.clear();
    let cut = Problem { beyond: vec![1.0; 30], ..instance.problem() };
    assert!(!alternatives(&cut, &solution, MOST, &Patience::endless()).are_best);
}
