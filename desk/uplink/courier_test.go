package uplink

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

// quick are options of runs that wait for nothing.
func quick() Options {
	return Options{
		Random: func() float64 { return 0 },
		Sleep:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

func once(t *testing.T, b *box, f *far, o Options) (Report, error) {
	t.Helper()
	return NewCourier(b, f, digests, newTick(), o).Run(t.Context())
}

func TestLinesGoBeforePages(t *testing.T) {
	b, f := newBox(450), newFar()
	young, old := b.page(300, 10), b.page(2, 10)
	var parts []string
	r, err := once(t, b, f, quick())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"hello", "feed", "events", "events", "events", "missing", "part", "part", "feed"}
	if !slices.Equal(f.calls, want) {
		t.Errorf("calls %v, want %v", f.calls, want)
	}
	if r.Sent != 450 || r.Blobs != 2 || r.Left != (Pending{}) || !b.held[young] || !b.held[old] {
		t.Errorf("report %+v, parts %v", r, parts)
	}
	f.calls = nil
	again, err := once(t, b, f, quick())
	if err != nil || again.Moved() || !slices.Equal(f.calls, []string{"hello", "feed"}) {
		t.Errorf("second run: %v %+v %v", f.calls, again, err)
	}
}

func TestOldestPagesGoFirst(t *testing.T) {
	b := newBox(3)
	b.page(3, 30)
	b.page(1, 10)
	b.page(2, 20)
	due, _ := b.Due(t.Context(), time.Time{}, 10)
	var sizes []int64
	for _, d := range due {
		sizes = append(sizes, d.Size)
	}
	if !slices.Equal(sizes, []int64{10, 20, 30}) {
		t.Fatalf("the outbox of the test lists %v", sizes)
	}
	c := &order{far: newFar()}
	if _, err := NewCourier(b, c, digests, newTick(), quick()).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.totals, []int64{10, 20, 30}) {
		t.Errorf("sent in the order %v", c.totals)
	}
}

// order notes the sizes of blobs as they come.
type order struct {
	*far
	totals []int64
}

func (o *order) Part(ctx context.Context, id string, offset, total int64, part []byte) (PartTaken, error) {
	o.totals = append(o.totals, total)
	return o.far.Part(ctx, id, offset, total, part)
}

// A part that was stored is not a blob that is complete: with 202 the desk sends
// an empty part, and holds the blob done only when the centre says so.
func TestStoredIsNotComplete(t *testing.T) {
	b, f := newBox(1), newFar()
	id := b.page(1, 10)
	f.lazy = true
	held := false
	f.before = func(call string) { held = held || call == "part" && b.held[id] }
	r, err := once(t, b, f, quick())
	if err != nil || held || !b.held[id] || r.Blobs != 1 {
		t.Errorf("held too early %v, at the end %v, %+v, %v", held, b.held[id], r, err)
	}
	if n := count(f.calls, "part"); n != 2 {
		t.Errorf("%d parts, want the whole and an empty one", n)
	}
}

// hasty takes 202 for complete: the control of the test above.
type hasty struct{ *far }

func (h hasty) Part(ctx context.Context, id string, offset, total int64, part []byte) (PartTaken, error) {
	t, err := h.far.Part(ctx, id, offset, total, part)
	t.Complete = err == nil
	return t, err
}

func TestHastyDeskLosesPages(t *testing.T) {
	b, f := newBox(1), newFar()
	id := b.page(1, MaxPart+10)
	if _, err := NewCourier(b, hasty{f}, digests, newTick(), quick()).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !b.held[id] || digests.Digest(f.blobs[id]) == id {
		t.Error("a desk that takes 202 for complete lost nothing: the test of it proves nothing")
	}
}

func TestNewIncarnationSendsAgain(t *testing.T) {
	b, f := newBox(5), newFar()
	if _, err := once(t, b, f, quick()); err != nil {
		t.Fatal(err)
	}
	f.say = NewIncarnation
	r, err := once(t, b, f, quick())
	if err != nil || r.Sent != 5 || b.state.No != 9 || !slices.Equal(r.Incarnations, []Reason{Unknown}) {
		t.Errorf("%+v %v, incarnation %d", r, err, b.state.No)
	}
}

func TestForkAfterAckedOpensIncarnation(t *testing.T) {
	b, f := newBox(5), newFar()
	f.errs = []error{nil, nil, &Refusal{Status: 412, Fault: Fault{Code: CodeFork, NextNo: 4}}}
	r, err := once(t, b, f, quick())
	if err != nil || r.Sent != 5 || b.state.No != 4 || !slices.Equal(b.reason, []Reason{Fork}) {
		t.Errorf("%+v %v, incarnation %d for %v", r, err, b.state.No, b.reason)
	}
}

func TestSessionThatEndedBeginsAgain(t *testing.T) {
	b, f := newBox(5), newFar()
	f.errs = []error{nil, nil, &Refusal{Status: 401, Fault: Fault{Code: CodeSession}}}
	r, err := once(t, b, f, quick())
	if err != nil || r.Sent != 5 || r.Hellos != 2 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestLockedOut(t *testing.T) {
	b, f := newBox(5), newFar()
	f.say = LockedOut
	_, err := once(t, b, f, quick())
	if !(&desk.Problem{Kind: desk.Locked, What: "sync.takeover"}).Is(err) || b.state.Acked != 0 {
		t.Errorf("error %v, acked %d", err, b.state.Acked)
	}
}

func TestSameRefusalThreeTimesEndsTheRun(t *testing.T) {
	b, f := newBox(5), newFar()
	no := &Refusal{Status: 422, Fault: Fault{Code: CodeDigest}}
	f.errs = []error{nil, nil, no, no, no, no, no}
	_, err := once(t, b, f, quick())
	if desk.KindOf(err) != desk.Broken || count(f.calls, "events") != 3 {
		t.Errorf("error %v after %v", err, f.calls)
	}
}

func TestBadPageIsPutOffAndTheRestGoes(t *testing.T) {
	b, f := newBox(2), newFar()
	bad, good := b.page(1, 10), b.page(2, 20)
	no := &Refusal{Status: 422, Fault: Fault{Code: CodeDamaged}}
	f.errs = []error{nil, nil, nil, nil, no, no, no}
	r, err := once(t, b, f, quick())
	if err != nil || b.held[bad] || !b.held[good] || len(r.PutOff) != 1 || r.PutOff[0].ID != bad {
		t.Errorf("%+v %v", r, err)
	}
	if again, err := once(t, b, f, quick()); err != nil || count(f.calls, "missing") != 1 {
		t.Errorf("tried again at once: %+v %v", again, err)
	}
}

func TestPatienceEnds(t *testing.T) {
	b, f := newBox(5), newFar()
	cut := errors.New("cut")
	f.errs = []error{cut, cut, cut, cut, cut, cut, cut}
	o := quick()
	o.Patience, o.Random = time.Minute, func() float64 { return 0.99 }
	var slept time.Duration
	o.Sleep = func(_ context.Context, d time.Duration) error { slept += d; return nil }
	_, err := once(t, b, f, o)
	if desk.KindOf(err) != desk.Unavailable || slept == 0 || slept > time.Minute {
		t.Errorf("error %v after waiting %s", err, slept)
	}
}

// TestPatienceBeginsAnew has a line that breaks long after the run began: what was
// answered in between has shown that the centre is there.
func TestPatienceBeginsAnew(t *testing.T) {
	b, f, clock := newBox(5000), newFar(), newTick()
	o := quick()
	o.Patience = time.Minute
	calls, slow := 0, false
	f.before = func(string) {
		calls++
		clock.now = clock.now.Add(20 * time.Second)
		if calls == 12 {
			f.errs, slow = []error{errors.New("cut")}, true
		}
	}
	r, err := NewCourier(b, f, digests, clock, o).Run(t.Context())
	if err != nil || !slow || r.Retries != 1 || r.Left != (Pending{}) {
		t.Errorf("after %d calls: %+v, %v", calls, r, err)
	}
}

func TestRetriesAreFewerThanAFifth(t *testing.T) {
	b, f := newBox(20_000), newFar()
	f.before = func(call string) {
		if call == "events" && len(f.errs) == 0 {
			f.errs = []error{errors.New("cut"), nil}
		}
	}
	r, err := once(t, b, f, quick())
	if desk.KindOf(err) != desk.Unavailable || r.Retries > 8+r.Requests/5 || r.Sent == 0 {
		t.Errorf("%d retries of %d requests, %d lines, %v", r.Retries, r.Requests, r.Sent, err)
	}
}

func TestRunStopsCleanly(t *testing.T) {
	b, f := newBox(1000), newFar()
	ctx, cancel := context.WithCancel(t.Context())
	f.before = func(string) {
		if len(f.calls) == 3 {
			cancel()
		}
	}
	r, err := NewCourier(b, f, digests, newTick(), quick()).Run(ctx)
	if !errors.Is(err, context.Canceled) || len(f.calls) > 4 || r.Left.Events == 0 {
		t.Errorf("%v after %v, left %+v", err, f.calls, r.Left)
	}
	if r, err := once(t, b, f, quick()); err != nil || r.Left != (Pending{}) {
		t.Errorf("the next run: %+v %v", r, err)
	}
}

func TestCentreThatLiesAboutTheChain(t *testing.T) {
	b := newBox(5)
	_, err := NewCourier(b, liar{newFar()}, digests, newTick(), quick()).Run(t.Context())
	if desk.KindOf(err) != desk.Conflict || b.state.Acked != 0 {
		t.Errorf("error %v, acked %d", err, b.state.Acked)
	}
}

type liar struct{ *far }

func (l liar) Append(ctx context.Context, s Slice) (Appended, error) {
	a, err := l.far.Append(ctx, s)
	a.Chain = Begin(digests, "other").Text(digests)
	return a, err
}

func TestProgressGoesUp(t *testing.T) {
	b, f := newBox(300), newFar()
	b.page(1, 2*MaxPart)
	o := quick()
	var last Progress
	o.Progress = func(p Progress) {
		if p.Phase == last.Phase && (p.Done < last.Done || p.Bytes < last.Bytes) {
			t.Errorf("progress went from %+v to %+v", last, p)
		}
		if p.Phase == PhasePages {
			last = p
		}
	}
	if _, err := once(t, b, f, o); err != nil {
		t.Fatal(err)
	}
	if last.Done != 1 || last.Total != 1 || last.Bytes != 2*MaxPart || last.Whole != 2*MaxPart {
		t.Errorf("progress ended at %+v", last)
	}
}

func count(list []string, s string) int {
	n := 0
	for _, x := range list {
		if x == s {
			n++
		}
	}
	return n
}
