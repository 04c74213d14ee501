// Which stations do browser tests look for? A few in Zhengzhou that differ in all that a rider asks.

import { station } from "./server.mjs";

/** Where the rider stands. */
export const HERE = [113.65, 34.75];

const near = (east, north) => [HERE[0] + east / 1000, HERE[1] + north / 1000];

/** Always open, always closed, unknown; with and without what is needed. */
export const PLACES = [
  station("round", ...near(2, 0), {
    name: "Round-the-clock room",
    "name:zh": "全天驿站",
    kind: "union_station",
    access: "app",
    opening_hours: "24/7",
    amenities: ["hot_water", "microwave", "phone_charging"],
    capacity: 12,
    verified_at: "2026-11-02",
    address: "1 Ring Road",
    phone: "0371-1",
  }),
  station("shut", ...near(1, 0), { name: "Market kiosk", "name:zh": "市场小站", opening_hours: "off", amenities: ["hot_water", "toilets"] }),
  station("vague", ...near(0, 3), { name: "Riverside house", "name:zh": "河畔之家", amenities: ["microwave"], amenities_absent: ["toilets"] }),
  station("far", ...near(60, 40), { name: "Airport road station", "name:zh": "机场路站", opening_hours: "24/7", access: "public", amenities: ["hot_water", "seating"] }),
];
