package tui

import (
	"time"

	"xiaochuang/tui/ui"
)

// say shows a sentence above the key line.
func (a *App) say(level ui.Level, sentence string) {
	a.said = a.cfg.Now()
	a.toast = ui.NewToast(level, sentence, a.said)
}

// readFor is how long a toast of each level stays at least while keys go on.
var readFor = [...]time.Duration{
	ui.Info: 0, ui.Done: 700 * time.Millisecond, ui.Care: 1500 * time.Millisecond, ui.Fault: 3 * time.Second,
}

// settle takes a toast away that has been read when the next key comes.
func (a *App) settle() {
	if a.cfg.Now().Sub(a.said) >= readFor[a.toast.Level] {
		a.toast = ui.Toast{}
	}
}
