//! What do the records of all sources share? Words and schedules, each taken up once.

use crate::hours::{Calendar, Schedule, ScheduleId, Schedules};
use crate::station::{Amenity, AmenityId, KindId, Lexicon, List, OwnHours, Station};
use chrono_tz::Tz;
use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;
use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

/// The words that every lexicon begins with, asked without a lock.
static VOCABULARY: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);

/// Takes up words and schedules while files are read side by side.
///
/// Numbers depend on which file is read first; nothing that leaves the program shows them.
#[derive(Debug, Default)]
pub struct Context {
    lexicon: Mutex<Lexicon>,
    schedules: RwLock<Schedules>,
    amenities: Lists<Amenity>,
    absent: Lists<AmenityId>,
}

/// Lists that were met, each once: most stations of a data set have the amenities that many others have.
#[derive(Debug)]
struct Lists<T>(RwLock<HashTable<List<T>>>, DefaultHashBuilder);

/// What a source says of all its stations.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The coordinates' system.
    pub crs: crate::geodesy::Crs,
    /// The time zone of a station that names none.
    pub timezone: Option<Tz>,
    /// The calendar of its holidays.
    pub calendar: Option<Arc<Calendar>>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self(RwLock::default(), DefaultHashBuilder::default())
    }
}

impl<T: Eq + Hash> Lists<T> {
    fn shared(&self, list: Vec<T>) -> List<T> {
        if list.is_empty() {
            return List::default();
        }
        let Self(lists, hasher) = self;
        let list = List::from(list);
        let hash = hasher.hash_one(&list[..]);
        let same = |other: &List<T>| other[..] == list[..];
        if let Some(known) = lists.read().unwrap_or_else(PoisonError::into_inner).find(hash, same) {
            return known.clone();
        }
        let mut lists = lists.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have met it meanwhile.
        if let Some(known) = lists.find(hash, same) {
            return known.clone();
        }
        lists.insert_unique(hash, list.clone(), |other| hasher.hash_one(&other[..]));
        list
    }
}

impl Context {
    /// Knows the words of a lexicon, and takes up more.
    pub fn knowing(lexicon: Lexicon) -> Self {
        Self { lexicon: Mutex::new(lexicon), ..Self::default() }
    }

    /// The amenity of a word of the vocabulary.
    pub(super) fn common_amenity(word: &str) -> Option<AmenityId> {
        VOCABULARY.amenity(word)
    }

    /// The kind of a word of the vocabulary.
    pub(super) fn common_kind(word: &str) -> Option<KindId> {
        VOCABULARY.kind(word)
    }

    /// The amenity of a word.
    pub fn amenity(&self, word: &str) -> AmenityId {
        if let Some(id) = VOCABULARY.amenity(word) {
            return id;
        }
        self.lexicon.lock().unwrap_or_else(PoisonError::into_inner).intern_amenity(word)
    }

    /// Does something with the word of an amenity.
    pub fn with_amenity_word<R>(&self, id: AmenityId, with: impl FnOnce(&str) -> R) -> R {
        if VOCABULARY.amenity_entry(id).is_some() {
            return with(VOCABULARY.amenity_word(id));
        }
        with(self.lexicon.lock().unwrap_or_else(PoisonError::into_inner).amenity_word(id))
    }

    /// The kind of a word.
    pub fn kind(&self, word: &str) -> KindId {
        if let Some(id) = VOCABULARY.kind(word) {
            return id;
        }
        self.lexicon.lock().unwrap_or_else(PoisonError::into_inner).intern_kind(word)
    }

    /// The schedule of a text in a zone; the error says why the text is not understood.
    pub(super) fn schedule(
        &self,
        text: &str,
        zone: Option<Tz>,
        calendar: Option<&Arc<Calendar>>,
    ) -> Result<ScheduleId, String> {
        let known = self.schedules.read().unwrap_or_else(PoisonError::into_inner).find(text, zone, calendar);
        match known {
            Some(answer) => answer,
            None => self.schedules.write().unwrap_or_else(PoisonError::into_inner).intern(text, zone, calendar),
        }
    }

    /// The list of amenities that says the same for all stations that have it.
    pub(super) fn amenities(&self, list: Vec<Amenity>) -> List<Amenity> {
        self.amenities.shared(list)
    }

    /// The same for what is known not to be there.
    pub(super) fn absent(&self, list: Vec<AmenityId>) -> List<AmenityId> {
        self.absent.shared(list)
    }

    /// The number here of a schedule that another data set has.
    pub fn take_up(&self, from: &Schedules, id: ScheduleId, calendar: Option<&Arc<Calendar>>) -> Option<ScheduleId> {
        self.schedules.write().unwrap_or_else(PoisonError::into_inner).take_up(from, id, calendar)?.ok()
    }

    /// Whether a schedule is open at every instant in any zone.
    pub(super) fn is_always(&self, id: ScheduleId) -> bool {
        let schedules = self.schedules.read().unwrap_or_else(PoisonError::into_inner);
        schedules.get(id).is_some_and(|timetable| timetable.schedule().is_always())
    }

    /// How many of the stations' hours, their own and their amenities', are such.
    pub fn count_hours(&self, stations: &[Station], are_such: fn(&Schedule) -> bool) -> usize {
        let schedules = self.schedules.read().unwrap_or_else(PoisonError::into_inner);
        let such: Vec<bool> = schedules.iter().map(|timetable| are_such(timetable.schedule())).collect();
        if !such.contains(&true) {
            return 0;
        }
        let is_such = |id: &ScheduleId| such.get(id.index()).copied().unwrap_or(false);
        let of_station = |station: &Station| {
            let own = station.amenities.iter().filter_map(|amenity| match amenity.hours {
                OwnHours::Known(id) => Some(id),
                OwnHours::Stations | OwnHours::Unknown => None,
            });
            station.hours.into_iter().chain(own).filter(is_such).count()
        };
        stations.par_iter().map(of_station).sum()
    }

    /// What was taken up.
    pub fn finish(self) -> (Lexicon, Schedules) {
        (
            self.lexicon.into_inner().unwrap_or_else(PoisonError::into_inner),
            self.schedules.into_inner().unwrap_or_else(PoisonError::into_inner),
        )
    }
}
