#!/usr/bin/env bash
# A study on a real Slurm: an array of shards, of which one is killed in the middle, one is put back into the queue by hand, and one loses its node.
# The merged store must be that of one process, row for row.   run.sh [PROGRAM...]: what starts entente
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
entente=("$@")
[ $# -gt 0 ] || entente=("$root/src/Entente.Cli/bin/Release/net10.0/Entente.Cli")
cluster=$(mktemp -d)
# A blank and a quote, since no path may be left unquoted.
work=$(mktemp -d)/"it's a study"
mkdir -p "$work"
cp -r "$root/scenarios" "$work/scenarios"
trap '"$here/cluster.sh" stop "$cluster"; rm -rf "$cluster" "$(dirname "$work")"' EXIT

fail() {
  echo "FAIL $*" >&2
  squeue --states=all --array >&2 || true
  tail -n 20 "$work"/*.slurm/*.log >&2 || true
  exit 1
}

await() { # SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "gave up waiting until $what"
    sleep 0.3
  done
}

state() { squeue --noheader --array --states=all --jobs="$1" --format=%T; }
node() { squeue --noheader --jobs="$1" --format=%N; }
trials() { "${entente[@]}" study status "$work/study.sqlite.slurm/part-$1.sqlite" 2>/dev/null | sed -n 's/^trials \([0-9,]*\) of.*/\1/p' | tr -d ,; }
begun() { [ -e "$work/study.sqlite.slurm/part-$1.sqlite" ] && [ "$(trials "$1")" -gt 0 ]; }

# The process that runs a shard: the one with the part's path for an argument.
process_of() { grep -lzxF -- "$work/study.sqlite.slurm/part-$1.sqlite" /proc/[0-9]*/cmdline 2>/dev/null | head -n 1 | tr -dc 0-9; }
kill_shard() {
  local victim
  victim=$(process_of "$1") && [ -n "$victim" ] && kill -KILL "$victim"
}

"$here/cluster.sh" start "$cluster"
export SLURM_CONF=$cluster/slurm.conf
echo "cluster up after ${SECONDS}s"

cat >"$work/scenarios/studies/cluster.yaml" <<'STUDY'
format: entente-study/1
id: cluster
scenario: ../europe.yaml
design: [{factorial: {us_posture: [engaged, transactional, retrench], safe_loans: [0, 0.5, 1]}}]
trials: 40000
block: 100
keep: {measures: [all_pacts], times: none}
STUDY
cd "$work"
command=()
if [ ${#entente[@]} -eq 1 ]; then command=(--command "${entente[0]}"); fi
"${entente[@]}" study slurm scenarios/studies/cluster.yaml --tasks 6 --at-once 3 --out study.sqlite --mem 400M --time 30 "${command[@]}" --submit
read -r array merge < <(awk '{print $2}' study.sqlite.slurm/jobs | xargs)
"${entente[@]}" study status study.sqlite

await 300 "shard 1 has begun" begun 1
kill_shard 1 || fail "no process runs shard 1"
echo "killed shard 1 with $(trials 1) trials written, after ${SECONDS}s"

await 300 "shard 2 has begun" begun 2
scontrol requeue "${array}_2"
echo "put shard 2 back into the queue, after ${SECONDS}s"

await 300 "shard 6 has begun" begun 6
lost=$(node "${array}_6")
[ -n "$lost" ] || fail "shard 6 does not run"
"$here/cluster.sh" crash "$cluster" "$lost"
echo "node $lost crashed under shard 6, after ${SECONDS}s"

await 1500 "the merge is over" bash -c "squeue --noheader --states=all --jobs=$merge --format=%T | grep -qE 'COMPLETED|FAILED|CANCELLED|TIMEOUT'"
[ "$(state "$merge")" = COMPLETED ] || fail "the merge ended as $(state "$merge")"
echo "merged after ${SECONDS}s"
"${entente[@]}" study status study.sqlite | tee status.txt
grep -q 'slurm  array .*: 6 COMPLETED' status.txt || fail "status does not know the array's state"
restarts=$(scontrol show job "$array" | grep -o 'Restarts=[1-9]' | wc -l)
[ "$restarts" -ge 3 ] || fail "only $restarts tasks were started again"

"${entente[@]}" study scenarios/studies/cluster.yaml --out alone.sqlite --quiet
[ "$(sed -n 's/^digest //p' status.txt)" = "$("${entente[@]}" study status alone.sqlite | sed -n 's/^digest //p')" ] || fail "the digest is not that of one process"
"${entente[@]}" verify study.sqlite --trials 50
echo "PASS the merged store has the digest of one process, after ${SECONDS}s"
