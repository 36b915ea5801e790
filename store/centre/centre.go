// Package centre is the street centre: an HTTP server of the wire of
// desk/uplink, its records in SQLite or PostgreSQL, its scans in files or in an S3
// service. One centre serves many streets; a street is a tenant, named by the
// first nine digits of its stations. Desks come through package client.
//
// It is not a copy of a desk: it keeps the lines as they came and projects of
// them what the street decides on. What desks sealed stays sealed; the street's
// keys open it for those who review.
package centre

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/scans"
	"xiaochuang/store/seal"
)

// Config says where a centre keeps its things and where it listens.
type Config struct {
	Dir string // data folder; made with permissions 0700
	// Database is the address of a PostgreSQL database, as libpq takes it, that
	// keeps the records; "" for a SQLite file in Dir. Instances that share one
	// share the file RingFile of Dir as well.
	Database string
	// Scans is the address of what keeps the pages, as in scans.Open; "" for a
	// folder in Dir.
	Scans string
	Addr  string // host and port; "" for 127.0.0.1:8080
	// Cert and Key are the PEM files of TLS. Without them the centre speaks plain
	// HTTP, on a loopback address only unless Gateway says that something in
	// front of it ends TLS or TLCP.
	Cert, Key string
	Gateway   bool
	Street    string       // nine digits; its keys are made at the first start. Others get theirs with their first code.
	Suite     seal.Suite   // of a centre that is made now; nil for gm
	Clock     desk.Clock   // nil for the PC's own
	Log       *slog.Logger // nil for none
	Quota     int64        // bytes that a desk may send on one day; 0 for 20 GiB
	Reserve   int64        // as in sqlite.Options
	// Upgrade, if not nil, hears how far Open is with the tables of an older program.
	Upgrade func(Upgrade)
	// Meanwhile answers people who come to Addr while Open is at that; desks are told
	// to come back. It is nil for a centre that will not serve.
	Meanwhile http.Handler

	scratch bool // a copy of a backup, which is looked at and thrown away
}

const (
	defaultAddr  = "127.0.0.1:8080"
	defaultQuota = 20 << 30
	databaseFile = "centre.db"
)

// A Centre is open until Close. It is safe for concurrent use, and several
// processes may have the same one open: one that serves, others that run a
// command.
type Centre struct {
	c          Config
	dir        string
	suite      seal.Suite
	generation atomic.Pointer[string]
	records    records.Records
	shelf      scans.Shelf
	ring       *seal.Keys // of the centre, which seals those of streets; nil where they are in files
	log        *slog.Logger
	clock      desk.Clock
	parts      chan struct{} // admission of parts
	appends    chan struct{} // admission of slices
	people     http.Handler  // nil for none
	hashing    chan struct{} // admission of secrets
	guesses    guesses
	crowd      crowd
	room       room
	meters     *meters

	mu      sync.Mutex
	streets map[string]*street
	listen  net.Listener // from Listen until Serve
	cert    *certificate // from Listen on; nil without TLS
}

// Open opens the centre in c.Dir and makes it where there is none. It sets the
// process's umask to 077. It listens nowhere; that is Serve.
func Open(ctx context.Context, c Config) (*Centre, error) {
	syscall.Umask(0o077)
	if c.Dir == "" {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.dir"}
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("centre folder: %w", err)
	}
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.Chmod(dir, 0o700)); err != nil {
		return nil, fmt.Errorf("centre folder: %w", err)
	}
	x := &Centre{
		c: c, dir: dir, log: c.Log, clock: c.Clock, streets: map[string]*street{},
		parts: make(chan struct{}, mostParts), appends: make(chan struct{}, mostAppends),
		hashing: make(chan struct{}, hashers),
	}
	x.guesses.clock = x.now
	x.meters = newMeters(x)
	if x.log == nil {
		x.log = slog.New(slog.DiscardHandler)
	}
	if x.clock == nil {
		x.clock = desk.SystemClock{}
	}
	if err := x.open(ctx); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

func (x *Centre) open(ctx context.Context) (err error) {
	u := &upgrading{x: x, ctx: ctx}
	if x.c.Database != "" {
		x.records, err = openServer(ctx, x.c.Database, u.step)
	} else {
		x.records, err = openFile(ctx, filepath.Join(x.dir, databaseFile), x.c.Reserve, u.step)
	}
	u.done(err)
	if err != nil {
		return records.Problem(err)
	}
	if err := x.settle(ctx); err != nil {
		return err
	}
	if x.shelf, err = scans.Open(cmp.Or(x.c.Scans, filepath.Join(x.dir, scanFolder)), x.suite); err != nil {
		return &desk.Problem{Kind: desk.Invalid, What: "centre.scans", Cause: err}
	}
	if x.c.Street == "" {
		return nil
	}
	return x.found(ctx, x.c.Street)
}

// settle reads which centre this is, or makes it one.
func (x *Centre) settle(ctx context.Context) error {
	suite := x.c.Suite
	if suite == nil {
		suite = seal.GM()
	}
	ring, err := x.openRing(ctx, suite)
	if err != nil {
		return err
	}
	var name, instance, generation string
	err = x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO centre(one, generation, suite, made, ring)
			VALUES(1, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, randomID(), suite.Name(), x.now().UnixMilli(), instanceOf(ring))
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT generation, suite, ring FROM centre`).Scan(&generation, &name, &instance)
	})
	if err != nil {
		return err
	}
	if x.c.Suite != nil && x.c.Suite.Name() != name {
		return &desk.Problem{Kind: desk.Conflict, What: "centre.suite"}
	}
	if instance != instanceOf(ring) {
		return &desk.Problem{Kind: desk.Denied, What: "centre.ring"}
	}
	x.ring = ring
	x.generation.Store(&generation)
	if x.suite, err = seal.Named(name); err != nil {
		return err
	}
	if x.c.scratch {
		return nil
	}
	return x.placed(ctx)
}

// RingFile is the key ring in the data folder that seals the keys of streets in
// records that instances share. The first instance makes it; every other one is
// given a copy.
const RingFile = "centre.keys"

// openRing opens the ring of shared records, or of records that were shared when
// they were backed up. It makes one only for records that have none yet.
func (x *Centre) openRing(ctx context.Context, suite seal.Suite) (*seal.Keys, error) {
	var made bool
	err := x.read(ctx, func(tx *records.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM centre)`).Scan(&made)
	})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(x.dir, RingFile)
	k, err := seal.Load(path)
	if errors.Is(err, fs.ErrNotExist) && x.records.Shared() && !made {
		k, err = seal.Create(path, suite)
		if errors.Is(err, fs.ErrExist) {
			k, err = seal.Load(path)
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, &desk.Problem{Kind: desk.Denied, What: "centre.ring", Cause: err}
	}
	return k, nil
}

func instanceOf(k *seal.Keys) string {
	if k == nil {
		return ""
	}
	return k.Instance()
}

// Generation names this centre's records. It is other in a centre that was made
// anew, restored or moved.
func (x *Centre) Generation() string { return *x.generation.Load() }

// Suite is the crypto suite of this centre and of all its desks.
func (x *Centre) Suite() seal.Suite { return x.suite }

// Close closes the database and the scans.
func (x *Centre) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	var errs []error
	for _, s := range x.streets {
		errs = append(errs, s.scans.Close())
	}
	clear(x.streets)
	if x.listen != nil {
		errs = append(errs, x.listen.Close())
		x.listen = nil
	}
	if x.records != nil {
		errs = append(errs, x.records.Close())
	}
	return errors.Join(errs...)
}

func (x *Centre) write(ctx context.Context, do func(*records.Tx) error) error {
	return records.Problem(x.records.Write(ctx, do))
}

func (x *Centre) read(ctx context.Context, do func(*records.Tx) error) error {
	return records.Problem(x.records.Read(ctx, do))
}

// openServer and openFile keep a nil pointer from becoming records.
func openServer(ctx context.Context, url string, told records.Told) (records.Records, error) {
	s, err := records.OpenServer(ctx, url, told)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func openFile(ctx context.Context, path string, reserve int64, told records.Told) (records.Records, error) {
	f, err := records.OpenFile(ctx, path, reserve, told)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func randomID() string {
	var b [16]byte
	rand.Read(b[:]) // Never fails: crypto/rand ends the program instead.
	return hex.EncodeToString(b[:])
}
