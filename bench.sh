#!/usr/bin/env bash
# Measures speed and size of the published host: ./bench.sh [NAME] runs the figures whose name begins with NAME.
# One JSON object a line: {"name":..,"value":..,"unit":..}. Needs wrk; on Debian, as root, it is installed when missing.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
. tests/services.sh
need wrk wrk || { echo "wrk is missing" >&2; exit 1; }
out=$(mktemp -d /tmp/practice-publish.XXXXXX)
trap 'stop_cluster; rm -rf "$out"' EXIT
[ -n "${PRACTICE_TEST_POSTGRES:-}" ] || start_cluster || echo "without PostgreSQL" >&2
dotnet publish src/PracticeHost -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/')" -o "$out" -clp:NoSummary -v q >&2
dotnet build tests/PracticeCms.Benchmarks -c Release -clp:NoSummary -v q >&2
dotnet tests/PracticeCms.Benchmarks/bin/Release/net10.0/PracticeCms.Benchmarks.dll "$out" "$@"
