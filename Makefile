# Everything starts here: needs only make and Python >= 3.11 with venv.
PYTHON ?= python3
UV ?= uv
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Which tests: MARKS as pytest has them; T names rooms (tests/models/slots, test_slots.py) or, failing that, tests.
MARKS ?= not soak
ROOMS = $(if $(T),$(shell find tests -name '$(T)' -o -name 'test_*$(T)*.py'))
CHOSEN = $(if $(T),$(or $(ROOMS),-k '$(T)'))

PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# A point every two seconds while something is installed, so that nobody takes it for stuck.
DOTS = { while sleep 2 ; do printf . ; done ; } & dots=$$! ;
STOP = code=$$? ; kill $$dots ; echo ; exit $$code

.PHONY: help venv run check fix test suite coverage bench soak pages image lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run     ouvre Comptoir sur une base de démonstration (ARGS=\"--profile france\")"
	@echo "make check   style, types, contrats d’import, code mort, orthographe : en moins d’une minute"
	@echo "make fix     met en forme et corrige ce qui se corrige seul"
	@echo "make test    make check, puis tous les tests ; make test T=slots, ceux d’une pièce seulement"
	@echo "make suite   tous les tests, sans make check"
	@echo "make coverage  tous les tests, et les branches qu’ils ne prennent pas"
	@echo "make venv    prépare .venv avec les versions verrouillées, sans rien lancer"
	@echo "make bench   mesure : démarrage, octets et millisecondes par touche, mémoire"
	@echo "make soak    longues épreuves"
	@echo "make pages   récrit ce que le programme dit lui-même dans les pages : commandes, réglages, touches"
	@echo "make image   redessine docs/comptoir.svg, l’image du comptoir"
	@echo "make lock    recalcule requirements.lock (demande uv)"
	@echo "make clean   efface .venv et ce qui a été construit"

venv: $(STAMP)

# Installs only when the locked versions or the project file changed; afterwards nothing touches the network.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Comptoir demande Python 3.11 ou plus récent (make PYTHON=python3.12 venv)." >&2; exit 1; }
	@echo "Comptoir se prépare : une à deux minutes, cette fois seulement."
	@printf "1/3  l’environnement Python " ; $(DOTS) test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) ; $(STOP)
	@printf "2/3  les bibliothèques verrouillées " ; $(DOTS) $(PIP) --require-hashes -r requirements.lock ; $(STOP)
	@printf "3/3  Comptoir lui-même " ; $(DOTS) $(PIP) --no-deps --no-build-isolation -e . ; $(STOP)
	@touch $@

run: venv
	@echo "Comptoir ouvre une démonstration…"
	@$(BIN)/comptoir demo $(ARGS)

check: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/codespell
	$(BIN)/mypy

fix: venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: $(if $(T),,check) suite

suite: venv
	$(BIN)/pytest -n auto --maxprocesses 4 -m "$(MARKS)" $(CHOSEN) $(ARGS)

# Not in `make test`: Python before 3.14 has no cheap way to see branches, and the suite takes half as long again.
# Programs that tests start are not measured: what a key costs them is. CI measures models and letters on 3.13.
coverage: venv
	$(BIN)/pytest -n auto --maxprocesses 4 -m "$(MARKS)" --cov --cov-report=term:skip-covered $(ARGS)

bench: venv
	$(BIN)/python -m tests.bench $(ARGS)

soak: venv
	$(BIN)/pytest -m soak $(ARGS)

pages: venv
	$(BIN)/python -m tests.docs.generated

image: venv
	@env -u NO_COLOR $(BIN)/comptoir demo --image docs/comptoir.svg

# One file for Python 3.11 and later: names, versions and hashes, no address.
lock:
	@command -v $(UV) >/dev/null || { echo "make lock demande uv (pipx install uv)." >&2; exit 1; }
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --extra postgres --group dev -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
