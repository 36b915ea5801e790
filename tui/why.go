package tui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/help"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

const whyDialog = "app.why"

// openWhy explains what is selected, every key that cannot be used, the marks of
// the title line and the lamps. Where there is nothing to explain it says so.
func (a *App) openWhy() tea.Cmd {
	own := a.ownReasons()
	around := a.reasonsAround()
	if len(own)+len(around) == 0 {
		a.say(ui.Info, text.WhyNothing)
		return nil
	}
	if len(own) == 0 {
		own = []ui.Reason{{Thing: text.WhyNoneHere}}
	}
	d := help.NewWhy(a.top().Title(), append(own, around...))
	a.dialogs.Open(ui.OpenDialog{ID: whyDialog, Dialog: d}, a.cfg.Now())
	return nil
}

func (a *App) ownReasons() []ui.Reason {
	if e, ok := a.top().(ui.Explainer); ok {
		return e.Why()
	}
	return nil
}

// reasonsAround explains what any screen has: lamps that want something, blocked
// keys, marks, and last the lamps that are well.
func (a *App) reasonsAround() []ui.Reason {
	bad, well := a.lampReasons()
	list := append(bad, a.blockedKeys()...)
	for _, m := range a.marks {
		if sentence, source, next, ok := text.WhyMark(m.Word); ok {
			list = append(list, ui.Reason{Thing: m.Word, Sentence: sentence, Source: source, Next: next})
		}
	}
	if a.unsent > 0 {
		thing, sentence, next := text.WhyUnsent(a.unsent)
		list = append(list, ui.Reason{Thing: thing, Sentence: sentence, Next: next})
	}
	return append(list, well...)
}

func (a *App) blockedKeys() []ui.Reason {
	var list []ui.Reason
	acts := a.actions()
	for _, r := range together(ui.HelpPage(acts)) {
		if r.Why == "" || r.Key == "" || r.Word == "" || hidden(acts, r.Word) {
			continue
		}
		if len(list) == 0 {
			list = append(list, ui.Reason{Thing: text.WhyKeys})
		}
		list = append(list, ui.Reason{Thing: r.Key + " " + r.Word, Sentence: r.Why})
	}
	return list
}

// lampReasons explains the lamps: each that is not well by itself, the others
// in short.
func (a *App) lampReasons() (bad, well []ui.Reason) {
	if a.cfg.Health == nil {
		return nil, nil
	}
	for _, h := range a.cfg.Health() {
		sign, _ := ui.LampSign(h.State)
		r := ui.Reason{Thing: text.WhyLamp(h.Family, sign, h.State)}
		if h.State != desk.DeviceOK || h.Code != "" {
			r.Sentence, r.Source, r.Next = text.WhyLampSays(h)
			bad = append(bad, r)
			continue
		}
		if len(well) == 0 {
			well = append(well, ui.Reason{Thing: text.WhyLampsWell})
		}
		r.Sentence, _, _ = text.WhyLampSays(h)
		well = append(well, r)
	}
	return bad, well
}

// hidden reports whether an action of that word stands on no key line.
func hidden(acts []ui.Action, word string) bool {
	for i := range acts {
		if acts[i].Word == word && !acts[i].Hidden {
			return false
		}
	}
	return true
}
