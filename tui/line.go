package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// commandLine stands under the title: every act of a screen by its name, with
// completion and history.
type commandLine struct {
	open    bool
	field   *ui.Field
	history []string
	at      int
}

func (l *commandLine) init() {
	l.field = ui.NewField(ui.Free, 80) // folded when it is run: words keep their punctuation
	l.field.Placeholder = text.CommandOf
}

func (a *App) openLine() tea.Cmd {
	a.line.open = true
	a.line.field.Set("")
	a.line.at = len(a.line.history)
	return nil
}

func (a *App) lineKey(k tea.KeyPressMsg) tea.Cmd {
	switch ui.KeyOf(k) {
	case "esc", "f12", "ctrl+c":
		a.line.open = false
		return nil
	case "enter":
		return a.command()
	case "tab":
		a.complete()
		return nil
	case "up":
		a.recall(-1)
		return nil
	case "down":
		a.recall(1)
		return nil
	}
	a.line.field.Update(k)
	return nil
}

func (a *App) recall(d int) {
	at := a.line.at + d
	if at < 0 || at > len(a.line.history) {
		return
	}
	a.line.at = at
	if at == len(a.line.history) {
		a.line.field.Set("")
		return
	}
	a.line.field.Set(a.line.history[at])
}

// complete fills in the only command that begins so, or the part that all of
// them share.
func (a *App) complete() {
	var found []string
	typed := strings.TrimSpace(ui.Fold(a.line.field.Value()))
	acts := a.actions()
	for i := range acts {
		if t := acts[i].Twin; t != "" && strings.HasPrefix(t, typed) {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return
	}
	common := []rune(found[0])
	for _, f := range found[1:] {
		r := []rune(f)
		n := 0
		for n < len(common) && n < len(r) && common[n] == r[n] {
			n++
		}
		common = common[:n]
	}
	a.line.field.Set(string(common))
	if len(found) > 1 {
		a.say(ui.Info, strings.Join(found, "  "))
	}
}

// command runs what was typed: a name, or a name and words for the screen.
func (a *App) command() tea.Cmd {
	typed := strings.TrimSpace(a.line.field.Value())
	a.line.open = false
	if typed == "" {
		return nil
	}
	a.line.history = append(a.line.history, typed)
	words := afterBlank(typed)
	name, rest, _ := strings.Cut(ui.Fold(typed), " ")
	acts := a.actions()
	act := ui.Named(acts, name)
	if act == nil {
		a.say(ui.Care, text.UnknownCommand(name))
		return nil
	}
	if act.Twin == text.CmdTheme && rest != "" {
		return a.lookNamed(strings.TrimSpace(rest))
	}
	if act.Twin == text.CmdPhrase && words != "" {
		return a.phraseCommand(words)
	}
	if c, ok := a.top().(Commander); ok && rest != "" {
		if cmd, used := c.Command(act.Twin, strings.TrimSpace(rest)); used {
			return a.address(a.top(), cmd)
		}
	}
	if id := placeOf(act.Twin); id != "" && rest != "" && act.Why() == "" {
		return a.open(id, strings.TrimSpace(rest))
	}
	return a.run(act)
}

// afterBlank is what stands behind the first blank of either width.
func afterBlank(s string) string {
	i := strings.IndexAny(s, " \u3000")
	if i < 0 {
		return ""
	}
	return strings.Trim(s[i:], " \u3000")
}

// placeOf returns the screen that a command opens and that has a use for words
// after its name, "" for another.
func placeOf(twin string) string {
	if twin == text.CmdHandover {
		return ui.ScreenHandover
	}
	return ""
}

// A Commander takes commands that have words after their name.
type Commander interface {
	// Command runs the action with that twin on the words, and reports whether
	// the screen has a use for them.
	Command(twin, words string) (tea.Cmd, bool)
}
