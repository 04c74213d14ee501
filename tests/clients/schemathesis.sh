#!/usr/bin/env bash
# Does the service keep what its description says, whatever it is asked? schemathesis makes up thousands of requests from /v1/api.
# Asks the address given, such as http://127.0.0.1:8080, or the program given, over the bundled data.
# Needs python3 with venv (Debian); the Python package goes to target/clients.
set -euo pipefail
cd "$(dirname "$0")/../.."
asked=${1:-target/release/waystation}
venv=target/clients/schemathesis
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "schemathesis==4.32.5" "openapi-spec-validator==0.9.0"

work=$(mktemp -d)
touch "$work/out" "$work/err"
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

case $asked in
http://* | https://*)
    address=${asked%/}
    ;;
*)
    if [ ! -x "$asked" ]; then
        echo "there is no $asked: cargo build --locked --release, or give its path, or the address of a service" >&2
        exit 2
    fi
    "$asked" serve --listen 127.0.0.1:0 --no-last-good --no-watch >"$work/out" 2>"$work/err" &
    server=$!
    address=
    for _ in $(seq 600); do
        address=$(sed -n 's|^listening on \(http://[^/]*\)/.*|\1|p' "$work/out" "$work/err" | head -n 1)
        [ -z "$address" ] || break
        kill -0 "$server" || { cat "$work/err" >&2; exit 1; }
        sleep 0.1
    done
    ;;
esac

for version in 3.1 3.0; do
    "$venv/bin/python" - "$address/v1/api?version=$version" <<'PYTHON'
import json, sys, urllib.request
from openapi_spec_validator import validate
with urllib.request.urlopen(sys.argv[1]) as answer:
    document = json.load(answer)
validate(document)
print(document["openapi"], "is valid")
PYTHON
done
"$venv/bin/schemathesis" --config-file tests/clients/schemathesis.toml run "$address/v1/api" \
    --url "$address" --generation-deterministic --no-color | tee "$work/told"
# A run that asked little has shown little.
cases=$(sed -n 's/^ *\([0-9,]*\) generated.*/\1/p' "$work/told" | tr -d , | head -n 1)
if [ "${cases:-0}" -lt 2000 ]; then
    echo "only ${cases:-0} requests were made up; 2000 are expected" >&2
    exit 1
fi
