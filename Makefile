# charon: `make run` starts the hello server, `make test` runs every test, `make soak` those that take minutes.

SCRIPT ?= Examples/hello.pluto
ARGS ?=
PREFIX ?= /usr/local
CHARON := .build/release/charon

.PHONY: run build test soak install install-data clean

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

# PARTS="transfers parked" runs some of it: see Documentation/testing.md.
soak: build
	@scripts/set-up --soak
	@CHARON=$(CHARON) scripts/soak $(PARTS)

install: build install-data
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(CHARON) "$(DESTDIR)$(PREFIX)/bin/charon"

# The manual page and the completions of shells.
install-data: SHARE = $(DESTDIR)$(PREFIX)/share
install-data:
	install -d "$(SHARE)/man/man1" "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" \
	  "$(SHARE)/fish/vendor_completions.d"
	install -m 644 Documentation/charon.1 "$(SHARE)/man/man1/charon.1"
	install -m 644 Completions/charon.bash "$(SHARE)/bash-completion/completions/charon"
	install -m 644 Completions/_charon "$(SHARE)/zsh/site-functions/_charon"
	install -m 644 Completions/charon.fish "$(SHARE)/fish/vendor_completions.d/charon.fish"

clean:
	swift package clean
