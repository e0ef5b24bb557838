# Essor: the generator, and the observatory's site that lives in this repository.
# `make help` lists what it can do. Local changes go in config.mk, which git ignores.
-include config.mk

MODE     ?= release
PREFIX   ?= /usr/local
VERSION  := 0.1.0
PACKAGES := lua5.4 libgit2 libcmark-gfm yaml-0.1 libxxhash

FLAGS_debug   := -O1 -g -DDEBUG
FLAGS_release := -O2 -g -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_asan    := -O1 -g -DDEBUG -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_tsan    := -O1 -g -fsanitize=thread
FLAGS_cover   := -O0 -g -DDEBUG --coverage

WARNINGS := -Wall -Wextra -Wshadow -Wundef -Wvla -Wwrite-strings -Wpointer-arith -Wstrict-prototypes \
            -Wmissing-prototypes -Wformat=2
CFLAGS    = -std=gnu11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Igenerator -MMD -MP $(WARNINGS) \
            $(FLAGS_$(MODE)) $(shell pkg-config --cflags $(PACKAGES)) $(EXTRA)
LIBS      = $(shell pkg-config --libs $(PACKAGES)) -lcmark-gfm-extensions -lpthread -lm

OUT     := build/$(MODE)
SOURCES := $(sort $(wildcard generator/*/*.c))
TESTS   := $(sort $(wildcard tests/unit/*.c))
OBJECTS := $(SOURCES:%.c=$(OUT)/%.o)
INSTALL  = tests/tools/install.sh

all: $(OUT)/essor        ## build the program at build/essor (MODE=debug|release|asan|tsan|cover)
	@ln -sfn $(MODE)/essor build/essor

$(OUT)/essor: $(OUT)/generator/main.o $(OBJECTS)
	@echo "link $@"
	@$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(OUT)/unit: $(TESTS:%.c=$(OUT)/%.o) $(OBJECTS)
	@echo "link $@"
	@$(CC) $(CFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(OUT)/%.o: %.c Makefile | build/build-packages
	@mkdir -p $(@D)
	@echo "compile $<"
	@$(CC) $(CFLAGS) -c -o $@ $<

build/%-packages: tests/tools/packages.txt
	@mkdir -p build
	@$(INSTALL) $* && touch $@

site: all                ## build the observatory's site into public/
	build/essor build

test: check browser      ## everything that must pass: what CI runs
check: unit cases layers lint repro      ## the same without a browser

unit: build/test-packages $(OUT)/unit    ## C unit tests; ONLY=table runs those whose name has "table"
	$(OUT)/unit $(ONLY)

cases: all               ## whole sites in tests/cases; ONLY=name for one, UPDATE=1 accepts new outputs
	ESSOR=$(CURDIR)/$(OUT) tests/tools/cases.sh $(ONLY)

browser: site build/browser-packages     ## the built site in headless Chromium: axe, HTML, phone, no script
	tests/tools/browser.sh

lint: build/test-packages ## Lua, shell, French catalogue, headers that compile alone
	tests/tools/lint.sh

repro: all               ## two builds in two places are the same bytes
	tests/tools/repro.sh

fuzz:                    ## each reader under libFuzzer for SECONDS (default 30)
	tests/tools/fuzz.sh

bench: build/bench-packages              ## next to Hugo and to the floor program
	$(MAKE) MODE=release all && python3 tests/bench/bench.py

serve: site              ## look at the site on http://127.0.0.1:8000
	cd public && python3 -m http.server --bind 127.0.0.1 8000

install: all             ## program, Lua library, theme, manual page into PREFIX (default /usr/local)
	install -D -m 755 build/essor $(DESTDIR)$(PREFIX)/bin/essor
	build/essor help manual --lang en | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/man/man1/essor.1
	cd themes && find observatoire -type f -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/essor/themes/{} \;
	cd lua && find essor -type f -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/essor/lua/{} \;

layers: build/test-packages ## who may include whom; length of files and functions
	lua5.4 tests/tools/layers.lua

help:                    ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t12

clean:                   ## remove everything that make built
	rm -rf build public .essor

.PHONY: all site test check unit cases layers lint fuzz repro bench browser serve install clean help
-include $(wildcard $(OUT)/generator/*/*.d $(OUT)/generator/*.d $(OUT)/tests/unit/*.d)
