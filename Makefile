# Each target works as the first thing typed in a fresh clone, and does nothing twice.

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
# The oldest version that works comes first: it is the one that the pins were made with.
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3 python

VENV_READY := $(VENV)/.made
PINS_READY := $(VENV)/.pins-installed
PROJECT_READY := $(VENV)/.project-installed

SHELL := bash
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup python engine demo demo-auto demo-emergency test check lint quick-tests bench format lock clean

help:
	@echo "make setup          the virtual environment, its pinned packages and the Pulumi engine"
	@echo "make python         the virtual environment alone, for machines that have the engine"
	@echo "make demo           a release goes out, breaks, and is taken back, on this machine"
	@echo "make demo-auto      a release breaks, an alarm fires, and nobody has to type anything"
	@echo "make demo-emergency a platform is locked down and opened again, on this machine"
	@echo "make test           every test"
	@echo "make check          format, lint, types, layers and the quick tests"
	@echo "make bench          measures this tool against the written scripts, writes docs/benchmark.md"
	@echo "make format         formats the code and mends what the linter can mend"
	@echo "make lock           pins the newest packages that requirements*.in allow"
	@echo "make clean          ends the sandbox, removes what the above made in this folder"

setup: $(PROJECT_READY) engine
	@echo "Set up. What is there, in detail: $(PYTHON) -m sandbox doctor"

python: $(PROJECT_READY)

engine: $(PROJECT_READY)
	@$(PYTHON) -m sandbox.engine >/dev/null

demo: setup
	@$(PYTHON) -m sandbox.demo

demo-emergency: setup
	@$(PYTHON) -m sandbox.demo --story emergency

demo-auto: setup
	@$(PYTHON) -m sandbox.demo --story automatic

test: setup lint
	@echo "== tests: end to end with the real engine first, which mostly waits; functional, unit"
	@$(PYTHON) -m pytest tests -n 3 --dist loadfile --no-loadscope-reorder --durations 10

check: $(PROJECT_READY) lint quick-tests

lint: $(PROJECT_READY)
	@echo "== format"
	@$(BIN)/ruff format --check .
	@echo "== lint"
	@$(BIN)/ruff check .
	@echo "== types"
	@$(BIN)/mypy
	@echo "== layers"
	@$(BIN)/lint-imports
	@echo "== workflows"
	@$(BIN)/zizmor --offline --quiet --persona pedantic .github/workflows
	@$(PYTHON) -m tools.actionlint -color

quick-tests: $(PROJECT_READY)
	@echo "== quick tests"
	@$(PYTHON) -m pytest tests/unit -n auto

bench: setup
	@$(PYTHON) -m bench

format: $(PROJECT_READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Without index lines and headers: the pins name packages and digests, no host and no path.
COMPILE = uv pip compile --upgrade --generate-hashes --universal --python-version 3.11 \
	--no-header --no-emit-index-url --no-emit-find-links

lock: $(PROJECT_READY)
	@export PATH="$(CURDIR)/$(BIN):$$PATH"; \
	command -v uv >/dev/null || { \
		echo "uv is needed to pin packages. Get it by: $(PYTHON) -m pip install uv" >&2; exit 1; }; \
	set -x; \
	$(COMPILE) --quiet requirements.in --output-file requirements.txt && \
	$(COMPILE) --quiet requirements-dev.in --output-file requirements-dev.txt && \
	$(COMPILE) --quiet bench/requirements.in --output-file bench/requirements.txt && \
	cd sandbox/engine/golang && $(COMPILE) --quiet requirements.in --output-file requirements.txt

clean:
	@if [ -x $(PYTHON) ] && [ -d .sandbox ]; then \
		echo "Ending the sandbox, if one was started here"; \
		$(PYTHON) -m sandbox down || true; \
	fi
	@echo "Removing $(VENV), .sandbox and the tools' caches"
	@rm -rf $(VENV) .sandbox build dist *.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "The Pulumi engine stays in the user's cache, for other clones"

$(VENV_READY):
	@for python in $(PYTHONS); do \
		if "$$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Virtual environment $(VENV) with $$("$$python" --version)"; \
			"$$python" -m venv $(VENV) && touch $@ && exit 0; \
			echo "error: $$python cannot make a virtual environment; on Debian: apt install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "error: Python 3.11 or newer is needed; none of these on PATH is: $(PYTHONS)" >&2; \
	echo "Get one from your package manager, then type the same again" >&2; \
	exit 1

$(PINS_READY): requirements-dev.txt $(VENV_READY)
	@echo "Pinned packages of requirements-dev.txt"
	@set -o pipefail; $(PYTHON) -m pip install --disable-pip-version-check --progress-bar off \
		--require-hashes --requirement requirements-dev.txt \
		| awk '/^Collecting/ { printf "  %s\n", $$2; fflush() } /^Installing/ { print "  installing"; fflush() }'
	@touch $@

$(PROJECT_READY): pyproject.toml requirements.in $(PINS_READY)
	@echo "This project, editable"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@echo "Compiled packages for Lambda, which pulumi up puts into the rollback's function"
	@$(PYTHON) -m components.wheels || true
	@touch $@
