package seat

import (
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// A guard is the model of one seat with what goes wrong in it kept in it: a
// panic ends this seat and writes to the log, and to no terminal. It also
// listens who is on duty.
type guard struct {
	tea.Model
	glass *glass
	log   *slog.Logger
	duty  func(desk.Duty)
	fell  func()
	last  tea.View
	down  bool
}

func (g *guard) caught() {
	if r := recover(); r != nil {
		g.fall(r)
	}
}

func (g *guard) fall(r any) {
	g.log.Error("seat panic", "cause", fmt.Sprint(r), "stack", string(debug.Stack()))
	g.fell()
}

// Init starts the model.
func (g *guard) Init() (cmd tea.Cmd) {
	defer g.caught()
	return g.shelter(g.Model.Init())
}

// Update hands a message on.
func (g *guard) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	m = g
	if g.down {
		return g, tea.Quit
	}
	if _, fell := msg.(fellMsg); fell {
		g.down = true
		return g, tea.Quit
	}
	defer func() {
		if r := recover(); r != nil {
			g.fall(r)
			g.down, cmd = true, tea.Quit
		}
	}()
	if d, ok := msg.(ui.OnDuty); ok {
		g.duty(d.Duty)
	}
	if t, ok := msg.(turnMsg); ok {
		g.glass.look(t.to, enter(g.last))
		return g, tea.ClearScreen
	}
	inner, cmd := g.Model.Update(msg)
	g.Model = inner
	return g, g.shelter(cmd)
}

// View draws, or keeps what was drawn last.
func (g *guard) View() (v tea.View) {
	if g.down {
		return g.last
	}
	defer func() {
		if r := recover(); r != nil {
			g.fall(r)
			g.down, v = true, g.last
		}
	}()
	g.last = g.Model.View()
	return g.last
}

// A turnMsg puts another session before the program's glass. It is taken on the
// program's own goroutine, so that what the new one is told of its terminal is
// what the program believes of it.
type turnMsg struct{ to io.WriteCloser }

// enter brings a terminal that has shown nothing yet to where the renderer
// believes it to be: it says each of these only once, at the first frame. The
// picture follows whole.
func enter(v tea.View) string {
	s := ansi.SetModeAltScreenSaveCursor + ansi.SetModeBracketedPaste +
		ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(ansi.KittyDisambiguateEscapeCodes)
	if v.Cursor == nil {
		return s + ansi.ResetModeTextCursorEnable
	}
	return s + ansi.SetModeTextCursorEnable
}

// fellMsg says that a command of the model broke.
type fellMsg struct{}

// shelter runs a command so that its panic ends this seat only.
func (g *guard) shelter(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				g.fall(r)
				msg = fellMsg{}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.shelter(batch[i])
			}
		}
		return msg
	}
}
