package tui_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A bench has what the test puts on it, and keeps what is put in service.
type bench struct {
	s       *station
	fits    []desk.Fitting
	plugs   []desk.Plugged
	trials  []desk.Trial
	bad     bool // the trial fails
	broken  error
	changes []desk.KeyChange
	back    [][]string
	rids    []string
	again   bool
	packed  int
	checks  []desk.Check
	seen    []desk.Glimpse // over the line that is watched
	looks   int            // at lines, that are open
	kept    []desk.Glimpse
	past    []desk.ConfigChange
	undone  []string
	file    string // that was exported or brought in
}

func newBench(s *station) *bench {
	long := s.clock.Now().Add(-time.Hour)
	return &bench{
		s: s,
		fits: []desk.Fitting{
			{Family: desk.FamilyReader, Model: "sam", At: "/dev/serial/by-id/usb-FTDI_FT232R-if00", Baud: 115200},
			{Family: desk.FamilyScanner},
			{Family: desk.FamilyPad, Model: "xc5", At: "/dev/serial/by-id/usb-WCH-if00"},
			{Family: desk.FamilyPrinter, Model: "ipp", At: "ipp://localhost:631/printers/window01"},
			{Family: desk.FamilyTicket},
		},
		plugs: []desk.Plugged{
			{At: "/dev/serial/by-id/usb-FTDI_FT232R-if00", Form: desk.FormSerial, Name: "FTDI FT232R USB UART", Bus: "usb:0403:6001", Since: long, Code: "held", Holder: 4711},
			{At: "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", Form: desk.FormSerial, Name: "USB Serial", Bus: "usb:1a86:7523", Since: long, Code: "socket"},
		},
		trials: []desk.Trial{
			{Step: "answer", State: desk.DeviceOK, Took: 120 * time.Millisecond},
			{Step: "key", State: desk.DeviceOK, Fact: "4", Took: 2300 * time.Millisecond},
		},
		changes: []desk.KeyChange{
			{Key: "devices.pad.port", Before: "/dev/serial/by-id/usb-OLD", After: "/dev/serial/by-id/usb-WCH-if00"},
			{Key: "devices.pad.profile", Before: "keybox3", After: "xc5"},
		},
	}
}

func (b *bench) Fittings() []desk.Fitting { return b.fits }

func (b *bench) Models(f desk.Family) []desk.DeviceModel {
	switch f {
	case desk.FamilyPad:
		return []desk.DeviceModel{
			{ID: "keybox3", Title: "三键盒", Note: "键码照公开程序。", Form: desk.FormSerial},
			{ID: "xc5", Title: "五键盒", Note: "自己的协议。", Form: desk.FormSerial, Verified: true},
		}
	case desk.FamilyTicket:
		return []desk.DeviceModel{{ID: "escpos80", Title: "小票打印机 80 毫米", Form: desk.FormNetwork}, {ID: "escpos58", Title: "小票打印机 58 毫米", Form: desk.FormNetwork}}
	case desk.FamilyReader:
		return []desk.DeviceModel{{ID: "sam", Title: "身份证读取器（串口）", Form: desk.FormSerial}}
	}
	return nil
}

func (b *bench) Look(context.Context, desk.Family) []desk.Plugged { return b.plugs }

func (b *bench) Try(_ context.Context, _ desk.Fitting, tell func(desk.Trial)) (bool, error) {
	for _, t := range b.trials {
		tell(desk.Trial{Step: t.Step, State: desk.DeviceConnecting})
		tell(t)
	}
	return !b.bad, b.broken
}

func (b *bench) Test(_ context.Context, tell func(desk.Family, desk.Trial)) (bool, error) {
	for _, f := range []desk.Family{desk.FamilyReader, desk.FamilyPad} {
		for _, t := range b.trials {
			tell(f, desk.Trial{Step: t.Step, State: desk.DeviceConnecting})
			tell(f, t)
		}
	}
	return !b.bad, b.broken
}

func (b *bench) Examine(_ context.Context, tell func(desk.Check)) (time.Duration, error) {
	for _, c := range b.checks {
		tell(c)
	}
	return 12300 * time.Millisecond, b.broken
}

func (b *bench) Fit(_ context.Context, rid string, d desk.Duty, f desk.Fitting) (bool, error) {
	b.rids = append(b.rids, rid)
	if b.broken != nil {
		return false, b.broken
	}
	for i := range b.fits {
		if b.fits[i].Family == f.Family {
			b.fits[i] = f
		}
	}
	return b.again, nil
}

func (b *bench) Differences() ([]desk.KeyChange, error) { return b.changes, nil }

func (b *bench) Restore(_ context.Context, _ string, _ desk.Duty, keys []string) (bool, error) {
	b.back = append(b.back, keys)
	return true, nil
}

// technician returns a rig with the technician on duty, who sees no visitor.
func technician(t testing.TB) *rig {
	r := open(t)
	r.press("4")
	r.at(ui.ScreenDevices)
	return r
}

// TestAPadIsReplaced goes from a new pad in the socket to one in service.
func TestAPadIsReplaced(t *testing.T) {
	r := technician(t)
	r.command("设置")
	r.at(ui.ScreenSetup)
	r.look("setup-families")
	r.press("3")
	r.look("setup-plugs")
	r.bench.plugs = append(r.bench.plugs, desk.Plugged{
		At: "/dev/serial/by-id/usb-NEW_PAD-if00", Form: desk.FormSerial, Name: "NEW PAD", Bus: "usb:1a86:55d4", Since: r.clock.Now(),
	})
	r.pulse()
	r.pulse()
	r.look("setup-just-plugged")
	r.press("enter")
	r.look("setup-models")
	r.press("1")
	r.look("setup-tried")
	r.clock.Add(time.Second)
	r.pulse()
	r.press("1")
	r.press("f9")
	r.look("setup-in-service")
	want := desk.Fitting{Family: desk.FamilyPad, Model: "keybox3", At: "/dev/serial/by-id/usb-NEW_PAD-if00"}
	if got := r.bench.fits[2]; got != want {
		t.Errorf("in service is %+v, want %+v", got, want)
	}
}

// TestPaperIsJudgedByWhoHoldsIt holds that a slip which does not read well leads
// to another model, and one that does into service.
func TestPaperIsJudgedByWhoHoldsIt(t *testing.T) {
	r := technician(t)
	r.bench.plugs = nil
	r.bench.trials = []desk.Trial{{Step: "answer", State: desk.DeviceOK}, {Step: "slip", State: desk.DeviceOK}}
	r.command("设置")
	r.press("5")
	r.look("setup-nothing-plugged")
	r.press("m")
	r.typed("192.0.2.10")
	r.press("enter")
	r.shows("网络地址要带端口")
	r.typed(":9100")
	r.press("enter")
	r.press("1")
	r.clock.Add(time.Second) // the question opens by itself
	r.look("setup-clear")
	r.press("2")
	r.shows("三、小票打印机是哪一型号", "换一个型号再试")
	r.press("2")
	r.clock.Add(time.Second)
	r.press("1")
	r.shows("小票打印机已启用，马上就能用。")
	if got := r.bench.fits[4]; got.Model != "escpos58" || got.At != "192.0.2.10:9100" {
		t.Errorf("in service is %+v", got)
	}
}

// TestADeviceThatFailsSaysWhatToDo holds that the reason stands there with its
// code, that a second attempt to save is the same act, and that nothing was
// changed meanwhile.
func TestADeviceThatFailsSaysWhatToDo(t *testing.T) {
	r := technician(t)
	r.bench.trials, r.bench.bad = []desk.Trial{{Step: "answer", State: desk.DeviceSilent, Code: "no_answer"}}, true
	r.command("设置")
	r.press("1", "2")
	r.look("setup-failed")
	r.bench.broken = errors.New("disk")
	r.press("f9", "f9")
	r.shows("没有办成")
	r.bench.broken, r.bench.again = nil, true
	r.press("f9")
	r.shows("重开小窗后生效")
	if n := len(r.bench.rids); n != 3 || r.bench.rids[0] != r.bench.rids[2] {
		t.Errorf("record ids of one act: %v", r.bench.rids)
	}
	r.press("x")
	r.shows("不再用了")
	r.press("1")
	if got := r.bench.fits[0]; got.Model != "" {
		t.Errorf("out of service is %+v", got)
	}
	if r.bench.rids[2] == r.bench.rids[3] {
		t.Error("another act has the same record id")
	}
}

func TestTheConfigurationGoesBack(t *testing.T) {
	r := technician(t)
	r.command("设置")
	r.press("d")
	r.look("setup-diff")
	r.press("down", "enter", "1")
	r.press("d", "f9", "1")
	r.shows("配置已退回，重开小窗后生效。")
	if b := r.bench.back; len(b) != 2 || len(b[0]) != 1 || b[0][0] != "devices.pad.profile" || b[1] != nil {
		t.Errorf("put back: %q", b)
	}
}

// TestAClerkSetsNothingUp holds that the set-up needs its right.
func TestAClerkSetsNothingUp(t *testing.T) {
	r := open(t)
	r.press("2")
	r.command("设置")
	r.at(ui.ScreenCounter)
	r.shows("没有")
}

// TestSelfTest holds what a self-test and the changes of lamps look like.
func TestSelfTest(t *testing.T) {
	r := technician(t)
	at := r.clock.Now()
	for i := range 20 {
		r.changes = append(r.changes, desk.DeviceChange{
			At: at.Add(-time.Duration(i) * time.Minute), Family: desk.FamilyPrinter, Was: desk.DeviceOK, State: desk.DeviceFault, Code: "jam",
		})
	}
	r.pulse()
	r.look("devices-changes")
	r.bench.trials = append(r.bench.trials, desk.Trial{Step: "card", State: desk.DeviceUnknown, Code: "no_card"}, desk.Trial{Step: "slip", State: desk.DeviceFault, Code: "paper_out"})
	r.bench.bad = true
	r.press("t")
	r.look("devices-tested")
	r.press("down", "down", "enter")
	r.at(ui.ScreenSetup)
	r.shows("二、评价器接在哪里")
}

// Pack gathers a bundle of two files.
func (b *bench) Pack(context.Context) ([]string, func() (string, error)) {
	return []string{"version.txt", "log/xiaochuang.log"}, func() (string, error) { b.packed++; return "/data/x.zip", nil }
}

// TestABundleIsShownBeforeItIsSaved holds that nothing is written before somebody
// has agreed to the list.
func TestABundleIsShownBeforeItIsSaved(t *testing.T) {
	r := technician(t)
	r.press("p")
	r.clock.Add(time.Second)
	r.look("devices-bundle")
	r.press("2")
	if r.bench.packed != 0 {
		t.Error("saved unasked")
	}
	r.command("打包")
	r.clock.Add(time.Second)
	r.press("1")
	r.shows("诊断包已存")
	if r.bench.packed != 1 {
		t.Errorf("saved %d times", r.bench.packed)
	}
}

// TestTheDoctorComesToTheConsole holds that the doctor is a command away, that what
// wants a hand stands first and in the words of the command line, and that only
// who may fit devices sees it.
func TestTheDoctorComesToTheConsole(t *testing.T) {
	r := technician(t)
	r.bench.checks = []desk.Check{
		{Name: "config", State: desk.CheckOK, Facts: map[string]string{"path": "/data/station.toml", "station": "示例社区服务站", "desk": "110101001001-01"}},
		{Name: "disk", State: desk.CheckWarning, Code: "disk.low", Facts: map[string]string{"free": "1288490188"}},
		{Name: "device.scanner", State: desk.CheckSkipped, Code: "idle"},
		{Name: "device.ticket", State: desk.CheckFault, Code: "paper_out"},
		{Name: "journal", State: desk.CheckOK, Facts: map[string]string{"lines": "1842", "head": "sm3:ab"}},
	}
	r.command("设置")
	r.command("体检")
	r.at(ui.ScreenDevices)
	r.look("devices-examined")
	r.shows(text.CheckLine(r.bench.checks[3], false))
	r.bench.broken = &desk.Problem{Kind: desk.Conflict, What: "doctor.goes"}
	r.press("c")
	r.shows("正在体检，等它查完。")
	c := open(t)
	c.press("2")
	c.command("体检")
	c.at(ui.ScreenCounter)
	c.shows("没有")
}

// History, Undo, Export, Compare and Import implement the port of the set-up.
func (b *bench) History() ([]desk.ConfigChange, error) { return b.past, b.broken }

func (b *bench) Undo(_ context.Context, _ string, _ desk.Duty, n int, keys []string) (bool, error) {
	b.undone = append(b.undone, fmt.Sprint(n, keys))
	return false, b.broken
}

func (b *bench) Export(path string) (string, error) {
	b.file = path
	return path, b.broken
}

func (b *bench) Compare(string) ([]desk.KeyChange, error) { return b.changes, b.broken }

func (b *bench) Import(_ context.Context, _ string, _ desk.Duty, path string, _ []string) (bool, error) {
	b.file = "in " + path
	return true, b.broken
}

// TestTheHistoryGoesBackLineByLine holds that every change of the configuration is
// seen with who, when, before and after, and that one value of it, or the whole
// change, is taken back.
func TestTheHistoryGoesBackLineByLine(t *testing.T) {
	r := technician(t)
	at := r.clock.Now()
	r.command("设置")
	r.press("h")
	r.look("setup-no-history")
	r.press("esc")
	r.bench.past = []desk.ConfigChange{
		{N: 3, At: at, How: desk.HowByHand, Changes: []desk.KeyChange{{Key: "board.silent", Before: "false", After: "true"}}},
		{N: 2, At: at.Add(-time.Hour), Staff: "孙𬭎", How: desk.HowFitted, Changes: []desk.KeyChange{
			{Key: "devices.pad.port", Before: "/dev/serial/by-id/usb-OLD", After: "/dev/serial/by-id/usb-WCH-if00"},
			{Key: "devices.pad.profile", Before: "keybox3", After: "xc5"},
		}},
		{N: 1, At: at.Add(-48 * time.Hour), Staff: "张示例", How: desk.HowSet, Changes: []desk.KeyChange{{Key: "devices.pad.wait", Before: "", After: "45"}}},
	}
	r.press("h", "down", "down")
	r.look("setup-history")
	r.press("enter", "1")
	r.shows("配置已退回，已生效。")
	r.press("h", "down", "f9", "1")
	if got := fmt.Sprint(r.bench.undone); got != "[2 [devices.pad.profile] 2 []]" {
		t.Errorf("taken back: %s", got)
	}
	r.bench.broken = &desk.Problem{Kind: desk.Conflict, What: "config.since", Holder: "board.silent"}
	r.bench.past = nil
	r.press("h")
	r.shows("后来又改过")
}

// TestAConfigurationGoesToAnotherStation holds that what a file would change is seen
// before it is taken.
func TestAConfigurationGoesToAnotherStation(t *testing.T) {
	r := technician(t)
	r.command("设置")
	r.press("h", "e")
	r.typed("peizhi.toml")
	r.press("enter")
	r.shows("已导出", "密钥不在里面")
	if r.bench.file != "peizhi.toml" {
		t.Errorf("exported to %q", r.bench.file)
	}
	r.press("i")
	r.typed("in.toml")
	r.press("enter")
	r.look("setup-import")
	r.press("f9", "2")
	if r.bench.file != "peizhi.toml" {
		t.Errorf("taken unasked: %q", r.bench.file)
	}
	r.press("f9", "1")
	r.shows("已导入，重开小窗后生效。")
	if r.bench.file != "in in.toml" {
		t.Errorf("taken: %q", r.bench.file)
	}
	r.bench.broken = &desk.Problem{Kind: desk.Denied, What: "config.foreign", Holder: "station.code"}
	r.press("i") // not here
	r.bench.broken = nil
	r.press("h")
	r.bench.broken = &desk.Problem{Kind: desk.Denied, What: "config.foreign", Holder: "station.code"}
	r.press("i")
	r.typed("x")
	r.press("enter")
	r.shows("不能从别的站导入")
}
