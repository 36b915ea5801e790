package wire

import (
	"context"
	"errors"
	"os/signal"
	"syscall"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/identity"
	"xiaochuang/desk/practice"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/sim"
	practicescreen "xiaochuang/tui/practice"
	"xiaochuang/tui/ui"
)

// A Practice is the object graph of practice mode: the demonstration station in
// a folder of practice, its use cases over a witness, devices within the
// process, and no centre. It is wired apart from the live desk and has none of
// its ways out: what stands here is all there is.
type Practice struct {
	Stage    *practice.Stage
	Findings []practice.Finding // of scenes in the folder that are not played

	desk    *Desk
	witness *practice.Witness
	props   *props
	devices *Devices
	release func()
}

// practiceDesk is the number of practice within the demonstration station, so
// that its store is never taken for the demonstration's own.
const practiceDesk = "99"

// padWait is how long the simulated pad waits for a key, in seconds.
const padWait = 20

// OpenPractice builds the graph of practice. A folder that is not practice's
// own is a Problem of kind Denied and What "practice.live", and one that another
// console of practice has open is Locked.
func OpenPractice(ctx context.Context, o Options) (*Practice, error) {
	dir, err := claimPractice(practiceDir(o))
	if err != nil {
		return nil, err
	}
	cfg, err := demoConfig()
	if err != nil {
		return nil, err
	}
	cfg.Station.Desk = practiceDesk
	cfg.Devices.Scanner.Source = "adf" // only a feeder can jam
	cfg.Devices.Pad.Wait = padWait
	st := cfg.station()
	st.Demo, st.Practice = true, true
	var clock desk.Clock = desk.SystemClock{}
	if o.Shift != 0 {
		clock = shifted{o.Shift}
	}
	d, err := assemble(ctx, dir, cfg, st, identity.Rehearsal, clock, o)
	if err != nil {
		return nil, err
	}
	p := &Practice{desk: d, release: func() {}}
	if err := p.build(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// build puts the witness under the use cases and the stage beside them.
func (p *Practice) build() error {
	d := p.desk
	release, err := d.Store.Lock("practice")
	if err != nil {
		return err
	}
	p.release = release
	scenes, found, err := loadScenes(d.Dir, d.Catalogue.Now())
	if err != nil {
		return err
	}
	p.Findings = found
	p.witness = practice.NewWitness(d.Store)
	d.Hall = desk.NewHall(p.witness, d.Station, d.Press)
	d.Counter = desk.NewCounter(p.witness, d.Station, d.Catalogue, d.Press)
	d.Intake = desk.NewIntake(p.witness, d.Station, d.Catalogue, calendar.Limits{Calendar: d.Calendar}, d.People, d.Press)
	d.Days = desk.NewDays(p.witness, d.Station, d.Press)
	d.Dispatches = desk.NewDispatches(d.Station, p.witness)
	d.Rectify = desk.NewRectifications(p.witness, d.Station)
	d.Gate = desk.NewGate(p.witness, d.Store, d.Station)
	p.props = newProps(d.Clock)
	p.devices = p.props.devices()
	p.Stage = practice.NewStage(p.witness, d.Hall, scenes, p.props)
	return nil
}

// Close ends practice and frees its folder.
func (p *Practice) Close() error {
	var errs []error
	if p.devices != nil {
		errs = append(errs, p.devices.Close())
	}
	errs = append(errs, p.desk.Close())
	p.release()
	return errors.Join(errs...)
}

// Console runs practice at one window until the trainee quits, the terminal
// goes away or ctx ends.
func (p *Practice) Console(ctx context.Context, window int) error {
	d := p.desk
	release, err := d.Store.Lock(windowLock(window))
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGHUP, syscall.SIGTERM)
	defer cancel()
	if err := d.startQueue(ctx, p.devices, window); err != nil {
		return err
	}
	go d.keepHouse(ctx)
	go p.tick(ctx)
	return d.show(ctx, window, p.screens(ctx, window), p.devices.Health, nil, nil, nil)
}

// screens are those of the live desk without the night run's, each with the band
// of practice, and the 讲评 screen.
func (p *Practice) screens(ctx context.Context, window int) []ui.Screen {
	d := p.desk
	list := d.work(ctx, p.devices, window, desk.NewRatings(p.witness, p.devices.Pad, padWait*time.Second).Under(d.Station.Rectify), false)
	for i := range list {
		list[i] = practicescreen.Band(ctx, list[i], p.Stage)
	}
	return append(list, practicescreen.New(ctx, p.Stage, len(p.Findings)))
}

// tick lets the scene's time pass.
func (p *Practice) tick(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := p.Stage.Pulse(ctx); err != nil && ctx.Err() == nil {
				p.desk.Log.Error("practice event", "err", err)
			}
		}
	}
}

// props are the simulated devices of practice, and the visitor's hands on them.
type props struct {
	cards   *sim.Cards
	pad     *sim.Ratings
	scanner *sim.Scanner
	printer *sim.Printer
	ticket  *sim.Printer
}

var _ practice.Props = (*props)(nil)

func newProps(c desk.Clock) *props {
	return &props{
		cards:   sim.NewCards(string(desk.FamilyReader), c),
		pad:     sim.NewRatings(string(desk.FamilyPad), c),
		scanner: sim.NewScanner(string(desk.FamilyScanner), c),
		printer: sim.NewPrinter(string(desk.FamilyPrinter), printer.PDF, c),
		ticket:  sim.NewPrinter(string(desk.FamilyTicket), printer.ESCPOS, c),
	}
}

func (x *props) devices() *Devices {
	return &Devices{
		Reader: x.cards, Scanner: handFed{x.scanner}, Pad: x.pad, Printer: x.printer, Ticket: x.ticket,
		all: []desk.Device{x.cards, x.scanner, x.pad, x.printer, x.ticket},
	}
}

// Lay puts the visitor's things out.
func (x *props) Lay(s practice.Scene) error {
	x.Clear()
	switch s.Visitor.Rates {
	case practice.PressesNothing:
	case practice.Declines:
		x.pad.Will("")
	default:
		x.pad.Will(desk.Level(s.Visitor.Rates))
	}
	return x.Cards(s)
}

// Cards has the visitor lay the cards down, in the scene's order.
func (x *props) Cards(s practice.Scene) error {
	var stack []desk.CardReading
	for _, p := range s.People {
		if !p.Card {
			continue
		}
		r, err := sim.CardOf(p.Name, p.Number, p.Address)
		if err != nil {
			return err
		}
		stack = append(stack, r)
	}
	return x.cards.Lay(stack...)
}

// Fail makes something happen to the devices.
func (x *props) Fail(m practice.Mishap) { x.turn(m, true) }

// Mend makes it good again.
func (x *props) Mend(m practice.Mishap) { x.turn(m, false) }

func (x *props) turn(m practice.Mishap, on bool) {
	switch m {
	case practice.Jam:
		x.printer.Jam(on)
		x.ticket.Jam(on)
	case practice.PaperOut:
		x.printer.PaperOut(on)
		x.ticket.PaperOut(on)
	case practice.ScanJam:
		at := 0 // no sheet
		if on {
			at = 1 // the next one
		}
		x.scanner.JamAt(at)
	case practice.PadSilent:
		x.pad.Mute(on)
	}
}

// Clear takes everything away and makes every device well.
func (x *props) Clear() {
	for _, m := range []practice.Mishap{practice.Jam, practice.PaperOut, practice.ScanJam, practice.PadSilent} {
		x.Mend(m)
	}
	x.cards.Lift()
	x.pad.Wont()
}
