//! What do given costs say? A problem of siting without a map: pairs of demand and candidate with what they cost.

use crate::siting::{
    Conflicts, Goal, Lists, Method, PROOF_STEPS, Patience, Problem, Solution, Status, alternatives, curve, in_order,
};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// Demand and candidates by id, and what each pair costs that can serve.
#[derive(Debug)]
pub(super) struct Matrix {
    demand: Vec<String>,
    candidates: Vec<String>,
    /// By demand: candidates and costs, the cheapest first.
    rows: Vec<Vec<(f64, u32)>>,
    weights: Vec<f64>,
}

/// What is asked of the costs.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub goal: Goal,
    pub method: Method,
    pub radius: f64,
    pub min_stations: u32,
    pub sites: usize,
    pub required: &'a [String],
    pub forbidden: &'a [String],
    pub alternatives: usize,
}

impl Matrix {
    /// Reads `demand_id,candidate_id,cost`, dense or sparse, and `demand_id,weight`; weights are 1 where there is no such
    /// file. Headings may be there or not.
    pub(super) fn read(costs: &Path, weights: Option<&Path>) -> anyhow::Result<Self> {
        let mut pairs: BTreeMap<(String, String), f64> = BTreeMap::new();
        each_row(costs, 3, |fields, cost| {
            if cost < 0.0 {
                bail!("the cost {cost} is below zero");
            }
            if pairs.insert((fields[0].clone(), fields[1].clone()), cost).is_some() {
                bail!("{} and {} are there twice", fields[0], fields[1]);
            }
            Ok(())
        })?;
        let mut weighed: Option<HashMap<String, f64>> = None;
        if let Some(weights) = weights {
            let mut all = HashMap::new();
            each_row(weights, 2, |fields, weight| {
                if weight < 0.0 {
                    bail!("the weight {weight} is below zero");
                }
                if all.insert(fields[0].clone(), weight).is_some() {
                    bail!("{} is there twice", fields[0]);
                }
                Ok(())
            })?;
            weighed = Some(all);
        }
        // Demand that is weighed but has no pair is served by nobody.
        let mut demand: BTreeSet<&String> = pairs.keys().map(|(demand, _)| demand).collect();
        demand.extend(weighed.iter().flat_map(HashMap::keys));
        let mut of_all: Vec<(String, f64)> = Vec::new();
        for id in demand {
            let weight = match &weighed {
                None => 1.0,
                Some(weights) => *weights.get(id).with_context(|| format!("demand {id} has no weight"))?,
            };
            if weight > 0.0 {
                of_all.push((id.clone(), weight));
            }
        }
        if of_all.is_empty() {
            bail!("there is no demand that weighs anything");
        }
        let candidates: BTreeSet<String> = pairs.keys().map(|(_, candidate)| candidate.clone()).collect();
        let candidates: Vec<String> = candidates.into_iter().collect();
        let mut rows = vec![Vec::new(); of_all.len()];
        for ((demand, candidate), cost) in &pairs {
            let row = of_all.binary_search_by(|(id, _)| id.cmp(demand));
            if let (Ok(row), Ok(candidate)) = (row, candidates.binary_search(candidate)) {
                rows[row].push((*cost, candidate as u32));
            }
        }
        for row in &mut rows {
            row.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        }
        let (demand, weights) = of_all.into_iter().unzip();
        Ok(Self { demand, candidates, rows, weights })
    }

    /// The problem that is asked.
    pub(super) fn problem(&self, asked: &Asked) -> anyhow::Result<Problem> {
        let place = |ids: &[String]| -> anyhow::Result<Vec<u32>> {
            let find = |id: &String| {
                self.candidates
                    .binary_search(id)
                    .map(|at| at as u32)
                    .ok()
                    .with_context(|| format!("no candidate is {id}"))
            };
            let mut places = ids.iter().map(find).collect::<anyhow::Result<Vec<_>>>()?;
            places.sort_unstable();
            places.dedup();
            Ok(places)
        };
        let (required, forbidden) = (place(asked.required)?, place(asked.forbidden)?);
        if let Some(both) = required.iter().find(|one| forbidden.contains(one)) {
            bail!("{} is required and forbidden", self.candidates[*both as usize]);
        }
        let open = self.candidates.len() - forbidden.len();
        if asked.goal != Goal::Lscp && (asked.sites > open || required.len() > asked.sites) {
            bail!("{} sites are asked for, of {open} candidates with {} required", asked.sites, required.len());
        }
        let covering = matches!(asked.goal, Goal::Mclp | Goal::Lscp);
        let mut lists = Lists::with_room(self.rows.len());
        for row in &self.rows {
            if covering {
                let mut near: Vec<u32> =
                    row.iter().filter(|(cost, _)| *cost <= asked.radius).map(|(_, candidate)| *candidate).collect();
                near.sort_unstable();
                lists.push(near);
            } else {
                lists.push_with_costs(row.iter().copied());
            }
        }
        let mut allowed = vec![true; self.candidates.len()];
        for one in forbidden {
            allowed[one as usize] = false;
        }
        let nowhere = vec![f64::INFINITY; self.rows.len()];
        Ok(Problem {
            goal: asked.goal,
            radius: asked.radius,
            sites: asked.sites,
            weights: self.weights.clone(),
            served: nowhere.clone(),
            needs: vec![asked.min_stations; self.rows.len()],
            lists,
            beyond: nowhere,
            candidates: self.candidates.len(),
            allowed,
            required,
            conflicts: Conflicts::default(),
            places: None,
        })
    }

    /// The answer, in the words of HTTP.
    pub(super) fn told(&self, asked: &Asked, problem: &Problem, solution: &Solution) -> Value {
        let id = |candidate: &u32| self.candidates[*candidate as usize].as_str();
        let steps = in_order(problem, &solution.chosen);
        let sites: Vec<Value> = steps
            .iter()
            .map(|step| json!({"id": id(&step.candidate), "gain": step.gain, "objective_after": step.objective}))
            .collect();
        let found = !matches!(solution.status, Status::Infeasible | Status::Unknown);
        let mut answer = json!({
            "status": match solution.status {
                Status::Optimal => "optimal",
                Status::Feasible => "feasible",
                Status::Infeasible => "infeasible",
                Status::Unknown => "unknown",
            },
            "objective": found.then_some(solution.objective),
            "bound": found.then_some(solution.bound),
            "gap": found.then(|| solution.gap()),
            "sites": sites,
            "curve": curve(problem, &steps),
            "metric": "given",
            "demand": {"points": self.demand.len(), "total": problem.total()},
            "candidates": self.candidates.len(),
        });
        let lost = if found { Vec::new() } else { problem.unreachable() };
        if !lost.is_empty() {
            let lost = lost.iter().map(|demand| {
                let nearest = self.rows[*demand as usize].first();
                json!({
                    "id": self.demand[*demand as usize],
                    "nearest": nearest.map(|(_, candidate)| id(candidate)),
                    "cost": nearest.map(|(cost, _)| *cost),
                })
            });
            answer["uncoverable"] = lost.collect();
        }
        if found && asked.alternatives > 0 {
            let patience = Patience::steps(if asked.method == Method::Exact { PROOF_STEPS } else { 0 });
            let others = alternatives(problem, solution, asked.alternatives, &patience);
            answer["alternatives_status"] = if others.are_best { "optimal" } else { "feasible" }.into();
            let others = others.choices.into_iter().map(|other| {
                let sites: Vec<Value> = other.chosen.iter().map(|one| json!({"id": id(one)})).collect();
                let loss = (solution.objective - other.objective).abs();
                json!({"sites": sites, "objective": other.objective, "loss": loss})
            });
            answer["alternatives"] = others.collect();
        }
        answer
    }
}

/// Every row of a table of so many columns, the last of which is a number; a first row whose last is none is a heading.
fn each_row(
    path: &Path,
    columns: usize,
    mut each: impl FnMut(&[String], f64) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let shown = path.display();
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_path(path);
    for (row, record) in reader.with_context(|| format!("cannot read {shown}"))?.records().enumerate() {
        let record = record.with_context(|| format!("cannot read {shown}"))?;
        let fields: Vec<String> = record.iter().map(str::to_owned).collect();
        let number = fields.last().and_then(|last| last.parse::<f64>().ok()).filter(|number| number.is_finite());
        match number {
            Some(number) if fields.len() == columns => {
                each(&fields, number).with_context(|| format!("{shown}, row {}", row + 1))?;
            }
            _ if row == 0 => {}
            _ => bail!("{shown}, row {}: {columns} columns are expected, the last of them a number", row + 1),
        }
    }
    Ok(())
}
