# Two commands: `make run` brings up the demo street, `make test` runs every check. `make help` lists the rest.

VENV ?= .venv
PYTHON ?= python3
HOME_DIR ?= data
PORT ?= 8050
ARGS ?=
PY := $(VENV)/bin/python
UV ?= uv
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test lint types soak bench docs picture lock clean install install-dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: install ## the demo street at http://127.0.0.1:8050
	@exec $(PY) -m cockpit --home $(HOME_DIR) serve --demo --port $(PORT)

test: install-dev ## lint, types and every test; what the tests need is installed where apt is at hand
	@tools/test_needs.sh
	@$(PY) -m ruff check
	@$(PY) -m mypy
	@tools/with_postgres.sh $(PY) -m pytest $(ARGS)

lint: install-dev ## ruff alone
	@$(PY) -m ruff check

types: install-dev ## mypy alone
	@$(PY) -m mypy

soak: install-dev ## the long forms of tests, then hours of a running street: make soak ARGS="--minutes 480"
	@COCKPIT_SOAK=1 $(PY) -m pytest -m soak
	@$(PY) tools/soak.py $(ARGS)

bench: install ## the project's own benchmarks, as ratios
	@$(PY) -m cockpit bench $(ARGS)

docs: install ## docs/indicators.md from the demo catalogue
	@$(PY) tools/indicator_pages.py

picture: install-dev ## docs/wall.png, the picture in the README
	@tools/test_needs.sh
	@$(PY) tools/picture.py

lock: ## both lock files from pyproject.toml
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: python3 -m pip install uv, or UV=path/to/uv"; exit 1; }
	@$(UV) $(COMPILE) $(ARGS) -o requirements.lock
	@$(UV) $(COMPILE) $(ARGS) --group dev -c requirements.lock -o requirements-dev.lock

clean: ## the virtual environment and every cache; data are left alone
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
	find cockpit tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

install:
	@PYTHON="$(PYTHON)" tools/install.sh $(VENV) requirements.lock

install-dev:
	@PYTHON="$(PYTHON)" tools/install.sh $(VENV) requirements-dev.lock
