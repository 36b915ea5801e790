package tui

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// The bounds of the phrases of one member of the staff: a digit for each.
const (
	MostPhrases   = 9
	LongestPhrase = 60 // characters
)

// Phrases keeps the words that each member of the staff writes often. They are the
// clerk's own and no record of the station.
type Phrases interface {
	// Of lists those of one, the first under digit 1. It must not block.
	Of(staff string) []string
	// Keep replaces them. A Problem says what to do when they cannot be kept.
	Keep(staff string, list []string) error
}

const (
	phraseDialog = "app.phrase"
	phraseKey    = "ctrl+p"
	keepFor      = 5 * time.Second
)

// phraseActions open the phrases wherever something is written.
func (a *App) phraseActions() []ui.Action {
	if a.cfg.Phrases == nil {
		return nil
	}
	return []ui.Action{{
		Key: phraseKey, Twin: text.CmdPhrase, Word: text.Phrase, Tip: text.PhraseTip,
		Run: a.openPhrases, Blocked: a.offDuty, Hidden: true,
	}}
}

// wantsPhrase reports whether a key opens the phrases over a dialog with a field.
func (a *App) wantsPhrase(msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	return ok && ui.KeyOf(k) == phraseKey && a.cfg.Phrases != nil && a.duty.Staff.ID != "" && a.dialogs.Writes()
}

func (a *App) openPhrases() tea.Cmd {
	list := a.cfg.Phrases.Of(a.duty.Staff.ID)
	var d ui.Dialog = ui.NewMessage(text.Phrase, text.NoPhrases, text.OK)
	if len(list) > 0 {
		opts := make([]ui.Option, 0, len(list))
		for i, w := range list {
			opts = append(opts, ui.Option{Key: strconv.Itoa(i + 1), Word: ui.Clean(w, LongestPhrase)})
		}
		d = ui.NewPick(text.Phrase, text.PhraseAsk, opts)
	}
	a.dialogs.Open(ui.OpenDialog{ID: phraseDialog, Dialog: d}, a.cfg.Now())
	return nil
}

// phrased writes the phrase with a digit where the cursor stands: in the dialog
// below, or on the screen.
func (a *App) phrased(digit string) tea.Cmd {
	list := a.cfg.Phrases.Of(a.duty.Staff.ID)
	n, err := strconv.Atoi(ui.Fold(digit))
	switch {
	case err != nil || n < 1 || n > len(list):
		return nil
	case !a.typing():
		a.say(ui.Care, text.PhraseNowhere)
		return nil
	}
	return a.paste(tea.PasteMsg{Content: list[n-1]})
}

// phraseCommand adds a phrase, takes one away, or writes one.
func (a *App) phraseCommand(words string) tea.Cmd {
	if a.duty.Staff.ID == "" {
		a.say(ui.Care, text.OnDutyFirst)
		return nil
	}
	list := a.cfg.Phrases.Of(a.duty.Staff.ID)
	rest := ui.Clean(afterBlank(words), LongestPhrase+1)
	verb, _, _ := strings.Cut(ui.Fold(words), " ")
	n, err := strconv.Atoi(ui.Fold(rest))
	switch {
	case verb == text.PhraseAdd && rest == "":
		a.say(ui.Care, text.PhraseWays)
	case verb == text.PhraseAdd && len([]rune(rest)) > LongestPhrase:
		a.say(ui.Care, text.PhraseLong(LongestPhrase))
	case verb == text.PhraseAdd && slices.Contains(list, rest):
		a.say(ui.Care, text.PhraseThere)
	case verb == text.PhraseAdd && len(list) >= MostPhrases:
		a.say(ui.Care, text.PhraseFull(MostPhrases))
	case verb == text.PhraseAdd:
		return a.keepPhrases(append(list, rest), text.PhraseAdded(len(list)+1))
	case verb == text.PhraseDrop && (err != nil || n < 1 || n > len(list)):
		a.say(ui.Care, text.PhraseNone(ui.Clean(rest, 12)))
	case verb == text.PhraseDrop:
		return a.keepPhrases(slices.Delete(list, n-1, n), text.PhraseDropped)
	case len(verb) == 1 && verb >= "1" && verb <= "9":
		if int(verb[0]-'0') > len(list) {
			a.say(ui.Care, text.PhraseNone(verb))
			return nil
		}
		return a.phrased(verb)
	default:
		a.say(ui.Care, text.PhraseWays)
	}
	return nil
}

// keepPhrases writes the phrases down and tells when it is done.
func (a *App) keepPhrases(list []string, done string) tea.Cmd {
	staff := a.duty.Staff.ID
	return ui.Do(context.Background(), keepFor, func(context.Context) tea.Msg {
		if err := a.cfg.Phrases.Keep(staff, list); err != nil {
			return ui.Said{Level: ui.Fault, Text: text.Problem(err)}
		}
		return ui.Said{Level: ui.Done, Text: done}
	})
}
