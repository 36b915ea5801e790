package centre

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/scans"
	"xiaochuang/store/seal"
)

// A street is one tenant: its keys and its scans. The signing key proves the
// feed; the box key is the one that object keys are sealed to.
type street struct {
	tenant string
	keys   *seal.Keys
	scans  scans.Scans
	box    seal.PublicKey
	sign   seal.PublicKey
}

const (
	keyFolder  = "keys"
	scanFolder = "scans"
)

// streetOf is the tenant of a station: county, street and nothing more of its
// twelve digits.
func streetOf(station string) string { return station[:9] }

func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// found makes a street known, with keys of its own.
func (x *Centre) found(ctx context.Context, tenant string) error {
	if !digits(tenant, 9) {
		return &desk.Problem{Kind: desk.Invalid, What: "centre.street"}
	}
	known := false
	err := x.read(ctx, func(tx *records.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM street WHERE tenant = ?)`, tenant).Scan(&known)
	})
	if err != nil || known {
		return err
	}
	ring, err := x.newRing(tenant)
	if err != nil {
		return fmt.Errorf("keys of street: %w", err)
	}
	// Of two that found at once the first one's ring is the street's.
	return x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO street(tenant, made, ring)
			VALUES(?, ?, ?)
			ON CONFLICT DO NOTHING`, tenant, x.now().UnixMilli(), ring)
		return err
	})
}

// newRing makes the keys of a street: in a file of the data folder, or sealed for
// its row where instances on other machines must have it too.
func (x *Centre) newRing(tenant string) (sealed []byte, err error) {
	if x.ring != nil {
		k, err := seal.NewKeys(x.suite)
		if err != nil {
			return nil, err
		}
		return x.ring.SealRing(k, tenant)
	}
	if err := os.MkdirAll(filepath.Join(x.dir, keyFolder), 0o700); err != nil {
		return nil, err
	}
	// A ring without a row is one of a start that was cut short; it is taken up.
	if _, err := seal.Create(x.ringPath(tenant), x.suite); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return nil, nil
}

func (x *Centre) ringPath(tenant string) string {
	return filepath.Join(x.dir, keyFolder, tenant+".keys")
}

// ringOf are the keys of a street that was founded. They are never made again:
// what is sealed to a ring that was lost opens with no other.
func (x *Centre) ringOf(ctx context.Context, tenant string) (*seal.Keys, error) {
	var sealed []byte
	err := x.read(ctx, func(tx *records.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT ring FROM street WHERE tenant = ?`, tenant).Scan(&sealed)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &desk.Problem{Kind: desk.Denied, What: "centre.key", Cause: err}
	}
	if err != nil {
		return nil, err
	}
	var keys *seal.Keys
	switch {
	case len(sealed) == 0:
		keys, err = seal.Load(x.ringPath(tenant))
	case x.ring == nil:
		err = seal.ErrLocked
	default:
		keys, err = x.ring.OpenRing(sealed, tenant)
	}
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Denied, What: "centre.key", Cause: err}
	}
	if keys.Suite().Name() != x.suite.Name() {
		return nil, &desk.Problem{Kind: desk.Denied, What: "centre.key"}
	}
	return keys, nil
}

// street returns a street that was founded.
func (x *Centre) street(ctx context.Context, tenant string) (*street, error) {
	if !digits(tenant, 9) {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.street"}
	}
	x.mu.Lock()
	s, ok := x.streets[tenant]
	x.mu.Unlock()
	if ok {
		return s, nil
	}
	keys, err := x.ringOf(ctx, tenant)
	if err != nil {
		return nil, err
	}
	s = &street{tenant: tenant, keys: keys}
	if s.box, err = keys.Box().Public(); err != nil {
		return nil, fmt.Errorf("keys of street: %w", err)
	}
	if s.sign, err = keys.Signing().Public(); err != nil {
		return nil, fmt.Errorf("keys of street: %w", err)
	}
	if s.scans, err = x.shelf.Street(tenant); err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if first, ok := x.streets[tenant]; ok {
		return first, s.scans.Close()
	}
	x.streets[tenant] = s
	return s, nil
}

// read returns a whole scan of at most limit bytes.
func (s *street) read(ctx context.Context, id string, limit int64) ([]byte, error) {
	size, err := s.scans.Stat(ctx, id)
	if err != nil {
		return nil, err
	}
	if size > limit {
		return nil, blob.ErrTooLarge
	}
	f, err := s.scans.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
