package idcard

import (
	"bytes"
	"context"
	"crypto/rand"
	"time"

	"xiaochuang/desk"
)

// codeLies stands for the card that was read last and has not been lifted.
const codeLies = "lies"

// Attempts of one look.
const (
	reads    = 3 // readings of one card of which two must be equal
	addressN = 3 // readings of the added address of which two in a row must be equal
	refusals = 3 // looks in a row that found a card and could not read it
)

// look looks once for a card, reads it if there is a new one, and answers a.
// An error is a fault of the reader; what is wrong with a card goes to a.
func (s *session) look(ctx context.Context, a *ask) error {
	defer s.wipe()
	last := ""
	for range refusals {
		there, err := s.find(ctx)
		if err != nil {
			return err
		}
		if !there {
			s.vanished(a, last)
			return nil
		}
		if a.over() {
			return nil
		}
		a.half = 1
		got, code, err := s.read(ctx)
		if err != nil {
			return err
		}
		switch code {
		case "":
			if a.give(answer{reading: got}) {
				s.field.handed(s.first[:])
			} else {
				s.field.dropped = time.Now()
			}
			return nil
		case codeLies:
			a.half = 0
			return nil
		case CodeUnreadable, CodeAgain:
			last = code
		default:
			a.give(answer{err: problem(code)})
			return nil
		}
	}
	a.give(answer{err: problem(last)})
	return nil
}

// vanished notes a look that found nothing. When a card was found before and
// not read to its end, or read when nobody waited any more, it was lifted too
// early or the module will not find it again: either way it must be put down
// once more.
func (s *session) vanished(a *ask, last string) {
	if a.half > 0 || time.Since(s.field.dropped) < droppedTime {
		a.half++
	}
	if last == CodeAgain {
		a.give(answer{err: problem(last)})
	} else if a.half > emptyLooks {
		s.field.dropped = time.Time{}
		a.give(answer{err: problem(CodeUnreadable)})
	}
}

// find asks whether a card is in the field.
func (s *session) find(ctx context.Context) (bool, error) {
	st, _, err := s.exchange(ctx, Find)
	if err != nil {
		return false, err
	}
	switch st {
	case Found:
		s.field.sawCard()
	case NotFound:
		s.field.sawNone()
	}
	return st == Found, st.err()
}

// read reads the card in the field, or returns a code when it cannot be used.
func (s *session) read(ctx context.Context) (desk.CardReading, string, error) {
	none := desk.CardReading{}
	st, _, err := s.exchange(ctx, Select)
	if err != nil {
		return none, "", err
	}
	if st == OK {
		st, err = s.block(ctx, s.first[:])
	}
	if err != nil || st != OK {
		return none, refusal(st), errOr(err, st.err())
	}
	if s.field.lies(s.first[:]) {
		return none, codeLies, nil
	}
	got, code, err := s.confirm(ctx)
	if err != nil || code != "" {
		return none, code, err
	}
	if err := s.newest(ctx, &got); err != nil {
		return none, "", err
	}
	got.ID, got.At = rand.Text(), s.o.Clock.Now()
	return got, "", nil
}

// confirm reads the block again until two readings are equal. A module that
// gives a card's text only once is believed when the number proves itself;
// otherwise the card must be put down a second time.
func (s *session) confirm(ctx context.Context) (desk.CardReading, string, error) {
	none := desk.CardReading{}
	for range reads - 1 {
		st, err := s.block(ctx, s.second[:])
		if err != nil || st.err() != nil {
			return none, "", errOr(err, st.err())
		}
		if st.unproven() {
			return none, CodeUnproven, nil
		}
		if st != OK {
			return s.single()
		}
		if bytes.Equal(s.first[:], s.second[:]) {
			got, err := Decode(s.first[:])
			if err != nil {
				return none, CodeNoCard, nil
			}
			return got, "", nil
		}
		s.first = s.second
	}
	return none, CodeUnstable, nil
}

// single decides about a reading that could not be repeated.
func (s *session) single() (desk.CardReading, string, error) {
	got, err := Decode(s.first[:])
	switch {
	case err != nil:
		return desk.CardReading{}, CodeNoCard, nil
	case proven(got), s.field.repeated(s.first[:], s.o.Clock.Now()):
		return got, "", nil
	}
	return desk.CardReading{}, CodeAgain, nil
}

// block reads the text block into b.
func (s *session) block(ctx context.Context, b []byte) (Status, error) {
	st, data, err := s.exchange(ctx, Text)
	if err != nil || st != OK {
		return st, err
	}
	defer s.frames.Wipe()
	text, err := parseText(data)
	if err != nil {
		return NotRead, nil // a whole frame of another shape: the card's fault, not the line's
	}
	copy(b, text)
	return OK, nil
}

// newest replaces the address by the one added last, if the card has one. An
// address that could not be read for certain leaves a gap, so that the clerk
// looks at the card.
func (s *session) newest(ctx context.Context, got *desk.CardReading) error {
	if got.Layout != desk.CardCN && got.Layout != desk.CardHM {
		return nil
	}
	const size = 70
	var seen [size]byte
	defer clear(seen[:])
	for i := range addressN {
		st, data, err := s.exchange(ctx, Address)
		switch {
		case err != nil || st.err() != nil:
			return errOr(err, st.err())
		case i == 0 && (st == Absent || st.garbled()):
			return nil // none was added, or an old module that does not know the command
		case st != OK || len(data) != size:
			got.Gaps = true
			return nil
		}
		same := i > 0 && bytes.Equal(seen[:], data)
		copy(seen[:], data)
		s.frames.Wipe()
		if same {
			b := text{block: seen[:]}
			if a := b.str(0, size); a != "" {
				got.Address = a
			}
			got.Gaps = got.Gaps || b.gaps
			return nil
		}
	}
	got.Gaps = true
	return nil
}

// refusal is the code for a card that gave no text.
func refusal(st Status) string {
	if st.unproven() {
		return CodeUnproven
	}
	return CodeUnreadable
}

func errOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
