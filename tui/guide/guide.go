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
	Finder    finder
	Catalogue catalogue
	Counter   counter
	Books     books
	Hall      hall
	Mint      func() string
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
	pager   ui.Pager
	asking  string // the situation question under way
	then    func() tea.Cmd
	busy    bool
}

// rows is how many hits are shown.
const rows = 30

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, field: ui.NewField(ui.Command, 40), pager: ui.Pager{Wrap: true}}
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
func (s *Screen) Focused() bool { return !s.card() }

// Busy is true while an act is under way.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Serving tells which visit is in hand.
func (s *Screen) Serving(t *desk.Ticket) { s.served = t }

func (s *Screen) card() bool { return s.item != nil || s.cert != nil }

type (
	usedMsg struct{ used map[string]int }
	doneMsg struct {
		say string
		err error
	}
	visitMsg struct {
		ticket desk.Ticket
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
// of the matter that it is about.
func (s *Screen) Open(with any) tea.Cmd {
	s.item, s.cert, s.answers = nil, nil, nil
	q, _ := with.(string)
	s.field.Set(q)
	s.find()
	if p, ok := with.(desk.Paper); ok {
		s.show(p.Item)
	}
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.cfg.Books.Today(ctx)
		if err != nil {
			return usedMsg{}
		}
		used, err := s.cfg.Books.Used(ctx, st.Day.Add(-30))
		if err != nil {
			return usedMsg{}
		}
		return usedMsg{used}
	})
}

// Command searches for the words after :指南.
func (s *Screen) Command(twin, words string) (tea.Cmd, bool) {
	if twin != text.CmdGuide {
		return nil, false
	}
	return s.Open(words), true
}

func (s *Screen) find() {
	s.hits = s.cfg.Finder.Find(s.field.Value(), rows, s.used)
	lines := make([]ui.Line, 0, len(s.hits))
	for _, h := range s.hits {
		l := ui.Line{ID: h.Item + "/" + h.Certificate}
		if h.Certificate != "" {
			l.Style = ui.Warn
			l.Cells = []string{h.Name, text.MustNotIssue, text.FoundBy(h)}
		} else {
			it, _ := s.cfg.Catalogue.Item(h.Item)
			l.Cells = []string{h.Name, text.ModeName(it.Mode), text.FoundBy(h)}
		}
		if h.Field == guide.FieldName {
			l.Hits = [][]ui.Span{spans(h)}
		} else {
			l.Hits = [][]ui.Span{nil, nil, spans(h)}
		}
		lines = append(lines, l)
	}
	s.table.Set(lines)
	if len(lines) > 0 {
		s.table.Select(lines[0].ID)
	}
}

// spans turns ranges of runes into spans of bytes.
func spans(h guide.Hit) []ui.Span {
	at := make([]int, 0, len(h.Text)+1)
	for i := range h.Text {
		at = append(at, i)
	}
	at = append(at, len(h.Text))
	out := make([]ui.Span, 0, len(h.Ranges))
	for _, r := range h.Ranges {
		if r.From >= 0 && r.To < len(at) && r.From < r.To {
			out = append(out, ui.Span{From: at[r.From], To: at[r.To]})
		}
	}
	return out
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	if !s.card() {
		return []ui.Action{{
			Key: "enter", Twin: text.CmdCard, Word: text.OpenCard, Tip: text.OpenCardTip, Run: s.open,
			Blocked: func() string {
				if s.table.Selected() == nil {
					return text.NoMatter
				}
				return ""
			},
		}}
	}
	if s.cert != nil {
		return []ui.Action{
			{Key: "f8", Digit: 1, Twin: text.CmdReferral, Word: text.ReferralAct, Tip: text.ReferralTip, Run: s.refer},
			{Key: "f9", Word: text.Accept, Twin: text.CmdTakeIn, Tip: text.MustNotIssueTip, Blocked: func() string { return text.MustNotIssueTip }},
			{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close},
		}
	}
	return []ui.Action{
		{Key: "f8", Twin: text.CmdNotice, Word: text.NoticeAct, Tip: text.CardNoticeTip, Run: s.notice},
		{Key: "f9", Twin: text.CmdTakeIn, Word: text.Accept, Tip: text.AcceptTip, Run: s.begin},
		{Key: "enter", Twin: text.CmdTakeIn, Word: text.Accept, Tip: text.AcceptTip, Run: s.begin, Hidden: true},
		{Key: "c", Digit: 1, Twin: text.CmdAnswered, Word: text.Answered, Tip: text.AnsweredTip, Run: s.answered},
		{Key: "l", Digit: 2, Twin: text.CmdLead, Word: text.Lead, Tip: text.LeadTip, Run: func() tea.Cmd {
			return ui.Ask(askLed, ui.NewAskField(text.Lead, text.LeadAsk, ui.NewField(ui.Free, 40)))
		}},
		{Key: "o", Digit: 3, Twin: text.CmdOwe, Word: text.Owe, Tip: text.OweTip, Run: func() tea.Cmd {
			return ui.Ask(askOwed, ui.NewAskWords(text.Owe, text.OweAsk, "", 200))
		}},
		{Key: "s", Digit: 4, Twin: text.CmdSituation, Word: text.Situation, Tip: text.SituationTip, Run: s.situation, Blocked: func() string {
			if len(s.item.Situations) == 0 {
				return text.NoSituations
			}
			return ""
		}},
		{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close},
	}
}

func (s *Screen) open() tea.Cmd {
	at := s.table.At()
	if at < 0 || at >= len(s.hits) {
		return nil
	}
	h := s.hits[at]
	s.answers = map[string]string{}
	if h.Certificate != "" {
		if c, ok := s.cfg.Catalogue.Certificate(h.Certificate); ok {
			s.cert = &c
			s.pager.Set(certificateCard(c))
		}
		return nil
	}
	s.show(h.Item)
	return nil
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
	s.pager.Set(itemCard(*s.item, t, s.answers, s.cfg.Catalogue.Version()))
}

func (s *Screen) ticket() string {
	if s.served != nil {
		return s.served.ID
	}
	return ""
}

func (s *Screen) act(f func(context.Context, string, desk.Duty) (string, error)) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		say, err := f(ctx, rid, d)
		return doneMsg{say, err}
	})
}

// ask records a question about the item on the card.
func (s *Screen) ask(say string, o desk.AskOrder) tea.Cmd {
	o.Item, o.Ticket, o.Channel = s.item.ID, s.ticket(), desk.AskedByPhone
	if s.served != nil {
		o.Channel = desk.AskedAtWindow
	}
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
		_, err := s.cfg.Counter.Ask(ctx, rid, d, o)
		return say, err
	})
}

func (s *Screen) answered() tea.Cmd {
	return s.ask(text.AnsweredDone, desk.AskOrder{State: desk.InquiryAnswered})
}

// notice prints the card for a first consultation, after the questions that
// choose the materials.
func (s *Screen) notice() tea.Cmd {
	return s.ready(func() tea.Cmd {
		item, answers, ticket := s.item.ID, copyOf(s.answers), s.ticket()
		return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
			p, err := s.cfg.Counter.Notice(ctx, rid, d, item, answers, ticket)
			return text.NoticePrinted(desk.Tail(p.No)), err
		})
	})
}

func (s *Screen) refer() tea.Cmd {
	cert, ticket := *s.cert, s.ticket()
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
		p, err := s.cfg.Counter.Referral(ctx, rid, d, cert, ticket)
		return text.ReferralPrinted(desk.Tail(p.No)), err
	})
}

// begin takes the matter in; with nobody at the window a visit without a number
// begins first.
func (s *Screen) begin() tea.Cmd {
	if s.served != nil && s.served.State == desk.TicketServing {
		return s.intake()
	}
	if s.served != nil {
		return ui.Say(ui.Care, text.NotArrivedYet(s.served.No))
	}
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid, item := s.duty, s.cfg.Mint(), s.item.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		t, err := s.cfg.Hall.WalkIn(ctx, rid, d, desk.TakeOrder{Item: item})
		return visitMsg{t, err}
	})
}

func (s *Screen) intake() tea.Cmd {
	return ui.Go(ui.ScreenIntake, desk.Draft{Case: desk.Case{Item: s.item.ID, Answers: copyOf(s.answers)}})
}

func copyOf(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// skip goes on with the answers given so far.
const skip = "-"

// ready asks the open questions of the item one by one, then goes on.
func (s *Screen) ready(then func() tea.Cmd) tea.Cmd {
	t, err := guide.Tailor(*s.item, s.answers)
	if err != nil || t.Next == nil {
		return then()
	}
	s.then, s.asking = then, t.Next.Key
	opts := make([]ui.Option, 0, len(t.Next.Answers))
	for _, a := range t.Next.Answers {
		opts = append(opts, ui.Option{Key: a.Key, Word: ui.Clean(a.Say, 50)})
	}
	opts = append(opts, ui.Option{Key: skip, Word: text.SkipQuestions})
	return ui.Ask(askSitu, ui.NewPick(text.Situation, ui.Clean(t.Next.Ask, 120), opts))
}

// situation asks all questions anew.
func (s *Screen) situation() tea.Cmd {
	s.answers = map[string]string{}
	return s.ready(func() tea.Cmd { return nil })
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case usedMsg:
		s.used = msg.used
		if !s.card() && s.field.Value() == "" {
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
		name := s.item.Name
		return tea.Sequence(func() tea.Msg { return ui.Serving{Ticket: &t, Matter: name} }, s.intake())
	case ui.Outcome:
		return s.outcome(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		return s.keys(msg)
	}
	return nil
}

func (s *Screen) outcome(o ui.Outcome) tea.Cmd {
	if s.item == nil {
		return nil
	}
	switch o.ID {
	case askSitu:
		if !o.OK {
			return nil
		}
		if o.Key == skip {
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

func (s *Screen) keys(msg tea.Msg) tea.Cmd {
	if s.card() {
		s.pager.Update(msg)
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok {
		key := ui.KeyOf(k)
		digit := len(key) == 1 && key[0] >= '1' && key[0] <= '9' && !s.typingCode()
		switch {
		case digit || key == "up" || key == "down" || key == "pgup" || key == "pgdown":
			if s.table.Update(msg) == ui.TablePicked {
				return s.open()
			}
			return nil
		}
	}
	before := s.field.Value()
	s.field.Update(msg)
	if s.field.Value() != before {
		s.find()
	}
	return nil
}

// typingCode reports whether digits belong to the query: once it has one, they
// are the digits of a code.
func (s *Screen) typingCode() bool {
	for _, r := range s.field.Value() {
		if r >= '0' && r <= '9' || r == '-' {
			return true
		}
	}
	return false
}

// Draw draws the search, or the card.
func (s *Screen) Draw(f *ui.Frame) {
	if s.card() {
		s.pager.Draw(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
		return
	}
	x := f.Put(1, 0, ui.Label, text.GuideLabel)
	s.field.Draw(f.Sub(ui.Rect{X: x + 1, Y: 0, W: f.W() - x - 2, H: 1}), true)
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
}
