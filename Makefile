# make demo | make test | make test-fast | make test-open-clip | make test-postgres | make test-mariadb | make matrix | make check | make docs | make dist | make worker | make bench
# Everything happens in .venv and var. test-fast leaves out servers, the browser and training.

PYTHON ?= python3
PORT ?= 8000
BUCKET ?=
ENDPOINT ?=
QDRANT ?=
BENCH ?=
BROKER ?= redis://127.0.0.1:6379/0

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
SETTINGS := CATALOG_BUCKET="$(BUCKET)" CATALOG_ENDPOINT="$(ENDPOINT)" \
	SHOP_BROKER=$(BROKER) SHOP_QDRANT=$(QDRANT)
SHOP := mkdir -p var && $(SETTINGS) $(BIN)/python manage.py
CELERY := $(SETTINGS) $(BIN)/celery -A tasks
ROWS := django_db and not servers and not browser and not slow and not sqlite
# The tests of rows are made with these marks. Left out are the rooms that have rows only in
# passing, and the files that read words, write numbers, break the index or change the model.
WORDS := $(filter-out $(addprefix %/test_,codes.py text.py without_engine.py), \
	$(wildcard tests/search/query/test_*.py tests/search/words/test_*.py))
STORED := \
	$(addprefix --ignore tests/,backends deploy integration photos project telemetry text workshop) \
	$(addprefix --ignore ,$(WORDS)) \
	$(patsubst %,--ignore tests/search/photos/test_%.py,camera photo photo_parts photo_words) \
	$(patsubst %,--ignore tests/faults/test_%.py,broken_index_folders changed_models \
	engines_that_hang time_of_a_page) \
	$(patsubst %,--ignore tests/views/test_%.py,languages machine_numbers)
DEMO := SHOP_QDRANT="$(QDRANT)" $(BIN)/python -m shop.demo --port $(PORT) --bucket "$(BUCKET)" --endpoint "$(ENDPOINT)"

.PHONY: demo demo-check test test-fast test-open-clip test-postgres test-mariadb matrix lint docs dist check worker beat bench format messages

demo: .venv/demo
	$(DEMO)

demo-check: .venv/demo
	$(DEMO) --check

test: .venv/test
	$(BIN)/python -m pytest

test-fast: .venv/test
	$(BIN)/python -m pytest -m "not servers and not browser and not slow"

# open_clip in a folder of its own: transformers takes its torchvision for photos as soon as it is
# installed, and torchvision must be the one made for the torch of the tests.
test-open-clip: var/open-clip/.installed
	PYTHONPATH=var/open-clip $(BIN)/python -m pytest -n 0 tests/backends/encoders/test_open_clip.py

# Without those that `make test` makes on SQLite and on PostgreSQL.
# TEST_DATABASE_URL=postgresql://... moves the tests to a server of your own instead.
test-postgres: .venv/test
	$(BIN)/python -m tests.support.on_postgres -m "$(ROWS) and not either_database" $(STORED)

# MariaDB and its headers are Debian's: apt-get install mariadb-server-core mariadb-client-core libmariadb-dev.
test-mariadb: .venv/test
	$(PIP) --editable ".[mariadb]"
	$(BIN)/python -m tests.support.on_mariadb -m "$(ROWS)" $(STORED)

# Versions of Python and Django beside each other, those that this machine has; see pyproject.toml.
matrix: .venv/test
	$(PIP) tox
	$(BIN)/tox

check: lint docs test

lint: .venv/test
	mkdir -p var
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

# The site in var/docs. Whatever Sphinx warns of is an error, and so is a file of another host.
docs: .venv/docs
	$(BIN)/sphinx-build -W --keep-going -n -q docs var/docs
	! grep -rlE '<(script|link|img|iframe)[^>]+(src|href)="(https?:)?//' var/docs --include='*.html'

# A release in dist: sdist, wheel, and what an installation brings, as CycloneDX.
dist: .venv/test
	$(BIN)/python -m tests.release

worker: .venv/demo
	$(SHOP) migrate --verbosity 0
	$(CELERY) worker --loglevel INFO --concurrency 1

beat: .venv/demo
	$(SHOP) migrate --verbosity 0
	$(CELERY) beat --loglevel INFO --schedule var/beat

# Takes most of an hour. BENCH="--points 10000" is done in minutes. The engines that the index is
# compared with have an environment of their own: the tests do without them.
bench: var/bench/.installed
	var/bench/bin/python -m tests.benchmarks.engines $(BENCH)

# After a change of texts: collects them, then compiles what is translated. Needs GNU gettext.
messages: .venv/test
	cd catalog_search && ../$(BIN)/django-admin makemessages --locale de --locale es --locale fr \
		--add-location file --no-obsolete --no-wrap --ignore workshop
	cd catalog_search && ../$(BIN)/django-admin compilemessages --ignore workshop

format: .venv/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make demo PYTHON=python3.12")'
	# An older pip takes twice as long to choose versions.
	$(PYTHON) -m venv --upgrade-deps .venv

var/bench/.installed: pyproject.toml
	$(PYTHON) -m venv var/bench
	var/bench/bin/python -m pip --disable-pip-version-check install --quiet --editable ".[bench]"
	touch $@

var/open-clip/.installed: pyproject.toml .venv/test
	$(PIP) --no-deps --upgrade --target var/open-clip "open_clip_torch>=3" timm ftfy "torchvision==0.28.*"
	touch $@

.venv/demo: pyproject.toml | .venv/bin/python
	$(PIP) --editable ".[demo]"
	touch $@

# All that CI does in this environment, installed at once.
.venv/ci: pyproject.toml | .venv/bin/python
	$(PIP) --editable ".[docs,test]"
	touch $@ .venv/demo .venv/docs .venv/test

.venv/docs: pyproject.toml | .venv/bin/python
	$(PIP) --editable ".[docs]"
	touch $@

.venv/test: pyproject.toml | .venv/bin/python
	$(PIP) --editable ".[test]"
	touch $@ .venv/demo
