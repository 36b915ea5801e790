package wording

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs that the screen opens.
const (
	askAdopt   = "adopt"
	askRevert  = "revert"
	askReplace = "replace"
)

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	list := []ui.Action{
		{Digit: 1, Twin: text.CmdWordingAdopt, Word: text.WordingAdopt, Tip: text.WordingAdoptTip, Run: s.adopt, Blocked: s.noAdopt},
		{Digit: 2, Twin: text.CmdWordingRevert, Word: text.WordingRevert, Tip: text.WordingRevertTip, Run: s.revert, Blocked: s.noRevert},
		{Digit: 3, Twin: text.CmdWordingExport, Word: text.WordingExport, Tip: text.WordingExportTip, Run: s.export, Blocked: s.none},
		{Digit: 9, Twin: text.CmdWordingAgain, Word: text.WordingAgain, Tip: text.WordingAgainTip, Run: s.again},
	}
	if s.head == "" {
		return append([]ui.Action{
			{Key: "enter", Twin: text.CmdPreview, Word: text.Preview, Tip: text.WordingLookTip, Run: s.look, Blocked: s.none},
		}, list...)
	}
	turn := text.WordingTurn
	if s.inForce {
		turn = text.WordingTurnBack
	}
	return append([]ui.Action{
		{Key: "f6", Twin: text.CmdMedium, Word: text.Medium, Tip: text.WordingOtherTip, Run: s.turn},
		{Digit: 4, Twin: text.CmdWordingTurn, Word: turn, Tip: text.WordingTurnTip, Run: s.other},
		{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close},
	}, list...)
}

func (s *Screen) none() string {
	if s.current() == nil {
		return text.WordingNotRead
	}
	return ""
}

// notLead says why the person on duty changes no words.
func (s *Screen) notLead() string {
	if !s.duty.Staff.May(desk.RightWords) {
		return text.WordingLeadOnly
	}
	return s.none()
}

func (s *Screen) noAdopt() string {
	if why := s.notLead(); why != "" {
		return why
	}
	switch s.current().Draft {
	case notice.DraftReady:
		return ""
	case notice.DraftInForce:
		return text.WordingSame
	case notice.DraftFaulty:
		return text.WordingHasFaults
	case notice.DraftClosed:
		return text.WordingUnread
	case notice.DraftNone, notice.DraftGone:
	}
	return text.WordingNoFile
}

func (s *Screen) noRevert() string {
	if why := s.notLead(); why != "" {
		return why
	}
	if s.current().Version == 0 {
		return text.WordingNeverOwn
	}
	return ""
}

// do runs one thing at a time.
func (s *Screen) do(f func(ctx context.Context) tea.Msg) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	return ui.Do(s.ctx, wait, f)
}

// look shows what is wrong with the file, or how it prints; without a file it
// shows what is in force.
func (s *Screen) look() tea.Cmd {
	x := s.current()
	if x == nil {
		return nil
	}
	s.inForce = x.Draft == notice.DraftNone || x.Draft == notice.DraftGone || x.Draft == notice.DraftClosed
	return s.show()
}

func (s *Screen) show() tea.Cmd {
	x, inForce, m := *s.current(), s.inForce, media[s.medium]
	head := text.PreviewWording(text.PaperName(x.Kind), inForce, m)
	if !inForce && len(x.Found) > 0 {
		lines := []ui.PageLine{}
		for _, f := range x.Found {
			says := text.WordingFinding(f)
			if f.File != x.File {
				says = text.PaperName(notice.KindOf(f.File)) + "　" + says
			}
			lines = append(lines, ui.PageLine{Style: ui.Warn, Text: ui.Clean(says, 400)})
		}
		s.head, s.pager.Wrap = text.FaultsHead(text.PaperName(x.Kind), len(x.Found)), true
		s.pager.Set(lines)
		return nil
	}
	s.pager.Wrap = false
	return s.do(func(ctx context.Context) tea.Msg {
		words, err := s.cfg.Words.Text(ctx, x.Kind, inForce)
		if err != nil {
			return shownMsg{err: err}
		}
		doc, err := s.cfg.Words.Specimen(ctx, x.Kind, words, m)
		if err != nil {
			return shownMsg{err: err}
		}
		return shownMsg{head: head, lines: s.cfg.Lines(doc)}
	})
}

func (s *Screen) turn() tea.Cmd {
	s.medium = (s.medium + 1) % len(media)
	return s.show()
}

func (s *Screen) other() tea.Cmd {
	if x := s.current(); s.inForce && (x.Draft == notice.DraftNone || x.Draft == notice.DraftGone || x.Draft == notice.DraftClosed) {
		return ui.Say(ui.Care, text.WordingNoFile)
	}
	s.inForce = !s.inForce
	return s.show()
}

func (s *Screen) close() tea.Cmd {
	s.head = ""
	return nil
}

// again checks the files once more, from the list.
func (s *Screen) again() tea.Cmd {
	s.head, s.loaded = "", false
	return s.load()
}

func (s *Screen) adopt() tea.Cmd {
	x := s.current()
	return ui.Ask(askAdopt, ui.NewConfirm(text.WordingAdopt, text.AdoptAsk(text.PaperName(x.Kind), x.Version+1), text.Yes, text.No))
}

func (s *Screen) revert() tea.Cmd {
	k := s.current().Kind
	return s.do(func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Words.Versions(ctx, k)
		return versionsMsg{list, err}
	})
}

// askVersion offers the versions whose words are not in force, and the program's.
func (s *Screen) askVersion(list []desk.Wording) tea.Cmd {
	x := s.current()
	if x == nil || len(list) == 0 {
		return nil
	}
	var all []ui.Option
	for _, w := range list[1:] {
		if w.Own() && w.Text != list[0].Text {
			all = append(all, ui.Option{Key: strconv.Itoa(w.Version), Word: text.VersionOption(w, s.name(w.Staff))})
		}
	}
	if list[0].Own() {
		all = append(all, ui.Option{Key: "0", Word: text.WordingBuiltIn})
	}
	if len(all) == 0 {
		return ui.Say(ui.Care, text.WordingNeverOwn)
	}
	return ui.Ask(askRevert, ui.NewPick(text.WordingRevert, text.RevertAsk(text.PaperName(x.Kind)), all))
}

func (s *Screen) export() tea.Cmd {
	x := s.current()
	if x.Draft != notice.DraftNone && x.Draft != notice.DraftGone {
		return ui.Ask(askReplace, ui.NewConfirm(text.WordingExport, text.ReplaceAsk(text.PaperName(x.Kind)), text.Yes, text.No))
	}
	return s.write(x.Kind, false)
}

func (s *Screen) write(k desk.PaperKind, replace bool) tea.Cmd {
	return s.do(func(ctx context.Context) tea.Msg {
		file, err := s.cfg.Words.Export(ctx, k, replace)
		return doneMsg{text.Exported(s.cfg.Path(file)), err}
	})
}

// answered goes on after a dialog.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	x := s.current()
	if !o.OK || x == nil || o.Key == "no" {
		return nil
	}
	k, digest, d, rid := x.Kind, x.Digest, s.duty, s.cfg.Mint()
	name := text.PaperName(k)
	switch o.ID {
	case askAdopt:
		return s.do(func(ctx context.Context) tea.Msg {
			w, err := s.cfg.Words.Adopt(ctx, rid, d, k, digest)
			return doneMsg{text.Adopted(name, w), err}
		})
	case askRevert:
		to, err := strconv.Atoi(o.Key)
		if err != nil {
			return nil
		}
		return s.do(func(ctx context.Context) tea.Msg {
			w, err := s.cfg.Words.Revert(ctx, rid, d, k, to)
			return doneMsg{text.Adopted(name, w), err}
		})
	case askReplace:
		return s.write(k, true)
	}
	return nil
}

// Why explains which words a paper has.
func (s *Screen) Why() []ui.Reason {
	x := s.current()
	if x == nil {
		return nil
	}
	return []ui.Reason{{
		Thing: text.PaperName(x.Kind) + "　" + text.WordingVersion(*x), Sentence: text.WhyWording(*x), Rule: text.WordingRule, Next: text.WordingNext(*x),
	}}
}
