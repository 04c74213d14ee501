//! Which stations does a person mean on the command line? The filters that subcommands have in common.

use anyhow::bail;
use clap::Args;

/// Filters, in the words that they have over HTTP.
#[derive(Debug, Args)]
pub(super) struct Filters {
    /// Amenities that a station must all have, separated by commas, such as water,microwave or base_kit.
    #[arg(long, env = "WAYSTATION_AMENITY")]
    amenity: Option<String>,
    /// Amenities of which it must have at least one.
    #[arg(long, env = "WAYSTATION_AMENITY_ANY")]
    amenity_any: Option<String>,
    /// Amenities that it must be known not to have.
    #[arg(long, env = "WAYSTATION_AMENITY_NOT")]
    amenity_not: Option<String>,
    /// Kinds of station, any of which will do, such as union_station,library.
    #[arg(long, env = "WAYSTATION_KIND")]
    kind: Option<String>,
    /// Ways in, any of which will do: public, members, staff, app, code, customers, unknown.
    #[arg(long, env = "WAYSTATION_ACCESS")]
    access: Option<String>,
    /// People it must hold at least.
    #[arg(long, env = "WAYSTATION_MIN_CAPACITY")]
    min_capacity: Option<String>,
    /// With --open: and stays so at least this many seconds.
    #[arg(long, env = "WAYSTATION_OPEN_FOR_S")]
    open_for_s: Option<String>,
    /// System of the coordinates, given and answered: wgs84, gcj02, bd09 [default: wgs84].
    #[arg(long, env = "WAYSTATION_CRS")]
    crs: Option<String>,
}

impl Filters {
    /// Those that are given, under the names they have over HTTP.
    pub(super) fn given(&self) -> impl Iterator<Item = (String, String)> {
        let flags = [
            ("amenity", &self.amenity),
            ("amenity_any", &self.amenity_any),
            ("amenity_not", &self.amenity_not),
            ("kind", &self.kind),
            ("access", &self.access),
            ("min_capacity", &self.min_capacity),
            ("open_for_s", &self.open_for_s),
            ("crs", &self.crs),
        ];
        given(&flags).collect::<Vec<_>>().into_iter()
    }
}

/// When the stations that count must be usable.
#[derive(Debug, Args)]
pub(super) struct Usable {
    /// Only what can be used at an instant counts: now, or a time such as 2026-11-23T22:00:00+08:00.
    #[arg(long, env = "WAYSTATION_OPEN")]
    open: Option<String>,
    /// With --open: the same instant. Alone it is refused: it would judge openings, not filter by them, and change nothing.
    #[arg(long)]
    at: Option<String>,
}

impl Usable {
    /// Those that are given, under the names they have over HTTP.
    pub(super) fn given(&self) -> anyhow::Result<impl Iterator<Item = (String, String)>> {
        if let (Some(at), None) = (&self.at, &self.open) {
            bail!(
                "--at {at}: openings are judged at it, not filtered by, so that it would change nothing here: --open {at} counts only what can be used then"
            );
        }
        let flags = [("open", &self.open), ("at", &self.at)];
        Ok(given(&flags).collect::<Vec<_>>().into_iter())
    }
}

/// The flags that have a value.
pub(super) fn given(flags: &[(&str, &Option<String>)]) -> impl Iterator<Item = (String, String)> {
    flags.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?.clone())))
}
