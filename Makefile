# Essor: the generator, and the observatory's site that lives in this repository.
# `make help` lists what it can do. Local changes go in config.mk, which git ignores.
-include config.mk

MODE     ?= release
PREFIX   ?= /usr/local
SECONDS  ?= 30
VERSION  := 0.1.0
PACKAGES := lua5.4 libgit2 libcmark-gfm yaml-0.1 libxxhash libmicrohttpd
CMARK    := -l:libcmark-gfm-extensions.a -l:libcmark-gfm.a  # into the program: 4 % less CPU (generator/README.md)

FLAGS_debug   := -O1 -g -DDEBUG
FLAGS_release := -O2 -g -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_asan    := -O1 -g -DDEBUG -DINSTRUMENTED -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_tsan    := -O1 -g -DINSTRUMENTED -fsanitize=thread
FLAGS_cover   := -O0 -g -DDEBUG -DINSTRUMENTED --coverage -fprofile-update=atomic
FLAGS_fuzz    := -O1 -g -DDEBUG -DINSTRUMENTED -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
ifeq ($(FLAGS_$(MODE)),)
$(error MODE is debug, release, asan, tsan or cover, not '$(MODE)')
endif

WARNINGS := -Wall -Wextra -Wshadow -Wundef -Wvla -Wwrite-strings -Wpointer-arith -Wstrict-prototypes \
            -Wmissing-prototypes -Wformat=2
CFLAGS    = -std=gnu11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Igenerator -MMD -MP $(WARNINGS) $(FLAGS_$(MODE)) $(EXTRA)
LIBS      = $(CMARK) $(shell pkg-config --libs $(filter-out libcmark-gfm,$(PACKAGES))) -lpthread -lm

OUT     := build/$(MODE)
OBJECTS := $(patsubst %.c,$(OUT)/%.o,$(sort $(wildcard generator/*/*.c)))
TESTS   := $(patsubst %.c,$(OUT)/%.o,$(sort $(wildcard tests/unit/*.c)))
SHARE    = $(DESTDIR)$(PREFIX)/share

ifeq ($(MAKELEVEL),0)           # a file at a time on each processor
MAKEFLAGS += -j$(shell nproc)
endif
MAKEFLAGS += --no-print-directory

all: $(OUT)/essor        ## build the program at build/essor (MODE=debug|release|asan|tsan|cover)
	@ln -sfn $(MODE)/essor build/essor

LINK = @echo "link $@" && $(CC) $(CFLAGS) -o $@ $^ $(LIBS)
$(OUT)/essor: $(OUT)/generator/main.o $(OBJECTS)
	$(LINK)
$(OUT)/unit: $(TESTS) $(OBJECTS)
	$(LINK) -lcmocka
$(OUT)/fuzz-%: $(OUT)/tests/fuzz/%.o $(OBJECTS)
	$(LINK) -fsanitize=fuzzer

$(TESTS): | build/test-packages
$(OUT)/%.o: %.c Makefile | build/build-packages
	@mkdir -p $(@D)
	@echo "compile $<"
	@$(CC) $(CFLAGS) $$(pkg-config --cflags $(PACKAGES)) -c -o $@ $<

$(OUT)/generator/commands/serve_script.o: generator/commands/serve.js

build/%-packages: tests/tools/packages.txt
	@mkdir -p build
	@tests/tools/install.sh $* && touch $@

site: all                ## build the observatory's site into public/
	@echo "build the site"
	@build/essor build

STEPS_OF_CHECK := unit cases "TIMES=short faults" shards preview layers lint repro
test: site               ## everything that must pass
	+@tests/tools/steps.sh test $(STEPS_OF_CHECK) property browser
check:                   ## the same without a browser, with 2,000 random edits instead of 200
	+@tests/tools/steps.sh check $(STEPS_OF_CHECK) "STEPS=2000 property"
sanitize:                ## unit tests and cases under AddressSanitizer and UndefinedBehaviorSanitizer
	+@tests/tools/steps.sh sanitize "MODE=asan unit" "MODE=asan cases"

export ESSOR := $(CURDIR)/$(OUT)/essor
cases property preview shards faults repro: all
unit cases property preview faults layers lint: build/test-packages
unit: $(OUT)/unit        ## C unit tests; ONLY=table runs those whose name has "table"
	@tests/tools/unit.sh $(OUT)/unit $(ONLY)
cases:                   ## whole sites in tests/cases; ONLY=name for one, UPDATE=1 accepts new outputs
	@tests/tools/cases.sh $(ONLY)
property:                ## random edits: incremental builds equal clean ones; STEPS=200, SEED= repeats one
	@tests/property/walks.sh
preview:                 ## the server of `essor serve`, asked over its socket; ONLY=word
	@python3 -B tests/serve/preview.py $(ONLY)
shards:                  ## a site built in parts by several processes is the site built as a whole
	@tests/shards/run.sh
layers:                  ## who may include whom; length of files and functions
	@lua5.4 tests/tools/layers.lua
lint: build/build-packages               ## Lua, headers that compile alone, messages in French, spelling of files
	@tests/tools/lint.sh
faults:                  ## kills, failing system calls, full disk, power cuts; TIMES=500 kills, TIMES=short
	@tests/faults/run.sh $(TIMES)
repro:                   ## two builds in two places are the same bytes
	@tests/tools/repro.sh
browser: site build/browser-packages     ## the built site in headless Chromium: axe, HTML, phone, no script
	@tests/tools/browser.sh

fuzz: build/fuzz-packages                ## each reader under libFuzzer for SECONDS (default 30)
	@$(MAKE) MODE=fuzz CC=clang $(patsubst tests/fuzz/%.c,build/fuzz/fuzz-%,$(wildcard tests/fuzz/*.c))
	@tests/tools/fuzz.sh $(SECONDS) build/fuzz

cover: build/cover-packages              ## lines that unit tests and cases reach
	-@$(MAKE) MODE=cover -k unit cases
	@gcovr --gcov-ignore-parse-errors --filter generator/ build/cover

bench: build/bench-packages              ## next to Hugo, Zola and the floor program; what an edit costs
	@$(MAKE) MODE=release all
	@npm ci --prefix tests/bench --no-audit --no-fund --ignore-scripts --loglevel=error
	@python3 tests/bench/bench.py
	@python3 tests/bench/changes.py
	@python3 tests/bench/latency.py
	@python3 tests/bench/shards.py

serve: all               ## show the site on http://127.0.0.1:1313 as it is written
	@build/essor serve

install: all             ## program, Lua library, theme, manual page into PREFIX (default /usr/local)
	install -D -m 755 $(OUT)/essor $(DESTDIR)$(PREFIX)/bin/essor
	$(OUT)/essor help manual --lang en > build/essor.1 && install -D -m 644 build/essor.1 $(SHARE)/man/man1/essor.1
	cd themes && find observatoire -type f -exec install -D -m 644 {} $(SHARE)/essor/themes/{} \;
	cd lua && find essor -type f -exec install -D -m 644 {} $(SHARE)/essor/lua/{} \;

help:                    ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | sort | expand -t12

clean:                   ## remove everything that make built
	rm -rf build public .essor

.PHONY: all site test check sanitize unit cases property shards preview layers lint repro faults browser fuzz cover bench serve install help clean
.SECONDARY:
.DELETE_ON_ERROR:
-include $(wildcard $(OUT)/generator/*.d $(OUT)/generator/*/*.d $(OUT)/tests/*/*.d)
