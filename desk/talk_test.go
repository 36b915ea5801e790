package desk_test

import (
	"errors"
	"strings"
	"testing"

	"xiaochuang/desk"
)

func TestATalkIsKeptInAVisitOnly(t *testing.T) {
	s := open(t)
	v := s.visit()
	for _, tt := range []struct {
		name   string
		window int
		lines  []string
		want   desk.Problem
	}{
		{"nothing written", 1, []string{" ", ""}, desk.Problem{Kind: desk.Invalid, What: "talk.empty"}},
		{"too much", 1, []string{strings.Repeat("长", 20_001)}, desk.Problem{Kind: desk.Invalid, What: "talk.long"}},
		{"at another window", 2, []string{"您好"}, desk.Problem{Kind: desk.Conflict, What: "ticket.state"}},
	} {
		if _, err := s.hall.KeepTalk(s.ctx(), s.rid(), at(tt.window), v.ID, tt.lines); !errors.Is(err, &tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, &tt.want)
		}
	}
	rid := s.rid()
	q := must(s.hall.KeepTalk(s.ctx(), rid, at(1), v.ID, []string{"窗口：您好", "来人：您好"}))(t)
	if again := must(s.hall.KeepTalk(s.ctx(), rid, at(1), v.ID, []string{"窗口：您好"}))(t); again.ID != q.ID {
		t.Error("a retry kept it twice")
	}
	got := must(s.db.Inquiry(s.ctx(), q.ID))(t)
	if !got.AboutTalk() || got.Ticket != v.ID || got.State != desk.InquiryAnswered || got.Private.Words != "窗口：您好\n来人：您好" {
		t.Errorf("kept %+v", got)
	}
	if a := s.agenda(); a.Asked != 0 || len(a.Inquiries) != 0 {
		t.Errorf("it counts as %d questions, %d open", a.Asked, len(a.Inquiries))
	}
}
