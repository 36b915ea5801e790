package centre

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"xiaochuang/store/centre/records"
)

// SpoilLine changes a line that is stored, as a bad disk would.
func (x *Centre) SpoilLine(ctx context.Context, desk string) error {
	return x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE event SET line = ? WHERE desk_id = ? AND seq = 3`, []byte("spoilt"), desk)
		return err
	})
}

// Age makes a page in a folder, and its row, a hundred days old.
func (x *Centre) Age(ctx context.Context, tenant, id string) error {
	old := time.Now().AddDate(0, 0, -100)
	path := filepath.Join(x.dir, scanFolder, tenant, "b", id[4:6], id[6:8], strings.Replace(id, ":", "-", 1))
	return errors.Join(os.Chtimes(path, old, old), x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE blob SET stored = ?, claimed = ? WHERE tenant = ? AND id = ?`, old.UnixMilli(), old.UnixMilli(), tenant, id)
		return err
	}))
}

// Elsewhere lets the records have been somewhere else until now.
func (x *Centre) Elsewhere(ctx context.Context) error {
	return x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE centre SET place = 'elsewhere'`)
		return err
	})
}

// Placed looks where the records are, as with each hello.
func (x *Centre) Placed(ctx context.Context) error { return x.placed(ctx) }

// Writing runs do while nobody else can write.
func (x *Centre) Writing(ctx context.Context, do func()) error {
	return x.write(ctx, func(*records.Tx) error { do(); return nil })
}

// Say puts any line into the feed of a station.
func (x *Centre) Say(ctx context.Context, tenant, station, obj, kind string, body func(ver int) any) error {
	return x.write(ctx, func(tx *records.Tx) error {
		s, err := x.street(ctx, tenant)
		if err != nil {
			return err
		}
		return x.publish(ctx, tx, s, station, obj, kind, body)
	})
}

// LookAtCertificate lets the next connection look whether the files are others.
func (x *Centre) LookAtCertificate() {
	x.cert.mu.Lock()
	defer x.cert.mu.Unlock()
	x.cert.looked = time.Time{}
}

// Tonight does what is to be done today at once.
func (x *Centre) Tonight(ctx context.Context, backup string) { x.tonight(ctx, backup) }
