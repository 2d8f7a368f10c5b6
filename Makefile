# Needs Python >= 3.11, make and apt; everything else is set up in .venv.
VENV := .venv
BIN := $(VENV)/bin
PROGRAMS := libreoffice-calc libreoffice-writer chromium fonts-noto-cjk
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: demo test check slow bench docs lock oracle

demo: $(VENV)/ready  ## the whole job on a sample city
	$(BIN)/ogi demo

test: $(VENV)/ready  ## all tests; those with LibreOffice or Chromium are skipped, visibly, where they are absent
	$(BIN)/pytest

slow: $(VENV)/ready  ## what takes longer than a default run allows
	$(BIN)/pytest -m slow

check: $(VENV)/ready  ## types and style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/ready  ## speed, beside what one would use instead
	$(BIN)/python -m tests.benchmarks

docs: $(VENV)/ready  ## the generated reference pages
	$(BIN)/python -m tests.reference --write

oracle:  ## the programs the tests compare with and look through: LibreOffice, Chromium, Chinese fonts
	dpkg -s $(PROGRAMS) >/dev/null 2>&1 || { $(SUDO) apt-get update -q && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(PROGRAMS); }

lock: $(VENV)/ready  ## pin every dependency anew
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --quiet --upgrade -o requirements.lock

$(VENV)/ready: requirements.lock pyproject.toml
	rm -rf $(VENV)
	python3 -m venv $(VENV) || { rm -rf $(VENV); $(SUDO) apt-get update -q && \
	$(SUDO) apt-get install -y -q python3-venv && python3 -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@
