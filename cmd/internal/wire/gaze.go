package wire

import (
	"context"
	"os"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/tui/devices"
)

// Lines lists the families in service whose lines can be watched.
func (b *Bench) Lines() []desk.Family {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []desk.Family
	for _, f := range families {
		if b.cfg.hasLine(f) {
			list = append(list, f)
		}
	}
	return list
}

// monitor is the screen of the lines.
func (b *Bench) monitor(ctx context.Context) *devices.Monitor {
	return devices.NewMonitor(ctx, devices.MonitorConfig{Fittings: b.Fittings, Lines: b.Lines, Watch: b.Watch, Keep: b.KeepTrace})
}

// Watch shows what goes over the line of a family until it is closed. The device
// works on under the console's driver, which has the line; on a bench beside no
// console a driver is run for the look.
func (b *Bench) Watch(ctx context.Context, f desk.Family) (devices.Line, error) {
	b.mu.Lock()
	c := b.cfg
	b.mu.Unlock()
	t := b.d.taps[f]
	if t == nil || !c.hasLine(f) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "device.trace"}
	}
	if b.v != nil {
		if b.v.device(f) == nil { // put in service a moment ago
			return nil, &desk.Problem{Kind: desk.NotFound, What: "device.again"}
		}
		return t.gaze(func() {}), nil
	}
	alone := &Desk{Dir: b.d.Dir, Config: Config{Devices: c}, Station: b.d.Station, Clock: b.d.Clock, Log: b.d.Log, taps: taps{f: t}}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	g := t.gaze(cancel)
	go func() {
		if err := alone.drive(ctx, f); err != nil {
			b.d.Log.Warn("watch", "family", string(f), "err", err.Error())
		}
	}()
	return g, nil
}

// KeepTrace keeps what was seen in the log folder, where the diagnosis bundle takes
// it from, and returns the file.
func (b *Bench) KeepTrace(f desk.Family, list []desk.Glimpse) (string, error) {
	var out strings.Builder
	for _, g := range list {
		out.WriteString(glimpseLine(g) + "\n")
	}
	path := b.d.tracePath(f)
	if err := os.MkdirAll(b.d.Dir+"/log", 0o700); err != nil {
		return "", err
	}
	return path, replaceFile(path, []byte(out.String()))
}
