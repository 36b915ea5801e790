package devtest_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"xiaochuang/desk"
	"xiaochuang/peripherals/caller"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/scanner"
)

// service is a maker's own service for a camera; what it says to a command can be
// changed.
func service(t *testing.T, picture []byte, other *atomic.Pointer[map[string]string]) (host string) {
	whole := base64.StdEncoding.EncodeToString(picture)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		for {
			_, b, err := c.Read(r.Context())
			var q struct {
				Function string `json:"function"`
			}
			if err != nil || json.Unmarshal(b, &q) != nil {
				return
			}
			says := fmt.Sprintf(`{"functionName":%q,"success":0,"DevCount":1}`, q.Function)
			if q.Function == "Cam_Photo" {
				says = fmt.Sprintf(`{"functionName":"Cam_Photo","success":0,"base64":%q}`, whole)
			}
			if x := other.Load(); x != nil && (*x)[q.Function] != "" {
				says = (*x)[q.Function]
			}
			if c.Write(r.Context(), websocket.MessageText, []byte(says)) != nil {
				return
			}
		}
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// serviceBed is a camera behind its maker's service.
func serviceBed() devtest.Bed {
	return devtest.Bed{Name: "maker's service", Never: map[devtest.FaultKind]string{devtest.WrongBaud: noSpeed}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		picture := devtest.Sheet(7, 400, 600)
		var other atomic.Pointer[map[string]string]
		host := service(t, picture, &other)
		var down atomic.Bool
		tap := devtest.NewTap(t, func() string {
			if down.Load() {
				return "127.0.0.1:1" // nobody listens there
			}
			return host
		})
		s := scanner.NewService(scanner.ServiceSettings{Name: "service", URL: "ws://" + tap.Address, Time: 2 * time.Second}, f, nil)
		t.Cleanup(func() { _ = s.Close() })
		says := func(kind devtest.FaultKind, name, function, answer string, shows ...desk.DeviceState) devtest.Fault {
			return fault(kind, name, func() { other.Store(&map[string]string{function: answer}) }, func() { other.Store(nil) }, shows...)
		}
		half := base64.StdEncoding.EncodeToString(picture[:len(picture)/2])
		return devtest.Subject{Device: s, Ask: scans(s, "", 1), Bound: 4 * time.Second}, append(tap.Faults(wireShows),
			f.fault(),
			fault(devtest.Unplug, "service ended", func() { down.Store(true) }, func() { down.Store(false) }, gone...),
			says(devtest.Unplug, "camera pulled out", "Cam_GetDevCount", `{"functionName":"Cam_GetDevCount","DevCount":0}`, gone...),
			says(devtest.SecondOwner, "", "Cam_Open", `{"functionName":"Cam_Open","success":-1}`, desk.DeviceFault),
			says(devtest.HalfFrame, "half a picture", "Cam_Photo", fmt.Sprintf(`{"functionName":"Cam_Photo","success":0,"base64":%q}`, half), desk.DeviceFault),
			says(devtest.Garbage, "no picture", "Cam_Photo", `{"functionName":"Cam_Photo","success":0,"base64":"%%"}`, desk.DeviceFault),
		)
	}}
}

// voiceBed is the voice of the waiting room.
func voiceBed() devtest.Bed {
	return devtest.Bed{Name: "voice", Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.HalfFrame: noLanguage, devtest.Garbage: noLanguage, devtest.StuckWrite: noLanguage,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		way := filepath.Join(t.TempDir(), "speak")
		put := func(shell string) func() {
			return func() {
				if err := writeFile(way, []byte(shell)); err != nil {
					t.Error(err)
				}
			}
		}
		put("exit 0")()
		v := caller.NewVoice(caller.VoiceOptions{
			Command: []string{"/bin/sh", way, "{number}"}, Volumes: caller.Evenly(70), Clock: desk.SystemClock{}, Log: slog.New(f),
			Longest: 2 * time.Second,
		})
		go v.Run(t.Context())
		t.Cleanup(func() { _ = v.Close() })
		speaks := func(ctx context.Context) error {
			began := time.Now()
			if err := v.Call(ctx, "A012", 1); err != nil {
				return err
			}
			for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
				if h := v.Health(); h.LastOK.After(began) {
					return nil
				}
			}
			return fmt.Errorf("nothing was spoken: %w", ctx.Err())
		}
		bad := []desk.DeviceState{desk.DeviceFault}
		return devtest.Subject{Device: v, Ask: speaks, Bound: 2500 * time.Millisecond}, []devtest.Fault{
			{Kind: devtest.Panic, Strike: func() { put("exit 1")(); f.lit.Store(true) }, Mend: func() { f.lit.Store(false); put("exit 0")() }, Shows: bad},
			fault(devtest.Unplug, "no sound device", put("echo no such device >&2; exit 1"), put("exit 0"), bad...),
			fault(devtest.SecondOwner, "", put("echo device busy >&2; exit 16"), put("exit 0"), bad...),
			fault(devtest.Silence, "hangs", put("trap '' INT TERM; sleep 99"), put("exit 0"), bad...),
			fault("", "dies", put("kill -SEGV $$"), put("exit 0"), bad...),
			fault(devtest.Slow, "", put("sleep 0.5"), put("exit 0")),
		}
	}}
}
