# 小窗: two commands for a newcomer, `make run` and `make test`.

GO      ?= go
BIN     := bin
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
BUILT   := $(shell git log -1 --format=%cI 2>/dev/null)
LDFLAGS := -s -w -X xiaochuang/cmd/internal/command.version=$(VERSION) -X xiaochuang/cmd/internal/command.built=$(BUILT)
STAGE   := .ci/stage

# Stores in tests wait for the disk at each commit; in memory they are ten times
# as fast, and a killed process loses as little. What is about the disk itself
# says so and has a target of its own.
SHM := $(shell test -d /dev/shm -a -w /dev/shm && echo /dev/shm)
INMEMORY := $(if $(SHM),TMPDIR=$(SHM))

# Packages compiled without the folder's name are compiled once for every clone.
export GOFLAGS := $(strip $(GOFLAGS) $(if $(findstring -trimpath,$(GOFLAGS)),,-trimpath))

.PHONY: run build test deps lint unit race plain race-all e2e rehearsal bench bench-deps soak month gate plan-rows fuzz fuzz-short fuzz-keys clean

run: build
	@$(BIN)/xiaochuang --demo

build:
	@$(GO) build -ldflags '$(LDFLAGS)' -o $(BIN)/ ./cmd/...

# test installs what it needs, and runs everything; each stage prints its time.
test:
	@$(STAGE) deps  $(MAKE) --no-print-directory deps
	@$(STAGE) build $(MAKE) --no-print-directory build
	@$(STAGE) lint  $(MAKE) --no-print-directory lint
	@$(STAGE) race  $(MAKE) --no-print-directory race
	@$(STAGE) plain $(MAKE) --no-print-directory plain
	@$(STAGE) e2e   $(MAKE) --no-print-directory e2e
	@$(STAGE) fuzz  $(MAKE) --no-print-directory fuzz-short

deps:
	@.ci/deps

lint:
	@test -z "$$($(GO) tool gofumpt -l cmd desk peripherals store tui | tee -a /dev/stderr)"
	@$(GO) vet ./...
	@$(GO) tool staticcheck ./...

unit:
	@$(INMEMORY) $(GO) test ./...

# Packages whose tests are one goroutine's: screens that are given keys, commands that
# are run one after another, drawing, and what speaks to programs of its own. The race
# detector makes them five times as slow and has nothing to see; what they are made of is
# under it in the packages below. race-all has them as well.
SINGLE := ./tui ./cmd/internal/command ./desk/guide ./desk/notice ./peripherals/printer/escpos ./peripherals/printer/pdf \
	./peripherals/scanner/gate ./store/centre/conformance ./store/centre/openapi
APART := /internal/e2e /internal/rehearsal $(SINGLE:.%=xiaochuang%)

# race is the tests of every other package under the race detector, and of the screens
# those in a real terminal and about what goes on in the background; what starts the
# real programs is a stage by itself. Lint has vetted them all. A third of a run is
# waiting for devices and disks, so three packages fill two processors. The longest
# come first, so that none goes on alone at the end.
race:
	@$(INMEMORY) $(GO) test -race -vet=off -p 3 -timeout 12m ./store/centre ./cmd/internal/wire $$($(GO) list ./... | grep -v $(APART:%=-e %$$))
	@$(INMEMORY) $(GO) test -race -vet=off -run 'Terminal|Sync|Stick|Run' ./tui

plain:
	@$(INMEMORY) $(GO) test -vet=off -p 3 $(SINGLE)

# race-all is everything under the race detector, which takes as long as a whole run.
# The quality gate reckons with pictures in one goroutine and is left out.
race-all:
	@$(INMEMORY) $(GO) test -race -vet=off -p 3 -timeout 30m $$($(GO) list ./... | grep -v -e /internal/e2e -e /internal/rehearsal -e /scanner/gate$$)

# e2e plays the counter's day on the real binary in a real terminal, with every
# device attached, and a second time with the twins of all letter keys.
e2e: build
	@$(GO) test -count=1 -timeout 10m -parallel 3 -v ./cmd/internal/e2e/
	@$(GO) test -count=1 -timeout 10m -v ./cmd/internal/rehearsal/

# rehearsal plays the closing hour of a street of forty desks on the embedded
# default, and the night of cities of 100, 1,000 and 7,000 desks on two instances
# with PostgreSQL and S3, on this disk, and prints what they cost; and upgrades a
# centre of 7,000 desks that the first program left. The usual run plays five desks,
# twenty and forty, and upgrades 200.
rehearsal:
	@XC_FULL=1 $(GO) test -count=1 -timeout 60m -v ./cmd/internal/rehearsal/

# bench-deps installs what the night run is measured against, rsync and rclone.
bench-deps:
	@.ci/deps bench

bench:
	@$(GO) test -run '^$$' -bench . -benchmem -timeout 30m ./...

# soak is the long form of the tests that kill and race: 8 × 1,000 numbers, a
# thousand kills, 10,000 keys at two windows, thirty virtual days of bad devices and a
# minute of every family of them, five thousand faults of the network on the street's
# centre, the diagnosis bundle of 10,000 records.
soak:
	@XC_FULL=1 $(GO) test -count=1 -timeout 180m -v ./store/... ./peripherals/devtest ./cmd/internal/e2e/
	@XC_FULL=1 $(INMEMORY) $(GO) test -count=1 -timeout 60m -v -run 'TestNoNumberIsInServiceAtTwoWindows|TestABundleNamesNobody' ./desk ./cmd/internal/wire

# month lives through a whole month of a station: two communities, two windows,
# 4,000 visits, faults at random. The usual run lives through three days.
month:
	@XC_FULL=1 $(INMEMORY) $(GO) test -count=1 -timeout 60m -v -run 'TestMonth$$' ./store/centre

# gate judges the quality gate on the whole labelled set: 480 drawn pages, 800
# printed ones, and 320 in two more typefaces. The usual run has 74 of them.
gate:
	@XC_FULL=1 $(INMEMORY) $(GO) test -count=1 -timeout 60m -v -run 'On(Drawn|Printed)Pages|OnOtherTypefaces|Uprightness' ./peripherals/scanner/gate

# plan-rows plays the rows of the city's plan on the real program, says how many
# of them work, and names the rest.
plan-rows: build
	@$(INMEMORY) $(GO) test -count=1 -timeout 10m -v -run 'TestPlanRows' ./cmd/internal/e2e/ | grep -E 'planrows_test|^(---|ok|FAIL)'

# fuzz-keys presses a million keys at random; the usual run presses ten thousand.
fuzz-keys:
	@XC_FULL=1 $(INMEMORY) $(GO) test -count=1 -timeout 120m -v -run 'TestRandomKeys$$' ./tui

# fuzz throws hostile bytes at every parser for half an hour each, which is a night
# for all of them, two at a time; FUZZTIME=1m is a coffee break. What it finds lies in
# testdata/fuzz of the package and is kept there.
FUZZTIME ?= 30m
fuzz:
	@$(INMEMORY) .ci/fuzz $(FUZZTIME) 2 -fuzz=.

# fuzz-short is the stage of the test run: five seconds each, four at a time, from the
# seeds that are kept. It goes without the coverage that leads the long form:
# building that takes minutes of every run on a fresh machine.
fuzz-short:
	@$(INMEMORY) .ci/fuzz 5s 4

clean:
	@rm -rf $(BIN)
