// Package centre is the street centre: an HTTP server of the wire of
// desk/uplink, its records in SQLite and its scans in files, and the client that
// a desk talks to it with. One centre serves many streets; a street is a tenant,
// named by the first nine digits of its stations.
//
// It is not a copy of a desk: it keeps the lines as they came and projects of
// them what the street decides on. What desks sealed stays sealed; the street's
// keys open it for those who review.
package centre

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
	"xiaochuang/store/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config says where a centre keeps its things and where it listens.
type Config struct {
	Dir  string // data folder; made with permissions 0700
	Addr string // host and port; "" for 127.0.0.1:8080
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
	generation string
	db         *sqlite.DB
	log        *slog.Logger
	clock      desk.Clock
	parts      chan struct{} // admission of parts
	appends    chan struct{} // admission of slices
	guesses    guesses

	mu      sync.Mutex
	streets map[string]*street
	listen  net.Listener // from Listen until Serve
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
	}
	x.guesses.clock = x.now
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

func (x *Centre) open(ctx context.Context) error {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	x.db, err = sqlite.Open(ctx, filepath.Join(x.dir, databaseFile), sqlite.Options{Migrations: steps, Reserve: x.c.Reserve})
	if err != nil {
		return problem(err)
	}
	if err := x.settle(ctx); err != nil {
		return err
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
	var name string
	err := x.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO centre(one, generation, suite, made)
			VALUES(1, ?, ?, ?)
			ON CONFLICT DO NOTHING`, randomID(), suite.Name(), x.now().UnixMilli())
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT generation, suite FROM centre`).Scan(&x.generation, &name)
	})
	if err != nil {
		return err
	}
	if x.c.Suite != nil && x.c.Suite.Name() != name {
		return &desk.Problem{Kind: desk.Conflict, What: "centre.suite"}
	}
	x.suite, err = seal.Named(name)
	return err
}

// Generation names this centre's records. It is other in a centre that was made
// anew.
func (x *Centre) Generation() string { return x.generation }

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
	if x.db != nil {
		errs = append(errs, x.db.Close())
	}
	return errors.Join(errs...)
}

// write runs one transaction that excludes every other writer; each desk's row
// is locked by that.
func (x *Centre) write(ctx context.Context, do func(*sql.Tx) error) error {
	return problem(x.db.Write(ctx, do))
}

func (x *Centre) read(ctx context.Context, do func(*sql.Tx) error) error {
	return problem(x.db.Read(ctx, do))
}

// problem turns what went wrong with the database into a Problem.
func problem(err error) error {
	if err == nil || desk.KindOf(err) != "" {
		return err
	}
	for _, k := range []struct {
		is   error
		kind desk.Kind
		what string
	}{
		{sqlite.ErrFull, desk.Full, "disk"},
		{sqlite.ErrCorrupt, desk.Broken, "centre"},
		{sqlite.ErrIO, desk.Unavailable, "disk"},
		{sqlite.ErrBusy, desk.Locked, "centre.busy"},
		{sqlite.ErrNewer, desk.Conflict, "centre.newer"},
	} {
		if errors.Is(err, k.is) {
			return &desk.Problem{Kind: k.kind, What: k.what, Cause: err}
		}
	}
	return err
}

func randomID() string {
	var b [16]byte
	rand.Read(b[:]) // Never fails: crypto/rand ends the program instead.
	return hex.EncodeToString(b[:])
}
