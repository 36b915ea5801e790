// Package board is the board of the waiting room in a terminal of its own: which
// number goes to which window, who waits, who serves. It runs in a second process
// beside the console and only reads.
//
// It is not a screen of the console and takes no keys but those that end it. It
// is given nothing that it must not show: see desk.Board.
package board

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// Config is what a board is built from.
type Config struct {
	Boards <-chan desk.Board // the newest board whenever there is one
	Now    func() time.Time
	Theme  *ui.Theme // nil for Dark
	Still  bool      // a call does not flash
}

// Times of a call on the board. Two changes of light a second are below the three
// flashes that WCAG 2.3.1 allows.
const (
	flashFor   = 6 * time.Second
	flashEvery = 250 * time.Millisecond
	leastShown = 3 * time.Second // before the next call takes its place
	clockEvery = 5 * time.Second
	staleAfter = time.Minute
)

// A Board is the tea.Model of the program.
type Board struct {
	cfg     Config
	frame   *ui.Frame
	w, h    int
	board   desk.Board
	known   bool
	shown   *desk.BoardCall // in large figures; nil before the first call
	since   time.Time       // when it came up
	next    []desk.BoardCall
	lit     bool // the flash is in its bright half
	ticking bool // a tick of the flash is under way
}

// New returns a board that waits for its first news.
func New(c Config) *Board {
	b := &Board{cfg: c, frame: ui.NewFrame(ui.MinW, ui.MinH), w: ui.MinW, h: ui.MinH}
	if c.Theme != nil {
		b.frame.SetTheme(c.Theme)
	}
	return b
}

type (
	newsMsg  struct{ board desk.Board }
	clockMsg struct{}
	flashMsg struct{}
)

// Init waits for the first board.
func (b *Board) Init() tea.Cmd { return tea.Batch(b.wait, clock()) }

// wait waits for the next board.
func (b *Board) wait() tea.Msg {
	x, ok := <-b.cfg.Boards
	if !ok {
		return tea.Quit()
	}
	return newsMsg{x}
}

func clock() tea.Cmd { return tea.Tick(clockEvery, func(time.Time) tea.Msg { return clockMsg{} }) }

// Update takes a board, a size, a tick or one of the keys that end it.
func (b *Board) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		b.w, b.h = msg.Width, msg.Height
	case newsMsg:
		return b, tea.Batch(b.take(msg.board), b.wait)
	case clockMsg:
		return b, clock()
	case flashMsg:
		b.ticking = false
		return b, b.flash()
	case tea.KeyPressMsg:
		switch ui.KeyOf(msg) {
		case "ctrl+c", "q", "esc":
			return b, tea.Quit
		}
	}
	return b, nil
}

// take shows a board. The first one shows its last call without a flash.
func (b *Board) take(x desk.Board) tea.Cmd {
	news := x.News(b.board)
	first := !b.known || b.board.Day != x.Day
	b.board, b.known = x, true
	if first {
		b.shown, b.next = nil, nil
		for i := range x.Calls {
			if !x.Calls[i].Missed {
				b.shown, b.since = &x.Calls[i], time.Time{}
				break
			}
		}
		return nil
	}
	for i := len(news) - 1; i >= 0; i-- {
		b.next = append(b.next, news[i])
	}
	return b.advance()
}

// advance puts the next call up when the one before has had its time.
func (b *Board) advance() tea.Cmd {
	now := b.cfg.Now()
	if len(b.next) > 0 && (b.shown == nil || now.Sub(b.since) >= leastShown) {
		b.shown, b.since, b.lit = &b.next[0], now, !b.cfg.Still
		b.next = b.next[1:]
	}
	return b.tick()
}

// flash changes the light, and ends when the call has been up for long enough.
func (b *Board) flash() tea.Cmd {
	b.lit = !b.lit && b.flashing()
	return b.advance()
}

func (b *Board) flashing() bool {
	return !b.cfg.Still && b.shown != nil && b.cfg.Now().Sub(b.since) < flashFor
}

// tick asks for the next change while there is one to come.
func (b *Board) tick() tea.Cmd {
	if b.ticking || len(b.next) == 0 && !b.flashing() && !b.lit {
		return nil
	}
	b.ticking = true
	return tea.Tick(flashEvery, func(time.Time) tea.Msg { return flashMsg{} })
}

// View draws the board.
func (b *Board) View() tea.View {
	b.frame.Reset(b.w, b.h)
	b.Draw(b.frame)
	v := tea.NewView(b.frame.String())
	v.AltScreen = true
	return v
}
