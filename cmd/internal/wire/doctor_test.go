package wire

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/sim"
)

// ailing is a demonstration desk in a folder of the test, for the doctor.
type ailing struct {
	t *testing.T
	o Options
}

func ail(t *testing.T, at time.Time) *ailing {
	t.Helper()
	return &ailing{t, Options{Data: filepath.Join(t.TempDir(), "data"), Demo: true, Shift: time.Until(at)}}
}

// desk opens the desk and closes it again, so that there is a store.
func (a *ailing) desk(do func(*Desk)) {
	a.t.Helper()
	d, err := Open(a.t.Context(), a.o)
	if err != nil {
		a.t.Fatal(err)
	}
	if do != nil {
		do(d)
	}
	if err := d.Close(); err != nil {
		a.t.Fatal(err)
	}
}

// station writes a station.toml with more tables than it must have.
func (a *ailing) station(more string) {
	a.t.Helper()
	if err := os.MkdirAll(a.o.Data, 0o700); err != nil {
		a.t.Fatal(err)
	}
	b := append(append([]byte{}, demoStation...), []byte("\n"+more)...)
	if err := os.WriteFile(filepath.Join(a.o.Data, configFile), b, 0o600); err != nil {
		a.t.Fatal(err)
	}
}

// examine runs the doctor and returns the checks by name.
func (a *ailing) examine() map[string]Check {
	a.t.Helper()
	by := map[string]Check{}
	told := 0
	for _, c := range Examine(a.t.Context(), a.o, func(Check) { told++ }) {
		by[c.Name] = c
	}
	if told != len(by) {
		a.t.Errorf("%d checks were told, %d returned", told, len(by))
	}
	return by
}

func (a *ailing) want(by map[string]Check, name string, s desk.CheckState, code string) {
	a.t.Helper()
	if c, ok := by[name]; !ok || c.State != s || c.Code != code {
		a.t.Errorf("%s is %+v, want %s %q", name, c, s, code)
	}
}

var spring = time.Date(2026, 3, 2, 10, 0, 0, 0, desk.Beijing)

// TestDoctorOnClocks lets the clock go back, and stand before the program was
// built; the control is a clock that goes on.
func TestDoctorOnClocks(t *testing.T) {
	t.Parallel()
	a := ail(t, spring)
	a.desk(func(d *Desk) {
		if _, _, err := d.Hall.Take(t.Context(), d.Mint(), d.Duty("", 0), desk.TakeOrder{}); err != nil {
			t.Fatal(err)
		}
	})
	a.want(a.examine(), "clock", CheckOK, "")
	a.o.Shift -= 48 * time.Hour
	a.want(a.examine(), "clock", CheckFault, "clock.suspect")
	a.o.Shift += 48 * time.Hour
	a.o.Built = spring.AddDate(0, 1, 0)
	a.want(a.examine(), "clock", CheckFault, "clock.suspect")
}

// TestDoctorOnCalendars holds when a missing table is a warning and when a fault.
func TestDoctorOnCalendars(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		at    time.Time
		state desk.CheckState
		code  string
	}{
		{time.Date(2025, 6, 2, 10, 0, 0, 0, desk.Beijing), CheckOK, ""},
		{time.Date(2026, 11, 30, 10, 0, 0, 0, desk.Beijing), CheckOK, "calendar.later"},
		{time.Date(2026, 12, 1, 10, 0, 0, 0, desk.Beijing), CheckWarning, "calendar.next"},
		{time.Date(2027, 1, 4, 10, 0, 0, 0, desk.Beijing), CheckFault, "calendar.this"},
	} {
		a := ail(t, tt.at)
		a.want(a.examine(), "calendar", tt.state, tt.code)
	}
	a := ail(t, spring)
	if err := os.MkdirAll(filepath.Join(a.o.Data, calendarFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(a.o.Data, calendarFolder, "2027.json"), []byte("{\n\"year\": 1}"), 0o600); err != nil {
		t.Fatal(err)
	}
	by := a.examine()
	a.want(by, "calendar", CheckFault, "calendar.file")
	if by["calendar"].Facts["line"] == "" {
		t.Error("the line is not told")
	}
}

// TestDoctorOnDevices opens a pad and a receipt printer that answer, and finds a
// reader whose port is not there and a pad that another program holds.
func TestDoctorOnDevices(t *testing.T) {
	t.Parallel()
	ports := t.TempDir()
	prof, err := pad.Embedded("xc5")
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.NewPad(ports, "pad", prof)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	slips, err := sim.NewTicket("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer slips.Close()
	a := ail(t, spring)
	a.station(fmt.Sprintf(`
[devices.reader]
port = %q
[devices.pad]
port = %q
[devices.ticket]
address = %q
[devices.printer]
url = "ipp://127.0.0.1:1/ipp/print"
`, filepath.Join(ports, "none"), p.Path(), slips.Address()))
	began := time.Now()
	by := a.examine()
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	a.want(by, "device.pad", CheckOK, "")
	a.want(by, "device.ticket", CheckOK, "")
	if c := by["device.reader"]; c.State != CheckFault || c.Code == "" {
		t.Errorf("a reader without a port is %+v", c)
	}
	if c := by["device.printer"]; c.State != CheckFault || c.Code == "" {
		t.Errorf("a printer that nobody answers for is %+v", c)
	}
	if _, ok := by["device.scanner"]; ok {
		t.Error("a scanner was checked that is not configured")
	}

	a.desk(func(d *Desk) { // as an open console does
		v, err := d.openDevices()
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		v.run(ctx)
		settled(ctx, v)
		a.want(a.examine(), "device.pad", CheckWarning, "held")
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestDoctorOnTheCentre(t *testing.T) {
	t.Parallel()
	a := ail(t, spring)
	a.want(a.examine(), "centre", CheckSkipped, "centre.none")
	a.desk(nil)
	a.station("[centre]\nurl = \"https://127.0.0.1:1\"\n")
	a.want(a.examine(), "centre", CheckWarning, "sync.enrolment")
}

// TestDoctorOnAScanner lets SANE's own test backend be opened, and a device that
// it does not have. It sets the environment and so runs by itself.
func TestDoctorOnAScanner(t *testing.T) {
	rig := devtest.SANE(t)
	for _, e := range rig.Env {
		name, value, _ := strings.Cut(e, "=")
		t.Setenv(name, value)
	}
	a := ail(t, spring)
	a.station(fmt.Sprintf("[devices.scanner]\ndevice = %q\n", rig.Device))
	a.want(a.examine(), "device.scanner", CheckOK, "")
	a.station("[devices.scanner]\ndevice = \"test:77\"\n")
	a.want(a.examine(), "device.scanner", CheckFault, "offline")
	t.Setenv("PATH", t.TempDir())
	a.want(a.examine(), "device.scanner", CheckFault, "missing")
}

// TestDoctorOutOfTime holds that what did not end in time is no fault.
func TestDoctorOutOfTime(t *testing.T) {
	t.Parallel()
	a := ail(t, spring)
	a.desk(nil)
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for _, c := range Examine(ctx, a.o, func(Check) {}) {
		if c.State == CheckFault {
			t.Errorf("without time, %s is a fault: %+v", c.Name, c)
		}
	}
}

// TestDoctorOutlivesAPanic breaks one check.
func TestDoctorOutlivesAPanic(t *testing.T) {
	var got []Check
	x := &examination{over: func() bool { return false }, tell: func(c Check) { got = append(got, c) }}
	var done func()
	x.log, done = FolderLog(filepath.Join(t.TempDir(), "none"), "xiaochuang")
	defer done()
	x.run(t.Context(), func(context.Context) { panic("glass") })
	if len(got) != 1 || got[0].State != CheckFault || got[0].Code != "panic" {
		t.Errorf("a broken check is told as %+v", got)
	}
}

// TestDoctorKnowsNothingOfPersons looks through a report for what a case holds.
func TestDoctorKnowsNothingOfPersons(t *testing.T) {
	t.Parallel()
	a := ail(t, spring)
	a.desk(func(d *Desk) {
		if _, err := d.Counter.Ask(t.Context(), d.Mint(), d.Duty("u01", 1), desk.AskOrder{
			Channel: desk.AskedByPhone, State: desk.InquiryOpen,
			Private: desk.InquiryPrivate{Asker: "张秀英", Phone: "13800000000", Words: "问补贴"},
		}); err != nil {
			t.Fatal(err)
		}
	})
	by := a.examine()
	a.want(by, "journal", CheckOK, "")
	kept, err := os.ReadFile(filepath.Join(a.o.Data, "log", reportFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"张秀英", "1380000", "问补贴"} {
		if strings.Contains(string(kept), secret) {
			t.Errorf("the report holds %s", secret)
		}
	}
}

// TestTheConsoleIsExaminedWithItsDevices holds that the doctor of a running console
// takes no device from its driver: the pad is well and stays attached, where a
// doctor beside it finds it held; the scanner that nobody has used is left alone.
func TestTheConsoleIsExaminedWithItsDevices(t *testing.T) {
	t.Parallel()
	p := simPad(t, "xc5", "pad")
	a := ail(t, spring)
	a.station("[devices.pad]\nport = \"" + p.Path() + "\"\n[devices.scanner]\ndevice = \"none:0\"\n")
	a.desk(func(d *Desk) {
		v, err := d.openDevices()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		v.run(ctx)
		for _, h := range settled(ctx, v) {
			if h.Family == desk.FamilyPad && h.State != desk.DeviceOK {
				t.Fatalf("pad before: %+v", h)
			}
		}
		since := v.Pad.Health().Since
		by := map[string]Check{}
		b := d.bench(v)
		if _, err := b.Examine(ctx, func(c Check) {
			by[c.Name] = c
			if _, err := b.Examine(ctx, nil); desk.KindOf(err) != desk.Conflict {
				t.Errorf("a second examination meanwhile: %v", err)
			}
		}); err != nil {
			t.Fatal(err)
		}
		a.want(by, "device.pad", CheckOK, "")
		a.want(by, "device.scanner", CheckSkipped, "idle")
		a.want(by, "database", CheckOK, "")
		a.want(by, "rows", CheckOK, "")
		if h := v.Pad.Health(); h.State != desk.DeviceOK || h.Since != since {
			t.Errorf("pad after: %+v, good since %v before", h, since)
		}
		if b, err := os.ReadFile(filepath.Join(a.o.Data, "log", reportFile)); err != nil || !strings.Contains(string(b), "device.pad") {
			t.Errorf("report: %v\n%s", err, b)
		}
		a.want(a.examine(), "device.pad", CheckWarning, "held")
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
}
