package centre_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/parcel"
)

// clerk is who brings sticks to the street.
var clerk = centre.Person{Name: "送盘人"}

// carryOut writes what a desk has not sent onto a stick.
func (w *window) carryOut(stick string) store.ParcelOut {
	w.t.Helper()
	out, err := w.outbox.CarryOut(w.t.Context(), stick, store.ParcelOptions{Software: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// carryBack takes in the answers that lie on a stick.
func (w *window) carryBack(stick string) store.ParcelIn {
	w.t.Helper()
	in, err := w.outbox.CarryIn(w.t.Context(), stick, "", desk.Duty{})
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

// volumesOn lists the parcels on a stick.
func volumesOn(t testing.TB, stick string) []centre.ParcelFile {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(stick, parcel.Folder))
	if err != nil {
		t.Fatal(err)
	}
	var out []centre.ParcelFile
	for _, e := range list {
		if !parcel.IsOut(e.Name()) {
			continue
		}
		path := filepath.Join(stick, parcel.Folder, e.Name())
		out = append(out, centre.ParcelFile{Name: e.Name(), Open: func() (io.ReadSeekCloser, error) { return os.Open(path) }})
	}
	return out
}

// answerOnto puts answers onto a stick.
func answerOnto(stick string) func(string, func(io.Writer) error) error {
	return func(name string, write func(io.Writer) error) error {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(stick, parcel.Folder, name), b.Bytes(), 0o600)
	}
}

// carryIn takes in what lies on a stick and answers onto it.
func (s *street) carryIn(t testing.TB, stick string) []centre.Carried {
	t.Helper()
	c, err := s.CarryIn(t.Context(), clerk, volumesOn(t, stick), answerOnto(stick))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// visit is a stick's way to the street and back.
func (s *street) visit(t testing.TB, w *window, stick string) store.ParcelIn {
	t.Helper()
	w.carryOut(stick)
	s.carryIn(t, stick)
	return w.carryBack(stick)
}

// settled makes sure that nothing waits but the lines about the answer itself and
// what it decided, and sends those as well.
func (s *street) settled(t testing.TB, w *window, decisions int, extra map[string][]byte) {
	t.Helper()
	st, err := w.outbox.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if st.Pending.Events > int64(1+decisions) || st.Pending.Blobs > 0 {
		t.Errorf("left after the stick came back: %+v", st.Pending)
	}
	w.mustRun(s.url)
	same(t, s, w, extra)
}

func TestStickInsteadOfTheLine(t *testing.T) { eachStreet(t, stickInsteadOfTheLine) }

func stickInsteadOfTheLine(t *testing.T, s *street) {
	w, stick := newWindow(t), t.TempDir()
	w.enrol(s)
	c := w.takeIn(1000, 700_000, 1_200_000)
	w.tickets(450)

	out := w.carryOut(stick)
	if out.Lines < 453 || out.Pages != 4 || len(out.Files) != 1 {
		t.Errorf("carried out: %+v", out)
	}
	in := s.carryIn(t, stick)
	if len(in) != 1 || in[0].New != out.Lines || in[0].NewPages != 4 || in[0].Action != uplink.Continue || in[0].Kept || in[0].Missing {
		t.Fatalf("carried in: %+v", in)
	}
	if v, err := s.Case(t.Context(), c.No); err != nil || v.State != desk.CaseReceived || v.Present != 3 || v.Awaiting || v.Forked {
		t.Errorf("the street sees %+v, %v", v, err)
	}
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "reviewer-1"); err != nil {
		t.Fatal(err)
	}

	// Once more changes nothing, and the answer has what was decided meanwhile.
	if again := s.carryIn(t, stick); again[0].New != 0 || again[0].NewPages != 0 || again[0].Pages != 4 || again[0].Feed != 1 {
		t.Errorf("carried in twice: %+v", again)
	}
	back := w.carryBack(stick)
	if back.Lines != out.Lines || back.Pages != 4 || back.Feed.Applied != 1 || back.Removed != 1 || back.Superseded || len(back.Opened) > 0 {
		t.Errorf("carried back: %+v", back)
	}
	if k, err := w.Case(t.Context(), c.ID); err != nil || k.State != desk.CaseStreet {
		t.Errorf("the desk sees %v, %v", k.State, err)
	}
	lines, _ := w.journal()
	if again := w.carryBack(stick); !again.Repeated || again.Lines+int64(again.Pages) != 0 {
		t.Errorf("carried back twice: %+v", again)
	}
	if now, _ := w.journal(); len(now) != len(lines) {
		t.Errorf("the second time wrote %d lines", len(now)-len(lines))
	}
	s.settled(t, w, 1, nil)
	if v, _ := s.Case(t.Context(), c.No); v.State != desk.CaseStreet || !v.Told {
		t.Errorf("the street sees %+v", v)
	}
	if r := w.mustRun(s.url); r.Moved() {
		t.Errorf("the line had something left: %+v", r)
	}
	acts, err := s.Acts(t.Context(), centre.Person{Name: "op"}, 100)
	if err != nil || !slices.ContainsFunc(acts, func(a centre.ActView) bool { return a.Kind == "carried" && a.Who == clerk.Name }) {
		t.Errorf("nobody knows who brought the stick: %v, %v", acts, err)
	}
}

// A week without the line, a stick on the third and the seventh day, in volumes.
func TestStickAfterAWeek(t *testing.T) {
	s, w, stick := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.mustRun(s.url)
	decided, open := map[string]int{}, map[string]bool{}
	for day := range 7 {
		for range 4 {
			k := w.takeIn(20_000, 90_000)
			open[k.ID], decided[k.ID] = true, 0
		}
		w.tickets(60)
		w.clock.Add(24 * 3600e9)
		if day != 2 && day != 6 {
			continue
		}
		out, err := w.outbox.CarryOut(t.Context(), stick, store.ParcelOptions{Volume: 300_000})
		if err != nil || len(out.Files) < 3 {
			t.Fatalf("carried out: %+v, %v", out, err)
		}
		in := s.carryIn(t, stick)
		if len(in) != 1 || len(in[0].Volumes) != len(out.Files) || in[0].Missing {
			t.Fatalf("carried in: %+v", in)
		}
		decideOpen(t, s, open, decided)
		s.carryIn(t, stick) // for an answer with what was decided
		if back := w.carryBack(stick); back.Removed != len(out.Files) || back.Lines != out.Lines || back.Pages != out.Pages {
			t.Errorf("carried back %+v of %+v", back, out)
		}
		once(t, w, decided)
	}
	s.settled(t, w, 16, nil)
}

// Two desks on one stick, and pages before lines, in any order of files.
func TestTwoDesksOnOneStick(t *testing.T) {
	s, stick := newStreet(t), t.TempDir()
	a, b := newWindow(t), openWindowNo(t, filepath.Join(t.TempDir(), "desk"), "02")
	for _, w := range []*window{a, b} {
		w.enrol(s)
		w.takeIn(3000)
		w.tickets(10)
		w.carryOut(stick)
	}
	files := volumesOn(t, stick)
	slices.Reverse(files)
	in, err := s.CarryIn(t.Context(), clerk, files, answerOnto(stick))
	if err != nil || len(in) != 2 || in[0].Desk != a.id() || in[1].Desk != b.id() {
		t.Fatalf("carried in: %+v, %v", in, err)
	}
	for _, w := range []*window{a, b} {
		if back := w.carryBack(stick); back.Removed != 1 {
			t.Errorf("carried back: %+v", back)
		}
		s.settled(t, w, 0, nil)
	}
}

// A stick that was cut at any byte, or changed at any, is refused, and nothing of
// it is kept.
func TestStickCutOrChanged(t *testing.T) {
	s, w, stick := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.mustRun(s.url)
	before := len(s.records(t, w.id()))
	w.takeIn(200)
	w.carryOut(stick)
	files := volumesOn(t, stick)
	path := filepath.Join(stick, parcel.Folder, files[0].Name)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	step := 1 + len(whole)/150
	if long() {
		step = 1
	}
	refuse := func(b []byte, at int) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := s.CarryIn(t.Context(), clerk, files, answerOnto(stick))
		if p := desk.KindOf(err); p == "" || p == desk.Unavailable {
			t.Fatalf("at byte %d of %d: %v", at, len(whole), err)
		}
	}
	for n := 0; n < len(whole); n += step {
		refuse(whole[:n], n)
		changed := bytes.Clone(whole)
		changed[n] ^= 1
		refuse(changed, n)
	}
	refuse(append(bytes.Clone(whole), 0), len(whole))
	if after := len(s.records(t, w.id())); after != before {
		t.Errorf("%d lines came in by bad sticks", after-before)
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if in := s.carryIn(t, stick); in[0].New == 0 {
		t.Errorf("carried in: %+v", in)
	}

	// The answer is no better off.
	name := s.carryIn(t, stick)[0].Answer
	path = filepath.Join(stick, parcel.Folder, name)
	if whole, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	lines, _ := w.journal()
	st, _ := w.outbox.State(t.Context())
	for n := 0; n < len(whole); n += 1 + step/3 {
		changed := bytes.Clone(whole)
		changed[n] ^= 0x20
		for _, b := range [][]byte{whole[:n], changed} {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := w.outbox.CarryIn(t.Context(), filepath.Join(stick, parcel.Folder), name, desk.Duty{}); desk.KindOf(err) == "" {
				t.Fatalf("answer at byte %d of %d: %v", n, len(whole), err)
			}
		}
	}
	if now, _ := w.journal(); len(now) != len(lines) {
		t.Errorf("bad answers wrote %d lines", len(now)-len(lines))
	}
	if now, _ := w.outbox.State(t.Context()); now != st {
		t.Errorf("bad answers moved %+v to %+v", st, now)
	}
}

func TestSticksThatAreRefused(t *testing.T) {
	s, other := newStreet(t), newStreet(t)
	w, stick := newWindow(t), t.TempDir()
	w.enrol(s)
	w.takeIn(1000)
	w.carryOut(stick)
	files := volumesOn(t, stick)
	refused := func(s *street, p centre.Person, kind desk.Kind, what string) {
		t.Helper()
		_, err := s.CarryIn(t.Context(), p, files, answerOnto(stick))
		kindIs(t, err, kind, what)
	}
	refused(other, clerk, desk.Denied, "carry.unknown")
	refused(s, centre.Person{Name: "r", Tenant: "110101002"}, desk.Denied, "carry.unknown")

	// A desk of the same number, at another street's centre.
	elsewhere := newWindow(t)
	elsewhere.enrol(other)
	refused(other, clerk, desk.Denied, "carry.stranger")

	// The desk was enrolled anew at a centre with other keys; the stick is of before.
	_, err := w.outbox.CarryIn(t.Context(), filepath.Join(stick, parcel.Folder), files[0].Name, desk.Duty{})
	kindIs(t, err, desk.Invalid, "carry.notanswer")
	name := s.carryIn(t, stick)[0].Answer
	_, err = elsewhere.outbox.CarryIn(t.Context(), filepath.Join(stick, parcel.Folder), name, desk.Duty{})
	kindIs(t, err, desk.Conflict, "carry.otherdesk")
	second := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), "02")
	second.enrol(s)
	_, err = second.outbox.CarryIn(t.Context(), filepath.Join(stick, parcel.Folder), name, desk.Duty{})
	kindIs(t, err, desk.Conflict, "carry.otherdesk")
	_, err = second.outbox.CarryIn(t.Context(), stick, "", desk.Duty{})
	kindIs(t, err, desk.NotFound, "carry.answer")
	_, err = s.CarryIn(t.Context(), clerk, []centre.ParcelFile{{Name: name, Open: func() (io.ReadSeekCloser, error) {
		return os.Open(filepath.Join(stick, parcel.Folder, name))
	}}}, answerOnto(stick))
	kindIs(t, err, desk.Invalid, "carry.notparcel")

	if err := s.Revoke(t.Context(), w.id()); err != nil {
		t.Fatal(err)
	}
	refused(s, clerk, desk.Denied, "carry.revoked")
	for _, junk := range []string{"", "\n", "xiaochuang-parcel 1\n", "xiaochuang-parcel 1\n{}\n\n", strings.Repeat("x", 1<<20), "\x1b[2J\n"} {
		_, err := s.CarryIn(t.Context(), clerk, []centre.ParcelFile{{Name: "junk", Open: func() (io.ReadSeekCloser, error) {
			return nopClose{strings.NewReader(junk)}, nil
		}}}, answerOnto(stick))
		kindIs(t, err, desk.Invalid, "carry.form")
	}
	_, err = s.CarryIn(t.Context(), clerk, []centre.ParcelFile{{Name: "new", Open: func() (io.ReadSeekCloser, error) {
		return nopClose{strings.NewReader("xiaochuang-parcel 2\n{}\n\n")}, nil
	}}}, answerOnto(stick))
	kindIs(t, err, desk.Conflict, "carry.version")
}

type nopClose struct{ io.ReadSeeker }

func (nopClose) Close() error { return nil }
