package counter

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

func (s *Screen) hold() tea.Cmd {
	if s.mine() == nil {
		return s.resume()
	}
	return ui.Ask(askHold, ui.NewPick(text.Hold, text.HoldAsk(s.mine().No), []ui.Option{
		{Key: string(desk.HoldAway), Word: text.HoldAway},
		{Key: string(desk.HoldPaper), Word: text.HoldPaper},
		{Key: string(desk.HoldStep), Word: text.HoldStep},
	}))
}

func (s *Screen) park(k desk.HoldKind, next func(*Screen, desk.Ticket) tea.Cmd) tea.Cmd {
	id := s.mine().ID
	return s.act(text.HeldDone, next, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Hold(ctx, rid, d, id, k)
	})
}

func (s *Screen) resume() tea.Cmd {
	if len(s.queue.Held) == 1 {
		return s.goOn(s.queue.Held[0].ID)
	}
	return ui.Ask(askResume, ui.NewPick(text.Resume, text.ResumeAsk, s.options(s.queue.Held)))
}

func (s *Screen) options(list []desk.Ticket) []ui.Option {
	out := make([]ui.Option, 0, len(list))
	for _, t := range list {
		out = append(out, ui.Option{Key: t.ID, Word: t.No + "  " + s.matter(t)})
	}
	return out
}

func (s *Screen) goOn(id string) tea.Cmd {
	return s.act(text.Resumed, (*Screen).readDrafts, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Resume(ctx, rid, d, id)
	})
}

// readDrafts reads the drafts of a visit that is gone on with, as they were left.
func (s *Screen) readDrafts(t desk.Ticket) tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		all, err := s.cfg.Books.Drafts(ctx)
		var list []desk.Draft
		for _, d := range all {
			if d.Case.Ticket == t.ID {
				list = append(list, d)
			}
		}
		return draftsMsg{list, err}
	})
}

// goOnWith opens the draft of a visit that was resumed, in the field where it was
// left.
func (s *Screen) goOnWith(m draftsMsg) tea.Cmd {
	if m.err != nil {
		return ui.Say(ui.Fault, text.Problem(m.err))
	}
	if len(m.list) == 0 {
		return nil
	}
	return s.openDraft(m.list, m.list[0].Case.Ticket)
}

// openDraft opens the draft of a visit, or asks which one.
func (s *Screen) openDraft(drafts []desk.Draft, ticket string) tea.Cmd {
	s.choose = nil
	for _, d := range drafts {
		if d.Case.Ticket == ticket {
			s.choose = append(s.choose, d)
		}
	}
	if len(s.choose) == 1 {
		return ui.Go(ui.ScreenIntake, s.choose[0])
	}
	opts := make([]ui.Option, 0, len(s.choose))
	for _, d := range s.choose {
		opts = append(opts, ui.Option{
			Key: d.Case.ID, Word: ui.Clean(d.Case.Title, 40) + "  " + ui.Clean(d.Case.Private.Applicant.Name, 20),
		})
	}
	return ui.Ask(askDraft, ui.NewPick(text.OpenMatter, text.WhichDraft, opts))
}

// chosen opens the draft that was picked.
func (s *Screen) chosen(id string) tea.Cmd {
	for _, d := range s.choose {
		if d.Case.ID == id {
			return ui.Go(ui.ScreenIntake, d)
		}
	}
	return nil
}
