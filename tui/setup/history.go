package setup

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs of the history.
const (
	askUndo   = "setup.undo"
	askExport = "setup.export"
	askImport = "setup.import"
	askTake   = "setup.take"
)

type (
	historyMsg struct {
		list []desk.ConfigChange
		err  error
	}
	exportedMsg struct {
		path string
		err  error
	}
	comparedMsg struct {
		path    string
		changes []desk.KeyChange
		err     error
	}
)

// recall reads the history of the configuration.
func (s *Screen) recall() tea.Cmd {
	s.step, s.fault, s.past = atHistory, "", nil
	s.history.Set(nil)
	return ui.Do(s.ctx, saveTime, func(context.Context) tea.Msg {
		list, err := s.bench.History()
		return historyMsg{list, err}
	})
}

// recalled shows a line for each value that was changed, the latest first.
func (s *Screen) recalled(m historyMsg) {
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.past = m.list
	var lines []ui.Line
	for _, c := range m.list {
		for _, k := range c.Changes {
			lines = append(lines, ui.Line{ID: strconv.Itoa(c.N) + " " + k.Key, Cells: []string{
				text.ChangedAt(c.At), ui.Clean(text.ChangedBy(c.Staff), 20), ui.Clean(text.ConfigKey(k.Key), 60),
				text.Value(ui.Clean(k.Before, 100)), text.Value(ui.Clean(k.After, 100)),
			}})
		}
	}
	s.history.Set(lines)
}

// chosen is the change that is selected, and its key.
func (s *Screen) chosen() (c desk.ConfigChange, k desk.KeyChange, ok bool) {
	l := s.history.Selected()
	if l == nil {
		return c, k, false
	}
	no, key, _ := strings.Cut(l.ID, " ")
	for _, c := range s.past {
		for _, k := range c.Changes {
			if strconv.Itoa(c.N) == no && k.Key == key {
				return c, k, true
			}
		}
	}
	return c, k, false
}

// pastNote tells the selected change whole.
func (s *Screen) pastNote() string {
	c, k, ok := s.chosen()
	if !ok {
		return ""
	}
	return text.ChangeNote(c, ui.Clean(k.Key, 60), ui.Clean(k.Before, 200), ui.Clean(k.After, 200))
}

// askBackOf asks before one value, or a whole change, is taken back.
func (s *Screen) askBackOf(one bool) func() tea.Cmd {
	return func() tea.Cmd {
		c, k, ok := s.chosen()
		if !ok {
			return nil
		}
		title := text.UndoChange
		s.undo, s.fit.At = c.N, ""
		if one {
			s.fit.At, title = k.Key, text.UndoOne
		}
		return ui.Ask(askUndo, ui.NewConfirm(title, text.UndoAsk(s.fit.At, ui.Clean(k.Before, 60), len(c.Changes)), text.Yes, text.No))
	}
}

func (s *Screen) takeBack() tea.Cmd {
	s.busy = true
	var keys []string
	if s.fit.At != "" {
		keys = []string{s.fit.At}
	}
	d, n, rid := s.duty, s.undo, s.record("undo "+strconv.Itoa(s.undo)+" "+s.fit.At)
	return ui.Do(s.ctx, saveTime, func(ctx context.Context) tea.Msg {
		again, err := s.bench.Undo(ctx, rid, d, n, keys)
		return restoredMsg{again, err}
	})
}

// askFile asks where an export goes, or where it comes from.
func (s *Screen) askFile(id, title, question, example string) func() tea.Cmd {
	return func() tea.Cmd {
		f := ui.NewField(ui.Free, 200)
		f.Placeholder, f.Check = example, text.MustFill
		return ui.Ask(id, ui.NewAskField(title, question, f))
	}
}

func (s *Screen) export(path string) tea.Cmd {
	return ui.Do(s.ctx, saveTime, func(context.Context) tea.Msg {
		at, err := s.bench.Export(path)
		return exportedMsg{at, err}
	})
}

// bring compares a file of another station with what is here.
func (s *Screen) bring(path string) tea.Cmd {
	return ui.Do(s.ctx, saveTime, func(context.Context) tea.Msg {
		list, err := s.bench.Compare(path)
		return comparedMsg{path, list, err}
	})
}

func (s *Screen) broughtIn(m comparedMsg) tea.Cmd {
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return ui.Say(ui.Care, s.fault)
	}
	s.step, s.fault, s.file = atImport, "", m.path
	s.compared(diffMsg{m.changes, nil})
	return nil
}

func (s *Screen) askTake() tea.Cmd {
	return ui.Ask(askTake, ui.NewConfirm(text.BringIn, text.BringInAsk(len(s.changes)), text.Yes, text.No))
}

func (s *Screen) takeIn() tea.Cmd {
	s.busy = true
	d, path, rid := s.duty, s.file, s.record("import "+s.file)
	return ui.Do(s.ctx, saveTime, func(ctx context.Context) tea.Msg {
		again, err := s.bench.Import(ctx, rid, d, path, nil)
		return takenMsg{again, err}
	})
}

type takenMsg struct {
	again bool
	err   error
}

func (s *Screen) taken(m takenMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return ui.Say(ui.Care, s.fault)
	}
	s.rid = ""
	s.begin()
	s.saved = text.TakenIn(m.again)
	return ui.Say(ui.Done, s.saved)
}

// historyActions are what can be done at the history.
func (s *Screen) historyActions() []ui.Action {
	none := s.none(&s.history, text.NothingChanged)
	return []ui.Action{
		{Key: "enter", Twin: text.CmdUndoOne, Word: text.UndoOne, Tip: text.UndoOneTip, Run: s.askBackOf(true), Blocked: none},
		{Key: "f9", Twin: text.CmdUndoChange, Word: text.UndoChange, Tip: text.UndoChangeTip, Run: s.askBackOf(false), Blocked: none},
		{Key: "e", Twin: text.CmdExport, Word: text.Export, Tip: text.ExportTip, Run: s.askFile(askExport, text.Export, text.ExportAsk, text.ExportExample)},
		{Key: "i", Twin: text.CmdImport, Word: text.Import, Tip: text.ImportTip, Run: s.askFile(askImport, text.Import, text.ImportAsk, text.ExportExample)},
		s.stepBack(),
	}
}
