# Run `make` to see the targets.

FILTER ?=
ARGS ?=
SWIFT_FILES = $(wildcard Sources Tests Benchmarks Package.swift)

.DEFAULT_GOAL := help
.PHONY: help demo build build-release test test-openapi test-connect lint format bench chaos docs ci swift needs needs-test needs-bench

help:
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  \1|/' | \
		awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

demo: build-release ## Start a server with a demo account, post leads to it, and stay up (ARGS=…)
	.build/release/sluice demo $(ARGS)

build: swift needs ## Build for debugging
	swift build

build-release: swift needs ## Build the server for release, nothing else
	swift build -c release --product sluice

test: swift needs-test ## Run the tests on both databases (FILTER=… for some of them)
	scripts/test-postgres run -- swift test $(if $(FILTER),--filter '$(FILTER)') $(ARGS)
	$(if $(FILTER)$(ARGS),,scripts/test-connect)

test-openapi: build ## Hold the server to its OpenAPI description with generated requests (ARGS=…)
	scripts/test-openapi $(ARGS)

test-connect: build ## Verify real deliveries with the libraries that receivers use
	scripts/test-connect

lint: swift ## Check format, imports and words
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)
	scripts/check-imports --self-test
	scripts/check-imports
	scripts/check-words --self-test
	scripts/check-words

format: swift ## Rewrite the Swift files in the project's format
	swift format --in-place --parallel --recursive $(SWIFT_FILES)

bench: swift needs-bench ## Measure, and compare with the thresholds (ARGS=…)
	scripts/bench $(ARGS)

chaos: swift needs-bench ## Kill the server under load again and again, and count what was lost (ARGS=…)
	scripts/chaos $(ARGS)

docs: ## Check the links of the documentation
	scripts/check-docs

ci: lint test test-openapi build-release ## What CI runs

swift:
	@command -v swift >/dev/null || { \
		echo "Sluice needs Swift 6.2 or newer, and 'swift' is not on PATH."; \
		echo "Install a toolchain from https://www.swift.org/install and add its usr/bin to PATH, for instance:"; \
		echo "  export PATH=/opt/swift/usr/bin:\$$PATH"; \
		exit 1; }

needs:
	@scripts/install-needs build

needs-test:
	@scripts/install-needs test

needs-bench:
	@scripts/install-needs bench
