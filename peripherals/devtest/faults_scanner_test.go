package devtest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/scanner"
)

// scans takes so many pages.
func scans(s desk.Scanner, source string, n int) func(context.Context) error {
	return func(ctx context.Context) error {
		got, err := s.Scan(ctx, desk.ScanRequest{Source: source, Limit: n}, func(p desk.ScannedPage) error {
			if p.Kept != nil {
				p.Kept()
			}
			return nil
		})
		if err == nil && got != n {
			return fmt.Errorf("%d pages", got)
		}
		return err
	}
}

// fault is one state that a scanner shows.
func fault(kind devtest.FaultKind, name string, strike, mend func(), shows ...desk.DeviceState) devtest.Fault {
	return devtest.Fault{Kind: kind, Name: name, Strike: strike, Mend: mend, Shows: shows}
}

// esclShows is what a scanner shows whose network goes wrong.
var esclShows = map[devtest.FaultKind]devtest.Fault{
	devtest.Silence: {Shows: poor}, devtest.HalfFrame: {Shows: poor}, devtest.Garbage: {Shows: poor}, devtest.StuckWrite: {Shows: poor},
	devtest.SecondOwner: {Shows: poor},
}

// escl is a scanner on the network.
func escl() devtest.Bed {
	return devtest.Bed{Name: "network scanner", Apart: true, Never: map[devtest.FaultKind]string{devtest.WrongBaud: noSpeed}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		rig := devtest.ESCL(t)
		host := strings.TrimSuffix(strings.TrimPrefix(rig.URL, "http://"), "/eSCL")
		tap := devtest.NewTap(t, func() string { return host })
		s := scanner.NewESCL(scanner.ESCLSettings{Name: "eSCL", URL: strings.Replace(rig.URL, host, tap.Address, 1), PageTime: 4 * time.Second}, f, nil)
		go s.Run(t.Context())
		t.Cleanup(func() { _ = s.Close() })
		rig.Load(1000)
		tap.Spare("POST", "DELETE") // a job is begun and ended; it is the pages that break off
		return devtest.Subject{Device: s, Ask: scans(s, "adf", 2), Bound: 9 * time.Second, Tail: 10 * time.Second}, append(tap.Faults(esclShows),
			f.fault(),
			fault(devtest.Unplug, "", rig.Off, func() { rig.On(t); rig.Load(1000) }, gone...),
			fault("", "jam", func() { rig.JamAt(1) }, func() { rig.JamAt(0) }, desk.DeviceFault),
			fault("", "cover open", func() { rig.Cover(true) }, func() { rig.Cover(false) }, desk.DeviceFault),
			fault(devtest.Silence, "no page comes", func() { rig.Slow(time.Hour) }, func() { rig.Slow(0) }, silent...),
			fault(devtest.Slow, "", func() { rig.Slow(300 * time.Millisecond) }, func() { rig.Slow(0) }),
		)
	}}
}

// saneFaults are what SANE's test backend can be told to do.
func saneFaults(t *testing.T, r *devtest.SANERig) []devtest.Fault {
	kinds := map[string]devtest.FaultKind{"SANE_STATUS_DEVICE_BUSY": devtest.SecondOwner, "SANE_STATUS_IO_ERROR": devtest.Unplug}
	fault := func(status string, shows ...desk.DeviceState) devtest.Fault {
		return devtest.Fault{Kind: kinds[status], Name: status, Strike: func() { r.Fault(t, status) }, Mend: func() { r.Fault(t, "") }, Shows: shows}
	}
	return []devtest.Fault{
		fault("SANE_STATUS_JAMMED", desk.DeviceFault),
		fault("SANE_STATUS_COVER_OPEN", desk.DeviceFault),
		fault("SANE_STATUS_DEVICE_BUSY", desk.DeviceFault),
		fault("SANE_STATUS_ACCESS_DENIED", desk.DeviceFault),
		fault("SANE_STATUS_IO_ERROR", desk.DeviceOffline, desk.DeviceSilent), // after which scanimage may hang
		{Kind: devtest.Silence, Name: "no page comes", Strike: func() {
			r.Set(t, "read-delay", "true")
			r.Set(t, "read-delay-duration", "200000")
		}, Mend: func() { r.Set(t, "read-delay", "false") }, Shows: silent},
	}
}

// saneBed is a scanner that SANE drives. What goes wrong with scanimage itself is
// played by a program in its place.
func saneBed() devtest.Bed {
	return devtest.Bed{Name: "SANE scanner", Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.StuckWrite: noWrite,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		rig := devtest.SANE(t)
		way := filepath.Join(t.TempDir(), "scanimage")
		put := func(shell string) func() {
			return func() {
				if err := writeFile(way, []byte("#!/bin/sh\n"+shell+"\n")); err != nil {
					t.Error(err)
				}
				if err := os.Chmod(way, 0o700); err != nil {
					t.Error(err)
				}
			}
		}
		whole := put(`exec scanimage "$@"`)
		whole()
		s := scanner.NewSANE(scanner.Settings{
			Name: "SANE", Device: rig.Device, Env: rig.Env, Program: way, PageTime: 2 * time.Second, Resolution: 50,
		}, f, nil)
		t.Cleanup(func() { _ = s.Close() })
		spoil := `for f in *.jpg *.jpeg; do [ -f "$f" ] || continue; `
		return devtest.Subject{Device: s, Ask: scans(s, "adf", 2), Bound: 8 * time.Second}, append(saneFaults(t, rig),
			f.fault(),
			fault(devtest.HalfFrame, "", put(`scanimage "$@" >/dev/null; r=$?; `+spoil+`head -c 300 "$f" >x; mv x "$f"; echo "$PWD/$f"; done; exit $r`), whole, poor...),
			fault(devtest.Garbage, "", put(`scanimage "$@" >/dev/null; r=$?; `+spoil+`head -c 3000 /dev/urandom >"$f"; echo "$PWD/$f"; done; exit $r`), whole, poor...),
			fault("", "dies", put(`kill -SEGV $$`), whole, poor...),
			fault(devtest.Slow, "", func() {
				rig.Set(t, "read-delay", "true")
				rig.Set(t, "read-delay-duration", "1000")
			}, func() { rig.Set(t, "read-delay", "false") }),
		)
	}}
}

// TestFaultsOverTheNetwork has SANE's own daemon between the desk and the
// scanner, which dies, too.
func TestFaultsOverTheNetwork(t *testing.T) {
	t.Parallel()
	rig := devtest.Saned(t)
	s := scanner.NewSANE(scanner.Settings{Name: "saned", Device: rig.Device, Env: rig.Env, PageTime: 2 * time.Second, Resolution: 50}, desk.SystemClock{}, nil)
	t.Cleanup(func() { _ = s.Close() })
	devtest.Faults(t, devtest.Subject{Device: s, Ask: scans(s, "adf", 3), Bound: 8 * time.Second}, append(saneFaults(t, rig.Far),
		fault(devtest.Unplug, "the other PC is off", rig.Off, func() { rig.On(t) }, desk.DeviceOffline, desk.DeviceSilent)))
}

// cameraBed has the program that takes a picture go wrong in each way.
func cameraBed() devtest.Bed {
	return devtest.Bed{Name: "camera", Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.StuckWrite: noWrite,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		dir := t.TempDir()
		device, way := filepath.Join(dir, "video0"), filepath.Join(dir, "way")
		picture := filepath.Join(dir, "p.jpg")
		put := func(path, text string) {
			if err := writeFile(path, []byte(text)); err != nil {
				t.Error(err)
			}
		}
		put(picture, string(devtest.Sheet(7, 400, 600)))
		put(device, "")
		put(way, "cat "+picture)
		c := scanner.NewCamera(scanner.CameraSettings{Name: "cam", Device: device, Command: []string{"/bin/sh", way}, Time: 3 * time.Second}, f, nil)
		t.Cleanup(func() { _ = c.Close() })
		goes := func(kind devtest.FaultKind, name, shell string, shows ...desk.DeviceState) devtest.Fault {
			return fault(kind, name, func() { put(way, shell) }, func() { put(way, "cat "+picture) }, shows...)
		}
		return devtest.Subject{Device: c, Ask: scans(c, "", 1), Bound: 5 * time.Second}, []devtest.Fault{
			f.fault(),
			fault(devtest.Unplug, "", func() { _ = os.Remove(device); put(way, "echo offline >&2; exit 1") }, func() { put(device, ""); put(way, "cat "+picture) }, gone...),
			goes(devtest.Silence, "hangs", "trap '' INT TERM; sleep 99", desk.DeviceSilent),
			goes("", "dies", "kill -SEGV $$", desk.DeviceSilent),
			goes(devtest.HalfFrame, "", "head -c 500 "+picture, desk.DeviceFault),
			goes(devtest.Garbage, "", "head -c 5000 /dev/urandom", desk.DeviceFault),
			goes(devtest.SecondOwner, "", "echo busy >&2; exit 1", desk.DeviceFault),
			goes(devtest.Slow, "", "sleep 0.5; cat "+picture),
		}
	}}
}

// folderBed is a folder in which another program leaves pages.
func folderBed() devtest.Bed {
	return devtest.Bed{Name: "folder", Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.StuckWrite: noWrite,
		devtest.SecondOwner: "a file belongs to whoever renames it away; another reader leaves none, which is silence",
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		dir := filepath.Join(t.TempDir(), "scans")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		w := scanner.NewWatchFolder(scanner.FolderSettings{Name: "folder", Dir: dir, Every: 20 * time.Millisecond, Stable: 60 * time.Millisecond}, f, nil)
		t.Cleanup(func() { _ = w.Close() })
		sheet := devtest.Sheet(7, 400, 600)
		leave := func(b []byte) { _ = os.WriteFile(filepath.Join(dir, "p.jpg"), b, 0o600) }
		var how atomic.Pointer[func([]byte)]
		how.Store(&leave)
		takes := scans(w, "", 1)
		ask := func(ctx context.Context) error {
			(*how.Load())(sheet)
			defer os.Remove(filepath.Join(dir, "p.jpg"))
			return takes(ctx)
		}
		goes := func(kind devtest.FaultKind, with func([]byte), shows ...desk.DeviceState) devtest.Fault {
			return fault(kind, "", func() { how.Store(&with) }, func() { how.Store(&leave) }, shows...)
		}
		// A folder in which nothing lies that is a page works, and has none: the lamp
		// stays, and the clerk is told.
		return devtest.Subject{Device: w, Ask: ask, Bound: time.Second}, []devtest.Fault{
			f.fault(),
			fault(devtest.Unplug, "", func() { _ = os.Rename(dir, dir+".away") }, func() { _ = os.Rename(dir+".away", dir) }, gone...),
			goes(devtest.Silence, func([]byte) {}, desk.DeviceOK),
			goes(devtest.HalfFrame, func(b []byte) { leave(b[:len(b)/2]) }, desk.DeviceOK),
			goes(devtest.Garbage, func(b []byte) { leave([]byte(strings.Repeat("no picture ", 300))) }, desk.DeviceOK),
			goes(devtest.Slow, func(b []byte) {
				leave(b[:len(b)/3])
				time.AfterFunc(100*time.Millisecond, func() { leave(b) })
			}),
		}
	}}
}

func writeFile(path string, b []byte) error {
	fresh := path + ".new"
	if err := os.WriteFile(fresh, b, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}
