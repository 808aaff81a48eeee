#!/usr/bin/env bash
# Our matcher beside two others, on one list and the same queries, each on one core, in one run:
#   bench/peers/run.sh DATA [QUERIES_OF_A_SET]
# DATA holds the lists and queries that `cargo run --example accuracy` reads. Needs Python 3.11 with
# venv, and what PyICU needs to build (libicu-dev, pkg-config, g++). Nothing here is part of a build.
set -euo pipefail
data=$(realpath "${1:?the data directory}")
count=${2:-200}
cd "$(dirname "$0")/../.."
work=${WORK:-target/peers}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --requirement bench/peers/requirements.txt
fi
cargo build --quiet --release -p screening --example peers
target=${CARGO_TARGET_DIR:-target}
pin=()
command -v taskset >/dev/null && pin=(taskset -c "${CORE:-1}")
# The same list and queries for all, written once.
"$target/release/examples/peers" "$data" write "$work"
"${pin[@]}" "$target/release/examples/peers" "$data" run "$work" "$count" >"$work/ours.csv"
PYTHONHASHSEED=0 "${pin[@]}" "$work/venv/bin/python" bench/peers/peers.py "$work" "$count" >"$work/peers.csv"
"$work/venv/bin/python" bench/peers/table.py "$work/ours.csv" "$work/peers.csv"
