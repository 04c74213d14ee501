//! Is coverage the same as by looking at every cell and every station?

use super::areas::{areas, cells_near, star};
use super::random::{Random, position};
use geo::{MultiPolygon, Polygon};
use h3o::{CellIndex, LatLng, Resolution};
use rayon::prelude::*;
use std::sync::Arc;
use waystation::coverage::{
    Area, Band, Demand, DemandLayer, DemandPlace, Effort, Ground, Halt, Include, Reach, Site, Summary, Tiling,
    each_cell, gaps, scan, summary,
};
use waystation::geodesy::Position;

/// A question with everything that decides its answer.
struct Case {
    name: String,
    area: MultiPolygon<f64>,
    resolution: Resolution,
    stations: Vec<(String, Position)>,
    demand: Option<Vec<Demand>>,
    reach: Reach,
}

impl Case {
    fn seeded(random: &mut Random, name: &str, area: MultiPolygon<f64>, resolution: Resolution) -> Self {
        let corners: Vec<Position> =
            area.iter().flat_map(|polygon| polygon.exterior()).map(|corner| position(corner.x, corner.y)).collect();
        let edge_m = resolution.edge_length_m();
        let count = *random.one_of(&[0, 1, 2, 7, 40]);
        let mut stations: Vec<(String, Position)> = Vec::new();
        for number in 0..count {
            let at = match (number % 4, corners.is_empty()) {
                (0, _) | (_, true) => random.position(),
                // The same place twice: ids decide.
                (1, _) if !stations.is_empty() => stations[random.below(stations.len())].1,
                _ => {
                    let corner = *random.one_of(&corners);
                    let away_m = edge_m * 20.0;
                    random.near(corner, away_m)
                }
            };
            stations.push((format!("s{:03}", (number * 37) % 101), at));
        }
        let radius_m = *random.one_of(&[0.0, edge_m * 0.7, edge_m * 3.0, edge_m * 15.0, 20_100_000.0]);
        let reach = Reach {
            radius_m,
            min_stations: *random.one_of(&[1, 1, 1, 2, 3]),
            bands_m: vec![edge_m * 0.5, edge_m * 2.0, edge_m * 2.5, edge_m * 30.0],
            include: Include::ALL,
        };
        let demand = random.chance(0.7).then(|| demand(random, &corners, &area, resolution));
        Self { name: name.to_owned(), area, resolution, stations, demand, reach }
    }

    fn sites(&self) -> Vec<Site<'_>> {
        self.stations.iter().map(|(id, at)| Site { id, position: *at }).collect()
    }

    fn check(&self) {
        let effort = Effort::unlimited();
        let tiling = Tiling::of(&Area::new(&self.area), self.resolution, &effort).unwrap();
        let layer = self.demand.as_ref().map(|demand| DemandLayer::of(demand, self.resolution, &effort).unwrap());
        let ground = Ground::new(Arc::new(tiling), layer.map(Arc::new), &Effort::unlimited()).unwrap();
        let sites = self.sites();
        let found = summary(&ground, &sites, &self.reach, &effort).unwrap();
        let cells = scan::cells_in(&self.area, cells_near(&self.area, self.resolution));
        let weights = self.demand.as_ref().map(|demand| weights(demand, &cells, self.resolution));
        let weight_of =
            |cell: CellIndex| weights.as_ref().map_or(0.0, |weights| weights[cells.binary_search(&cell).unwrap()]);
        let served = |at: Position| scan::served(at, &sites, self.reach.min_stations);
        let expected = scan::summary(cells.iter().copied(), served, weight_of, &self.reach);
        self.compare(&found, &expected);
        self.parts_agree(&ground, &sites, &found);
        self.cells_agree(&ground, &sites, &cells, weight_of);
        self.gaps_agree(&ground, &sites, &cells);
    }

    fn compare(&self, found: &Summary, expected: &scan::Sums) {
        let name = &self.name;
        assert_eq!([found.cells.total, found.cells.covered], expected.cells, "{name}");
        let area = [found.area_m2.total, found.area_m2.covered].map(|amount| amount.value());
        assert!(near(area, expected.area_m2), "{name}: {area:?}, {:?}", expected.area_m2);
        assert_eq!(found.demand.is_some(), self.demand.is_some());
        if let Some(demand) = found.demand {
            let demand = [demand.total, demand.covered].map(|amount| amount.value());
            assert!(near(demand, expected.demand), "{name}: {demand:?}, {:?}", expected.demand);
        }
        let farthest = found.farthest.map(|far| (far.cell, far.served.distance, far.served.site));
        assert_eq!(farthest, expected.farthest, "{name}");
        assert_eq!(found.distances.is_some(), expected.mean_m.is_some(), "{name}");
        if let (Some(found), Some(mean_m), Some(quantiles)) = (found.distances, expected.mean_m, expected.quantiles) {
            assert!(near([found.mean_m], [mean_m]), "{name}: {}, {mean_m}", found.mean_m);
            assert_eq!([found.p50, found.p90, found.p95], quantiles, "{name}");
        }
        let bands = found.bands.as_ref().unwrap();
        assert_eq!(bands.len(), expected.bands.len());
        for (band, (cells, demand)) in bands.iter().zip(&expected.bands) {
            assert_eq!(band.cells, *cells, "{name}, up to {:?}", band.up_to_m);
            if let Some(amount) = band.demand {
                assert!(near([amount.value()], [*demand]), "{name}: {amount:?}, {demand}");
            }
        }
    }

    /// Whatever parts are asked for, they are the same.
    fn parts_agree(&self, ground: &Ground, sites: &[Site], whole: &Summary) {
        for number in 0..8 {
            let include = Include { distances: number & 1 > 0, farthest: number & 2 > 0, bands: number & 4 > 0 };
            let part = summary(ground, sites, &Reach { include, ..self.reach.clone() }, &Effort::unlimited()).unwrap();
            assert_eq!(part.cells, whole.cells, "{}", self.name);
            assert_eq!(part.area_m2.total, whole.area_m2.total, "{}", self.name);
            // How a part is put together differs, and each piece is rounded to a unit.
            assert!(near([part.area_m2.covered.value()], [whole.area_m2.covered.value()]), "{}", self.name);
            if let (Some(part), Some(whole)) = (part.demand, whole.demand) {
                assert_eq!(part.total, whole.total);
                assert!(near([part.covered.value()], [whole.covered.value()]), "{}", self.name);
            }
            if let (Some(part), Some(whole)) = (&part.bands, &whole.bands) {
                let cells = |bands: &[Band]| bands.iter().map(|band| band.cells).collect::<Vec<_>>();
                assert_eq!(cells(part), cells(whole), "{}", self.name);
            }
            assert_eq!(part.bands.is_some(), include.bands);
            assert_eq!(part.farthest, whole.farthest.filter(|_| include.farthest), "{}", self.name);
            assert_eq!(part.distances, whole.distances.filter(|_| include.distances), "{}", self.name);
        }
    }

    fn cells_agree(&self, ground: &Ground, sites: &[Site], cells: &[CellIndex], weight: impl Fn(CellIndex) -> f64) {
        let each = each_cell(ground, sites, &self.reach, &Effort::unlimited()).unwrap();
        assert_eq!(each.iter().map(|of| of.cell).collect::<Vec<_>>(), cells, "{}", self.name);
        for of in &each {
            let centre = waystation::coverage::hierarchy::centre(of.cell);
            let served = of.served.map(|served| (served.distance, served.site));
            assert_eq!(served, scan::served(centre, sites, self.reach.min_stations), "{} {}", self.name, of.cell);
            let within =
                |site: &&Site| waystation::geodesy::inverse(centre, site.position).distance.within(self.reach.radius_m);
            assert_eq!(of.stations_within, sites.iter().filter(within).count(), "{} {}", self.name, of.cell);
            assert_eq!(of.demand.is_some(), self.demand.is_some());
            assert!(of.demand.is_none_or(|demand| near([demand], [weight(of.cell)])), "{}", self.name);
        }
    }

    fn gaps_agree(&self, ground: &Ground, sites: &[Site], cells: &[CellIndex]) {
        let found = gaps(ground, sites, &self.reach, &Effort::unlimited()).unwrap();
        let each = each_cell(ground, sites, &self.reach, &Effort::unlimited()).unwrap();
        let covered = |cell: &CellIndex| {
            let place = cells.binary_search(cell).unwrap();
            each[place].served.is_some_and(|served| served.distance.within(self.reach.radius_m))
        };
        let mut uncovered: Vec<CellIndex> =
            found.iter().flat_map(|gap| gap.blocks.iter()).flat_map(|block| block.children(self.resolution)).collect();
        uncovered.sort_unstable();
        let expected: Vec<CellIndex> = cells.iter().filter(|cell| !covered(cell)).copied().collect();
        assert_eq!(uncovered, expected, "{}", self.name);
        for gap in &found {
            let members: Vec<CellIndex> = gap.blocks.iter().flat_map(|block| block.children(self.resolution)).collect();
            assert_eq!(gap.cells, members.len() as u64);
            let area_m2: f64 = members.iter().map(|cell| cell.area_m2()).sum();
            assert!(near([gap.area_m2.value()], [area_m2]), "{}: {area_m2}", self.name);
            let served = |cell: &CellIndex| Some((*cell, each[cells.binary_search(cell).unwrap()].served?));
            let farthest = members.iter().filter_map(served).reduce(|best, this| {
                let rank = |of: &(CellIndex, waystation::coverage::Served)| (of.1.distance, std::cmp::Reverse(of.0));
                if rank(&this) > rank(&best) { this } else { best }
            });
            assert_eq!(gap.farthest.map(|far| (far.cell, far.served)), farthest, "{}", self.name);
            if let Some(demand) = gap.demand {
                let sum: f64 =
                    members.iter().map(|cell| each[cells.binary_search(cell).unwrap()].demand.unwrap()).sum();
                assert!(near([demand.value()], [sum]), "{}: {demand:?}, {sum}", self.name);
            }
        }
        let ranks: Vec<_> = found.iter().map(|gap| (gap.demand.map(|of| of.units), gap.area_m2.units)).collect();
        assert!(ranks.is_sorted_by(|a, b| a >= b), "{}", self.name);
    }
}

/// Equal to nine digits; nothing at all where nothing is expected.
fn near<const N: usize>(found: [f64; N], expected: [f64; N]) -> bool {
    found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() <= 1e-9 * expected.abs())
}

/// Weights in all forms.
fn demand(random: &mut Random, corners: &[Position], area: &MultiPolygon<f64>, resolution: Resolution) -> Vec<Demand> {
    let mut demand = Vec::new();
    let edge_deg = resolution.edge_length_rads().to_degrees();
    for number in 0..random.below(60) {
        let away_m = resolution.edge_length_m() * 30.0;
        let at = match corners.is_empty() {
            true => random.position(),
            false => {
                let corner = *random.one_of(corners);
                random.near(corner, away_m)
            }
        };
        let finer_or_coarser = (i16::from(u8::from(resolution)) + random.below(6) as i16 - 3).clamp(0, 15) as u8;
        let cell = LatLng::new(at.lat(), at.lon()).unwrap().to_cell(Resolution::try_from(finer_or_coarser).unwrap());
        let place = match number % 4 {
            0 | 1 => DemandPlace::Cell(cell),
            2 => DemandPlace::Position(at),
            _ => DemandPlace::Area(Polygon::new(star(random, at, edge_deg * 4.0, 6), vec![]).into()),
        };
        demand.push(Demand { place, weight: *random.one_of(&[0.0, 1.0, 0.1, 1234.5]) });
    }
    if random.chance(0.3) && !area.0.is_empty() {
        demand.push(Demand { place: DemandPlace::Area(area.clone()), weight: 77.0 });
    }
    demand
}

/// What each of some cells has of the demand, by the definition.
fn weights(demand: &[Demand], cells: &[CellIndex], resolution: Resolution) -> Vec<f64> {
    let mut weights = vec![0.0; cells.len()];
    for Demand { place, weight } in demand {
        let shares: Vec<(CellIndex, f64)> = match place {
            DemandPlace::Position(at) => vec![(LatLng::new(at.lat(), at.lon()).unwrap().to_cell(resolution), 1.0)],
            DemandPlace::Cell(cell) => match cell.parent(resolution) {
                Some(ancestor) => vec![(ancestor, 1.0)],
                None => cell.children(resolution).map(|cell| (cell, cell.area_m2())).collect(),
            },
            DemandPlace::Area(area) => {
                let inside = scan::cells_in(area, cells_near(area, resolution));
                if inside.is_empty() {
                    // Whichever cell holds it: the layer says which, and the sum over all cells is another law.
                    let only = [Demand { place: place.clone(), weight: 1.0 }];
                    let layer = DemandLayer::of(&only, resolution, &Effort::unlimited()).unwrap();
                    cells.iter().map(|cell| (*cell, layer.weight(*cell))).filter(|(_, share)| *share > 0.0).collect()
                } else {
                    inside.into_iter().map(|cell| (cell, cell.area_m2())).collect()
                }
            }
        };
        let whole: f64 = shares.iter().map(|(_, share)| share).sum();
        for (cell, share) in shares {
            if let Ok(place) = cells.binary_search(&cell) {
                weights[place] += weight * share / whole;
            }
        }
    }
    weights
}

#[test]
fn every_kind_of_area_is_served_as_the_scan_says() {
    (0..3u64).into_par_iter().for_each(|seed| {
        let mut random = Random::seeded(seed);
        for (name, area, resolution) in areas(&mut random) {
            Case::seeded(&mut random, &format!("{name}, seed {seed}"), area, resolution).check();
        }
    });
}

#[test]
fn seeded_areas_anywhere_are_served_as_the_scan_says() {
    (100..150u64).into_par_iter().for_each(|seed| {
        let mut random = Random::seeded(seed);
        let around = random.position();
        let size_deg = random.magnitude(0.02, 10.0);
        let level = (3.0 - size_deg.log(7f64.sqrt())).clamp(1.0, 9.0) as u8;
        let area = Polygon::new(star(&mut random, around, size_deg, 12), vec![]).into();
        Case::seeded(&mut random, &format!("seed {seed}"), area, Resolution::try_from(level).unwrap()).check();
    });
}

/// Stations about Germany, as many as asked.
fn in_a_country(random: &mut Random, count: usize) -> Vec<(String, Position)> {
    let mut at = || position(random.between(6.0, 15.0), random.between(47.5, 55.0));
    (0..count).map(|number| (format!("{number:04}"), at())).collect()
}

#[test]
fn an_area_far_from_all_stations_is_served_as_the_scan_says() {
    let mut random = Random::seeded(21);
    for (number, (west, south)) in
        [(-172.0, -53.0), (-171.5, -51.0), (178.0, -51.0), (-80.0, 30.0), (100.0, -2.0), (-60.0, 86.0)]
            .into_iter()
            .enumerate()
    {
        let area: MultiPolygon<f64> = super::areas::rectangle(west, south, west + 1.9, south + 1.5).into();
        let resolution = *random.one_of(&[Resolution::Five, Resolution::Six]);
        let mut case = Case::seeded(&mut random, &format!("far {number}"), area, resolution);
        case.stations = in_a_country(&mut random, 70);
        case.reach.min_stations = 1 + number % 3;
        case.reach.radius_m = *random.one_of(&[5e6, 1e7, 1.9e7, 1.98e7]);
        case.reach.bands_m = vec![1e6, 9e6, 1.95e7, 1.99e7];
        case.check();
    }
}

/// Units that an answer costs, on so many threads.
fn spent_on(threads: usize, answer: impl Fn(&Effort) + Sync + Send) -> u64 {
    let effort = Effort::new(1 << 40, None, Default::default());
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| answer(&effort));
    effort.spent()
}

#[test]
fn the_farthest_cell_of_the_earth_is_found_by_little_work() {
    // At the other end of the Earth hardly a station is nearer than the others, and chords tell nothing.
    let mut random = Random::seeded(22);
    let stations = in_a_country(&mut random, 1_000);
    let sites: Vec<Site> = stations.iter().map(|(id, at)| Site { id, position: *at }).collect();
    let globe = Area::new(&super::areas::rectangle(-180.0, -90.0, 180.0, 90.0).into());
    let spent = |resolution: Resolution| {
        let tiling = Tiling::of(&globe, resolution, &Effort::unlimited()).unwrap();
        let ground = Ground::new(Arc::new(tiling), None, &Effort::unlimited()).unwrap();
        let include = Include { distances: false, farthest: true, bands: false };
        let reach = Reach { radius_m: 1000.0, min_stations: 1, bands_m: vec![], include };
        let walk = |include: Include| {
            let reach = Reach { include, ..reach.clone() };
            spent_on(2, |effort| drop(summary(&ground, &sites, &reach, effort).unwrap()))
        };
        walk(include) - walk(Include { farthest: false, ..include })
    };
    // A geodesic is eight units.
    let (coarse, fine) = (spent(Resolution::Five), spent(Resolution::Seven));
    assert!(coarse < 3_000_000 && fine < coarse + 300_000, "{coarse} and {fine} units");
}

#[test]
fn an_answer_costs_the_same_on_any_number_of_threads_and_whoever_asked_before() {
    let mut random = Random::seeded(23);
    for case in 0..6 {
        let stations = in_a_country(&mut random, [3, 20, 60][case % 3]);
        let sites: Vec<Site> = stations.iter().map(|(id, at)| Site { id, position: *at }).collect();
        let area: MultiPolygon<f64> = match case {
            0..3 => super::areas::rectangle(7.0, 48.0, 12.0, 53.0).into(),
            _ => super::areas::rectangle(-180.0, -90.0, 180.0, 90.0).into(),
        };
        let resolution = if case < 3 { Resolution::Six } else { Resolution::Three };
        let reach =
            Reach { radius_m: 20_000.0, min_stations: 1 + case % 2, bands_m: vec![5_000.0], include: Include::ALL };
        let answer = |effort: &Effort| {
            let tiling = Tiling::of(&Area::new(&area), resolution, effort).unwrap();
            let ground = Ground::new(Arc::new(tiling), None, effort).unwrap();
            summary(&ground, &sites, &reach, effort).unwrap();
            gaps(&ground, &sites, &reach, effort).unwrap();
            each_cell(&ground, &sites, &reach, effort).unwrap();
        };
        let alone = spent_on(1, answer);
        for threads in [2, 4, 4] {
            assert_eq!(spent_on(threads, answer), alone, "case {case} on {threads} threads");
        }
    }
}

#[test]
fn a_sum_of_demand_stays_whatever_the_resolution() {
    (0..20u64).into_par_iter().for_each(|seed| {
        let mut random = Random::seeded(seed);
        let at = random.position();
        let corner = [random.near(at, 50_000.0)];
        let area = Polygon::new(star(&mut random, at, 0.4, 9), vec![]).into();
        let demand = demand(&mut random, &corner, &area, Resolution::Seven);
        let sum: f64 = demand.iter().map(|demand| demand.weight).sum();
        for resolution in Resolution::range(Resolution::Zero, Resolution::Nine) {
            let layer = DemandLayer::of(&demand, resolution, &Effort::unlimited()).unwrap();
            assert!(near([layer.total()], [sum]), "seed {seed}, {resolution}: {} of {sum}", layer.total());
        }
    });
}

#[test]
fn demand_does_not_depend_on_the_order_in_which_it_is_given() {
    let mut random = Random::seeded(3);
    let at = position(11.5, 48.1);
    let area: MultiPolygon<f64> = Polygon::new(star(&mut random, at, 0.3, 9), vec![]).into();
    let mut demand = demand(&mut random, &[at], &area, Resolution::Seven);
    let tiling = Tiling::of(&Area::new(&area), Resolution::Seven, &Effort::unlimited()).unwrap();
    let answer = |demand: &[Demand]| {
        let layer = DemandLayer::of(demand, Resolution::Seven, &Effort::unlimited()).unwrap();
        let weights: Vec<f64> = tiling.each().map(|cell| layer.weight(cell)).collect();
        (layer.total().to_bits(), weights.iter().map(|weight| weight.to_bits()).collect::<Vec<_>>())
    };
    let before = answer(&demand);
    random.shuffle(&mut demand);
    assert_eq!(answer(&demand), before);
}

#[test]
fn what_is_decided_whole_is_not_looked_into() {
    // A country, fifty stations, cells of 350 m: what is covered is known from the rims of the circles.
    let mut random = Random::seeded(9);
    let area: MultiPolygon<f64> = super::areas::rectangle(8.0, 48.0, 12.0, 52.0).into();
    let tiling = Tiling::of(&Area::new(&area), Resolution::Nine, &Effort::unlimited()).unwrap();
    let stations: Vec<(String, Position)> = (0..50)
        .map(|number| (format!("{number}"), position(random.between(8.0, 12.0), random.between(48.0, 52.0))))
        .collect();
    let sites: Vec<Site> = stations.iter().map(|(id, at)| Site { id, position: *at }).collect();
    let ground = Ground::new(Arc::new(tiling), None, &Effort::unlimited()).unwrap();
    let spent = |include: Include| {
        let effort = Effort::new(1 << 40, None, Default::default());
        let reach = Reach { radius_m: 1000.0, min_stations: 1, bands_m: vec![], include };
        summary(&ground, &sites, &reach, &effort).unwrap();
        (1u64 << 40) - effort.left()
    };
    let nothing = Include { distances: false, farthest: false, bands: false };
    let cells = ground.tiling().cells();
    assert!(cells > 1_000_000);
    assert!(spent(nothing) < cells / 20, "{} units for {cells} cells", spent(nothing));
    let farthest = spent(Include { farthest: true, ..nothing });
    assert!(farthest < cells / 10, "{farthest} units for {cells} cells");
}

#[test]
fn too_much_work_is_refused_and_an_abandoned_question_ends() {
    let area: MultiPolygon<f64> = super::areas::rectangle(8.0, 48.0, 9.0, 49.0).into();
    let tiling = Tiling::of(&Area::new(&area), Resolution::Nine, &Effort::unlimited()).unwrap();
    let ground = Ground::new(Arc::new(tiling), None, &Effort::unlimited()).unwrap();
    let sites = [Site { id: "a", position: position(8.5, 48.5) }];
    let reach = Reach { radius_m: 1000.0, min_stations: 1, bands_m: vec![], include: Include::ALL };
    let little = Effort::new(5_000, None, Default::default());
    assert_eq!(summary(&ground, &sites, &reach, &little).err(), Some(Halt::TooMuch));
    let gone = Effort::new(u64::MAX, None, Arc::new(true.into()));
    assert_eq!(summary(&ground, &sites, &reach, &gone).err(), Some(Halt::Abandoned));
}
