package wire

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/sim"
	"xiaochuang/tui/text"
)

// A SimSays is told while a device is simulated: what happened, and of what.
type SimSays func(event, fact string)

// A simulation is one simulated device with its handles.
type simulation struct {
	name    string                  // in the folder of simulated devices
	at      string                  // where it can be reached
	handles map[string]func() error // by word
	close   func() error
}

// A Simulated says which device to simulate.
type Simulated struct {
	Kind    string // reader, pad (or pad:PROFILE), ticket (or ticket:serial), or printer
	Profile string // of a pad, "" for what Kind says
	At      string // host:port of a pad on the network, "" for a free port of this PC
}

// Simulate serves a simulated device on a pseudo-terminal or a socket of this PC
// until ctx ends or the lines from in do. Each line is the name of a handle, such
// as card or unplug. The set-up of the demonstration finds the device.
func Simulate(ctx context.Context, o Options, of Simulated, in io.Reader, tell SimSays) error {
	folder := simFolder()
	if err := ownFolder(folder); err != nil {
		return err
	}
	s, err := simulate(ctx, o, folder, of, tell)
	if err != nil {
		return err
	}
	defer s.close()
	tell("serves", s.at)
	words := make([]string, 0, len(s.handles))
	for w := range s.handles {
		words = append(words, w)
	}
	tell("handles", strings.Join(sorted(words), " "))
	return s.listen(ctx, in, tell)
}

// listen turns handles as lines say. A stream that ends leaves the device as it
// is.
func (s *simulation) listen(ctx context.Context, in io.Reader, tell SimSays) error {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for l := bufio.NewScanner(in); l.Scan(); {
			select {
			case lines <- strings.TrimSpace(l.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case l, ok := <-lines:
			if !ok {
				<-ctx.Done()
				return nil
			}
			if l == "quit" {
				return nil
			}
			turn, known := s.handles[l]
			switch {
			case l == "":
			case !known:
				tell("unknown", l)
			default:
				if err := turn(); err != nil {
					tell("failed", err.Error())
				} else {
					tell("turned", l)
				}
			}
		}
	}
}

// ownFolder makes a folder that is this user's alone.
func ownFolder(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	st, err := os.Lstat(path)
	if err != nil {
		return err
	}
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !st.IsDir() || !ok || int(sys.Uid) != os.Geteuid() || st.Mode().Perm()&0o077 != 0 {
		return &desk.Problem{Kind: desk.Denied, What: "sim.folder", Holder: path}
	}
	return nil
}

func simulate(ctx context.Context, o Options, folder string, what Simulated, tell SimSays) (*simulation, error) {
	kind, of, _ := strings.Cut(what.Kind, ":")
	of = cmp.Or(what.Profile, of, usualPad)
	if (what.Profile != "" || what.At != "") && desk.Family(kind) != desk.FamilyPad {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "sim.pad"}
	}
	name := func(what string) string { return kind + "-" + what }
	switch desk.Family(kind) {
	case desk.FamilyReader:
		return simReader(folder, name("sam"))
	case desk.FamilyPad:
		p, err := (&Desk{Dir: o.Dir()}).padProfile(of)
		if err != nil {
			return nil, err
		}
		return simPadOf(folder, name(of), what.At, p, tell)
	case desk.FamilyTicket:
		if of == "serial" {
			return simTicketLine(ctx, folder, name(of), tell)
		}
		return simTicket(ctx, folder, name("escpos"), tell)
	case desk.FamilyScanner:
		return simScanner(folder, name("escl"), tell)
	case desk.FamilyPrinter:
		return simPrinter(folder, name("ipp"), tell)
	}
	return nil, &desk.Problem{Kind: desk.NotFound, What: "sim.kind"}
}

// cable are the handles of what hangs on a line.
func cable(p interface {
	Unplug()
	Replug() error
},
) map[string]func() error {
	return map[string]func() error{
		"unplug": func() error { p.Unplug(); return nil },
		"plug":   p.Replug,
	}
}

func simReader(folder, name string) (*simulation, error) {
	c, err := sim.NewCard(folder, name)
	if err != nil {
		return nil, err
	}
	h := cable(c)
	h["card"] = func() error {
		r, err := sim.CardOf(text.SimHolder, "110101190001010022", text.SimAddress)
		if err != nil {
			return err
		}
		return c.Insert(r)
	}
	h["lift"] = func() error { c.Remove(); return nil }
	return &simulation{name, c.Path(), h, c.Close}, nil
}

func simPadOf(folder, name, at string, prof *pad.Profile, tell SimSays) (*simulation, error) {
	var p *sim.Pad
	var err error
	if at == "" {
		p, err = sim.NewPad(folder, name, prof)
	} else {
		p, err = sim.NewPadAt(at, prof)
	}
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Unavailable, What: "sim.place", Cause: err}
	}
	h := cable(p)
	for _, stars := range prof.Keymap {
		h[strconv.Itoa(stars)] = func() error { return p.PressStars(stars) }
	}
	h["refuse"] = p.Refuse
	h["mute"] = func() error { p.Mute(true); return nil }
	h["speak"] = func() error { p.Mute(false); return nil }
	go func() {
		told := 0
		for range p.Heard() {
			list := p.Conversation()
			for ; told < len(list); told++ {
				tell("heard", list[told].String())
			}
		}
	}()
	s := &simulation{name, p.Path(), h, p.Close}
	if prof.Transport.Kind == pad.Serial && at == "" {
		return s, nil
	}
	return s.announce(folder)
}

func simTicket(ctx context.Context, folder, name string, tell SimSays) (*simulation, error) {
	t, err := sim.NewTicket("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	h := rollHandles(t)
	h["unplug"], h["plug"] = func() error { t.Unplug(); return nil }, t.Plug
	go watchRoll(ctx, t.Tickets, tell)
	return (&simulation{name, t.Address(), h, t.Close}).announce(folder)
}

// simTicketLine simulates a receipt printer on a serial line.
func simTicketLine(ctx context.Context, folder, name string, tell SimSays) (*simulation, error) {
	t, err := sim.NewTicketLine(folder, name)
	if err != nil {
		return nil, err
	}
	h := rollHandles(t.Ticket)
	h["unplug"], h["plug"] = func() error { t.Unplug(); return nil }, t.Plug
	for _, baud := range rollSpeeds {
		h[strconv.Itoa(baud)] = func() error { t.Speed(baud); return nil }
	}
	go watchRoll(ctx, t.Tickets, tell)
	return &simulation{name, t.Path(), h, t.Close}, nil
}

// rollHandles are what can be done to a receipt printer.
func rollHandles(t *sim.Ticket) map[string]func() error {
	on := func(f func(bool), v bool) func() error { return func() error { f(v); return nil } }
	return map[string]func() error{
		"paper-out": on(t.PaperOut, true), "paper-in": on(t.PaperOut, false), "paper-low": on(t.PaperLow, true), "paper-full": on(t.PaperLow, false),
		"cover-open": on(t.CoverOpen, true), "cover-shut": on(t.CoverOpen, false), "cutter": on(t.CutterFault, true), "cutter-free": on(t.CutterFault, false),
		"mute": on(t.Mute, true), "speak": on(t.Mute, false), "stuck": on(t.Stuck, true), "free": on(t.Stuck, false),
		"slow": func() error { t.Pace(slowRoll); return nil }, "fast": func() error { t.Pace(0); return nil },
	}
}

// slowRoll is how many bytes a simulated roll prints in a second when it is slow.
const slowRoll = 300

// watchRoll tells each slip that was cut off, as it can be read on the paper.
func watchRoll(ctx context.Context, rolls func() [][]byte, tell SimSays) {
	told := 0
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		all := bytes.Join(rolls(), nil)
		for {
			rest := all[told:]
			at := bytes.Index(rest, []byte("\x1dV"))
			if at < 0 || len(rest) < at+4 {
				break
			}
			slip := rest[:at]
			if begin := bytes.LastIndex(slip, []byte("\x1b@")); begin > 0 {
				slip = slip[begin:] // behind what came at another speed
			}
			tape, err := escpos.Read(slip)
			words := tape.Text()
			if err != nil {
				words = err.Error()
			}
			tell("printed", strings.Join(strings.Fields(words), " "))
			told += at + 4
		}
	}
}

// announce writes down where a device of the network is.
func (s *simulation) announce(folder string) (*simulation, error) {
	path := filepath.Join(folder, s.name)
	stop := s.close
	s.close = func() error { return errors.Join(os.Remove(path), stop()) }
	if err := os.WriteFile(path, []byte(s.at+"\n"), 0o600); err != nil {
		return nil, errors.Join(err, stop())
	}
	return s, nil
}

// simPrinter simulates an A4 printer. What comes out lies as files in a folder of
// its own, which goes with it.
func simPrinter(folder, name string, tell SimSays) (*simulation, error) {
	tray, err := os.MkdirTemp("", "xiaochuang-printer-")
	if err != nil {
		return nil, err
	}
	var sheets atomic.Int32
	p, err := sim.NewIPP("127.0.0.1:0", func(title string, document []byte) {
		path := filepath.Join(tray, fmt.Sprintf("%03d.pdf", sheets.Add(1)))
		if err := os.WriteFile(path, document, 0o600); err != nil {
			tell("failed", err.Error())
			return
		}
		tell("printed", title+" "+path)
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(tray))
	}
	h := map[string]func() error{
		"off": func() error { p.Off(); return nil }, "on": p.On,
		"slow": func() error { p.Slow(20 * time.Second); return nil }, "fast": func() error { p.Slow(0); return nil },
	}
	for word, reason := range map[string]struct{ done, keyword string }{
		"paper-out": {"paper-in", "media-empty-error"}, "jam": {"jam-free", "media-jam-error"}, "cover-open": {"cover-shut", "cover-open-error"},
		"toner-out": {"toner-in", "toner-empty-error"}, "toner-low": {"toner-full", "toner-low-warning"}, "paused": {"resumed", "paused-error"},
	} {
		h[word] = func() error { p.Reason(reason.keyword, true); return nil }
		h[reason.done] = func() error { p.Reason(reason.keyword, false); return nil }
	}
	return (&simulation{name, p.URI(), h, func() error { return errors.Join(p.Close(), os.RemoveAll(tray)) }}).announce(folder)
}
