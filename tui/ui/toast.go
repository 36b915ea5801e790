package ui

import "time"

// A Level is how serious a toast is.
type Level uint8

// The levels. Each has a sign of its own.
const (
	Info  Level = iota // under way, or for information
	Done               // has worked
	Care               // has worked, but look
	Fault              // has not worked
)

// A Toast is a short-lived sentence above the key line.
type Toast struct {
	Level Level
	Text  string
	Until time.Time // zero: stays until replaced
}

// toastFor is how long a toast of each level stays.
var toastFor = [...]time.Duration{Info: 0, Done: 4 * time.Second, Care: 8 * time.Second, Fault: 15 * time.Second}

// NewToast returns a toast as of now. Info stays until it is replaced, since
// it tells that something is under way.
func NewToast(level Level, text string, now time.Time) Toast {
	t := Toast{Level: level, Text: text}
	if d := toastFor[level]; d > 0 {
		t.Until = now.Add(d)
	}
	return t
}

// Over reports whether the toast has had its time.
func (t Toast) Over(now time.Time) bool { return !t.Until.IsZero() && !now.Before(t.Until) }

// Draw draws the toast into the first row of f. It does not move: no spinner
// runs beside a field in which somebody composes.
func (t Toast) Draw(f *Frame) {
	if t.Text == "" {
		return
	}
	sign, st := "…", Dim
	switch t.Level {
	case Done:
		sign, st = "√", Good
	case Care:
		sign, st = "!", Warn
	case Fault:
		sign, st = "×", Error
	}
	x := f.Put(1, 0, st, sign)
	f.PutCut(x+1, 0, f.W()-x-1, st, t.Text)
}
