package scanner

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"time"

	"github.com/coder/websocket"

	"xiaochuang/desk"
)

// ServiceSettings describe a document camera behind the service of its vendor on
// this PC, which speaks JSON over WebSocket: Cam_GetDevCount, Cam_Open,
// Cam_Photo, Cam_Close.
type ServiceSettings struct {
	Name   string        // label of the lamp
	URL    string        // such as ws://127.0.0.1:22225; on this PC only, since nothing is encrypted
	Camera int           // which one, from 0
	Time   time.Duration // for one picture; 0 for 20 s
}

// Check reports settings that can never work as a Problem of kind Invalid.
func (set ServiceSettings) Check() error {
	u, err := url.Parse(set.URL)
	if err != nil || u.Scheme != "ws" || u.Host == "" || u.User != nil {
		return Trouble(Option, fmt.Errorf("address %q of the camera's service is not ws://", set.URL))
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback()) {
		return Trouble(Option, fmt.Errorf("the camera's service at %q is not on this PC", u.Host))
	}
	if set.Camera < 0 || set.Camera > 9 {
		return Trouble(Option, fmt.Errorf("camera %d", set.Camera))
	}
	return nil
}

// A Service takes single pictures through a vendor's service. It is safe for use
// by several goroutines; one job runs at a time.
type Service struct {
	set   ServiceSettings
	clock desk.Clock
	log   *slog.Logger
	cond  *condition

	turn turn
}

// NewService returns the camera without talking to its service. A nil log
// discards.
func NewService(set ServiceSettings, clock desk.Clock, log *slog.Logger) *Service {
	if set.Time == 0 {
		set.Time = 20 * time.Second
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Service{set: set, clock: clock, log: log.With("device", set.Name), cond: newCondition(set.Name, clock)}
}

// Health returns what the last picture saw.
func (s *Service) Health() desk.Health { return s.cond.now() }

// Close stops a running job and waits for its end.
func (s *Service) Close() error {
	s.turn.close(s.cond)
	return nil
}

// Scan implements desk.Scanner: it takes one picture. A camera has no feeder.
func (s *Service) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	if err := s.set.Check(); err != nil {
		return 0, err
	}
	return s.turn.shoot(ctx, s.cond, s.log, s.set.Time, r, func(ctx context.Context) (desk.ScannedPage, error) {
		p, err := s.picture(ctx)
		if err != nil && ctx.Err() != nil {
			err = Trouble(causeOfContext(ctx), context.Cause(ctx))
		}
		return p, err
	}, keep)
}

// picture opens the camera, takes one picture and closes it again.
func (s *Service) picture(ctx context.Context) (desk.ScannedPage, error) {
	c, _, err := websocket.Dial(ctx, s.set.URL, nil)
	if err != nil {
		return desk.ScannedPage{}, Trouble(Offline, err)
	}
	defer c.CloseNow()
	c.SetReadLimit(maxBytes/3*4 + 1<<16) // a page in base64
	n, err := s.ask(ctx, c, "Cam_GetDevCount", nil)
	switch {
	case err != nil:
		return desk.ScannedPage{}, err
	case n.Count <= s.set.Camera:
		return desk.ScannedPage{}, Trouble(Offline, fmt.Errorf("the service knows %d cameras", n.Count))
	}
	which := map[string]any{"iCamNo": s.set.Camera}
	if _, err := s.ask(ctx, c, "Cam_Open", which); err != nil {
		return desk.ScannedPage{}, err
	}
	a, err := s.ask(ctx, c, "Cam_Photo", map[string]any{"iCamNo": s.set.Camera, "filePath": ""})
	_, shut := s.ask(ctx, c, "Cam_Close", which)
	if err != nil {
		return desk.ScannedPage{}, err
	}
	if shut != nil {
		s.log.Warn("camera stays open", "err", shut)
	}
	return a.picture(s.clock.Now())
}

// serviceAnswer is what the service says. Success is 0 where the command did what
// it should, whatever the word means.
type serviceAnswer struct {
	Function string `json:"functionName"`
	Count    int    `json:"DevCount"`
	Success  int    `json:"success"`
	Base64   string `json:"base64"`
}

// readService reads a message that may be the answer to a command.
func readService(b []byte, function string) (a serviceAnswer, ok bool) {
	err := json.Unmarshal(b, &a)
	return a, err == nil && a.Function == function
}

func (a serviceAnswer) fault() error {
	if a.Success == 0 {
		return nil
	}
	return Trouble(Fault, fmt.Errorf("%s: the service says %d", a.Function, a.Success))
}

// picture is the page that an answer brings.
func (a serviceAnswer) picture(at time.Time) (desk.ScannedPage, error) {
	b, err := base64.StdEncoding.DecodeString(a.Base64)
	if err != nil {
		return desk.ScannedPage{}, Trouble(Cut, err)
	}
	return pictureOf(b, at)
}

// mostAside is how many messages the service may send of its own while it is
// asked something: pictures of a preview, signs of life.
const mostAside = 200

// ask sends one command and waits for its answer.
func (s *Service) ask(ctx context.Context, c *websocket.Conn, function string, with map[string]any) (serviceAnswer, error) {
	q := map[string]any{"function": function}
	for k, v := range with {
		q[k] = v
	}
	b, err := json.Marshal(q)
	if err != nil {
		return serviceAnswer{}, err
	}
	if err := c.Write(ctx, websocket.MessageText, b); err != nil {
		return serviceAnswer{}, Trouble(IO, err)
	}
	for range mostAside {
		kind, b, err := c.Read(ctx)
		if err != nil {
			return serviceAnswer{}, Trouble(IO, err)
		}
		if a, ok := readService(b, function); kind == websocket.MessageText && ok {
			return a, a.fault()
		}
	}
	return serviceAnswer{}, Trouble(Unsupported, fmt.Errorf("%s: no answer among %d messages", function, mostAside))
}
