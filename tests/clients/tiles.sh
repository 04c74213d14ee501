#!/usr/bin/env bash
# Do other programs read our vector tiles? GDAL's MVT driver and Python's mapbox-vector-tile, against the API's own answers.
# Needs gdal-bin and python3 with venv (Debian); the Python package goes to target/clients.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-target/release/waystation}
if [ ! -x "$program" ]; then
    echo "there is no $program: cargo build --locked --release, or give its path" >&2
    exit 2
fi
command -v ogr2ogr >/dev/null || {
    echo "ogr2ogr is needed: apt-get install gdal-bin" >&2
    exit 2
}
venv=target/clients/tiles
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "mapbox-vector-tile==2.2.0" "shapely>=2,<3"

work=$(mktemp -d)
touch "$work/out" "$work/err"
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

"$program" serve --listen 127.0.0.1:0 --no-last-good --no-watch >"$work/out" 2>"$work/err" &
server=$!
address=
for _ in $(seq 600); do
    address=$(sed -n 's|^listening on \(http://[^/]*\)/.*|\1|p' "$work/out" "$work/err" | head -n 1)
    [ -z "$address" ] || break
    kill -0 "$server" || { cat "$work/err" >&2; exit 1; }
    sleep 0.1
done
"$venv/bin/python" tests/clients/tiles.py "$address" "$work"
