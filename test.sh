#!/usr/bin/env bash
# Runs the tests on SQLite and on a private PostgreSQL, and in a real browser. `./test.sh --long` runs those of the trait Category=Long
# too, which take minutes. Ends with `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_GCgen0size=0x4000000 # as ./practice has it
export DOTNET_TieredPGO=0 # most code runs a few times: counting how often costs more than it brings

. tests/services.sh

without=(-trait- Category=Long) limit=1500 # seconds a suite may take; hosts in it answer the first signal by stopping themselves alone
if [ "${1:-}" = --long ]; then
  without=() limit=36000; shift
  # Programs that make faults; tests that miss one are skipped and say so.
  need haproxy haproxy; need strace strace; need "/usr/lib/$(uname -m)-linux-gnu/faketime/libfaketimeMT.so.1" libfaketime
fi
need chromium chromium
need python3 python3 # the second verifier of the audit

if [ -z "${PRACTICE_TEST_POSTGRES:-}" ]; then
  ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || need /usr/lib/postgresql/15/bin/initdb postgresql
  trap stop_cluster EXIT
  # Nothing here pulls the plug of the machine, and what a killed server has written is in the system's hands.
  start_cluster "-c fsync=off" || { echo "PostgreSQL could not be started" >&2; [ "$ci" = true ] && { echo "0 passed, 1 failed, 0 skipped"; exit 1; }; }
fi

# Databases and files of tests lie in memory where there is room: most of what a test does is a commit, and a commit waits for the disk.
if [ "$(df --output=avail -BG /dev/shm 2>/dev/null | tail -1 | tr -dc 0-9)" -ge 8 ] 2>/dev/null; then
  TMPDIR=$(mktemp -d /dev/shm/practice-tests.XXXXXX); export TMPDIR
  chmod 711 "$TMPDIR" # PostgreSQL, as an account of its own, has clusters in it
  trap 'stop_cluster; rm -rf "$TMPDIR"' EXIT
fi

dotnet build PracticeCms.sln -c Release -clp:NoSummary -v q -p:UseSharedCompilation=true -p:CrashPoints=true || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
passed=0 failed=0 skipped=0 failures=$(mktemp)
for project in UnitTests IntegrationTests BrowserTests; do
  echo "== $project"
  log=$(mktemp)
  timeout -k 30 "$limit" dotnet "tests/PracticeCms.$project/bin/Release/net10.0/PracticeCms.$project.dll" -longRunning 120 ${without[@]+"${without[@]}"} "$@" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  line=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' | tail -1)
  count() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" <<<"$line"; }
  t=$(count Total) e=$(count Errors) f=$(count Failed) s=$(count Skipped)
  f=$((${f:-0} + ${e:-0})); s=${s:-0}; p=$((${t:-0} - f - s))
  passed=$((passed + p)); failed=$((failed + f)); skipped=$((skipped + s))
  # A runner that died without a summary is a failure; exit code 8 says that the filter left no test.
  if [ "$code" != 0 ] && [ "$f" = 0 ] && [ "$code" != 8 ]; then failed=$((failed + 1)); fi
  sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -A12 -F '[FAIL]' >>"$failures"
  rm -f "$log"
done
cat "$failures"; rm -f "$failures" # once more, where they are seen: the log above is long
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
