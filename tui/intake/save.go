package intake

import (
	"context"
	"maps"
	"sync"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// pulse saves a draft two seconds after the latest change.
func (s *Screen) pulse() tea.Cmd {
	if !s.dirty {
		return nil
	}
	s.pulses++
	if s.pulses < 2 {
		return nil
	}
	return s.save()
}

// save keeps the draft as it stands, with the place to come back to. While an
// ending is under way there is nothing to keep: it takes the draft along.
func (s *Screen) save() tea.Cmd {
	if !s.open || s.busy {
		return nil
	}
	s.dirty, s.pulses = false, 0
	dr, turn := s.snapshot(), s.shelf.turn()
	return tea.Batch(s.tell(), ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return savedMsg{s.shelf.put(dr.Case.ID, turn, func() error { return s.cfg.Desk.Save(ctx, dr) })}
	}))
}

// A shelf keeps the writes of drafts in the order in which they were asked for,
// since commands run side by side: an older save must neither replace a newer
// one nor bring back a draft that was taken in or given up.
type shelf struct {
	turns int // counted by Update only
	mu    sync.Mutex
	last  map[string]int // turn of the latest write, by case
}

// turn is the place of a write in the order of all.
func (x *shelf) turn() int {
	x.turns++
	return x.turns
}

// put writes, unless a later write of the case was there before.
func (x *shelf) put(id string, turn int, write func() error) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if turn < x.last[id] {
		return nil
	}
	if x.last == nil {
		x.last = map[string]int{}
	}
	x.last[id] = turn
	return write()
}

// snapshot copies the draft so that a command may hold it while keys go on.
func (s *Screen) snapshot() desk.Draft {
	s.collect()
	dr := s.draft
	dr.Page, dr.Window = int(s.part), s.cfg.Window
	dr.Field, dr.Scroll = s.place()
	dr.Case = copyCase(s.draft.Case)
	dr.Stack = s.feeding.left()
	return dr
}

// copyCase copies what a command may read while Update goes on writing.
func copyCase(c desk.Case) desk.Case {
	m := make([]desk.Material, len(c.Materials))
	for i := range c.Materials {
		m[i] = c.Materials[i]
		m[i].Pages = append([]desk.Page(nil), c.Materials[i].Pages...)
	}
	c.Materials = m
	a := make(map[string]string, len(c.Answers))
	for k, v := range c.Answers {
		a[k] = v
	}
	c.Answers = a
	c.Private.Fields, c.Private.Sources = maps.Clone(c.Private.Fields), maps.Clone(c.Private.Sources)
	if c.Private.Agent != nil {
		x := *c.Private.Agent
		c.Private.Agent = &x
	}
	return c
}

// Leave keeps the draft and stops the reader.
func (s *Screen) Leave() tea.Cmd {
	s.shown = false
	s.stopReading()
	if !s.open {
		s.busy = false
		return nil
	}
	return s.save()
}

// Enter goes on where it was. A case that was taken in before may have moved on
// meanwhile, on another screen or in the street: it is opened anew.
func (s *Screen) Enter() tea.Cmd {
	s.shown = true
	if s.open && s.draft.Case.No != "" && !s.busy && !s.opening && !s.scanning {
		return s.Open(s.snapshot())
	}
	return tea.Batch(s.read(), s.behind())
}
