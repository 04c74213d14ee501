// How does an amenity look? Strokes of one weight on 24 by 24 units, for what riders ask for most.

const WATER = "M12 3s6 6.6 6 11a6 6 0 0 1-12 0c0-4.4 6-11 6-11z";
const CUP = "M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2 2 0 0 1 0 5h-2M8 3v3M12 3v3";
const PLUG = "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4";
const BOLT = "M13 2 5 14h6l-1 8 8-12h-6z";
const CROSS = "M4 7h16v12H4zM9 7V4h6v3M12 10v6M9 13h6";
const BIKE = "M6 17m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M18 17m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M6 17l4-8h5l3 8M9 12h7M14 6h2";
const SPEECH = "M4 5h16v11H10l-5 4v-4H4z";
const BOOK = "M4 5c3-1 6-1 8 1c2-2 5-2 8-1v13c-3-1-6-1-8 1c-2-2-5-2-8-1zM12 6v13";

const PATHS: Record<string, string> = {
  water: WATER,
  hot_water: CUP,
  tea: CUP,
  coffee: CUP,
  microwave: "M3 6h18v12H3zM6 9h8v6H6zM18 9v.1M18 12v.1M18 15v.1",
  fridge: "M7 3h10v18H7zM7 10h10M10 6v1M10 13v2",
  seating: "M7 4v9h9M7 13v7M16 13v7",
  air_conditioning: "M12 3v18M4 7.5l16 9M20 7.5l-16 9",
  heating: "M7 20c-2-4 2-5 0-9s1-5 1-7M15 20c-2-4 2-5 0-9s1-5 1-7",
  shelter: "M3 12a9 9 0 0 1 18 0zM12 12v7a2 2 0 0 1-4 0",
  umbrella: "M3 12a9 9 0 0 1 18 0zM12 12v7a2 2 0 0 1-4 0",
  toilets: "M6 4v.1M4 8h4v6H6v6M18 4v.1M15 14l3-6l3 6zM18 14v6M12 3v18",
  phone_charging: "M8 3h8v18H8zM12.5 8 10.5 12h3l-2 4",
  power_bank: PLUG,
  ebike_charging: BOLT,
  battery_swap: "M4 8h14v8H4zM20 11v2M8 10v4M12 10v4",
  ebike_repair: "M14 6a4 4 0 0 0-5 5l-6 6l3 3l6-6a4 4 0 0 0 5-5l-3 3l-2-2z",
  ebike_parking: BIKE,
  bicycle_parking: BIKE,
  first_aid: CROSS,
  medicine: CROSS,
  wifi: "M3 9a13 13 0 0 1 18 0M6 13a8 8 0 0 1 12 0M9.500 16.500a4 4 0 0 1 5 0M12 20v.1",
  library: BOOK,
  training: BOOK,
  legal_aid: "M12 4v16M7 20h10M5 7h14M5 7l-3 6h6zM19 7l-3 6h6z",
  legal_advice: SPEECH,
  counselling: SPEECH,
  information: "M12 3a9 9 0 1 0 .1 0M12 11v6M12 7v.1",
  wheelchair: "M10 4v.1M10 7v6h5l3 6M13 9h-3M8 11a5 5 0 1 0 6 7",
  parking: "M5 3h14v18H5zM10 17V7h3a3 3 0 0 1 0 6h-3",
};

/** The path of an amenity's icon; a tick for those without one of their own. */
export function icon(kind: string): string {
  return PATHS[kind] ?? "M5 12l5 5L20 7";
}

/** An arrow that shows the way. */
export const GO = "M12 2 20 21l-8-4l-8 4z";
/** A cross-hair: here. */
export const HERE = "M12 5a7 7 0 1 0 .1 0M12 1v4M12 19v4M1 12h4M19 12h4";
/** A folded map. */
export const MAP = "M3 6l6-3l6 3l6-3v15l-6 3l-6-3l-6 3zM9 3v15M15 6v15";

/** What riders ask for, most wanted first; the rest follows by how many stations have it. */
export const WANTED = [
  "hot_water",
  "water",
  "microwave",
  "toilets",
  "phone_charging",
  "seating",
  "air_conditioning",
  "ebike_charging",
  "battery_swap",
  "first_aid",
  "heating",
  "shelter",
  "ebike_repair",
  "wifi",
];
