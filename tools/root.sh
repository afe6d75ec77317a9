# Sourced by the scripts beside it: installing Debian packages where that is possible.

# as_root COMMAND…: as root, directly or by a sudo that asks nothing; fails where neither is to be had.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# packages NAME…: install Debian packages; says what it does, fails where apt or the right to use it is missing.
packages() {
  command -v apt-get >/dev/null 2>&1 || return 1
  as_root true || return 1
  echo "apt: $*" >&2
  # The list a machine was made with names old versions; without a network the old list is still better than none.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >/dev/null </dev/null
}
