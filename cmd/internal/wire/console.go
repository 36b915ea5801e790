package wire

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
	"xiaochuang/tui"
	"xiaochuang/tui/backentry"
	"xiaochuang/tui/cases"
	"xiaochuang/tui/counter"
	"xiaochuang/tui/dayclose"
	"xiaochuang/tui/deadlines"
	"xiaochuang/tui/devices"
	guidescreen "xiaochuang/tui/guide"
	"xiaochuang/tui/handoff"
	"xiaochuang/tui/handover"
	"xiaochuang/tui/inquiries"
	"xiaochuang/tui/intake"
	"xiaochuang/tui/login"
	"xiaochuang/tui/morning"
	"xiaochuang/tui/papers"
	"xiaochuang/tui/ratings"
	"xiaochuang/tui/setup"
	syncscreen "xiaochuang/tui/sync"
	"xiaochuang/tui/text"
	"xiaochuang/tui/textboard"
	"xiaochuang/tui/totals"
	"xiaochuang/tui/transcribe"
	"xiaochuang/tui/ui"
	"xiaochuang/tui/updates"
	"xiaochuang/tui/wording"
)

// fps halves the renderer's wake-ups; 30 is felt as at once.
const fps = 30

// Console runs the console of one window until the clerk quits, the terminal
// goes away or ctx ends.
func (d *Desk) Console(ctx context.Context, window int) error {
	release, err := d.Store.Lock(windowLock(window))
	if err != nil {
		return err
	}
	defer release()
	v, err := d.makeDevices()
	if err != nil {
		return err
	}
	v.window = window
	defer v.Close()
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGHUP, syscall.SIGTERM)
	defer cancel()
	v.run(ctx)
	if err := d.startQueue(ctx, v, window); err != nil {
		return err
	}
	d.catchUp(ctx)
	n := d.night()
	n.start(ctx)
	go d.keepHouse(ctx)
	go d.keepBackups(ctx)
	d.turning.start(ctx)
	room := d.openWaitingRoom(ctx)
	d.keepGood()
	b := d.bench(v)
	b.sound = room.health
	screens := append(d.screens(ctx, v, window, n), setup.New(ctx, b, d.Mint, time.Now), b.monitor(ctx))
	health := func() []desk.Health {
		list := v.lamps()
		if h, ok := n.health(); ok {
			list = append(list, h)
		}
		if h, ok := room.health(); ok {
			list = append(list, h)
		}
		return list
	}
	lamps := d.openLampBook(ctx, health)
	screens = withDevices(screens, devices.New(ctx, devices.Config{Health: v.lamps, Changes: lamps.Changes, Test: b.Test, Examine: b.Examine, Lines: b.Lines, Pack: b.pack}))
	d.startSeats(ctx, n, v.at)
	p := d.startPosts(ctx, cancel)
	err = d.show(ctx, window, screens, health, n.unsent, room, p)
	if at, werr := d.Store.Wiped(context.WithoutCancel(ctx)); werr == nil && !at.IsZero() {
		return &desk.Problem{Kind: desk.Denied, What: "store.wiped"}
	}
	return err
}

// printLock is the lock of the print queue: whoever has it owns the station's
// printers.
const printLock = "print"

// startQueue runs the print queue of this process: at once, or as soon as the
// process that delivers now has ended.
func (d *Desk) startQueue(ctx context.Context, v *Devices, window int) error {
	q, err := d.queue(v, window, nil)
	if err != nil {
		return err
	}
	release, err := d.Store.Lock(printLock)
	if err != nil && desk.KindOf(err) != desk.Locked {
		return err
	}
	go func() {
		if release == nil {
			if release, err = d.turn(ctx, printLock, nil); err != nil {
				if ctx.Err() == nil {
					d.Log.Error("print queue", "err", err)
				}
				return
			}
			d.Log.Info("print queue taken over")
		}
		defer release()
		if err := d.deliver(ctx, v, q); err != nil && ctx.Err() == nil {
			d.Log.Error("print queue", "err", err)
		}
	}()
	return nil
}

// deliver opens the printers that have one owner and prints until ctx ends. One that
// cannot be opened stops no other.
func (d *Desk) deliver(ctx context.Context, v *Devices, q *printer.Queue) error {
	if err := v.take(); err != nil {
		d.Log.Error("open printers", "err", err)
	}
	if !d.unlocked(ctx) {
		return nil
	}
	return q.Run(ctx)
}

// unlocked waits until somebody has opened the keys: before that a paper would
// come out empty. It returns false when ctx ends first.
func (d *Desk) unlocked(ctx context.Context) bool {
	for k := d.Store.Keys(); k != nil && !k.Open(); {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(250 * time.Millisecond):
		}
	}
	return true
}

// screens builds every screen of a live desk.
func (d *Desk) screens(ctx context.Context, v *Devices, window int, n *night) []ui.Screen {
	wait := time.Duration(d.Config.Devices.Pad.Wait) * time.Second
	return append(d.work(ctx, v, window, desk.NewRatings(d.Store, v.Pad, wait).Under(d.Station.Rectify), n.enrolled()), syncscreen.New(ctx, n).WithSticks(byStick{n, window}),
		backentry.New(ctx, backentry.Config{
			Station: d.Station, Mode: d.Paper, Books: d.Store, Find: d.options, Name: matters{d.Catalogue}.Name, Mint: d.Mint,
		}),
		wording.New(ctx, wording.Config{Station: d.Station, Words: d.Words, Lines: pageLines, Path: d.TemplatePath, Mint: d.Mint}))
}

// work builds the screens that live desks and practice share.
func (d *Desk) work(ctx context.Context, v *Devices, window int, r *desk.Ratings, synced bool) []ui.Screen {
	m := matters{d.Catalogue}
	return []ui.Screen{
		login.New(ctx, d.doorWith(window, v)),
		login.NewLock(ctx, d.door(window)),
		counter.New(ctx, counter.Config{
			Station: d.Station, Window: window, Hall: d.Hall, Relief: d.Relief, Books: d.Store, Jobs: d.Store.PrintJobs(),
			Ratings: r, Matters: m, Mint: d.Mint,
		}),
		guidescreen.New(ctx, guidescreen.Config{
			Station: d.Station, Village: !d.Station.Queue,
			Finder: d.Catalogue, Catalogue: d.Catalogue, Counter: d.Counter, Books: d.Store, Hall: d.Hall, Mint: d.Mint, News: d.News,
		}),
		updates.New(ctx, updates.Config{News: d.News, Days: d.Days, Mint: d.Mint}),
		intake.New(ctx, intake.Config{
			Station: d.Station, Window: window, Desk: d.Intake, Books: d.Store, Pages: pages{d}, People: d.People,
			Guide: d.Catalogue, Reader: v.Reader, Scanner: v.Scanner, Source: d.Config.Devices.Scanner.Source, Mint: d.Mint,
			Gate: d.pageGate(), Failed: d.gateFailed, Separators: d.separators(), Separate: d.separate(v), ReaderWell: v.readerWell,
		}),
		cases.New(ctx, cases.Config{Station: d.Station, Books: d.Store, Work: d.Intake, Custody: d.Custody, Reveals: d.Counter, Hall: d.Hall, Days: d.Calendar, Mint: d.Mint}),
		deadlines.New(ctx, d.Station, d.Store, d.Calendar, m.Name),
		papers.New(ctx, papers.Config{
			Books: d.Store, Jobs: d.Store.PrintJobs(), Press: d.Counter, Items: d.Catalogue.Items,
			Preview: d.preview, Next: d.Config.next, Now: d.Clock.Now, Mint: d.Mint,
		}),
		inquiries.New(ctx, inquiries.Config{Station: d.Station, Register: d.Counter, Books: d.Store, Name: m.Name, Mint: d.Mint}),
		ratings.New(ctx, ratings.Config{Station: d.Station, Rectify: d.Rectify, Books: d.Store, Name: m.Name, Mint: d.Mint}),
		textboard.New(ctx, textboard.Config{Hall: d.Hall, Sign: d.Config.Station.SignLine, Mint: d.Mint}),
		transcribe.New(ctx, transcribe.Config{Transcripts: d.Copies, Clipboard: d.Config.Transcript.Clipboard, Mint: d.Mint}),
		handover.New(ctx, handover.Config{Station: d.Station, Batches: d.Batches, Custody: d.Custody, Work: d.Intake, Mint: d.Mint}),
		totals.New(ctx, totals.Config{Station: d.Station, Days: d.Days, Books: d.Store}),
		totals.NewHours(ctx, totals.Config{Station: d.Station, Days: d.Days, Books: d.Store}),
		dayclose.New(ctx, dayclose.Config{Station: d.Station, Days: d.Days, Intake: d.Intake, Gate: d.Gate, Out: d.out, Synced: synced, Mint: d.Mint}),
		morning.New(ctx, morning.Config{Days: d.Days, Check: d.check(v.lamps, synced), Mint: d.Mint}),
		handoff.New(ctx, handoff.Config{
			Station: d.Station, Days: d.Days, Intake: d.Intake, Gate: d.Gate, Health: v.lamps, Mint: d.Mint,
		}),
		devices.New(ctx, devices.Config{Health: v.lamps}), // the centre has its own screen
	}
}

// door is what the log-in and the lock screen are built from.
func (d *Desk) door(window int) login.Config {
	c := login.Config{Station: d.Station, Window: window, Shifts: d.Days, Days: d.Store, Gate: d.Gate, Mint: d.Mint}
	if d.Config.Seat.Listen != "" {
		c.Seats = d.Config.Seat.Windows
		c.SeatCode = func(w int) ([]string, error) {
			code, words, until, err := d.SeatCode(w)
			return text.SeatCodeSays(code, words, w, until), err
		}
	}
	if d.Station.Morning {
		c.Morning = func(ctx context.Context) bool {
			done, err := d.Days.MorningDone(ctx)
			return err == nil && !done
		}
	}
	return c
}

// doorWith is the door of a window that may print the recovery code.
func (d *Desk) doorWith(window int, v *Devices) login.Config {
	c := d.door(window)
	if v.Printer != nil {
		c.Sheet = func(ctx context.Context, by desk.Staff, code string) error {
			return d.printRecovery(ctx, v.Printer, by, code)
		}
	}
	return c
}

// out counts what has not left this desk.
func (d *Desk) out(ctx context.Context) (dayclose.Out, error) {
	v, err := d.Store.Vitals(ctx)
	return dayclose.Out{Queued: v.Queued, Unsent: int(v.Unsent), Pages: v.PagesUnsent}, err
}

// withDevices puts another screen of the devices in the place of the one there.
func withDevices(screens []ui.Screen, s ui.Screen) []ui.Screen {
	for i, x := range screens {
		if x.ID() == s.ID() {
			screens[i] = s
		}
	}
	return screens
}

// Find lists matters for the number dialog, certificates left out.
func (m matters) Find(query string, limit int) []counter.Match {
	var out []counter.Match
	for _, h := range m.Live.Find(query, limit, nil) {
		if h.Item != "" {
			out = append(out, counter.Match{ID: h.Item, Name: h.Name})
		}
	}
	return out
}

// options finds matters as the options of a dialog.
func (d *Desk) options(query string, limit int) []ui.Option {
	var out []ui.Option
	for _, m := range (matters{d.Catalogue}).Find(query, limit) {
		out = append(out, ui.Option{Key: m.ID, Word: m.Name})
	}
	return out
}

// show runs the program in the terminal.
func (d *Desk) show(ctx context.Context, window int, screens []ui.Screen, health func() []desk.Health, unsent func() int, sound tui.Sound, p *posts) error {
	go d.indexCases(ctx)
	turn, leave := d.turning.console()
	defer leave()
	c := tui.Config{
		Station: d.Station.Name, Window: window, Screens: screens, Start: ui.ScreenLogin, Home: homeOf(d.Station), Front: ui.ScreenCounter,
		Theme: d.theme(), Practice: d.Station.Practice, Marks: withPaper(d.marks(ctx, p), health), Health: health, Unsent: unsent,
		Now: d.Clock.Now, Log: d.Log, Sound: sound, Idle: d.idle(), Free: d.Station.Practice,
		Community: communityNames(d.Station), Phrases: d.phrases, Turn: turn,
	}
	if p != nil {
		c.Posts = p
	}
	app := tui.New(c)
	return run(ctx, app, d)
}

// indexCases makes the index by which cases are found by name. Without it they are
// found by numbers.
func (d *Desk) indexCases(ctx context.Context) {
	if err := d.Store.IndexCases(ctx); err != nil && ctx.Err() == nil {
		d.Log.Error("index of cases", "err", err)
		return
	}
	f := d.Store.Finding()
	d.Log.Info("index of cases", "cases", f.Cases, "of", f.Total, "names", f.Names, "bytes", f.Bytes)
}

// communityNames names communities for the badge below the title, nil where there
// is one.
func communityNames(s desk.Station) func(string) string {
	if !s.Shared() {
		return nil
	}
	return func(code string) string { return text.CommName(s.Community(code)) }
}

// theme follows NO_COLOR, then XIAOCHUANG_THEME, then the configuration.
func (d *Desk) theme() *ui.Theme { return themeOf(os.Getenv, d.Config.Screen.Theme) }

// themeOf is the theme of a terminal with an environment.
func themeOf(env func(string) string, configured string) *ui.Theme {
	if env("NO_COLOR") != "" {
		return ui.Mono()
	}
	for _, name := range []string{env("XIAOCHUANG_THEME"), configured} {
		if t := ui.ThemeNamed(name); t != nil {
			return t
		}
	}
	return ui.Dark()
}

// marks are the words in the title line that want attention.
func (d *Desk) marks(ctx context.Context, p *posts) func() []ui.Mark {
	var list []ui.Mark
	if d.Station.Practice {
		list = append(list, ui.Mark{Word: text.MarkPractice, Style: ui.Practice})
	}
	var doubt, elsewhere atomic.Bool
	var stale atomic.Int64
	go func() {
		for {
			if s, err := d.Store.Today(ctx); err == nil {
				doubt.Store(s.Clock != desk.ClockOK)
			}
			if g, err := d.Store.Guard(ctx); err == nil {
				elsewhere.Store(g.Protected) // by another process
			}
			if e, err := d.Editions(ctx); err == nil {
				stale.Store(int64(staleDays(e, d.Clock.Now())))
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(30 * time.Second):
			}
		}
	}()
	keys := d.Store.Keys()
	var with []ui.Mark
	return func() []ui.Mark {
		with = append(with[:0], list...)
		if d.Station.Demo || d.Catalogue.Demonstration() {
			with = append(with, ui.Mark{Word: text.MarkDemo, Style: ui.Demo})
		}
		if n := stale.Load(); n > 0 {
			with = append(with, ui.Mark{Word: text.MarkStale(int(n)), Style: ui.TitleMark})
		}
		if keys != nil && !keys.Protected() && !elsewhere.Load() {
			with = append(with, ui.Mark{Word: text.MarkUnsealed, Style: ui.TitleMark})
		}
		if p != nil && p.wiping() {
			with = append(with, ui.Mark{Word: text.MarkWipe, Style: ui.TitleMark})
		}
		if doubt.Load() {
			with = append(with, ui.Mark{Word: text.MarkClock, Style: ui.TitleMark})
		}
		return with
	}
}
