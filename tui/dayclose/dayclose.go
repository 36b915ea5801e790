// Package dayclose ends the business day: what is open is listed, what goes to
// the street is handed over on one sheet, the day is written down and the
// night run starts.
package dayclose

import (
	"context"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// days closes the day.
type days interface {
	Agenda(ctx context.Context, in *desk.Intake) (desk.Agenda, error)
	Close(ctx context.Context, rid string, d desk.Duty, in *desk.Intake, o desk.CloseOrder) (desk.DayClose, desk.Paper, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Days    days
	Intake  *desk.Intake
	Gate    *desk.Gate
	Out     func(context.Context) (Out, error) // nil for a station that sends and prints nothing
	Synced  bool                               // a centre is configured: closing starts the night run
	Mint    func() string
}

// Out is what has not left this desk.
type Out struct {
	Queued int // papers that have not been printed
	Unsent int // lines that the street has not
	Pages  int // and scanned pages
}

// Screen is the end of the day.
type Screen struct {
	closing
	ctx    context.Context
	cfg    Config
	duty   desk.Duty
	agenda *desk.Agenda
	pager  ui.Pager
	busy   bool
	fault  string
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	return &Screen{ctx: ctx, cfg: c, pager: ui.Pager{Wrap: true}}
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenDayClose }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.DayClose }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while the day is being closed, and until it is known what is open.
func (s *Screen) Busy() bool { return s.busy || s.agenda == nil && s.fault == "" }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	agendaMsg struct {
		agenda desk.Agenda
		out    Out
		guard  desk.Guard
		err    error
	}
	handedMsg struct {
		paper desk.Paper
		err   error
	}
	closedMsg struct {
		sheets int
		day    desk.DayClose
		err    error
	}
)

const wait = 10 * time.Second

// Enter reads what is open.
func (s *Screen) Enter() tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		a, err := s.cfg.Days.Agenda(ctx, s.cfg.Intake)
		if err != nil {
			return agendaMsg{err: err}
		}
		m := agendaMsg{agenda: a}
		if s.cfg.Out != nil {
			if m.out, err = s.cfg.Out(ctx); err != nil {
				return agendaMsg{err: err}
			}
		}
		m.guard, m.err = s.cfg.Gate.Guard(ctx)
		return m
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	nothing := func() string {
		switch {
		case s.agenda == nil || len(s.agenda.HandOver) == 0:
			return text.NothingToHand
		case !slices.ContainsFunc(s.agenda.HandOver, func(c desk.Case) bool { return !bagged(*s.agenda, c) }):
			return text.OnlyBags
		}
		return ""
	}
	visits := func() string {
		if s.agenda != nil && len(s.agenda.Held) > 0 {
			return text.VisitsOpen
		}
		return ""
	}
	return []ui.Action{
		{Key: "f9", Twin: text.CmdCloseDay, Word: text.CloseDay, Tip: text.CloseDayTip, Run: s.begin, Blocked: visits},
		{Digit: 1, Twin: text.CmdHandOver, Word: text.HandOver, Tip: text.HandOverTip, Run: s.handOver, Blocked: nothing},
		{Digit: 2, Twin: text.CmdInquiries, Word: text.Inquiries, Tip: text.InquiriesTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenInquiries, nil)
		}},
		{Digit: 3, Twin: text.CmdSync, Word: text.Sync, Tip: text.SyncTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenSync, nil)
		}},
		{Digit: 4, Twin: text.CmdDrafts, Word: text.GoOnDraft, Tip: text.GoOnDraftTip, Run: s.drafts, Blocked: s.noDrafts},
		{Digit: 5, Twin: text.CmdRelease, Word: text.ReleaseDay, Tip: text.ReleaseDayTip, Run: s.release, Blocked: s.nobodyHeld},
	}
}

const askDraft = "draft"

func (s *Screen) noDrafts() string {
	if s.agenda == nil || len(s.agenda.Drafts) == 0 {
		return text.NoDrafts
	}
	return ""
}

// drafts asks which draft to go on with, or to give up there.
func (s *Screen) drafts() tea.Cmd {
	opts := make([]ui.Option, 0, len(s.agenda.Drafts))
	for _, d := range s.agenda.Drafts {
		who := identity.MaskName(d.Case.Private.Applicant.Name)
		opts = append(opts, ui.Option{Key: d.Case.ID, Word: ui.Clean(d.Case.Title+" "+who, 60)})
	}
	return ui.Ask(askDraft, ui.NewPick(text.GoOnDraft, text.GoOnDraftAsk, opts))
}

func (s *Screen) picked(o ui.Outcome) tea.Cmd {
	if !o.OK || s.agenda == nil {
		return nil
	}
	for _, d := range s.agenda.Drafts {
		if d.Case.ID == o.Key {
			return ui.Go(ui.ScreenIntake, d)
		}
	}
	return nil
}

func (s *Screen) handOver() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		p, err := s.cfg.Intake.HandOver(ctx, rid, d)
		return handedMsg{p, err}
	})
}

// close hands over, closes the day, and goes to the night run.
func (s *Screen) close() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, sheet, rid, o := s.duty, s.cfg.Mint(), s.cfg.Mint(), s.order
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		sheets, err := s.handAll(ctx, sheet, d)
		if err != nil {
			return closedMsg{err: err}
		}
		c, _, err := s.cfg.Days.Close(ctx, rid, d, s.cfg.Intake, o)
		return closedMsg{sheets, c, err}
	})
}

// mostSheets bounds the hand-over sheets of one closing.
const mostSheets = 50

// handAll hands over what waits for the street, on as many sheets as it takes.
func (s *Screen) handAll(ctx context.Context, rid string, d desk.Duty) (int, error) {
	for n := range mostSheets {
		_, err := s.cfg.Intake.HandOver(ctx, rid+"-"+strconv.Itoa(n), d)
		switch {
		case desk.KindOf(err) == desk.NotFound:
			return n, nil
		case err != nil:
			return n, err
		}
	}
	return mostSheets, nil
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case agendaMsg:
		s.show(msg)
	case handedMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Batch(ui.Say(ui.Done, text.HandedOver(len(msg.paper.Content.Cases), desk.Tail(msg.paper.No))), s.Enter())
	case closedMsg:
		s.busy = false
		if msg.err != nil {
			return tea.Batch(ui.Say(ui.Care, text.Problem(msg.err)), s.Enter())
		}
		say := ui.Say(ui.Done, text.DayClosed(string(msg.day.Day), msg.sheets))
		if !s.cfg.Synced {
			return tea.Batch(say, s.Enter())
		}
		return tea.Sequence(say, ui.Go(ui.ScreenSync, true))
	case provedMsg:
		return s.proved(msg)
	case ui.Outcome:
		if msg.ID != askDraft {
			return s.step(msg)
		}
		return s.picked(msg)
	case tea.KeyPressMsg:
		s.pager.Update(msg)
	}
	return nil
}

func (s *Screen) show(m agendaMsg) {
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.fault, s.agenda = "", &m.agenda
	s.out, s.guard = m.out, m.guard
	s.pager.Set(agenda(m.agenda, m.out))
}

// Draw draws what is open.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 1, ui.Error, s.fault)
		return
	}
	s.pager.Draw(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
}
