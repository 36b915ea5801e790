package centre_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/parcel"
)

// A small disk, or one that is pulled, under a stick.
type badDisk struct {
	parcel.RealDisk
	left int64 // bytes until it says no
	why  error
	free int64
}

func (d *badDisk) Free(*os.Root) (int64, error) { return d.free, nil }

func (d *badDisk) Create(root *os.Root, name string) (parcel.File, error) {
	f, err := d.RealDisk.Create(root, name)
	return &badFile{f, d}, err
}

type badFile struct {
	parcel.File
	d *badDisk
}

func (f *badFile) Write(b []byte) (int, error) {
	if f.d.left -= int64(len(b)); f.d.left < 0 {
		return 0, f.d.why
	}
	return f.File.Write(b)
}

// onStick lists what lies on a stick.
func onStick(t *testing.T, stick string) (whole, parts int) {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(stick, parcel.Folder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range list {
		if strings.HasSuffix(e.Name(), ".part") {
			parts++
		} else {
			whole++
		}
	}
	return whole, parts
}

// A stick that fills up or is pulled at any byte leaves whole files only; the next
// try goes on behind them, and in the end the street has everything once.
func TestStickFullOrPulledWhileWriting(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	w.takeIn(40_000, 50_000, 60_000)
	w.tickets(20)
	stick := t.TempDir()
	tries, kept := 0, 0
	for at := int64(0); ; at += 37_000 {
		tries++
		why, want := error(syscall.ENOSPC), desk.Full
		if tries%2 == 0 {
			why, want = syscall.EIO, desk.Unavailable
		}
		out, err := w.outbox.CarryOut(t.Context(), stick, store.ParcelOptions{
			Volume: 45_000, Disk: &badDisk{left: at, why: why, free: 1 << 40},
		})
		if out.Kept > 0 {
			kept = out.Kept
		}
		if err == nil {
			break
		}
		if desk.KindOf(err) != want {
			t.Fatalf("after %d bytes: %v", at, err)
		}
		if _, parts := onStick(t, stick); parts != 0 {
			t.Errorf("after %d bytes half a file is left", at)
		}
	}
	if tries < 3 || kept == 0 {
		t.Errorf("%d tries, %d files kept", tries, kept)
	}
	whole, _ := onStick(t, stick)
	if in := s.carryIn(t, stick); len(in) != 1 || len(in[0].Volumes) != whole || in[0].Pages != 4 || in[0].Missing {
		t.Errorf("carried in: %+v", in)
	}
	w.carryBack(stick)
	s.settled(t, w, 0, nil)
}

// What a killed program left half written is cleared away, of this desk alone.
func TestStickWithHalfAFile(t *testing.T) {
	s, w, stick := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.takeIn(1000)
	folder := filepath.Join(stick, parcel.Folder)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{w.id() + "-0123456789abcdef-0001.xcout.part", station + "-02-0123456789abcdef-0001.xcout.part", "photo.jpg", w.id() + "-x.xcout"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.carryOut(stick)
	if whole, parts := onStick(t, stick); whole != 3 || parts != 1 {
		t.Errorf("on the stick there are %d files and %d halves", whole, parts)
	}
}

func TestStickWithoutRoomOrWrongFolder(t *testing.T) {
	s, w, stick := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.takeIn(1_000_000)
	try := func(dir string, o store.ParcelOptions) error {
		_, err := w.outbox.CarryOut(t.Context(), dir, o)
		return err
	}
	small := &badDisk{left: 1 << 40, free: 4<<20 + 500_000}
	kindIs(t, try(stick, store.ParcelOptions{Disk: small}), desk.Full, "carry.room")
	if whole, parts := onStick(t, stick); whole+parts != 0 {
		t.Errorf("something was written all the same: %d, %d", whole, parts)
	}
	// The lines alone fit; the pages come later.
	if err := try(stick, store.ParcelOptions{Disk: small, LinesOnly: true}); err != nil {
		t.Error(err)
	}
	kindIs(t, try(filepath.Join(stick, "none"), store.ParcelOptions{}), desk.NotFound, "carry.stick")
	link := t.TempDir()
	if err := os.Symlink("/etc", filepath.Join(link, parcel.Folder)); err != nil {
		t.Fatal(err)
	}
	kindIs(t, try(link, store.ParcelOptions{}), desk.NotFound, "carry.stick")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	kindIs(t, try(file, store.ParcelOptions{}), desk.NotFound, "carry.stick")

	ctx, cancel := context.WithCancel(t.Context())
	stop := store.ParcelOptions{Progress: func(p uplink.Progress) {
		if p.Phase == uplink.PhasePages {
			cancel()
		}
	}}
	other := t.TempDir()
	if _, err := w.outbox.CarryOut(ctx, other, stop); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if whole, parts := onStick(t, other); whole+parts != 0 {
		t.Errorf("after it was cancelled there are %d files and %d halves", whole, parts)
	}
	_, err := newWindow(t).outbox.CarryOut(t.Context(), stick, store.ParcelOptions{})
	kindIs(t, err, desk.NotFound, "sync.enrolment")
}

// A desk that was restored from an older image, while the only copy of what it then
// did was on a stick: both branches are kept.
func TestStickOfALifeThatEnded(t *testing.T) {
	s, pc := newStreet(t), newImaged(t)
	w := pc.open(t)
	w.enrol(s)
	w.takeIn(1000)
	w.mustRun(s.url)
	w.close()
	copyTree(t, pc.dir, pc.image)

	w = pc.open(t)
	w.clock.Add(3600e9)
	lost := w.takeIn(2000)
	stick := t.TempDir()
	w.carryOut(stick)
	branch, _ := w.journal()
	w.close()

	copyTree(t, pc.image, pc.dir)
	if err := os.Remove(filepath.Join(pc.dir, "desk", "instance")); err != nil {
		t.Fatal(err)
	}
	w = pc.open(t) // knows that it was restored
	w.clock.Add(7200e9)
	w.takeIn(3000)
	w.mustRun(s.url)
	in := s.carryIn(t, stick)
	if !in[0].Kept || in[0].Action != uplink.NewIncarnation || in[0].Reason != uplink.Fenced || in[0].New < 3 || in[0].NewPages != 2 {
		t.Errorf("carried in: %+v", in)
	}
	if v, err := s.Case(t.Context(), lost.No); err != nil || v.Present != 1 {
		t.Errorf("the case of the lost branch: %+v, %v", v, err)
	}
	told := alarms(t, s)
	before, _ := w.outbox.State(t.Context())
	if back := w.carryBack(stick); !back.Superseded || len(back.Opened) > 0 || back.Pages > 0 {
		t.Errorf("carried back: %+v", back)
	}
	if now, _ := w.outbox.State(t.Context()); now.Incarnation != before.Incarnation || now.Acked != before.Acked {
		t.Errorf("the answer moved %+v to %+v", before, now)
	}
	w.mustRun(s.url)
	same(t, s, w, branch)
	if again := s.carryIn(t, stick); again[0].New != 0 || again[0].NewPages != 0 {
		t.Errorf("carried in twice: %+v", again)
	}
	if again := alarms(t, s); told == 0 || again != told {
		t.Errorf("the street is told %d times, then %d", told, again)
	}
}

// alarms counts what the street was told of its first desk.
func alarms(t *testing.T, s *street) int64 {
	t.Helper()
	d, err := s.Desks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d[0].Alarms
}
