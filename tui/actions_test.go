package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// TestEveryState looks at the actions of each state in turn, presses what must
// not act, and last of all leaves.
func TestEveryState(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		actionsAreWhole(t, r)
		keyLineIsWhole(t, r)
		r.sound(r.app.Frame())
		blockedKeysSayWhy(t, r)
		aHeldKeyActsOnce(t, r)
		twoEscLeadHome(t, r)
	})
}

// actionsAreWhole holds that every action has a word, a sentence and a
// name, that no two share a key or a name, and that what cannot be done says
// why.
func actionsAreWhole(t *testing.T, r *rig) {
	acts := r.app.Actions()
	keys, names := map[string]string{}, map[string]string{}
	claim := func(kind string, m map[string]string, key, word string) {
		if key == "" {
			return
		}
		if old, ok := m[key]; ok && old != word {
			t.Errorf("%s %q means both %s and %s", kind, key, old, word)
		}
		m[key] = word
	}
	for i := range acts {
		a := &acts[i]
		if a.Word == "" || a.Tip == "" {
			t.Errorf("action %q %q has no word or no tip", a.Key, a.Word)
		}
		if a.Twin == "" && a.Key != ":" && a.Key != "f12" {
			t.Errorf("%s has no name on the command line", a.Word)
		}
		if strings.ContainsAny(a.Twin, " :") {
			t.Errorf("the name %q cannot be typed", a.Twin)
		}
		claim("key", keys, a.Key, a.Word)
		if a.Digit > 0 {
			claim("key", keys, string(rune('0'+a.Digit)), a.Word)
		}
		claim("name", names, a.Twin, a.Word)
		if a.Twin != "" {
			if by := ui.Named(acts, a.Twin); by == nil || by.Word != a.Word {
				t.Errorf("%s is not what its name %q runs", a.Word, a.Twin)
			}
		}
		if a.Run == nil && a.Why() == "" {
			t.Errorf("%s does nothing and does not say why", a.Word)
		}
	}
}

// blockedKeysSayWhy presses every key that cannot be used: its reason
// stands on the screen and nothing is done.
func blockedKeysSayWhy(t *testing.T, r *rig) {
	if r.app.Dialogs() > 0 || r.app.LineOpen() {
		return
	}
	before, top := r.lines(), r.app.Top().ID()
	for _, a := range r.app.Actions() {
		why := a.Why()
		if why == "" || a.Key == "" && a.Digit == 0 {
			continue
		}
		key := a.Key
		if key == "" {
			key = string(rune('0' + a.Digit))
		}
		if m := keyPress(key); m.Text != "" && r.app.Typing() {
			continue // typed into the field
		}
		r.key(keyPress(key))
		if got := r.app.Toast().Text; got != why {
			t.Errorf("%s on %s says %q, want %q", key, a.Word, got, why)
		}
		r.at(top)
	}
	if after := r.lines(); after != before {
		t.Errorf("blocked keys wrote %d lines", after-before)
	}
}

// keyPress is the press of a key by the name that actions give it.
func keyPress(name string) tea.KeyPressMsg {
	if m, ok := keyNamed(name); ok {
		return m
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// keyLineIsWhole holds that everything which is not hidden stands on the key
// line, at the smallest size too.
func keyLineIsWhole(t *testing.T, r *rig) {
	if r.app.Dialogs() > 0 {
		return
	}
	f := r.app.Frame()
	line := f.RowText(f.H()-2) + f.RowText(f.H()-1)
	if strings.Contains(line, "…") {
		t.Errorf("the key line does not hold all keys: %s", line)
	}
	own := r.app.Top().Actions()
	for i := range own {
		a := &own[i]
		if !a.Hidden && (a.Key != "" || a.Digit > 0) && !strings.Contains(line, a.Word) {
			t.Errorf("%s is not on the key line: %s", a.Word, line)
		}
	}
}

// twoEscLeadHome presses Esc twice wherever the clerk is.
func twoEscLeadHome(t *testing.T, r *rig) {
	home := ui.ScreenCounter
	if !r.st.Queue {
		home = ui.ScreenGuide
	}
	if r.app.Top().ID() == ui.ScreenLogin {
		home = ui.ScreenLogin
	}
	drafts := len(must(r.db.Drafts(t.Context()))(t))
	r.press("esc", "esc")
	r.at(home)
	if r.app.Dialogs() > 0 || r.app.LineOpen() {
		t.Errorf("a dialog or the command line is still open\n%s", r.screen())
	}
	if got := len(must(r.db.Drafts(t.Context()))(t)); got != drafts {
		t.Errorf("%d drafts are kept, there were %d", got, drafts)
	}
}

// TestEscKeepsTheDraft leaves a form in the middle of a number and comes back.
func TestEscKeepsTheDraft(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.typed(zhaoNumber)
	r.press("enter")
	r.typed("赵示")
	r.press("esc", "esc")
	r.at(ui.ScreenCounter)
	d := must(r.db.Drafts(t.Context()))(t)
	if len(d) != 1 || d[0].Case.Private.Applicant.Number != zhaoNumber || d[0].Case.Private.Applicant.Name != "赵示" {
		t.Fatalf("what was typed is not in the draft")
	}
	r.shows("有 1 份草稿")
	r.press("enter")
	r.at(ui.ScreenIntake)
	r.shows("赵示", "*0018")
	r.typed("例")
	r.shows("赵示例")
}

// aHeldKeyActsOnce holds a key down in every state: what the keyboard
// repeats writes nothing, opens nothing and closes nothing.
func aHeldKeyActsOnce(t *testing.T, r *rig) {
	before, top, dialogs := r.lines(), r.app.Top().ID(), r.app.Dialogs()
	keys := []string{"enter", "space", "esc", "f12", "ctrl+c"}
	for _, a := range r.app.Actions() {
		keys = append(keys, a.Key)
		if a.Digit > 0 {
			keys = append(keys, string(rune('0'+a.Digit)))
		}
	}
	for _, k := range keys {
		if k == "" {
			continue
		}
		m := keyPress(k)
		if m.Text != "" && r.app.Typing() {
			continue
		}
		m.IsRepeat = true
		r.key(m)
		r.at(top)
		if r.app.Dialogs() != dialogs {
			t.Fatalf("holding %s opened or closed a dialog", k)
		}
	}
	if after := r.lines(); after != before {
		t.Errorf("held keys wrote %d lines", after-before)
	}
}
