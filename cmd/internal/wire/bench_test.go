package wire

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/sim"
)

// workshop opens the desk of a demonstration folder with a station.toml of its
// own, and a bench beside a running console's devices.
func workshop(t *testing.T, edit ...setting) (*Desk, *Devices, *Bench) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	text, err := editConfig(template, edit)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, configFile), text, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), Options{Data: dir, Demo: true, Built: time.Now().Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	d.keepGood()
	v, err := d.openDevices()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	v.run(t.Context())
	return d, v, d.bench(v)
}

var lead = desk.Duty{Staff: desk.Staff{ID: "u01", Roles: []desk.Role{desk.RoleLead}}, Window: 1}

// simPad plugs a pad of a profile in and has its best key pressed once for each
// question.
func simPad(t *testing.T, profile, name string) *sim.Pad {
	t.Helper()
	prof, err := pad.Embedded(profile)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.NewPad(t.TempDir(), name, prof)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	go func() {
		for answered := 0; ; {
			select {
			case <-t.Context().Done():
				return
			case <-p.Heard():
			}
			asked := 0
			for _, c := range p.Conversation() {
				if c.Command == pad.CommandEvaluate {
					asked++
				}
			}
			for ; answered < asked; answered++ {
				_ = p.PressStars(5)
			}
		}
	}()
	return p
}

// TestAPadIsReplacedWhileTheConsoleRuns holds the whole way: the new pad is
// tried beside the old one, the old one's line is lent to a trial on the same
// port, saving changes the file, the journal and the running driver, and a step
// back does so again.
func TestAPadIsReplacedWhileTheConsoleRuns(t *testing.T) {
	old, fresh := simPad(t, "xc5", "old"), simPad(t, "ff68", "new")
	d, v, b := workshop(t, setting{"devices.pad.port", old.Path()}, setting{"devices.pad.wait", 4})
	settled(t.Context(), v)
	ask := func() desk.PadAnswer {
		t.Helper()
		a, err := v.Pad.Ask(t.Context(), desk.PadRequest{Visit: "v1", Wait: 10 * time.Second})
		if err != nil || a.Level != desk.VerySatisfied {
			t.Fatalf("a rating at the counter: %+v, %v", a, err)
		}
		return a
	}
	ask()
	try := func(f desk.Fitting) []desk.Trial {
		t.Helper()
		var steps []desk.Trial
		good, err := b.Try(t.Context(), f, func(x desk.Trial) {
			if x.State != desk.DeviceConnecting {
				steps = append(steps, x)
			}
		})
		if err != nil || !good || len(steps) != 2 || steps[1].Fact != "5" {
			t.Fatalf("trial of %+v: %v %v %+v", f, good, err, steps)
		}
		return steps
	}
	try(desk.Fitting{Family: desk.FamilyPad, Model: "xc5", At: old.Path()})
	settled(t.Context(), v)
	ask()
	f := desk.Fitting{Family: desk.FamilyPad, Model: "ff68", At: fresh.Path()}
	try(f)
	again, err := b.Fit(t.Context(), d.Mint(), lead, f)
	if err != nil || again {
		t.Fatalf("put in service: %v, %v", again, err)
	}
	settled(t.Context(), v)
	ask()
	c, err := LoadConfig(d.Dir)
	if err != nil || c.Devices.Pad.Port != fresh.Path() || c.Devices.Pad.Profile != "ff68" || c.Devices.Pad.Wait != 4 {
		t.Errorf("the file says %+v, %v", c.Devices.Pad, err)
	}
	if text, _ := os.ReadFile(filepath.Join(d.Dir, configFile)); !bytes.Contains(text, []byte("# 评价器型号文件")) {
		t.Error("a comment is lost")
	}
	last, err := d.Store.Latest(t.Context(), 1)
	if err != nil || last[0].Line.Kind != desk.ActDeviceFitted || last[0].Line.Staff != "u01" || strings.Contains(string(last[0].Line.Body), fresh.Path()) {
		t.Fatalf("the journal says %+v, %v", last, err)
	}
	if diff, err := b.Differences(); err != nil || len(diff) != 3 || diff[1].Key != "devices.pad.port" || diff[1].Before != old.Path() {
		t.Errorf("differences: %+v, %v", diff, err)
	}
	if again, err := b.Restore(t.Context(), d.Mint(), lead, nil); err != nil || again {
		t.Fatalf("back: %v, %v", again, err)
	}
	settled(t.Context(), v)
	ask()
	if b.fitting(desk.FamilyPad).At != old.Path() {
		t.Errorf("in service is %+v", b.fitting(desk.FamilyPad))
	}
	if list, err := ConfigChanges(Options{Data: d.Dir, Demo: true}, 10); err != nil || len(list) != 2 || list[1].Staff != "u01" {
		t.Errorf("changes: %+v, %v", list, err)
	}
}

// TestFitIsRefusedOrUndone holds that whoever may not changes nothing, that a
// value that cannot be right leaves the file as it was, and that a retry acts
// once.
func TestFitIsRefusedOrUndone(t *testing.T) {
	d, _, b := workshop(t)
	before, err := os.ReadFile(filepath.Join(d.Dir, configFile))
	if err != nil {
		t.Fatal(err)
	}
	same := func(what string) {
		t.Helper()
		if now, _ := os.ReadFile(filepath.Join(d.Dir, configFile)); !bytes.Equal(now, before) {
			t.Errorf("%s changed the file", what)
		}
	}
	f := desk.Fitting{Family: desk.FamilyReader, Model: modelSAM, At: "/dev/ttyUSB9"}
	clerk := desk.Duty{Staff: desk.Staff{ID: "u01", Roles: []desk.Role{desk.RoleClerk}}}
	if _, err := b.Fit(t.Context(), d.Mint(), clerk, f); !errors.Is(err, &desk.Problem{Kind: desk.Denied, What: "right.setup"}) {
		t.Errorf("by a clerk: %v", err)
	}
	same("a clerk")
	for _, bad := range []desk.Fitting{
		{Family: desk.FamilyReader, Model: modelSAM, At: "/dev/x", Baud: 7},
		{Family: desk.FamilyReader, Model: "unheard", At: "/dev/x"},
		{Family: desk.FamilyReader, Model: modelSAM, At: "/dev/\x1b"},
	} {
		if _, err := b.Fit(t.Context(), d.Mint(), lead, bad); err == nil {
			t.Errorf("%+v was put in service", bad)
		}
		same("a bad value")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Fit(ctx, d.Mint(), lead, f); err == nil {
		t.Error("put in service without a journal")
	}
	same("a store that is gone")
	rid := d.Mint()
	for range 2 {
		if again, err := b.Fit(t.Context(), rid, lead, f); err != nil || !again {
			t.Fatalf("a reader where none was: %v, %v", again, err)
		}
	}
	if list, err := d.Store.History(t.Context(), "device:reader"); err != nil || len(list) != 1 {
		t.Errorf("%d acts, %v", len(list), err)
	}
}

// TestABrokenConfigurationGoesBack holds that a desk which opens no more is
// brought back by one command, and one value by its key.
func TestABrokenConfigurationGoesBack(t *testing.T) {
	d, _, b := workshop(t)
	o := Options{Data: d.Dir, Demo: true, Built: time.Now().Add(-time.Hour)}
	if _, err := ConfigDiff(o); !errors.Is(err, &desk.Problem{Kind: desk.NotFound, What: "config.kept"}) {
		t.Fatalf("nothing to compare with: %v", err)
	}
	if _, err := b.Fit(t.Context(), d.Mint(), lead, desk.Fitting{Family: desk.FamilyPrinter, Model: modelIPP, At: "ipp://192.0.2.1/ipp"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Fit(t.Context(), d.Mint(), lead, desk.Fitting{Family: desk.FamilyTicket, Model: modelRoll58, At: "192.0.2.2:9100"}); err != nil {
		t.Fatal(err)
	}
	d.keepGood()
	path := filepath.Join(d.Dir, configFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(bytes.Clone(good), "[devices.printer\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); err == nil {
		t.Fatal("a broken file opened")
	}
	if diff, err := ConfigDiff(o); err != nil || len(diff) == 0 {
		t.Errorf("differences of a broken file: %v, %v", diff, err)
	}
	if _, err := RestoreConfig(t.Context(), o, "", nil); err != nil {
		t.Fatal(err)
	}
	if now, _ := os.ReadFile(path); !bytes.Equal(now, good) {
		t.Errorf("after going back:\n%s", now)
	}
	if list, err := d.Store.History(t.Context(), "config:station"); err != nil || len(list) != 1 {
		t.Errorf("%d acts, %v", len(list), err)
	}
	if _, err := RestoreConfig(t.Context(), o, "", []string{"devices.ticket.width"}); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(d.Dir)
	if err != nil || c.Devices.Ticket.Width != 80 || c.Devices.Ticket.Address != "192.0.2.2:9100" {
		t.Errorf("one value back: %+v, %v", c.Devices.Ticket, err)
	}
	if _, err := RestoreConfig(t.Context(), o, "nobody", nil); desk.KindOf(err) != desk.NotFound {
		t.Errorf("by nobody: %v", err)
	}
}
