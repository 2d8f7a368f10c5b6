# Needs Python >= 3.11, make and apt; everything else is set up in a virtual environment.
# `make test PYTHON=python3.13` uses another Python, in an environment of its own.
PYTHON ?= python3
VENV ?= .venv$(patsubst %,-%,$(filter-out python3,$(notdir $(PYTHON))))
BIN := $(VENV)/bin
PROGRAMS := libreoffice-calc libreoffice-writer python3-uno chromium fonts-noto-cjk
PACKAGE_PROGRAMS := qemu-user-static osslsigncode mmdebstrap iproute2 unzip ca-certificates
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Tests start many processes; without stored bytecode each of them compiles every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: environment demo test check slow bench docs lock oracle package package-oracle

demo: $(VENV)/ready  ## the whole job on a sample city
	$(BIN)/ogi demo

environment: $(VENV)/ready  ## what the others need

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

package: $(VENV)/ready  ## one zip to unpack and double-click: PLATFORM=windows, linux-x86_64 or linux-aarch64
	@[ "$(PLATFORM)" != windows ] || command -v osslsigncode >/dev/null || { $(SUDO) apt-get update -q && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends osslsigncode; } || true
	$(BIN)/python -m toolkit.packaging $(PLATFORM) $(if $(PYTHON_RUNTIME),--runtime "$(PYTHON_RUNTIME)") $(if $(SAMPLE),--sample "$(SAMPLE)")

package-oracle:  ## the programs that build zips and unpack them in small systems, with Wine: mmdebstrap, osslsigncode
	dpkg -s $(PACKAGE_PROGRAMS) >/dev/null 2>&1 || { $(SUDO) apt-get update -q && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(PACKAGE_PROGRAMS); }

lock: $(VENV)/ready  ## pin every dependency anew
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --quiet --upgrade -o requirements.lock

$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "$(PYTHON) is missing or older than Python 3.11" >&2; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(SUDO) apt-get update -q && \
	$(SUDO) apt-get install -y -q "$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" && \
	$(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@
