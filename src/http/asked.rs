//! What do filters, instants and coordinates mean in a request? The same words wherever stations are chosen.

use super::declared::Words;
use super::echo::{Echo, Told};
use super::filters::{
    ACCESS, AMENITY, AMENITY_ANY, AMENITY_NOT, AT, CRS, KIND, LAT, LIMIT, LINKS, LON, MIN_CAPACITY, OPEN, OPEN_FOR_S,
    RADIUS_M, SPEED_MPS,
};
use super::lang::{LANG, Lang};
use super::meant::{closest_word, nearest_word};
use super::params::Params;
use super::selected::{Computed, PROPERTIES, Selected};
use crate::geodesy::{Crs, Position};
use crate::station::{Access, AmenityId, Filter, Lexicon, vocabulary};
use crate::store::{Choice, Question, Snapshot};
use chrono::{DateTime, TimeDelta, Utc};

/// What a request says beside the position: everything that a batch has in common.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The system of the caller's coordinates and of the answer's.
    pub crs: Crs,
    /// The language of labels.
    pub lang: Lang,
    /// Whether the instant is the moment of asking, so that the answer ages.
    pub now: bool,
    /// Whether stations come with links into map applications.
    pub links: bool,
    /// Which of their properties are told; all if none.
    pub(super) selected: Option<Selected>,
    limit: usize,
    radius_m: Option<f64>,
    choice: Choice,
    speed_mps: Option<f64>,
    echo: Echo,
}

impl Asked {
    /// Takes all parameters of a question for the nearest stations but the position.
    pub fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = Echo::new();
        let crs = take_crs(params);
        let lang = Lang::take(params);
        let limit = LIMIT.take(params) as usize;
        let radius_m = RADIUS_M.take(params);
        echo.insert(LIMIT.name, limit);
        if let Some(radius_m) = radius_m {
            echo.insert(RADIUS_M.name, radius_m);
        }
        let says_when = params.has(AT.name) || params.has(OPEN.name);
        let choice = take_choice(params, &snapshot.lexicon, now, &mut echo);
        let (travels, says_links) = (params.has(SPEED_MPS.name), params.has(LINKS.name));
        let speed_mps = take_speed(params, says_when, &mut echo);
        let links = LINKS.take(params);
        if links {
            echo.insert(LINKS.name, true);
        }
        let told = Computed::FROM_HERE.and(Computed::OF_ITSELF).travelling(travels);
        let selected = Selected::take(params, snapshot, told, &mut echo);
        let names_links = selected.as_ref().map(|selected| selected.computed.has(Computed::LINKS));
        if says_links && names_links.is_some_and(|names_links| names_links != links) {
            let hint = format!("{} names all that is told, links too or not: leave it out", PROPERTIES.name);
            params.error(LINKS.name, "contradiction", Some(if links { "true" } else { "false" }), hint);
        }
        echo.insert(CRS.name, crs.as_str());
        echo.insert(LANG.name, lang.as_str());
        Self { crs, lang, now: choice.at == now, links, selected, limit, radius_m, choice, speed_mps, echo }
    }

    /// The question from a position.
    pub fn question(&self, from: Position) -> Question {
        Question {
            from,
            limit: self.limit,
            radius_m: self.radius_m,
            choice: self.choice.clone(),
            speed_mps: self.speed_mps,
        }
    }

    /// Tells the position as well, as the caller gave it.
    pub fn tell_position(&mut self, [lon, lat]: [f64; 2]) {
        self.echo.insert(LON.name, lon);
        self.echo.insert(LAT.name, lat);
    }

    /// The request as understood.
    pub fn echo(&self) -> &Echo {
        &self.echo
    }
}

/// Takes the system of the caller's coordinates and of the answer's.
pub fn take_crs(params: &mut Params) -> Crs {
    CRS.take(params)
}

/// Takes filters and instants.
pub fn take_choice(params: &mut Params, lexicon: &Lexicon, now: DateTime<Utc>, echo: &mut Echo) -> Choice {
    let filter = take_filter(params, lexicon, echo);
    let written = params.written(AT.name);
    let at = AT.take(params, now);
    let open = OPEN.take(params, now);
    if let (Some(at), Some(open)) = (at, open)
        && at != open
    {
        let hint = "with open, at is the same instant: leave it out";
        params.error(AT.name, "contradiction", written.as_deref(), hint);
    }
    let lasting = OPEN_FOR_S.take(params);
    if lasting.is_some() && open.is_none() {
        params.error(OPEN_FOR_S.name, "needs_open", None, "goes with open=now or open=<time>");
    }
    let when = open.or(at).unwrap_or(now);
    echo.insert(AT.name, when);
    if open.is_some() {
        echo.insert(OPEN.name, true);
    }
    if let Some(lasting) = lasting {
        echo.insert(OPEN_FOR_S.name, lasting);
    }
    let lasting = TimeDelta::try_seconds(lasting.unwrap_or(0) as i64).unwrap_or_default();
    Choice { filter, at: when, open: open.map(|_| lasting) }
}

/// Takes the speed of travel, which needs an instant from which to set out.
pub fn take_speed(params: &mut Params, says_when: bool, echo: &mut Echo) -> Option<f64> {
    let speed_mps = SPEED_MPS.take(params);
    if speed_mps.is_some() && !says_when {
        params.error(SPEED_MPS.name, "needs_open", None, "goes with open or at, from which the journey starts");
    }
    if let Some(speed_mps) = speed_mps {
        echo.insert(SPEED_MPS.name, speed_mps);
    }
    speed_mps
}

/// Takes `lon` and `lat` in the caller's system. The second value is what the caller gave.
pub fn take_position(params: &mut Params, crs: Crs) -> Option<(Position, [f64; 2])> {
    LON.look_for(params);
    LAT.look_for(params);
    // A latitude beyond the poles that would do as a longitude tells that the two were exchanged.
    let lat = LAT.unbounded(params);
    let lon = LON.unbounded(params);
    let lon_fits = |lon: f64| LON.range.contains(&lon);
    let lat_fits = |lat: f64| LAT.range.contains(&lat);
    if let Some(lat) = lat.filter(|lat| !lat_fits(*lat)) {
        let swapped = lon_fits(lat) && lon.is_none_or(lat_fits);
        let hint = if swapped { "lat and lon look swapped".to_owned() } else { LAT.expected() };
        params.error(LAT.name, "out_of_range", Some(&lat.to_string()), hint);
    }
    if let Some(lon) = lon.filter(|lon| !lon_fits(*lon)) {
        params.error(LON.name, "out_of_range", Some(&lon.to_string()), LON.expected());
    }
    let (lon, lat) = (lon.filter(|lon| lon_fits(*lon))?, lat.filter(|lat| lat_fits(*lat))?);
    crs.to_wgs84(lon, lat).ok().map(|position| (position, [lon, lat]))
}

/// Takes filters: what the stations must have, whenever it is.
pub fn take_filter(params: &mut Params, lexicon: &Lexicon, echo: &mut Echo) -> Filter {
    let mut filter = Filter {
        all: take_amenities(params, &AMENITY, lexicon, echo),
        any: take_amenities(params, &AMENITY_ANY, lexicon, echo),
        none: take_amenities(params, &AMENITY_NOT, lexicon, echo),
        ..Filter::default()
    };
    if let Some(words) = KIND.take(params) {
        for word in &words {
            match lexicon.kind(word) {
                Some(kind) => filter.kinds.push(kind),
                None => unknown_word(params, KIND.name, word, lexicon.kinds().map(|(_, word)| word)),
            }
        }
        echo.insert(KIND.name, Told::from_words(words.iter().map(AsRef::as_ref)));
    }
    if let Some(words) = ACCESS.take(params) {
        for word in &words {
            match Access::parse(word) {
                Some(access) => filter.access.push(access),
                None => unknown_word(params, ACCESS.name, word, Access::ALL.iter().map(|access| access.as_str())),
            }
        }
        echo.insert(ACCESS.name, Told::from_words(words.iter().map(AsRef::as_ref)));
    }
    if let Some(people) = MIN_CAPACITY.take(params) {
        filter.min_capacity = u32::try_from(people).ok();
        echo.insert(MIN_CAPACITY.name, people);
    }
    filter
}

/// Takes a list of amenities; a preset stands for all of its own.
pub fn take_amenities(params: &mut Params, declared: &Words, lexicon: &Lexicon, echo: &mut Echo) -> Vec<AmenityId> {
    let name = declared.name;
    let Some(words) = declared.take(params) else { return Vec::new() };
    let mut ids = Vec::new();
    for word in words.iter().map(AsRef::as_ref) {
        let preset = vocabulary::PRESETS.iter().find(|preset| preset.word.word == word);
        let meant = preset.map_or(std::slice::from_ref(&word), |preset| preset.amenities);
        for &word in meant {
            match lexicon.amenity(word) {
                Some(id) if ids.contains(&id) => {}
                Some(id) => ids.push(id),
                None => {
                    let presets = vocabulary::PRESETS.iter().map(|preset| preset.word.word);
                    unknown_word(params, name, word, lexicon.amenities().map(|(_, word)| word).chain(presets));
                }
            }
        }
    }
    echo.insert(name, Told::from_words(ids.iter().map(|id| lexicon.amenity_word(*id))));
    ids
}

/// Words that are few enough to be told all.
const FEW: usize = 16;

fn unknown_word<'a>(params: &mut Params, name: &'static str, word: &str, known: impl Iterator<Item = &'a str>) {
    let known: Vec<&str> = known.collect();
    let meant = nearest_holding(word, &known).or_else(|| nearest_word(word, known.iter().copied()));
    let hint = match meant {
        Some(near) => format!("not a word of the vocabulary or the data; is {near} meant?"),
        None if known.len() <= FEW => format!("one of {} is expected", known.join(", ")),
        None => {
            let near = closest_word(word, known.iter().copied()).unwrap_or_default();
            format!(
                "not a word of the vocabulary or the data; the nearest is {near}, GET /v1/amenities lists amenities"
            )
        }
    };
    params.error(name, "unknown_value", Some(word), hint);
}

/// The shortest known word that holds another, as `union_station` holds `station`.
fn nearest_holding<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    /// Shorter ones are held by chance.
    const SHORTEST: usize = 4;
    let word = word.to_lowercase();
    let holding = known.iter().filter(|known| word.len() >= SHORTEST && known.contains(&word));
    holding.min_by_key(|known| (known.len(), **known)).copied()
}
