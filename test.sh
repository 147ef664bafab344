#!/usr/bin/env bash
# Runs every test on SQLite and on a private PostgreSQL. Ends with `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
ci=${CI:-false}

need() { # command or file, Debian package
  [ -e "$1" ] || command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing $2" >&2
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null 2>&1
  fi
  [ -e "$1" ] || command -v "$1" >/dev/null 2>&1 && return 0
  echo "missing: $2" >&2
  [ "$ci" = true ] && { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
  return 1
}

cluster=""
stop_cluster() {
  [ -n "$cluster" ] || return 0
  as_postgres "$pgbin/pg_ctl" -D "$cluster/data" -m immediate -w stop >/dev/null 2>&1
  rm -rf "$cluster"
}
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
start_cluster() {
  pgbin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  [ -n "$pgbin" ] || return 1
  cluster=$(mktemp -d /tmp/practice-pg.XXXXXX)
  [ "$(id -u)" = 0 ] && chown postgres "$cluster"
  as_postgres "$pgbin/initdb" -D "$cluster/data" -U practice -A trust -E UTF8 --locale=C.UTF-8 >/dev/null || return 1
  as_postgres "$pgbin/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w \
    -o "-k $cluster -c listen_addresses='' -c max_connections=200 -c shared_buffers=256MB" start >/dev/null || return 1
  as_postgres "$pgbin/createdb" -h "$cluster" -U practice practice || return 1
  export PRACTICE_TEST_POSTGRES="Host=$cluster;Username=practice;Database=practice;Maximum Pool Size=60;Timeout=30"
}

if [ -z "${PRACTICE_TEST_POSTGRES:-}" ]; then
  ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || need /usr/lib/postgresql/15/bin/initdb postgresql
  trap stop_cluster EXIT
  start_cluster || { echo "PostgreSQL could not be started" >&2; [ "$ci" = true ] && { echo "0 passed, 1 failed, 0 skipped"; exit 1; }; }
fi

dotnet build PracticeCms.sln -c Release -clp:NoSummary -v q -p:UseSharedCompilation=true || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
passed=0 failed=0 skipped=0
for project in UnitTests IntegrationTests; do
  echo "== $project"
  log=$(mktemp)
  dotnet "tests/PracticeCms.$project/bin/Release/net10.0/PracticeCms.$project.dll" "$@" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  line=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' | tail -1)
  count() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" <<<"$line"; }
  t=$(count Total) e=$(count Errors) f=$(count Failed) s=$(count Skipped)
  f=$((${f:-0} + ${e:-0})); s=${s:-0}; p=$((${t:-0} - f - s))
  passed=$((passed + p)); failed=$((failed + f)); skipped=$((skipped + s))
  # A runner that died without a summary is a failure; exit code 8 says that the filter left no test.
  if [ "$code" != 0 ] && [ "$f" = 0 ] && [ "$code" != 8 ]; then failed=$((failed + 1)); fi
  rm -f "$log"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
