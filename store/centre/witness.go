package centre

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// witness takes back what this centre once sent down and may have lost since: it
// comes from a backup that is older than what desks have heard. Its own signature
// says what is genuine, whoever brings it.
func (x *Centre) witness(r *http.Request, c caller) (reply, error) {
	raw, err := body(r, uplink.MaxRequest)
	if err != nil {
		return reply{}, err
	}
	var t uplink.Testimony
	if err := json.Unmarshal(raw, &t); err != nil {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "json")
	}
	if len(t.Lines) > uplink.MaxFeed {
		return reply{}, refuse(http.StatusRequestEntityTooLarge, uplink.CodeTooLarge, "")
	}
	s, err := x.street(r.Context(), c.tenant)
	if err != nil {
		return reply{}, err
	}
	var w uplink.Witnessed
	err = x.write(r.Context(), func(tx *records.Tx) error {
		if err := spend(r.Context(), tx, c); err != nil {
			return err
		}
		if err := x.charge(r.Context(), tx, c, r.ContentLength); err != nil {
			return err
		}
		w, err = x.hearWitness(r.Context(), tx, c, s, t)
		return err
	})
	return reply{body: w}, err
}

// A heard is one line of a testimony: what it says, or why it is refused.
type heard struct {
	uplink.FeedLine
	code string
}

// hearWitness looks at every line by itself, in the transaction that restores what
// was lost.
func (x *Centre) hearWitness(ctx context.Context, tx *records.Tx, c caller, s *street, t uplink.Testimony) (uplink.Witnessed, error) {
	var w uplink.Witnessed
	lines := make([]heard, len(t.Lines))
	for i, signed := range t.Lines {
		lines[i].FeedLine, lines[i].code = x.ownLine(c, s, signed)
	}
	if err := lockOf(ctx, tx, s.tenant, lines); err != nil {
		return w, err
	}
	for i, l := range lines {
		code, err := l.code, error(nil)
		if code == "" {
			code, err = x.hear(ctx, tx, c, s, l.FeedLine, &w)
		}
		if err != nil {
			return w, err
		}
		if code != "" {
			w.Refused = append(w.Refused, uplink.Refused{At: i, Code: code})
		}
	}
	if w.Restored == 0 {
		return w, nil
	}
	x.log.Info("restored from a desk", "desk", c.id, "lines", w.Restored)
	return w, raise(ctx, tx, c, "feed_restored", fmt.Sprint(w.Restored), x.now())
}

// lockOf keeps others from the cases of lines and from announcements, before
// anything of the feed is touched: those who decide come in that order too.
func lockOf(ctx context.Context, tx *records.Tx, tenant string, lines []heard) error {
	var ids []string
	said := false
	for _, l := range lines {
		if id, ok := strings.CutPrefix(l.Obj, "case:"); ok && l.code == "" {
			ids = append(ids, id)
		}
		said = said || l.Kind == uplink.FeedAnnouncement && l.code == ""
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := lockCase(ctx, tx, tenant, id); err != nil {
			return err
		}
	}
	if said {
		return lockAnnouncements(ctx, tx)
	}
	return nil
}

// hear takes one genuine line, and returns why it is refused.
func (x *Centre) hear(ctx context.Context, tx *records.Tx, c caller, s *street, l uplink.FeedLine, w *uplink.Witnessed) (code string, err error) {
	held, same, err := heldLine(ctx, tx, l)
	switch {
	case err != nil:
		return "", err
	case same:
		w.Known++
		return "", nil
	case held != nil:
		return uplink.WitnessConflict, x.sayAgain(ctx, tx, c, s, l, held)
	}
	w.Restored++
	return "", x.restoreLine(ctx, tx, s, l)
}

// ownLine reads a line that this street signed for the desk's station, or says why
// it is none.
func (x *Centre) ownLine(c caller, s *street, signed uplink.Signed) (l uplink.FeedLine, code string) {
	line := []byte(signed.Line)
	if err := x.suite.Verify(s.sign, uplink.FeedSigning(line), signed.Sig); err != nil {
		return l, uplink.WitnessSignature
	}
	if err := json.Unmarshal(line, &l); err != nil || l.Ver < 1 || !plain(l.Obj) || !plain(l.Kind) {
		return l, uplink.WitnessForm
	}
	switch {
	case l.Station != c.station:
		return l, uplink.WitnessStation
	case !witnessed[l.Kind]:
		return l, uplink.WitnessKind // A pointer to what this centre no longer has would lead nowhere.
	}
	return l, ""
}

// witnessed are the kinds of line that say something by themselves.
var witnessed = map[string]bool{
	uplink.FeedCaseStatus: true, uplink.FeedCaseEntered: true, uplink.FeedBatchChecked: true,
	uplink.FeedAnnouncement: true, uplink.FeedRoster: true, uplink.FeedCommand: true,
	uplink.FeedRectification: true, uplink.FeedPublishers: true,
}

// heldLine returns the line that is here for an object and version, nil for none,
// and whether it says the same: only its number may be another.
func heldLine(ctx context.Context, tx *records.Tx, l uplink.FeedLine) (held *uplink.FeedLine, same bool, err error) {
	var raw []byte
	err = tx.QueryRowContext(ctx, `
		SELECT line
		FROM feed
		WHERE station = ? AND obj = ? AND ver = ?`, l.Station, l.Obj, l.Ver).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	held = &uplink.FeedLine{}
	if err := json.Unmarshal(raw, held); err != nil {
		return nil, false, fmt.Errorf("feed line: %w", err)
	}
	return held, held.Kind == l.Kind && time.Time(held.At).Equal(time.Time(l.At)) && bytes.Equal(held.Body, l.Body), nil
}

// restoreLine puts a lost line back, as it was but for its number, which others
// may have by now, and what followed from it here.
func (x *Centre) restoreLine(ctx context.Context, tx *records.Tx, s *street, l uplink.FeedLine) error {
	if err := x.issue(ctx, tx, s, l); err != nil {
		return err
	}
	switch l.Kind {
	case uplink.FeedCaseStatus:
		return x.standAgain(ctx, tx, s, l)
	case uplink.FeedCaseEntered:
		return x.enteredAgain(ctx, tx, s, l)
	case uplink.FeedBatchChecked:
		return x.checkedAgain(ctx, tx, s, l)
	case uplink.FeedAnnouncement:
		return announcedAgain(ctx, tx, s.tenant, l)
	case uplink.FeedRectification:
		return x.rectifiedAgain(ctx, tx, s.tenant, l)
	}
	return nil
}

// standAgain lets a case stand as it was decided. One whose lines are still to
// come stands so when they have.
func (x *Centre) standAgain(ctx context.Context, tx *records.Tx, s *street, l uplink.FeedLine) error {
	var d desk.StreetDecision
	if err := json.Unmarshal(l.Body, &d); err != nil || "case:"+d.Case != l.Obj {
		return err
	}
	r, err := loadCase(ctx, tx, s.tenant, d.Case)
	if errors.Is(err, sql.ErrNoRows) || err == nil && r.station != l.Station {
		return nil
	}
	if err != nil {
		return err
	}
	return x.saveCase(ctx, tx, r)
}

func (x *Centre) enteredAgain(ctx context.Context, tx *records.Tx, s *street, l uplink.FeedLine) error {
	var e desk.StreetEntry
	if err := json.Unmarshal(l.Body, &e); err != nil {
		return fmt.Errorf("restored entry: %w", err)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO entry(tenant, case_id, outside, external, fields, seconds, who, at)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		s.tenant, e.Case, e.System, e.External, e.Fields, e.Seconds, e.By, time.Time(e.At).UnixMilli())
	return err
}

func (x *Centre) checkedAgain(ctx context.Context, tx *records.Tx, s *street, l uplink.FeedLine) error {
	var b desk.StreetCheck
	if err := json.Unmarshal(l.Body, &b); err != nil {
		return fmt.Errorf("restored check: %w", err)
	}
	for _, k := range b.Cases {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO batch_check(tenant, no, case_id, found, note, who, at)
			VALUES(?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT(tenant, no, case_id) DO UPDATE SET
				found = excluded.found, note = excluded.note, who = excluded.who, at = excluded.at
			WHERE batch_check.at < excluded.at`,
			s.tenant, b.Batch, k.Case, int64Of(k.Found), k.Note, k.By, time.Time(k.At).UnixMilli())
		if err != nil {
			return err
		}
	}
	return nil
}

// sayAgain is for a centre that was put back to an older state without being told,
// and gave a version out a second time: the desk has heard the first and takes no
// second. What stands here is said once more, under a version that nobody has.
func (x *Centre) sayAgain(ctx context.Context, tx *records.Tx, c caller, s *street, theirs uplink.FeedLine, held *uplink.FeedLine) error {
	if err := raise(ctx, tx, c, "feed_conflict", theirs.Obj, x.now()); err != nil {
		return err
	}
	ver, err := nextVersion(ctx, tx, theirs.Station, theirs.Obj)
	if err != nil || held.Ver != ver-1 {
		return err // Something newer was said of it since.
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(held.Body, &members); err != nil {
		return fmt.Errorf("feed line: %w", err)
	}
	l := *held
	l.Ver = ver
	if members["ver"] != nil {
		members["ver"] = fmt.Append(nil, ver)
	}
	if l.Body, err = json.Marshal(members); err != nil {
		return err
	}
	return x.restoreLine(ctx, tx, s, l)
}
