# Everything a person needs; `make help` lists it. Tools are set up in this folder, nothing is installed elsewhere but
# Debian's browsers and PostgreSQL, and those only by root.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
UV_VERSION := 0.13.8
export OPTOUT_PORT = $(PORT)
OPTOUT_INSTANCE ?= instance
export OPTOUT_INSTANCE
OUT ?= dist
ROUNDS ?= 200

UV := .tools/bin/uv
# Behind a library's inspecting proxy the system's certificates are the ones that work; a bare system has none.
UV_SETTINGS := UV_PYTHON=$(PYTHON) UV_PYTHON_DOWNLOADS=never $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),UV_SYSTEM_CERTS=1)
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
NODE_MODULES := node_modules/.installed
CODE := server/deployment/code/.built
# Set up by `make test` itself when root; otherwise it says what is missing.
SYSTEM := tests/tools/require-system-packages.sh

.PHONY: help run demo test test-all conformance soak lint format code package icons screenshots translations bench clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(RUNTIME) $(CODE) ## Set up, publish the starter list, build the extension, serve on http://localhost:8000 (PORT=…), with its worker
	@$(BIN)/optout db upgrade
	@$(BIN)/optout rules import --if-new rules
	@$(BIN)/optout release publish --development-keys
	@$(MAKE) --no-print-directory _packages
	@echo
	@echo "To load the extension:"
	@echo "  Chromium, Chrome, Edge: chrome://extensions, Developer mode, Load unpacked, $(OUT)/libraries-optout-store-chromium"
	@echo "  Firefox: about:debugging, This Firefox, Load Temporary Add-on, $(OUT)/libraries-optout-store-firefox.xpi"
	@echo "Then open https://www.creativebug.com/ and click the icon."
	@echo
	@exec $(BIN)/optout serve --with-worker

demo: $(DEVELOPMENT) $(CODE) ## Open a browser with the extension, a stand-in for the vendors, and the server
	@$(SYSTEM) browsers
	@PYTHONPATH=tests/e2e $(BIN)/python tests/e2e/demo.py

test: $(DEVELOPMENT) $(NODE_MODULES) $(CODE) ## Unit tests on SQLite and PostgreSQL, and the main paths in both browsers
	@$(SYSTEM) browsers postgresql
	node --test tests/extension/
	$(BIN)/pytest tests/server tests/builder tests/updates -n 2 --dist worksteal -m 'not soak and not thorough'
	$(BIN)/pytest tests/e2e tests/policy -n 2 --dist worksteal -m path

test-all: $(DEVELOPMENT) $(NODE_MODULES) $(CODE) ## Every test there is
	@$(SYSTEM) browsers postgresql nginx
	node --test tests/extension/
	OPTOUT_FUZZ_EXAMPLES=200 $(BIN)/pytest tests -n 2 --dist worksteal

conformance: $(DEVELOPMENT) ## The public tuf-conformance suite against our client (SUITE=folder of its checkout)
	@test -d "$(SUITE)/tuf_conformance" || { echo "Name a checkout of theupdateframework/tuf-conformance: make conformance SUITE=…"; exit 2; }
	@command -v faketime >/dev/null || { echo "faketime is missing. Install it: apt-get install faketime"; exit 2; }
	@test -x "$(SUITE)/.venv/bin/pytest" || { $(PYTHON) -m venv "$(SUITE)/.venv" && "$(SUITE)/.venv/bin/pip" install --quiet "$(SUITE)"; }
	cd "$(SUITE)" && .venv/bin/pytest -c /dev/null --rootdir . -p no:cacheprovider tuf_conformance --entrypoint="$(CURDIR)/tests/conformance/tuf-client.mjs" -q

soak: $(DEVELOPMENT) $(CODE) ## Stop publishers and browsers' updates at random moments, many times (ROUNDS=…)
	OPTOUT_ROUNDS=$(ROUNDS) $(BIN)/pytest tests/updates tests/server -m soak

lint: $(DEVELOPMENT) $(NODE_MODULES) ## Style, types, layers, and the browsers' own rules for extensions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/optout rules check
	npx eslint .
	npx prettier --check --log-level warn .
	npx tsc -p .
	@$(MAKE) --no-print-directory package OPTOUT_INSTANCE=dist/lint/instance OUT=dist/lint
	@for edition in store managed; do \
	  npx web-ext lint --self-hosted --warnings-as-errors -s dist/lint/libraries-optout-$$edition-firefox || exit 1; \
	done

format: $(DEVELOPMENT) $(NODE_MODULES) ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	npx prettier --write --log-level warn .

code: $(CODE) ## Put the extension's code together for its packages, from extension/

package: $(RUNTIME) $(CODE) ## Build the extension's packages into dist/, from the published list (or the starter list)
	@$(BIN)/optout db upgrade
	@$(BIN)/optout rules import --if-new rules
	@test -f $(OPTOUT_INSTANCE)/public/updates/timestamp.json || $(BIN)/optout release publish --development-keys
	@$(MAKE) --no-print-directory _packages

_packages:
	@for browser in chromium firefox; do for edition in store managed; do \
	  $(BIN)/python manifest_builder.py --browser $$browser --edition $$edition \
	    --release $(OPTOUT_INSTANCE)/public/updates --out $(OUT) || exit 1; \
	done; done

icons: $(DEVELOPMENT) ## Draw the icons anew from docs/artwork/
	$(BIN)/python tests/tools/render_icons.py

screenshots: $(DEVELOPMENT) $(CODE) ## Photograph every page in every form into dist/screenshots/ (ONLY="home,popup")
	@$(SYSTEM) browsers
	@PYTHONPATH=tests/e2e:tests/policy $(BIN)/python tests/screenshots/gallery.py $(if $(ONLY),"$(ONLY)")

translations: $(DEVELOPMENT) ## Bring the pages' catalogues up to the texts in code and templates
	@$(BIN)/python tests/tools/translations.py

bench: $(DEVELOPMENT) $(CODE) ## Measure, and print the figures: every bench in tests/bench/
	@for bench in tests/bench/bench_*; do \
	  case $$bench in \
	    *.py) $(BIN)/python $$bench ;; \
	    *.mjs) node --expose-gc $$bench ;; \
	  esac || exit 1; \
	done

clean: ## Remove what was set up and built; keeps instance/
	rm -rf .venv .tools node_modules dist server/deployment/code

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .tools || { echo "Python's venv is missing. Install it: apt-get install python3-venv"; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(RUNTIME): pyproject.toml uv.lock | $(UV)
	@echo "Setting up Python's packages…"
	@$(UV_SETTINGS) $(UV) sync --quiet --locked --no-dev --inexact
	@touch $@

$(DEVELOPMENT): pyproject.toml uv.lock | $(UV)
	@echo "Setting up Python's packages for development…"
	@$(UV_SETTINGS) $(UV) sync --quiet --locked
	@touch $@ $(RUNTIME)

$(NODE_MODULES): package.json package-lock.json
	@echo "Setting up the development tools for JavaScript…"
	@npm ci --silent --no-fund --no-audit
	@touch $@

# Without comments, a file for each group of modules, in the form of the sources: few to load, and well to read. By legacy
# detection classic scripts stay classic; types are checked by make lint.
$(CODE): $(shell find extension) Makefile package-lock.json rollup.config.js tsconfig.json | $(NODE_MODULES)
	@rm -rf dist/bare $(@D)
	@npx tsc -p . --noEmit false --noCheck --removeComments --module preserve --moduleDetection legacy --outDir dist/bare
	@npx rollup --config --silent
	@npx prettier --write --log-level warn --ignore-path /dev/null "$(@D)/**/*.js"
	@touch $@
