package tui_test

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/devices"
	"xiaochuang/tui/ui"
)

// Lines implements the port of the screens: a reader and a pad are in service.
func (b *bench) Lines() []desk.Family { return []desk.Family{desk.FamilyReader, desk.FamilyPad} }

// Watch shows what the test has put on the line.
func (b *bench) Watch(context.Context, desk.Family) (devices.Line, error) {
	if b.broken != nil {
		return nil, b.broken
	}
	b.looks++
	return line{b}, nil
}

// KeepTrace keeps what was seen.
func (b *bench) KeepTrace(_ desk.Family, list []desk.Glimpse) (string, error) {
	b.kept = list
	return "/data/x.txt", nil
}

type line struct{ b *bench }

func (l line) Since(n int64) ([]desk.Glimpse, int64) {
	return l.b.seen[min(int(n), len(l.b.seen)):], int64(len(l.b.seen))
}
func (l line) News() <-chan struct{} { return nil }
func (l line) Close()                { l.b.looks-- }

// glimpses is a pad that is asked whether it is there, shows a question, hears
// noise, and is pulled out.
func glimpses() []desk.Glimpse {
	at := time.Date(2026, 11, 23, 1, 0, 0, 123e6, time.UTC)
	next := func(g desk.Glimpse) desk.Glimpse {
		at = at.Add(7 * time.Millisecond)
		g.At = at
		return g
	}
	return []desk.Glimpse{
		next(desk.Glimpse{Way: desk.WayLine, Name: "open"}),
		next(desk.Glimpse{Way: desk.WaySent, Name: "ping", Hex: "58 35 01 01 00 6C", Size: 6, Idle: true}),
		next(desk.Glimpse{Way: desk.WayCame, Name: "pong", Hex: "58 35 01 81 00 EC", Size: 6, Idle: true}),
		next(desk.Glimpse{Way: desk.WayLamp, Name: "ok"}),
		next(desk.Glimpse{Way: desk.WaySent, Name: "evaluate", Hex: "58 35 1C 10 00 07 41 30 31 32 00 .. .. .. .. .. .. 00 31 00 05 00 1E 00 00 00 00 00 00 00 A1", Size: 31}),
		next(desk.Glimpse{Way: desk.WayCame, Name: "ack", Hex: "58 35 02 90 00 FA", Size: 6}),
		next(desk.Glimpse{Way: desk.WayLost, Hex: "FE 7F 00", Size: 3}),
		next(desk.Glimpse{Way: desk.WayCame, Hex: "58 35 01 77 00 E2", Size: 6}),
		next(desk.Glimpse{Way: desk.WayCame, Name: "rated", Hex: "58 35 02 91 05 F0", Size: 6}),
		next(desk.Glimpse{Way: desk.WayLine, Name: "read", Hex: "unplugged"}),
	}
}

// TestTheLineIsWatched holds that bytes come as they go over the line, can be
// sifted, held and kept, and that nobody looks any more once the screen is left.
func TestTheLineIsWatched(t *testing.T) {
	r := technician(t)
	r.press("down", "b") // the scanner's bytes are not to be seen
	r.at(ui.ScreenDevices)
	r.shows("这一种看不到字节")
	r.press("down", "b")
	r.at(ui.ScreenMonitor)
	r.look("monitor-still")
	r.bench.seen = glimpses()
	r.pulse()
	r.look("monitor-pad")
	r.press("f")
	r.hides("58 35 01 01")
	r.press("f", "f", "f")
	r.shows("只看认不出", "FE 7F 00", "58 35 01 77")
	r.hides("58 35 02 91")
	r.press("f", "space")
	r.bench.seen = append(r.bench.seen, desk.Glimpse{At: r.clock.Now(), Way: desk.WayCame, Name: "late", Hex: "99", Size: 1})
	r.pulse()
	r.hides("late")
	r.look("monitor-held")
	r.press("space")
	r.shows("late")
	r.press("s")
	r.shows("已存", "打包时会带上")
	if n := len(r.bench.kept); n != 11 {
		t.Errorf("kept %d glimpses, want 11", n)
	}
	r.press("x")
	r.hides("late")
	r.press("esc")
	r.at(ui.ScreenDevices)
	if r.bench.looks != 0 {
		t.Errorf("%d looks are open after the screen was left", r.bench.looks)
	}
	r.command("同步")
	r.command("字节")
	r.look("monitor-choice")
	r.bench.broken = &desk.Problem{Kind: desk.NotFound, What: "device.trace"}
	r.press("1")
	r.shows("没有轨迹可看")
	r.bench.broken = nil
	r.command("设置")
	r.press("down", "down", "b")
	r.at(ui.ScreenMonitor)
	if r.bench.looks != 1 {
		t.Errorf("%d looks are open, want 1", r.bench.looks)
	}
}

// TestAClerkWatchesNoLine holds that the bytes need the right to fit devices.
func TestAClerkWatchesNoLine(t *testing.T) {
	r := open(t)
	r.press("2")
	r.command("字节")
	r.at(ui.ScreenCounter)
	r.command("设备")
	r.press("b")
	r.at(ui.ScreenDevices)
	r.shows("没有")
}

// TestALongWatchIsBounded lets a device talk without end.
func TestALongWatchIsBounded(t *testing.T) {
	r := technician(t)
	r.press("down", "down", "b")
	for i := range 3000 {
		r.bench.seen = append(r.bench.seen, desk.Glimpse{At: r.clock.Now(), Way: desk.WayLost, Hex: "FF", Size: 1 + i%2})
	}
	r.pulse()
	r.shows("认不出 500")
	r.press("home", "pgdown", "end", "up")
	r.shows("已暂停")
}
