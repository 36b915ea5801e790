package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

// lead is somebody who may adopt words.
func lead() desk.Duty {
	d := at(1)
	d.Staff.Roles = []desk.Role{desk.RoleClerk, desk.RoleLead}
	return d
}

func (s *shop) wordings() *desk.Wordings {
	return desk.NewWordings(s.db, func(k desk.PaperKind, text string, inForce map[desk.PaperKind]string) error {
		if found := notice.Check(k, text, inForce); len(found) > 0 {
			return &desk.Problem{Kind: desk.Invalid, What: "wording.faulty"}
		}
		return nil
	})
}

func reworded(t *testing.T, k desk.PaperKind, from, to string) string {
	t.Helper()
	out := strings.ReplaceAll(notice.Source(k), from, to)
	if out == notice.Source(k) {
		t.Fatalf("no %q in the template", from)
	}
	return out
}

func TestAdoptAndRevertAreVersions(t *testing.T) {
	s := open(t)
	w, ctx := s.wordings(), t.Context()
	one := reworded(t, desk.PaperTicket, "请听到叫号后到窗口办理。", "请听叫号。")
	two := reworded(t, desk.PaperTicket, "请听到叫号后到窗口办理。", "听到叫号请到窗口。")

	first := must(w.Adopt(ctx, "r1", lead(), desk.PaperTicket, one))(t)
	if first.Version != 1 || first.Digest != desk.DigestOf(one) || first.Staff != "u01" || !strings.HasPrefix(first.ID, "PH.1.") {
		t.Errorf("first %+v", first)
	}
	if again := must(w.Adopt(ctx, "r1", lead(), desk.PaperTicket, one))(t); again.ID != first.ID {
		t.Errorf("asked again it is %s", again.ID)
	}
	second := must(w.Adopt(ctx, "r2", lead(), desk.PaperTicket, two))(t)
	back := must(w.Revert(ctx, "r3", lead(), desk.PaperTicket, 1))(t)
	none := must(w.Revert(ctx, "r4", lead(), desk.PaperTicket, 0))(t)
	if second.Version != 2 || back.Version != 3 || back.Of != 1 || back.Text != one || none.Version != 4 || none.Own() {
		t.Errorf("second %+v, back %+v, none %+v", second, back, none)
	}
	all := must(s.db.Wordings(ctx, ""))(t)
	if len(all) != 4 || len(desk.InForce(all)) != 0 || desk.InForce(all[1:])[desk.PaperTicket] != one {
		t.Errorf("%d versions, in force %v", len(all), desk.InForce(all))
	}
}

func TestAdoptIsRefused(t *testing.T) {
	s := open(t)
	w, ctx := s.wordings(), t.Context()
	one := reworded(t, desk.PaperTicket, "请听到叫号后到窗口办理。", "请听叫号。")
	for _, tt := range []struct {
		name string
		do   func() (desk.Wording, error)
		want desk.Problem
	}{
		{"a clerk", func() (desk.Wording, error) { return w.Adopt(ctx, "r1", at(1), desk.PaperTicket, one) }, desk.Problem{Kind: desk.Denied, What: "right.words"}},
		{"a clerk who reverts", func() (desk.Wording, error) { return w.Revert(ctx, "r2", at(1), desk.PaperTicket, 0) }, desk.Problem{Kind: desk.Denied, What: "right.words"}},
		{"faulty", func() (desk.Wording, error) { return w.Adopt(ctx, "r3", lead(), desk.PaperTicket, "# 号\n{{.Gone}}") }, desk.Problem{Kind: desk.Invalid, What: "wording.faulty"}},
		{"empty", func() (desk.Wording, error) { return w.Adopt(ctx, "r4", lead(), desk.PaperTicket, "") }, desk.Problem{Kind: desk.Invalid, What: "wording.faulty"}},
		{"an unknown version", func() (desk.Wording, error) { return w.Revert(ctx, "r5", lead(), desk.PaperTicket, 7) }, desk.Problem{Kind: desk.NotFound, What: "wording"}},
		{"built in already", func() (desk.Wording, error) { return w.Revert(ctx, "r6", lead(), desk.PaperTicket, 0) }, desk.Problem{Kind: desk.Conflict, What: "wording.same"}},
	} {
		if _, err := tt.do(); !errors.Is(err, &tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, &tt.want)
		}
	}
	if all := must(s.db.Wordings(ctx, ""))(t); len(all) != 0 {
		t.Errorf("%d versions", len(all))
	}
}

// TestPapersNameTheirWords: a paper says which words it was made with, its own
// first and then the parts, and a later version does not change it.
func TestPapersNameTheirWords(t *testing.T) {
	s := open(t)
	w, ctx := s.wordings(), t.Context()
	slip := func() desk.Paper {
		t.Helper()
		_, p, err := s.hall.Take(ctx, s.rid(), at(1), desk.TakeOrder{})
		if err != nil {
			t.Fatal(err)
		}
		return must(s.db.Paper(ctx, p.No))(t)
	}
	before := slip()
	own := must(w.Adopt(ctx, "w1", lead(), desk.PaperTicket, reworded(t, desk.PaperTicket, "请听到叫号后到窗口办理。", "请听叫号。")))(t)
	parts := must(w.Adopt(ctx, "w2", lead(), desk.PaperParts, reworded(t, desk.PaperParts, "监督电话：", "监督：")))(t)
	between := slip()
	must(w.Revert(ctx, "w3", lead(), desk.PaperTicket, 0))(t)
	after := slip()
	for _, x := range []struct {
		p    desk.Paper
		want []string
	}{{before, nil}, {between, []string{own.ID, parts.ID}}, {after, []string{parts.ID}}} {
		if got := must(s.db.Paper(ctx, x.p.No))(t).Words; !slices.Equal(got, x.want) {
			t.Errorf("%s has %v, want %v", x.p.No, got, x.want)
		}
	}
}
