//! What holds whatever the data? Each algorithm against its slow, obvious or independent double, on seeded sets.

mod access_equals_scan;
mod along_equals_scan;
mod areas;
mod basket_equals_scan;
mod boxes_equal_scan;
mod cell_hierarchy;
mod changes_equal_diff;
mod chord_bounds;
mod coverage_equals_scan;
mod cql2_equals_slow;
#[path = "../api/data.rs"]
mod data;
mod files_equal_load;
mod formats_agree;
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
mod openings_equal_evaluations;
mod order_is_independent;
mod patches_equal_flood;
mod patches_everywhere;
mod patches_oracle;
mod patches_work;
mod places;
mod points_equal_scan;
mod random;
mod reload_equals_load;
mod rounded_equals_exact;
mod selection_equals_filter;
#[path = "../api/server.rs"]
#[allow(dead_code)]
mod server;
mod siting_equals_scan;
mod siting_instances;
mod siting_invariances;
mod siting_next_best;
mod siting_of_costs;
mod siting_of_several;
mod siting_work;
mod tiles_areas;
mod tiles_choices;
mod tiles_encoding;
mod tiles_points;
mod tiling_equals_scan;
mod words_equal_scan;
mod words_of_data;
mod work_is_bounded;
