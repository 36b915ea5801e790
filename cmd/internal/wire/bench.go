package wire

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/dnssd"
	"xiaochuang/peripherals/serial"
)

// A Bench is where the technician works: it finds what is plugged in, tries it
// with the real driver, puts it in service, and puts the configuration back. The
// console goes on meanwhile; without one it works on a desk of its own.
type Bench struct {
	d    *Desk
	v    *Devices // of the running console, nil for none
	tree serial.Tree
	work *desk.Technician
	// sound is the lamp of the waiting room's voice; nil for none.
	sound func() (desk.Health, bool)

	mu     sync.Mutex
	cfg    devicesConfig  // as saved
	speeds map[string]int // of serial devices, by their lines, as trials have found them
	models map[desk.Family][]desk.DeviceModel
	near   []dnssd.Machine // of the network, as heard last
	heard  time.Time
	try    sync.Mutex // one trial at a time
	look   sync.Mutex // one examination at a time
}

func (d *Desk) bench(v *Devices) *Bench {
	b := &Bench{d: d, v: v, work: desk.NewTechnician(d.Store), cfg: d.Config.Devices, models: map[desk.Family][]desk.DeviceModel{}, speeds: map[string]int{}}
	for _, f := range families {
		b.models[f] = d.models(f)
	}
	return b
}

// Bench is a bench beside no console: it opens devices itself.
func (d *Desk) Bench() *Bench { return d.bench(nil) }

// Families lists the families of devices in the order of their lamps.
func Families() []desk.Family { return slices.Clone(families) }

// Fittings lists the devices of the configuration.
func (b *Bench) Fittings() []desk.Fitting {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cfg.fittings()
}

// Models lists what can be driven of a family, as it was when the bench was made
// or somebody last looked.
func (b *Bench) Models(f desk.Family) []desk.DeviceModel {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.models[f]
}

// form is how the place of a fitting is written: as its model says, and where a
// model may be reached in two ways, as the place looks.
func (b *Bench) form(f desk.Fitting) (string, error) {
	var forms []string
	for _, m := range b.Models(f.Family) {
		if m.ID == f.Model {
			forms = append(forms, m.Form)
		}
	}
	switch {
	case len(forms) == 0:
		return "", &desk.Problem{Kind: desk.NotFound, What: "device.model"}
	case slices.Contains(forms, desk.FormDevice) && desk.PrinterFile(f.At):
		return desk.FormDevice, nil
	case f.Family == desk.FamilyTicket && strings.HasPrefix(f.At, "/"):
		return desk.FormSerial, nil
	case slices.Contains(forms, desk.FormDevice) && strings.HasPrefix(f.At, "/"):
		return desk.FormDevice, nil
	}
	return forms[0], nil
}

// with is a configuration of devices with one fitting changed, read as the file
// would be.
func (b *Bench) with(f desk.Fitting, only bool) (devicesConfig, []setting, error) {
	form := ""
	var err error
	if f.Model != "" {
		if form, err = b.form(f); err != nil {
			return devicesConfig{}, nil, err
		}
	}
	if f.Baud == 0 {
		b.mu.Lock()
		f.Baud = b.speeds[f.At]
		b.mu.Unlock()
	}
	set, err := settings(f, form)
	if err != nil {
		return devicesConfig{}, nil, err
	}
	b.mu.Lock()
	c := b.cfg
	b.mu.Unlock()
	if only {
		c = devicesConfig{Scanner: scannerConfig{Source: c.Scanner.Source, Resolution: c.Scanner.Resolution, Extra: c.Scanner.Extra}}
	}
	for _, s := range set {
		c.set(s)
	}
	return c, set, nil
}

// set changes one value of the devices.
func (c *devicesConfig) set(s setting) {
	word, _ := s.value.(string)
	number, _ := s.value.(int)
	switch s.key {
	case "devices.reader.port":
		c.Reader.Port = word
	case "devices.reader.baud":
		c.Reader.Baud = number
	case "devices.pad.port":
		c.Pad.Port = word
	case "devices.pad.profile":
		c.Pad.Profile = word
	case "devices.pad.baud":
		c.Pad.Baud = number
	case "devices.scanner.device":
		c.Scanner.Device = word
	case "devices.scanner.node":
		c.Scanner.Node = word
	case "devices.scanner.url":
		c.Scanner.URL = word
	case "devices.scanner.camera":
		c.Scanner.Camera = word
	case "devices.scanner.service":
		c.Scanner.Service = word
	case "devices.scanner.folder":
		c.Scanner.Folder = word
	case "devices.scanner.uuid":
		c.Scanner.UUID = word
	case "devices.scanner.source":
		c.Scanner.Source = word
	case "devices.printer.url":
		c.Printer.URL = word
	case "devices.printer.uuid":
		c.Printer.UUID = word
	case "devices.ticket.address":
		c.Ticket.Address = word
	case "devices.ticket.path":
		c.Ticket.Path = word
	case "devices.ticket.port":
		c.Ticket.Port = word
	case "devices.ticket.baud":
		c.Ticket.Baud = number
	case "devices.ticket.width":
		c.Ticket.Width = number
	case "devices.ticket.mute":
		c.Ticket.Mute, _ = s.value.(bool)
	}
}

// Try tries a fitting with the real driver before anything is saved, and tells
// each step. A driver of the console at the same family lets its line go for the
// time, and comes back. It returns whether nothing stands against the device.
func (b *Bench) Try(ctx context.Context, f desk.Fitting, tell func(desk.Trial)) (bool, error) {
	if !b.try.TryLock() {
		return false, &desk.Problem{Kind: desk.Conflict, What: "device.trial"}
	}
	defer b.try.Unlock()
	c, _, err := b.with(f, true)
	if err != nil {
		return false, err
	}
	back := b.park(f)
	defer back()
	if list := speedsOf(f, c); len(list) > 0 {
		found := false
		if c, found, err = b.speed(ctx, f, list, tell); err != nil || !found {
			return false, err
		}
	}
	t, end, err := b.open(ctx, c, tell)
	if err != nil {
		return false, err
	}
	defer end()
	return t.try(ctx, f.Family), nil
}

// open opens the devices of a configuration for a trial; end lets them go.
func (b *Bench) open(ctx context.Context, c devicesConfig, tell func(desk.Trial)) (t trial, end func(), err error) {
	d := &Desk{Dir: b.d.Dir, Config: Config{Devices: c}, Station: b.d.Station, Clock: b.d.Clock, Log: b.d.Log, shoot: b.d.shoot}
	v, err := d.openDevices()
	if err != nil {
		return trial{}, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	v.run(ctx)
	return trial{d, v, tell}, func() {
		cancel()
		letGo(d.Log, v)
	}, nil
}

// park takes the console's driver of a family off its line where the new one
// needs it, and returns what puts it back.
func (b *Bench) park(f desk.Fitting) func() {
	was := b.fitting(f.Family)
	if b.v == nil || was.Model == "" || was.At != f.At && f.Family != desk.FamilyScanner {
		return func() {}
	}
	b.v.park(f.Family)
	return func() {
		b.mu.Lock()
		c := b.cfg
		b.mu.Unlock()
		if err := b.plug(f.Family, c); err != nil {
			b.d.Log.Error("plug back", "family", string(f.Family), "err", err.Error())
		}
	}
}

func (b *Bench) fitting(f desk.Family) desk.Fitting {
	for _, x := range b.Fittings() {
		if x.Family == f {
			return x
		}
	}
	return desk.Fitting{Family: f}
}

// park empties the socket of a family.
func (v *Devices) park(f desk.Family) {
	for _, x := range v.all {
		if s, ok := x.(interface{ park() }); ok && x == v.device(f) {
			s.park()
		}
	}
}

// device is the socket of a family, nil where there is none.
func (v *Devices) device(f desk.Family) desk.Device {
	switch {
	case f == desk.FamilyReader && v.Reader != nil:
		return v.Reader
	case f == desk.FamilyPad && v.Pad != nil:
		return v.Pad
	case f == desk.FamilyScanner && v.Scanner != nil:
		return v.Scanner
	case f == desk.FamilyPrinter && v.Printer != nil:
		return v.Printer
	case f == desk.FamilyTicket && v.Ticket != nil:
		return v.Ticket
	}
	return nil
}

// plug puts the driver of a configuration behind the socket of its family.
func (b *Bench) plug(f desk.Family, c devicesConfig) error {
	switch s := b.v.device(f).(type) {
	case *readerSocket:
		s.put(b.d.makeReader(c.Reader))
	case *scannerSocket:
		s.put(b.d.makeScanner(c.Scanner))
	case *padSocket:
		x, err := b.d.makePad(c.Pad)
		if err != nil {
			return err
		}
		s.put(x)
	case *printerSocket:
		if s.elsewhere.Load() {
			return &desk.Problem{Kind: desk.Locked, What: "lock." + printLock}
		}
		x, err := b.d.makeOnePrinter(f, c)
		if err != nil {
			return err
		}
		s.put(x)
		if f == desk.FamilyTicket {
			b.d.roll.Store(int32(c.Ticket.Width))
		}
	}
	return nil
}

func (d *Desk) makeOnePrinter(f desk.Family, c devicesConfig) (driverOf[desk.Printer], error) {
	if f == desk.FamilyTicket {
		return d.makeTicket(c.Ticket)
	}
	return d.makePrinter(c.Printer)
}

// Fit puts a device in service: the configuration is changed and kept, the act
// is written down, and the running console goes on with the new driver. again
// says that it will do so only once it is opened again.
func (b *Bench) Fit(ctx context.Context, rid string, duty desk.Duty, f desk.Fitting) (again bool, err error) {
	c, set, err := b.with(f, false)
	if err != nil {
		return false, err
	}
	was := b.fitting(f.Family)
	var undo func() error
	err = b.work.Fit(ctx, rid, duty, f, was.Model, func() error {
		now, err := currentConfig(b.d.Dir, b.d.Station.Demo)
		if err != nil {
			return err
		}
		text, err := editConfig(now, set)
		if err != nil {
			return err
		}
		undo, err = putConfig(b.d.Dir, text, b.d.Station.Demo, duty.Staff.ID, desk.HowFitted, b.d.Clock.Now())
		return err
	})
	if err != nil {
		if undo != nil {
			err = errors.Join(err, undo())
		}
		return false, err
	}
	b.mu.Lock()
	b.cfg = c
	b.mu.Unlock()
	return b.apply(f.Family, f.Model == "", c), nil
}

// apply has the running console use a saved configuration, and reports whether
// it has to be opened again for that.
func (b *Bench) apply(f desk.Family, out bool, c devicesConfig) (again bool) {
	if b.v == nil {
		return false
	}
	if b.v.device(f) == nil || out {
		return true
	}
	if err := b.plug(f, c); err != nil {
		b.d.Log.Error("plug in", "family", string(f), "err", err.Error())
		return true
	}
	return false
}

// waitLook bounds the search for what is plugged in.
const waitLook = 6 * time.Second
