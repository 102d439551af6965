# Every target sets up what is missing first; the logic is in scripts/.
TARGETS := setup run seed test test-deep lint format bench cases screens lock clean

.PHONY: help $(TARGETS)
.DEFAULT_GOAL := help

help:
	@echo "make run      start Kontor here (sets everything up the first time)"
	@echo "make test     run the tests"
	@echo "others: $(TARGETS)"

$(TARGETS):
	@exec env ARGS="$(ARGS)" python3 -m scripts.task $@
