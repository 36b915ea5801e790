package ui

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// rest are the steps that are still to come.
func (s Steps) rest() (got []tea.Msg) {
	for m := s.Next()(); m != nil; m = s.Next()() {
		got = append(got, m)
	}
	return got
}

func TestEveryStepIsShown(t *testing.T) {
	ended := false
	s := Begin(2, func() { ended = true }, func(tell func(tea.Msg)) tea.Msg {
		for i := range 50 {
			tell(i)
		}
		return "end"
	})
	got := s.rest()
	if len(got) != 51 || got[0] != 0 || got[49] != 49 || got[50] != "end" || !ended {
		t.Errorf("%d steps, the last %v; let go of it: %v", len(got), got[len(got)-1], ended)
	}
	if m := s.Next()(); m != nil {
		t.Errorf("after the end came %v", m)
	}
}

// Work that waits for nobody comes to its end while nobody looks, and the first step
// that nobody took and the end are what is left.
func TestLooseStepsWaitForNobody(t *testing.T) {
	told := make(chan struct{})
	s := BeginLoose(func() {}, func(tell func(tea.Msg)) tea.Msg {
		for i := range 50 {
			tell(i)
		}
		close(told)
		return "end"
	})
	<-told
	if got := s.rest(); !slices.Equal(got, []tea.Msg{0, "end"}) {
		t.Errorf("%v", got)
	}
}

func TestNoSteps(t *testing.T) {
	if Steps(nil).Next() != nil {
		t.Error("nothing was begun, and something is waited for")
	}
}
