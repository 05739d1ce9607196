# charon: `make run` starts the hello server, `make test` runs every test.

SCRIPT ?= Examples/hello.pluto
ARGS ?=
PREFIX ?= /usr/local
CHARON := .build/release/charon

.PHONY: run build test install clean

# Installs what is missing, builds, and runs SCRIPT with ARGS.
run: build
	@$(CHARON) $(SCRIPT) $(ARGS)

build:
	@scripts/set-up
	@swift build -c release --product charon --quiet

test:
	@scripts/set-up --tests
	swift build -c release --product charon
	swift test

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(CHARON) "$(DESTDIR)$(PREFIX)/bin/charon"

clean:
	swift package clean
