package uplink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// called compares the requests of a run.
func called(t *testing.T, f *far, want string) {
	t.Helper()
	if got := strings.Join(f.calls, " "); got != want {
		t.Errorf("called %s, want %s", got, want)
	}
}

// What the street said before is applied before anything is sent, and what follows
// from it goes up with the rest, in one round.
func TestWhatTheStreetSaidComesFirst(t *testing.T) {
	b, f := newBox(1), newFar()
	f.feed, b.grow = []Signed{{Line: "one"}}, 2
	r, err := once(t, b, f, quick())
	if err != nil || r.Applied != 1 || r.Sent != 3 || r.Hellos != 1 || b.state.Acked != 3 {
		t.Errorf("%+v %v", r, err)
	}
	called(t, f, "hello feed events feed")
	f.calls = nil
	if r, err := once(t, b, f, quick()); err != nil || r.Moved() {
		t.Errorf("again: %+v %v", r, err)
	}
	called(t, f, "hello feed")
}

// What the street says while lines are sent is heard by the same run, and what
// follows from it is sent.
func TestWhatTheStreetSaysMeanwhile(t *testing.T) {
	b, f := newBox(1), newFar()
	f.before = func(call string) {
		if call == "events" && f.feed == nil {
			f.feed, b.grow = []Signed{{Line: "one"}}, 2
		}
	}
	r, err := once(t, b, f, quick())
	if err != nil || r.Applied != 1 || r.Sent != 3 || b.state.Acked != 3 {
		t.Errorf("%+v %v", r, err)
	}
	called(t, f, "hello feed events feed hello events feed")
}

// A run that sent nothing looks once more where it took long.
func TestLongRunLooksAgain(t *testing.T) {
	b, f, clock := newBox(0), newFar(), newTick()
	b.page(0, 10)
	f.blobs[slices.Collect(keysOf(b.blobs))[0]] = slices.Repeat([]byte{1}, 10)
	f.before = func(call string) {
		if call == "missing" {
			clock.now = clock.now.Add(lookAgain)
		}
	}
	if r, err := NewCourier(b, f, digests, clock, quick()).Run(t.Context()); err != nil || r.Known != 1 {
		t.Errorf("%+v %v", r, err)
	}
	called(t, f, "hello feed missing feed")
}

func keysOf(m map[string][]byte) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// sour is an outbox that does not take what the street sends.
type sour struct {
	*box
	err error
}

func (s sour) Take(context.Context, Page) (Taken, error) { return Taken{}, s.err }

// deafTo is a centre whose feed answers with an error.
type deafTo struct {
	*far
	err error
}

func (d deafTo) Feed(context.Context, string, int) (Page, error) {
	_ = d.call("feed")
	return Page{}, d.err
}

// Whatever is the matter with the feed, lines and pages go up, without waiting and at
// the cost of one request; the run says at its end what was not read.
func TestNoFeedHoldsTheLinesUp(t *testing.T) {
	denied := &desk.Problem{Kind: desk.Denied, What: "sync.feed"}
	for _, tt := range []struct {
		name string
		take error // of the outbox
		feed error // of the centre
		kind desk.Kind
		most int // requests for the feed
	}{
		{name: "a line that the street did not sign", take: denied, kind: desk.Denied, most: 1},
		{name: "a line for another station", take: &desk.Problem{Kind: desk.Broken, What: "sync.feed"}, kind: desk.Broken, most: 1},
		{name: "what the store does not take", take: errors.New("no such table"), kind: desk.Broken, most: 1},
		{name: "a disk without room", take: &desk.Problem{Kind: desk.Full, What: "disk"}, kind: desk.Full, most: 1},
		{name: "a feed that is out of order", feed: &Refusal{Status: 500, Fault: Fault{Code: CodeInternal}}, kind: desk.Unavailable, most: 9},
		{name: "a feed that is busy", feed: &Refusal{Status: 429, Fault: Fault{Code: CodeBusy}, After: time.Hour}, kind: desk.Unavailable, most: 9},
		{name: "a gateway that is in the way", feed: &desk.Problem{Kind: desk.Blocked, What: "sync.gateway"}, kind: desk.Blocked, most: 4},
		{name: "a line that breaks", feed: errors.New("connection reset"), kind: desk.Unavailable, most: 9},
		{name: "a cursor that never fits", feed: &Refusal{Status: 410, Fault: Fault{Code: CodeRefetch}}, kind: desk.Broken, most: 4},
		{name: "a session that is always another", feed: &Refusal{Status: 401, Fault: Fault{Code: CodeSession}}, kind: desk.Denied, most: 2 * rounds},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, f := newBox(450), newFar()
			page := b.page(2, 10)
			f.feed = []Signed{{Line: "one"}}
			var out Outbox = b
			var centre Centre = f
			if tt.take != nil {
				out = sour{b, tt.take}
			} else {
				centre = deafTo{f, tt.feed}
			}
			o := quick()
			o.Sleep = func(ctx context.Context, _ time.Duration) error {
				if b.state.Acked != 450 || !b.held[page] {
					t.Error("it waits before everything is sent")
				}
				return ctx.Err()
			}
			r, err := NewCourier(out, centre, digests, newTick(), o).Run(t.Context())
			if desk.KindOf(err) != tt.kind || r.Unread == nil {
				t.Errorf("ends with %v, unread %v", err, r.Unread)
			}
			if r.Sent != 450 || r.Blobs != 1 || r.Left != (Pending{}) || r.Applied != 0 {
				t.Errorf("%+v", r)
			}
			if n := count(f.calls, "feed"); n > tt.most {
				t.Errorf("the feed was asked for %d times", n)
			}
		})
	}
}

// What ended the upload is said before what was the matter with the feed, and both
// are in the report.
func TestUploadsOwnFaultIsSaidFirst(t *testing.T) {
	b, f := newBox(3), newFar()
	f.feed = []Signed{{Line: "one"}}
	f.errs = []error{nil, nil, &Refusal{Status: 507, Fault: Fault{Code: CodeFull}}}
	r, err := NewCourier(sour{b, &desk.Problem{Kind: desk.Denied, What: "sync.feed"}}, f, digests, newTick(), quick()).Run(t.Context())
	if !(&desk.Problem{Kind: desk.Full, What: "sync.full"}).Is(err) || desk.KindOf(r.Unread) != desk.Denied || r.Left.Events != 3 {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestFullCentreStillGivesItsFeed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		at    int // the request that is refused
		calls string
	}{
		{"for lines", 2, "hello feed events"},
		{"for pages", 4, "hello feed events missing part feed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, f := newBox(1), newFar()
			b.page(1, 10)
			f.feed = []Signed{{Line: "one"}}
			f.errs = append(make([]error, tt.at), &Refusal{Status: 507, Fault: Fault{Code: CodeFull}})
			r, err := once(t, b, f, quick())
			if desk.KindOf(err) != desk.Full || r.Applied != 1 || r.Left.Blobs != 1 || r.Unread != nil {
				t.Errorf("%+v %v", r, err)
			}
			called(t, f, tt.calls)
		})
	}
}

// A centre of the first level has no feed: everything is sent, nothing comes, and it is
// not asked twice.
func TestCentreWithoutFeed(t *testing.T) {
	b, f := newBox(3), newFar()
	f.errs = []error{nil, &Refusal{Status: 404, Fault: Fault{Code: CodeNotFound}}, nil, &Refusal{Status: 404, Fault: Fault{Code: CodeNotFound}}}
	r, err := once(t, b, f, quick())
	if err != nil || r.Sent != 3 || r.Unread != nil {
		t.Errorf("%+v %v", r, err)
	}
	called(t, f, "hello feed events")
}

// A feed that is very long, as after a centre came from a backup, is read in part
// before the lines, and the rest after them.
func TestLongFeedIsReadInTwo(t *testing.T) {
	b, f := newBox(3), newFar()
	long := &pages{f, 3 * firstPages}
	r, err := NewCourier(b, long, digests, newTick(), quick()).Run(t.Context())
	if err != nil || r.FeedLines != 3*firstPages || r.Sent != 3 {
		t.Errorf("%+v %v", r, err)
	}
	at := slices.Index(f.calls, "events")
	if at != 1+firstPages || count(f.calls, "feed") != 3*firstPages {
		t.Errorf("called %v", f.calls)
	}
}

// pages is a centre whose feed has a line a page.
type pages struct {
	*far
	n int
}

func (p *pages) Feed(_ context.Context, cursor string, _ int) (Page, error) {
	_ = p.call("feed")
	at := 0
	_, _ = fmt.Sscan(cursor, &at)
	if at == p.n {
		return Page{Cursor: cursor}, nil
	}
	return Page{Cursor: fmt.Sprint(at + 1), More: at+1 < p.n, Lines: []Signed{{Line: fmt.Sprint(at)}}}, nil
}

func TestRefetch(t *testing.T) {
	b, f := newBox(0), newFar()
	b.state.Cursor = "of another centre"
	f.feed = []Signed{{Line: "one"}}
	f.errs = []error{nil, &Refusal{Status: 410, Fault: Fault{Code: CodeRefetch}}}
	if _, err := once(t, b, f, quick()); err != nil || b.state.Cursor != "end" || len(b.took) != 1 {
		t.Errorf("cursor %q, took %v, %v", b.state.Cursor, b.took, err)
	}
}

// A centre that does not know where the desk stands has back what came down, after the
// desk's lines, whichever look it was that found out.
func TestDoubtedCentreHasItBackAfterTheLines(t *testing.T) {
	lost := &Refusal{Status: 410, Fault: Fault{Code: CodeRefetch}}
	for _, tt := range []struct {
		name  string
		errs  []error
		calls string
	}{
		{"at the first look", []error{nil, lost}, "hello feed feed events witness feed"},
		{"at the look back", []error{nil, errors.New("cut"), nil, lost}, "hello feed events feed feed witness feed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, f := newBox(0), newFar()
			f.feed = []Signed{{Line: "one"}}
			if _, err := once(t, b, f, quick()); err != nil || b.testified != "g" {
				t.Fatal(b.testified, err)
			}
			b.write(2)
			f.calls, f.errs, f.witnessed = nil, tt.errs, nil
			r, err := once(t, b, f, quick())
			if err != nil || r.Returned == 0 || !slices.Contains(f.witnessed, "one") || b.testified != "g" {
				t.Errorf("%+v %v, had %v", r, err, f.witnessed)
			}
			called(t, f, tt.calls)
		})
	}
}

// A desk to which nothing ever came down does not give back what it has just heard.
func TestNewcomerGivesNothingBack(t *testing.T) {
	b, f := newBox(0), newFar()
	f.feed = []Signed{{Line: "one"}, {Line: "two"}}
	if r, err := once(t, b, f, quick()); err != nil || r.FeedLines != 2 || r.Returned != 0 || b.testified != "g" {
		t.Errorf("%+v %v", r, err)
	}
	f.generation = "g2"
	if r, err := once(t, b, f, quick()); err != nil || r.Returned != 2 {
		t.Errorf("to another centre: %+v %v", r, err)
	}
}

// steward notes when it is asked to do what.
type steward struct {
	b      *box
	f      *far
	orders []desk.Dispatch
}

func (s *steward) done(what string, o desk.Dispatch) error {
	s.f.calls = append(s.f.calls, what)
	s.orders = slices.DeleteFunc(s.orders, func(x desk.Dispatch) bool { return x.ID == o.ID })
	s.b.write(1)
	return nil
}

func (s *steward) Orders(context.Context) ([]desk.Dispatch, error) {
	return slices.Clone(s.orders), nil
}
func (s *steward) Report(_ context.Context, o desk.Dispatch) error       { return s.done("log", o) }
func (s *steward) NextKey(context.Context, desk.Dispatch) (Rekey, error) { return Rekey{}, nil }
func (s *steward) Rekeyed(_ context.Context, o desk.Dispatch) error      { return s.done("rekeyed", o) }
func (s *steward) Leave(context.Context) (bool, error)                   { return false, nil }
func (s *steward) Depart(_ context.Context, o desk.Dispatch) (bool, error) {
	if s.b.state.Acked < int64(len(s.b.lines)) {
		return false, nil
	}
	return true, s.done("depart", o)
}

func (s *steward) Rekey(context.Context, Rekey) error { return s.f.call("rekey") }

// What the street asks to be told goes up with the rest. Another key comes when
// everything is sent, and the keys go last of all.
func TestOrdersHaveTheirPlace(t *testing.T) {
	b, f := newBox(1), newFar()
	b.page(1, 10)
	s := &steward{b: b, f: f, orders: []desk.Dispatch{
		{ID: "w", Order: desk.OrderWipe}, {ID: "k", Order: desk.OrderRekey}, {ID: "l", Order: desk.OrderLog},
	}}
	o := quick()
	o.Steward, o.Certifier = s, s
	r, err := once(t, b, f, o)
	if err != nil || r.Left != (Pending{}) || len(s.orders) != 0 || r.Unsettled != nil {
		t.Errorf("%+v %v, open %v", r, err, s.orders)
	}
	called(t, f, "hello feed log events missing part feed depart rekey rekeyed hello events feed")
}
