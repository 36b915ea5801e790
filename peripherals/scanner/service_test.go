package scanner_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
)

// vendor serves the dialect. say gives the messages that follow a command, nil for
// silence; what it has been asked is told by asked.
type vendor struct {
	url   string
	asked chan string
}

func newVendor(t *testing.T, say func(function string) []string) *vendor {
	t.Helper()
	v := &vendor{asked: make(chan string, 100)}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		for {
			_, b, err := c.Read(r.Context())
			if err != nil {
				return
			}
			var q struct {
				Function string `json:"function"`
			}
			if json.Unmarshal(b, &q) != nil {
				return
			}
			v.asked <- q.Function
			for _, m := range say(q.Function) {
				if c.Write(r.Context(), websocket.MessageText, []byte(m)) != nil {
					return
				}
			}
		}
	}))
	t.Cleanup(s.Close)
	v.url = "ws" + strings.TrimPrefix(s.URL, "http")
	return v
}

func pictureInBase64(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40)), nil); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// ordinary is what the service says to each command when all is well.
func ordinary(picture string) map[string][]string {
	return map[string][]string{
		"Cam_GetDevCount": {`{"functionName":"Cam_GetDevCount","DevCount":1,"DevName":"main"}`},
		"Cam_Open":        {`{"functionName":"Heartbeat"}`, `{"functionName":"Cam_Open","success":0}`},
		"Cam_Photo":       {`{"functionName":"Preview","base64":"AAAA"}`, `not JSON`, `{"functionName":"Cam_Photo","success":0,"base64":"` + picture + `"}`},
		"Cam_Close":       {`{"functionName":"Cam_Close","success":0}`},
	}
}

func TestVendorService(t *testing.T) {
	picture := pictureInBase64(t)
	for _, tt := range []struct {
		name, function string
		say            []string
		want           string
		state          desk.DeviceState
	}{
		{"all is well", "", nil, "", desk.DeviceOK},
		{"no camera", "Cam_GetDevCount", []string{`{"functionName":"Cam_GetDevCount","DevCount":0}`}, scanner.Offline, desk.DeviceOffline},
		{"will not open", "Cam_Open", []string{`{"functionName":"Cam_Open","success":-1}`}, scanner.Fault, desk.DeviceFault},
		{"no photo", "Cam_Photo", []string{`{"functionName":"Cam_Photo","success":1}`}, scanner.Fault, desk.DeviceFault},
		{"an empty photo", "Cam_Photo", []string{`{"functionName":"Cam_Photo","success":0}`}, scanner.Cut, desk.DeviceFault},
		{"no base64", "Cam_Photo", []string{`{"functionName":"Cam_Photo","success":0,"base64":"%%"}`}, scanner.Cut, desk.DeviceFault},
		{"half a photo", "Cam_Photo", []string{`{"functionName":"Cam_Photo","success":0,"base64":"` + picture[:len(picture)/2/4*4] + `"}`}, scanner.Cut, desk.DeviceFault},
		{"talks of other things", "Cam_Open", strings.Split(strings.Repeat(`{"functionName":"Heartbeat"}|`, 250), "|"), scanner.Unsupported, desk.DeviceUnknown},
		{"says nothing", "Cam_Photo", []string{}, scanner.Timeout, desk.DeviceSilent},
		{"says too much", "Cam_Photo", []string{strings.Repeat("x", 90<<20)}, scanner.IO, desk.DeviceOffline},
		{"will not close", "Cam_Close", []string{`{"functionName":"Cam_Close","success":7}`}, "", desk.DeviceOK},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := ordinary(picture)
			if tt.say != nil {
				all[tt.function] = tt.say
			}
			v := newVendor(t, func(f string) []string { return all[f] })
			limit := time.Minute // the detector of races reads 90 MB slowly
			if tt.want == scanner.Timeout {
				limit = 300 * time.Millisecond
			}
			s := scanner.NewService(scanner.ServiceSettings{Name: "cam", URL: v.url, Time: limit}, desk.SystemClock{}, nil)
			t.Cleanup(func() { _ = s.Close() })
			var got []desk.ScannedPage
			n, err := s.Scan(t.Context(), desk.ScanRequest{}, func(p desk.ScannedPage) error { got = append(got, p); return nil })
			if scanner.Cause(err) != tt.want || n != len(got) || (n == 1) != (tt.want == "") {
				t.Fatalf("%d pages, %v", n, err)
			}
			if h := s.Health(); h.State != tt.state {
				t.Errorf("lamp %s %s", h.State, h.Code)
			}
			if n == 1 && (got[0].Width != 60 || got[0].Height != 40 || got[0].MIME != "image/jpeg") {
				t.Errorf("%+v", got[0])
			}
		})
	}
}

// TestVendorServiceClosesTheCamera has a photo fail: the camera is closed all the
// same.
func TestVendorServiceClosesTheCamera(t *testing.T) {
	all := ordinary(pictureInBase64(t))
	all["Cam_Photo"] = []string{`{"functionName":"Cam_Photo","success":1}`}
	v := newVendor(t, func(f string) []string { return all[f] })
	s := scanner.NewService(scanner.ServiceSettings{URL: v.url}, desk.SystemClock{}, nil)
	defer s.Close()
	if _, err := s.Scan(t.Context(), desk.ScanRequest{}, nil); scanner.Cause(err) != scanner.Fault {
		t.Error(err)
	}
	var last string
	for len(v.asked) > 0 {
		last = <-v.asked
	}
	if last != "Cam_Close" {
		t.Errorf("the last command is %s", last)
	}
}

func TestVendorServiceIsOnThisPC(t *testing.T) {
	for url, ok := range map[string]bool{
		"ws://127.0.0.1:22225": true, "ws://localhost:22225": true, "ws://[::1]:22225": true,
		"ws://192.0.2.7:22225": false, "http://127.0.0.1": false, "ws://a@127.0.0.1": false, "": false, "ws://camera.example": false,
	} {
		set := scanner.ServiceSettings{URL: url}
		if err := set.Check(); (err == nil) != ok {
			t.Errorf("%q: %v", url, err)
		}
	}
	s := scanner.NewService(scanner.ServiceSettings{URL: "ws://127.0.0.1:1"}, desk.SystemClock{}, nil)
	if _, err := s.Scan(t.Context(), desk.ScanRequest{}, nil); scanner.Cause(err) != scanner.Offline {
		t.Errorf("nobody there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Scan(ctx, desk.ScanRequest{}, nil); scanner.Cause(err) != scanner.Cancelled {
		t.Errorf("gone: %v", err)
	}
}
