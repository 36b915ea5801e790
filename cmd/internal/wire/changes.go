package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"

	"xiaochuang/desk"
)

// Bounds of what is remembered of lamps.
const (
	mostLampChanges = 20
	lampTick        = time.Second
	lampLog         = "devices.jsonl"
	lampTail        = 16 << 10 // bytes of the log that are read at the start
)

// A lampBook remembers the latest changes of the lamps, over restarts, too.
type lampBook struct {
	health func() []desk.Health
	clock  desk.Clock

	mu   sync.Mutex
	list []desk.DeviceChange // oldest first
}

// openLampBook reads what was remembered and follows the lamps until ctx ends.
func (d *Desk) openLampBook(ctx context.Context, health func() []desk.Health) *lampBook {
	path := filepath.Join(d.Dir, "log", lampLog)
	b := &lampBook{health: health, clock: d.Clock, list: readLamps(path)}
	log := &lumberjack.Logger{Filename: path, MaxSize: 1, MaxBackups: 1}
	go func() {
		defer log.Close()
		was := map[desk.Family]desk.Health{}
		tick := time.NewTicker(lampTick)
		defer tick.Stop()
		for {
			for _, c := range b.look(was) {
				if line, err := json.Marshal(c); err == nil {
					_, _ = log.Write(append(line, '\n')) // the lamps go on without it
				}
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return b
}

// look notes what has changed since. What a lamp shows while a device is being
// connected is no change of its own.
func (b *lampBook) look(was map[desk.Family]desk.Health) []desk.DeviceChange {
	var fresh []desk.DeviceChange
	for _, h := range b.health() {
		old, known := was[h.Family]
		if h.State == desk.DeviceConnecting || known && old.State == h.State && old.Code == h.Code {
			continue
		}
		was[h.Family] = h
		if !known && (h.State == desk.DeviceOff || h.State == desk.DeviceUnknown && h.Code == "") {
			continue
		}
		fresh = append(fresh, desk.DeviceChange{
			At: b.clock.Now().UTC().Truncate(time.Second), Family: h.Family, Was: old.State, State: h.State, Code: h.Code,
		})
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, fresh...)
	b.list = slices.Clone(b.list[max(0, len(b.list)-mostLampChanges):])
	return fresh
}

// Changes lists the latest changes, newest first.
func (b *lampBook) Changes() []desk.DeviceChange {
	b.mu.Lock()
	list := slices.Clone(b.list)
	b.mu.Unlock()
	slices.Reverse(list)
	return list
}

// readLamps reads the end of the log.
func readLamps(path string) []desk.DeviceChange {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	if st, err := f.Stat(); err == nil && st.Size() > lampTail {
		_, _ = f.Seek(-lampTail, 2)
	}
	b := make([]byte, lampTail)
	n, _ := f.Read(b)
	var list []desk.DeviceChange
	for l := range bytes.Lines(b[:n]) {
		var c desk.DeviceChange
		if json.Unmarshal(l, &c) == nil && c.Family != "" {
			list = append(list, c)
		}
	}
	return list[max(0, len(list)-mostLampChanges):]
}
