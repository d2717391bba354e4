# make train    train the walker through ML-Agents, from nothing
# make test     the whole test suite
# make lint     ruff and mypy
# make bench    speeds, as ratios measured in one run; writes docs/benchmarks.json
# make clean    removes what the others made (not your results/)

VENV := .venv
BIN := $(VENV)/bin
TORCH ?= torch==2.13.0
CONFIG ?= trainer_configs/walker.yaml

.PHONY: all train test lint bench clean pins mono
all: $(VENV)/ready

# The stamp holds what was installed, so that a changed pin reinstalls and an unchanged one costs nothing.
$(VENV)/ready: requirements/python3.10.txt requirements/python3.11.txt python/pyproject.toml Makefile
	@python=$$(requirements/find_python.sh) && { [ -x $(BIN)/python ] || "$$python" -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet "$(TORCH)"
	$(BIN)/python -m pip install --quiet -r requirements/python$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])').txt
	$(BIN)/python -m pip install --quiet --no-deps --ignore-requires-python mlagents==1.1.0 mlagents-envs==1.1.0
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable python
	@touch $@

# `make train ARGS=--resume` goes on where the last run stopped.
train: $(VENV)/ready
	$(BIN)/mlagents-learn $(CONFIG) $(ARGS)

# The C# rules are compiled and run by the tests. Installed where that may be done without asking.
mono:
	@command -v mcs >/dev/null && command -v mono >/dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		apt-get install -y -qq --no-install-recommends mono-mcs mono-runtime >/dev/null; } || \
	echo "No C# compiler: install mono-mcs and mono-runtime, or set CLAMBER_NO_MONO=1 to leave the C# tests out."

test: $(VENV)/ready mono
	$(BIN)/python -m pytest tests $(ARGS)

lint: $(VENV)/ready
	$(BIN)/ruff check --config python/pyproject.toml python tests benchmarks
	$(BIN)/mypy --config-file python/pyproject.toml python/clamber benchmarks

bench: $(VENV)/ready
	$(BIN)/python -m benchmarks $(ARGS)

pins:
	requirements/pin.sh

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis python/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
