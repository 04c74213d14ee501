//! Which regions and which demand are there? Taken in file by file.

use super::again;
use super::{File, Loading, Place, Told};
use crate::geodesy::Crs;
use crate::ingest::{self, DemandSource, Intake, Notice, RegionSource};
use crate::store::input::Gave;
use crate::store::snapshot::FileKind;
use std::sync::Arc;

impl Loading<'_> {
    pub(super) fn regions(&mut self, of: &RegionSource) {
        let place = |crs| Place {
            licence: of.licence.clone(),
            attribution: of.attribution.clone(),
            ..Place::new(&of.path, FileKind::Regions, crs)
        };
        let (mut intake, file) = match self.begin(&of.path, of.crs.as_deref()) {
            Err(reason) => (Intake::refused(&of.path, reason), File::unread(place(Crs::Wgs84))),
            Ok(crs) => self.again_or_read(place(crs), again::regions, |bytes| {
                ingest::read_regions(&of.path, bytes, crs).map(|region| region.map(Arc::new))
            }),
        };
        let told = Told::all_of(&intake);
        let mut accepted = 0;
        for region in &intake.records {
            if self.regions.contains_key(&region.record.id) {
                intake.rejections.push(Notice {
                    locator: region.locator,
                    index: Some(region.index),
                    id: Some(region.record.id.to_string()),
                    ..Notice::of_file(&of.path, "the region's id is taken: the first wins")
                });
            } else {
                accepted += 1;
                self.regions.insert(region.record.id.clone(), region.record.clone());
            }
        }
        let gave = Gave::Regions(std::mem::take(&mut intake.records));
        self.report(file, accepted, gave, told, intake);
    }

    pub(super) fn demand(&mut self, of: &DemandSource) {
        let place = |crs| Place {
            licence: of.licence.clone(),
            attribution: of.attribution.clone(),
            ..Place::new(&of.path, FileKind::Demand, crs)
        };
        let (intake, file) = match self.begin(&of.path, of.crs.as_deref()) {
            Err(reason) => (Intake::refused(&of.path, reason), File::unread(place(Crs::Wgs84))),
            Ok(crs) => self.again_or_read(place(crs), again::demand, |bytes| {
                ingest::read_demand(&of.path, bytes, crs).all_in_one(|records| records)
            }),
        };
        let records = intake.records.first().cloned().unwrap_or_default();
        let told = Told::all_of(&intake);
        self.report(file, records.len(), Gave::Demand(records.clone()), told, intake);
        let kind = of.kind.as_deref().unwrap_or("demand");
        self.demand.entry(kind.to_owned()).or_default().push(records);
    }
}
