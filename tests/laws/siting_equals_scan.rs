//! Is the best choice of sites the one that trying every choice finds?

use super::siting_instances::{GOALS, Instance, same};
use waystation::geodesy::{Position, inverse};
use waystation::siting::{Goal, Lists, Method, Patience, Problem, Status, alternatives, curve, in_order, scan, solve};

/// Seeds of each goal.
const SEEDS: u64 = 400;

#[test]
fn what_is_called_optimal_is_the_best_of_all_choices_and_what_is_infeasible_has_none() {
    let mut feasible = 0;
    for goal in GOALS {
        for seed in 0..SEEDS {
            let instance = Instance::seeded(seed, goal);
            let expected = scan::best(&instance.problem()).map(|(objective, _)| objective);
            assert!(same(instance.best(), expected), "{goal:?} {seed}: {:?} for {expected:?}", instance.best());
            feasible += u64::from(expected.is_some());
        }
    }
    assert!(feasible > 4 * SEEDS / 2, "only {feasible} were feasible");
}

#[test]
fn what_lists_do_not_tell_of_is_found_all_the_same() {
    let mut optimal = 0;
    for goal in [Goal::PMedian, Goal::PCenter] {
        for seed in 0..SEEDS {
            let instance = Instance::seeded(seed, goal);
            let whole = instance.problem();
            let expected = scan::best(&whole).map(|(objective, _)| objective);
            let cut = cut_short(instance.problem(), 1 + (seed % 3) as usize);
            for method in [Method::Exact, Method::Greedy] {
                let solution = solve(&cut, method, &Patience::endless(), &|_, _| {});
                let at = format!("{goal:?} {method:?} {seed}: {solution:?} for {expected:?}");
                if matches!(solution.status, Status::Optimal | Status::Feasible) {
                    assert!(same(Some(whole.objective(&solution.chosen)), Some(solution.objective)), "{at}");
                    assert!(whole.conflicts.allow(&solution.chosen), "{at}");
                    assert!(instance.required.iter().all(|one| solution.chosen.contains(one)), "{at}");
                    assert!(!instance.forbidden.iter().any(|one| solution.chosen.contains(one)), "{at}");
                }
                match (solution.status, expected) {
                    (Status::Optimal, _) => assert!(same(Some(solution.objective), expected), "{at}"),
                    (Status::Infeasible, None) => {}
                    (Status::Feasible, Some(best)) => {
                        assert!(solution.bound <= best + 1e-6 && solution.objective >= best - 1e-6, "{at}");
                    }
                    (Status::Unknown, _) if goal == Goal::PMedian || method == Method::Greedy => {}
                    _ => panic!("{at}"),
                }
                if goal == Goal::PCenter && method == Method::Exact {
                    assert!(expected.is_none() || solution.status == Status::Optimal, "{at}");
                    optimal += u64::from(expected.is_some());
                }
            }
        }
    }
    assert!(optimal > SEEDS / 2, "only {optimal} were optimal");
}

/// The same problem with lists of so many candidates.
fn cut_short(problem: Problem, most: usize) -> Problem {
    let mut lists = Lists::default();
    let mut beyond = problem.beyond.clone();
    for (beyond, (row, costs)) in beyond.iter_mut().zip(problem.lists.rows()) {
        *beyond = costs.get(most).map_or(*beyond, |cost| beyond.min(*cost));
        lists.push_with_costs(costs.iter().copied().zip(row.iter().copied()).take(most));
    }
    Problem { lists, beyond, ..problem }
}

#[test]
fn what_is_chosen_is_what_was_allowed_and_worth_what_is_said() {
    for goal in GOALS {
        for seed in 0..SEEDS {
            let instance = Instance::seeded(seed, goal);
            let (problem, solution) = (instance.problem(), instance.solved());
            if solution.status != Status::Optimal {
                continue;
            }
            let chosen = &solution.chosen;
            assert!(goal == Goal::Lscp || chosen.len() == instance.sites);
            assert!(chosen.is_sorted_by(|a, b| a < b));
            assert!(instance.required.iter().all(|one| chosen.contains(one)));
            assert!(!instance.forbidden.iter().any(|one| chosen.contains(one)));
            assert!(problem.conflicts.allow(chosen));
            assert!(same(Some(problem.objective(chosen)), Some(solution.objective)));
            assert_eq!((solution.bound, solution.gap()), (solution.objective, 0.0));
        }
    }
}

#[test]
fn a_first_answer_is_bounded_from_the_right_side_and_for_covering_within_a_hundredth() {
    for goal in GOALS {
        for seed in 0..SEEDS {
            let instance = Instance::seeded(seed, goal);
            let solution = solve(&instance.problem(), Method::Greedy, &Patience::endless(), &|_, _| {});
            let best = instance.best();
            let best = match (solution.status, best) {
                (Status::Infeasible, None) | (Status::Unknown, _) => continue,
                (_, best) => best.unwrap_or_else(|| panic!("{goal:?} {seed}: {:?}", solution.status)),
            };
            let slack = 1e-9 * best.abs().max(1.0);
            if goal == Goal::Mclp {
                assert!(solution.objective <= best + slack && solution.bound >= best - slack, "{seed}");
                assert!(solution.objective >= best * 0.99, "{seed}: {} of {best}", solution.objective);
            } else {
                assert!(solution.objective >= best - slack && solution.bound <= best + slack, "{goal:?} {seed}");
            }
        }
    }
}

#[test]
fn gains_add_up_to_the_objective_in_an_order_that_ends_with_it() {
    for goal in GOALS {
        for seed in 0..SEEDS {
            let instance = Instance::seeded(seed, goal);
            let (problem, solution) = (instance.problem(), instance.solved());
            if solution.status != Status::Optimal || solution.chosen.is_empty() {
                continue;
            }
            let steps = in_order(&problem, &solution.chosen);
            let mut ordered: Vec<u32> = steps.iter().map(|step| step.candidate).collect();
            for (number, step) in steps.iter().enumerate() {
                let objective = problem.objective(&ordered[..=number]);
                let expected = match goal {
                    Goal::Lscp => Some((number + 1) as f64),
                    _ => objective.is_finite().then_some(objective),
                };
                assert!(same(step.objective, expected), "{goal:?} {seed} {number}: {:?} {expected:?}", step.objective);
                assert!(step.gain.is_none_or(|gain| gain >= -1e-6), "{goal:?} {seed}: {:?}", step.gain);
            }
            assert!(same(steps.last().and_then(|step| step.objective), Some(solution.objective)));
            ordered.sort_unstable();
            assert_eq!(ordered, solution.chosen);
        }
    }
}

#[test]
fn a_curve_never_turns_and_ends_with_the_objective() {
    for goal in GOALS {
        for seed in 0..SEEDS {
            let instance = Instance::seeded(seed, goal);
            let (problem, solution) = (instance.problem(), instance.solved());
            if solution.status != Status::Optimal || solution.chosen.is_empty() {
                continue;
            }
            let curve = curve(&problem, &in_order(&problem, &solution.chosen));
            assert_eq!(curve.len(), solution.chosen.len());
            let rises = matches!(goal, Goal::Mclp | Goal::Lscp);
            for pair in curve.windows(2) {
                match (pair[0], pair[1]) {
                    (Some(one), Some(next)) => {
                        assert!(if rises { one <= next } else { one >= next }, "{goal:?} {seed}")
                    }
                    (one, _) => assert!(one.is_none(), "{goal:?} {seed}: {curve:?}"),
                }
            }
            let last = if goal == Goal::Lscp { problem.total() } else { solution.objective };
            assert!(same(curve[curve.len() - 1], Some(last)), "{goal:?} {seed}: {curve:?} {last}");
        }
    }
}

#[test]
fn alternatives_are_other_choices_that_are_allowed_and_no_better() {
    let mut count = 0;
    for goal in GOALS {
        for seed in 0..SEEDS {
            let instance = Instance::seeded(seed, goal);
            let (problem, solution) = (instance.problem(), instance.solved());
            if solution.status != Status::Optimal {
                continue;
            }
            let others = alternatives(&problem, &solution, 3, &Patience::steps(0)).choices;
            assert!(others.len() <= 3);
            let mut seen = vec![solution.chosen.clone()];
            for other in others {
                assert!(!seen.contains(&other.chosen), "{goal:?} {seed}");
                assert!(same(Some(problem.objective(&other.chosen)), Some(other.objective)));
                assert!(problem.conflicts.allow(&other.chosen));
                assert!(instance.required.iter().all(|one| other.chosen.contains(one)));
                assert!(!instance.forbidden.iter().any(|one| other.chosen.contains(one)));
                let slack = 1e-9 * solution.objective.abs().max(1.0);
                let no_better = match goal {
                    Goal::Mclp => other.objective <= solution.objective + slack,
                    _ => other.objective >= solution.objective - slack,
                };
                assert!(no_better, "{goal:?} {seed}: {} and {}", other.objective, solution.objective);
                seen.push(other.chosen);
                count += 1;
            }
        }
    }
    assert!(count > 500, "only {count}");
}

#[test]
fn where_several_are_needed_those_that_are_there_count_and_the_best_is_the_best_of_all_choices() {
    let mut feasible = 0;
    for goal in [Goal::Mclp, Goal::Lscp] {
        for seed in 0..SEEDS {
            let instance = Instance { min_stations: 2 + (seed % 2) as usize, ..Instance::seeded(seed, goal) };
            let problem = instance.problem();
            for (demand, (position, _)) in instance.demand.iter().enumerate() {
                let within = |place: &&Position| inverse(*position, **place).distance.m() <= instance.radius_m;
                let there = instance.existing.iter().filter(within).count();
                assert_eq!(problem.needs[demand] as usize, instance.min_stations.saturating_sub(there), "{seed}");
                let open = (0u32..).zip(&instance.candidates).filter(|(at, place)| {
                    problem.allowed[*at as usize] && within(place) && there < instance.min_stations
                });
                let near: Vec<u32> = open.map(|(at, _)| at).collect();
                assert_eq!(problem.lists.row(demand).0, near, "{goal:?} {seed}");
            }
            let expected = scan::best(&problem).map(|(objective, _)| objective);
            assert!(same(instance.best(), expected), "{goal:?} {seed}: {:?} for {expected:?}", instance.best());
            feasible += u64::from(expected.is_some_and(|best| best > 0.0));
        }
    }
    assert!(feasible > SEEDS / 4, "only {feasible} were feasible");
}
