#!/usr/bin/env bash
# `/match` of ours and of yente under the same load, one after the other in one run:
#   bench/yente/run.sh DATA [SECONDS]
# DATA is the directory of `bench/peers/run.sh`. yente's index is stood in for (`stand_in.py`), so
# that it answers at no cost. Needs Python 3.11 with venv and what PyICU needs to build
# (libicu-dev, pkg-config, g++). Nothing here is part of a build.
set -euo pipefail
data=$(realpath "${1:?the data directory}")
seconds=${2:-10}
cd "$(dirname "$0")/../.."
work=${WORK:-target/yente}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/yente" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --requirement bench/yente/requirements.txt
fi
cargo build --quiet --release -p portcullis --bin portcullis --example load
target=${CARGO_TARGET_DIR:-target}
ours=$target/release/portcullis
load=$target/release/examples/load
names=("$data"/names/queries_un_positive.csv "$data"/names/queries_negative_us_1k.csv)

server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; }
trap finish EXIT
answers() { # ADDRESS
    for _ in $(seq 600); do
        if curl -s -o "$work/ready" "http://$1/healthz"; then return; fi
        sleep 0.1
    done
    echo "no server answers at $1" >&2
    return 1
}

rm -rf "$work/lists"
import() {
    "$ours" lists import --quiet --lists "$work/lists" "$@" >"$work/imported" 2>&1 ||
        { cat "$work/imported" >&2; exit 1; }
}
import --published 2023-12-28 "$data"/parties/ofac/sdn_csv_2023-12-28
import "$data"/parties/un/un_consolidated_2026-02-27.xml
"$ours" serve --lists "$work/lists" --max-age 36500 --listen 127.0.0.1:8101 2>"$work/ours.log" &
server=$!
answers 127.0.0.1:8101
curl -s "http://127.0.0.1:8101/datasets/default/entities.ftm.json" >"$work/entities.ftm.json"
for batch in 1 10 100; do
    echo -n "ours, "
    "$load" 127.0.0.1:8101 "$batch" "$seconds" "${names[@]}"
done
finish
"$work/venv/bin/python" bench/yente/stand_in.py "$work/entities.ftm.json" 8102 "${names[@]}" \
    >"$work/yente.log" 2>&1 &
server=$!
answers 127.0.0.1:8102
# A hundred at a time would keep each of its clients for minutes.
for batch in 1 10; do
    echo -n "yente, "
    "$load" 127.0.0.1:8102 "$batch" "$seconds" "${names[@]}"
done
