package tui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Sound is the voice that calls numbers in the waiting room.
type Sound interface {
	// Speaks reports whether it is this console that speaks.
	Speaks() bool
	Muted() bool
	Mute(muted bool)
}

// looks are the themes in the order in which :配色 goes through them.
var looks = [...]func() *ui.Theme{ui.Dark, ui.Light, ui.Contrast, ui.Mono}

// lookActions change how the console looks and sounds, everywhere and at once.
func (a *App) lookActions() []ui.Action {
	return []ui.Action{
		{Twin: text.CmdTheme, Word: text.Theme, Tip: text.ThemeTip, Run: a.nextLook, Hidden: true},
		{Twin: text.CmdHush, Word: text.Hush, Tip: text.HushTip, Run: a.hush, Blocked: a.voiceless, Hidden: true},
	}
}

// nextLook takes the theme after this one.
func (a *App) nextLook() tea.Cmd {
	now := a.frame.Theme().Name
	for i, t := range looks {
		if t().Name == now {
			return a.look(looks[(i+1)%len(looks)]())
		}
	}
	return a.look(ui.Dark())
}

func (a *App) look(t *ui.Theme) tea.Cmd {
	a.frame.SetTheme(t)
	a.say(ui.Done, text.ThemeNow(t.Name))
	return nil
}

// lookNamed takes the theme that a word names.
func (a *App) lookNamed(word string) tea.Cmd {
	if t := ui.ThemeNamed(text.ThemeID(word)); t != nil {
		return a.look(t)
	}
	a.say(ui.Care, text.ThemeUnknown(ui.Clean(word, 12)))
	return nil
}

// voiceless says why calls cannot be muted here.
func (a *App) voiceless() string {
	switch {
	case a.cfg.Sound == nil:
		return text.NoVoice
	case !a.cfg.Sound.Speaks():
		return text.VoiceAway
	}
	return ""
}

func (a *App) hush() tea.Cmd {
	muted := !a.cfg.Sound.Muted()
	a.cfg.Sound.Mute(muted)
	if muted {
		a.say(ui.Care, text.Hushed)
	} else {
		a.say(ui.Done, text.Unhushed)
	}
	return nil
}

// hushed marks the title line while calls are silent.
func (a *App) hushed() {
	if a.cfg.Marks == nil {
		a.marks = nil
	}
	if a.cfg.Sound != nil && a.cfg.Sound.Muted() {
		a.marks = append(a.marks[:len(a.marks):len(a.marks)], ui.Mark{Word: text.MarkHush, Style: ui.TitleMark})
	}
}
