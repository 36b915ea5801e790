package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// FieldMaps says what outside systems ask for.
type FieldMaps interface {
	// Fields works the values of a case out, in the order of the system's Tab
	// key. A system without a map is NotFound.
	Fields(system string, c Case, who Staff) ([]CopyField, error)
	// Confirm checks a number that was typed back, see fieldmap.Map.Confirm.
	Confirm(system, number, again string) (string, error)
}

// Transcripts are the second entries. A case of a system that is entered twice
// gets one when it is taken in; without a valid authorisation it is the street's
// to enter, and the journal says so with the case.
type Transcripts struct {
	ledger  Ledger
	station Station
	maps    FieldMaps
	press   *Press
}

// NewTranscripts returns the transcripts of a station.
func NewTranscripts(l Ledger, s Station, m FieldMaps, p *Press) *Transcripts {
	return &Transcripts{ledger: l, station: s, maps: m, press: p}
}

// enters notes the second entry of a case that is taken in.
func (in *Intake) enters(ctx context.Context, tx Tx, d Duty, c *Case, act *Act) error {
	it, ok := pinned(in.guide, c).Item(c.Item)
	if !ok || !it.DoubleEntry || it.VerticalSystem == nil || (c.State != CaseReceived && c.State != CaseAccepted) {
		return nil
	}
	if _, err := tx.Transcript(ctx, c.ID); KindOf(err) != NotFound {
		return err // it is there already
	}
	s := tx.Stamp()
	t := Transcript{
		ID: c.ID, CaseNo: c.No, Title: c.Title, System: *it.VerticalSystem, State: CopyTodo, Route: EnteredHere,
		Staff: d.Staff.ID, Due: c.Due, Day: s.Day, At: s.At, Rev: 1,
	}
	g, why := in.station.EntryGrantFor(t.System, d.Staff.ID, s.Day)
	t.Grant = g.Document
	if why != "" {
		t.Route, t.Why = EnteredStreet, why
	}
	c.System, c.Entry = t.System, t.Route
	act.Cases[0] = *c
	act.Transcripts = append(act.Transcripts, t)
	return nil
}

// Open opens the board on a case: the journal has the look, and the values come
// back in the clear. Without a valid authorisation of whoever opens it is Blocked
// with What "transcript.grant." and why.
func (x *Transcripts) Open(ctx context.Context, rid string, d Duty, id string) (Transcript, []CopyField, error) {
	var fields []CopyField
	t, err := x.change(ctx, rid, d, id, ActTranscriptOpened, func(tx Tx, t *Transcript, c *Case) error {
		if t.State == CopyDone {
			return &Problem{Kind: Conflict, What: "transcript.entered"}
		}
		s := tx.Stamp()
		g, why := x.station.EntryGrantFor(t.System, d.Staff.ID, s.Day)
		if why != "" {
			return &Problem{Kind: Blocked, What: "transcript.grant." + why}
		}
		if t.Began == nil {
			t.Began = &s.At
		}
		t.State, t.Route, t.Why, t.Grant, t.Reason = CopyEntering, EnteredHere, "", g.Document, ""
		t.Openings++
		c.Entry = t.Route
		return nil
	})
	if err != nil {
		return Transcript{}, nil, err
	}
	c, err := x.ledger.Case(ctx, id)
	if err != nil {
		return t, nil, err
	}
	fields, err = x.maps.Fields(t.System, c, d.Staff)
	return t, fields, err
}

// Pause records how far the entry came and the seconds it took since the board
// was opened or last paused.
func (x *Transcripts) Pause(ctx context.Context, rid string, d Duty, id string, field, seconds int) (Transcript, error) {
	return x.change(ctx, rid, d, id, ActTranscriptPaused, func(_ Tx, t *Transcript, _ *Case) error {
		if t.State != CopyEntering {
			return &Problem{Kind: Conflict, What: "transcript.state"}
		}
		t.Field = max(field, 0)
		t.Seconds += max(seconds, 0)
		return nil
	})
}

// Enter ends the entry with the number of the outside system, typed back and
// checked; fields is how many were typed.
func (x *Transcripts) Enter(ctx context.Context, rid string, d Duty, id, number, again string, fields, seconds int) (Transcript, error) {
	return x.change(ctx, rid, d, id, ActTranscriptEntered, func(tx Tx, t *Transcript, c *Case) error {
		if t.State != CopyEntering {
			return &Problem{Kind: Conflict, What: "transcript.state"}
		}
		n, err := x.maps.Confirm(t.System, number, again)
		if err != nil {
			return err
		}
		at := tx.Stamp().At
		t.State, t.External, t.Ended, t.Field = CopyDone, n, &at, 0
		t.Fields += max(fields, 0)
		t.Seconds += max(seconds, 0)
		c.External = n
		return nil
	})
}

// Mismatch records that the outside system has something else, with the reason:
// the entry is to be looked at again.
func (x *Transcripts) Mismatch(ctx context.Context, rid string, d Duty, id, reason string) (Transcript, error) {
	return x.change(ctx, rid, d, id, ActTranscriptMismatch, func(_ Tx, t *Transcript, _ *Case) error {
		if reason = strings.TrimSpace(reason); reason == "" {
			return &Problem{Kind: Invalid, What: "transcript.reason"}
		}
		if t.State != CopyDone {
			return &Problem{Kind: Conflict, What: "transcript.state"}
		}
		t.State, t.Reason, t.Ended = CopyMismatch, reason, nil
		return nil
	})
}

// ToStreet leaves the entry to the street and prints the copy sheet (办件单) with
// its codes for it.
func (x *Transcripts) ToStreet(ctx context.Context, rid string, d Duty, id string) (Transcript, Paper, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		t, err := tx.Transcript(ctx, id)
		if err != nil {
			return Act{}, err
		}
		c, err := tx.Case(ctx, id)
		if err != nil {
			return Act{}, err
		}
		if t.State == CopyDone {
			return Act{}, &Problem{Kind: Conflict, What: "transcript.entered"}
		}
		fields, err := x.maps.Fields(t.System, c, d.Staff)
		if err != nil {
			return Act{}, err
		}
		p, err := x.press.caseOf(tx, d, PaperCopy, &c)
		if err != nil {
			return Act{}, err
		}
		p.Content.System, p.Content.Fields, p.Content.Codes = t.System, fields, CopyCodes(fields)
		base := t.Rev
		if t.Route == EnteredHere {
			t.Route, t.Why = EnteredStreet, "asked"
		}
		t.State, t.Staff = CopyTodo, d.Staff.ID
		t.Rev++
		c.Entry = EnteredStreet
		c.Rev++
		return Act{
			Kind: ActTranscriptStreet, Obj: "case:" + id, Base: rev(base), Cases: []Case{c}, Transcripts: []Transcript{t},
			Papers: []Paper{p}, Print: []string{p.No},
		}, nil
	})
	if err != nil {
		return Transcript{}, Paper{}, err
	}
	if err := done.is(ActTranscriptStreet); err != nil {
		return Transcript{}, Paper{}, err
	}
	return done.Act.Transcripts[0], done.Act.Papers[0], nil
}

// change moves one transcript on, and its case where the act changes it.
func (x *Transcripts) change(ctx context.Context, rid string, d Duty, id string, k ActKind,
	edit func(Tx, *Transcript, *Case) error,
) (Transcript, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		t, err := tx.Transcript(ctx, id)
		if err != nil {
			return Act{}, err
		}
		c, err := tx.Case(ctx, id)
		if err != nil {
			return Act{}, err
		}
		entry, external := c.Entry, c.External
		if err := edit(tx, &t, &c); err != nil {
			return Act{}, err
		}
		base := t.Rev
		t.Staff = d.Staff.ID
		t.Rev++
		act := Act{Kind: k, Obj: "case:" + id, Base: rev(base), Transcripts: []Transcript{t}}
		if c.Entry != entry || c.External != external {
			c.Rev++
			act.Cases = []Case{c}
		}
		return act, nil
	})
	if err != nil {
		return Transcript{}, err
	}
	if err := done.is(k); err != nil {
		return Transcript{}, err
	}
	return done.Act.Transcripts[0], nil
}

// Todo lists what is to be entered or looked at again, oldest first: what this
// station enters, and behind it what waits at the street.
func (x *Transcripts) Todo(ctx context.Context) ([]Transcript, error) {
	list, err := x.ledger.Transcripts(ctx, TranscriptFilter{
		States: []TranscriptState{CopyTodo, CopyEntering, CopyMismatch}, Limit: mostListed,
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b Transcript) int {
		return cmp.Or(cmp.Compare(a.Route, b.Route), cmp.Compare(a.CaseNo, b.CaseNo))
	})
	return list, nil
}

// Entered lists what was entered here last, the latest first.
func (x *Transcripts) Entered(ctx context.Context) ([]Transcript, error) {
	list, err := x.ledger.Transcripts(ctx, TranscriptFilter{States: []TranscriptState{CopyDone}, Limit: mostEntered})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b Transcript) int { return cmp.Compare(ended(b), ended(a)) })
	return list, nil
}

// mostEntered is how many entries are listed of those that are done.
const mostEntered = 200

func ended(t Transcript) int64 {
	if t.Ended == nil {
		return 0
	}
	return t.Ended.UnixMilli()
}

// A Burden is what entering twice into one system has cost.
type Burden struct {
	System  string `json:"system"`
	Cases   int    `json:"cases"`  // taken in
	Here    int    `json:"here"`   // entered here
	Street  int    `json:"street"` // left to the street
	Fields  int    `json:"fields"`
	Seconds int    `json:"seconds"`
}

// Burden sums the entries of the cases that were taken in from one day to
// another, by system.
func (x *Transcripts) Burden(ctx context.Context, from, until Day) ([]Burden, error) {
	list, err := x.ledger.Transcripts(ctx, TranscriptFilter{Since: from, Until: until, Limit: mostListed})
	if err != nil {
		return nil, err
	}
	by := map[string]*Burden{}
	for _, t := range list {
		b := by[t.System]
		if b == nil {
			b = &Burden{System: t.System}
			by[t.System] = b
		}
		b.Cases++
		b.Fields += t.Fields
		b.Seconds += t.Seconds
		switch {
		case t.State == CopyDone:
			b.Here++
		case t.Route == EnteredStreet:
			b.Street++
		}
	}
	out := make([]Burden, 0, len(by))
	for _, b := range by {
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b Burden) int {
		return cmp.Or(cmp.Compare(b.Seconds, a.Seconds), cmp.Compare(a.System, b.System))
	})
	return out, nil
}
