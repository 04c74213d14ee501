// Makes calendar.csv of this folder: Chinese public holidays and make-up workdays.
//
//   TMP=$(mktemp -d)
//   npm install --no-save --ignore-scripts --prefix "$TMP" chinese-days@1.5.7
//   node make.mjs "$TMP"
//
// Node 20 or later. stations.geojson is written by hand and is not made by this script.

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const years = join(process.argv[2] ?? '.', 'node_modules/chinese-days/dist/years')

const YEARS = [2024, 2025, 2026]
const WEEKDAYS = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa']
const weekday = (date) => WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]

/** "Spring Festival,春节,4" (English name, Chinese name, days by law) as "春节 Spring Festival". */
function name(text) {
  const [english, chinese] = text.split(',')
  return `${chinese} ${english}`
}

const rows = []
const known = []
const open = []
for (const year of YEARS) {
  const { holidays, workdays, inLieuDays } = JSON.parse(readFileSync(join(years, `${year}.json`), 'utf8'))
  for (const [date, text] of Object.entries(holidays)) rows.push([date, 'holiday', name(text), ''])
  for (const [date, text] of Object.entries(workdays)) {
    // The State Council's notices name the days off and the make-up days, not which stands for which.
    // It can be told only where one day off of the festival was moved to one make-up day.
    const moved = Object.keys(inLieuDays).filter((day) => inLieuDays[day] === text)
    const made = Object.keys(workdays).filter((day) => workdays[day] === text)
    const as = moved.length === 1 && made.length === 1 ? weekday(moved[0]) : ''
    ;(as ? known : open).push(date)
    rows.push([date, 'workday', name(text), as])
  }
}
rows.sort((a, b) => (a[0] < b[0] ? -1 : 1))
writeFileSync(join(here, 'calendar.csv'), `date,kind,name,as\n${rows.map((row) => `${row.join(',')}\n`).join('')}`)
console.log(JSON.stringify({ rows: rows.length, workdays_as_known: known, workdays_as_open: open }, null, 1))
