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
	"xiaochuang/store/seal"
)

// A street is one tenant: its keys and its scans. The signing key proves the
// feed; the box key is the one that object keys are sealed to.
type street struct {
	tenant string
	keys   *seal.Keys
	scans  *blob.Store
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
	err := x.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM street WHERE tenant = ?)`, tenant).Scan(&known)
	})
	if err != nil || known {
		return err
	}
	if err := os.MkdirAll(filepath.Join(x.dir, keyFolder), 0o700); err != nil {
		return fmt.Errorf("keys of street: %w", err)
	}
	// A ring without a row is one of a start that was cut short; it is taken up.
	if _, err := seal.Create(x.ringPath(tenant), x.suite); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keys of street: %w", err)
	}
	return x.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO street(tenant, made)
			VALUES(?, ?)
			ON CONFLICT DO NOTHING`, tenant, x.now().UnixMilli())
		return err
	})
}

func (x *Centre) ringPath(tenant string) string {
	return filepath.Join(x.dir, keyFolder, tenant+".keys")
}

// street returns a street that was founded. Its keys are never made again: what
// is sealed to a ring that was lost opens with no other.
func (x *Centre) street(tenant string) (*street, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if s, ok := x.streets[tenant]; ok {
		return s, nil
	}
	if !digits(tenant, 9) {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.street"}
	}
	keys, err := seal.Load(x.ringPath(tenant))
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Denied, What: "centre.key", Cause: err}
	}
	s := &street{tenant: tenant, keys: keys}
	if s.box, err = keys.Box().Public(); err != nil {
		return nil, fmt.Errorf("keys of street: %w", err)
	}
	if s.sign, err = keys.Signing().Public(); err != nil {
		return nil, fmt.Errorf("keys of street: %w", err)
	}
	if keys.Suite().Name() != x.suite.Name() {
		return nil, &desk.Problem{Kind: desk.Denied, What: "centre.key"}
	}
	if s.scans, err = blob.Open(filepath.Join(x.dir, scanFolder, tenant), x.suite); err != nil {
		return nil, err
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
