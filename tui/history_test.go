package tui_test

import (
	"encoding/json"
	"fmt"

	"xiaochuang/desk"
)

// A history follows the journal line by line: every ticket and case that a line
// changes must have been allowed to go where it went, and a draft goes only with
// the line that takes it in, or when the clerk gives it up.
type history struct {
	r       *rig
	at      int64 // the latest line read
	tickets map[string]desk.TicketState
	cases   map[string]desk.CaseState
	drafts  map[string]bool
	taken   map[string]bool // cases that a line has named
	advised int             // 咨询预审单 since the last look: they take a draft in without naming it
	kinds   map[desk.ActKind]int
	looks   int
}

func newHistory(r *rig) *history {
	return &history{
		r: r, tickets: map[string]desk.TicketState{}, cases: map[string]desk.CaseState{},
		drafts: map[string]bool{}, taken: map[string]bool{}, kinds: map[desk.ActKind]int{},
	}
}

// look reads what is new and returns what must not be.
func (h *history) look() error {
	list, err := h.r.db.Journal(h.r.t.Context(), h.at, 500)
	if err != nil {
		return err
	}
	for _, e := range list {
		h.at = e.N
		h.kinds[e.Line.Kind]++
		var b desk.Body
		if err := json.Unmarshal(e.Line.Body, &b); err != nil {
			return err
		}
		if err := h.line(e.Line.Kind, b); err != nil {
			return fmt.Errorf("line %d, %s: %w", e.N, e.Line.Kind, err)
		}
	}
	if h.looks++; len(list) == 0 && h.looks%10 != 0 {
		return nil
	}
	return h.kept()
}

func (h *history) line(k desk.ActKind, b desk.Body) error {
	for _, t := range b.Tickets {
		was, known := h.tickets[t.ID]
		if known && was != t.State && k != desk.ActTicketUndone && !desk.MayMove(was, t.State) {
			return fmt.Errorf("ticket %s goes from %s to %s", t.No, was, t.State)
		}
		if !known && t.State != desk.TicketWaiting && t.State != desk.TicketServing {
			return fmt.Errorf("ticket %s begins as %s", t.No, t.State)
		}
		h.tickets[t.ID] = t.State
	}
	for _, c := range b.Cases {
		was, known := h.cases[c.ID]
		if !known {
			was = desk.CaseDraft
		}
		if was != c.State && !desk.MayGo(c.Mode, was, c.State) {
			return fmt.Errorf("case %s of mode %s goes from %s to %s", c.No, c.Mode, was, c.State)
		}
		h.cases[c.ID], h.taken[c.ID] = c.State, true
	}
	if k == desk.ActAdviceGiven {
		h.advised++
	}
	return nil
}

// kept holds that no draft is lost, and that none comes back over a case that
// waits for nothing.
func (h *history) kept() error {
	list, err := h.r.db.Drafts(h.r.t.Context())
	if err != nil {
		return err
	}
	now := make(map[string]bool, len(list))
	for _, d := range list {
		now[d.Case.ID] = true
		if s, ok := h.cases[d.Case.ID]; ok && s != desk.CaseSupplement {
			return fmt.Errorf("a draft stands over the case %s, which is %s", h.r.no(d.Case.ID), s)
		}
	}
	for id := range h.drafts {
		switch {
		case now[id], h.taken[id], h.r.dropped[id]:
		case h.advised > 0:
			h.advised--
		default:
			return fmt.Errorf("the draft %s is lost", id)
		}
	}
	h.drafts = now
	h.taken = map[string]bool{}
	h.advised = 0
	return nil
}

// no is the number of a case, for a sentence.
func (r *rig) no(id string) string {
	c, err := r.db.Case(r.t.Context(), id)
	if err != nil {
		return id
	}
	return c.No
}
