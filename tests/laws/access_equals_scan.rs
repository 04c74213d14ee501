//! Is access the same as by adding up over every cell and every station, and is all supply given out?

use super::random::{Random, position};
use geo::{MultiPolygon, Polygon, polygon};
use h3o::Resolution;
use std::sync::Arc;
use waystation::coverage::hierarchy::centre;
use waystation::coverage::{
    Access, Area, Decay, Demand, DemandLayer, DemandPlace, Effort, Ground, Halt, Method, Supply, Tiling, access,
};
use waystation::geodesy::{Position, inverse};

fn square(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
    let (east, north) = (west + side, south + side);
    let ring: Polygon<f64> =
        polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)];
    MultiPolygon(vec![ring])
}

/// A square with demand in it and around it, and stations in it and around it.
struct World {
    west: f64,
    south: f64,
    resolution: Resolution,
    demand: Option<Vec<Demand>>,
    supplies: Vec<Supply>,
    asked: Access,
}

/// Sides of the square that is asked about, and of the one in which everything lies, in degrees.
const INNER: f64 = 0.2;
const OUTER: f64 = 0.8;

impl World {
    fn seeded(random: &mut Random) -> Self {
        // At the equator, in the north, and close to both ends of the map.
        let (west, south) =
            *random.one_of(&[(10.0, 0.0), (120.0, 31.0), (-170.0, -60.0), (178.9, 20.0), (-179.7, 50.0)]);
        let resolution = *random.one_of(&[Resolution::Six, Resolution::Seven]);
        let mut place = |share: f64| {
            let from = 0.5 - share / 2.0;
            let within = |random: &mut Random| (from + share * random.unit()) * OUTER;
            (west - (OUTER - INNER) / 2.0 + within(random), south - (OUTER - INNER) / 2.0 + within(random))
        };
        let points: Vec<(f64, f64)> = (0..60).map(|_| place(1.0)).collect();
        let stations: Vec<(f64, f64)> = (0..12).map(|_| place(0.8)).collect();
        let corner = place(0.5);
        let at = |(lon, lat): &(f64, f64)| position(if *lon > 180.0 { lon - 360.0 } else { *lon }, *lat);
        let mut demand: Vec<Demand> = points
            .iter()
            .map(|point| Demand { place: DemandPlace::Position(at(point)), weight: random.magnitude(0.1, 1e4) })
            .collect();
        if corner.0 < 179.8 && corner.0 > -180.0 {
            demand.push(Demand { place: DemandPlace::Area(square(corner.0, corner.1, 0.1)), weight: 500.0 });
        }
        let supplies = stations
            .iter()
            .map(|station| Supply {
                position: at(station),
                amount: if random.chance(0.2) { 0.0 } else { random.magnitude(1.0, 100.0) },
            })
            .collect();
        let radius_m = *random.one_of(&[0.0, 2_000.0, 8_000.0, 20_000.0]);
        let method = *random.one_of(&[Method::Nearest, Method::Cumulative, Method::TwoStep, Method::EnhancedTwoStep]);
        let decay = match method {
            Method::Nearest | Method::TwoStep => Decay::None,
            _ if random.chance(0.5) => Decay::Gaussian { bandwidth_m: 3_000.0 },
            _ => Decay::Bands(vec![(1_000.0, 1.0), (5_000.0, 0.6), (9_000.0, 0.0), (12_000.0, 0.1)]),
        };
        let demand = random.chance(0.8).then_some(demand);
        Self { west, south, resolution, demand, supplies, asked: Access { method, radius_m, decay } }
    }

    fn ground(&self, side: f64) -> Ground {
        let effort = Effort::unlimited();
        let beside = (side - INNER) / 2.0;
        // Cut at the antimeridian, as an area has to be.
        let (west, south) = (self.west - beside, self.south - beside);
        let whole = square(west, south, side);
        let area = if west + side > 180.0 {
            let east_part = geo::Rect::new((west, south), (180.0, south + side)).to_polygon();
            let west_part = geo::Rect::new((-180.0, south), (west + side - 360.0, south + side)).to_polygon();
            MultiPolygon(vec![east_part, west_part])
        } else if west < -180.0 {
            let east_part = geo::Rect::new((west + 360.0, south), (180.0, south + side)).to_polygon();
            let west_part = geo::Rect::new((-180.0, south), (west + side, south + side)).to_polygon();
            MultiPolygon(vec![east_part, west_part])
        } else {
            whole
        };
        let tiling = Tiling::of(&Area::new(&area), self.resolution, &effort).unwrap();
        let layer =
            self.demand.as_ref().map(|demand| Arc::new(DemandLayer::of(demand, self.resolution, &effort).unwrap()));
        Ground::new(Arc::new(tiling), layer, &Effort::unlimited()).unwrap()
    }

    /// Every cell far around with its demand.
    fn all_demand(&self) -> Vec<(Position, f64)> {
        // Wide enough for the widest radius about the outermost station.
        let ground = self.ground(OUTER + 1.6);
        let weight = |cell| ground.layer().map_or_else(|| h3o::CellIndex::area_m2(cell), |layer| layer.weight(cell));
        ground.tiling().each().map(|cell| (centre(cell), weight(cell))).collect()
    }

    fn counts(&self, from: Position, to: Position) -> Option<f64> {
        let distance = inverse(from, to).distance;
        distance.within(self.asked.radius_m).then(|| self.asked.decay.weight(distance.m()))
    }

    fn scan(&self, from: Position, demand: &[(Position, f64)]) -> Option<f64> {
        let at = |supply: &Supply| self.counts(from, supply.position);
        Some(match self.asked.method {
            Method::Nearest => self.supplies.iter().map(|supply| inverse(from, supply.position).distance).min()?.m(),
            Method::Cumulative => self.supplies.iter().filter_map(|supply| Some(at(supply)? * supply.amount)).sum(),
            Method::TwoStep | Method::EnhancedTwoStep => {
                let share = |supply: &Supply| {
                    let of = |(place, weight): &(Position, f64)| Some(self.counts(supply.position, *place)? * weight);
                    let all: f64 = demand.iter().filter_map(of).sum();
                    if all > 0.0 { supply.amount / all } else { 0.0 }
                };
                self.supplies.iter().filter_map(|supply| Some(at(supply)? * share(supply))).sum()
            }
        })
    }
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[test]
fn every_score_is_that_of_adding_up_over_every_cell_and_every_station() {
    let (mut scored, mut shared) = (0, 0);
    for seed in 0..60 {
        let world = World::seeded(&mut Random::seeded(seed));
        let demand = world.all_demand();
        let found = access(&world.ground(INNER), &world.supplies, &world.asked, &Effort::unlimited()).unwrap();
        for of in found {
            let expected = world.scan(centre(of.cell), &demand);
            match (of.score, expected) {
                (Some(score), Some(expected)) => {
                    assert!(is_close(score, expected), "seed {seed}, {}: {score} {expected}", of.cell)
                }
                (score, expected) => assert_eq!(score, expected, "seed {seed}, {}", of.cell),
            }
            let near = world.supplies.iter().any(|supply| world.counts(centre(of.cell), supply.position).is_some());
            let gets =
                if world.asked.method == Method::Nearest { near } else { expected.is_some_and(|score| score > 0.0) };
            assert_eq!(of.is_served, gets, "seed {seed}, {}", of.cell);
            assert!(of.score.is_none_or(f64::is_sign_positive), "seed {seed}, {}", of.cell);
            scored += 1;
            shared += usize::from(of.score.is_some_and(|score| score > 0.0));
        }
    }
    assert!(scored > 2_000 && shared > 500, "{scored} {shared}");
}

#[test]
fn all_that_stations_have_is_given_to_the_demand_that_reaches_them() {
    let mut given_out = 0;
    for seed in 0..40 {
        let mut world = World::seeded(&mut Random::seeded(1000 + seed));
        world.asked.method = Method::EnhancedTwoStep;
        let demand = world.all_demand();
        let found = access(&world.ground(OUTER + 1.6), &world.supplies, &world.asked, &Effort::unlimited()).unwrap();
        let weight = |of: &waystation::coverage::CellScore| of.demand.unwrap_or_else(|| of.cell.area_m2());
        let given: f64 = found.iter().map(|of| weight(of) * of.score.unwrap_or(0.0)).sum();
        let reached = |supply: &&Supply| {
            let of = |(place, weight): &(Position, f64)| Some(world.counts(supply.position, *place)? * weight);
            demand.iter().filter_map(of).sum::<f64>() > 0.0
        };
        let had: f64 = world.supplies.iter().filter(reached).map(|supply| supply.amount).sum();
        assert!(is_close(given, had), "seed {seed}: {given} of {had}");
        given_out += usize::from(had > 0.0);
    }
    assert!(given_out > 20);
}

#[test]
fn an_area_without_stations_or_without_cells_has_no_access() {
    let mut world = World::seeded(&mut Random::seeded(7));
    world.supplies.clear();
    for (method, expected) in [(Method::Nearest, None), (Method::Cumulative, Some(0.0)), (Method::TwoStep, Some(0.0))] {
        world.asked.method = method;
        let found = access(&world.ground(INNER), &[], &world.asked, &Effort::unlimited()).unwrap();
        assert!(!found.is_empty() && found.iter().all(|of| of.score == expected && !of.is_served));
    }
    let nowhere =
        Ground::new(Arc::new(Tiling::from_blocks(Vec::new(), Resolution::Seven)), None, &Effort::unlimited()).unwrap();
    assert_eq!(access(&nowhere, &[], &world.asked, &Effort::unlimited()), Ok(Vec::new()));
}

#[test]
fn work_is_bounded_and_far_demand_costs_none() {
    let mut world = World::seeded(&mut Random::seeded(3));
    world.asked = Access { method: Method::TwoStep, radius_m: 20_000.0, decay: Decay::None };
    let spend = |world: &World| {
        let effort = Effort::new(1_000_000, None, Arc::default());
        access(&world.ground(INNER), &world.supplies, &world.asked, &effort).unwrap();
        1_000_000 - effort.left()
    };
    let near = spend(&world);
    // A hundred thousand people on the other side of the Earth.
    let mut random = Random::seeded(4);
    let far = (0..100_000)
        .map(|_| Demand { place: DemandPlace::Position(random.near(position(-60.0, -30.0), 500_000.0)), weight: 1.0 });
    world.demand.get_or_insert_default().extend(far);
    let with_far = spend(&world);
    assert!(with_far < near + 500, "{near} {with_far}");
    let little = Effort::new(50, None, Arc::default());
    assert_eq!(access(&world.ground(INNER), &world.supplies, &world.asked, &little), Err(Halt::TooMuch));
}
