# Two commands matter: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo-data
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test
FLAGS ?=
SEEDS ?= 200
SECONDS ?= 60

.PHONY: help install run test long simulate crash fuzz check lint format bench messages pages screens clean browser

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make run PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[pdf]'
	@touch $@

$(TEST_STAMP): setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(STAMP)

install: $(STAMP) ## the command .venv/bin/federation
	@echo 'Installed. Next: . $(VENV)/bin/activate; then "federation --help", and "For real use" in README.md.'

run: $(STAMP) ## three linked nodes with made-up books: group 8080, hub 8081, city 8082
	@exec $(BIN)/federation demo $(DEMO) --serve

# A real Chromium for the browser tests: where we may, it is installed; else those tests say loudly
# that they were skipped.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
	  echo "*** No Chromium here and none could be installed: the browser tests will be skipped. ***"

test: $(TEST_STAMP) browser ## the test suite, at most 15 minutes on 2 cores
	$(BIN)/python -m pytest -n 2 --dist loadgroup -rs $(FLAGS)

long: $(TEST_STAMP) browser ## the same, every long run at its full figure, and the benchmarks
	FEDERATION_LONG=1 $(BIN)/python -m pytest -n 2 --dist loadgroup -rs $(FLAGS)
	$(MAKE) bench

simulate: $(TEST_STAMP) ## random lives of all nodes and carriers: SEEDS=200, or SEEDS=7:8
	$(BIN)/python -m tests.simulation $(SEEDS)

bench: $(TEST_STAMP) ## speed and memory as ratios, measured side by side
	$(BIN)/python -m tests.bench.bench_sync
	$(BIN)/python -m tests.bench.bench_serve
	$(BIN)/python -m tests.bench.bench_books
	$(BIN)/python -m tests.bench.bench_hub
	$(BIN)/python -m tests.bench.bench_postgres

crash: $(TEST_STAMP) ## each command killed, on a full disk, in a power cut, at every point of writing
	FEDERATION_LONG=1 $(BIN)/python -m pytest -n 2 --dist loadgroup -rs tests/crash $(FLAGS)

fuzz: $(TEST_STAMP) ## bytes from outside, led by coverage, at every reader: SECONDS=60
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz.fuzz_intake $(SECONDS)

check: $(TEST_STAMP) ## format, lint, types, floors: before every commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(TEST_STAMP) ## lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(TEST_STAMP) ## gather the words of the screens into locale/messages.pot, and the catalogues after it
	$(BIN)/pybabel -q extract -F pyproject.toml -k gettext -k ngettext:1,2 --no-location --sort-output \
	  --project=federation --omit-header -o federation/locale/messages.pot .
	$(BIN)/python -m tests.words

screens: $(TEST_STAMP) browser ## pictures of what people see, into artefacts/; a few of them into docs/screens
	FEDERATION_SCREENS=1 $(BIN)/python -m pytest tests/browser $(FLAGS)
	@$(BIN)/python -c 'import PIL' 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[screens]'
	$(BIN)/python -m tests.screens

pages: $(TEST_STAMP) ## write docs/commands.md anew from the commands' own help
	$(BIN)/python -m tests.pages

clean: ## throw away what can be made again (never the demo's books)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache artefacts
