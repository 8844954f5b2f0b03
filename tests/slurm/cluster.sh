#!/usr/bin/env bash
# A small Slurm cluster on this machine, for tests: munged, slurmctld and a few slurmd, on loopback, without systemd and without root's settings.
#   cluster.sh start DIR        install what is missing, start, wait for the nodes; all its files are in DIR
#   cluster.sh crash DIR NODE   a node dies without a word, with all that runs on it
#   cluster.sh stop DIR         end what was started
# Jobs are submitted with SLURM_CONF=DIR/slurm.conf. Needs root, since slurmd does.
set -euo pipefail

action=${1:?start, crash or stop}
dir=$(realpath -m "${2:?a folder}")
nodes=4
port=${SLURM_TEST_PORT:-18700}
export SLURM_CONF=$dir/slurm.conf

# A process by its number and the moment it began, so that a number used again is not taken for it.
began() { awk '{sub(/.*\) /, ""); print $20}' "/proc/$1/stat" 2>/dev/null || true; }
lives() { [ -n "$2" ] && [ "$(began "$1")" = "$2" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }

launch() { # NAME COMMAND...
  local name=$1
  shift
  if [ -e "$dir/own-name" ]; then set -- unshare --uts sh -c 'hostname localhost; exec "$@"' sh "$@"; fi
  setsid "$@" </dev/null >>"$dir/log/$name.out" 2>&1 &
  printf '%s %s %s\n' "$name" $! "$(began $!)" >>"$dir/processes"
}

await() { # SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $end ]; then
      echo "cluster.sh: gave up on: $*" >&2
      tail -n 5 "$dir"/log/* >&2
      exit 1
    fi
    sleep 0.2
  done
}

# The daemons of running steps, which outlive slurmd and rename themselves; they are known by the node's log that they keep open.
steps_of() { # NODE or *
  local process log
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" 2>/dev/null) in *slurmstepd*) ;; *) continue ;; esac
    for log in "$process"/fd/*; do
      # shellcheck disable=SC2254
      case $(readlink "$log" 2>/dev/null) in "$dir"/log/slurmd-$1.log) echo "${process#/proc/}"; break ;; esac
    done
  done
}

# A process and all below it.
family() {
  local one
  for one in "$@"; do
    echo "$one"
    # shellcheck disable=SC2046
    family $(cat "/proc/$one/task/"*/children 2>/dev/null)
  done
}

start() {
  local missing=() package
  for package in munge slurmctld slurmd slurm-client; do
    dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || missing+=("$package")
  done
  mkdir -p "$dir"/{log,state,spool,munge}
  chmod 755 "$dir"
  : >"$dir/processes"
  if [ ${#missing[@]} -gt 0 ]; then
    # The packages must not start their daemons with their own settings.
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      printf '#!/bin/sh\nexit 101\n' >$policy
      chmod +x $policy
      # shellcheck disable=SC2064
      trap "rm -f $policy" EXIT
    fi
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$dir/log/install" 2>&1
  fi

  # Slurm listens on the address of the machine's name; where that is no loopback address, its daemons get a name of their own.
  local host address
  host=$(hostname -s)
  address=$(getent ahostsv4 "$host" | awk 'NR == 1 {print $1}' || true)
  local listening=CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
  if [[ $address != 127.* ]]; then
    address=127.0.0.1
    if unshare --uts hostname localhost 2>/dev/null; then
      host=localhost
      touch "$dir/own-name"
    else
      listening=
    fi
  fi

  head -c 1024 /dev/urandom >"$dir/munge/key"
  chown -R munge:munge "$dir/munge"
  chmod 400 "$dir/munge/key"
  chmod 711 "$dir/munge"
  cat >"$SLURM_CONF" <<CONF
ClusterName=entente
SlurmctldHost=$host($address)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
$listening
AuthType=auth/munge
# A job that was put back into the queue waits for its old credential to expire: two minutes by default.
AuthInfo=socket=$dir/munge/socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/state/slurmctld.pid
SlurmdPidFile=$dir/state/slurmd-%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0,bf_interval=1
MinJobAge=3600
JobRequeue=1
ReturnToService=2
SlurmdTimeout=20
KillWait=3
SlurmdParameters=config_overrides
NodeName=n[1-$nodes] NodeHostname=$host NodeAddr=$address Port=[$((port + 1))-$((port + nodes))] CPUs=2 RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF

  launch munged setpriv --reuid=munge --regid=munge --clear-groups munged --foreground --key-file="$dir/munge/key" --socket="$dir/munge/socket" \
    --pid-file="$dir/munge/pid" --log-file="$dir/munge/log" --seed-file="$dir/munge/seed"
  await 20 munge -n -S "$dir/munge/socket"
  launch slurmctld slurmctld -D
  await 60 scontrol ping
  local node
  for node in $(seq $nodes); do
    mkdir -p "$dir/spool/n$node"
    launch "slurmd-n$node" slurmd -D -N "n$node"
  done
  await 120 bash -c "[ \$(sinfo --noheader --Node --states=idle --format=%N | sort -u | wc -l) -eq $nodes ]"
}

crash() { # NODE
  local name pid since victims=()
  while read -r name pid since; do
    if [ "$name" = "slurmd-$1" ] && lives "$pid" "$since"; then victims+=("$pid"); fi
  done <"$dir/processes"
  # shellcheck disable=SC2046
  mapfile -t -O ${#victims[@]} victims < <(family $(steps_of "$1"))
  [ ${#victims[@]} -eq 0 ] || kill -KILL "${victims[@]}" 2>/dev/null || true
}

stop() {
  [ -s "$dir/processes" ] || return 0
  squeue --noheader --format=%A 2>/dev/null | sort -u | xargs -r timeout 20 scancel 2>/dev/null || true
  sleep 1
  local name pid since
  while read -r name pid since; do
    lives "$pid" "$since" || continue
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 50); do
      lives "$pid" "$since" || break
      sleep 0.2
    done
    if lives "$pid" "$since"; then kill -KILL "$pid" 2>/dev/null || true; fi
  done < <(tac "$dir/processes")
  # shellcheck disable=SC2046
  mapfile -t left < <(family $(steps_of '*'))
  [ ${#left[@]} -eq 0 ] || kill -KILL "${left[@]}" 2>/dev/null || true
  rm -f "$dir/processes"
}

case $action in
  start) start ;;
  crash) crash "${3:?a node}" ;;
  stop) stop ;;
  *) echo "cluster.sh: start, crash or stop" >&2; exit 2 ;;
esac
