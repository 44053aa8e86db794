# Two commands matter: `make demo` starts the whole product, `make test` runs every test.
# Needed on the machine: make, and Python 3.12 or newer with its venv module. `make` alone lists what there is.

RUN = .venv/bin/python
PROCESSES = 2

.DEFAULT_GOAL := help

help:         ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo '  Variables: PORT=9000 (demo), HTTPS=1 (demo, for phones), PYTHON=/path/to/python3.13, CHROMIUM=/path/to/chrome (test),'
	@echo '             PROCESSES=4 (test), TESTS="tests/wms -k pick" (test, soak), DATABASE_URL, REDIS_URL'

demo:         ## start everything: database, broker, web, workers, demo data. Ctrl-C stops it
	@WAYBILL_STOPS_WITH=$$PPID exec sh scripts/demo

demo-reset:   ## remove the demo's data (refuses while it runs)
	@exec sh scripts/demo-reset

test: environment browser  ## every test, with a real database, broker, worker and browser
	@exec $(RUN) -m pytest -q -rs -m "not soak" -p tests.pytest_skips -p tests.pytest_second_tries -n $(PROCESSES) $(TESTS)

check: environment         ## what a machine can judge without running the product (under 2 minutes)
	@exec $(RUN) scripts/check.py

bench: environment         ## the measurements, beside other solvers where they are installed
	@exec $(RUN) -m benchmarks

soak: environment browser  ## the long tests
	@exec $(RUN) -m pytest -q -rs -m "soak" -p tests.pytest_skips -p tests.pytest_second_tries $(TESTS)

lock: environment          ## resolve the pinned versions again
	@exec sh scripts/lock

fmt: environment           ## format Python and templates
	@$(RUN) -m ruff format -q . && $(RUN) -m ruff check -q --fix . ; .venv/bin/djlint --quiet --reformat templates

docs: environment          ## write the pages that are drawn from the code
	@$(RUN) manage.py write_docs && $(RUN) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

environment:
	@exec sh scripts/environment

browser: environment
	@mkdir -p .var && exec sh scripts/browser

.PHONY: help demo demo-reset test check bench soak lock fmt docs environment browser
