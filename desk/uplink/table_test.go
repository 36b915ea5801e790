package uplink

import (
	"testing"
	"time"
)

func TestHelloTable(t *testing.T) {
	now := time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC)
	known := Known{Standing: Current, LastNo: 3, Next: 11, At: "c", Instance: "i", Seen: now.Add(-time.Hour)}
	hello := Hello{Incarnation: "x", No: 3, Head: 20, Acked: 8, AckedChain: "c", Instance: "i"}
	for _, tt := range []struct {
		name  string
		edit  func(*Known, *Hello)
		want  Action
		why   Reason
		opens bool
		alarm bool
	}{
		{"both stand together", func(*Known, *Hello) {}, Continue, "", false, false},
		{"an acknowledgement was lost", func(k *Known, h *Hello) { h.Acked = 0 }, Continue, "", false, false},
		{"first contact", func(k *Known, h *Hello) { *k = Known{}; h.Acked, h.No = 0, 1 }, Continue, First, true, false},
		{"first contact with lines acknowledged elsewhere", func(k *Known, h *Hello) { *k = Known{} }, NewIncarnation, First, false, false},
		{"minted by the desk", func(k *Known, h *Hello) { k.Standing, h.Acked, h.No = Unheard, 0, 4 }, Continue, Minted, true, false},
		{"minted with an ordinal that was taken", func(k *Known, h *Hello) { k.Standing, h.Acked = Unheard, 0 }, NewIncarnation, NumberTaken, false, true},
		{"minted on another PC an hour later", func(k *Known, h *Hello) { k.Standing, h.Acked, h.No, h.Instance = Unheard, 0, 4, "j" }, Continue, Minted, true, true},
		{"the centre forgot this incarnation", func(k *Known, h *Hello) { k.Standing = Unheard }, NewIncarnation, Unknown, false, false},
		{"fenced", func(k *Known, h *Hello) { k.Standing = Closed }, NewIncarnation, Fenced, false, true},
		{"the desk is an old image", func(k *Known, h *Hello) { h.Head, h.Acked = 9, 8 }, NewIncarnation, DeskBehind, false, false},
		{"the centre is an old backup", func(k *Known, h *Hello) { h.Acked = 11 }, NewIncarnation, CentreBehind, false, true},
		{"other lines at the same place", func(k *Known, h *Hello) { k.At = "d" }, NewIncarnation, Fork, false, true},
		{"another PC with the same lines", func(k *Known, h *Hello) { h.Instance = "j" }, LockedOut, InstanceChanged, false, true},
		{"another PC after a day", func(k *Known, h *Hello) { h.Instance, k.Seen = "j", now.Add(-25*time.Hour) }, Continue, "", false, false},
	} {
		k, h := known, hello
		tt.edit(&k, &h)
		v := Judge(k, h, now)
		if v.Action != tt.want || v.Reason != tt.why || v.Opens != tt.opens || v.Alarm != tt.alarm || v.NextNo <= k.LastNo {
			t.Errorf("%s: %+v", tt.name, v)
		}
	}
}
