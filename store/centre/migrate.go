package centre

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A Moved counts what was copied, and compared, when a centre moved.
type Moved struct {
	Rows  int64 `json:"rows"`
	Pages int64 `json:"pages"`
	Bytes int64 `json:"bytes"`
	Lost  int64 `json:"lost"` // pages that were missing or damaged already; desks are asked for them
}

// Migrate copies everything of an open centre to another place: from the box of a
// street to PostgreSQL and a bucket, back, or from file to file. Each row is
// compared with what was read, and each page with its id. The copy is a centre of
// its own: with its other generation desks find out by themselves what it has not
// got, and send that again; nothing that was accepted meanwhile is lost. There
// must be no centre at the other place.
func Migrate(ctx context.Context, from *Centre, to Config) (m Moved, err error) {
	if err := os.MkdirAll(to.Dir, 0o700); err != nil {
		return m, backupProblem(err)
	}
	var target records.Records
	if to.Database != "" {
		target, err = openServer(ctx, to.Database, nil)
	} else {
		target, err = openFile(ctx, filepath.Join(to.Dir, databaseFile), to.Reserve, nil)
	}
	if err != nil {
		return m, records.Problem(err)
	}
	change, err := from.moving(ctx, target.Shared(), to.Dir)
	if err == nil {
		m.Rows, err = records.Copy(ctx, from.records, target, change)
	}
	if errors.Is(err, records.ErrOccupied) {
		err = &desk.Problem{Kind: desk.Conflict, What: "centre.occupied", Cause: err}
	}
	if err := errors.Join(records.Problem(err), target.Close()); err != nil {
		return m, err
	}
	y, err := Open(ctx, to)
	if err != nil {
		return m, err
	}
	err = errors.Join(from.movePages(ctx, y, &m), y.endSessions(ctx))
	return m, errors.Join(err, y.Close())
}

// moving prepares the keys at the other place and says what of the rows is other
// there: the generation and era, and where the keys of streets are.
func (x *Centre) moving(ctx context.Context, shared bool, dir string) (records.Change, error) {
	if err := x.copyKeys(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, &desk.Problem{Kind: desk.Conflict, What: "centre.occupied", Cause: err}
	}
	generation, rings := randomID(), map[string][]byte{}
	instance := instanceOf(x.ring)
	if shared && x.ring == nil {
		ring, err := seal.Create(filepath.Join(dir, RingFile), x.suite)
		if errors.Is(err, fs.ErrExist) {
			ring, err = seal.Load(filepath.Join(dir, RingFile))
		}
		if err != nil {
			return nil, &desk.Problem{Kind: desk.Denied, What: "centre.ring", Cause: err}
		}
		instance = ring.Instance()
		if err := x.sealRings(ctx, ring, rings); err != nil {
			return nil, err
		}
		// Sealed in their rows now, they need not lie in files as well.
		if err := os.RemoveAll(filepath.Join(dir, keyFolder)); err != nil {
			return nil, err
		}
	}
	return func(table string, row map[string]any) error {
		switch table {
		case "centre":
			era, ok := row["era"].(int64)
			if !ok {
				return errors.New("the era of the centre is no number")
			}
			row["generation"], row["ring"], row["era"], row["place"] = generation, instance, era+1, ""
		case "street":
			if tenant, ok := row["tenant"].(string); ok && rings[tenant] != nil {
				row["ring"] = rings[tenant]
			}
		}
		return nil
	}, nil
}

// sealRings seals the keys of every street under a ring.
func (x *Centre) sealRings(ctx context.Context, ring *seal.Keys, sealed map[string][]byte) error {
	tenants, err := x.tenants(ctx)
	if err != nil {
		return err
	}
	for _, tenant := range tenants {
		k, err := x.ringOf(ctx, tenant)
		if err != nil {
			return err
		}
		if sealed[tenant], err = ring.SealRing(k, tenant); err != nil {
			return err
		}
	}
	return nil
}

func (x *Centre) tenants(ctx context.Context) ([]string, error) {
	var list []string
	err := x.read(ctx, func(tx *records.Tx) error {
		list = list[:0]
		return texts(ctx, tx, func(s string) { list = append(list, s) }, `SELECT tenant FROM street ORDER BY tenant`)
	})
	return list, err
}

// movePages copies every page. One that is gone or damaged here loses its row
// there, so that desks are asked for it.
func (x *Centre) movePages(ctx context.Context, y *Centre, m *Moved) error {
	return x.eachPage(ctx, func(tenant, id string) error {
		from, to, err := x.both(ctx, y, tenant)
		if err != nil {
			return err
		}
		n, err := copyPage(ctx, from.scans, to.scans, id)
		if lostPage(err) {
			m.Lost++
			return y.forgetPage(ctx, tenant, id)
		}
		if err == nil {
			err = to.scans.Verify(ctx, id)
		}
		m.Pages, m.Bytes = m.Pages+1, m.Bytes+n
		return err
	})
}

func (x *Centre) endSessions(ctx context.Context) error {
	return x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE session SET ended = ? WHERE ended IS NULL`, x.now().UnixMilli())
		return err
	})
}

// Restore makes a centre from a backup of a folder, the newest where id is "". It
// is Migrate from there.
func Restore(ctx context.Context, dir, id string, to Config) (b Backup, m Moved, err error) {
	list, err := Backups(dir)
	if err != nil {
		return b, m, backupProblem(err)
	}
	for _, have := range list {
		if id == "" || have.ID == id {
			b = have
			break
		}
	}
	if b.ID == "" {
		return b, m, &desk.Problem{Kind: desk.NotFound, What: "backup"}
	}
	if err := os.MkdirAll(to.Dir, 0o700); err != nil {
		return b, m, backupProblem(err)
	}
	scratch, err := os.MkdirTemp(to.Dir, ".restore-")
	if err != nil {
		return b, m, backupProblem(err)
	}
	defer os.RemoveAll(scratch)
	from, err := openBackup(ctx, dir, filepath.Join(dir, b.ID), scratch, to)
	if err != nil {
		return b, m, backupProblem(err)
	}
	m, err = Migrate(ctx, from, to)
	return b, m, errors.Join(err, from.Close())
}
