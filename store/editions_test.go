package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/store/storetest"
)

// published brings a version to the shelf that comes into effect now.
func (p press) published(t *testing.T, h *Shelf, version, prev string) {
	t.Helper()
	m, pieces := p.mustPrint(t, version, prev, version, h.s.clock.Now())
	if err := fetch(t.Context(), h, m, pieces); err != nil {
		t.Fatal(err)
	}
}

// TestNoVersionComesInMidCase holds that nothing comes into effect while a window has
// called or serves somebody, whichever process asks, and that it does right after.
func TestNoVersionComesInMidCase(t *testing.T) {
	t.Parallel()
	s, h, p, _ := shelves(t)
	p.published(t, h, "1", "")
	g, err := guide.Demo()
	if err != nil {
		t.Fatal(err)
	}
	press := desk.NewPress(s.station, g, nil)
	hall, d, ctx := desk.NewHall(s, s.station, press), storetest.Duty(), t.Context()
	if _, _, err := hall.Take(ctx, "take", d, desk.TakeOrder{}); err != nil {
		t.Fatal(err)
	}
	visit, err := hall.CallNext(ctx, "call", d)
	if err != nil {
		t.Fatal(err)
	}
	if due, err := h.Due(ctx); !due || err != nil {
		t.Errorf("due %v, %v", due, err)
	}
	adopt(t, h, false)
	if _, err := hall.Arrived(ctx, "come", d, visit.ID); err != nil {
		t.Fatal(err)
	}
	adopt(t, h, false)
	if v, err := h.InForce(ctx); v != "" || err != nil {
		t.Errorf("in force in mid-case: %q, %v", v, err)
	}
	if _, err := hall.Hold(ctx, "hold", d, visit.ID, desk.HoldAway); err != nil {
		t.Fatal(err)
	}
	adopt(t, h, true)
}

// TestPinnedVersionsStay holds that a version stays here as long as a draft or a case
// under way was begun with it, however many come after it.
func TestPinnedVersionsStay(t *testing.T) {
	t.Parallel()
	s, h, p, clock := shelves(t)
	begin := func(id, version string, state desk.CaseState) {
		t.Helper()
		c := desk.Case{ID: id, Item: "BJ-SQ-0001", Catalogue: version, State: state, Mode: desk.ModeAccept, Opened: clock.Now()}
		if state == desk.CaseDraft {
			if err := s.SaveDraft(t.Context(), desk.Draft{Case: c, Saved: clock.Now()}); err != nil {
				t.Fatal(err)
			}
			return
		}
		_, err := s.Write(t.Context(), "r-"+id, storetest.Duty(), func(tx desk.Tx) (desk.Act, error) {
			n, err := tx.NextNumber(desk.CaseNumber)
			c.No, c.Rev = tx.Serial().Number(desk.CaseNumber, tx.Stamp().Day, n), 1
			return desk.Act{Kind: desk.ActCaseReceived, Obj: "case:" + id, Cases: []desk.Case{c}}, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	prev := ""
	for i := 1; i <= keptEditions+5; i++ {
		version := fmt.Sprint(i)
		p.published(t, h, version, prev)
		adopt(t, h, true)
		switch i {
		case 1:
			begin("draft", version, desk.CaseDraft)
		case 2:
			begin("case", version, desk.CaseSupplement)
		case 3:
			begin("ended", version, desk.CaseDelivered)
		}
		prev = version
		clock.Set(clock.Now().Add(time.Minute))
	}
	var here []string
	for i := 1; i <= keptEditions+5; i++ {
		switch _, err := h.Edition(t.Context(), fmt.Sprint(i)); desk.KindOf(err) {
		case desk.NotFound:
		case "":
			here = append(here, fmt.Sprint(i))
		default:
			t.Error(err)
		}
	}
	want := []string{"1", "2", "6", "7", "8", "9", "10", "11", "12", "13"}
	if !slices.Equal(here, want) {
		t.Errorf("versions here are %v, want %v", here, want)
	}
	if v, err := h.Before(t.Context()); v != fmt.Sprint(keptEditions+4) || err != nil {
		t.Errorf("before it was %q, %v", v, err)
	}
}
