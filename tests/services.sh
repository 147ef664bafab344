# What tests and benchmarks need from outside: packages, and a private PostgreSQL. Sourced by test.sh and bench.sh.
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
start_cluster() { # further settings of the server, such as "-c fsync=off"
  pgbin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  [ -n "$pgbin" ] || return 1
  cluster=$(mktemp -d /tmp/practice-pg.XXXXXX)
  [ "$(id -u)" = 0 ] && chown postgres "$cluster"
  as_postgres "$pgbin/initdb" -D "$cluster/data" -U practice -A trust -E UTF8 --locale=C.UTF-8 >/dev/null || return 1
  as_postgres "$pgbin/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w \
    -o "-k $cluster -c listen_addresses='' -c max_connections=200 -c shared_buffers=256MB ${1:-}" start >/dev/null || return 1
  as_postgres "$pgbin/createdb" -h "$cluster" -U practice practice || return 1
  export PRACTICE_TEST_POSTGRES="Host=$cluster;Username=practice;Database=practice;Maximum Pool Size=60;Timeout=30"
}
