package centre_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/storetest"
)

// ownMounts says that a test runs in a process that may mount disks, which vanish
// with it.
const ownMounts = "XC_CENTRE_TEST_MOUNTS"

// capSysAdmin is the capability that mounting takes, of linux/capability.h.
const capSysAdmin = 21

// withMounts runs the test that calls it once more, in a process with mounts of its
// own, and tells whether this is that process.
func withMounts(t *testing.T) bool {
	t.Helper()
	if os.Getenv(ownMounts) != "" {
		if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
			t.Fatal(err)
		}
		return true
	}
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	c.Env = append(os.Environ(), ownMounts+"=1")
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		me := func(id int) []syscall.SysProcIDMap {
			return []syscall.SysProcIDMap{{ContainerID: id, HostID: id, Size: 1}}
		}
		c.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings, c.SysProcAttr.GidMappings = me(os.Getuid()), me(os.Getgid())
		c.SysProcAttr.AmbientCaps = []uintptr{capSysAdmin}
	}
	said, err := c.CombinedOutput()
	if errors.Is(err, os.ErrPermission) {
		t.Skip("nobody may mount here")
	}
	if err != nil || !bytes.Contains(said, []byte("--- PASS: "+t.Name())) {
		t.Fatalf("%v: %s", err, said)
	}
	t.Logf("%s", said)
	return false
}

// A disk is a real one of a few megabytes.
type disk struct {
	t   *testing.T
	dir string
}

func newDisk(t *testing.T, size string) *disk {
	t.Helper()
	d := &disk{t, gatewayDir(t)}
	if err := os.Chmod(d.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", 0, "mode=755,size="+size); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(d.dir, syscall.MNT_DETACH) })
	return d
}

// grow makes the disk larger, or smaller, as a technician would with another one.
func (d *disk) grow(size string) {
	d.t.Helper()
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", syscall.MS_REMOUNT, "size="+size); err != nil {
		d.t.Fatal(err)
	}
}

// fill takes every byte that is free, and free gives them back.
func (d *disk) fill() (free func()) {
	d.t.Helper()
	path := filepath.Join(d.dir, "ballast")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err == nil {
			continue
		} else if !errors.Is(err, syscall.ENOSPC) {
			d.t.Fatal(err)
		}
		size /= 2
	}
	return func() {
		if err := os.Remove(path); err != nil {
			d.t.Fatal(err)
		}
	}
}

// TestFullDiskAtTheCentre lets the disk of a street fill up: first so far that it
// takes no more pages, then to the last byte. Meanwhile its answers come down as
// long as there is a byte to write with; nothing that it took is lost, nothing that
// it did not take leaves the desk, and with room again everything goes.
func TestFullDiskAtTheCentre(t *testing.T) {
	if !withMounts(t) {
		return
	}
	for _, database := range []bool{false, true} {
		t.Run(map[bool]string{false: "file", true: "server"}[database], func(t *testing.T) { fullCentre(t, database) })
	}
}

func fullCentre(t *testing.T, database bool) {
	d := newDisk(t, "40m")
	with := centre.Config{Dir: filepath.Join(d.dir, "centre"), Reserve: 1 << 20, Street: tenant}
	if database {
		tables := filepath.Join(d.dir, "tables")
		if err := os.Mkdir(tables, 0o700); err != nil {
			t.Fatal(err)
		}
		with.Database = recordstest.Shared(t).DatabaseIn(t, tables)
	}
	s, w := openStreetAs(t, with), newWindow(t)
	w.enrol(s)
	c := w.takeIn()
	w.mustRun(s.url)

	// Room for lines, none for pages.
	late := w.takeIn(700_000)
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	r, err := w.run(w.client(s.url))
	kindIs(t, err, desk.Full, "sync.full")
	if r.Sent == 0 || r.Applied != 1 || r.Left.Events != 0 || r.Left.Blobs == 0 {
		t.Errorf("with room for lines only: %+v", r)
	}
	if v, err := s.Case(t.Context(), late.No); err != nil || !v.Awaiting {
		t.Errorf("the late case: %+v, %v", v, err)
	}

	// Not a byte.
	p := newPeer(t, s, "02")
	p.open()
	free := d.fill()
	p.stuff()
	w.tickets(20)
	for range 3 {
		r, err := w.run(w.client(s.url))
		kindIs(t, err, desk.Full, "sync.full")
		if r.Left.Events < 20 {
			t.Errorf("on a full disk: %+v", r)
		}
	}
	s.isFull(t, true)
	if v, err := s.Case(t.Context(), c.No); err != nil || v.State != desk.CaseStreet {
		t.Errorf("what it has can not be read: %+v, %v", v, err)
	}

	free()
	r, err = w.run(w.client(s.url))
	kindIs(t, err, desk.Full, "sync.full") // still none for pages
	if r.Left.Events != 0 {
		t.Errorf("with room for lines again: %+v", r)
	}
	d.grow("2g")
	w.mustRun(s.url)
	s.isFull(t, false)
	same(t, s, w, nil)
	once(t, w, map[string]int{c.ID: 1})
	if again := w.mustRun(s.url); again.Moved() {
		t.Errorf("afterwards: %+v", again)
	}
}

// isFull holds what the centre says of its disks to those who watch over it.
func (s *street) isFull(t *testing.T, full bool) {
	t.Helper()
	a, err := http.Get(s.url + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	var h struct{ OK, Full bool }
	if err := json.NewDecoder(a.Body).Decode(&h); err != nil || h.Full != full || h.OK == full {
		t.Errorf("health is %+v, %v", h, err)
	}
	m := httptest.NewRecorder()
	s.Metrics().ServeHTTP(m, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	if want := fmt.Sprintf("xiaochuang_centre_disk_full %d\n", map[bool]int{true: 1}[full]); !strings.Contains(m.Body.String(), want) {
		t.Errorf("the metrics have no %q", want)
	}
}

// stuff sends lines of no use, the large ones first, until none fits any more.
func (p *peer) stuff() {
	p.t.Helper()
	for size := 300_000; size > 200; size /= 4 {
		for {
			line := fmt.Appendf(nil, "%d %s", p.next, bytes.Repeat([]byte("x"), size))
			l := p.slice(p.next, p.chain, line)
			l.counter = p.count()
			status, f, _ := p.send(l)
			if status == 507 && f.Code == uplink.CodeFull {
				break
			}
			if status != 200 {
				p.t.Fatalf("%d %+v", status, f)
			}
			p.next++
			p.chain = p.chain.Link(p.keys.Suite(), line)
		}
	}
}

// TestFullDiskAtTheDesk lets the disk of a desk fill up to the last byte while it
// has much to send. A run that cannot keep what it was told ends with that, and
// once there is room, everything is there once.
func TestFullDiskAtTheDesk(t *testing.T) {
	if !withMounts(t) {
		return
	}
	s, d := newStreet(t), newDisk(t, "2g")
	w := openWindow(t, filepath.Join(d.dir, "desk"))
	w.enrol(s)
	w.takeIn(700_000)
	c := w.takeIn(1000)
	w.tickets(300)
	w.mustRun(s.url)
	w.takeIn(400_000)
	w.tickets(300)
	d.grow("24m")
	if _, err := w.PutPage(t.Context(), "x", make([]byte, 10_000), desk.Page{MIME: "image/jpeg"}); desk.KindOf(err) != desk.Full {
		t.Errorf("a page on a full disk: %v", err)
	}
	w.tickets(2) // which go on
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	free := d.fill()
	full := 0
	for range 2000 {
		if _, err := w.Write(t.Context(), desk.NewID(w.clock.Now()), storetest.Duty(), storetest.TakeTicket(desk.NewID(w.clock.Now()), "A")); err != nil {
			kindIs(t, err, desk.Full, "disk")
			full++
			break
		}
	}
	if full == 0 {
		t.Fatal("the desk writes on a disk that is full")
	}
	for range 3 {
		if r, err := w.run(w.client(s.url)); err != nil && desk.KindOf(err) != desk.Full {
			t.Errorf("run on a full disk: %v after %+v", err, r)
		}
	}
	free()
	w.mustRun(s.url)
	same(t, s, w, nil)
	once(t, w, map[string]int{c.ID: 1})
	w.tickets(1)
	if r := w.mustRun(s.url); r.Left != (uplink.Pending{}) {
		t.Errorf("afterwards: %+v", r)
	}
}
