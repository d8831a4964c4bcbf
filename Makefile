# Two commands: `make baise` installs and solves the real park, `make test` installs what the tests need and runs them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: baise test install pages gallery clean

baise: $(VENV)/installed
	$(BIN)/python solve.py parks/baise

test: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

# Column pages of parks/ and models/, written from the schema.
pages: $(VENV)/installed
	$(BIN)/python -m symbiosis.schema.pages

clean:
	rm -rf $(VENV)
