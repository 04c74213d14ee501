//! What holds whatever the data? Each algorithm against its slow, obvious or independent double, on seeded sets.

mod areas;
mod cell_hierarchy;
mod chord_bounds;
mod coverage_equals_scan;
#[path = "../api/data.rs"]
mod data;
mod geodesic_figures;
mod hours_calendar;
mod hours_changes;
mod hours_facts;
mod hours_generator;
mod hours_hostile;
mod hours_interpreter;
mod index_equals_rstar;
mod index_equals_scan;
mod open_set_equals_each;
mod order_is_independent;
mod patches_equal_flood;
mod patches_everywhere;
mod patches_oracle;
mod patches_work;
mod places;
mod random;
mod reload_equals_load;
mod tiles_areas;
mod tiles_choices;
mod tiles_encoding;
mod tiles_points;
mod tiling_equals_scan;
mod work_is_bounded;
