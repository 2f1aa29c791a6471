# All commands of the project. `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The first Python 3.11 or later; PYTHON=… selects another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
# uv has certificates of its own, but behind a proxy only the system's are valid.
install = $(BIN)/uv pip install --quiet --python $(1)/bin/python --require-hashes -r $(2) 2>/dev/null || \
	$(BIN)/uv pip install --quiet --python $(1)/bin/python --system-certs --require-hashes -r $(2)
# A Python of the runtime's version. pyenv has commands even for versions that are not selected.
find_runtime = for p in python$(RUNTIME) "$$(pyenv prefix "$$(pyenv latest $(RUNTIME))" 2>&1)/bin/python"; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info[:2] != tuple(map(int, "$(RUNTIME)".split("."))))' 2>/dev/null \
	&& command -v "$$p" && break; done
# Create an environment of that Python.
on_runtime = python="$$($(find_runtime))"; \
	test -n "$$python" || { echo "This needs Python $(RUNTIME), the version that Lambda runs." >&2; exit 1; }; \
	echo "Setting up $(1) with $$("$$python" --version) ..." && "$$python" -m venv --clear $(1)
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url
# The SAM CLI, an emulator of AWS, and the libraries of the Lambda runtime, each with its own pins.
SAM := .venv-sam
EMULATOR := .venv-emulator
LAMBDA := .venv-lambda
# Lambda's version of Python, for which packages are built.
RUNTIME := 3.13
ARCHITECTURE ?= arm64
export ARCHITECTURE
ARGS ?=
ENDPOINT ?=
KEY ?=

.PHONY: help setup run test check format verify test-laws test-recipes bench bench-search bench-growth bench-taking bench-aws bench-redaction fuzz-redaction redaction-mutants real-lines logql-reference test-loki-client build deploy take-over destroy smoke test-package test-wheel test-shippers e2e build-IngestApi build-LogWorker build-ReadApi calling-codes openapi documents test-api test-http test-ingest test-kill test-faults simulate simulate-mutants lock release clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-17s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## create .venv (run, test and check do this themselves)

$(VENV)/.ready: requirements-setup.txt requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: set PYTHON=/path/to/python3" >&2; exit 1; }
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

run: setup ## run the whole pipeline on this machine: PORT=8000 DATA_FOLDER=data, or ARGS="--help"
	@exec $(BIN)/aws-log-processor serve $(ARGS)

# Each module runs in one process, in the order of tests/conftest.py. By the number of tests, the slowest would be last.
# Keep bytecode, because tests start hundreds of processes, each of which would compile every module.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

test: setup ## run all tests
	$(PYTEST) --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-laws: setup ## the property tests, with many more examples
	$(PYTEST) -m hypothesis --hypothesis-profile thorough --timeout 1200 --numprocesses auto --dist worksteal $(ARGS)

test-recipes: setup ## follow each recipe of docs/recipes.md on a copy of the repository
	$(PYTEST) -o python_files='*_checks.py' tests/recipes $(ARGS)

test-api: setup ## send 10,000 requests that schemathesis generates to a server of its own
	$(BIN)/python -m tests.acceptance.generated_requests $(ARGS)

test-http: setup ## send malformed and slow HTTP, and open thousands of connections; takes two minutes
	$(BIN)/python -m pytest -o python_files='test_*.py *_checks.py' tests/http $(ARGS)

# TypeScript and axe, installed outside git.
CONSOLE_NODE := tests/console/node
console-node = npm install --prefix $(CONSOLE_NODE) --silent --no-audit --no-fund --no-package-lock

.PHONY: check-console test-browser screenshots
check-console: ## check the types of the console's modules; needs npm
	@$(console-node)
	$(CONSOLE_NODE)/node_modules/.bin/tsc -p $(CONSOLE_NODE)/tsconfig.json

test-browser: setup ## test the console in chromium: every feature, hostile logs, accessibility and speed
	@! command -v npm >/dev/null || { $(console-node) && $(MAKE) --silent check-console; }
	$(BIN)/python -m pytest -o python_files='test_*.py *_checks.py' tests/console tests/http/test_browser.py $(ARGS)

test-ingest: setup ## send a file of a gigabyte with `ingest`, killed three times, and check each line: ARGS="--megabytes 100"
	$(BIN)/python -m tests.acceptance.large_file $(ARGS)

screenshots: setup ## update the pictures of the console in docs/console; needs chromium
	@$(BIN)/python -m tests.console.screenshots

test-kill: setup ## kill -9 a server and its workers under load at random moments, and count every accepted log
	$(BIN)/python -m tests.acceptance.kill_run $(ARGS)

test-faults: setup ## run a server on a failing or full disk, and through 200 power cuts, and count every accepted log
	@$(BIN)/python -m tests.faults $(ARGS)

check: setup ## check formatting, lint, types and layers
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## format the code, and fix what the linter can fix
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

verify: setup ## load an endpoint and count every log: ENDPOINT=https://… (default: a server of its own)
	$(BIN)/python tests/acceptance/test_api.py $(if $(ENDPOINT),--endpoint $(ENDPOINT)) $(ARGS)

bench: setup ## measure batches, requests and the whole pipeline as ratios
	$(BIN)/python -m tests.benchmarks $(ARGS)

bench-growth: setup ## measure with 10 thousand to 10 million stored logs, and with a backlog; writes docs/: ARGS="--most 1000000"
	$(BIN)/python -m tests.benchmarks.growth $(ARGS)

bench-taking: setup ## measure the CPU of ingest-api for a log, by kind of record: ARGS="--against COMMIT" for ratios
	$(BIN)/python -m tests.benchmarks.taking_logs $(ARGS)

bench-search: setup ## measure searches over ten thousand to a million logs, and ingest meanwhile: ARGS="--most 10000000"
	$(BIN)/python -m tests.benchmarks.searching $(ARGS)

bench-aws: setup ## measure the CPU and memory of a log in the deployed worker, and the rate at each memory size
	$(BIN)/python -m tests.benchmarks.worker_on_aws

bench-redaction: $(BENCH)/.ready ## compare our redactor with four others in quality and speed; writes docs/
	@$(BIN)/python -m tests.benchmarks.redaction $(ARGS)

fuzz-redaction: setup ## search for logs that are expensive to redact: ARGS="--minutes 20"
	@$(BIN)/python -m tests.fuzzing $(ARGS)

real-lines: setup ## count what redaction damages in lines that servers and test runners write here; see its --help
	@$(BIN)/python -m tests.real_lines $(ARGS)

redaction-mutants: setup ## break each clause of each redaction rule, and list those that no example detects: ARGS="--kind EMAIL"
	@$(BIN)/python -m tests.redaction_mutants $(ARGS)

calling-codes: setup ## regenerate the table of country calling codes from the pinned phonenumberslite
	$(BIN)/python -m tests.support.calling_codes

openapi: setup ## regenerate entrypoints/http/openapi.json
	$(BIN)/python -m entrypoints.http.openapi

documents: openapi ## regenerate the documents that are generated from the code: docs/api.md and docs/laws.md
	$(BIN)/python -m tests.documents

simulate: setup ## run histories with faults at every step: ARGS="--seconds 60 --seed 1"
	@$(BIN)/python -m tests.simulation $(ARGS)

simulate-mutants: setup ## break the code on purpose, and check that the simulation detects it
	@$(BIN)/python -m tests.simulation --mutants $(ARGS)

build: $(SAM)/.ready ## build the functions' packages with SAM: ARCHITECTURE=arm64 (the default) or x86_64
	$(SAM)/bin/sam build --build-in-source --parameter-overrides Architecture=$(ARCHITECTURE)
	@$(BIN)/python -m tests.package.size

deploy: $(SAM)/.ready ## build and deploy with SAM: asks for settings the first time, then uses samconfig.toml
	@$(BIN)/python -m entrypoints.deployment $(ARGS)

take-over: setup ## import the tables and the secret of a deleted stack into a new one, which make deploy completes
	@$(BIN)/python -m entrypoints.deployment.take_over $(ARGS)

destroy: $(SAM)/.ready ## delete the stack; the tables of logs and tenants and the master secret remain
	$(SAM)/bin/sam delete $(ARGS)

smoke: setup ## check what only a deployed stack can show: ENDPOINT=https://… KEY=… ARGS="--prefix ''" for the account too
	@KEY='$(KEY)' $(BIN)/python -m tests.smoke --endpoint '$(ENDPOINT)' $(ARGS)

release: ## set version and CHANGELOG heading, run all checks, commit and tag: VERSION=0.2.0
	@.ci/release $(VERSION)

test-wheel: setup ## build the wheel, install it in an empty environment, and test that it serves
	@$(BIN)/python -m tests.package.wheel

test-package: $(EMULATOR)/.ready $(LAMBDA)/.ready ## test the packages in Lambda's own runtime: events, failures, cold start
	@$(MAKE) --silent build ARCHITECTURE=x86_64
	$(BIN)/python -m pytest tests/package/runtime_checks.py $(ARGS)
	$(BIN)/python -m tests.package.cold_start

e2e: $(EMULATOR)/.ready ## deploy the stack with SAM to an emulator that enforces the roles, verify it, and inject failures
	@$(MAKE) --silent build ARCHITECTURE=x86_64
	$(BIN)/python -m tests.emulated.contract -k "dynamodb or sqs or stack"
	$(BIN)/python -m tests.emulated.dead_letters
	$(BIN)/python -m tests.e2e

test-shippers: setup ## run real log shippers and libraries, each across a kill -9 of the server
	@! command -v npm >/dev/null || npm install --prefix tests/shippers/node --silent --no-audit --no-fund --no-package-lock
	@$(BIN)/python -m pytest --quiet tests/shippers/node_records.py tests/shippers/test_written_records.py
	@$(BIN)/python -m tests.shippers $(ARGS)

logql-reference: setup ## parse tests/logql/queries.logql with Grafana's own grammar again; needs npm
	npm install --prefix tests/logql/node --silent --no-audit --no-fund --no-package-lock
	@$(BIN)/python -m tests.logql.reference

test-loki-client: setup ## run the documented examples of a client of Loki's API; needs npm
	npm install --prefix tests/logql/node --silent --no-audit --no-fund --no-package-lock
	$(BIN)/python -m pytest --quiet tests/logql/client_checks.py $(ARGS)

# `sam build` calls these targets for each function. ingest-api does not redact (read-api does, to search for values), and
# only it receives OTLP and compressed bodies. log-worker has no routes. Only read-api needs pydantic, whose import is
# half of a cold start: dependency-injector imports it wherever it is installed.
inbound := google opentelemetry* protobuf* cramjam*
redaction := domain/redaction phonenumbers* stdnum* python_stdnum*
search := re2 google_re2*
validation := pydantic* annotated_types* typing_inspection*
http := aws_lambda_powertools/event_handler aws_lambda_powertools/utilities/data_classes
build-IngestApi: needless := $(redaction) $(search) $(validation)
build-LogWorker: needless := $(validation) $(inbound) $(http)
build-ReadApi: needless := $(inbound)
# python-stdnum's tables for numbers that do not identify persons: network cards, books, mobile networks.
numbers := stdnum/*.dat
# Parts of powertools that no function uses, and the pages of Swagger UI.
powertools := $(addprefix aws_lambda_powertools/utilities/,auth_alpha batch circuit_breaker data_masking feature_flags idempotency \
	kafka parameters parser streaming validation) aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui*
# No bytecode for modules that are rarely or never loaded; it would be a third of a package.
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
	else echo "Python $(RUNTIME) is not installed: the package has no bytecode and starts more slowly." >&2; fi

lock: setup ## update the pinned dependencies
	$(COMPILE) --upgrade --no-annotate requirements-setup.in -o requirements-setup.txt
	$(COMPILE) --upgrade pyproject.toml -o requirements.txt
	$(COMPILE) --upgrade --extra dev pyproject.toml -o requirements-dev.txt
	$(COMPILE) --upgrade --no-annotate requirements-bench.in -o requirements-bench.txt
	$(COMPILE) --upgrade --no-annotate requirements-sam.in -o requirements-sam.txt
	$(COMPILE) --python-version $(RUNTIME) --upgrade --no-annotate requirements-emulator.in -o requirements-emulator.txt
	$(COMPILE) --python-version $(RUNTIME) --upgrade --no-annotate requirements-runtime.in -o requirements-runtime.txt

clean: ## delete what the commands above have created, but no data
	rm -rf $(VENV) $(BENCH) $(SAM) $(EMULATOR) $(LAMBDA) .aws-sam .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
