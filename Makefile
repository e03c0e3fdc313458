# Each target sets up what it needs by itself, once: Python 3.11+ and make is enough to start.

.DEFAULT_GOAL := help
.SUFFIXES:
.PHONY: help serve test build ingest lint audit bench clean

PORT ?= 8000
export SITE_BUILDER_CHROMIUM PYTHON
python := .venv/bin/python

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: .venv/site ## the archive on http://127.0.0.1:8000 (or PORT=…), built again at each change
	@$(python) -m site_builder ingest || true
	@exec $(python) -m site_builder serve --port $(PORT)

test: .venv/test lint ## every test, with coverage; says what is missing if something cannot be had
	@chromium=$$(scripts/find-chromium --install) && \
	SITE_BUILDER_CHROMIUM="$$chromium" $(python) -m pytest --cov --cov-branch --cov-report=term $(ARGS)

build: .venv/site ## the archive as a site, in public/
	@$(python) -m site_builder build

ingest: .venv/site ## saved pages of content/raw into content/
	@$(python) -m site_builder ingest

lint: .venv/test ## style and types
	@$(python) -m ruff check --quiet --output-format concise
	@$(python) -m ruff format --check --quiet --output-format concise
	@$(python) -m mypy --no-error-summary

audit: .venv/site build ## the built site by Lighthouse, the Nu HTML checker and Mozilla's Observatory
	@chromium=$$(scripts/find-chromium --install) && \
	SITE_BUILDER_CHROMIUM="$$chromium" $(python) tests/web/audit.py

bench: .venv/site ## builds of 1,000 speeches beside Hugo, Eleventy, Pelican, MkDocs and Zensical
	@PYTHONPATH=. $(python) benchmarks/peers.py $(ARGS)

clean: ## remove what the targets above have made
	@rm -rf .venv public .public.* tests/web/node_modules tests/web/reports benchmarks/.tools .coverage \
	    .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set up again when pyproject.toml changes.

.venv/site: pyproject.toml scripts/set-up-python
	@scripts/set-up-python
	@touch $@

.venv/test: pyproject.toml scripts/set-up-python
	@scripts/set-up-python test
	@touch .venv/site $@
