# Every target is one line; what it does lies in setup/.
.DEFAULT_GOAL := help
.PHONY: $(shell sed -nE 's|^([a-z-]+):.*|\1|p' $(MAKEFILE_LIST))
.SILENT:

help: ## this list
	sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

up: ## set up this machine and bring up stack dev; again: changes only what differs; STACK=staging: another one
	STACK='$(STACK)' setup/up.sh

status: ## who serves whom now, by the load balancer; JSON=1 for programs
	setup/command.sh status $(if $(JSON),--json)

logs: ## what all containers write, as one log; COLOUR=green, TAIL=200, FOLLOW=no
	COLOUR='$(COLOUR)' TAIL='$(TAIL)' FOLLOW='$(FOLLOW)' setup/command.sh logs

open: ## the application in a browser, or its address; PREVIEW=1 for the idle colour
	setup/open.sh $(if $(PREVIEW),previewUrl,url)

seed: ## work orders to look at, made through the users' route; COUNT=200; again: no doubles
	COUNT='$(COUNT)' setup/command.sh seed

down: ## take stack dev down, keep its data; DATA=delete deletes the data too
	DATA='$(DATA)' setup/down.sh

doctor: ## after a kill: whose lock is on stack dev, what was left behind, what to run
	setup/command.sh doctor

render: ## what a stack on AWS would make, as files, without a cloud; STACK=prod DIR=out
	setup/npm.sh
	node --import=tsx setup/render.ts $(or $(STACK),prod) $(or $(DIR),out)

drift: ## whether a stack still has what its file and its state say; STACK=staging
	STACK='$(STACK)' setup/drift.sh

repair: ## after a run on AWS was killed: finds what it was making; STACK=staging LOOK=1 IDS="NAME=ID"
	setup/npm.sh
	LOOK='$(LOOK)' IDS='$(IDS)' node --import=tsx setup/repair/repair.ts $(STACK)

verify-aws: ## what only a real AWS account can show; STACK=staging FLIP=1 ELSEWHERE=1 JSON=1
	setup/npm.sh
	node --import=tsx setup/verify-aws/verify.ts $(STACK) $(if $(FLIP),--flip) $(if $(ELSEWHERE),--elsewhere) $(if $(JSON),--json)

setup: ## install what is missing: packages, Pulumi, Docker engine, images
	setup/all.sh

hooks: ## check before each commit and push of this clone, by hooks of git; OFF=1 takes them out
	setup/hooks.sh $(if $(OFF),off)

env: ## print the environment for pulumi by hand: eval "$(make -s env)"; STACK=staging: without a backend
	setup/env.sh $(if $(filter-out dev,$(STACK)),tools)

plan: ## what pulumi up would do to a stack, as Markdown for a pull request; STACK=staging OUT=FILE
	STACK='$(STACK)' OUT='$(OUT)' setup/plan.sh

image: ## the image of one part of app/, from the last commit; PART=api STACK=staging VERSION=1.5.0 PUSH=1 UNLESS_AS_IN=main
	setup/npm.sh
	PART='$(PART)' STACK='$(STACK)' VERSION='$(VERSION)' PUSH='$(PUSH)' UNLESS_AS_IN='$(UNLESS_AS_IN)' \
		node --import=tsx setup/delivery/image.ts

audit: ## known faults of what npm, PyPI and Go modules bring; what fails: setup/scan/policy.yml
	setup/audit.sh

secret-scan: ## secrets in any commit of the history
	setup/secret-scan.sh

test: ## all checks and tests, with a total
	setup/test.sh

test-all: ## the same with the long forms of the docker and cluster tests
	setup/test.sh all

unit: ## unit tests alone
	setup/npm.sh
	npm run -s unit

app-test: ## the sample application's tests
	app/test.sh

manifest-test: ## linters on what make render writes for stacks on AWS
	setup/npm.sh
	npm run -s manifest-tests

docker-test: ## the tests on a real Docker engine
	setup/all.sh
	setup/browser.sh
	eval "$$(setup/env.sh)" && npm run -s docker-tests

workflow-test: ## linters on the workflows, and what their steps do
	setup/npm.sh
	npm run -s workflow-tests

aws-test: ## the tests on a simulated AWS, without a cluster
	setup/requirements.sh test
	setup/npm.sh
	setup/pulumi.sh
	eval "$$(setup/env.sh)" && npm run -s aws-tests

docs: ## the documents as a site, in out/site, to be read without a network; SERVE=1: and serve it, PORT=8000
	PORT='$(PORT)' setup/site/build.sh $(if $(SERVE),serve)

cluster-up: ## a Kubernetes of one node on this machine, for tests; TEST_KUBECONFIG=FILE: another one
	airgap/kubernetes/up.sh

cluster-down: ## end that Kubernetes and all it has on this machine
	airgap/kubernetes/down.sh

cluster-test: ## the tests on a real Kubernetes
	setup/all.sh
	airgap/kubernetes/up.sh
	eval "$$(setup/env.sh)" && npm run -s cluster-tests

record-state: ## the states of this version, which later ones are held to; when it is released
	setup/record-state.sh

kind-up: ## a Kubernetes of kind on this machine, for tests, where Docker can pull its image
	setup/kind.sh up

kind-down: ## end that Kubernetes
	setup/kind.sh down

kind-test: ## the tests on a real Kubernetes, that of kind
	setup/all.sh test
	setup/kind.sh up
	eval "$$(setup/kind.sh env)" && $(MAKE) cluster-test

check: ## format check, lint, type check
	setup/npm.sh
	npm run -s check

format: ## format all files
	setup/npm.sh
	npm run -s format
