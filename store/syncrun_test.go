package store

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

func TestRunsAreLookedBackOn(t *testing.T) {
	s, clock := openNew(t)
	o := s.Outbox()
	defer o.Close()
	ctx := t.Context()
	begin := func(why uplink.Trigger) int64 {
		t.Helper()
		n, err := o.RunBegan(ctx, why)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	end := func(n int64, r uplink.Report, err error) {
		t.Helper()
		if err := o.RunEnded(ctx, n, r, err); err != nil {
			t.Fatal(err)
		}
	}
	began := clock.Now()
	n := begin(uplink.TriggerClosing)
	clock.Add(time.Minute)
	end(n, uplink.Report{Sent: 7, Blobs: 2, Bytes: 900, Applied: 1}, nil)
	end(begin(uplink.TriggerNight), uplink.Report{Sent: 3}, &desk.Problem{Kind: desk.Unavailable, What: "sync.unreachable", Cause: context.Canceled})
	end(begin(uplink.TriggerHand), uplink.Report{}, context.Canceled)
	begin(uplink.TriggerStart) // and the power goes
	runs, err := o.Runs(ctx, 10)
	if err != nil || len(runs) != 4 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	if r := runs[0]; r.Why != uplink.TriggerStart || !r.Ended.IsZero() || r.Fault != nil {
		t.Errorf("cut off: %+v", r)
	}
	if r := runs[1]; r.Fault == nil || r.Fault.Kind != desk.Blocked || r.Fault.What != uplink.Stopped {
		t.Errorf("stopped: %+v", r)
	}
	if r := runs[2]; r.Fault == nil || r.Fault.Kind != desk.Unavailable || r.Fault.What != "sync.unreachable" || r.Lines != 3 {
		t.Errorf("failed: %+v", r)
	}
	if r := runs[3]; r.Began.Before(began.Truncate(time.Millisecond)) || r.Ended.Sub(r.Began) < time.Minute ||
		r.Lines != 7 || r.Pages != 2 || r.Bytes != 900 || r.Applied != 1 || r.Fault != nil {
		t.Errorf("whole: %+v", r)
	}
	for range 100 {
		begin(uplink.TriggerHand)
	}
	if runs, err := o.Runs(ctx, 1000); err != nil || len(runs) != 60 {
		t.Errorf("%d runs are kept, %v", len(runs), err)
	}
}

// What waits is listed by case, in the order in which it goes, with why a page of
// it was put off.
func TestCasesThatWait(t *testing.T) {
	s, o, _, clock := enrolled(t)
	ctx := t.Context()
	first, second := received(t, s, "first", 700, 900), received(t, s, "second", 300)
	list, err := o.Waiting(ctx, 10)
	if err != nil || len(list) != 2 || list[0].Case != first.No || list[0].Pages != 2 || list[0].Bytes < 1600 || list[1].Case != second.No {
		t.Fatalf("%+v, %v", list, err)
	}
	due, err := o.Due(ctx, clock.Now(), 10)
	if err != nil || len(due) != 3 {
		t.Fatalf("%d due, %v", len(due), err)
	}
	until := clock.Now().Add(time.Hour)
	if err := o.PutOff(ctx, due[0].ID, "page.lost", until); err != nil {
		t.Fatal(err)
	}
	if err := o.Held(ctx, []string{due[2].ID}); err != nil {
		t.Fatal(err)
	}
	list, err = o.Waiting(ctx, 10)
	if err != nil || len(list) != 1 || list[0].Code != "page.lost" || !list[0].Next.Equal(until.Truncate(time.Millisecond)) || list[0].Pages != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}
