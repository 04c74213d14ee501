// How are geokdbush and kdbush asked over HTTP? Node's own server, an index of all stations and one for each rarer amenity.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { around, distance } from "geokdbush";
import KDBush from "kdbush";

const [file, port] = process.argv.slice(2);
const bytes = readFileSync(file);
const count = bytes.length / 20;
const column = (Kind, at) => new Kind(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + count * Kind.BYTES_PER_ELEMENT));
const lons = column(Float64Array, 0);
const lats = column(Float64Array, count * 8);
const flags = column(Uint32Array, count * 16);

/** An index of the stations that have an amenity, or of all, and their numbers. */
function indexed(bit) {
    const numbers = [];
    for (let number = 0; number < count; number++) {
        if (bit === undefined || (flags[number] >> bit) & 1) numbers.push(number);
    }
    const index = new KDBush(numbers.length);
    for (const number of numbers) index.add(lons[number], lats[number]);
    return { index: index.finish(), numbers };
}

const all = indexed();
// The six of 1 % and the six of 0.1 %, as an index of their own beats a predicate there.
const rare = new Map();
for (let bit = 12; bit < 24; bit++) rare.set(bit, indexed(bit));

function feature(number, extra) {
    return {
        type: "Feature",
        id: number,
        geometry: { type: "Point", coordinates: [lons[number], lats[number]] },
        properties: { name: `Station ${number}`, ...extra },
    };
}

function nearest(asked) {
    const lon = +asked.get("lon");
    const lat = +asked.get("lat");
    const radius = asked.get("radius_m");
    const bit = asked.get("bit");
    const { index, numbers } = bit === null ? all : rare.get(+bit);
    const found = around(index, lon, lat, +asked.get("limit"), radius === null ? Infinity : +radius / 1000);
    return found.map((at) => {
        const number = numbers[at];
        return feature(number, { distance_m: distance(lon, lat, lons[number], lats[number]) * 1000 });
    });
}

function within(asked) {
    const [west, south, east, north] = asked.get("bbox").split(",").map(Number);
    const found = all.index.range(west, south, east, north);
    return found.slice(0, +asked.get("limit")).map((number) => feature(number));
}

const server = createServer((request, response) => {
    const at = request.url.indexOf("?");
    const asked = new URLSearchParams(request.url.slice(at + 1));
    const features = request.url.startsWith("/nearest") ? nearest(asked) : within(asked);
    const body = JSON.stringify({ type: "FeatureCollection", features });
    response.writeHead(200, { "content-type": "application/geo+json", "content-length": Buffer.byteLength(body) });
    response.end(body);
});
server.keepAliveTimeout = 0;
server.listen(+port, "127.0.0.1");
