#!/usr/bin/env bash
# What the tests need besides Python: a browser, a Chinese font, PostgreSQL, a clock that can be set. Installed where apt is at hand, else named, once each.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/root.sh

missing=()
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing+=(chromium)
ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 || missing+=(fonts-noto-cjk)
ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v faketime >/dev/null 2>&1 || missing+=(faketime)

[ ${#missing[@]} = 0 ] && exit 0
packages "${missing[@]}" || echo "NOT INSTALLED: ${missing[*]} – the tests that need them are skipped (sudo apt install ${missing[*]})" >&2
