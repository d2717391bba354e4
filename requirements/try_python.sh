#!/bin/sh
# Tries Clamber without ML-Agents on any Python from 3.10 on, in a virtual environment that is thrown away:
#     requirements/try_python.sh python3.13
# Installed is the newest of all that the package needs but torch, gigabytes that only learning needs: so the
# environment, the headless player and the evaluation are tried, and learning is not.
set -e
if ! command -v "$1" >/dev/null 2>&1; then
    echo "try_python.sh: PYTHON: ${1:-missing}; a Python from 3.10 on is needed, as in: make try-python PYTHON=python3.13" >&2
    exit 2
fi
project=$(cd "$(dirname "$0")/.." && pwd -P)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# Seconds at most, and a command; not every system has `timeout`.
limit() {
    if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift && "$@"; fi
}

"$1" -m venv "$folder/venv"
PATH=$folder/venv/bin:$PATH
unset PYTHONPATH CLAMBER_CONTENT
export PIP_QUIET=1 PIP_DISABLE_PIP_VERSION_CHECK=1
limit 300 pip wheel --no-deps --wheel-dir "$folder" "$project/python"
python - "$folder"/clamber-*.whl >"$folder/needed.txt" <<'END'
import re
import sys
from importlib.metadata import distributions

(clamber,) = distributions(path=sys.argv[1:])
for needed in clamber.requires:
    name = re.match(r"[\w.-]+", needed)[0]
    if "extra ==" not in needed and name not in ("torch", "rsl-rl-lib", "tensordict"):
        print(needed)
END
limit 600 pip install --only-binary :all: -r "$folder/needed.txt"
limit 60 pip install --no-deps "$folder"/clamber-*.whl

# Away from the project, so that what runs is what was installed.
cd "$folder"
limit 300 python "$project/tests/end_to_end/on_any_python.py"
limit 300 clamber evaluate "$project/UnityProject/Assets/Clamber/Brains/QuadrupedFlat.onnx" --task QuadrupedFlat \
    --episodes 4 >"$folder/table"
echo "evaluation: QuadrupedFlat.onnx over 4 episodes"
python -c 'import sys; print("Python %d.%d.%d: the environment, the player and the evaluation run" % sys.version_info[:3])'
