// Package guide finds a matter and shows its card: what to bring, what to
// check, what to say. From the card a question is recorded, the 一次性告知单 or
// a referral is printed, or the matter is taken in.
package guide

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// finder finds matters and certificates.
type finder interface {
	Find(query string, limit int, used map[string]int) []guide.Hit
}

// catalogue holds them.
type catalogue interface {
	Item(id string) (desk.Item, bool)
	Certificate(key string) (desk.Certificate, bool)
	Version() string
}

// counter records questions and prints papers from a card.
type counter interface {
	Ask(ctx context.Context, rid string, d desk.Duty, o desk.AskOrder) (desk.Inquiry, error)
	Notice(ctx context.Context, rid string, d desk.Duty, item string, answers map[string]string, ticket string) (desk.Paper, error)
	Referral(ctx context.Context, rid string, d desk.Duty, cert desk.Certificate, ticket string) (desk.Paper, error)
	Assist(ctx context.Context, rid string, d desk.Duty, o desk.AssistOrder) (desk.Assist, error)
	Steps(ctx context.Context, rid string, d desk.Duty, item string, c desk.AssistChannel, ticket string) (desk.Paper, error)
}

// books tells what is used most.
type books interface {
	Used(ctx context.Context, since desk.Day) (map[string]int, error)
	Today(ctx context.Context) (desk.Stamp, error)
}

// hall begins a visit without a number where a matter is opened with nobody at
// the window.
type hall interface {
	WalkIn(ctx context.Context, rid string, d desk.Duty, o desk.TakeOrder) (desk.Ticket, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station   desk.Station
	Village   bool // nobody takes a number: the day is spent here, not at the queue
	Finder    finder
	Catalogue catalogue
	Counter   counter
	Books     books
	Hall      hall
	Mint      func() string

	// News tells what has changed for somebody of the staff since they were last on
	// duty; nil where nothing ever changes.
	News func(ctx context.Context, staff string) (guide.News, error)
}

// Screen is the search with the card.
type Screen struct {
	ctx     context.Context
	cfg     Config
	duty    desk.Duty
	served  *desk.Ticket
	field   *ui.Field
	table   ui.Table
	hits    []guide.Hit
	used    map[string]int
	item    *desk.Item
	cert    *desk.Certificate
	answers map[string]string
	card    []cardLine // of the matter or certificate
	folded  int        // for which width the pager has it
	pager   ui.Pager
	asking  string // the situation question under way
	asksAll bool   // every question is asked, the one who comes too
	then    func() tea.Cmd
	help    desk.AssistOrder // being asked for
	busy    bool
	news    guide.News
	shown   bool   // what changed lines said before is shown
	version string // of the catalogue that the list was found in
}

// rows is how many hits are shown.
const rows = 30

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, field: ui.NewField(ui.Command, 40)}
	s.pager.Columns = true
	s.field.Placeholder = text.GuidePlaceholder
	s.table = ui.Table{Headless: true, Digits: true, Empty: text.NoMatter, Columns: []ui.Column{
		{Width: 46}, {Width: 12}, {},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenGuide }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Guide }

// Focused is true while the search field is open.
func (s *Screen) Focused() bool { return !s.opened() }

// Busy is true while an act is under way.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who serves; what another knew is not theirs.
func (s *Screen) OnDuty(d desk.Duty) { s.duty, s.news = d, guide.News{} }

// Holding is true while a card is open: what is read out is what is printed.
func (s *Screen) Holding() bool { return s.opened() }

// Serving tells which visit is in hand. Where the day is spent here, the next one
// begins with a new search.
func (s *Screen) Serving(t *desk.Ticket) {
	if s.cfg.Village && t == nil && s.served != nil {
		s.item, s.cert, s.answers = nil, nil, nil
		s.field.Set("")
		s.find()
	}
	s.served = t
}

func (s *Screen) opened() bool { return s.item != nil || s.cert != nil }

type (
	usedMsg struct {
		used map[string]int
		news guide.News
	}
	doneMsg struct {
		say string
		err error
	}
	visitMsg struct {
		ticket desk.Ticket
		draft  desk.Draft // to begin
		matter string
		err    error
	}
)

const (
	wait    = 5 * time.Second
	askLed  = "led"
	askOwed = "owed"
	askSitu = "situation"
)

// Open begins a search, with a query where one is given; a Paper opens the card
// of the matter that it is about, and a Press opens the card of the matter in hand
// and presses one of its keys.
func (s *Screen) Open(with any) tea.Cmd {
	if p, ok := with.(ui.Press); ok {
		return s.pressed(p.Key)
	}
	s.item, s.cert, s.answers, s.busy, s.shown = nil, nil, nil, false, false
	q, _ := with.(string)
	s.field.Set(q)
	s.find()
	if p, ok := with.(desk.Paper); ok {
		s.show(p.Item)
	}
	return s.lately()
}

// Enter comes back to what was open, or begins a search.
func (s *Screen) Enter() tea.Cmd {
	if s.opened() {
		return nil
	}
	s.find()
	return s.lately()
}

// lately reads what is used most, and what has changed. Without either the guide is
// what it is.
func (s *Screen) lately() tea.Cmd {
	staff := s.duty.Staff.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		var m usedMsg
		if s.cfg.News != nil {
			m.news, _ = s.cfg.News(ctx, staff)
		}
		st, err := s.cfg.Books.Today(ctx)
		if err != nil {
			return m
		}
		if used, err := s.cfg.Books.Used(ctx, st.Day.Add(-30)); err == nil {
			m.used = used
		}
		return m
	})
}

// Command searches for the words after :指南.
func (s *Screen) Command(twin, words string) (tea.Cmd, bool) {
	if twin != text.CmdGuide {
		return nil, false
	}
	return s.Open(words), true
}

// show puts the card of an item on the screen.
func (s *Screen) show(id string) {
	if it, ok := s.cfg.Catalogue.Item(id); ok {
		s.item, s.answers = &it, map[string]string{}
		s.write()
	}
}

func (s *Screen) close() tea.Cmd {
	s.item, s.cert = nil, nil
	return nil
}

// write sets the card's lines.
func (s *Screen) write() {
	t, err := guide.Tailor(*s.item, s.answers)
	if err != nil {
		s.answers = map[string]string{}
		t, _ = guide.Tailor(*s.item, nil)
	}
	s.set(s.cardOf(t))
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case usedMsg:
		s.used, s.news = msg.used, msg.news
		switch {
		case s.item != nil && len(s.news.Changes) > 0:
			s.write()
		case !s.opened() && s.field.Value() == "":
			s.find()
		}
	case doneMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return ui.Say(ui.Done, msg.say)
	case visitMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		t := msg.ticket
		s.served = &t
		return tea.Sequence(
			func() tea.Msg { return ui.Serving{Ticket: &t, Matter: msg.matter} }, ui.Go(ui.ScreenIntake, msg.draft),
		)
	case ui.Outcome:
		return s.outcome(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		return s.keys(msg)
	default: // once a second
		if !s.opened() && s.version != s.cfg.Catalogue.Version() {
			s.find()
			return s.lately()
		}
	}
	return nil
}

func (s *Screen) outcome(o ui.Outcome) tea.Cmd {
	if s.item == nil {
		return nil
	}
	if cmd, ok := s.assisting(o); ok {
		return cmd
	}
	switch o.ID {
	case askSitu:
		if !o.OK {
			s.asksAll = false
			return nil
		}
		if o.Key == skip {
			s.asksAll = false
			return s.then()
		}
		s.answers[s.asking] = o.Key
		s.write()
		return s.ready(s.then)
	case askLed:
		if o.OK {
			return s.ask(text.LedDone, desk.AskOrder{State: desk.InquiryLed, LedTo: o.Text})
		}
	case askOwed:
		if o.OK && o.Text != "" {
			return s.ask(text.Owed, desk.AskOrder{State: desk.InquiryOpen, Private: desk.InquiryPrivate{Words: o.Text}})
		}
	}
	return nil
}

// Draw draws the search, or the card.
func (s *Screen) Draw(f *ui.Frame) {
	if s.opened() {
		s.drawCard(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
		return
	}
	x := f.Put(1, 0, ui.Label, text.GuideLabel)
	s.field.Draw(f.Sub(ui.Rect{X: x + 1, Y: 0, W: f.W() - x - 2, H: 1}), true)
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
}
