package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// Bounds of one answer to desklog, in bytes of lines and in keys. On the wire a
// line takes a third more, and a key some three hundred bytes.
const (
	mostLogged = 600 << 10
	mostKeys   = 300
)

// desklog gives a desk back what it sent: each line once, in the order in which
// they came, with the keys of what is sealed in them, sealed to the box that the
// desk brought when it was enrolled. It asks for a fresh code, since whoever has a
// copy of a desk's disk has its signing key too.
func (x *Centre) desklog(r *http.Request, c caller) (reply, error) {
	if _, err := body(r, 0); err != nil {
		return reply{}, err
	}
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	after := r.URL.Query().Get("after_rid")
	if err != nil || limit < 1 || after != "" && !plain(after) {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "limit")
	}
	err = x.write(r.Context(), func(tx *records.Tx) error {
		if err := spend(r.Context(), tx, c); err != nil {
			return err
		}
		return x.approved(r.Context(), tx, c, after)
	})
	if err != nil {
		return reply{}, err
	}
	p := uplink.LogPage{Lines: []uplink.LogLine{}}
	var owners map[string]string
	err = x.read(r.Context(), func(tx *records.Tx) (err error) {
		p, owners, err = x.logPage(r.Context(), tx, c, after, min(limit, uplink.MaxLog))
		return err
	})
	if err != nil {
		return reply{}, err
	}
	p.Keys, err = x.sealAgain(r.Context(), c, owners)
	return reply{body: p}, err
}

// approved makes sure that the desk was enrolled with a code not long ago, and that
// the installation of this session is the one that came first after that. Somebody
// at the street should see that a desk is read back.
func (x *Centre) approved(ctx context.Context, tx *records.Tx, c caller, after string) error {
	var until int64
	var instance, approved string
	err := tx.QueryRowContext(ctx, `
		SELECT log_until, instance, log_instance
		FROM desk
		WHERE desk_id = ?`, c.id).Scan(&until, &instance, &approved)
	if err != nil {
		return err
	}
	if x.now().UnixMilli() > until || instance == "" || instance != approved {
		return refuse(http.StatusForbidden, uplink.CodeApproval, "")
	}
	if after != "" {
		return nil
	}
	return raise(ctx, tx, c, "log_read", instance, x.now())
}

// logPage reads lines after a record id, and which keys were shared in them: the
// blob by the owner.
func (x *Centre) logPage(ctx context.Context, tx *records.Tx, c caller, after string, limit int) (uplink.LogPage, map[string]string, error) {
	p := uplink.LogPage{Lines: []uplink.LogLine{}}
	owners := map[string]string{}
	no, seq, err := placeOf(ctx, tx, c, after)
	if err != nil {
		return p, nil, err
	}
	lives, err := livesFrom(ctx, tx, c, no)
	if err != nil {
		return p, nil, err
	}
	size := 0
	for _, life := range lives {
		full, err := x.logLife(ctx, tx, c, life, seq, limit, &p, owners, &size)
		if err != nil || full {
			p.More = full
			return p, owners, err
		}
		seq = 0
	}
	return p, owners, nil
}

// placeOf finds the line with a record id: the ordinal of its incarnation, and its
// seq there.
func placeOf(ctx context.Context, tx *records.Tx, c caller, rid string) (no int, seq int64, err error) {
	if rid == "" {
		return 0, 0, nil
	}
	err = tx.QueryRowContext(ctx, `
		SELECT i.no, e.seq
		FROM event e
		JOIN incarnation i ON i.desk_id = e.desk_id AND i.id = e.incarnation
		WHERE e.desk_id = ? AND e.rid = ?`, c.id, rid).Scan(&no, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		f := refuse(http.StatusGone, uplink.CodeRefetch, "")
		f.body.Action = "refetch"
		return 0, 0, f
	}
	return no, seq, err
}

// livesFrom lists the incarnations of a desk in their order, from an ordinal on.
func livesFrom(ctx context.Context, tx *records.Tx, c caller, no int) ([]string, error) {
	var list []string
	err := texts(ctx, tx, func(id string) { list = append(list, id) }, `
		SELECT id
		FROM incarnation
		WHERE desk_id = ? AND no >= ?
		ORDER BY no`, c.id, no)
	return list, err
}

// logLife adds the lines of one incarnation after a seq. full says that there is no
// more room, and something left.
func (x *Centre) logLife(ctx context.Context, tx *records.Tx, c caller, life string, seq int64, limit int,
	p *uplink.LogPage, owners map[string]string, size *int,
) (full bool, err error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT rid, kind, line
		FROM event
		WHERE desk_id = ? AND incarnation = ? AND seq > ?
		ORDER BY seq
		LIMIT ?`, c.id, life, seq, limit-len(p.Lines)+1)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		var l uplink.LogLine
		var kind string
		if err := rows.Scan(&l.RID, &kind, &l.Line); err != nil {
			return false, err
		}
		if len(l.Line) > mostLogged {
			l.Line = nil // It goes into no answer; whoever wrote it is no desk of this wire's making.
		}
		*size += len(l.Line) + 100
		if len(p.Lines) == limit || len(p.Lines) > 0 && (*size > mostLogged || len(owners) > mostKeys/2) {
			return true, nil
		}
		p.Lines = append(p.Lines, l)
		if kind == string(desk.ActKeyShared) {
			sharedIn(l.Line, owners)
		}
	}
	return false, rows.Err()
}

// sharedIn notes which keys a line shares.
func sharedIn(line []byte, owners map[string]string) {
	var l struct {
		Body struct {
			Note map[string]string `json:"note"`
		} `json:"body"`
	}
	if json.Unmarshal(line, &l) != nil {
		return
	}
	for owner, id := range l.Body.Note {
		if len(owners) < mostKeys {
			owners[owner] = id
		}
	}
}

// sealAgain seals keys that this desk shared for the desk as it is now. One that
// was wiped, or never came, is left out.
func (x *Centre) sealAgain(ctx context.Context, c caller, owners map[string]string) ([]uplink.SealedKey, error) {
	if len(owners) == 0 {
		return nil, nil
	}
	box, mine, err := x.keysBack(ctx, c, owners)
	if err != nil {
		return nil, err
	}
	s, err := x.street(ctx, c.tenant)
	if err != nil {
		return nil, err
	}
	var out []uplink.SealedKey
	for owner, id := range mine {
		sealed, err := s.read(ctx, id, mostSealedKey)
		if err != nil {
			continue
		}
		key, err := seal.OpenFor(x.suite, s.keys.Box(), sealed, owner)
		if err != nil {
			continue
		}
		again, err := seal.SealFor(x.suite, box, key, owner)
		if err != nil {
			return nil, err
		}
		out = append(out, uplink.SealedKey{Owner: owner, Sealed: again})
	}
	return out, nil
}

// mostSealedKey bounds the file of one shared key, in bytes.
const mostSealedKey = 4 << 10

// keysBack reads where keys are sealed to, and which of those named this desk was
// the one to share: nobody gets at another desk's by naming it.
func (x *Centre) keysBack(ctx context.Context, c caller, owners map[string]string) (box seal.PublicKey, mine map[string]string, err error) {
	mine = map[string]string{}
	err = x.read(ctx, func(tx *records.Tx) error {
		clear(mine)
		var text string
		if err := tx.QueryRowContext(ctx, `SELECT box FROM desk WHERE desk_id = ?`, c.id).Scan(&text); err != nil {
			return err
		}
		if err := box.UnmarshalText([]byte(text)); err != nil {
			return err
		}
		for owner, id := range owners {
			var is bool
			err := tx.QueryRowContext(ctx, `
				SELECT EXISTS(SELECT 1 FROM shared_key WHERE tenant = ? AND owner = ? AND blob_id = ? AND desk_id = ?)`,
				c.tenant, owner, id, c.id).Scan(&is)
			if err != nil {
				return err
			}
			if is {
				mine[owner] = id
			}
		}
		return nil
	})
	return box, mine, err
}
