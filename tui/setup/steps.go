package setup

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs.
const (
	askPlace = "setup.place"
	askOut   = "setup.out"
	askClear = "setup.clear"
	askBack  = "setup.back"
)

// How long things may take.
const (
	lookTime = 8 * time.Second
	saveTime = 20 * time.Second
	justNow  = 2 * time.Minute // plugged in so shortly before the list was opened is new, too
	lookEach = 2               // pulses between two looks
)

// Actions lists what can be done at this step.
func (s *Screen) Actions() []ui.Action {
	switch s.step {
	case atPlug:
		return []ui.Action{
			{Key: "enter", Twin: text.CmdPick, Word: text.Pick, Tip: text.PickPlugTip, Run: s.choose, Blocked: s.none(&s.plugs, text.NothingPlugged)},
			{Key: "m", Twin: text.CmdByHand, Word: text.ByHand, Tip: text.ByHandTip, Run: s.askPlace},
			s.stepBack(),
		}
	case atModel:
		return []ui.Action{
			{Key: "enter", Twin: text.CmdPick, Word: text.Pick, Tip: text.PickModelTip, Run: s.choose, Blocked: s.none(&s.models, text.NoModel)},
			s.stepBack(),
		}
	case atTrial:
		return []ui.Action{
			{Key: "f9", Twin: text.CmdInService, Word: text.PutInService, Tip: text.PutInServiceTip, Run: s.save, Blocked: s.saving},
			{Key: "f8", Twin: text.CmdTryAgain, Word: text.TryAgain, Tip: text.TryAgainTip, Run: s.try, Blocked: s.trying},
			s.stepBack(),
		}
	case atHistory:
		return s.historyActions()
	case atImport:
		return []ui.Action{
			{Key: "f9", Twin: text.CmdBringIn, Word: text.BringIn, Tip: text.BringInTip, Run: s.askTake, Blocked: s.none(&s.diff, text.NothingToTake)},
			s.stepBack(),
		}
	case atDiff:
		return []ui.Action{
			{Key: "f9", Twin: text.CmdRestore, Word: text.RestoreAll, Tip: text.RestoreAllTip, Run: s.askRestore(false), Blocked: s.none(&s.diff, text.NothingDiffers)},
			{Key: "enter", Twin: text.CmdRestoreOne, Word: text.RestoreOne, Tip: text.RestoreOneTip, Run: s.askRestore(true), Blocked: s.none(&s.diff, text.NothingDiffers)},
			s.stepBack(),
		}
	}
	return []ui.Action{
		{Key: "enter", Twin: text.CmdPick, Word: text.Pick, Tip: text.PickFamilyTip, Run: s.choose, Blocked: s.none(&s.families, text.NoDevices)},
		{Key: "x", Twin: text.CmdOutOfService, Word: text.OutOfService, Tip: text.OutOfServiceTip, Run: s.askOut, Blocked: s.notFitted},
		{Key: "b", Twin: text.CmdMonitor, Word: text.Monitor, Tip: text.MonitorTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenMonitor, desk.Family(s.families.Selected().ID))
		}, Blocked: s.cannotWatch},
		{Key: "d", Twin: text.CmdDiff, Word: text.Diff, Tip: text.DiffTip, Run: s.compare},
		{Key: "h", Twin: text.CmdHistory, Word: text.History, Tip: text.HistoryTip, Run: s.recall},
	}
}

func (s *Screen) none(t *ui.Table, why string) func() string {
	return func() string {
		if t.Selected() == nil {
			return why
		}
		return ""
	}
}

func (s *Screen) notFitted() string {
	l := s.families.Selected()
	if l == nil || !slices.ContainsFunc(s.bench.Fittings(), func(f desk.Fitting) bool { return string(f.Family) == l.ID && f.Model != "" }) {
		return text.NotInService
	}
	return ""
}

func (s *Screen) cannotWatch() string {
	if l := s.families.Selected(); l == nil || !slices.Contains(s.bench.Lines(), desk.Family(l.ID)) {
		return text.MonitorNoLine
	}
	return ""
}

func (s *Screen) stepBack() ui.Action {
	return ui.Action{Key: "esc", Twin: text.CmdStepBack, Word: text.StepBack, Tip: text.StepBackTip, Run: func() tea.Cmd {
		s.fault = ""
		switch s.step {
		case atTrial:
			s.trial.end()
			s.step = atModel
			if s.models.Len() < 2 {
				s.step = atPlug
			}
		case atModel:
			s.step = atPlug
		default:
			s.begin()
		}
		return nil
	}}
}

// choose takes what is selected and goes on.
func (s *Screen) choose() tea.Cmd {
	t := s.table()
	if t == nil || t.Selected() == nil {
		return nil
	}
	id := t.Selected().ID
	switch s.step {
	case atFamily:
		s.fit = desk.Fitting{Family: desk.Family(id)}
		s.step, s.found, s.known, s.due, s.fault = atPlug, nil, nil, 0, ""
		s.showPlugs()
		return s.look()
	case atPlug:
		for _, p := range s.found {
			if p.At == id {
				s.fit.UUID = p.UUID
				return s.place(p.At, p.Form, p.Model)
			}
		}
	case atModel:
		s.fit.Model = id
		return s.try()
	case atDiff:
		return s.askRestore(true)()
	case atHistory:
		return s.askBackOf(true)()
	}
	return nil
}

// place takes where the device is. Where one model only is reached so, it is the
// one.
func (s *Screen) place(at, form, model string) tea.Cmd {
	s.fit.At, s.form, s.step = at, form, atModel
	var lines []ui.Line
	was := ""
	for _, m := range s.bench.Models(s.fit.Family) {
		if m.Form != form {
			continue
		}
		how := text.NotVerified
		if m.Verified {
			how = text.Verified
		}
		lines = append(lines, ui.Line{ID: m.ID, Cells: []string{ui.Clean(m.Title, 80), how}})
	}
	for _, f := range s.bench.Fittings() {
		if f.Family == s.fit.Family {
			was = f.Model
		}
	}
	s.models.Set(lines)
	if !s.models.Select(model) {
		s.models.Select(was)
	}
	if len(lines) == 1 {
		s.fit.Model = lines[0].ID
		return s.try()
	}
	return nil
}

type lookedMsg struct {
	family desk.Family
	found  []desk.Plugged
}

// look asks what is there, and is asked again by the pulse.
func (s *Screen) look() tea.Cmd {
	if s.looking {
		return nil
	}
	s.looking, s.due = true, lookEach
	if s.found == nil {
		s.plugs.Empty = text.Looking
	}
	f := s.fit.Family
	return ui.Do(s.ctx, lookTime, func(ctx context.Context) tea.Msg {
		return lookedMsg{f, s.bench.Look(ctx, f)}
	})
}

func (s *Screen) pulse() tea.Cmd {
	if s.step != atPlug || s.looking {
		return nil
	}
	if s.due--; s.due > 0 {
		return nil
	}
	return s.look()
}

func (s *Screen) looked(m lookedMsg) {
	s.looking = false
	if m.family != s.fit.Family || s.step != atPlug {
		s.due = 0
		return
	}
	s.found, s.plugs.Empty = m.found, text.NothingPlugged
	if s.known == nil {
		s.known = map[string]string{}
		for _, p := range m.found {
			if p.Since.IsZero() || s.now().Sub(p.Since) > justNow {
				s.known[p.At] = p.Mark
			}
		}
	}
	s.showPlugs()
}

// fresh reports whether something was plugged in while the technician looked, or
// just before.
func (s *Screen) fresh(p desk.Plugged) bool {
	mark, ok := s.known[p.At]
	return !ok || mark != p.Mark
}

// showPlugs lists what was just plugged in first.
func (s *Screen) showPlugs() {
	list := slices.Clone(s.found)
	slices.SortStableFunc(list, func(a, b desk.Plugged) int {
		x, y := s.fresh(a), s.fresh(b)
		switch {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	})
	lines := make([]ui.Line, 0, len(list))
	came := false
	for _, p := range list {
		l := ui.Line{ID: p.At, Cells: []string{"", ui.Clean(text.PlugName(p), 60), ui.Clean(text.PlugPlace(p), 200)}}
		if s.fresh(p) {
			l.Cells[0], l.Style = text.JustPlugged, ui.Strong
			came = came || !slices.ContainsFunc(s.plugs.Lines(), func(x ui.Line) bool { return x.ID == p.At && x.Cells[0] != "" })
		}
		lines = append(lines, l)
	}
	s.plugs.Set(lines)
	if came {
		s.plugs.Select(lines[0].ID)
	}
}

// askPlace asks for an address that was not found by itself.
func (s *Screen) askPlace() tea.Cmd {
	f := ui.NewField(ui.Free, 200)
	f.Placeholder = text.PlaceExample(s.fit.Family)
	f.Check = func(v string) string { return text.PlaceFault(s.fit.Family, v) }
	return ui.Ask(askPlace, ui.NewAskField(text.ByHand, text.PlaceAsk(s.fit.Family), f))
}

// askOut asks before a device is taken out of service.
func (s *Screen) askOut() tea.Cmd {
	f := desk.Family(s.families.Selected().ID)
	return ui.Ask(askOut, ui.NewConfirm(text.OutOfService, text.OutOfServiceAsk(f), text.Yes, text.No))
}

func (s *Screen) outcome(o ui.Outcome) tea.Cmd {
	if !o.OK || s.busy {
		return nil
	}
	switch {
	case o.ID == askPlace && s.step == atPlug:
		s.fit.UUID = ""
		return s.place(o.Text, text.PlaceForm(s.fit.Family, o.Text), "")
	case o.ID == askOut && o.Key == "yes" && s.step == atFamily && s.families.Selected() != nil:
		return s.fitting(desk.Fitting{Family: desk.Family(s.families.Selected().ID)})
	case o.ID == askClear && s.step == atTrial:
		return s.judged(o.Key)
	case o.ID == askUndo && o.Key == "yes" && s.step == atHistory:
		return s.takeBack()
	case o.ID == askExport && s.step == atHistory:
		return s.export(o.Text)
	case o.ID == askImport && s.step == atHistory:
		return s.bring(o.Text)
	case o.ID == askTake && o.Key == "yes" && s.step == atImport:
		return s.takeIn()
	case o.ID == askBack && o.Key == "yes" && s.step == atDiff:
		return s.restore()
	}
	return nil
}
