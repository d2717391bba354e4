#!/bin/sh
# Prints a Python 3.10 or 3.11 (ML-Agents allows no newer), or says in one sentence what to install.
for candidate in "$PYTHON" python3.11 python3.10 python3 python; do
    [ -n "$candidate" ] || continue
    version=$("$candidate" -c 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case "$version" in
        3.10 | 3.11) command -v "$candidate" && exit 0 ;;
    esac
done
if command -v uv >/dev/null 2>&1; then
    uv python install 3.11 >&2 && uv python find 3.11 && exit 0
    echo "Clamber needs Python 3.10 or 3.11 (with venv) for ML-Agents, and uv could not get 3.11 (what it says stands above): install python3.11 and run make again." >&2
    exit 1
fi
echo "Clamber needs Python 3.10 or 3.11 (with venv) for ML-Agents: install python3.11, or install uv and run make again." >&2
exit 1
