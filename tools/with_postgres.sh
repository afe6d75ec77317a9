#!/usr/bin/env bash
# with_postgres.sh COMMAND…: runs it beside a private PostgreSQL on a socket of its own, named by COCKPIT_TEST_POSTGRES.
# Where there is none, the command runs all the same and its PostgreSQL tests are skipped, loudly.
set -euo pipefail

without() {
  echo "PostgreSQL tests are skipped: $1" >&2
  shift
  exec "$@"
}

[ -z "${COCKPIT_TEST_POSTGRES:-}" ] || exec "$@"
bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1 || true)" 2>/dev/null || true)
[ -x "$bin/initdb" ] || bin=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
[ -x "$bin/initdb" ] || without "no initdb on this machine (apt install postgresql)" "$@"

folder=$(mktemp -d "${TMPDIR:-/tmp}/cockpit-pg.XXXXXX")
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  account=$(id -un postgres 2>/dev/null || echo nobody)
  chown "$account" "$folder"
  as=(runuser -u "$account" --)
fi

stop() {
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/cluster" -m immediate stop) >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

options="-c listen_addresses='' -k $folder -F -c full_page_writes=off"
begin() {
  cd /
  "${as[@]}" "$bin/initdb" -D "$folder/cluster" -U cockpit -A trust -E UTF8 --no-locale --no-sync
  "${as[@]}" "$bin/pg_ctl" -D "$folder/cluster" -o "$options" -l "$folder/log" -w start
  "${as[@]}" "$bin/createdb" -h "$folder" -U cockpit cockpit
}
if (begin) >"$folder.said" 2>&1; then
  rm -f "$folder.said"
else
  tail -n 5 "$folder.said" >&2
  rm -f "$folder.said"
  stop
  trap - EXIT
  without "the private cluster did not start" "$@"
fi

chmod 755 "$folder"
COCKPIT_TEST_POSTGRES="postgresql+psycopg://cockpit@/cockpit?host=$folder" "$@"
