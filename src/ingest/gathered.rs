//! What came of a file's features so far, in order?

use super::judge::Judged;
use super::notice::{Intake, Locator, Notice};
use super::stations::{Origin, Stations};
use crate::station::Station;

/// What came of them.
pub(super) struct Gathered<T> {
    stations: Vec<Station>,
    origins: Vec<Origin<T>>,
    rejections: Vec<Notice>,
    warnings: Vec<Notice>,
    /// The first station without an id of its own, and how many there are.
    derived: Option<(Notice, usize)>,
    features: usize,
    /// How many stations there will be.
    expected: usize,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        let (stations, origins, rejections, warnings) = Default::default();
        Self { stations, origins, rejections, warnings, derived: None, features: 0, expected: 0 }
    }
}

impl<T> Gathered<T> {
    /// How many stations there will be, if that was told.
    pub(super) fn expected(&self) -> usize {
        self.expected
    }

    /// Makes room once: a list that grows by doubling moves all again and again through fresh memory.
    pub(super) fn make_room(&mut self, stations: usize) {
        self.expected = stations;
        // Where that is a wrong guess there may be no such room, and need not be.
        let _ = (self.stations.try_reserve_exact(stations), self.origins.try_reserve_exact(stations));
    }

    /// Puts some features after those before: they are counted from the first of them, and their lines from where that
    /// begins, before which there are so many.
    pub(super) fn put(&mut self, mut judged: Judged<T>, lines: usize) {
        let before = self.features;
        let placed = |mut notice: Notice| Notice {
            locator: notice.locator.map(|locator| match locator {
                Locator::Line(line) => Locator::Line(line + lines),
                byte @ Locator::Byte(_) => byte,
            }),
            index: notice.index.map(|index| index + before),
            id: notice.id.take(),
            ..notice
        };
        self.features += judged.features;
        self.stations.append(&mut judged.stations);
        let origins = judged.origins.into_iter();
        self.origins.extend(origins.map(|origin| Origin { index: origin.index + before, ..origin }));
        if self.warnings.is_empty() && !judged.warnings.is_empty() {
            // One for each feature to come, so that they need not move to a larger place; room that stays empty takes no
            // memory.
            self.warnings.reserve(self.expected);
        }
        self.warnings.extend(judged.warnings.into_iter().map(placed));
        self.rejections.extend(judged.rejections.into_iter().map(placed));
        if let Some((first, count)) = judged.derived {
            self.derived.get_or_insert_with(|| (placed(first), 0)).1 += count;
        }
    }

    /// Everything, with what is told of the file as a whole.
    pub(super) fn all(self) -> Stations<T> {
        let Self { stations, origins, rejections, warnings, derived, .. } = self;
        let mut intake = Intake { records: stations, rejections, warnings };
        if let Some((first, count)) = derived {
            let reason =
                format!("features without an id: {count}, the first here; ids are made from position and name");
            intake.warnings.push(Notice { reason: reason.into(), ..first });
        }
        Stations { intake, origins }
    }
}
