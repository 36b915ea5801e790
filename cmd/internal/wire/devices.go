package wire

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/serial"
)

// Devices are the devices of one window. A member is nil where none is
// configured; the counter goes on without any of them.
type Devices struct {
	Reader  desk.CardReader
	Scanner desk.Scanner
	Pad     desk.Pad
	Printer desk.Printer   // A4
	Ticket  desk.Printer   // receipt
	more    []printer.Post // further ones of the station

	// own are the printers that stand at windows, window is whose lamps Health
	// lists, 0 for the station's.
	own    map[int]map[desk.Family]desk.Device
	window int

	all   []desk.Device
	runs  []func(context.Context)
	later []func() error // what is opened when this process owns the printers
}

// openDevices makes the devices that the configuration names, each behind a
// socket, those that have one owner in a station among them.
func (d *Desk) openDevices() (*Devices, error) {
	v, err := d.makeDevices()
	if err == nil {
		err = v.take()
	}
	if err != nil {
		if v != nil {
			err = errors.Join(err, v.Close())
		}
		return nil, err
	}
	return v, nil
}

// take opens the printers that take one connection at a time. This process has the
// print queue of the station, or else a reason to do without it, such as a trial.
func (v *Devices) take() error {
	var errs []error
	for _, open := range v.later {
		errs = append(errs, open())
	}
	v.later = nil
	return errors.Join(errs...)
}

// makeDevices makes the devices that the configuration names, each behind a
// socket. Nothing talks to them before run, and to a receipt printer not before
// take.
func (d *Desk) makeDevices() (*Devices, error) {
	v := &Devices{}
	c := d.Config.Devices
	if c.Scanner.there() {
		v.plugScanner(d.makeScanner(c.Scanner))
	}
	if c.Reader.Port != "" {
		v.plugReader(d.makeReader(c.Reader))
	}
	if c.Pad.Port != "" {
		if err := d.openPad(v, c.Pad); err != nil {
			return nil, errors.Join(err, v.Close())
		}
	}
	if err := d.openPrinters(v); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

func (v *Devices) plugScanner(x driverOf[desk.Scanner]) {
	s := &scannerSocket{socket[desk.Scanner]{family: desk.FamilyScanner}}
	s.put(x)
	v.Scanner = s
	v.all, v.runs = append(v.all, s), append(v.runs, s.begin)
}

func (v *Devices) plugReader(x driverOf[desk.CardReader]) {
	s := &readerSocket{socket[desk.CardReader]{family: desk.FamilyReader}}
	s.put(x)
	v.Reader = s
	v.all, v.runs = append(v.all, s), append(v.runs, s.begin)
}

// socketFor makes the socket of a printer that is open.
func (v *Devices) socketFor(f desk.Family, x driverOf[desk.Printer]) *printerSocket {
	s := &printerSocket{socket: socket[desk.Printer]{family: f}, accepts: x.driver.Accepts()}
	s.put(x)
	v.runs = append(v.runs, s.begin)
	return s
}

// emptySocket makes the socket of a printer that another process may own.
func (v *Devices) emptySocket(f desk.Family, name, accepts string) *printerSocket {
	s := &printerSocket{socket: socket[desk.Printer]{family: f, name: name}, accepts: accepts}
	s.elsewhere.Store(true)
	v.runs = append(v.runs, s.begin)
	return s
}

func (d *Desk) makeScanner(c scannerConfig) driverOf[desk.Scanner] {
	s, run := c.open(d.Dir, d.shoot, d.Clock, d.Log)
	return driverOf[desk.Scanner]{s, run}
}

func (d *Desk) makeReader(c serialConfig) driverOf[desk.CardReader] {
	o := idcard.Options{
		Label: string(desk.FamilyReader), Line: line(c), Clock: d.Clock,
		Failed: func(err error) { d.Log.Warn("reader", "err", err) },
	}
	d.taps[desk.FamilyReader].ofReader(&o)
	r := idcard.New(o)
	return driverOf[desk.CardReader]{r, r.Run}
}

func line(c serialConfig) serial.Line {
	baud := c.Baud
	if baud == 0 {
		baud = 115200
	}
	return serial.Line{Path: c.Port, Baud: baud}
}

// usualPad is the profile of a pad that names none.
const usualPad = "xc5"

// profileOf is the profile of a pad.
func profileOf(c serialConfig) string {
	return cmp.Or(c.Profile, usualPad)
}

func (d *Desk) makePad(c serialConfig) (driverOf[desk.Pad], error) {
	prof, err := d.padProfile(profileOf(c))
	if err != nil {
		return driverOf[desk.Pad]{}, &ConfigError{Path: filepath.Join(d.Dir, configFile), Code: "profile", Key: "devices.pad.profile", Err: err}
	}
	o := padAt(c)
	o.Clock = d.Clock
	o.Failed = func(err error) { d.Log.Warn("pad", "err", err) }
	o.Late = func(a desk.PadAnswer) { go d.late(a) }
	d.taps[desk.FamilyPad].ofPad(prof, &o)
	p := pad.New(prof, o)
	return driverOf[desk.Pad]{p, p.Run}, nil
}

func (d *Desk) openPad(v *Devices, c serialConfig) error {
	x, err := d.makePad(c)
	if err != nil {
		return err
	}
	s := &padSocket{socket[desk.Pad]{family: desk.FamilyPad}}
	s.put(x)
	v.Pad = s
	v.all, v.runs = append(v.all, s), append(v.runs, s.begin)
	return nil
}

// lateFor bounds the filing of a late rating.
const lateFor = 30 * time.Second

// late files a rating that came after its question had ended.
func (d *Desk) late(a desk.PadAnswer) {
	if d.Store == nil {
		return // of a trial: it was asked for nothing
	}
	ctx, cancel := context.WithTimeout(context.Background(), lateFor)
	defer cancel()
	_, err := desk.NewRatings(d.Store, nil, 0).Under(d.Station.Rectify).Late(ctx, d.Mint(), d.Duty("", 0), a)
	if err != nil {
		d.Log.Warn("late rating", "err", err)
	}
}

func (d *Desk) makePrinter(c printerConfig) (driverOf[desk.Printer], error) {
	p, err := printer.OpenIPP(printer.IPPSettings{Name: string(desk.FamilyPrinter), URI: c.URL}, d.Clock, d.Log)
	return driverOf[desk.Printer]{driver: p}, err
}

func (d *Desk) makeTicket(c ticketConfig) (driverOf[desk.Printer], error) {
	set := c.settings(string(desk.FamilyTicket))
	set.Watch = d.taps[desk.FamilyTicket].ofRoll()
	p, err := printer.OpenRaw(set, d.Clock, d.Log)
	return driverOf[desk.Printer]{driver: p}, err
}

func (d *Desk) openPrinters(v *Devices) error {
	c := d.Config.Devices
	if c.Printer.URL != "" {
		p, err := d.makePrinter(c.Printer)
		if err != nil {
			return err
		}
		s := v.socketFor(desk.FamilyPrinter, p)
		v.Printer, v.all = s, append(v.all, s)
	}
	if c.Ticket.at() != "" {
		s := v.emptySocket(desk.FamilyTicket, string(desk.FamilyTicket), printer.ESCPOS)
		v.Ticket, v.all = s, append(v.all, s)
		v.later = append(v.later, s.own(func() (driverOf[desk.Printer], error) { return d.makeTicket(c.Ticket) }))
	}
	if err := d.openMore(v); err != nil {
		return err
	}
	return d.openOwn(v)
}

// run starts the devices' goroutines; they end with ctx.
func (v *Devices) run(ctx context.Context) {
	for _, f := range v.runs {
		go f(ctx)
	}
}

// Close closes the devices.
func (v *Devices) Close() error {
	var errs []error
	for _, x := range v.all {
		errs = append(errs, x.Close())
	}
	for _, x := range v.more {
		errs = append(errs, x.Printer.Close())
	}
	return errors.Join(errs...)
}

var _ io.Closer = (*Devices)(nil)

// families is the order of the lamps.
var families = []desk.Family{
	desk.FamilyReader, desk.FamilyScanner, desk.FamilyPad, desk.FamilyPrinter, desk.FamilyTicket,
}

// Health lists the condition of each family, DeviceOff where none is
// configured. It does not block: every device answers from memory.
func (v *Devices) Health() []desk.Health { return v.at(v.window) }

// station is Health of the station's own devices.
func (v *Devices) station() []desk.Health {
	byFamily := map[desk.Family]desk.Health{}
	for _, x := range v.all {
		h := x.Health()
		h.Family = familyOf(v, x, h.Family)
		byFamily[h.Family] = h
	}
	out := make([]desk.Health, 0, len(families))
	for _, f := range families {
		h, ok := byFamily[f]
		if !ok {
			h = desk.Health{Family: f, State: desk.DeviceOff}
		}
		out = append(out, h)
	}
	return out
}

// lamps is what the title line shows: a station that has no rating pad shows
// none, everything else has its place even when nothing is connected.
func (v *Devices) lamps() []desk.Health { return withoutPad(v.Health(), v.Pad) }

// withoutPad leaves the rating pad out of a list where there is none.
func withoutPad(list []desk.Health, p desk.Pad) []desk.Health {
	return slices.DeleteFunc(list, func(h desk.Health) bool { return h.Family == desk.FamilyPad && p == nil })
}

// readerWell reports whether the card reader answers now.
func (v *Devices) readerWell() bool {
	return v.Reader != nil && v.Reader.Health().State == desk.DeviceOK
}

// familyOf gives the receipt printer its own lamp, whatever its driver says.
func familyOf(v *Devices, x desk.Device, f desk.Family) desk.Family {
	if v.Ticket != nil && x == desk.Device(v.Ticket) {
		return desk.FamilyTicket
	}
	return f
}

// pages keeps scanned pages in the store.
type pages struct{ d *Desk }

// PutPage seals a page under its case's key.
func (p pages) PutPage(ctx context.Context, caseID string, s desk.ScannedPage) (desk.Page, error) {
	at := s.At
	if at.IsZero() {
		at = p.d.Clock.Now()
	}
	return p.d.Store.PutPage(ctx, caseID, s.Bytes, desk.Page{
		MIME: s.MIME, Width: s.Width, Height: s.Height, At: at.UTC().Truncate(time.Millisecond),
	})
}
