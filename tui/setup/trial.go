package setup

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A trial is the device as it is being tried.
type trial struct {
	no     int // of this trial; replies of an earlier one are dropped
	going  bool
	good   bool
	steps  []desk.Trial
	cancel context.CancelFunc
	told   ui.Steps
}

func (t *trial) end() {
	if t.cancel != nil {
		t.cancel()
	}
	t.no++
	t.going, t.cancel = false, nil
}

type (
	trialMsg struct {
		no int
		t  desk.Trial
	}
	triedMsg struct {
		no   int
		good bool
		err  error
	}
	fittedMsg struct {
		fit   desk.Fitting
		again bool
		err   error
	}
)

// try tries the device with its real driver.
func (s *Screen) try() tea.Cmd {
	s.trial.end()
	ctx, cancel := context.WithCancel(s.ctx)
	no, f := s.trial.no, s.fit
	s.trial = trial{no: no, going: true, cancel: cancel}
	s.step, s.fault = atTrial, ""
	s.trial.told = ui.Begin(16, cancel, func(tell func(tea.Msg)) tea.Msg {
		good, err := s.bench.Try(ctx, f, func(t desk.Trial) { tell(trialMsg{no, t}) })
		return triedMsg{no, good, err}
	})
	return s.trial.told.Next()
}

func (s *Screen) told(m trialMsg) tea.Cmd {
	if m.no != s.trial.no {
		return nil
	}
	steps := s.trial.steps
	if n := len(steps); n > 0 && steps[n-1].Step == m.t.Step {
		steps = steps[:n-1]
	}
	s.trial.steps = append(steps, m.t)
	return s.trial.told.Next()
}

// tried ends a trial. Paper is judged by whoever holds it.
func (s *Screen) tried(m triedMsg) tea.Cmd {
	if m.no != s.trial.no {
		return nil
	}
	s.trial.going, s.trial.cancel, s.trial.good = false, nil, m.good
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return nil
	}
	n := len(s.trial.steps)
	if !m.good || n == 0 {
		return nil
	}
	switch last := s.trial.steps[n-1]; {
	case last.Step == "slip" || last.Step == "page":
		return ui.Interrupt(askClear, ui.NewPick(text.IsItClear, text.ClearAsk(s.fit.Family), []ui.Option{
			{Key: "yes", Word: text.ItIsClear}, {Key: "no", Word: text.ItIsNot},
		}))
	case last.Step == "key" && last.State == desk.DeviceOK && !s.verified():
		return ui.Interrupt(askClear, ui.NewPick(text.IsItTheKey, text.KeyAsk(last.Fact), []ui.Option{
			{Key: "yes", Word: text.ItIsTheKey}, {Key: "no", Word: text.ItIsAnother},
		}))
	}
	return nil
}

// verified reports whether the model was tried on the device itself.
func (s *Screen) verified() bool {
	return slices.ContainsFunc(s.bench.Models(s.fit.Family), func(m desk.DeviceModel) bool { return m.ID == s.fit.Model && m.Verified })
}

// judged takes what the paper looks like, or whether the level is that of the key
// which was pressed. What is not right leads back to the models.
func (s *Screen) judged(key string) tea.Cmd {
	if key == "yes" {
		return s.save()
	}
	s.trial.good = false
	if s.fit.Family == desk.FamilyPad {
		s.fault = text.OtherKey
		return ui.Say(ui.Care, text.OtherKey)
	}
	if s.models.Len() > 1 {
		s.step = atModel
		return ui.Say(ui.Info, text.OtherModel)
	}
	return ui.Say(ui.Info, text.SeePrinter)
}

func (s *Screen) trying() string {
	if s.trial.going {
		return text.TrialGoesOn
	}
	return ""
}

// saving says why the device cannot be put in service yet. A device that fails
// can be: the technician may know more, and the lamp will say it.
func (s *Screen) saving() string {
	switch {
	case s.trial.going:
		return text.TrialGoesOn
	case s.busy:
		return text.Working
	}
	return ""
}

// save puts the device in service.
func (s *Screen) save() tea.Cmd { return s.fitting(s.fit) }

func (s *Screen) fitting(f desk.Fitting) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.record(string(f.Family)+" "+f.Model+" "+f.At)
	return ui.Do(s.ctx, saveTime, func(ctx context.Context) tea.Msg {
		again, err := s.bench.Fit(ctx, rid, d, f)
		return fittedMsg{f, again, err}
	})
}

func (s *Screen) fitted(m fittedMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return ui.Say(ui.Care, s.fault)
	}
	s.rid = ""
	said := text.Fitted(m.fit.Family, m.fit.Model == "", m.again)
	s.begin()
	s.saved = said
	return ui.Say(ui.Done, said)
}
