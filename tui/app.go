package tui

import (
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Config is what an App is built from.
type Config struct {
	Station  string
	Window   int
	Screens  []ui.Screen
	Start    string // ID of the first screen
	Home     string // ID of the screen that Esc ends at
	Front    string // ID of the screen that holds the visit in hand; "" for that of Home
	Theme    *ui.Theme
	Practice bool
	Marks    func() []ui.Mark     // marks of the title line; called from Update
	Health   func() []desk.Health // lamps; must not block
	// Community names a community by its code, for the badge below the title; nil
	// where the station serves one.
	Community func(code string) string
	Unsent    func() int // lines not acknowledged by the centre; must not block
	Sound     Sound      // the voice of the waiting room, nil for none
	Phrases   Phrases    // of the staff, nil for none
	Posts     Posts      // what the street tells whoever serves, nil for nothing
	// Turn is told once a second whether nothing is in hand at this console, and
	// returns what to tell the clerk, "" for nothing; nil where nothing ever turns.
	Turn func(quiet bool) string
	Now  func() time.Time
	Log  *slog.Logger
	Idle time.Duration // without a key, after which the screen locks; 0 for never
	Free bool          // every screen is open to everybody, as in practice
}

// App is the one tea.Model of the program.
type App struct {
	cfg       Config
	screens   map[string]ui.Screen
	gen       map[string]int
	stack     []string
	dialogs   ui.Dialogs
	ahead     ui.Typeahead
	acting    acting
	scan      ui.Burst
	replaying bool // the next key that was typed ahead is on its way
	line      commandLine
	toast     ui.Toast
	said      time.Time // when the toast came up
	last      string    // key before this one
	frame     *ui.Frame
	w, h      int
	duty      desk.Duty
	served    *desk.Ticket
	row       standing
	fixed     []ui.Action // the same everywhere
	lamps     []ui.Lamp
	marks     []ui.Mark
	unsent    int
	quit      bool
	locked    bool
	touched   time.Time // the latest key
}

// New returns an App on its first screen.
func New(c Config) *App {
	a := &App{
		cfg: c, screens: map[string]ui.Screen{}, gen: map[string]int{}, frame: ui.NewFrame(ui.MinW, ui.MinH),
		w: ui.MinW, h: ui.MinH, stack: []string{c.Start},
	}
	if c.Front == "" {
		a.cfg.Front = c.Home
	}
	for _, s := range c.Screens {
		a.screens[s.ID()] = s
	}
	if c.Theme != nil {
		a.frame.SetTheme(c.Theme)
	}
	a.line.init()
	if c.Phrases != nil {
		a.dialogs.Hint = text.PhraseHint
	}
	a.fixed = a.always()
	a.poll()
	return a
}

// pulse is the App's own slow clock: lamps and the end of toasts.
const pulse = time.Second

type pulseMsg struct{}

func beat() tea.Cmd { return tea.Tick(pulse, func(time.Time) tea.Msg { return pulseMsg{} }) }

// Init starts the first screen.
func (a *App) Init() tea.Cmd { return tea.Batch(beat(), a.enter()) }

// Update routes one message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := a.take(msg)
	if a.ahead.Len() > 0 && !a.replaying && !a.busy() && !a.unsettled() && !a.quit {
		a.replaying = true
		cmd = tea.Batch(cmd, replayNext)
	}
	return a, cmd
}

func (a *App) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = msg.Width, msg.Height
		return nil
	case pulseMsg:
		a.poll()
		a.turn()
		return tea.Batch(beat(), a.broadcast(Pulse{}), a.watch(), a.idle())
	case replayMsg:
		return a.replay()
	case followed:
		return a.arrived(msg)
	case scanOver:
		if !a.scan.Over(msg.n) {
			return nil
		}
		cmd, _ := a.endScan(false)
		return cmd
	case tea.KeyPressMsg:
		a.touched = a.cfg.Now()
		if a.locked {
			return a.lockKey(msg)
		}
		return a.key(msg)
	case tea.PasteMsg:
		a.last = ""
		if a.locked {
			return nil
		}
		return a.paste(msg)
	case ui.Reply:
		return a.reply(msg)
	}
	return a.forApp(msg)
}

// Pulse is sent to the screen on top once a second.
type Pulse struct{}

// forApp answers what screens ask of the App.
func (a *App) forApp(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case ui.Said:
		a.say(msg.Level, msg.Text)
	case ui.Gone:
		return a.open(msg.Screen, msg.With)
	case ui.Left:
		return a.back()
	case ui.OpenDialog:
		if msg.Screen == a.top().ID() && msg.Gen == a.gen[msg.Screen] {
			if msg.Self {
				a.ahead.Clear()
			}
			a.dialogs.Open(msg, a.cfg.Now())
		}
	case ui.OnDuty:
		return a.onDuty(msg.Duty)
	case ui.Locked:
		return a.lock()
	case ui.Unlocked:
		a.unlock()
	case ui.Serving:
		a.stand(msg)
	case ui.Drafting:
		a.row.draft, a.row.w = msg, 0
	}
	return nil
}

// reply delivers a reply to the screen that asked, unless that one has been
// opened anew since.
func (a *App) reply(r ui.Reply) tea.Cmd {
	s := a.screens[r.Screen]
	if s == nil || r.Gen != a.gen[r.Screen] {
		return nil
	}
	return a.address(s, s.Update(r.Msg))
}

func (a *App) address(s ui.Screen, cmd tea.Cmd) tea.Cmd {
	return ui.Address(s.ID(), a.gen[s.ID()], cmd)
}

func (a *App) broadcast(msg tea.Msg) tea.Cmd {
	s := a.top()
	return a.address(s, s.Update(msg))
}

func (a *App) top() ui.Screen { return a.screens[a.stack[len(a.stack)-1]] }

// A Steady screen shows the same thing however often it is opened: answers to
// what it asked before stay valid.
type Steady interface{ Steady() }

// A Busy screen has an act under way: keys are kept and replayed when it ends.
type Busy interface{ Busy() bool }

func (a *App) busy() bool {
	b, ok := a.top().(Busy)
	return ok && b.Busy() && a.dialogs.Len() == 0
}

// key routes a key press: quitting, dialogs, the command line, the global
// keys, the screen's actions, the screen itself.
func (a *App) key(k tea.KeyPressMsg) tea.Cmd {
	name := ui.KeyOf(k)
	twice := name == "esc" && a.last == "esc"
	a.last = name
	if k.IsRepeat && !a.repeats(k) {
		return nil
	}
	if a.scan.Takes(k) {
		return a.collect(k)
	}
	ends := name == "enter" || name == "tab"
	before, code := a.endScan(ends)
	if code && ends {
		return before // it has ended the code
	}
	if twice && a.dialogs.Len() == 0 && !a.line.open {
		a.settle()
		a.ahead.Clear()
		return tea.Batch(before, a.home())
	}
	return tea.Batch(before, a.route(k))
}

// route presses a key, or keeps it while an act is under way.
func (a *App) route(k tea.KeyPressMsg) tea.Cmd {
	switch name := ui.KeyOf(k); {
	case name == "esc" || name == "ctrl+c":
		a.ahead.Clear() // what was typed ahead was not meant for where this leads
	case a.dialogs.Len() == 0 && !a.line.open && a.mustWait():
		return a.keep(k)
	}
	return a.press(k)
}

// press acts on a key: that of a dialog, of the command line, of the actions, or
// of the screen.
func (a *App) press(k tea.KeyPressMsg) tea.Cmd {
	if a.dialogs.Len() > 0 {
		return a.dialogKey(k)
	}
	if a.line.open {
		return a.lineKey(k)
	}
	a.settle()
	s := a.top()
	all := a.actions()
	if act := ui.Find(all, k, s.Focused()); act != nil {
		return a.run(act)
	}
	return a.address(s, s.Update(k))
}

func (a *App) run(act *ui.Action) tea.Cmd {
	cmd, why := act.Do()
	if why != "" {
		a.say(ui.Care, why)
		return nil
	}
	return a.follow(a.address(a.top(), cmd))
}

func (a *App) paste(p tea.PasteMsg) tea.Cmd {
	if a.dialogs.Len() > 0 {
		return a.dialogKey(p)
	}
	if a.line.open {
		a.line.field.Update(p)
		return nil
	}
	if a.mustWait() {
		return a.keep(p)
	}
	return a.insert(p)
}

func (a *App) insert(p tea.PasteMsg) tea.Cmd {
	s := a.top()
	return a.address(s, s.Update(p))
}

// open puts a screen on top; one that is in the stack already comes up from
// below. Nothing lies below the home screen.
func (a *App) open(id string, with any) tea.Cmd {
	if id == ui.Home {
		id = a.homeOf()
	}
	s := a.screens[id]
	if s == nil || (a.duty.Staff.ID == "" && id != a.cfg.Start) {
		return nil
	}
	if why := a.barred(id); why != "" {
		a.say(ui.Care, why)
		return nil
	}
	left := a.leave()
	a.row.w = 0
	for i, x := range a.stack {
		if x == id {
			a.stack = append(a.stack[:i:i], a.stack[i+1:]...)
			break
		}
	}
	if id == a.homeOf() {
		a.stack = a.stack[:0]
	}
	a.stack = append(a.stack, id)
	o, ok := s.(ui.Opener)
	if !ok {
		return tea.Sequence(left, a.enter())
	}
	if _, steady := s.(Steady); !steady {
		a.gen[id]++
	}
	return tea.Sequence(left, a.address(s, o.Open(with)))
}

// back leaves the top screen; the home screen stays.
func (a *App) back() tea.Cmd {
	if len(a.stack) == 1 {
		if a.stack[0] != a.homeOf() && a.duty.Staff.ID != "" {
			a.stack[0] = a.homeOf()
			return a.enter()
		}
		return nil
	}
	left := a.leave()
	a.stack, a.row.w = a.stack[:len(a.stack)-1], 0
	return tea.Sequence(left, a.enter())
}

func (a *App) enter() tea.Cmd {
	s := a.top()
	if e, ok := s.(ui.Enterer); ok {
		return a.address(s, e.Enter())
	}
	return nil
}

func (a *App) leave() tea.Cmd {
	s := a.top()
	if l, ok := s.(ui.Leaver); ok {
		return a.address(s, l.Leave())
	}
	return nil
}

// poll reads what the title line shows and takes old toasts away.
func (a *App) poll() {
	if !a.locked && a.toast.Over(a.cfg.Now()) {
		a.toast = ui.Toast{}
	}
	if a.cfg.Health != nil {
		a.lamps = a.lamps[:0]
		for _, h := range a.cfg.Health() {
			a.lamps = append(a.lamps, ui.Lamp{Label: text.LampLabel(h.Family), State: h.State})
		}
	}
	if a.cfg.Marks != nil {
		a.marks = a.cfg.Marks()
	}
	a.hushed()
	if a.cfg.Unsent != nil {
		a.unsent = a.cfg.Unsent()
	}
}
