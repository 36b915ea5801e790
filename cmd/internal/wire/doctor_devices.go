package wire

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// Times that one device, and its driver's end, may take.
const (
	firstHealth = 5 * time.Second
	scannerTime = 10 * time.Second
	deviceClose = 3 * time.Second
)

// devices opens every configured device and waits for its first word.
func (x *examination) devices(ctx context.Context) {
	if x.cfg == nil {
		x.say("devices", CheckSkipped, "after.config")
		return
	}
	v, err := x.bare().openDevices()
	if err != nil {
		code := "device.open"
		if bad, ok := errors.AsType[*ConfigError](err); ok {
			code = "config." + bad.Code
		}
		x.blame("devices", code, err)
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	v.run(ctx)
	if len(v.all) == 0 {
		x.say("devices", CheckSkipped, "device.none")
		return
	}
	for _, h := range settled(ctx, v) {
		if h.State != desk.DeviceOff && h.Family != desk.FamilyCentre {
			x.device(ctx, h)
		}
	}
	cancel()
	letGo(x.log, v)
}

// lamps tells what the console's drivers saw last. A scanner that has not been
// used yet is left alone: asking it would open it beside its driver.
func (x *examination) lamps(ctx context.Context) {
	if x.cfg == nil {
		x.say("devices", CheckSkipped, "after.config")
		return
	}
	if len(x.live.all) == 0 {
		x.say("devices", CheckSkipped, "device.none")
		return
	}
	for _, h := range x.live.Health() {
		switch {
		case h.State == desk.DeviceOff:
		case h.Family == desk.FamilyScanner && h.State == desk.DeviceUnknown && h.Code == "" && x.cfg.Devices.Scanner.Folder == "":
			x.say("device.scanner", CheckSkipped, "idle")
		case h.State == desk.DeviceConnecting:
			x.say("device."+string(h.Family), CheckSkipped, "connecting")
		default:
			x.device(ctx, h)
		}
	}
}

// settled waits until every device has said how it is, or for its time.
func settled(ctx context.Context, v *Devices) []desk.Health {
	end := time.Now().Add(firstHealth)
	for {
		list := v.Health()
		waiting := false
		for _, h := range list {
			// A scanner says nothing until it is used.
			waiting = waiting || h.State == desk.DeviceConnecting ||
				h.State == desk.DeviceUnknown && h.Family != desk.FamilyScanner && h.Code == ""
		}
		if !waiting || time.Now().After(end) || ctx.Err() != nil {
			return list
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// device judges what one device has said.
func (x *examination) device(ctx context.Context, h desk.Health) {
	name := "device." + string(h.Family)
	if h.Family == desk.FamilyScanner && h.State == desk.DeviceUnknown {
		x.scanner(ctx, name)
		return
	}
	switch {
	case h.State == desk.DeviceOK && h.Code == "":
		x.say(name, CheckOK, "")
	case h.State == desk.DeviceOK:
		x.say(name, CheckWarning, h.Code)
	case h.Code == "held" || h.Code == "busy":
		// The usual holder is the console that is open at this window.
		x.say(name, CheckWarning, "held")
	case h.State == desk.DeviceUnknown && h.Code != "":
		// It works one way only and cannot be asked.
		x.say(name, CheckWarning, h.Code)
	case h.Code == "":
		x.say(name, CheckFault, string(desk.DeviceSilent))
	default:
		x.say(name, CheckFault, h.Code)
	}
}

// letGo closes the devices and does not wait for one that hangs.
func letGo(log *slog.Logger, v *Devices) {
	ended := make(chan error, 1)
	go func() { ended <- v.Close() }()
	select {
	case err := <-ended:
		if err != nil {
			log.Warn("doctor", "devices", err.Error())
		}
	case <-time.After(deviceClose):
		log.Warn("doctor", "devices", "slow to close")
	}
}

// The smallest terminal that the screens fit into.
const (
	leastColumns = 80
	leastRows    = 24
)

// terminal looks at what the screens would be drawn on.
func (x *examination) terminal(context.Context) {
	fd := os.Stdout.Fd()
	if !term.IsTerminal(fd) {
		x.say("terminal", CheckSkipped, "terminal.none")
		return
	}
	name := os.Getenv("TERM")
	w, h, err := term.GetSize(fd)
	if err != nil {
		x.blame("terminal", "terminal.size", err)
		return
	}
	facts := []string{"term", name, "columns", strconv.Itoa(w), "rows", strconv.Itoa(h), "locale", locale()}
	switch {
	case name == "" || name == "dumb":
		x.say("terminal", CheckFault, "terminal.dumb", facts...)
	case !strings.Contains(strings.ReplaceAll(strings.ToLower(locale()), "-", ""), "utf8"):
		x.say("terminal", CheckFault, "terminal.locale", facts...)
	case w < leastColumns || h < leastRows:
		x.say("terminal", CheckWarning, "terminal.small", facts...)
	default:
		x.say("terminal", CheckOK, "", facts...)
	}
}

// locale is the one that decides about characters (POSIX.1-2017, 8.2).
func locale() string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}

// stale is how long a desk may go without a run before the doctor says so.
const stale = 3 * 24 * time.Hour

// centre looks whether the desk is enrolled, whether the centre can be reached,
// and when it was last spoken to.
func (x *examination) centre(ctx context.Context) {
	if x.cfg == nil {
		x.say("centre", CheckSkipped, "after.config")
		return
	}
	at := x.bare().CentreURL()
	if at == "" {
		x.say("centre", CheckSkipped, "centre.none")
		return
	}
	if x.store == nil {
		x.say("centre", CheckSkipped, "after.database")
		return
	}
	out := x.store.Outbox()
	defer out.Close()
	s, err := out.State(ctx)
	if desk.KindOf(err) == desk.NotFound {
		x.say("centre", CheckWarning, "sync.enrolment", "url", at)
		return
	}
	if err != nil {
		x.blame("centre", problemCode(err, "centre.read"), err, "url", at)
		return
	}
	last, err := out.LastSync(ctx)
	if err != nil {
		x.blame("centre", problemCode(err, "centre.read"), err, "url", at)
		return
	}
	facts := []string{"url", at, "lines", strconv.FormatInt(s.Pending.Events, 10), "pages", strconv.FormatInt(s.Pending.Blobs, 10)}
	if !last.IsZero() {
		facts = append(facts, "last", last.In(desk.Beijing).Format("2006-01-02 15:04"))
	}
	runs, err := out.Runs(ctx, 1)
	if err != nil {
		x.blame("centre", problemCode(err, "centre.read"), err, "url", at)
		return
	}
	switch err := reach(ctx, at); {
	case err != nil:
		x.blame("centre", "sync.unreachable", err, facts...)
	case len(runs) > 0 && runs[0].Fault != nil && runs[0].Fault.What != uplink.Stopped:
		x.say("centre", CheckWarning, "centre.failed", append(facts, "failed", runs[0].Ended.In(desk.Beijing).Format("2006-01-02 15:04"))...)
	case !last.IsZero() && x.clock.Now().Sub(last) > stale:
		x.say("centre", CheckWarning, "centre.stale", facts...)
	default:
		x.say("centre", CheckOK, "", facts...)
	}
}

// reach opens a connection to the host of an address and closes it.
func reach(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	c, err := (&net.Dialer{Timeout: firstHealth}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return err
	}
	return c.Close()
}
