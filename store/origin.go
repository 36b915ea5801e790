package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// An origin is what this store says of itself in every line: which desk it is,
// and in which incarnation. A store restored from an old image opens a new one,
// with another letter, so that no number is given out twice.
type origin struct {
	desk        string // station code and desk number
	instance    string
	incarnation string
	ordinal     int
	letter      string
}

func loadOrigin(ctx context.Context, q querier) (origin, error) {
	var o origin
	err := q.QueryRowContext(ctx, `
		SELECT desk_id, instance, incarnation, inc_no, letter
		FROM sync_state`,
	).Scan(&o.desk, &o.instance, &o.incarnation, &o.ordinal, &o.letter)
	return o, missing(err, "store.origin")
}

// An instance is what stands in the file outside the database. The ordinal is
// there too, so that a database that was lost does not begin at the letter A
// again.
type instance struct {
	ID      string `json:"instance"`
	Ordinal int    `json:"ordinal"`
}

const instanceFile = "instance"

// Why an incarnation was opened, as its line says.
const (
	firstOpened = "first"
	restored    = "restored"
)

// readInstance returns the zero instance where there is no file or it does not
// read.
func readInstance(dir string) (instance, error) {
	var i instance
	b, err := os.ReadFile(filepath.Join(dir, instanceFile))
	if errors.Is(err, fs.ErrNotExist) {
		return i, nil
	}
	if err != nil {
		return i, fmt.Errorf("read instance: %w", err)
	}
	if err := json.Unmarshal(b, &i); err != nil || i.Ordinal < 0 {
		return instance{}, nil
	}
	return i, nil
}

func writeInstance(dir string, i instance) error {
	b, err := json.Marshal(i)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".instance-*") // With permissions 0600.
	if err != nil {
		return fmt.Errorf("write instance: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, instanceFile))
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("write instance: %w", err)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// settle finds out whether this database is new, goes on, or was restored, and
// opens an incarnation unless it goes on. It runs under the lock "open".
func (s *Store) settle(ctx context.Context) error {
	return s.write(ctx, func(db *sql.Tx) error {
		file, err := readInstance(s.dir)
		if err != nil {
			return err
		}
		own := s.station.Code + "-" + s.station.Desk
		reason := restored
		was, err := loadOrigin(ctx, db)
		switch {
		case desk.KindOf(err) == desk.NotFound:
			reason = firstOpened
		case err != nil:
			return err
		case was.desk != own:
			return &desk.Problem{Kind: desk.Conflict, What: "store.station", Holder: was.desk}
		case was.instance == file.ID:
			return nil
		}
		now := origin{
			desk: own, instance: randomID(), incarnation: randomID(),
			ordinal: max(was.ordinal, file.Ordinal) + 1,
		}
		now.letter = desk.IncarnationLetter(now.ordinal)
		return s.incarnate(ctx, db, now, reason)
	})
}

// incarnate opens an incarnation. The file is written before the commit: when
// the commit fails, the next start opens one more, and a letter is skipped.
func (s *Store) incarnate(ctx context.Context, db *sql.Tx, o origin, reason string) error {
	x := s.newTx(ctx, db)
	k, err := loadTime(ctx, db)
	if err != nil {
		return err
	}
	x.stamp, x.time = k.read(s.clock.Now(), s.built, s.station.DayBegins)
	if x.stamp.Clock == desk.ClockSuspect {
		// Whatever the wall clock says, it is after the build and the last line.
		x.stamp.At = desk.Next(s.built, k.last)
		x.time.last = x.stamp.At
	}
	if x.head, err = loadHead(ctx, db, s.suite); err != nil {
		return err
	}
	if err := s.keepOrigin(ctx, db, o, reason == firstOpened); err != nil {
		return err
	}
	if err := writeInstance(s.dir, instance{o.instance, o.ordinal}); err != nil {
		return err
	}
	x.from = o
	_, err = x.commit(ctx, desk.NewID(x.stamp.At), desk.Duty{}, desk.Act{
		Kind: desk.ActIncarnation, Obj: "desk:" + o.desk,
		Note: map[string]string{"ordinal": strconv.Itoa(o.ordinal), "letter": o.letter, "reason": reason},
	})
	return err
}

// keepOrigin writes an incarnation down. What the centre has in a backup stays
// acknowledged; everything after it is sent again.
func (s *Store) keepOrigin(ctx context.Context, db *sql.Tx, o origin, first bool) error {
	query, args := `
		UPDATE sync_state
		SET instance = ?, incarnation = ?, inc_no = ?, letter = ?,
			base = stable, acked = stable, acked_chain = NULL`,
		[]any{o.instance, o.incarnation, o.ordinal, o.letter}
	if first {
		query, args = `
		INSERT INTO sync_state(one, desk_id, instance, incarnation, inc_no, letter, suite, key_check)
		VALUES(1, ?, ?, ?, ?, ?, ?, ?)`,
			[]any{o.desk, o.instance, o.incarnation, o.ordinal, o.letter, s.suite.Name(), s.keyCheck()}
	}
	_, err := db.ExecContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("keep incarnation: %w", err)
	}
	_, err = db.ExecContext(ctx, `
		UPDATE blob
		SET state = ?, tries = 0, next_try = 0
		WHERE state = ? AND first_n > (SELECT stable FROM sync_state)`, pageHere, pageSent)
	if err != nil {
		return fmt.Errorf("keep incarnation: %w", err)
	}
	return nil
}

// Number says how this store numbers now.
func (s *Store) Number(ctx context.Context) (desk.Serial, error) {
	return from(ctx, s, func(b books) (desk.Serial, error) {
		o, err := loadOrigin(ctx, b.q)
		return s.serial(o), err
	})
}

func (s *Store) serial(o origin) desk.Serial {
	return desk.Serial{
		Station: s.station.Code, Desk: s.station.Desk,
		Letter: o.letter, Practice: s.station.Practice,
	}
}

func randomID() string {
	var b [16]byte
	rand.Read(b[:]) // Never fails: crypto/rand ends the program instead.
	return hex.EncodeToString(b[:])
}

// cleanDir makes a folder that is its owner's alone, also where it was there
// before with other permissions.
func cleanDir(dir string) error {
	if strings.TrimSpace(dir) == "" {
		return &desk.Problem{Kind: desk.Invalid, What: "store.dir"}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}
