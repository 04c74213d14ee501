//! Which files make a data set, and what holds for each? `dataset.toml`.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A `dataset.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the data set is called.
    pub name: Option<String>,
    /// IANA zone of all sources that name none.
    pub timezone: Option<String>,
    /// Path of the calendar of all sources that name none.
    pub calendar: Option<String>,
    /// Files of stations.
    #[serde(default)]
    pub stations: Vec<StationSource>,
    /// Files of regions.
    #[serde(default)]
    pub regions: Vec<RegionSource>,
    /// Files of demand.
    #[serde(default)]
    pub demand: Vec<DemandSource>,
}

/// A file of stations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StationSource {
    /// Path below the data directory.
    pub path: String,
    /// `wgs84` (if absent), `gcj02` or `bd09`.
    pub crs: Option<String>,
    /// IANA zone of stations that name none.
    pub timezone: Option<String>,
    /// Path of the calendar of its stations.
    pub calendar: Option<String>,
    /// Terms of use.
    pub licence: Option<String>,
    /// Whom to name.
    pub attribution: Option<String>,
}

/// A file of regions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegionSource {
    /// Path below the data directory.
    pub path: String,
    /// `wgs84` (if absent), `gcj02` or `bd09`.
    pub crs: Option<String>,
    /// Terms of use.
    pub licence: Option<String>,
    /// Whom to name.
    pub attribution: Option<String>,
}

/// A file of demand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DemandSource {
    /// Path below the data directory.
    pub path: String,
    /// What is counted, such as `people`; `demand` if absent.
    pub kind: Option<String>,
    /// `wgs84` (if absent), `gcj02` or `bd09`; not for H3 cells.
    pub crs: Option<String>,
    /// Terms of use.
    pub licence: Option<String>,
    /// Whom to name.
    pub attribution: Option<String>,
}

impl Manifest {
    /// Reads the text of a `dataset.toml`.
    ///
    /// # Errors
    /// Line and reason, in the words of the TOML reader.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text)).map_err(|error| error.to_string())
    }

    /// The manifest of a directory without one: every station file by name, WGS 84.
    pub fn of_station_files(paths: impl IntoIterator<Item = String>) -> Self {
        let stations = paths.into_iter().map(|path| StationSource { path, ..StationSource::default() }).collect();
        Self { stations, ..Self::default() }
    }

    /// The zones that are no IANA names, each with the path of the source that names it; none for the data set itself.
    pub fn unknown_zones(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let of_sources = self.stations.iter().map(|source| (Some(source.path.as_str()), source.timezone.as_deref()));
        let named = std::iter::once((None, self.timezone.as_deref())).chain(of_sources);
        named.filter_map(|(path, zone)| Some((path, zone?))).filter(|(_, zone)| zone.parse::<Tz>().is_err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_lists_its_sources_in_order() {
        let manifest =
            Manifest::parse("name = \"x\"\n[[stations]]\npath = \"b\"\ncrs = \"gcj02\"\n[[stations]]\npath = \"a\"\n")
                .unwrap();
        assert_eq!(manifest.stations.iter().map(|source| source.path.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(manifest.stations[0].crs.as_deref(), Some("gcj02"));
    }

    #[test]
    fn a_word_that_nobody_reads_is_refused_with_its_line() {
        let error = Manifest::parse("name = \"x\"\ntimezon = \"Asia/Shanghai\"\n").unwrap_err();
        assert!(error.contains("timezon") && error.contains("line 2"), "{error}");
    }

    #[test]
    fn a_zone_is_unknown_if_it_is_named_and_no_iana_name_wherever_it_stands() {
        let sources = "[[stations]]\npath = \"a\"\ntimezone = \"Mars\"\n[[stations]]\npath = \"b\"\n[[stations]]\npath = \"c\"\ntimezone = \"UTC\"\n";
        for (of_all, unknown) in [
            ("", vec![(Some("a"), "Mars")]),
            ("timezone = \"Asia/Shanghai\"\n", vec![(Some("a"), "Mars")]),
            ("timezone = \"\"\n", vec![(None, ""), (Some("a"), "Mars")]),
        ] {
            let manifest = Manifest::parse(&format!("{of_all}{sources}")).unwrap();
            assert_eq!(manifest.unknown_zones().collect::<Vec<_>>(), unknown);
        }
    }
}
