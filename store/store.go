// Package store is the station's store: the one journal, and the tables that
// follow from it, in a SQLite database; scanned pages as sealed files beside
// it; and the keys that both are sealed under. It implements desk.Ledger and
// desk.PrintJobs.
//
// It is not a place for rules: what may be done is decided by the use cases of
// desk, inside the transaction that this package gives them. It knows no centre;
// what the night run needs is kept here and sent by others.
package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/seal"
	"xiaochuang/store/sqlite"
)

// Config says where a store is and whose it is.
type Config struct {
	Dir     string       // data folder; made with permissions 0700
	KeyPath string       // key ring, "" for Dir with ".keys" appended
	Station desk.Station // Code, Desk, DayBegins and Practice are used
	Clock   desk.Clock   // nil for the PC's own
	Built   time.Time    // when the program was built: no right clock stands before it
	Suite   seal.Suite   // of a key ring that is made now; nil for gm
	Log     *slog.Logger // nil for none
	// Reserve is the size in bytes of the file that is given up when the disk is
	// full; 0 for 64 MiB, negative for none.
	Reserve int64
	// CheapPINs makes a try of a PIN that is set now cost next to nothing. It is for
	// tests: whoever has the key file would soon have tried every PIN.
	CheapPINs bool
	// Keyless opens the store without its keys, to move, check and count what
	// stays sealed. Private parts are then empty, and an act that would seal one
	// is a Problem of kind Locked. A store cannot be made this way.
	Keyless bool
}

// A Store is open until Close. It is safe for concurrent use, and several
// processes may have the same one open.
type Store struct {
	dir     string
	station desk.Station
	clock   desk.Clock
	built   time.Time
	suite   seal.Suite
	log     *slog.Logger
	keys    *seal.Keys // nil without keys
	keyPath string
	cost    seal.Cost
	check   []byte // what the ring of this store gives, nil for a new one
	opener  *opener
	db      *sqlite.DB
	blobs   *blob.Store
	names   names // to find cases by
}

var _ desk.Ledger = (*Store)(nil)

const (
	databaseFile = "desk.db"
	blobFolder   = "blobs"
)

// Open opens the store in c.Dir and makes it where there is none. It sets the
// process's umask to 077.
//
// It returns a Problem of kind Denied and What "store.key" when the key ring is
// missing, is not the one of this store, or may be read by others, and Conflict
// with What "store.station" when the folder belongs to another desk. A protected
// ring is locked at first: until TryPIN opens it, private parts are empty, and an
// act that would seal one is a Problem of kind Locked.
func Open(ctx context.Context, c Config) (*Store, error) {
	syscall.Umask(0o077)
	s, err := c.store()
	if err != nil {
		return nil, err
	}
	release, err := await(ctx, s.dir, "open", s.clock.Now())
	if err != nil {
		return nil, err
	}
	defer release()
	if err := s.open(ctx, c); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// store checks the configuration and fills in what is left out.
func (c *Config) store() (*Store, error) {
	if len(c.Station.Code) != 12 || len(c.Station.Desk) != 2 {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "station.code"}
	}
	if err := cleanDir(c.Dir); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if c.KeyPath == "" {
		c.KeyPath = dir + ".keys"
	}
	if c.Suite == nil {
		c.Suite = seal.GM()
	}
	s := &Store{dir: dir, station: c.Station, clock: c.Clock, built: c.Built, keyPath: c.KeyPath, cost: seal.Tried}
	if c.CheapPINs {
		s.cost = seal.Cost{Time: 1, Memory: 64}
	}
	if s.clock == nil {
		s.clock = desk.SystemClock{}
	}
	s.log = c.Log
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, c Config) (err error) {
	path := filepath.Join(s.dir, databaseFile)
	_, err = os.Lstat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	if fresh && c.Keyless {
		return &desk.Problem{Kind: desk.NotFound, What: "store"}
	}
	if s.db, err = openDatabase(ctx, path, c.Reserve); err != nil {
		return err
	}
	if err := s.db.Quick(ctx); err != nil {
		return problem(err)
	}
	suite, check, err := s.sealedUnder(ctx)
	if err != nil {
		return err
	}
	if err := s.wipedNot(ctx, c); err != nil {
		return err
	}
	if err := s.takeKeys(c, suite, check); err != nil {
		return err
	}
	s.opener = &opener{keys: s.keys, suite: s.suite}
	if s.blobs, err = blob.Open(filepath.Join(s.dir, blobFolder), s.suite); err != nil {
		return err
	}
	return s.settle(ctx)
}

// sealedUnder returns the suite and key check of the database, both empty for a
// new one.
func (s *Store) sealedUnder(ctx context.Context) (suite string, check []byte, err error) {
	err = s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT suite, key_check FROM sync_state`).Scan(&suite, &check)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("read key check: %w", err)
	}
	return suite, check, nil
}

// wipedNot refuses a store whose keys the street has ordered to be dropped, and
// drops what a power cut has left of them. Without keys it opens.
func (s *Store) wipedNot(ctx context.Context, c Config) error {
	at, err := s.Wiped(ctx)
	if err != nil || at.IsZero() || c.Keyless {
		return err
	}
	return &desk.Problem{Kind: desk.Denied, What: "store.wiped", Cause: seal.Erase(c.KeyPath)}
}

// takeKeys loads the key ring and compares it with the database. Only a new
// database gets a new ring: one that was lost is never replaced in silence,
// because what it sealed opens with no other.
func (s *Store) takeKeys(c Config, suite string, check []byte) (err error) {
	if c.Keyless {
		s.suite, err = seal.Named(suite)
		return err
	}
	s.keys, err = seal.Load(c.KeyPath)
	if errors.Is(err, fs.ErrNotExist) && check == nil {
		s.keys, err = seal.Create(c.KeyPath, c.Suite)
	}
	if err != nil {
		return &desk.Problem{Kind: desk.Denied, What: "store.key", Cause: err}
	}
	s.suite, s.check = s.keys.Suite(), check
	if check != nil && s.suite.Name() != suite {
		return &desk.Problem{Kind: desk.Denied, What: "store.key"}
	}
	if check == nil && !s.keys.Open() {
		return &desk.Problem{Kind: desk.Denied, What: "store.key"} // A ring of another store.
	}
	return s.own()
}

// own holds that the key ring is the one of this store. While it is locked there
// is nothing to hold; see TryPIN.
func (s *Store) own() error {
	if s.check != nil && s.keys.Open() && subtle.ConstantTimeCompare(s.check, s.keyCheck()) != 1 {
		return &desk.Problem{Kind: desk.Denied, What: "store.key"}
	}
	return nil
}

// keyCheck is a value that only this key ring gives.
func (s *Store) keyCheck() []byte {
	if s.keys == nil || !s.keys.Open() {
		return nil
	}
	return s.suite.Index(s.keys.IndexKey(), "store", "key check")
}

// Close closes the database and the page files. Locks taken stay until they
// are released.
func (s *Store) Close() error {
	var errs []error
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.blobs != nil {
		errs = append(errs, s.blobs.Close())
	}
	return errors.Join(errs...)
}

// Keys returns the key ring, nil in a store opened without keys.
func (s *Store) Keys() *seal.Keys { return s.keys }

// Pages returns the files of scanned pages, for those who move them.
func (s *Store) Pages() *blob.Store { return s.blobs }
