package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// A feedLine is a line of the feed whose signature fits.
type feedLine struct {
	uplink.FeedLine
	raw, sig []byte
}

// Take implements uplink.Outbox. Lines, cursor and what follows from the lines
// are one transaction. A line about a case that is not here, or that comes while
// nobody has vouched for the clock, waits in the inbox and is tried again with
// every page.
func (o *Outbox) Take(ctx context.Context, p uplink.Page) (uplink.Taken, error) {
	lines, err := o.genuine(ctx, p)
	if err != nil {
		return uplink.Taken{}, err
	}
	var t uplink.Taken
	err = o.s.write(ctx, func(db *sql.Tx) error {
		t = uplink.Taken{}
		for _, l := range lines {
			fresh, err := o.file(ctx, db, l)
			if err != nil {
				return err
			}
			if fresh {
				t.New++
			}
		}
		_, err := db.ExecContext(ctx, `UPDATE sync_state SET feed_cursor = ?`, p.Cursor)
		if err != nil {
			return fmt.Errorf("keep cursor: %w", err)
		}
		return o.unpack(ctx, db, &t)
	})
	return t, err
}

// Rewind implements uplink.Outbox.
func (o *Outbox) Rewind(ctx context.Context) error {
	return o.s.write(ctx, func(db *sql.Tx) error {
		_, err := db.ExecContext(ctx, `UPDATE sync_state SET feed_cursor = ''`)
		return err
	})
}

// genuine checks every line of a page: signed by the street, for this station,
// and without a gap. One that fails refuses the page.
func (o *Outbox) genuine(ctx context.Context, p uplink.Page) ([]feedLine, error) {
	var text string
	err := o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT street_sign FROM sync_state`).Scan(&text)
	})
	if err != nil {
		return nil, missing(err, "store.origin")
	}
	var street seal.PublicKey
	if err := street.UnmarshalText([]byte(text)); err != nil || street.IsZero() {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "sync.enrolment", Cause: err}
	}
	if len(p.Lines) > uplink.MaxFeed || len(p.Cursor) > 1024 {
		return nil, broken("sync.feed", errors.New("page beyond its limits"))
	}
	lines := make([]feedLine, 0, len(p.Lines))
	for _, s := range p.Lines {
		l := feedLine{raw: []byte(s.Line), sig: s.Sig}
		if err := o.s.suite.Verify(street, uplink.FeedSigning(l.raw), l.sig); err != nil {
			return nil, &desk.Problem{Kind: desk.Denied, What: "sync.feed", Cause: err}
		}
		if err := json.Unmarshal(l.raw, &l.FeedLine); err != nil {
			return nil, broken("sync.feed", errors.New("line does not decode"))
		}
		if l.Station != o.s.station.Code || l.N < 1 || l.Ver < 1 || !shortText(l.Obj) || !shortText(l.Kind) {
			return nil, broken("sync.feed", fmt.Errorf("line %d is not for this station", l.N))
		}
		if n := len(lines); n > 0 && l.N != lines[n-1].N+1 {
			return nil, broken("sync.feed", fmt.Errorf("gap before line %d", l.N))
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func shortText(s string) bool { return s != "" && len(s) <= 128 && clip(s, 128) == s }

// file puts a line where it belongs: into the inbox, or aside where this version
// does not know its kind. It reports whether it was not there before.
func (o *Outbox) file(ctx context.Context, db *sql.Tx, l feedLine) (fresh bool, err error) {
	var r sql.Result
	if happens[l.Kind] != nil {
		r, err = db.ExecContext(ctx, `
			INSERT INTO inbox(obj, ver, n, kind, line, sig)
			VALUES(?, ?, ?, ?, ?, ?)
			ON CONFLICT(obj, ver) DO NOTHING`, l.Obj, l.Ver, l.N, l.Kind, l.raw, l.sig)
	} else {
		// Numbers begin again in a centre that was made anew; then the line goes
		// behind the last.
		r, err = db.ExecContext(ctx, `
			INSERT INTO feed_parked(n, kind, line, sig)
			SELECT CASE WHEN EXISTS(SELECT 1 FROM feed_parked WHERE n = ?1)
				THEN (SELECT max(n) + 1 FROM feed_parked) ELSE ?1 END, ?2, ?3, ?4
			WHERE NOT EXISTS(SELECT 1 FROM feed_parked WHERE line = ?3)`, l.N, l.Kind, l.raw, l.sig)
	}
	if err != nil {
		return false, fmt.Errorf("file feed line: %w", err)
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

// A letter is a line that waits in the inbox.
type letter struct {
	obj  string
	ver  int
	line []byte
}

// mostLetters bounds how many waiting lines one page tries again.
const mostLetters = 1000

// unpack applies what waits in the inbox, in the order in which it was sent, and
// writes down what was parked.
func (o *Outbox) unpack(ctx context.Context, db *sql.Tx, t *uplink.Taken) error {
	if err := o.unpark(ctx, db); err != nil {
		return err
	}
	letters, err := list(ctx, db, func(r *sql.Rows) (l letter, err error) {
		return l, r.Scan(&l.obj, &l.ver, &l.line)
	}, `
		SELECT obj, ver, line
		FROM inbox
		WHERE applied IS NULL
		ORDER BY n
		LIMIT ?`, mostLetters)
	if err != nil {
		return fmt.Errorf("inbox: %w", err)
	}
	for _, l := range letters {
		applied, err := o.apply(ctx, db, l)
		if err != nil {
			return err
		}
		if applied {
			t.Applied++
		} else {
			t.Waiting++
		}
	}
	return o.notePark(ctx, db, t)
}

// unpark moves lines that an older version of this program set aside into the
// inbox, where this one knows what follows from them.
func (o *Outbox) unpark(ctx context.Context, db *sql.Tx) error {
	type parked struct {
		n         int64
		line, sig []byte
	}
	var w where
	in(&w, "kind", slices.Sorted(maps.Keys(happens)))
	lines, err := list(ctx, db, func(r *sql.Rows) (p parked, err error) {
		return p, r.Scan(&p.n, &p.line, &p.sig)
	}, `SELECT n, line, sig FROM feed_parked`+w.String()+` ORDER BY n LIMIT ?`, append(w.args, mostLetters)...)
	if err != nil {
		return fmt.Errorf("parked lines: %w", err)
	}
	for _, p := range lines {
		l := feedLine{raw: p.line, sig: p.sig}
		if err := json.Unmarshal(p.line, &l.FeedLine); err != nil {
			return broken("inbox", err)
		}
		if _, err := o.file(ctx, db, l); err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, `DELETE FROM feed_parked WHERE n = ?`, p.n); err != nil {
			return fmt.Errorf("take up parked line: %w", err)
		}
	}
	return nil
}

// happens are the kinds of line that this version knows, each with the act that
// follows from it.
var happens = map[string]func(ctx context.Context, x *tx, f uplink.FeedLine) (desk.Act, error){
	uplink.FeedCaseStatus:   decided,
	uplink.FeedCaseEntered:  entered,
	uplink.FeedBatchChecked: compared,
	uplink.FeedAnnouncement: dispatched,
	uplink.FeedRoster:       dispatched,
	uplink.FeedCommand:      dispatched,

	uplink.FeedRectification: rectified,
	uplink.FeedPublishers:    handedDown,
}

// apply makes one decision part of the journal: a line of its own, whose record
// id follows from the object and version, so that it cannot be there twice.
func (o *Outbox) apply(ctx context.Context, db *sql.Tx, l letter) (bool, error) {
	x, ready, err := o.line(ctx, db)
	if err != nil || !ready {
		return false, err
	}
	rid := o.ridOf(l.obj, l.ver)
	switch _, err := x.entryOf(ctx, rid); {
	case err == nil:
		return true, o.applied(ctx, db, l)
	case desk.KindOf(err) != desk.NotFound:
		return false, err
	}
	var f uplink.FeedLine
	if err := json.Unmarshal(l.line, &f); err != nil {
		return false, broken("inbox", err)
	}
	happen := happens[f.Kind]
	if happen == nil {
		return false, nil // A newer version of this program filed it.
	}
	act, err := happen(ctx, x, f)
	if desk.KindOf(err) == desk.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := x.commit(ctx, rid, desk.Duty{}, act); err != nil {
		return false, err
	}
	return true, o.applied(ctx, db, l)
}

// line begins one more journal line in a transaction. ready is false while
// nobody has vouched for the clock.
func (o *Outbox) line(ctx context.Context, db *sql.Tx) (x *tx, ready bool, err error) {
	x = o.s.newTx(ctx, db)
	if err := x.start(ctx); err != nil {
		return nil, false, err
	}
	return x, x.stamp.Clock != desk.ClockSuspect, nil
}

func (o *Outbox) applied(ctx context.Context, db *sql.Tx, l letter) error {
	_, err := db.ExecContext(ctx, `
		UPDATE inbox
		SET applied = ?
		WHERE obj = ? AND ver = ?`, o.s.clock.Now().UnixMilli(), l.obj, l.ver)
	if err != nil {
		return fmt.Errorf("note applied line: %w", err)
	}
	return nil
}

// ridOf is the record id of what a version of an object brings about.
func (o *Outbox) ridOf(obj string, ver int) string {
	sum := o.s.suite.Hash([]byte(obj + "\n" + strconv.Itoa(ver)))
	return "feed-" + hex.EncodeToString(sum[:16])
}

// decided is the act of a decision. A decision that the case cannot follow is
// kept with it, and the note says so; one that is none is written down without
// touching the case.
func decided(ctx context.Context, x *tx, f uplink.FeedLine) (desk.Act, error) {
	id, _ := strings.CutPrefix(f.Obj, "case:")
	act := desk.Act{Kind: desk.ActCaseDecided, Obj: f.Obj, Note: map[string]string{"ver": strconv.Itoa(f.Ver)}}
	var d desk.StreetDecision
	_, known := d.Decision.After()
	if err := json.Unmarshal(f.Body, &d); err == nil {
		_, known = d.Decision.After()
	}
	if !known || d.Case != id || d.Ver != f.Ver || !readable(d.Words, 2000) || !readable(d.By, 200) {
		act.Note["outcome"] = "unreadable"
		return act, nil
	}
	c, err := x.Case(ctx, id)
	if err != nil {
		return act, err
	}
	act.Base = "rev:" + strconv.Itoa(c.Rev)
	act.Note["decision"], act.Note["by"], act.Note["outcome"] = string(d.Decision), d.By, "applied"
	if !c.Decide(d) {
		act.Note["outcome"] = "kept"
	}
	act.Cases = []desk.Case{c}
	return act, nil
}

// entered is the act of a second entry that the street made. One that is none, or
// for a case with another number, is written down without touching the case.
func entered(ctx context.Context, x *tx, f uplink.FeedLine) (desk.Act, error) {
	id, _ := strings.CutPrefix(f.Obj, "entry:")
	act := desk.Act{Kind: desk.ActTranscriptEntered, Obj: "case:" + id, Note: map[string]string{"ver": strconv.Itoa(f.Ver), "outcome": "unreadable"}}
	var e desk.StreetEntry
	err := json.Unmarshal(f.Body, &e)
	if err != nil || e.Case != id || e.Ver != f.Ver || e.External == "" || e.Fields < 0 || e.Seconds < 0 ||
		!readable(e.External, 200) || !readable(e.By, 200) {
		return act, nil
	}
	c, err := x.Case(ctx, id)
	if err != nil {
		return act, err
	}
	t, err := x.Transcript(ctx, id)
	if err != nil {
		return act, err
	}
	act.Base = "rev:" + strconv.Itoa(t.Rev)
	act.Note["by"], act.Note["outcome"] = e.By, "applied"
	rev := t.Rev
	if !t.Entered(e, &c) {
		act.Note["outcome"] = "kept"
	}
	if t.Rev != rev {
		act.Cases, act.Transcripts = []desk.Case{c}, []desk.Transcript{t}
	}
	return act, nil
}

// compared is the act of what the street found of a hand-over. What is none is
// written down without touching the batch.
func compared(ctx context.Context, x *tx, f uplink.FeedLine) (desk.Act, error) {
	no, _ := strings.CutPrefix(f.Obj, "batch:")
	act := desk.Act{Kind: desk.ActBatchChecked, Obj: f.Obj, Note: map[string]string{"ver": strconv.Itoa(f.Ver), "outcome": "unreadable"}}
	var c desk.StreetCheck
	err := json.Unmarshal(f.Body, &c)
	if err != nil || c.Batch != no || c.Ver != f.Ver || len(c.Cases) > mostCompared {
		return act, nil
	}
	for _, k := range c.Cases {
		if !readable(k.Case, 128) || !readable(k.Note, 2000) || !readable(k.By, 200) {
			return act, nil
		}
	}
	b, err := x.Batch(ctx, no)
	if err != nil {
		return act, err
	}
	act.Base = "rev:" + strconv.Itoa(b.Rev)
	act.Note["outcome"] = "kept"
	if b.Compare(c) {
		act.Note["outcome"], act.Batches = "applied", []desk.Batch{b}
	}
	return act, nil
}

// mostCompared bounds the cases of one hand-over.
const mostCompared = 1000

// readable reports whether a text from outside may go on screen and paper.
func readable(s string, most int) bool {
	return len(s) <= most && utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}) < 0
}

// notePark writes a journal line for each parked line that has none yet.
func (o *Outbox) notePark(ctx context.Context, db *sql.Tx, t *uplink.Taken) error {
	parked, err := list(ctx, db, func(r *sql.Rows) (line []byte, err error) {
		return line, r.Scan(&line)
	}, `SELECT line FROM feed_parked ORDER BY n DESC LIMIT ?`, uplink.MaxFeed)
	if err != nil {
		return fmt.Errorf("parked lines: %w", err)
	}
	for i := len(parked) - 1; i >= 0; i-- {
		var f uplink.FeedLine
		if err := json.Unmarshal(parked[i], &f); err != nil {
			return broken("inbox", err)
		}
		x, ready, err := o.line(ctx, db)
		if err != nil || !ready {
			return err
		}
		rid := o.ridOf(f.Obj+"\n"+f.Kind, f.Ver)
		switch _, err := x.entryOf(ctx, rid); {
		case err == nil:
			continue
		case desk.KindOf(err) != desk.NotFound:
			return err
		}
		_, err = x.commit(ctx, rid, desk.Duty{}, desk.Act{
			Kind: desk.ActFeedParked, Obj: f.Obj,
			Note: map[string]string{"kind": f.Kind, "ver": strconv.Itoa(f.Ver)},
		})
		if err != nil {
			return err
		}
		t.Parked++
	}
	return nil
}
