package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Posts are what the street tells whoever serves.
type Posts interface {
	// Unread is the line about what somebody has not read, "" for nothing. It must
	// not block.
	Unread(staff string) string
	// Read writes down that somebody has read what Unread is about, and returns what
	// was read.
	Read(ctx context.Context, by desk.Duty) (words string, err error)
}

// post is the line about what the street tells; it stands where toasts do, while
// there is none.
func (a *App) post() string {
	if a.cfg.Posts == nil || a.duty.Staff.ID == "" || a.locked || a.dialogs.Len() > 0 {
		return ""
	}
	return a.cfg.Posts.Unread(a.duty.Staff.ID)
}

func (a *App) drawPost(f *ui.Frame) {
	if words := a.post(); words != "" && a.toast.Text == "" {
		f.Put(0, 0, ui.Warn, ui.Shorten(" "+ui.Clean(words, 600)+"  "+text.PostHint, f.W()))
	}
}

// postActions lets the clerk say that the line was read.
func (a *App) postActions() []ui.Action {
	if a.cfg.Posts == nil {
		return nil
	}
	return []ui.Action{{
		Twin: text.CmdReadAnnouncement, Word: text.ReadAnnouncement, Tip: text.ReadAnnouncementTip, Hidden: true,
		Blocked: func() string {
			if a.duty.Staff.ID == "" || a.cfg.Posts.Unread(a.duty.Staff.ID) == "" {
				return text.NoAnnouncement
			}
			return ""
		},
		Run: func() tea.Cmd {
			posts, by := a.cfg.Posts, a.duty
			return ui.Do(context.Background(), 10*time.Second, func(ctx context.Context) tea.Msg {
				words, err := posts.Read(ctx, by)
				if err != nil {
					return ui.Said{Level: ui.Care, Text: text.Problem(err)}
				}
				return ui.Said{Level: ui.Done, Text: text.HasRead(words)}
			})
		},
	}}
}
