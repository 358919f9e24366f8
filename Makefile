# Every target is one line; what it does lies in setup/.
.DEFAULT_GOAL := help
.PHONY: help setup up down doctor env check format unit app-test docker-test test test-all
.SILENT:

help: ## this list
	sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

up: ## set up this machine and bring up stack dev; again: changes only what differs
	setup/up.sh

down: ## take stack dev down, keep its data; DATA=delete deletes the data too
	DATA='$(DATA)' setup/down.sh

doctor: ## after a kill: whose lock is on stack dev, what was left behind, what to run
	setup/doctor.sh

setup: ## install what is missing: packages, Pulumi, Docker engine, images
	setup/all.sh

env: ## print the environment for pulumi by hand: eval "$(make -s env)"
	setup/env.sh

test: ## all checks and tests, with a total
	setup/test.sh

test-all: ## the same with the long forms of the docker tests
	setup/test.sh all

unit: ## unit tests alone
	setup/npm.sh
	npm run -s unit

app-test: ## the sample application's tests
	app/test.sh

docker-test: ## the tests on a real Docker engine
	setup/all.sh
	eval "$$(setup/env.sh)" && npm run -s docker-tests

check: ## format check, lint, type check
	setup/npm.sh
	npm run -s check

format: ## format all files
	setup/npm.sh
	npm run -s format
