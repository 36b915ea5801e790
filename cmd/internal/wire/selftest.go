package wire

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"

	"xiaochuang/desk"
)

// testFile keeps how the latest self-test came out, in the log folder.
const testFile = "selftest.json"

// A tested family, as it came out.
type tested struct {
	Family desk.Family  `json:"family"`
	Good   bool         `json:"good"`
	Steps  []desk.Trial `json:"steps"`
}

// Test tries every device in service at the same time, with the drivers that the
// counter uses: what the counter is doing with a device goes before. It tells
// each step, ends within a minute, and keeps how it came out.
func (b *Bench) Test(ctx context.Context, tell func(desk.Family, desk.Trial)) (good bool, err error) {
	return b.TestSome(ctx, nil, tell)
}

// TestSome tries some families, all of them where none is named.
func (b *Bench) TestSome(ctx context.Context, only []desk.Family, tell func(desk.Family, desk.Trial)) (good bool, err error) {
	if !b.try.TryLock() {
		return false, &desk.Problem{Kind: desk.Conflict, What: "device.trial"}
	}
	defer b.try.Unlock()
	v := b.v
	if v == nil {
		if v, err = b.d.openDevices(); err != nil {
			return false, err
		}
		ctx2, cancel := context.WithCancel(ctx)
		defer letGo(b.d.Log, v)
		defer cancel()
		v.run(ctx2)
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	var out []*tested
	for _, f := range families {
		if v.device(f) == nil || only != nil && !has(only, f) {
			continue
		}
		x := &tested{Family: f}
		out = append(out, x)
		all.Go(func() {
			x.Good = trial{b.d, v, func(t desk.Trial) {
				mu.Lock()
				defer mu.Unlock()
				if t.State != desk.DeviceConnecting {
					x.Steps = append(x.Steps, t)
				}
				tell(f, t)
			}}.try(ctx, f)
		})
	}
	if b.sound != nil && (only == nil || has(only, desk.FamilyCaller)) {
		if h, ok := b.sound(); ok {
			t := desk.Trial{Step: "call", State: h.State, Code: h.Code}
			out = append(out, &tested{Family: desk.FamilyCaller, Good: t.Good(), Steps: []desk.Trial{t}})
			mu.Lock()
			tell(desk.FamilyCaller, t)
			mu.Unlock()
		}
	}
	all.Wait()
	good = true
	for _, x := range out {
		good = good && x.Good
	}
	b.keepTest(out)
	return good, nil
}

func has(list []desk.Family, f desk.Family) bool {
	for _, x := range list {
		if x == f {
			return true
		}
	}
	return false
}

// keepTest leaves the outcome in the log folder, for whoever comes later.
func (b *Bench) keepTest(out []*tested) {
	text, err := json.MarshalIndent(struct {
		At      time.Time `json:"at"`
		Devices []*tested `json:"devices"`
	}{b.d.Clock.Now().UTC().Truncate(time.Second), out}, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Join(b.d.Dir, "log"), 0o700)
	}
	if err == nil {
		err = replaceFile(filepath.Join(b.d.Dir, "log", testFile), append(text, '\n'))
	}
	if err != nil {
		b.d.Log.Warn("self-test", "keep", err.Error())
	}
}
