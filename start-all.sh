#!/bin/sh
# Starts the whole site; the options are those of tools/launcher (see --help).
if ! command -v node >/dev/null 2>&1; then
  echo 'Palang needs Node 20 or newer: https://nodejs.org/' >&2
  exit 1
fi
# Also when called through a symbolic link, as from a folder of the PATH.
exec node "$(dirname "$(readlink -f "$0")")/tools/start.mjs" "$@"
