package desk_test

import (
	"reflect"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

var caseStates = []desk.CaseState{
	desk.CaseDraft, desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseRefused,
	desk.CaseHanded, desk.CaseStreet, desk.CaseDone, desk.CaseRejected, desk.CaseDelivered, desk.CaseArchived,
	desk.CaseWithdrawn, desk.CaseVoid,
}

var decisions = map[desk.Decision]desk.CaseState{
	desk.DecideAccept: desk.CaseStreet, desk.DecideSupplement: desk.CaseSupplement,
	desk.DecideReject: desk.CaseRejected, desk.DecideDone: desk.CaseDone,
}

// TestEveryDecisionInEveryState applies each decision of the street to a case
// of each mode in each state.
func TestEveryDecisionInEveryState(t *testing.T) {
	decided := storetest.Morning.Add(time.Hour)
	for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect, desk.ModeAdvise} {
		for _, from := range caseStates {
			for d, to := range decisions {
				before := desk.Case{ID: "c1", Mode: mode, State: from, Rev: 3, Words: "before", DecisionVer: 1}
				c := before
				ok := c.Decide(desk.StreetDecision{Case: "c1", Decision: d, Words: "补一份", Ver: 2, At: desk.LineTime(decided)})
				if ok != desk.MayGo(mode, from, to) {
					t.Errorf("%s on %s of mode %s: applied %v", d, from, mode, ok)
				}
				want, words := from, "before" // a reason that stands is not overwritten by an answer that cannot apply
				if ok {
					want, words = to, "补一份"
				}
				if c.State != want {
					t.Errorf("%s on %s of mode %s leads to %s", d, from, mode, c.State)
				}
				if c.Decision != string(d) || c.DecisionVer != 2 || c.Words != words || c.Rev != 4 {
					t.Errorf("%s on %s of mode %s was not kept: %+v", d, from, mode, c)
				}
				if ended := ok && to.Ended(); ended != (c.Finished != nil) || ended && !c.Finished.Equal(decided) {
					t.Errorf("%s on %s of mode %s: finished %v", d, from, mode, c.Finished)
				}
				for _, ver := range []int{2, 1, 0} {
					again := c
					if !again.Decide(desk.StreetDecision{Case: "c1", Decision: desk.DecideReject, Words: "other", Ver: ver}) || !reflect.DeepEqual(again, c) {
						t.Errorf("version %d again changed %s of mode %s to %+v", ver, from, mode, again)
					}
				}
			}
		}
	}
}

func TestAnUnknownDecisionIsKeptAndMovesNothing(t *testing.T) {
	c := desk.Case{Mode: desk.ModeCollect, State: desk.CaseHanded, Rev: 1}
	if c.Decide(desk.StreetDecision{Decision: "ponder", Ver: 1}) {
		t.Error("an unknown decision was applied")
	}
	if c.State != desk.CaseHanded || c.Decision != "ponder" || c.Rev != 2 {
		t.Errorf("case is %+v", c)
	}
}

// TestTheMachineOfEachMode holds what the classes of matters are about.
func TestTheMachineOfEachMode(t *testing.T) {
	for _, from := range caseStates {
		if len(desk.MovesOf(desk.ModeAdvise, from)) != 0 || len(desk.MovesOf("", from)) != 0 {
			t.Errorf("a matter that makes no case moves from %s", from)
		}
		for _, to := range desk.MovesOf(desk.ModeCollect, from) {
			if to == desk.CaseAccepted || to == desk.CaseRefused {
				t.Errorf("the street's matter goes from %s to %s at the desk", from, to)
			}
		}
		for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect} {
			for _, to := range caseStates {
				if !desk.MayGo(mode, from, to) {
					continue
				}
				if to == desk.CaseDraft {
					t.Errorf("mode %s goes back to a draft from %s", mode, from)
				}
				filed := to == desk.CaseDelivered || to == desk.CaseArchived
				if from.Ended() && !filed {
					t.Errorf("mode %s: an ended case goes from %s to %s", mode, from, to)
				}
				if to == desk.CaseWithdrawn && (from == desk.CaseDone || from == desk.CaseRejected || from == desk.CaseRefused) {
					t.Errorf("mode %s is withdrawn after the decision %s", mode, from)
				}
			}
		}
	}
	for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect} {
		reached := map[desk.CaseState]bool{desk.CaseDraft: true}
		for range caseStates {
			for from := range reached {
				for _, to := range desk.MovesOf(mode, from) {
					reached[to] = true
				}
			}
		}
		for _, want := range caseStates {
			never := mode == desk.ModeCollect && (want == desk.CaseAccepted || want == desk.CaseRefused)
			if reached[want] == never {
				t.Errorf("mode %s reaches %s: %v", mode, want, reached[want])
			}
		}
	}
}

func TestWhereACaseIs(t *testing.T) {
	for _, st := range caseStates {
		atDesk := st == desk.CaseReceived || st == desk.CaseSupplied || st == desk.CaseAccepted
		if st.AtDesk() != atDesk || st.AtDesk() && st.Ended() {
			t.Errorf("%s: at the desk %v, ended %v", st, st.AtDesk(), st.Ended())
		}
	}
}
