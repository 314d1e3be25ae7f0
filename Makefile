# The project's commands. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
# Nothing here reports to anybody, and TensorFlow's start-up lines are of no use to a reader.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS := ignore
RUNTIME := .venv/runtime.stamp
DEVELOPMENT := .venv/development.stamp
CALENDAR := .venv-radicale/stamp
WIDGET := widget/node_modules/stamp
VENDORED := assistant/console/vendored/node_modules/stamp
# Node and npm come from a locked package of development.txt; npm looks for node in PATH.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --loglevel error --prefix

.PHONY: help
help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: run
run: trained  ## start the assistant; prints its address when it answers
	@$(BIN)/python -m assistant.run

.PHONY: chat
chat: trained  ## talk to the assistant in this terminal
	@$(BIN)/python -m assistant.chat

.PHONY: train
train: encoder  ## train the model from data/ (cached phrasings are not encoded again)
	@$(BIN)/python -m assistant.training

.PHONY: trained
trained: encoder
	@$(BIN)/python -m assistant.training --if-needed

.PHONY: validate
validate: $(RUNTIME)  ## check data/, domain.yml and config.yml with Rasa's own validator
	@$(BIN)/python -m assistant.training --validate

.PHONY: evaluate
evaluate: trained  ## measure the model: make evaluate FILE=messages.jsonl OUT=predictions.jsonl
	@test -n "$(FILE)" -a -n "$(OUT)" || { \
	  echo "Say which messages and where to write: make evaluate FILE=evaluation/dev_messages.jsonl OUT=results/predictions.jsonl" >&2; exit 2; }
	@$(BIN)/python -m assistant.evaluation.evaluate "$(FILE)" "$(OUT)" 2>.state/evaluate.log || { grep -vE 'Warning|^  ' .state/evaluate.log | tail -5 >&2; exit 2; }

.PHONY: thresholds
thresholds: trained  ## choose the confidence thresholds on messages never trained on
	@$(BIN)/python -m assistant.evaluation.choose_thresholds

.PHONY: bookings
bookings: $(RUNTIME)  ## requests of visitors; more by make bookings DO="help"
	@$(BIN)/python -m assistant.booking.desk.commands $(if $(filter help,$(DO)),--help,$(DO))

.PHONY: inbox
inbox: encoder  ## what the assistant did not understand; more by make inbox DO="help"
	@$(BIN)/python -m assistant.review.commands $(if $(filter help,$(DO)),--help,$(DO))

.PHONY: phrasings
phrasings: encoder  ## what staff have taught; more by make phrasings DO="help"
	@$(BIN)/python -m assistant.phrasings.commands $(if $(filter help,$(DO)),--help,$(DO))

.PHONY: releases
releases: encoder  ## train, compare, publish, roll back; more by make releases DO="help"
	@$(BIN)/python -m assistant.console.release_commands $(if $(filter help,$(DO)),--help,$(DO))

.PHONY: accounts
accounts: $(RUNTIME)  ## who may sign in to the staff's pages; more by make accounts DO="help"
	@$(BIN)/python -m assistant.console.accounts.commands $(if $(filter help,$(DO)),--help,$(DO))

.PHONY: test
test: browser $(CALENDAR) $(WIDGET) $(VENDORED) encoder  ## run every test, checks of style and types included
	@$(BIN)/python -m assistant.training --if-needed
	@CHROMIUM="$$(scripts/find-chromium.sh)" $(BIN)/python -m pytest -n 2 --dist loadfile

# Looked for first: whoever has none learns it before the minutes that a training takes.
.PHONY: browser
browser: $(DEVELOPMENT)
	@scripts/find-chromium.sh >/dev/null

.PHONY: widget
widget: $(WIDGET)  ## build the website widget, assistant/channels/website_files/chat.js
	@$(NPM) widget run --silent build

.PHONY: vendor
vendor: $(VENDORED)  ## copy the libraries of the staff's pages from their locked npm packages
	@$(BIN)/python scripts/copy_vendored.py

.PHONY: screenshots
screenshots: browser $(WIDGET) $(VENDORED) trained  ## take the pictures of the documentation
	@CHROMIUM="$$(scripts/find-chromium.sh)" $(BIN)/python scripts/screenshots.py
	@CHROMIUM="$$(scripts/find-chromium.sh)" $(BIN)/python scripts/console_screenshots.py

.PHONY: bench-stock
bench-stock: $(DEVELOPMENT) trained  ## compare with stock Rasa on the same data (takes long)
	@$(BIN)/python -m benchmarks.stock

.PHONY: bench-bookings
bench-bookings: $(DEVELOPMENT) trained  ## 1,000 bookings while servers crash; prints what became of them
	@$(BIN)/python -m benchmarks.bookings

.PHONY: bench-slots
bench-slots: $(DEVELOPMENT) $(CALENDAR) trained  ## 100 visitors race for 10 free times of a calendar
	@$(BIN)/python -m benchmarks.slots

.PHONY: bench-action
bench-action: $(DEVELOPMENT) trained  ## what the booking action adds to Rasa's own call
	@$(BIN)/python -m benchmarks.booking_action

.PHONY: bench-widget
bench-widget: browser $(WIDGET) trained  ## size, delay and smoothness of the widget beside its peers
	@CHROMIUM="$$(scripts/find-chromium.sh)" $(BIN)/python -m benchmarks.widget

.PHONY: bench-loop
bench-loop: $(DEVELOPMENT) trained  ## from a saved phrasing to its answer, beside stock Rasa (takes long)
	@$(BIN)/python -m benchmarks.loop

.PHONY: bench-publish
bench-publish: $(DEVELOPMENT) trained  ## visitors' answers while releases are published, beside PUT /model
	@$(BIN)/python -m benchmarks.publish

.PHONY: bench-inbox
bench-inbox: $(DEVELOPMENT) encoder  ## the staff's pages with 100,000 messages
	@$(BIN)/python -m benchmarks.inbox

.PHONY: lock
lock:  ## resolve requirements/*.in anew into locked files (needs uv)
	@for name in runtime development radicale; do \
	  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --python-version 3.10 requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	@uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-deps \
	  --python-version 3.10 requirements/encoder.in -o requirements/encoder.txt

.PHONY: encoder
encoder: $(RUNTIME)
	@mkdir -p .state && $(BIN)/python -m assistant.nlu.encoder_setup

.venv/bin/python:
	@python=$$(scripts/find-python.sh) && echo "Virtual environment with $$python ..." && "$$python" -m venv .venv

$(RUNTIME): requirements/runtime.txt | .venv/bin/python
	@echo "Installing the locked packages (about two minutes, once) ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -q --require-hashes -r requirements/runtime.txt
	@touch $@

$(DEVELOPMENT): requirements/development.txt | .venv/bin/python
	@echo "Installing the locked packages for tests (about two minutes, once) ..."
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements/development.txt
	@touch $@ $(RUNTIME)

# A calendar server for the tests, apart: it is GPL, and needs other versions than Rasa.
$(CALENDAR): requirements/radicale.txt | .venv/bin/python
	@echo "Installing the calendar server for the tests ..."
	@.venv/bin/python -m venv .venv-radicale
	@.venv-radicale/bin/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements/radicale.txt
	@touch $@

# npm empties the folder that the stamp stands in.
$(WIDGET): widget/package-lock.json widget/package.json widget/.npmrc | $(DEVELOPMENT)
	@echo "Installing the locked npm packages of the widget ..."
	@$(NPM) widget ci
	@touch $@

$(VENDORED): assistant/console/vendored/package-lock.json assistant/console/vendored/package.json assistant/console/vendored/.npmrc | $(DEVELOPMENT)
	@echo "Installing the locked npm packages of the staff's pages ..."
	@$(NPM) assistant/console/vendored ci
	@touch $@
