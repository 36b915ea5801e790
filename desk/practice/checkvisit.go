package practice

import (
	"slices"
	"strconv"

	"xiaochuang/desk"
)

// rating is kept by asking: what the citizen presses is not the clerk's, and a
// silent pad neither.
func rating(_ *Scene, _ Criterion, r *run) verdict {
	filed := r.all(desk.ActRated)
	for _, a := range filed {
		for _, x := range a.body.Ratings {
			if x.Silence != desk.NotAsked {
				return verdict{}
			}
		}
	}
	return wrong(NotAsked, "", r.ended)
}

// inquiry wants the question of the visit in the register, in one of the states
// that are right.
func inquiry(s *Scene, c Criterion, r *run) verdict {
	v := wrong(NotRecorded, "", r.ended)
	for i := range r.acts {
		a := &r.acts[i]
		for _, q := range a.body.Inquiries {
			switch {
			case q.Ticket == "" || q.Item != s.Truth.Item:
			case len(c.States) == 0 || slices.Contains(c.States, string(q.State)):
				return verdict{}
			default:
				v = wrong(RecordedAs, string(q.State), a.Moment)
			}
		}
	}
	return v
}

// heard wants every line of the visitor heard before the visit's end is written.
func heard(s *Scene, _ Criterion, r *run) verdict {
	end := r.ended
	if all := r.endings(); len(all) > 0 {
		end = all[0].Moment
	}
	top := 1 // the first line is known beforehand
	for _, a := range r.all(ActHeard) {
		if n, err := strconv.Atoi(a.note[noteLine]); err == nil && a.N < end.N {
			top = max(top, n)
		}
	}
	v := verdict{of: len(s.Visitor.Says) - 1}
	for range len(s.Visitor.Says) - top {
		v.faults = append(v.faults, Fault{NotHeardOut, "", end})
	}
	return v
}

// closed wants the visit that was served to be ended.
func closed(_ *Scene, _ Criterion, r *run) verdict {
	if r.first(desk.ActTicketDone) == nil {
		return wrong(NotClosed, "", r.ended)
	}
	return verdict{}
}

// inTime measures from the beginning to the last act of the desk: sitting before
// the sheet costs nothing.
func inTime(_ *Scene, c Criterion, r *run) verdict {
	last := r.begun
	for i := range r.acts {
		switch r.acts[i].Kind {
		case ActHappened, ActMended, ActEnded:
		default:
			last = r.acts[i].Moment
		}
	}
	if last.At.Sub(r.begun.At) > c.Limit {
		return wrong(TooSlow, "", last)
	}
	return verdict{}
}

// reprint wants a paper printed again once the printer has jammed.
func reprint(_ *Scene, _ Criterion, r *run) verdict {
	for _, e := range r.all(ActHappened) {
		if e.note[noteEvent] != string(Jam) {
			continue
		}
		if r.after(e.N, desk.ActPaperReprinted) != nil {
			return verdict{}
		}
		return wrong(NotReprinted, "", e.Moment)
	}
	return wrong(NotReprinted, "", r.ended)
}
