package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// grace is how long a dialog that opened by itself takes no key: whoever was
// typing meant something else.
const grace = 400 * time.Millisecond

// An Outcome is what a dialog came to. It is a value: the dialog itself has
// done nothing.
type Outcome struct {
	ID     string // as given to Ask
	Screen string // who asked; the App delivers it there
	Gen    int
	OK     bool   // false when the dialog was closed without an answer
	Key    string // of the option picked; "yes" for a Confirm
	Text   string // what was typed
}

// A Dialog asks one thing. It sees keys and pastes only.
type Dialog interface {
	// Title stands in its frame.
	Title() string
	// Size returns the cells wanted inside the frame, for a window of w by h.
	Size(w, h int) (int, int)
	// Update takes a key or paste; done says that the Outcome is final. Its ID,
	// Screen and Gen are filled in by Dialogs.
	Update(tea.Msg) (o Outcome, done bool)
	// Draw draws the inside and sets the cursor if a field has the focus.
	Draw(f *Frame)
	// Focused reports whether a text field has the focus.
	Focused() bool
}

// OpenDialog asks the App to open a dialog; Ask and Interrupt make it.
type OpenDialog struct {
	ID     string
	Dialog Dialog
	Self   bool // it opens by itself, not by a key
	Screen string
	Gen    int
}

func (OpenDialog) forApp() {}

// Ask opens a dialog in answer to a key. Its Outcome comes back to the screen
// that asked, with the same id.
func Ask(id string, d Dialog) tea.Cmd {
	return func() tea.Msg { return OpenDialog{ID: id, Dialog: d} }
}

// Interrupt opens a dialog that nobody has asked for. It takes no key for the
// first 400 ms.
func Interrupt(id string, d Dialog) tea.Cmd {
	return func() tea.Msg { return OpenDialog{ID: id, Dialog: d, Self: true} }
}

// Dialogs is the stack of open dialogs, the latest on top.
type Dialogs struct {
	Hint string // stands in the lower edge of a dialog in which words are written
	open []opened
}

// A Writer is a dialog in which words are written, rather than a number or a PIN.
type Writer interface{ Writes() bool }

type opened struct {
	OpenDialog
	deaf time.Time // takes no key before
}

// Open puts a dialog on top.
func (s *Dialogs) Open(o OpenDialog, now time.Time) {
	if o.Dialog == nil {
		return
	}
	d := opened{OpenDialog: o}
	if o.Self {
		d.deaf = now.Add(grace)
	}
	s.open = append(s.open, d)
}

// Len returns how many dialogs are open.
func (s *Dialogs) Len() int { return len(s.open) }

// TakesScan reports whether the dialog on top has a use for what was read.
func (s *Dialogs) TakesScan(x Scan) bool {
	if len(s.open) == 0 {
		return false
	}
	d, ok := s.open[len(s.open)-1].Dialog.(ScanDialog)
	return ok && d.TakesScan(x)
}

// Focused reports whether a text field of the top dialog has the focus.
func (s *Dialogs) Focused() bool {
	return len(s.open) > 0 && s.open[len(s.open)-1].Dialog.Focused()
}

// Writes reports whether words are written in the top dialog.
func (s *Dialogs) Writes() bool {
	if len(s.open) == 0 {
		return false
	}
	w, ok := s.open[len(s.open)-1].Dialog.(Writer)
	return ok && w.Writes()
}

// Update gives a key or paste to the top dialog. When it is done it is closed
// and its Outcome returned. Keys held down and keys within the grace are
// swallowed.
func (s *Dialogs) Update(msg tea.Msg, now time.Time) (o Outcome, done bool) {
	if len(s.open) == 0 {
		return Outcome{}, false
	}
	top := &s.open[len(s.open)-1]
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if now.Before(top.deaf) {
			return Outcome{}, false
		}
		if closes(KeyOf(msg)) {
			if msg.IsRepeat {
				return Outcome{}, false
			}
			return s.close(Outcome{}), true
		}
	case tea.PasteMsg:
		if now.Before(top.deaf) {
			return Outcome{}, false
		}
	default:
		return Outcome{}, false
	}
	o, done = top.Dialog.Update(msg)
	if !done {
		return Outcome{}, false
	}
	return s.close(o), true
}

// closes reports whether a key closes any dialog. F12 is the twin of Esc, which
// an active input method may swallow.
func closes(key string) bool { return key == "esc" || key == "f12" || key == "ctrl+c" }

// Close closes the top dialog without an answer, for an App that has reason
// to; ok is false when none is open.
func (s *Dialogs) Close() (o Outcome, ok bool) {
	if len(s.open) == 0 {
		return Outcome{}, false
	}
	return s.close(Outcome{}), true
}

func (s *Dialogs) close(o Outcome) Outcome {
	top := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	o.ID, o.Screen, o.Gen = top.ID, top.Screen, top.Gen
	return o
}

// closeHint stands in the lower edge of every dialog.
const closeHint = " Esc/F12 × "

// Draw draws the dialogs centred in f, over what is there. The top one owns the
// cursor.
func (s *Dialogs) Draw(f *Frame) {
	for i := range s.open {
		f.HideCursor()
		fade(f)
		hint := ""
		if w, ok := s.open[i].Dialog.(Writer); ok && w.Writes() {
			hint = s.Hint
		}
		drawDialog(f, s.open[i].Dialog, hint)
	}
}

// fade dims what lies below a dialog, except the title line: the marks of
// practice and demonstration and the lamps never lose their look.
func fade(f *Frame) {
	for y := range f.h {
		row := f.c.cells[(f.y+y)*f.c.w+f.x:][:f.w]
		for x := range row {
			switch row[x].style {
			case Title, TitleMark, Practice, Demo, LampOK, LampWarn, LampBad, LampOff:
			default:
				row[x].style = Dim
			}
		}
	}
}

// drawDialog draws a solid frame of reverse blanks, which stays whole even
// where a terminal draws lines two cells wide.
func drawDialog(f *Frame, d Dialog, hint string) {
	const edgeX, edgeY, pad = 1, 1, 1
	w, h := d.Size(f.W()-2*(edgeX+pad)-2, f.H()-2*edgeY)
	w = max(w, Width(d.Title())+2, Width(hint)+Width(closeHint)+2)
	w = min(w+2*(edgeX+pad), f.W())
	h = min(h+2*edgeY, f.H())
	box := f.Sub(Rect{(f.W() - w) / 2, (f.H() - h) / 2, w, h})
	box.Fill(Rect{0, 0, w, h}, DialogEdge)
	box.PutCut(2, 0, w-4, DialogEdge, d.Title())
	box.Put(2, h-1, DialogEdge, hint)
	box.PutRight(w-1, h-1, DialogEdge, closeHint)
	box.Fill(Rect{edgeX, edgeY, w - 2*edgeX, h - 2*edgeY}, Text)
	d.Draw(box.Sub(Rect{edgeX + pad, edgeY, w - 2*(edgeX+pad), h - 2*edgeY}))
}
