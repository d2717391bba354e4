# make train    train the walker through ML-Agents, from nothing
# make play     the game in the browser
# make web-replay    a static page with recorded races, into builds/web-replay/
# make test     the whole test suite
# make lint     ruff, mypy, tsc
# make try-python PYTHON=python3.13    the package without ML-Agents on another Python
# make bench    speeds, as ratios measured in one run; writes docs/benchmarks.json
# make unity-build UNITY=path TARGET=linux-server    builds a player with Unity, into builds/TARGET/
# make clean    removes what the others made (not your results/, nor Unity's builds)

VENV := .venv
BIN := $(VENV)/bin
# Any from 2.1 on: make TORCH=torch==2.2.2. The environment keeps another than this until one is asked for again.
PINNED_TORCH := torch==2.13.0
KEPT_TORCH := $(or $(shell cat $(VENV)/torch 2>/dev/null),$(PINNED_TORCH))
TORCH ?= $(KEPT_TORCH)
CONFIG ?= trainer_configs/walker.yaml

.PHONY: all train play web-replay test try-python lint bench clean pins system unity-build
all: $(VENV)/ready

# The pins for the Python in the virtual environment, which somebody may have made with another.
PINS = requirements/python$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])').txt

# The stamp is as new as what was installed, so that a changed pin reinstalls and an unchanged one costs nothing.
ifneq ($(TORCH),$(KEPT_TORCH))
.PHONY: $(VENV)/ready
endif
$(VENV)/ready: requirements/python3.10.txt requirements/python3.11.txt requirements/any_torch.txt python/pyproject.toml Makefile
	@rm -f $@
	@python=$$(requirements/find_python.sh) && { [ -x $(BIN)/python ] || "$$python" -m venv $(VENV); }
	@[ -f $(PINS) ] || { echo "make: $(VENV) is not of Python 3.10 or 3.11, which ML-Agents needs: remove it and run make again"; exit 2; }
	$(BIN)/python -m pip install --quiet -r $(PINS)
	$(BIN)/python -m pip install --quiet "$(TORCH)" "tensordict<=0.15.3"
	$(BIN)/python -m pip install --quiet --no-deps --ignore-requires-python -r requirements/any_torch.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable python
	@if [ "$(TORCH)" = "$(PINNED_TORCH)" ]; then rm -f $(VENV)/torch; else echo "$(TORCH)" > $(VENV)/torch; fi
	@touch $@

# `make train ARGS=--resume` goes on where the last run stopped.
train: $(VENV)/ready
	$(BIN)/mlagents-learn $(CONFIG) $(ARGS)

# The page is bundled from its TypeScript whenever that is newer.
WEB := python/clamber/game/web
PAGE := python/clamber/game/static/index.html
NPM := requirements/npm.sh $(BIN)
$(WEB)/node_modules/ready: $(WEB)/package-lock.json | $(VENV)/ready
	$(NPM) ci --silent
	@touch $@

$(PAGE): $(WEB)/node_modules/ready $(WEB)/build.mjs $(wildcard $(WEB)/*.html) $(shell find $(WEB)/src -type f)
	$(NPM) run --silent build

# `make play ARGS="--port 8000 --no-browser"`
play: $(VENV)/ready $(PAGE)
	$(BIN)/clamber play $(ARGS)

# `clamber record --site builds/web-replay ...` adds races of your own.
web-replay: $(VENV)/ready $(PAGE)
	$(BIN)/clamber record --site builds/web-replay --out gauntlet.clamber-race --title "The Gauntlet: trained for it, and for level ground only" \
		--brain Quadruped QuadrupedFlat --name Ada Bo --course Gauntlet --difficulty 0.5 --seed 3 --seconds 30
	$(BIN)/clamber record --site builds/web-replay --out sprint.clamber-race --title "Bodies of all sizes on level ground" \
		--brain Walker QuadrupedFlat Bittle Quadruped --course Flat --seconds 40

# What the tests, and the browser's part of the speeds, need of the system: a C# compiler for the game's rules, EGL to draw without a display, and a browser.
# Installed where that may be done without asking.
system:
	@{ command -v mcs && command -v mono && PATH="$$PATH:/sbin:/usr/sbin" ldconfig -p | grep libEGL.so.1 && \
		{ command -v chromium || command -v google-chrome || command -v chromium-browser; }; } >/dev/null 2>&1 || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq \
		--no-install-recommends mono-mcs mono-runtime libegl1 libgl1-mesa-dri chromium >/dev/null; } || \
	echo "For all tests install mono-mcs, mono-runtime, libegl1, libgl1-mesa-dri and chromium (or set CLAMBER_NO_MONO=1, CLAMBER_NO_EGL=1, CLAMBER_NO_BROWSER=1)."

test: $(VENV)/ready $(PAGE) system
	$(BIN)/python -m pytest tests --ignore tests/browser $(ARGS)
	$(BIN)/python -m pytest tests/browser --numprocesses 0

try-python:
	@requirements/try_python.sh "$(PYTHON)"

lint: $(VENV)/ready $(WEB)/node_modules/ready
	$(BIN)/ruff check --config python/pyproject.toml python tests benchmarks
	$(BIN)/mypy --config-file python/pyproject.toml python/clamber benchmarks
	$(NPM) run --silent check

bench: $(VENV)/ready $(PAGE) system
	$(BIN)/python -m benchmarks $(ARGS)

# Unity's own program; its log goes to the terminal. Targets: linux-server, linux, windows, macos, web.
TARGET ?= linux-server
unity-build:
	@[ -n "$(UNITY)" ] || { echo "make unity-build: UNITY: missing; the path of Unity's program (Unity 6000.0) is needed"; exit 2; }
	@command -v "$(UNITY)" >/dev/null || { echo "make unity-build: UNITY: $(UNITY): no such program"; exit 2; }
	"$(UNITY)" -batchmode -nographics -projectPath UnityProject -executeMethod Clamber.Editor.PlayerBuilder.BuildFromCommandLine \
		-clamberTarget "$(TARGET)" -logFile -

pins:
	requirements/pin.sh

clean:
	rm -rf $(VENV) $(WEB)/node_modules $(dir $(PAGE)) .pytest_cache .mypy_cache .ruff_cache .hypothesis python/*.egg-info
	find builds/web-replay -maxdepth 1 -type f ! -name README.md -delete
	rm -f builds/web-replay/recordings/gauntlet.clamber-race builds/web-replay/recordings/sprint.clamber-race
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
