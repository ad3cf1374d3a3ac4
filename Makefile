# `make` lists what there is. Needs Python 3.11 to 3.14; everything else is installed into .venv.

SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$python" -c '$(SUITABLE)' 2>/dev/null; then echo "$$python"; break; fi; done)
ENVIRONMENT = if [ -z "$(PYTHON)" ]; then \
	echo "Python 3.11 to 3.14 is needed. Name one: make PYTHON=/path/to/python3" >&2; exit 2; fi; \
	$(PYTHON) deploy/environment.py
VENV = .venv/bin/python
ARGS ?=
SOAKED = tests/events/seats/test_seat_machine.py tests/events/*/test_*race*.py tests/events/seats/test_separation.py
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock'

export PYTHONUNBUFFERED = 1
ifdef PORT
export PORT
endif

.DEFAULT_GOAL := help
.PHONY: help env run-env run test test-fast soak check bench fix migration messages audit lock stop clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: ## Make or mend the Python environment in .venv
	@$(ENVIRONMENT) requirements-dev.lock

run-env: # `make run` needs half of those packages; an environment with all of them serves too
	@$(ENVIRONMENT) requirements-run.lock

run: run-env ## Run the product with its demo at http://localhost:8000 (PORT=8080 for another port)
	@$(VENV) -m deploy.local run

test: env ## Run the tests (ARGS="tests/events -k seat" for some)
	@$(VENV) -m deploy.local test $(ARGS)

test-fast: env ## Run the tests that take milliseconds (ARGS as above)
	@$(VENV) -m deploy.local test-fast $(ARGS)

soak: env ## Run each race twenty times, and many long stories of seats (some minutes)
	@$(VENV) -m deploy.local test -n 2 $(SOAKED) --hypothesis-profile=soak --rounds=20 $(ARGS)

check: env ## Run every check
	@$(VENV) -m deploy.local check

bench: env ## Measure RSVPs and pages beside two floors, the last run and their limits (six minutes)
	@$(VENV) -m bench

fix: env ## Format the code and mend what can be mended
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

migration: env ## Write the migration that a changed model needs (NAME=what_it_does)
	@eval "$$($(VENV) -m deploy.local env --for test)" && $(VENV) manage.py makemigrations $(if $(NAME),--name $(NAME))

messages: env ## Bring the translation catalogues up to date
	@$(VENV) -m deploy.messages update

audit: env ## Look for known weaknesses in the locked packages (needs the network)
	@$(VENV) -m pip_audit --strict --disable-pip --require-hashes -r requirements-dev.lock || \
		{ echo "The audit found something, or could not reach its database: the lines above say which." >&2; exit 1; }

lock: ## Lock the packages anew (needs uv and the network)
	@$(COMPILE) --all-extras pyproject.toml -o requirements-dev.lock
	@$(COMPILE) --constraint requirements-dev.lock --extra local pyproject.toml -o requirements-run.lock
	@$(COMPILE) --constraint requirements-dev.lock pyproject.toml -o requirements.lock

stop: run-env ## Stop everything that was started here
	@$(VENV) -m deploy.local stop

clean: stop ## Remove caches and the test servers' data; the data of `make run` stays
	@rm -rf .local/test .local/static .local/static.collected .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	@find config/locale -name '*.mo' -exec rm -f {} + 2>/dev/null || true
