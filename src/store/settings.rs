//! What holds for a station that no file holds? What all sources of stations say alike.

use crate::geodesy::Crs;
use crate::ingest::Setting;
use std::sync::Arc;

/// What the sources of stations say of all their stations.
#[derive(Debug, Default)]
pub(super) struct Settings(Vec<Setting>);

impl Settings {
    /// Takes down what one source says.
    pub(super) fn add(&mut self, setting: &Setting) {
        self.0.push(setting.clone());
    }

    /// What all of them say alike; coordinates are in the system of whoever asks.
    pub(super) fn common(self) -> Setting {
        let mut settings = self.0.into_iter();
        let first = settings.next().unwrap_or_default();
        let agreed = settings.fold(first, |agreed, next| Setting {
            crs: Crs::Wgs84,
            timezone: agreed.timezone.filter(|zone| next.timezone == Some(*zone)),
            calendar: agreed
                .calendar
                .filter(|agreed| next.calendar.is_some_and(|calendar| Arc::ptr_eq(agreed, &calendar))),
        });
        Setting { crs: Crs::Wgs84, ..agreed }
    }
}
