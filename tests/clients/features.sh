#!/usr/bin/env bash
# Do other programs read our collections? GDAL (the OAPIF driver), OWSLib and geopandas, against the API's own answers.
# Needs gdal-bin and python3 with venv (Debian); the Python packages go to target/clients.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-target/release/waystation}
if [ ! -x "$program" ]; then
    echo "there is no $program: cargo build --locked --release, or give its path" >&2
    exit 2
fi
command -v ogrinfo >/dev/null || {
    echo "ogrinfo is needed: apt-get install gdal-bin" >&2
    exit 2
}
venv=target/clients/features
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "owslib>=0.35,<1" "geopandas>=1,<2" "pyogrio>=0.12,<1"

work=$(mktemp -d)
touch "$work/out" "$work/err"
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf
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
"$venv/bin/python" tests/clients/features.py "$address"
