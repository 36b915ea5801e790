package tui_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/fieldmap"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/identity"
	"xiaochuang/desk/notice"
	"xiaochuang/store"
	"xiaochuang/store/storetest"
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

// A station is everything behind a console: a store in a folder of the test, the
// demonstration guide, the use cases, and devices without hardware.
type station struct {
	posts      *told
	seats      []int // windows that may be opened from another PC
	seatCode   func(window int) ([]string, error)
	t          testing.TB
	st         desk.Station
	clock      *clock
	db         *store.Store
	live       *guide.Live
	turned     string // what the console is told once
	quiet      bool   // as the console says
	news       guide.News
	hall       *desk.Hall
	intake     *desk.Intake
	counter    *desk.Counter
	days       *desk.Days
	gate       *desk.Gate
	cal        calendar.Calendar
	reader     *reader
	scanner    *scanner
	pad        *pad
	rectify    *desk.Rectifications
	street     *street
	stick      *stick
	health     []desk.Health
	asleep     chan struct{}                                               // a device waits for somebody
	sheet      func(ctx context.Context, by desk.Staff, code string) error // prints a recovery code; nil without a printer
	readerWell bool                                                        // the intake asks why a number was typed
	sets       int                                                         // of separators that were printed
	unsent     int
	idle       time.Duration
	dropped    map[string]bool // drafts that were given up
	rids       int
	custody    *desk.Custody
	batches    *desk.Batches
	words      *notice.Wordings
	paper      *desk.PaperMode
	folder     string // the lead's template files
	copies     *desk.Transcripts
	phrases    phrases
	bench      *bench
	changes    []desk.DeviceChange
}

// The demonstration guide is built once; it is never changed.
var demoCatalogue = sync.OnceValues(guide.Demo)

// A clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// sampleStation is the station of these tests. Its people are invented.
func sampleStation() desk.Station {
	return desk.Station{
		Code: "110101001001", Name: "示例社区服务站", Street: "示例街道", Centre: "示例街道政务服务中心",
		Address: "示例街道示例路1号", Phone: "010-65000000", Supervision: "12345", Hours: "周一至周五 9:00-17:00",
		Promise: "一窗受理、一次告知、限时办结，请您监督", Desk: "01", Queue: true, Demo: true,
		Communities: []desk.Community{{Code: "110101001001", Name: "示例社区"}, {Code: "110101001002", Name: "示例二社区"}},
		Windows:     []desk.Window{{No: 1, Name: "综合窗口"}, {No: 2, Name: "综合窗口二"}},
		Lanes:       []desk.Lane{{Letter: "A", Name: "综合"}, {Letter: "Z", Name: "咨询"}},
		Staff: []desk.Staff{
			{ID: "u01", Name: "王小窗", Post: "全能社工", No: "001", Roles: []desk.Role{desk.RoleClerk, desk.RoleLead}},
			{ID: "u02", Name: "买买提·艾山江·吐尔逊", Post: "全能社工", No: "002", Roles: []desk.Role{desk.RoleClerk}},
			{ID: "u03", Name: "欧阳培训", Post: "街道培训员", No: "101", Roles: []desk.Role{desk.RoleTrainer}},
			{ID: "u04", Name: "孙𬭎", Post: "技术员", No: "201", Roles: []desk.Role{desk.RoleTechnician}},
		},
	}
}

func newStation(t testing.TB, edits ...func(*desk.Station)) *station {
	t.Helper()
	s := &station{t: t, st: sampleStation(), clock: &clock{now: storetest.Morning}, asleep: make(chan struct{}, 64), dropped: map[string]bool{}, phrases: phrases{}}
	for _, edit := range edits {
		edit(&s.st)
	}
	var err error
	s.db, err = store.Open(context.Background(), store.Config{
		Dir: filepath.Join(t.TempDir(), "data"), Station: s.st, Clock: s.clock, Built: storetest.Built, Reserve: -1, CheapPINs: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.live = guide.NewLive(must(demoCatalogue())(t), nil)
	s.cal = must(calendar.BuiltIn())(t)
	people := identity.People{Use: identity.Rehearsal}
	press := desk.NewPress(s.st, s.live, people)
	if err := s.db.IndexCases(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.hall = desk.NewHall(s.db, s.st, press)
	s.counter = desk.NewCounter(s.db, s.st, s.live, press)
	s.intake = desk.NewIntake(s.db, s.st, s.live, calendar.Limits{Calendar: s.cal}, people, press)
	s.days = desk.NewDays(s.db, s.st, press)
	s.gate = desk.NewGate(s.db, s.db, s.st)
	s.custody = desk.NewCustody(s.db, s.st)
	s.batches = desk.NewBatches(s.db, s.st, s.intake, press)
	s.paper = desk.NewPaperMode(s.db, s.st, s.live, press)
	s.folder = t.TempDir()
	s.rectify = desk.NewRectifications(s.db, s.st)
	s.words = notice.NewWordings(s.db, os.DirFS(s.folder), func(name string, b []byte) error {
		return os.WriteFile(filepath.Join(s.folder, name), b, 0o600)
	}, slog.New(slog.DiscardHandler))
	maps, _ := fieldmap.New(s.st, nil)
	s.copies = desk.NewTranscripts(s.db, s.st, maps, press)
	s.stick = &stick{}
	s.reader, s.scanner, s.pad, s.street = newReader(s), newScanner(s), newPad(s), &street{status: syncscreen.Status{
		Enrolled: true, URL: "https://street.example:8443",
	}}
	s.health, s.posts = healthy(), &told{read: map[string]bool{}}
	s.bench = newBench(s)
	return s
}

// console builds the App over the station, as the program does.
func (s *station) console() *tui.App {
	ctx, m := s.t.Context(), matters{s.live}
	people := identity.People{Use: identity.Rehearsal}
	home := ui.ScreenCounter
	if !s.st.Queue {
		home = ui.ScreenGuide
	}
	return tui.New(tui.Config{
		Phrases: s.phrases, Posts: s.posts,
		Station: s.st.Name, Window: 1, Start: ui.ScreenLogin, Home: home, Front: ui.ScreenCounter,
		Screens: []ui.Screen{
			login.New(ctx, s.door()),
			login.NewLock(ctx, s.door()),
			counter.New(ctx, counter.Config{
				Station: s.st, Window: 1, Hall: s.hall, Relief: s.relief(), Books: s.db, Jobs: s.db.PrintJobs(),
				Ratings: desk.NewRatings(s.db, s.pad, time.Minute), Matters: m, Mint: s.rid,
			}),
			guidescreen.New(ctx, guidescreen.Config{
				Station: s.st, Village: !s.st.Queue,
				Finder: s.live, Catalogue: s.live, Counter: s.counter, Books: s.db, Hall: s.hall, Mint: s.rid, News: s.since,
			}),
			updates.New(ctx, updates.Config{News: s.since, Days: s.days, Mint: s.rid}),
			intake.New(ctx, intake.Config{
				Station: s.st, Window: 1, Desk: s.intake, Books: ledger{s.db, s}, Pages: s, People: people,
				Guide: s.live, Reader: s.reader, Scanner: s.scanner, Gate: s.scanner, Source: "adf", Mint: s.rid,
				ReaderWell: func() bool { return s.readerWell }, Separators: &separators, Separate: s.separate,
			}),
			cases.New(ctx, cases.Config{Station: s.st, Books: s.db, Work: s.intake, Custody: s.custody, Reveals: s.counter, Days: s.cal, Mint: s.rid}),
			deadlines.New(ctx, s.st, s.db, s.cal, m.Name),
			backentry.New(ctx, backentry.Config{
				Station: s.st, Mode: s.paper, Books: s.db, Find: s.options, Name: m.Name, Mint: s.rid,
			}),
			wording.New(ctx, wording.Config{
				Station: s.st, Words: s.words, Lines: lineRuns, Path: func(file string) string { return "templates/" + file }, Mint: s.rid,
			}),
			papers.New(ctx, papers.Config{
				Books: s.db, Jobs: s.db.PrintJobs(), Press: s.counter, Items: s.live.Items, Preview: preview,
				Next: otherPrinter, Now: s.clock.Now, Mint: s.rid,
			}),
			inquiries.New(ctx, inquiries.Config{Station: s.st, Register: s.counter, Books: s.db, Name: m.Name, Mint: s.rid}),
			ratings.New(ctx, ratings.Config{Station: s.st, Rectify: s.rectify, Books: s.db, Name: m.Name, Mint: s.rid}),
			totals.New(ctx, totals.Config{Station: s.st, Days: s.days, Books: s.db}),
			totals.NewHours(ctx, totals.Config{Station: s.st, Days: s.days, Books: s.db}),
			dayclose.New(ctx, dayclose.Config{Station: s.st, Days: s.days, Intake: s.intake, Gate: s.gate, Out: s.out, Synced: true, Mint: s.rid}),
			morning.New(ctx, morning.Config{Days: s.days, Check: s.check, Mint: s.rid}),
			handoff.New(ctx, handoff.Config{
				Station: s.st, Days: s.days, Intake: s.intake, Gate: s.gate, Health: func() []desk.Health { return s.health }, Mint: s.rid,
			}),
			syncscreen.New(ctx, s.street).WithSticks(s.stick),
			transcribe.New(ctx, transcribe.Config{Transcripts: s.copies, Clipboard: true, Mint: s.rid}),
			handover.New(ctx, handover.Config{
				Station: s.st, Batches: s.batches, Custody: s.custody, Work: s.intake, Mint: s.rid,
			}),
			devices.New(ctx, devices.Config{
				Health: func() []desk.Health { return s.health }, Changes: func() []desk.DeviceChange { return s.changes }, Test: s.bench.Test, Examine: s.bench.Examine, Lines: s.bench.Lines, Pack: s.bench.Pack,
			}),
			setup.New(ctx, s.bench, s.rid, s.clock.Now),
			devices.NewMonitor(ctx, devices.MonitorConfig{Fittings: s.bench.Fittings, Lines: s.bench.Lines, Watch: s.bench.Watch, Keep: s.bench.KeepTrace}),
			textboard.New(ctx, textboard.Config{Hall: s.hall, Sign: "010-65000001", Mint: s.rid}),
		},
		Marks: func() []ui.Mark {
			return []ui.Mark{{Word: text.MarkDemo, Style: ui.Demo}, {Word: text.MarkUnsealed, Style: ui.TitleMark}}
		},
		Health:    func() []desk.Health { return s.health },
		Unsent:    func() int { return s.unsent },
		Turn:      s.turn,
		Now:       s.clock.Now,
		Idle:      s.idle,
		Community: func(code string) string { return text.CommName(s.st.Community(code)) },
	})
}

// separators are the station's sheets that divide a stack.
var separators = desk.Separators{Check: func(text string) []byte { return []byte(text + "-of-a-test") }}

// separate prints a set of them.
func (s *station) separate(context.Context) error {
	s.sets++
	return nil
}

// door is what the log-in and the lock screen are built from.
func (s *station) door() login.Config {
	return login.Config{Station: s.st, Window: 1, Shifts: s.days, Days: s.db, Gate: s.gate, Mint: s.rid, Morning: s.morning, Sheet: s.sheet, Seats: s.seats, SeatCode: s.seatCode}
}

// morning reports whether the check of the day is still to be made.
func (s *station) morning(ctx context.Context) bool {
	done, err := s.days.MorningDone(ctx)
	return s.st.Morning && err == nil && !done
}

// out counts what has not left this desk.
func (s *station) out(ctx context.Context) (dayclose.Out, error) {
	v, err := s.db.Vitals(ctx)
	return dayclose.Out{Queued: v.Queued, Unsent: int(v.Unsent), Pages: v.PagesUnsent}, err
}

// check is a morning on which not all is well.
func (s *station) check(context.Context, string) ([]desk.MorningLine, error) {
	return []desk.MorningLine{
		{What: "clock", State: desk.DeviceOK, Words: "2026-11-23 09:00"},
		{What: "reader", State: desk.DeviceOK},
		{What: "scanner", State: desk.DeviceOff},
		{What: "printer", State: desk.DeviceFault, Code: "paper_out"},
		{What: "pad", State: desk.DeviceSilent, Code: "silent"},
		{What: "disk", State: desk.DeviceOK, Words: text.Gigabytes(93 << 30)},
		{What: "sync", State: desk.DeviceSilent, Words: "2026-11-20 22:04"},
		{What: "unsent", State: desk.DeviceOK, Count: 3},
		{What: "catalogue", State: desk.DeviceOK, Words: "演示"},
		{What: "updates", State: desk.DeviceOK},
		{What: "templates", State: desk.DeviceSilent, Count: 1, Words: text.PaperName(desk.PaperNotice)},
		{What: "calendar", State: desk.DeviceOK, Words: "2026"},
		{What: "due", State: desk.DeviceSilent, Count: 2},
		{What: "owed", State: desk.DeviceOK},
		{What: "held", State: desk.DeviceOK},
		{What: "drafts", State: desk.DeviceSilent, Count: 1},
		{What: "hours", State: desk.DeviceOK, Words: s.st.Hours},
	}, nil
}

// since tells what has changed in the catalogue for whoever is on duty.
func (s *station) since(context.Context, string) (guide.News, error) { return s.news, nil }

// turn notes whether the console has anything in hand, and tells it once what a test
// wants it told.
func (s *station) turn(quiet bool) string {
	said := s.turned
	s.quiet, s.turned = quiet, ""
	return said
}

// A ledger notes which drafts the clerk gives up.
type ledger struct {
	*store.Store
	s *station
}

// DropDraft implements the port of the intake screen.
func (l ledger) DropDraft(ctx context.Context, id string) error {
	l.s.dropped[id] = true // commands of a rig run one after another
	return l.Store.DropDraft(ctx, id)
}

// duty is who serves at a window in acts behind the console's back.
func (s *station) duty(window int) desk.Duty {
	return desk.Duty{Staff: s.st.Staff[window-1], Window: window}
}

// PutPage keeps a scanned page, as the screen's port asks.
func (s *station) PutPage(ctx context.Context, caseID string, p desk.ScannedPage) (desk.Page, error) {
	return s.db.PutPage(ctx, caseID, p.Bytes, desk.Page{
		MIME: p.MIME, Width: p.Width, Height: p.Height, At: s.clock.Now().UTC(),
	})
}

// matters names and finds items for the counter.
type matters struct{ *guide.Live }

func (m matters) Name(id string) string {
	it, _ := m.Live.Item(id)
	return it.Name
}

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
func (s *station) options(query string, limit int) []ui.Option {
	var out []ui.Option
	for _, m := range (matters{s.live}).Find(query, limit) {
		out = append(out, ui.Option{Key: m.ID, Word: m.Name})
	}
	return out
}

// preview lays a paper out and writes its runs where they stand.
func preview(p desk.Paper, narrow bool) ([]ui.PageLine, error) {
	m := notice.A4
	if narrow {
		m = notice.Roll80
	}
	doc, err := notice.Layout(p, m)
	if err != nil {
		return nil, err
	}
	return lineRuns(doc), nil
}

// lineRuns writes the runs of a paper where they stand.
func lineRuns(doc notice.Doc) []ui.PageLine {
	var out []ui.PageLine
	for _, pg := range doc.Pages {
		for _, l := range pg.All() {
			row := make([]byte, 0, 200)
			at := 0
			for _, run := range l.Runs {
				for ; at < run.At; at++ {
					row = append(row, ' ')
				}
				row = append(row, run.Text...)
				at += ui.Width(run.Text)
			}
			out = append(out, ui.PageLine{Text: string(row)})
		}
	}
	return out
}

// otherPrinter is the next one of a group of two.
func otherPrinter(j desk.Job) string {
	if j.Printer == "a4" {
		return "ticket"
	}
	return "a4"
}
