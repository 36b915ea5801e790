package centre

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/blob"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/scans"
)

// missing answers which blobs of a list are not complete here, and from where on.
// It answers for the street of the desk only, so that nobody learns from it what
// others hold. What lies complete on the disk counts, whatever the tables say.
func (x *Centre) missing(r *http.Request, c caller) (reply, error) {
	var q uplink.Ask
	if err := question(r, &q); err != nil {
		return reply{}, err
	}
	if len(q.IDs) > uplink.MaxMissing {
		return reply{}, refuse(http.StatusRequestEntityTooLarge, uplink.CodeTooLarge, "")
	}
	for _, id := range q.IDs {
		if !x.blobID(id) {
			return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "id")
		}
	}
	if err := x.write(r.Context(), func(tx *records.Tx) error { return spend(r.Context(), tx, c) }); err != nil {
		return reply{}, err
	}
	s, err := x.street(r.Context(), c.tenant)
	if err != nil {
		return reply{}, err
	}
	m, held, err := x.look(r.Context(), s, q.IDs)
	if err != nil {
		return reply{}, scanFault(err)
	}
	fresh, err := x.noteBlobs(r.Context(), c.tenant, held)
	if err != nil {
		return reply{}, err
	}
	// One without a row was nobody's until now and may have been removed a moment
	// ago. From here on it is not.
	for _, id := range fresh {
		_, err := s.scans.Stat(r.Context(), id)
		if errors.Is(err, blob.ErrNotFound) {
			m.Missing = append(m.Missing, uplink.Want{ID: id})
			err = x.forgetPage(r.Context(), c.tenant, id)
		}
		if err != nil {
			return reply{}, scanFault(err)
		}
	}
	return reply{body: m}, nil
}

// lookAtOnce is how many pages are looked for at a time; a service at the other
// end of a line takes a while for each.
const lookAtOnce = 16

// look tells what of a list is held, with its size, and what is missing, in the
// order of the list.
func (x *Centre) look(ctx context.Context, s *street, ids []string) (uplink.Missing, map[string]int64, error) {
	type found struct {
		size, next int64
		held       bool
		err        error
	}
	all := make([]found, len(ids))
	slots := make(chan struct{}, lookAtOnce)
	var wg sync.WaitGroup
	for i, id := range ids {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			f := &all[i]
			if f.size, f.err = s.scans.Stat(ctx, id); f.err == nil {
				f.held = true
			} else if errors.Is(f.err, blob.ErrNotFound) {
				f.next, f.err = s.scans.NextOffset(ctx, id)
			}
		})
	}
	wg.Wait()
	m, held := uplink.Missing{Missing: []uplink.Want{}}, map[string]int64{}
	for i, f := range all {
		switch {
		case f.err != nil:
			return m, nil, f.err
		case f.held:
			held[ids[i]] = f.size
		default:
			m.Missing = append(m.Missing, uplink.Want{ID: ids[i], Next: f.next})
		}
	}
	return m, held, nil
}

// noteBlobs makes sure that every complete blob has its row, since a centre that
// was killed after it placed the file has none, and that none of them is removed
// for some time: a desk is about to hear that they are here. It returns those that
// had no row.
func (x *Centre) noteBlobs(ctx context.Context, tenant string, held map[string]int64) (fresh []string, err error) {
	if len(held) == 0 {
		return nil, nil
	}
	err = x.write(ctx, func(tx *records.Tx) (err error) {
		fresh, err = x.vouch(ctx, tx, tenant, held)
		return err
	})
	return fresh, err
}

// vouch is noteBlobs in a transaction.
func (x *Centre) vouch(ctx context.Context, tx *records.Tx, tenant string, held map[string]int64) (fresh []string, err error) {
	if err := tx.LockShared(ctx, "pages:"+tenant); err != nil {
		return nil, err
	}
	now := x.now().UnixMilli()
	b := records.Batch{Table: "blob", Columns: blobColumns, Tail: `ON CONFLICT(tenant, id) DO NOTHING RETURNING id`}
	for _, id := range slices.Sorted(maps.Keys(held)) {
		b.Rows = append(b.Rows, []any{tenant, id, held[id], now, now, now})
	}
	err = tx.Insert(ctx, b, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		fresh = append(fresh, id)
		return err
	})
	if err != nil || len(fresh) == len(held) {
		return fresh, err
	}
	b.Tail = `ON CONFLICT(tenant, id) DO UPDATE SET claimed = excluded.claimed`
	return fresh, tx.Insert(ctx, b, nil)
}

var blobColumns = append(records.Texts("tenant", "id"),
	records.Column{Name: "size", Of: records.Number}, records.Column{Name: "stored", Of: records.Number},
	records.Column{Name: "claimed", Of: records.Number}, records.Column{Name: "verified", Of: records.Number})

// part takes a piece of a blob. It says 202 when the piece is durable and the
// blob is not whole, and 201 or 200 only when the whole blob lies under its
// digest.
func (x *Centre) part(r *http.Request, c caller) (reply, error) {
	id := r.PathValue("id")
	offset, err1 := strconv.ParseInt(r.URL.Query().Get("offset"), 10, 64)
	total, err2 := strconv.ParseInt(r.URL.Query().Get("total"), 10, 64)
	if err1 != nil || err2 != nil || offset < 0 || total < 1 || offset > total || !x.blobID(id) {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "part")
	}
	if err := x.early(c); err != nil {
		return reply{}, err
	}
	raw, err := body(r, uplink.MaxPart)
	if err != nil {
		return reply{}, err
	}
	if int64(len(raw)) > total-offset {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "total")
	}
	p, err := x.place(r.Context(), c, id, offset, total, raw)
	if err != nil {
		return reply{}, err
	}
	// Bytes under their own digest harm nobody, so they are placed first: one
	// transaction then pays for them and says that they are here.
	err = x.write(r.Context(), func(tx *records.Tx) error {
		if err := spend(r.Context(), tx, c); err != nil {
			return err
		}
		if err := x.charge(r.Context(), tx, c, r.ContentLength); err != nil || p.size < 0 {
			return err
		}
		_, err := x.vouch(r.Context(), tx, c.tenant, map[string]int64{id: p.size})
		return err
	})
	return reply{status: p.status, body: uplink.PartTaken{Next: p.next}}, err
}

// A placed is what became of a part.
type placed struct {
	status int
	next   int64
	size   int64 // of the blob; -1 while it is not whole
}

func complete(size int64, created bool) placed {
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	return placed{status: status, next: size, size: size}
}

// place stores a part, and finishes the blob when it has every byte.
func (x *Centre) place(ctx context.Context, c caller, id string, offset, total int64, part []byte) (placed, error) {
	s, err := x.street(ctx, c.tenant)
	if err != nil {
		return placed{}, err
	}
	if offset == 0 && int64(len(part)) == total {
		created, err := s.scans.PutWhole(ctx, id, part)
		return complete(total, created), scanFault(err)
	}
	switch size, err := s.scans.Stat(ctx, id); {
	case err == nil:
		return complete(size, false), nil
	case !errors.Is(err, blob.ErrNotFound):
		return placed{}, scanFault(err)
	}
	next, err := s.scans.PutPart(ctx, id, offset, part)
	if err != nil {
		return placed{}, scanFault(err)
	}
	if next < total {
		return placed{status: http.StatusAccepted, next: next, size: -1}, nil
	}
	created, err := s.scans.Finalise(ctx, id, total)
	if errors.Is(err, blob.ErrIncomplete) {
		// Somebody else finishes it, or dropped it: where it stands is asked anew.
		next, err := s.scans.NextOffset(ctx, id)
		return placed{status: http.StatusAccepted, next: min(next, total), size: -1}, scanFault(err)
	}
	return complete(total, created), scanFault(err)
}

// scanFault turns what the scans refuse into what the desk is told.
func scanFault(err error) error {
	_, full := errors.AsType[*blob.NoRoom](err)
	switch {
	case err == nil:
		return nil
	case full:
		f := refuse(http.StatusInsufficientStorage, uplink.CodeFull, "")
		f.cause = err
		return f
	case errors.Is(err, blob.ErrDamaged):
		return refuse(http.StatusUnprocessableEntity, uplink.CodeDamaged, "")
	case errors.Is(err, blob.ErrTooLarge):
		return refuse(http.StatusRequestEntityTooLarge, uplink.CodeTooLarge, "")
	case errors.Is(err, blob.ErrID):
		return refuse(http.StatusBadRequest, uplink.CodeInvalid, "id")
	case errors.Is(err, scans.ErrAway):
		f := refuse(http.StatusServiceUnavailable, uplink.CodeBusy, "")
		f.wait, f.cause = busyWait, err
		return f
	}
	return err
}
