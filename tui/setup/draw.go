package setup

import (
	"slices"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Draw draws the step: where the technician is, what to do, and the list.
func (s *Screen) Draw(f *ui.Frame) {
	f.Put(1, 0, ui.Strong, s.head())
	hint := s.hint()
	y := 1
	for _, l := range ui.Wrap(hint, f.W()-2) {
		f.Put(1, y, ui.Dim, l)
		y++
	}
	y++
	if s.fault != "" {
		for _, l := range ui.Wrap(s.fault, f.W()-2) {
			f.Put(1, y, ui.Error, l)
			y++
		}
		y++
	}
	body := f.Sub(ui.Rect{X: 1, Y: y, W: f.W() - 2, H: max(0, f.H()-y)})
	if s.step == atTrial {
		s.drawTrial(body)
		return
	}
	var note []string
	if n := s.note(); n != "" {
		note = ui.Wrap(n, body.W())
		note = note[:min(len(note), noteRows)]
	}
	s.table().Draw(body.Sub(ui.Rect{X: 0, Y: 0, W: body.W(), H: max(0, body.H()-len(note)-1)}))
	for i, l := range note {
		body.Put(0, body.H()-len(note)+i, ui.Text, l)
	}
}

// noteRows is how many rows a note takes at most.
const noteRows = 3

// head says which step this is.
func (s *Screen) head() string {
	switch s.step {
	case atPlug:
		return text.SetupAtPlug(s.fit.Family)
	case atModel:
		return text.SetupAtModel(s.fit.Family)
	case atTrial:
		return text.SetupAtTrial(s.fit.Family, s.titleOf(s.fit))
	case atDiff:
		return text.SetupAtDiff
	case atHistory:
		return text.SetupAtHistory
	case atImport:
		return text.SetupAtImport
	}
	return text.SetupAtFamily
}

func (s *Screen) hint() string {
	switch s.step {
	case atPlug:
		return text.SetupPlugHint(s.fit.Family)
	case atModel:
		return text.SetupModelHint
	case atTrial:
		return text.SetupTrialHint(ui.Clean(s.fit.At, 200))
	case atDiff:
		return text.SetupDiffHint
	case atHistory:
		return text.SetupHistoryHint
	case atImport:
		return text.SetupImportHint
	}
	return text.SetupFamilyHint
}

// note explains what is selected.
func (s *Screen) note() string {
	switch s.step {
	case atFamily:
		return s.saved
	case atHistory:
		return s.pastNote()
	case atPlug:
		if l := s.plugs.Selected(); l != nil {
			if i := slices.IndexFunc(s.found, func(p desk.Plugged) bool { return p.At == l.ID }); i >= 0 {
				return text.PlugNote(s.found[i])
			}
		}
	case atModel:
		if l := s.models.Selected(); l != nil {
			for _, m := range s.bench.Models(s.fit.Family) {
				if m.ID == l.ID {
					return ui.Clean(text.ModelNote(m), 400)
				}
			}
		}
	}
	return ""
}

// drawTrial draws each step with how it came out.
func (s *Screen) drawTrial(f *ui.Frame) {
	y := 0
	for _, t := range s.trial.steps {
		sign, st := ui.LampSign(t.State)
		if t.State == desk.DeviceUnknown {
			sign = "?"
		}
		x := f.Put(0, y, st, sign)
		lines := ui.Wrap(text.TrialSays(s.fit.Family, t), f.W()-x-1)
		for _, l := range lines {
			f.Put(x+1, y, ui.Text, l)
			y++
		}
	}
	if !s.trial.going && len(s.trial.steps) > 0 {
		y++
		st, w := ui.Good, text.TrialGood
		if !s.trial.good {
			st, w = ui.Warn, text.TrialBad
		}
		for _, l := range ui.Wrap(w, f.W()) {
			f.Put(0, y, st, l)
			y++
		}
	}
}

// Why explains what is selected.
func (s *Screen) Why() []ui.Reason {
	note := s.note()
	t := s.table()
	if note == "" || t == nil || t.Selected() == nil {
		return nil
	}
	return []ui.Reason{{Thing: t.Selected().Cells[0], Sentence: note}}
}
