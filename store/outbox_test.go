package store

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// A far is a street's keys, as a desk that was enrolled knows their halves.
type far struct {
	keys *seal.Keys
	told uplink.Enrolled
}

func newFar(t testing.TB, s seal.Suite) far {
	t.Helper()
	k, err := seal.Create(filepath.Join(t.TempDir(), "street"), s)
	if err != nil {
		t.Fatal(err)
	}
	box, err1 := k.Box().Public()
	sign, err2 := k.Signing().Public()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return far{k, uplink.Enrolled{
		Desk: "110101001001-01", Station: "110101001001", Street: "110101001", Generation: "g1", Suite: s.Name(),
		StreetBox: box.String(), StreetSign: sign.String(),
	}}
}

// enrolled is a new store that knows its street.
func enrolled(t testing.TB) (*Store, *Outbox, far, *storetest.Clock) {
	t.Helper()
	s, c := openNew(t)
	o := s.Outbox()
	t.Cleanup(func() { o.Close() })
	f := newFar(t, s.suite)
	if err := o.Enrolled(t.Context(), f.told); err != nil {
		t.Fatal(err)
	}
	return s, o, f, c
}

// received takes a case with pages of the given sizes in.
func received(t testing.TB, s *Store, id string, sizes ...int) desk.Case {
	t.Helper()
	c := storetest.NewCase(id, storetest.Person())
	for _, size := range sizes {
		image := make([]byte, size)
		rand.Read(image)
		p, err := s.PutPage(t.Context(), id, image, desk.Page{MIME: "image/jpeg"})
		if err != nil {
			t.Fatal(err)
		}
		c.Materials = append(c.Materials, desk.Material{Key: fmt.Sprint(size), Pages: []desk.Page{p}})
	}
	done, err := s.Write(t.Context(), "in-"+id, storetest.Duty(), storetest.TakeIn(c))
	if err != nil {
		t.Fatal(err)
	}
	return done.Act.Cases[0]
}

func state(t *testing.T, o *Outbox) uplink.State {
	t.Helper()
	s, err := o.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLinesAreTheJournalsBytes(t *testing.T) {
	s, o, _, _ := enrolled(t)
	received(t, s, "c1")
	received(t, s, "c2")
	entries, err := s.Journal(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := o.Lines(t.Context(), 0, 200, 1<<20)
	if err != nil || len(lines) != len(entries) {
		t.Fatalf("%d lines of %d, %v", len(lines), len(entries), err)
	}
	for i, l := range lines {
		if l.N != entries[i].N || !bytes.Equal(l.Line, entries[i].Raw) || l.RID != entries[i].Line.RID {
			t.Errorf("line %d is %s", l.N, l.Line)
		}
	}
	if one, err := o.Lines(t.Context(), 1, 200, 10); err != nil || len(one) != 1 || one[0].N != 2 {
		t.Errorf("a line longer than asked for: %v, %v", one, err)
	}
	if two, err := o.Lines(t.Context(), 0, 2, 1<<20); err != nil || len(two) != 2 {
		t.Errorf("%d lines, asked for 2, %v", len(two), err)
	}
	if none, err := o.Lines(t.Context(), int64(len(entries)), 200, 1<<20); err != nil || len(none) != 0 {
		t.Errorf("beyond the head: %v, %v", none, err)
	}
}

func TestAcknowledgementFitsOrChangesNothing(t *testing.T) {
	s, o, _, _ := enrolled(t)
	received(t, s, "c1")
	st := state(t, o)
	good := uplink.Ack{Incarnation: st.Incarnation, From: 0, To: st.Head, Chain: uplink.Chain{1}}
	for name, edit := range map[string]func(*uplink.Ack){
		"another incarnation": func(a *uplink.Ack) { a.Incarnation = "other" },
		"from another place":  func(a *uplink.Ack) { a.From = 1 },
		"beyond the head":     func(a *uplink.Ack) { a.To++ },
	} {
		bad := good
		edit(&bad)
		if err := o.Acked(t.Context(), bad); desk.KindOf(err) != desk.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	good.Quarantined = []uplink.Quarantined{{RID: "in-c1", Code: "unknown_kind", Detail: "a\x1b[2J"}}
	if err := o.Acked(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	if now := state(t, o); now.Acked != st.Head || now.AckedChain != good.Chain || now.Pending.Events != 0 {
		t.Errorf("state is %+v", now)
	}
	aside, err := o.SetAside(t.Context())
	if err != nil || len(aside) != 1 || aside[0].ID != "in-c1" || aside[0].Detail != "a[2J" || !aside[0].Next.IsZero() {
		t.Errorf("set aside: %+v, %v", aside, err)
	}
}

func TestPagesAreDueOldestLineFirst(t *testing.T) {
	s, o, _, clock := enrolled(t)
	a := received(t, s, "c1", 300_000, 10)
	b := received(t, s, "c2", 20)
	if _, err := s.PutPage(t.Context(), "draft", []byte("x"), desk.Page{}); err != nil {
		t.Fatal(err)
	}
	due, err := o.Due(t.Context(), clock.Now(), 10)
	if err != nil || len(due) != 3 || due[2].ID != b.Blobs()[0] || !slices.Contains(a.Blobs(), due[0].ID) || due[0].N != due[1].N {
		t.Fatalf("due: %+v, %v", due, err)
	}
	if p := state(t, o).Pending; p.Blobs != 3 || p.Bytes != due[0].Size+due[1].Size+due[2].Size {
		t.Errorf("pending: %+v", p)
	}
	until := clock.Now().Add(time.Hour)
	if err := o.PutOff(t.Context(), due[0].ID, "page.lost", until); err != nil {
		t.Fatal(err)
	}
	if err := o.Held(t.Context(), []string{due[1].ID}); err != nil {
		t.Fatal(err)
	}
	rest, err := o.Due(t.Context(), clock.Now(), 10)
	if err != nil || len(rest) != 1 || rest[0].ID != due[2].ID {
		t.Errorf("due: %+v, %v", rest, err)
	}
	later, err := o.Due(t.Context(), until, 10)
	if err != nil || len(later) != 2 || later[0].ID != due[0].ID || later[0].Tries != 1 {
		t.Errorf("due later: %+v, %v", later, err)
	}
	if back, err := o.Due(t.Context(), until.Add(-26*time.Hour), 10); err != nil || len(back) != 2 {
		t.Errorf("by a clock that was put back: %+v, %v", back, err)
	}
	if err := o.Held(t.Context(), []string{due[0].ID}); err != nil {
		t.Fatal(err)
	}
	if aside, err := o.SetAside(t.Context()); err != nil || len(aside) != 0 {
		t.Errorf("a page that went is still set aside: %+v, %v", aside, err)
	}
}

func TestPartsMakeTheFile(t *testing.T) {
	s, o, _, _ := enrolled(t)
	p := received(t, s, "c1", 300_000).Materials[0].Pages[0]
	read := func(step, from int64) []byte {
		var whole []byte
		for at := from; at < p.Size; {
			part, err := o.Part(t.Context(), p.ID, at, int(min(step, p.Size-at)))
			if err != nil {
				t.Fatal(err)
			}
			whole = append(whole, part...)
			at += int64(len(part))
		}
		return whole
	}
	whole := read(1<<20, 0)
	if s.suite.Digest(whole) != p.ID || !bytes.Equal(read(65536, 0), whole) || !bytes.Equal(read(1000, 250_000), whole[250_000:]) {
		t.Error("parts do not make the file")
	}
	if end, err := o.Part(t.Context(), p.ID, p.Size, 0); err != nil || len(end) != 0 {
		t.Errorf("the empty part at the end: %d bytes, %v", len(end), err)
	}
	if _, err := o.Part(t.Context(), p.ID, p.Size-1, 2); desk.KindOf(err) != desk.Broken {
		t.Errorf("beyond the end: %v", err)
	}
	if _, err := o.Part(t.Context(), s.suite.Digest([]byte("none")), 0, 1); desk.KindOf(err) != desk.NotFound {
		t.Errorf("a page that is not here: %v", err)
	}
	damage(t, s, p.ID)
	if _, err := o.Part(t.Context(), p.ID, 0, int(p.Size)); desk.KindOf(err) != desk.Broken {
		t.Errorf("a damaged page: %v", err)
	}
}

// damage turns a bit of a page file.
func damage(t *testing.T, s *Store, id string) {
	t.Helper()
	path := filepath.Join(s.dir, "blobs", "b", id[4:6], id[6:8], "sm3-"+id[4:])
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestKeysAreSharedOnceAndOnlyOfWhatWasTakenIn(t *testing.T) {
	s, o, f, clock := enrolled(t)
	received(t, s, "c1")
	if err := s.SaveDraft(t.Context(), desk.Draft{Case: storetest.NewCase("c2", storetest.Other())}); err != nil {
		t.Fatal(err)
	}
	n, err := o.Share(t.Context())
	if err != nil || n != 1 {
		t.Fatalf("%d keys shared, %v", n, err)
	}
	if n, err := o.Share(t.Context()); err != nil || n != 0 {
		t.Errorf("%d keys shared again, %v", n, err)
	}
	st := state(t, o)
	lines, err := s.Journal(t.Context(), st.Head-1, 1)
	if err != nil || lines[0].Line.Kind != desk.ActKeyShared || len(lines[0].Line.Blobs) != 1 {
		t.Fatalf("line is %s, %v", lines[0].Raw, err)
	}
	due, err := o.Due(t.Context(), clock.Now(), 10)
	if err != nil || len(due) != 1 || due[0].ID != lines[0].Line.Blobs[0] {
		t.Fatalf("due: %+v, %v", due, err)
	}
	sealed, err := o.Part(t.Context(), due[0].ID, 0, int(due[0].Size))
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := from(t.Context(), s, func(b books) ([]byte, error) { return wrappedKey(t.Context(), b.q, "case:c1") })
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.keys.Unwrap(wrapped, "case:c1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := seal.OpenFor(s.suite, f.keys.Box(), sealed, "case:c1"); err != nil || got != want {
		t.Errorf("the street opens another key, %v", err)
	}
	if got, err := seal.OpenFor(s.suite, f.keys.Box(), sealed, "case:c2"); err == nil {
		t.Errorf("it opens as the key of another case: %v", got)
	}
}

func TestShareWaitsForAClockThatIsVouchedFor(t *testing.T) {
	s, o, _, clock := enrolled(t)
	received(t, s, "c1")
	clock.Set(storetest.Built.Add(-time.Hour))
	if n, err := o.Share(t.Context()); err != nil || n != 0 {
		t.Errorf("%d keys shared, %v", n, err)
	}
	clock.Set(storetest.Morning.Add(time.Hour))
	if n, err := o.Share(t.Context()); err != nil || n != 1 {
		t.Errorf("%d keys shared, %v", n, err)
	}
}

func TestNewIncarnationCountsEverythingAsUnsent(t *testing.T) {
	s, o, _, clock := enrolled(t)
	received(t, s, "c1", 100)
	st := state(t, o)
	if err := o.Acked(t.Context(), uplink.Ack{Incarnation: st.Incarnation, To: st.Head, Chain: uplink.Chain{1}}); err != nil {
		t.Fatal(err)
	}
	due, err := o.Due(t.Context(), clock.Now(), 10)
	if err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	if err := o.Held(t.Context(), []string{due[0].ID}); err != nil {
		t.Fatal(err)
	}
	// One line is in a backup of the centre: it is not sent again.
	heard := uplink.Heard{Incarnation: st.Incarnation, Generation: "g2", Offset: 1500 * time.Millisecond, Stable: 1, At: clock.Now()}
	if err := o.Heard(t.Context(), heard); err != nil {
		t.Fatal(err)
	}
	if err := o.Incarnate(t.Context(), 5, uplink.DeskBehind); err != nil {
		t.Fatal(err)
	}
	now := state(t, o)
	if now.No != 5 || now.Incarnation == st.Incarnation || now.Base != 1 || now.Acked != 1 || now.Stable != 1 ||
		now.Instance != st.Instance || now.Generation != "g2" || now.Head != st.Head+1 {
		t.Errorf("state is %+v, was %+v", now, st)
	}
	if now.AckedChain != uplink.Begin(s.suite, now.Incarnation) {
		t.Error("the chain does not begin anew")
	}
	if again, err := o.Due(t.Context(), clock.Now(), 10); err != nil || len(again) != 1 {
		t.Errorf("due: %+v, %v", again, err)
	}
	if n, err := s.Number(t.Context()); err != nil || n.Letter != "E" {
		t.Errorf("numbers carry %q, %v", n.Letter, err)
	}
	if at, err := o.LastSync(t.Context()); err != nil || !at.Equal(heard.At.Truncate(time.Millisecond)) {
		t.Errorf("last sync %s, %v", at, err)
	}
	if stamp, err := s.Today(t.Context()); err != nil || stamp.OffMS != 1500 {
		t.Errorf("offset %d ms, %v", stamp.OffMS, err)
	}
	if err := o.Heard(t.Context(), uplink.Heard{Incarnation: st.Incarnation, Generation: "g2", Stable: 9, At: clock.Now()}); err != nil {
		t.Fatal(err)
	}
	if now := state(t, o); now.Stable != 1 {
		t.Errorf("a stable of the incarnation before moved it to %d", now.Stable)
	}
}

func TestEnrolmentIsChecked(t *testing.T) {
	s, c := openNew(t)
	o := s.Outbox()
	if _, err := o.State(t.Context()); desk.KindOf(err) != desk.NotFound {
		t.Errorf("before: %v", err)
	}
	good := newFar(t, s.suite).told
	for name, tt := range map[string]struct {
		edit func(*uplink.Enrolled)
		kind desk.Kind
	}{
		"another desk":  {func(e *uplink.Enrolled) { e.Desk = "110101001001-02" }, desk.Conflict},
		"another suite": {func(e *uplink.Enrolled) { e.Suite = "intl" }, desk.Invalid},
		"no key":        {func(e *uplink.Enrolled) { e.StreetBox = "" }, desk.Invalid},
		"half a key":    {func(e *uplink.Enrolled) { e.StreetSign = e.StreetSign[:20] }, desk.Invalid},
	} {
		bad := good
		tt.edit(&bad)
		if err := o.Enrolled(t.Context(), bad); desk.KindOf(err) != tt.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.Enrolled(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	received(t, s, "c1")
	if _, err := o.Share(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Under another street's keys everything is shared anew.
	if err := o.Enrolled(t.Context(), newFar(t, s.suite).told); err != nil {
		t.Fatal(err)
	}
	if n, err := o.Share(t.Context()); err != nil || n != 1 {
		t.Errorf("%d keys shared with another street, %v", n, err)
	}
	_ = c
}
