#!/usr/bin/env bash
# install.sh VENV LOCK: a virtual environment with exactly what the lock file says, and this checkout in it.
# Done once per content of the lock; a second call looks at a stamp and is over.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/root.sh

venv=$1 lock=$2 python=${PYTHON:-python3}
stamp=$venv/.$(basename "$lock").installed
wanted="$(sha256sum <"$lock" | cut -c1-64) $(pwd -P)"

if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
  exit 0
fi

command -v "$python" >/dev/null || packages python3 || { echo "cockpit needs Python 3.11 or newer: apt install python3 python3-venv" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "cockpit needs Python 3.11 or newer; $("$python" --version) was found. Another one: make PYTHON=/path/to/python3.11 …" >&2
  exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || packages python3-venv || {
  echo "Python's venv module is missing: sudo apt install python3-venv, then once more." >&2
  exit 1
}

# A half-made or moved environment is made anew; a good one only gets what is new in the lock.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! [ "$(cut -d' ' -f2- "$venv/.place" 2>/dev/null)" = "$(pwd -P)" ]; then
  echo "making $venv" >&2
  rm -rf "$venv"
  "$python" -m venv "$venv"
  echo "at $(pwd -P)" >"$venv/.place"
fi

echo "installing $lock" >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-compile --require-hashes --no-deps -r "$lock"

# The checkout itself: a path line and the command, so that nothing has to be built.
packages_dir=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd -P >"$packages_dir/cockpit-checkout.pth"
printf '#!%s\nfrom cockpit.cli import main\n\nmain()\n' "$(cd "$venv" && pwd -P)/bin/python" >"$venv/bin/cockpit"
chmod +x "$venv/bin/cockpit"

echo "$wanted" >"$stamp"
