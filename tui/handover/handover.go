// Package handover is 交接: what goes to the street by batch, bag by bag, what
// comes back, and the results that wait to be collected. It is not the end of
// the day, which hands over what has no bag.
package handover

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// batches hands over.
type batches interface {
	Open(ctx context.Context, rid string, d desk.Duty, comm, name string) (desk.Batch, error)
	Scan(ctx context.Context, rid string, d desk.Duty, batch, code string) (desk.Bag, error)
	Close(ctx context.Context, rid string, d desk.Duty, no, receiver string, left map[string]string) (desk.Batch, desk.Paper, error)
	Sign(ctx context.Context, rid string, d desk.Duty, no string) (desk.Batch, error)
	Drop(ctx context.Context, rid string, d desk.Duty, no string) (desk.Batch, error)
	View(ctx context.Context, no string) (desk.BatchView, error)
	Recent(ctx context.Context) ([]desk.BatchView, error)
	Waiting(ctx context.Context) ([]desk.Backlog, error)
}

// custody knows what waits to be collected, and counts the shelf.
type custody interface {
	Ready(ctx context.Context) ([]desk.Ready, error)
	Shelf(ctx context.Context) (desk.Shelf, error)
	Find(ctx context.Context, code string) (desk.Bag, error)
	Count(ctx context.Context, rid string, d desk.Duty, o desk.CountOrder) (desk.ShelfCount, error)
}

// work records that a result was collected, with its originals.
type work interface {
	Deliver(ctx context.Context, rid string, d desk.Duty, id string, o desk.HandOut) (desk.Handed, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Batches batches
	Custody custody
	Work    work
	Mint    func() string
}

// Screen is the hand-over.
type Screen struct {
	counting
	ctx    context.Context
	cfg    Config
	duty   desk.Duty
	part   part
	view   *desk.BatchView // the batch in hand, nil for the list
	left   map[string]string
	list   []desk.BatchView
	wait   []desk.Backlog
	ready  []desk.Ready
	name   string // of the batch that is asked for
	coming *ui.Collecting
	table  ui.Table
	busy   bool
	read   bool // what there is has been asked for once
	fault  string
	picked bool // the batch was chosen by hand
}

// A part is what the screen shows.
type part uint8

const (
	partBatches part = iota
	partReady
	partShelf
)

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, left: map[string]string{}}
	s.coming = ui.NewCollecting(ui.CollectWords{
		Title: text.Collect, Number: text.CollectAsk, Mandate: text.MandateAsk, Seen: text.MandateSeen, No: text.No,
		Name: text.DelegateAsk, Needed: text.NameNeeded,
	}, s.hand, func(err error) tea.Cmd { return ui.Say(ui.Care, text.Problem(err)) })
	s.show()
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenHandover }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Handover }

// Focused is false: codes are scanned, or typed into a dialog.
func (s *Screen) Focused() bool { return false }

// Busy is true while an act is under way.
func (s *Screen) Busy() bool { return s.busy || !s.read }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	loadedMsg struct {
		view  *desk.BatchView
		list  []desk.BatchView
		wait  []desk.Backlog
		ready []desk.Ready
		err   error
	}
	doneMsg struct {
		say   string
		batch string // to show, "" for the one that is shown
		err   error
	}
)

const patience = 5 * time.Second

// IDs of the dialogs.
const (
	askComm     = "comm"
	askCode     = "code"
	askReceiver = "receiver"
	askLeft     = "left"
	askDrop     = "drop"
	askSigned   = "signed"
)

// Open shows what there is. A name begins a batch of that name, such as 上午; a
// scanned batch is shown.
func (s *Screen) Open(with any) tea.Cmd {
	s.part, s.busy, s.fault = partBatches, false, ""
	s.view, s.picked = nil, false
	switch w := with.(type) {
	case string:
		s.name = strings.TrimSpace(w)
		if s.name != "" {
			return s.begin()
		}
	case ui.Scan:
		cmd, _ := s.Scanned(w)
		return cmd
	}
	return s.load("")
}

// Enter reads anew what is shown.
func (s *Screen) Enter() tea.Cmd {
	if s.part == partShelf {
		return s.readShelf()
	}
	if s.view != nil {
		return s.load(s.view.No)
	}
	return s.load("")
}

// load reads everything; no is the batch to show.
func (s *Screen) load(no string) tea.Cmd {
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		var m loadedMsg
		if m.list, m.err = s.cfg.Batches.Recent(ctx); m.err != nil {
			return m
		}
		if m.wait, m.err = s.cfg.Batches.Waiting(ctx); m.err != nil {
			return m
		}
		if m.ready, m.err = s.cfg.Custody.Ready(ctx); m.err != nil || no == "" {
			return m
		}
		v, err := s.cfg.Batches.View(ctx, no)
		m.view, m.err = &v, err
		return m
	})
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		s.loaded(msg)
	case doneMsg:
		return s.done(msg)
	case beganMsg:
		return s.began(msg)
	case shelfMsg:
		if s.fault = ""; msg.err != nil {
			s.fault = text.Problem(msg.err)
		}
		s.shelf = msg.shelf
		s.show()
	case strayMsg:
		return s.stray(msg)
	case countedMsg:
		return s.counted(msg)
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg:
		s.table.Update(msg)
	}
	return nil
}

func (s *Screen) loaded(m loadedMsg) {
	s.read = true
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.fault, s.list, s.wait, s.ready = "", m.list, m.wait, m.ready
	switch {
	case m.view != nil:
		s.view = m.view
	case !s.picked:
		s.view = nil
	}
	s.show()
}

func (s *Screen) done(m doneMsg) tea.Cmd {
	s.busy = false
	no := m.batch
	if no == "" && s.view != nil {
		no = s.view.No
	}
	if m.err != nil {
		return tea.Batch(ui.Say(ui.Care, text.Problem(m.err)), s.load(no))
	}
	return tea.Batch(ui.Say(ui.Done, m.say), s.load(no))
}

// act runs one act; f returns what to say and the batch to show.
func (s *Screen) act(f func(ctx context.Context, rid string, d desk.Duty) (string, string, error)) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		say, batch, err := f(ctx, rid, d)
		return doneMsg{say, batch, err}
	})
}
