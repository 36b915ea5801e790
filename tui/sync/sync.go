// Package sync shows what has reached the street centre and what has not, and
// runs the night run by hand. It moves nothing itself.
package sync

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A Status is what the screen shows of the exchange with the street.
type Status struct {
	Enrolled bool
	URL      string
	Lines    int   // not acknowledged
	Pages    int   // not at the centre
	Bytes    int64 // of those pages
	LastRun  time.Time
	NextTry  time.Time

	Items []Item // whose pages wait, in the order in which they go
	Runs  []Run  // the latest ones, the latest first

	Catalogue []ui.PageLine // how the catalogue stands, with what to do

	Differences int      // cases of hand-overs of which the street found something else
	Batches     []string // the hand-overs with them, by the end of their number

	Told []string // what the street tells the station as a whole, one sentence each
}

// An Item is a case whose pages have not all reached the street.
type Item struct {
	Case  string // its number; "" for pages of no case
	Pages int
	Bytes int64
	Code  string    // why a page of it was put off last, "" for none
	Next  time.Time // when that is tried again; zero for with the next run
}

// A Run is one that was begun.
type Run struct {
	Began, Ended time.Time // Ended is zero where nobody wrote it down
	Why          string    // what began it: hand, command, closing, night or start
	Lines, Pages int
	Bytes        int64
	Applied      int   // answers of the street
	Fault        error // what ended it early
}

// A Progress is how far a run has come.
type Progress struct {
	Lines, Pages int
	Bytes        int64
	Decisions    int
	Heard        int  // lines that the street sent
	Unread       bool // everything was sent, and what the street said was not taken

	Cause string    // why it waits, a code; "" while it does not
	Next  time.Time // when it goes on
}

// runner is the night run.
type runner interface {
	Status(ctx context.Context) (Status, error)
	// Run moves everything that is due, and reports as it goes.
	Run(ctx context.Context, why string, tell func(Progress)) (Progress, error)
}

// Screen is the exchange with the street.
type Screen struct {
	ctx     context.Context
	runner  runner
	status  *Status
	reading bool // the state is being read
	running bool
	now     Progress
	steps   ui.Steps
	cancel  context.CancelFunc
	last    string
	level   ui.Style
	fault   string
	sticks  *sticks // nil where nothing goes by stick
}

// New returns the screen.
func New(ctx context.Context, r runner) *Screen { return &Screen{ctx: ctx, runner: r} }

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenSync }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Sync }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Steady says that a run goes on while the screen is opened again.
func (s *Screen) Steady() {}

type (
	statusMsg struct {
		status Status
		err    error
	}
	stepMsg struct{ p Progress }
	doneMsg struct {
		p   Progress
		err error
	}
)

// What begins a run here.
const (
	byHand    = "hand"
	atClosing = "closing"
)

const (
	wait   = 5 * time.Second
	runFor = 2 * time.Hour

	readAgain = 10 // pages of a run after which the state is read again
)

// Open shows the state; true starts a run, as 日终 does.
func (s *Screen) Open(with any) tea.Cmd {
	if start, ok := with.(bool); ok && start && !s.running {
		return tea.Batch(s.Enter(), s.run(atClosing))
	}
	return s.Enter()
}

// Enter reads the state, and which sticks are there.
func (s *Screen) Enter() tea.Cmd { return tea.Batch(s.read(), s.sticks.look(s)) }

func (s *Screen) read() tea.Cmd {
	s.reading = true
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.runner.Status(ctx)
		return statusMsg{st, err}
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	return append([]ui.Action{
		{Key: "f9", Digit: 1, Twin: text.CmdRun, Word: text.RunNow, Tip: text.RunNowTip, Run: func() tea.Cmd { return s.run(byHand) }, Blocked: func() string {
			switch {
			case s.running:
				return text.AlreadyRunning
			case s.sticks.busy():
				return text.CarryBusy
			case s.status != nil && !s.status.Enrolled:
				return text.NotEnrolled
			}
			return ""
		}},
		{Digit: 2, Twin: text.CmdStop, Word: text.StopRun, Tip: text.StopRunTip, Run: func() tea.Cmd {
			s.cancel()
			return nil
		}, Blocked: func() string {
			if !s.running {
				return text.NotRunning
			}
			return ""
		}},
	}, s.sticks.actions(s)...)
}

// run starts a run; its steps come as messages while the counter goes on.
func (s *Screen) run(why string) tea.Cmd {
	if s.running {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.ctx, runFor)
	s.running, s.cancel, s.now = true, cancel, Progress{}
	s.last = ""
	s.steps = ui.BeginLoose(cancel, func(tell func(tea.Msg)) tea.Msg {
		p, err := s.runner.Run(ctx, why, func(p Progress) { tell(stepMsg{p}) })
		return doneMsg{p, err}
	})
	return s.steps.Next()
}

// Update takes replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case statusMsg:
		s.reading = false
		if msg.err != nil {
			s.fault = text.Problem(msg.err)
			return nil
		}
		s.fault, s.status = "", &msg.status
	case stepMsg:
		further := msg.p.Pages/readAgain > s.now.Pages/readAgain && !s.reading
		s.now = msg.p
		if further { // The cases that wait have become fewer.
			return tea.Batch(s.steps.Next(), s.read())
		}
		return s.steps.Next()
	case sticksMsg, carryStepMsg, carriedMsg:
		return s.sticks.update(s, msg)
	case doneMsg:
		s.running = false
		if errors.Is(msg.err, context.Canceled) {
			s.last, s.level = text.RunStoppedByHand, ui.Text
			return tea.Batch(ui.Say(ui.Done, s.last), s.Enter())
		}
		if msg.err != nil && msg.p.Unread {
			s.last, s.level = text.RunSentOnly(msg.p.Lines, msg.p.Pages)+text.Problem(msg.err), ui.Warn
			return tea.Batch(ui.Say(ui.Care, text.SentOnly), s.Enter())
		}
		if msg.err != nil {
			s.last, s.level = text.RunStopped(text.Problem(msg.err)), ui.Warn
			return tea.Batch(ui.Say(ui.Care, text.RunBroken), s.Enter())
		}
		s.last, s.level = text.RunDone(msg.p.Lines, msg.p.Pages, msg.p.Decisions), ui.Good
		return tea.Batch(ui.Say(ui.Done, s.last), s.Enter())
	}
	return nil
}

// Draw draws the state and the run.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 1, ui.Error, s.fault)
		return
	}
	if s.status == nil {
		return
	}
	st := s.status
	if !st.Enrolled {
		f.Put(1, 1, ui.Warn, text.NotEnrolled)
		for i, l := range ui.Wrap(text.EnrolHint, f.W()-2) {
			f.Put(1, 3+i, ui.Text, l)
		}
		return
	}
	y := 1
	say := func(st ui.Style, sentence string) {
		for _, row := range ui.Wrap(sentence, f.W()-2) {
			f.Put(1, y, st, row)
			y++
		}
	}
	say(ui.Text, text.CentreIs(ui.Clean(st.URL, 80)))
	say(ui.Text, text.Pending(st.Lines, st.Pages, st.Bytes))
	say(ui.Text, text.LastRun(st.LastRun))
	say(ui.Text, text.NextTry(st.NextTry))
	if st.Differences > 0 {
		say(ui.Warn, text.HandoverDiffers(st.Differences, st.Batches))
	}
	for _, told := range st.Told {
		say(ui.Warn, ui.Clean(told, 700))
	}
	for _, l := range st.Catalogue {
		say(l.Style, l.Text)
	}
	y++
	switch {
	case s.running:
		say(ui.Strong, text.RunningNow(s.now.Heard, s.now.Lines, s.now.Pages, s.now.Bytes))
		if s.now.Cause != "" {
			say(ui.Warn, text.RunWaits(s.now.Cause, s.now.Next))
		}
	case s.last != "":
		say(s.level, s.last)
	case len(st.Runs) > 0 && text.FeedNotTaken(st.Runs[0].Fault):
		say(ui.Warn, text.LastUnread(text.Problem(st.Runs[0].Fault)))
	case len(st.Runs) > 0 && st.Runs[0].Fault != nil:
		say(ui.Warn, text.LastFault(text.Problem(st.Runs[0].Fault)))
	}
	s.sticks.draw(say)
	s.looksBack(f, y+1)
}
