# Every command of the project. `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The first Python of 3.11 or later; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
# uv has certificates of its own; behind a proxy only the system's hold.
install = $(BIN)/uv pip install --quiet --python $(1)/bin/python --require-hashes -r $(2) 2>/dev/null || \
	$(BIN)/uv pip install --quiet --python $(1)/bin/python --system-certs --require-hashes -r $(2)
# Where a Python of the runtime's version is; pyenv's commands are there for versions that are not in use as well.
find_runtime = for p in python$(RUNTIME) "$$(pyenv prefix "$$(pyenv latest $(RUNTIME))" 2>&1)/bin/python"; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info[:2] != tuple(map(int, "$(RUNTIME)".split("."))))' 2>/dev/null \
	&& command -v "$$p" && break; done
# An environment of that Python.
on_runtime = python="$$($(find_runtime))"; \
	test -n "$$python" || { echo "Python $(RUNTIME), which Lambda runs, is needed for this." >&2; exit 1; }; \
	echo "Setting up $(1) with $$("$$python" --version) ..." && "$$python" -m venv --clear $(1)
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url
# The SAM CLI, an emulator of AWS, and what the Lambda runtime has in it; each has pins of its own.
SAM := .venv-sam
EMULATOR := .venv-emulator
LAMBDA := .venv-lambda
# Lambda's, for which packages are built.
RUNTIME := 3.13
ARCHITECTURE ?= arm64
export ARCHITECTURE
ARGS ?=
ENDPOINT ?=
KEY ?=

.PHONY: help setup run test check format verify test-laws test-recipes bench bench-search bench-growth bench-taking bench-aws bench-redaction fuzz-redaction redaction-mutants real-lines logql-reference test-loki-client build deploy take-over destroy smoke test-package test-wheel test-shippers e2e build-IngestApi build-LogWorker build-ReadApi calling-codes openapi documents test-api test-http test-ingest test-kill test-faults simulate simulate-mutants lock release clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-17s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## make .venv (run, test and check do so themselves)

$(VENV)/.ready: requirements-setup.txt requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name it with PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.txt
	@$(call install,$(VENV),requirements-dev.txt)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@# So that the first start is as quick as the next, also where Python writes no bytecode.
	@$(BIN)/python -m compileall -q domain application infrastructure entrypoints \
		$(VENV)/lib/python3.*/site-packages/phonenumbers
	@touch $@

$(BENCH)/.ready: requirements-bench.txt | $(VENV)/.ready
	@echo "Setting up $(BENCH) ..."
	@$(PYTHON) -m venv --clear $(BENCH)
	@$(call install,$(BENCH),requirements-bench.txt)
	@touch $@

$(SAM)/.ready: requirements-sam.txt | $(VENV)/.ready
	@echo "Setting up $(SAM) ..."
	@$(PYTHON) -m venv --clear $(SAM)
	@$(call install,$(SAM),requirements-sam.txt)
	@touch $@

$(EMULATOR)/.ready: requirements-emulator.txt | $(VENV)/.ready
	@$(call on_runtime,$(EMULATOR))
	@$(call install,$(EMULATOR),requirements-emulator.txt)
	@touch $@

$(LAMBDA)/.ready: requirements-runtime.txt | $(VENV)/.ready
	@$(call on_runtime,$(LAMBDA))
	@$(call install,$(LAMBDA),requirements-runtime.txt)
	@# As the runtime has it: a cold start that compiles boto3 tells nothing.
	@$(LAMBDA)/bin/python -m compileall -q -j 0 $(LAMBDA)/lib
	@touch $@

run: setup ## run the whole pipeline here: PORT=8000 DATA_FOLDER=data, or ARGS="--help"
	@exec $(BIN)/aws-log-processor serve $(ARGS)

# A module to a process, in the order of tests/conftest.py: by the number of their tests, the longest would come last.
# Tests start hundreds of processes, each of which would compile what no bytecode is kept of.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

test: setup ## run all tests
	$(PYTEST) --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-laws: setup ## the tests that make examples, with ten times as many
	$(PYTEST) -m hypothesis --hypothesis-profile thorough --timeout 1200 --numprocesses auto --dist worksteal $(ARGS)

test-recipes: setup ## follow each recipe of docs/recipes.md on a copy of the repository
	$(PYTEST) -o python_files='*_checks.py' tests/recipes $(ARGS)

test-api: setup ## send 10,000 requests that schemathesis generates to a server of its own
	$(BIN)/python -m tests.acceptance.generated_requests $(ARGS)

test-http: setup ## requests byte by byte, slow clients, and thousands of connections; some two minutes
	$(BIN)/python -m pytest -o python_files='test_*.py *_checks.py' tests/http $(ARGS)

# TypeScript and axe, installed outside of git.
CONSOLE_NODE := tests/console/node
console-node = npm install --prefix $(CONSOLE_NODE) --silent --no-audit --no-fund --no-package-lock

.PHONY: check-console test-browser screenshots
check-console: ## the types of the console's modules; needs npm
	@$(console-node)
	$(CONSOLE_NODE)/node_modules/.bin/tsc -p $(CONSOLE_NODE)/tsconfig.json

test-browser: setup ## the console in chromium: every feature, hostile logs, accessibility, and how fast it is
	@! command -v npm >/dev/null || { $(console-node) && $(MAKE) --silent check-console; }
	$(BIN)/python -m pytest -o python_files='test_*.py *_checks.py' tests/console tests/http/test_browser.py $(ARGS)

test-ingest: setup ## send a file of a gigabyte with `ingest`, killed three times; each line is stored once: ARGS="--megabytes 100"
	$(BIN)/python -m tests.acceptance.large_file $(ARGS)

screenshots: setup ## take the pictures of the console in docs/console anew; needs chromium
	@$(BIN)/python -m tests.console.screenshots

test-kill: setup ## kill -9 a server and its workers under load at random moments, and count every accepted log
	$(BIN)/python -m tests.acceptance.kill_run $(ARGS)

test-faults: setup ## errors of the disk, a full one, and 200 power cuts; every accepted log is counted
	@$(BIN)/python -m tests.faults $(ARGS)

check: setup ## formatting, lint, types and layers
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## put the code into its format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

verify: setup ## load an endpoint and count every log: ENDPOINT=https://… (default: a server of its own)
	$(BIN)/python tests/acceptance/test_api.py $(if $(ENDPOINT),--endpoint $(ENDPOINT)) $(ARGS)

bench: setup ## what a batch costs beyond its longest log, and a request beyond a bare server's
	$(BIN)/python -m tests.benchmarks $(ARGS)

bench-growth: setup ## with 10 thousand to 10 million logs stored, and with a backlog, drawn to docs/: ARGS="--most 1000000"
	$(BIN)/python -m tests.benchmarks.growth $(ARGS)

bench-taking: setup ## the CPU of ingest-api for a log, by kind of record: ARGS="--against COMMIT" for ratios
	$(BIN)/python -m tests.benchmarks.taking_logs $(ARGS)

bench-search: setup ## searching at ten thousand to a million logs, and beside it ingest: ARGS="--most 10000000"
	$(BIN)/python -m tests.benchmarks.searching $(ARGS)

bench-aws: setup ## a log's CPU and memory in the deployed worker, and what follows for each memory size
	$(BIN)/python -m tests.benchmarks.worker_on_aws

bench-redaction: $(BENCH)/.ready ## our redactor beside four others: quality and speed, drawn to docs/
	@$(BIN)/python -m tests.benchmarks.redaction $(ARGS)

fuzz-redaction: setup ## search for logs that are expensive to redact: ARGS="--minutes 20"
	@$(BIN)/python -m tests.fuzzing $(ARGS)

real-lines: setup ## count what redaction damages in lines that servers and test runners write here; see its --help
	@$(BIN)/python -m tests.real_lines $(ARGS)

redaction-mutants: setup ## break each clause of each rule of redaction, and list what no example notices: ARGS="--kind EMAIL"
	@$(BIN)/python -m tests.redaction_mutants $(ARGS)

calling-codes: setup ## write the table of country calling codes anew, by the phonenumberslite that is pinned
	$(BIN)/python -m tests.support.calling_codes

openapi: setup ## write entrypoints/http/openapi.json anew
	$(BIN)/python -m entrypoints.http.openapi

documents: openapi ## write the documents that are made of the code anew: docs/api.md and docs/laws.md
	$(BIN)/python -m tests.documents

simulate: setup ## histories in which everything goes wrong: ARGS="--seconds 60 --seed 1"
	@$(BIN)/python -m tests.simulation $(ARGS)

simulate-mutants: setup ## break the code on purpose, and see the simulation catch it
	@$(BIN)/python -m tests.simulation --mutants $(ARGS)

build: $(SAM)/.ready ## build the functions' packages with SAM: ARCHITECTURE=arm64 (the default) or x86_64
	$(SAM)/bin/sam build --build-in-source --parameter-overrides Architecture=$(ARCHITECTURE)
	@$(BIN)/python -m tests.package.size

deploy: $(SAM)/.ready ## build and deploy with SAM: asks the first time (Enter will do), then does as samconfig.toml says
	@$(BIN)/python -m entrypoints.deployment $(ARGS)

take-over: setup ## put tables and secret that a deleted stack has left into a new stack, which make deploy completes
	@$(BIN)/python -m entrypoints.deployment.take_over $(ARGS)

destroy: $(SAM)/.ready ## delete the stack; tables of logs and tenants and the master secret stay
	$(SAM)/bin/sam delete $(ARGS)

smoke: setup ## look at what only a deployed stack can show: ENDPOINT=https://… KEY=… ARGS="--prefix ''" for the account too
	@KEY='$(KEY)' $(BIN)/python -m tests.smoke --endpoint '$(ENDPOINT)' $(ARGS)

release: ## set version and CHANGELOG heading, run all checks, commit and tag: VERSION=0.2.0
	@.ci/release $(VERSION)

test-wheel: setup ## build the wheel, install it in an empty environment, and see it serve
	@$(BIN)/python -m tests.package.wheel

test-package: $(EMULATOR)/.ready $(LAMBDA)/.ready ## the packages in Lambda's own runtime: events, failures, cold start
	@$(MAKE) --silent build ARCHITECTURE=x86_64
	$(BIN)/python -m pytest tests/package/runtime_checks.py $(ARGS)
	$(BIN)/python -m tests.package.cold_start

e2e: $(EMULATOR)/.ready ## deploy the stack by SAM to an emulator that enforces the roles, verify it, and break it
	@$(MAKE) --silent build ARCHITECTURE=x86_64
	$(BIN)/python -m tests.emulated.contract -k "dynamodb or sqs or stack"
	$(BIN)/python -m tests.emulated.dead_letters
	$(BIN)/python -m tests.e2e

test-shippers: setup ## real log shippers and libraries, each across a kill -9 of the server
	@! command -v npm >/dev/null || npm install --prefix tests/shippers/node --silent --no-audit --no-fund --no-package-lock
	@$(BIN)/python -m pytest --quiet tests/shippers/node_records.py tests/shippers/test_written_records.py
	@$(BIN)/python -m tests.shippers $(ARGS)

logql-reference: setup ## read tests/logql/queries.logql with Grafana's own grammar anew; needs npm
	npm install --prefix tests/logql/node --silent --no-audit --no-fund --no-package-lock
	@$(BIN)/python -m tests.logql.reference

test-loki-client: setup ## a client of Loki's API does its own documentation's examples; needs npm
	npm install --prefix tests/logql/node --silent --no-audit --no-fund --no-package-lock
	$(BIN)/python -m pytest --quiet tests/logql/client_checks.py $(ARGS)

# What `sam build` calls for each function. ingest-api redacts nothing (read-api does, to search for values), and only it
# is sent OTLP and compressed bodies. Only read-api needs pydantic, and to import it is half of a cold start:
# dependency-injector does so wherever it is.
inbound := google opentelemetry* protobuf* cramjam*
redaction := domain/redaction phonenumbers* stdnum* python_stdnum*
search := re2 google_re2*
validation := pydantic* annotated_types* typing_inspection*
build-IngestApi: needless := $(redaction) $(search) $(validation)
build-LogWorker: needless := $(validation) $(inbound)
build-ReadApi: needless := $(inbound)
# python-stdnum's tables of what is no person's number: makers of network cards, books, mobile networks.
numbers := stdnum/*.dat
# Parts of powertools that no function uses, and the pages of Swagger UI.
powertools := $(addprefix aws_lambda_powertools/utilities/,auth_alpha batch circuit_breaker data_masking feature_flags idempotency \
	kafka parameters parser streaming validation) aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui*
# Bytecode is left to be made where it is seldom or never loaded; it would be a third of a package.
uncompiled := pydantic|/stdnum/|/utilities/(?!data_classes)|/shortdata/
build-IngestApi build-LogWorker build-ReadApi: $(VENV)/.ready
	$(BIN)/uv pip install --quiet --target "$(ARTIFACTS_DIR)" --no-deps --require-hashes --only-binary=:all: \
		--python-version $(RUNTIME) --python-platform $(ARCHITECTURE:arm64=aarch64)-manylinux_2_34 -r requirements.txt
	cp -R domain application infrastructure entrypoints "$(ARTIFACTS_DIR)"
	cd "$(ARTIFACTS_DIR)" && rm -rf bin .lock $(needless) $(numbers) $(powertools) entrypoints/cli entrypoints/local entrypoints/deployment \
		infrastructure/embedded entrypoints/containers/embedded.py
	find "$(ARTIFACTS_DIR)" \( -name '*.c' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.pyi' -o -name py.typed \
		-o -name __pycache__ \) -prune -exec rm -rf {} +
	@# Without bytecode the first import of each file compiles it. What is unpacked in Lambda has other times.
	@python="$$($(find_runtime))"; if test -n "$$python"; then \
		"$$python" -m compileall -q -j 0 -x '$(uncompiled)' --invalidation-mode unchecked-hash "$(ARTIFACTS_DIR)"; \
	else echo "No Python $(RUNTIME) here: the package has no bytecode, and starts more slowly." >&2; fi

lock: setup ## pin the dependencies anew
	$(COMPILE) --upgrade --no-annotate requirements-setup.in -o requirements-setup.txt
	$(COMPILE) --upgrade pyproject.toml -o requirements.txt
	$(COMPILE) --upgrade --extra dev pyproject.toml -o requirements-dev.txt
	$(COMPILE) --upgrade --no-annotate requirements-bench.in -o requirements-bench.txt
	$(COMPILE) --upgrade --no-annotate requirements-sam.in -o requirements-sam.txt
	$(COMPILE) --python-version $(RUNTIME) --upgrade --no-annotate requirements-emulator.in -o requirements-emulator.txt
	$(COMPILE) --python-version $(RUNTIME) --upgrade --no-annotate requirements-runtime.in -o requirements-runtime.txt

clean: ## remove what the commands above have made, but no data
	rm -rf $(VENV) $(BENCH) $(SAM) $(EMULATOR) $(LAMBDA) .aws-sam .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
