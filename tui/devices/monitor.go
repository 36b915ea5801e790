package devices

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A Line is what goes over the line of one device while somebody looks.
type Line interface {
	// Since returns what was shown from the n-th glimpse on and is still held, and
	// the number of the next.
	Since(n int64) ([]desk.Glimpse, int64)
	// News has something to receive when there is more; nil where only the pulse
	// tells.
	News() <-chan struct{}
	// Close ends the look.
	Close()
}

// MonitorConfig is what a Monitor is built from.
type MonitorConfig struct {
	Fittings func() []desk.Fitting // in service, for the name of the model
	Lines    func() []desk.Family  // that can be watched
	Watch    func(context.Context, desk.Family) (Line, error)
	Keep     func(desk.Family, []desk.Glimpse) (path string, err error)
}

// Monitor shows what goes over the line of a device, byte by byte, while the
// device works on.
type Monitor struct {
	ctx   context.Context
	cfg   MonitorConfig
	pick  ui.Table
	of    desk.Family // that is watched, "" while one is chosen
	line  Line        // nil while it is opened
	no    int         // of this look; answers to an earlier one are dropped
	stop  context.CancelFunc
	next  int64
	list  []desk.Glimpse // the latest, the oldest first
	fault string
	sift  int // as text.Sifts
	still bool
	back  int // rows above the latest, where somebody has moved up
	rows  []row
	page  int
}

// A row is one drawn row of the list.
type row struct {
	style ui.Style
	cells [4]string // time, way, name, bytes
}

// Bounds of the monitor.
const (
	mostSeen   = 500
	watchTime  = 5 * time.Second
	newsPause  = 100 * time.Millisecond // between two looks at a busy line
	mostOfLine = 4                      // rows that one frame takes
)

// NewMonitor returns the screen.
func NewMonitor(ctx context.Context, c MonitorConfig) *Monitor {
	m := &Monitor{ctx: ctx, cfg: c}
	m.pick = ui.Table{Digits: true, Empty: text.MonitorNone, Columns: []ui.Column{{Title: text.ColDevice, Width: 14}, {Title: text.ColInService}}}
	return m
}

// ID names the screen.
func (m *Monitor) ID() string { return ui.ScreenMonitor }

// Title is shown in the title line.
func (m *Monitor) Title() string { return text.Monitor }

// Focused is false: there is no field.
func (m *Monitor) Focused() bool { return false }

// Steady says that an answer under way still arrives when the screen is opened
// again, so that every look is closed.
func (m *Monitor) Steady() {}

// Open watches a family, or asks which one where there are several.
func (m *Monitor) Open(with any) tea.Cmd {
	m.end()
	m.sift = 0
	m.choices()
	lines := m.cfg.Lines()
	if f, ok := with.(desk.Family); ok {
		for _, x := range lines {
			if x == f {
				return m.watch(f)
			}
		}
	}
	if len(lines) == 1 {
		return m.watch(lines[0])
	}
	return nil
}

// Enter looks on at the same device when the screen above has gone.
func (m *Monitor) Enter() tea.Cmd {
	if m.of != "" && m.line == nil {
		return m.watch(m.of)
	}
	m.choices()
	return nil
}

// Leave ends the look: nothing is noted any more.
func (m *Monitor) Leave() tea.Cmd {
	of := m.of
	m.end()
	m.of = of
	return nil
}

func (m *Monitor) end() {
	if m.line != nil {
		m.line.Close()
	}
	if m.stop != nil {
		m.stop()
	}
	m.no++
	m.of, m.line, m.stop, m.list, m.next, m.fault, m.still, m.back = "", nil, nil, nil, 0, "", false, 0
	m.lay()
}

func (m *Monitor) choices() {
	var lines []ui.Line
	for _, f := range m.cfg.Lines() {
		lines = append(lines, ui.Line{ID: string(f), Cells: []string{text.DeviceName(f), m.model(f)}})
	}
	m.pick.Set(lines)
}

func (m *Monitor) model(f desk.Family) string {
	for _, x := range m.cfg.Fittings() {
		if x.Family == f && x.Model != "" {
			return ui.Clean(x.Model, 40)
		}
	}
	return ""
}

type (
	watchedMsg struct {
		no   int
		line Line
		err  error
	}
	newsMsg struct{ no int }
	keptMsg struct {
		path string
		err  error
	}
)

func (m *Monitor) watch(f desk.Family) tea.Cmd {
	m.end()
	m.of = f
	no := m.no
	return ui.Do(m.ctx, watchTime, func(ctx context.Context) tea.Msg {
		l, err := m.cfg.Watch(ctx, f)
		return watchedMsg{no, l, err}
	})
}

func (m *Monitor) watched(x watchedMsg) tea.Cmd {
	if x.no != m.no {
		if x.line != nil {
			x.line.Close()
		}
		return nil
	}
	if x.err != nil {
		m.fault = text.Problem(x.err)
		return nil
	}
	m.line = x.line
	ctx, stop := context.WithCancel(m.ctx)
	m.stop = stop
	return m.hear(ctx)
}

// hear waits until there is more, and no oftener than a person can see.
func (m *Monitor) hear(ctx context.Context) tea.Cmd {
	news, no := m.line.News(), m.no
	if news == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-news:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(newsPause):
		}
		return newsMsg{no}
	}
}

// Actions lists what can be done here.
func (m *Monitor) Actions() []ui.Action {
	if m.of == "" {
		return []ui.Action{{Key: "enter", Twin: text.CmdPick, Word: text.Pick, Tip: text.MonitorTip, Run: m.choose, Blocked: func() string {
			if m.pick.Selected() == nil {
				return text.MonitorNone
			}
			return ""
		}}}
	}
	word := text.StandStill
	if m.still {
		word = text.MoveOn
	}
	return []ui.Action{
		{Key: "space", Twin: text.CmdStandStill, Word: word, Tip: text.StandStillTip, Run: m.pause},
		{Key: "f", Twin: text.CmdSift, Word: text.Sift, Tip: text.SiftTip, Run: m.sieve, Repeat: true},
		{Key: "x", Twin: text.CmdWipeBytes, Word: text.WipeBytes, Tip: text.WipeBytesTip, Run: m.wipe},
		{Key: "s", Twin: text.CmdKeepBytes, Word: text.KeepBytes, Tip: text.KeepBytesTip, Run: m.keep, Blocked: func() string {
			if len(m.list) == 0 {
				return text.NoBytes
			}
			return ""
		}},
	}
}

func (m *Monitor) choose() tea.Cmd {
	if l := m.pick.Selected(); l != nil {
		return m.watch(desk.Family(l.ID))
	}
	return nil
}

func (m *Monitor) pause() tea.Cmd {
	m.still = !m.still
	if !m.still {
		m.back = 0
		m.read()
	}
	return nil
}

func (m *Monitor) sieve() tea.Cmd {
	m.sift, m.back = (m.sift+1)%len(text.Sifts), 0
	m.lay()
	return nil
}

func (m *Monitor) wipe() tea.Cmd {
	m.read()
	m.list, m.back = nil, 0
	m.lay()
	return nil
}

// keep keeps what was seen, all of it.
func (m *Monitor) keep() tea.Cmd {
	f, list := m.of, append([]desk.Glimpse(nil), m.list...)
	return ui.Do(m.ctx, watchTime, func(context.Context) tea.Msg {
		path, err := m.cfg.Keep(f, list)
		return keptMsg{path, err}
	})
}

// Update takes what has been seen, and the keys that move.
func (m *Monitor) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.key(msg)
	case watchedMsg:
		return m.watched(msg)
	case newsMsg:
		if msg.no != m.no || m.line == nil {
			return nil
		}
		m.look()
		ctx, stop := context.WithCancel(m.ctx)
		m.stop()
		m.stop = stop
		return m.hear(ctx)
	case keptMsg:
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return ui.Say(ui.Done, text.TraceSaved(ui.Clean(msg.path, 200)))
	case ui.Reply, ui.Outcome, tea.PasteMsg:
	default:
		m.look()
	}
	return nil
}

func (m *Monitor) key(k tea.KeyPressMsg) tea.Cmd {
	if m.of == "" {
		if m.pick.Update(k) == ui.TablePicked {
			return m.choose()
		}
		return nil
	}
	step := 0
	switch ui.KeyOf(k) {
	case "up":
		step = 1
	case "down":
		step = -1
	case "pgup":
		step = max(1, m.page-1)
	case "pgdown":
		step = -max(1, m.page-1)
	case "home":
		step = len(m.rows)
	case "end":
		step = -len(m.rows)
	default:
		return nil
	}
	m.still = true // what is read does not run away
	m.back = max(0, min(m.back+step, len(m.rows)-m.page))
	return nil
}

// look reads on unless the picture stands still.
func (m *Monitor) look() {
	if !m.still {
		m.read()
	}
}

func (m *Monitor) read() {
	if m.line == nil {
		return
	}
	fresh, next := m.line.Since(m.next)
	m.next = next
	if len(fresh) == 0 {
		return
	}
	m.list = append(m.list, fresh...)
	m.list = append(m.list[:0:0], m.list[max(0, len(m.list)-mostSeen):]...)
	m.lay()
}
