// Package inquiries is the 首问 register: questions that are owed an answer,
// by whoever was first asked, until they are closed with words or taken on by a
// named other.
package inquiries

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// register is what the screen asks of the counter.
type register interface {
	Ask(ctx context.Context, rid string, d desk.Duty, o desk.AskOrder) (desk.Inquiry, error)
	CloseInquiry(ctx context.Context, rid string, d desk.Duty, id, words string) (desk.Inquiry, error)
	Lead(ctx context.Context, rid string, d desk.Duty, id, to string) (desk.Inquiry, error)
}

// books is what the screen reads.
type books interface {
	Today(ctx context.Context) (desk.Stamp, error)
	Inquiries(ctx context.Context, f desk.InquiryFilter) ([]desk.Inquiry, error)
	Assists(ctx context.Context, f desk.AssistFilter) ([]desk.Assist, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station  desk.Station
	Register register
	Books    books
	Name     func(item string) string
	Mint     func() string
}

// Screen is the register.
type Screen struct {
	ctx    context.Context
	cfg    Config
	duty   desk.Duty
	served *desk.Ticket
	list   []desk.Inquiry
	all    bool // the whole day, not only what is open
	table  ui.Table
	busy   bool
	read   bool // the register has been asked for once
	fault  string

	guided, coached int // helped on the day at the terminal, and on the net
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Empty: text.NothingOwed, Columns: []ui.Column{
		{Title: text.ColStands, Width: 6}, {Title: text.ColWhen, Width: 11}, {Title: text.ColFirst, Width: 10}, {Title: text.ColAsked},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenInquiries }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Inquiries }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while an act is under way.
func (s *Screen) Busy() bool { return s.busy || !s.read }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Serving tells which visit is in hand.
func (s *Screen) Serving(t *desk.Ticket) { s.served = t }

type (
	loadedMsg struct {
		list []desk.Inquiry
		help []desk.Assist // of the day
		err  error
	}
	doneMsg struct {
		say string
		err error
	}
)

const wait = 5 * time.Second

// IDs of the dialogs.
const (
	askWords = "words"
	askLed   = "led"
	askNew   = "new"
)

// Enter reads the register anew.
func (s *Screen) Enter() tea.Cmd {
	all := s.all
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		f := desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}}
		var m loadedMsg
		if all {
			st, err := s.cfg.Books.Today(ctx)
			if err != nil {
				return loadedMsg{err: err}
			}
			f = desk.InquiryFilter{Day: st.Day}
			if m.help, m.err = s.cfg.Books.Assists(ctx, desk.AssistFilter{Since: st.Day, Until: st.Day}); m.err != nil {
				return m
			}
		}
		m.list, m.err = s.cfg.Books.Inquiries(ctx, f)
		return m
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	open := func() string {
		if q := s.current(); q == nil || q.State != desk.InquiryOpen {
			return text.ChooseOwed
		}
		return ""
	}
	return []ui.Action{
		{Key: "enter", Digit: 1, Twin: text.CmdReply, Word: text.Reply, Tip: text.ReplyTip, Blocked: open, Run: func() tea.Cmd {
			return ui.Ask(askWords, ui.NewAskWords(text.Reply, text.ReplyAsk, "", 200))
		}},
		{Digit: 2, Twin: text.CmdLead, Word: text.Lead, Tip: text.LeadTip, Blocked: open, Run: func() tea.Cmd {
			return ui.Ask(askLed, ui.NewAskField(text.Lead, text.LeadAsk, ui.NewField(ui.Free, 40)))
		}},
		{Digit: 3, Twin: text.CmdOwe, Word: text.Owe, Tip: text.OweTip, Run: func() tea.Cmd {
			return ui.Ask(askNew, ui.NewAskWords(text.Owe, text.OweAsk, "", 200))
		}},
		{Digit: 4, Twin: text.CmdWholeDay, Word: s.scope(), Tip: text.WholeDayTip, Run: func() tea.Cmd {
			s.all = !s.all
			return s.Enter()
		}},
	}
}

func (s *Screen) scope() string {
	if s.all {
		return text.OnlyOwed
	}
	return text.WholeDay
}

func (s *Screen) current() *desk.Inquiry {
	if l := s.table.Selected(); l != nil {
		for i := range s.list {
			if s.list[i].ID == l.ID {
				return &s.list[i]
			}
		}
	}
	return nil
}

func (s *Screen) act(say string, f func(context.Context, string, desk.Duty) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg { return doneMsg{say, f(ctx, rid, d)} })
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		s.show(msg)
	case doneMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Batch(ui.Say(ui.Done, msg.say), s.Enter())
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg:
		s.table.Update(msg)
	}
	return nil
}

func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	if o.ID == askNew {
		order := desk.AskOrder{State: desk.InquiryOpen, Channel: desk.AskedByPhone, Private: desk.InquiryPrivate{Words: o.Text}}
		if s.served != nil {
			order.Ticket, order.Item, order.Channel = s.served.ID, s.served.Item, desk.AskedAtWindow
		}
		if o.Text == "" {
			return ui.Say(ui.Care, text.WordsNeeded)
		}
		return s.act(text.Owed, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := s.cfg.Register.Ask(ctx, rid, d, order)
			return err
		})
	}
	q := s.current()
	if q == nil {
		return nil
	}
	id := q.ID
	if o.ID == askLed {
		return s.act(text.LedDone, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := s.cfg.Register.Lead(ctx, rid, d, id, o.Text)
			return err
		})
	}
	return s.act(text.Replied, func(ctx context.Context, rid string, d desk.Duty) error {
		_, err := s.cfg.Register.CloseInquiry(ctx, rid, d, id, o.Text)
		return err
	})
}

func (s *Screen) show(m loadedMsg) {
	s.read = true
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.fault, s.list, s.guided, s.coached = "", m.list, 0, 0
	for _, a := range m.help {
		if a.Channel == desk.AssistKiosk {
			s.guided++
		} else {
			s.coached++
		}
	}
	lines := make([]ui.Line, 0, len(m.list))
	for _, q := range m.list {
		first := q.First
		if p, ok := s.cfg.Station.Person(q.First); ok {
			first = p.Name
		}
		what := identity.MaskWords(q.Private.Words)
		if what == "" {
			what = s.cfg.Name(q.Item)
		}
		what = text.InquiryAbout(q.About) + what
		if q.LedTo != "" {
			what += " → " + q.LedTo
		}
		st := ui.Text
		if q.State == desk.InquiryOpen {
			st = ui.Warn
		}
		lines = append(lines, ui.Line{ID: q.ID, Style: st, Cells: []string{
			text.InquiryState(q.State), q.At.In(desk.Beijing).Format("01-02 15:04"), ui.Clean(first, 20), ui.Clean(what, 240),
		}})
	}
	s.table.Set(lines)
}

// Draw draws the register.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 1, ui.Error, s.fault)
		return
	}
	head := text.RegisterRule
	if s.guided+s.coached > 0 {
		head = text.AssistCounts(s.guided, s.coached)
	}
	f.Put(1, 0, ui.Dim, head)
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 1, W: f.W() - 2, H: f.H() - 1}))
}
