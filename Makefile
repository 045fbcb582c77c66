# Everything is one command from a fresh checkout; each prepares what it needs and no more.
# Works with GNU make 3.81 and a plain POSIX sh, which is what macOS brings.

SHELL = /bin/sh
PY = .venv/bin/python
# .venv/bin first: that is where Node.js lies if the machine has none.
NPM = PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix clients/web run --silent
CHECKED = metaserver clients/python/metaclient loadtest

.NOTPARALLEL:
.PHONY: help setup setup-dev build run test check fmt bench fuzz lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: ## the environment in .venv and the client's packages
	@python=$$(sh scripts/find-python.sh) && "$$python" scripts/setup.py

setup-dev: ## setup, and the tools of tests and checks
	@python=$$(sh scripts/find-python.sh) && "$$python" scripts/setup.py --dev

build: setup ## the browser client in clients/web/dist
	@$(PY) scripts/client.py

run: build ## the city at http://localhost:8080, its data in ./data (ARGS="--port 9000")
	@exec .venv/bin/metaserver serve $(ARGS)

test: setup-dev build ## every suite: pytest, vitest, browser
	@$(PY) scripts/test.py

check: setup-dev ## lint, formatting, types and the import rules
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $$(for dir in $(CHECKED); do test -d $$dir && echo $$dir; done)
	MYPYPATH=scripts $(PY) -m mypy scripts
	$(NPM) check
	$(NPM) lint
	$(PY) -m pytest -q tests/test_imports.py tests/test_client_imports.py

fmt: setup-dev ## formats the Python code and mends what it safely can
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: setup-dev build ## the benchmark of tests/bench, as a table
	@$(PY) -m tests.bench

fuzz: setup-dev ## every decoder, for five minutes
	@$(PY) -m tests.fuzz --seconds 300

lock: ## the locks again from pyproject.toml (needs uv)
	@sh scripts/lock.sh

clean: ## removes what was built, not the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache clients/web/node_modules clients/web/dist
