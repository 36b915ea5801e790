package wire

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/peripherals/lend"
	"xiaochuang/tui"
	"xiaochuang/tui/devices"
	sshseat "xiaochuang/tui/seat"
	"xiaochuang/tui/ui"
)

// seatKeep is how long a window waits for its seat by default.
const seatKeep = 10 * time.Minute

// seats serves the windows on other PCs until ctx ends: at once, or as soon as
// whoever serves them now has ended. host tells the condition of the printers,
// which are those of this PC. told is called once when it has to wait.
func (d *Desk) seats(ctx context.Context, n *night, host func(window int) []desk.Health, told func(holder string)) error {
	if d.Config.Seat.Listen == "" || len(d.Config.Seat.Windows) == 0 {
		return nil
	}
	release, err := d.turn(ctx, "seats", told)
	if err != nil {
		return err
	}
	defer release()
	_, pem, err := d.hostKey()
	if err != nil {
		return err
	}
	keep := time.Duration(d.Config.Seat.Keep) * time.Minute
	if keep == 0 {
		keep = seatKeep
	}
	c := &copies{d: d}
	srv, err := sshseat.NewServer(sshseat.Config{
		Station: d.Station.Name, Windows: d.Config.Seat.Windows, HostKey: pem, Ring: ring{d}, Copy: c.now,
		Open: func(ctx context.Context, v sshseat.Visitor) (*sshseat.Room, error) { return d.room(ctx, v, n, host) },
		Note: d.handIn, Keep: keep, FPS: fps, Now: time.Now, Log: d.Log,
	})
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", d.Config.Seat.Listen)
	if err != nil {
		return &desk.Problem{Kind: desk.Unavailable, What: "seat.listen", Cause: err}
	}
	d.Log.Info("seats", "listen", l.Addr().String())
	return srv.Serve(ctx, l)
}

// turn waits until a lock is free.
func (d *Desk) turn(ctx context.Context, name string, told func(holder string)) (func(), error) {
	for first := true; ; first = false {
		release, err := d.Store.Lock(name)
		p, ok := errors.AsType[*desk.Problem](err)
		if !ok || p.Kind != desk.Locked {
			return release, err
		}
		if first && told != nil {
			told(p.Holder)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// startSeats serves seats beside a console.
func (d *Desk) startSeats(ctx context.Context, n *night, host func(window int) []desk.Health) {
	go func() {
		if err := d.seats(ctx, n, host, nil); err != nil && ctx.Err() == nil {
			d.Log.Error("seats", "err", err)
		}
	}()
}

// Seats serves seats without a console, with a print queue of its own, until
// ctx ends. told is called when a console serves them already.
func (d *Desk) Seats(ctx context.Context, told func(holder string)) error {
	if d.Config.Seat.Listen == "" || len(d.Config.Seat.Windows) == 0 {
		return &desk.Problem{Kind: desk.Denied, What: "seat.off"}
	}
	v := &Devices{}
	defer v.Close()
	if err := d.openPrinters(v); err != nil {
		return err
	}
	v.run(ctx)
	d.turning.start(ctx)
	if err := d.startQueue(ctx, v, d.Config.Seat.Windows[0]); err != nil {
		return err
	}
	err := d.seats(ctx, d.night(), v.at, told)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// room builds what one seat is shown: screens over this store, with the devices
// that the seat lends.
func (d *Desk) room(ctx context.Context, v sshseat.Visitor, n *night, host func(window int) []desk.Health) (*sshseat.Room, error) {
	release, err := d.lockSeat(ctx, strconv.Itoa(v.Window), v.Name)
	if err != nil {
		return nil, err
	}
	var offers []lend.Offer
	if len(v.Offers) > 0 {
		if err := json.Unmarshal(v.Offers, &offers); err != nil || len(offers) > len(families) {
			release()
			return nil, &desk.Problem{Kind: desk.Invalid, What: "seat.offers", Cause: err}
		}
	}
	link := &lend.Link{}
	own := *d
	own.taps = nil // what a seat lends is watched there
	b, err := own.borrow(ctx, link, offers)
	if err != nil {
		release()
		return nil, err
	}
	health := func() []desk.Health {
		list := withoutPad(b.Health(host(v.Window)), b.Pad)
		if h, ok := n.health(); ok {
			list = append(list, h)
		}
		return list
	}
	screens := withDevices(own.screens(ctx, b.Devices, v.Window, n), devices.New(ctx, devices.Config{Health: health}))
	b.run(ctx)
	turn, leave := d.turning.console()
	p := own.startPosts(ctx, func() {})
	app := tui.New(tui.Config{
		Station: d.Station.Name, Window: v.Window, Screens: screens, Start: ui.ScreenLogin, Home: homeOf(d.Station), Front: ui.ScreenCounter,
		Theme: themeOf(environment(v.Env), d.Config.Screen.Theme), Practice: d.Station.Practice, Marks: withPaper(own.marks(ctx, p), health), Health: health, Unsent: n.unsent, Posts: p,
		Now: d.Clock.Now, Log: d.Log, Idle: d.idle(), Community: communityNames(d.Station), Phrases: d.phrases, Turn: turn,
	})
	var once sync.Once
	return &sshseat.Room{
		Model:  app,
		Attach: func(c ssh.Conn) { link.Attach(c) },
		Detach: func(c ssh.Conn) { link.Detach(c) },
		Close: func() {
			once.Do(func() {
				leave()
				if err := b.Close(); err != nil {
					d.Log.Warn("seat devices", "err", err)
				}
				_ = os.RemoveAll(b.dir)
				release()
			})
		},
	}, nil
}

func environment(env []string) func(string) string {
	return func(name string) string {
		for _, kv := range env {
			if v, ok := cutName(kv, name); ok {
				return v
			}
		}
		return ""
	}
}

func cutName(kv, name string) (string, bool) {
	if len(kv) > len(name) && kv[:len(name)] == name && kv[len(name)] == '=' {
		return kv[len(name)+1:], true
	}
	return "", false
}

// Borrowed are the devices of a seat, as they look from here.
type borrowed struct {
	*Devices
	dir   string
	lines map[desk.Family]*lend.Line
}

// borrow makes drivers for what a seat lends, and sets what of the
// configuration goes with it.
func (d *Desk) borrow(ctx context.Context, link *lend.Link, offers []lend.Offer) (*borrowed, error) {
	dir, err := os.MkdirTemp(filepath.Join(d.Dir, seatFolder), "line-")
	if err != nil {
		return nil, err
	}
	b := &borrowed{Devices: &Devices{}, dir: dir, lines: map[desk.Family]*lend.Line{}}
	d.Config.Devices.Scanner.Source = ""
	for _, o := range offers {
		switch o.Family {
		case desk.FamilyReader, desk.FamilyPad:
			if b.lines[o.Family] != nil {
				continue
			}
			l := lend.NewLine(dir, o.Family, link)
			b.lines[o.Family] = l
			b.runs = append(b.runs, l.Run)
			if err = d.borrowSerial(b, o, l); err != nil {
				_ = b.Close()
				_ = os.RemoveAll(dir)
				return nil, err
			}
		case desk.FamilyScanner:
			if b.Scanner != nil {
				continue
			}
			s := lend.NewScanner(string(desk.FamilyScanner), link, d.Clock)
			b.Scanner = s
			b.all = append(b.all, s)
			if o.Source == "adf" {
				d.Config.Devices.Scanner.Source = o.Source
			}
		}
	}
	return b, nil
}

// borrowSerial puts the usual driver on a lent line.
func (d *Desk) borrowSerial(b *borrowed, o lend.Offer, l *lend.Line) error {
	c := serialConfig{Port: l.Path(), Profile: o.Profile}
	if o.Family == desk.FamilyPad {
		if o.Wait >= 1 && o.Wait <= 600 {
			d.Config.Devices.Pad.Wait = o.Wait
		}
		if _, err := d.padProfile(profileOf(c)); err != nil {
			return &desk.Problem{Kind: desk.Invalid, What: "seat.offers", Cause: err}
		}
		return d.openPad(b.Devices, c)
	}
	b.plugReader(d.makeReader(c))
	return nil
}

// Health lists the lent devices and the printers of this PC. A device that is
// not there says why: unplugged at the seat, or the line cut.
func (b *borrowed) Health(host []desk.Health) []desk.Health {
	list := b.Devices.Health()
	for i := range list {
		h := &list[i]
		if l := b.lines[h.Family]; l != nil {
			if why := l.Why(); why != "" && h.State != desk.DeviceOff {
				h.State, h.Code = desk.DeviceOffline, why
			}
		}
		if h.Family == desk.FamilyPrinter || h.Family == desk.FamilyTicket {
			for _, x := range host {
				if x.Family == h.Family {
					*h = x
				}
			}
		}
	}
	return list
}

// A seatNote is a question that was written down at a seat while its line was
// cut. RID is minted there, so that handing it in twice records it once.
type seatNote struct {
	RID     string              `json:"rid"`
	At      time.Time           `json:"at"`
	Staff   string              `json:"staff,omitempty"`
	Item    string              `json:"item,omitempty"`
	Channel desk.InquiryChannel `json:"channel,omitempty"`
	State   desk.InquiryState   `json:"state"`
	LedTo   string              `json:"ledto,omitempty"`
	Words   string              `json:"words,omitempty"`
}

// longestNote bounds the words of a note, in bytes.
const longestNote = 4000

// handIn records a note as an inquiry with its true time, under whoever wrote
// it, or else under whoever is on duty at that window.
func (d *Desk) handIn(ctx context.Context, v sshseat.Visitor, onDuty string, b []byte) sshseat.Answer {
	var n seatNote
	if err := json.Unmarshal(b, &n); err != nil || len(n.Words) > longestNote || len(n.LedTo) > longestNote {
		return sshseat.Answer{Code: "seat.note"}
	}
	p, ok := d.Station.Person(n.Staff)
	if !ok {
		if p, ok = d.Station.Person(onDuty); !ok {
			return sshseat.Answer{Later: true}
		}
	}
	if n.Item != "" {
		if _, ok := d.Catalogue.Item(n.Item); !ok {
			n.Item = ""
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := d.Counter.Ask(ctx, n.RID, desk.Duty{Staff: p, Window: v.Window}, desk.AskOrder{
		Item: n.Item, Channel: n.Channel, State: n.State, LedTo: n.LedTo, Asked: n.At,
		Private: desk.InquiryPrivate{Words: ui.Clean(n.Words, longestNote)},
	})
	switch k := desk.KindOf(err); {
	case err == nil:
		return sshseat.Answer{OK: true}
	case k == desk.Invalid || k == desk.Denied:
		d.Log.Warn("note of a seat", "err", err)
		return sshseat.Answer{Code: "seat.note"}
	}
	d.Log.Warn("note of a seat", "err", err)
	return sshseat.Answer{Later: true}
}

// copies keeps the catalogue ready to be sent.
type copies struct {
	d *Desk

	mu     sync.Mutex
	of     *guide.Catalogue // that is packed, nil before the first
	digest string
	gz     []byte
}

// now is the catalogue in force, packed when another has come; the demonstration's
// catalogue is in every program and is not sent.
func (c *copies) now() (string, []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.d.Catalogue.Now()
	if now == c.of {
		return c.digest, c.gz
	}
	if demo, err := guide.Demo(); err == nil && demo.Digest() == now.Digest() && demo.Version() == now.Version() {
		c.of, c.digest, c.gz = now, demoCopy, nil
		return c.digest, c.gz
	}
	b, err := now.File()
	if err != nil {
		return c.digest, c.gz
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err = w.Write(b)
	if err = errors.Join(err, w.Close()); err != nil {
		return c.digest, c.gz
	}
	sum := sha256.Sum256(b)
	c.of, c.digest, c.gz = now, hex.EncodeToString(sum[:]), out.Bytes()
	return c.digest, c.gz
}

// demoCopy is the digest of the demonstration's catalogue.
const demoCopy = "demo"

// SeatUse is how a technician reaches this PC from the second window.
func (d *Desk) SeatUse() (listen string, windows []int) {
	return d.Config.Seat.Listen, d.Config.Seat.Windows
}
