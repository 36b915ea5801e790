package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/desk/fieldmap"
	"xiaochuang/desk/identity"
	"xiaochuang/store/storetest"
)

// entrant is a station whose first clerk may enter into the system of 最低生活保障,
// with the transcripts over it, and a case of that matter.
func entrant(t *testing.T, edit func(*desk.EntryGrant)) (*shop, *desk.Transcripts, desk.Case) {
	t.Helper()
	g := desk.EntryGrant{
		System: "北京市社会救助信息系统", Staff: []string{"u01"}, Office: "社会事务科", From: storetest.Today, Until: storetest.Today, Document: "示例〔2026〕1号",
	}
	edit(&g)
	s := open(t, func(st *desk.Station) { st.EntryGrants = []desk.EntryGrant{g} })
	maps, _ := fieldmap.New(s.station, nil)
	x := desk.NewTranscripts(s.db, s.station, maps, desk.NewPress(s.station, s.guide, identity.People{Use: identity.Rehearsal}))
	dr := must(s.intake.Begin(s.ctx(), s.rid(), at(1), "BJ-SQ-0066", desk.Ticket{}))(t)
	c := dr.Case
	c.Private.Applicant = citizen()
	it, _ := s.guide.Item(c.Item)
	for _, q := range it.Situations {
		c.Answers[q.Key] = q.Answers[0].Key
	}
	if err := s.intake.Tailor(&c); err != nil {
		t.Fatal(err)
	}
	complete(&c)
	return s, x, must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(t).Case
}

func TestWithoutAuthorisationTheStreetEnters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		why  string
		edit func(*desk.EntryGrant)
	}{
		{"none", func(g *desk.EntryGrant) { g.System = "x" }},
		{"staff", func(g *desk.EntryGrant) { g.Staff = []string{"u02"} }},
		{"early", func(g *desk.EntryGrant) { g.From = storetest.Today.Add(1) }},
		{"over", func(g *desk.EntryGrant) { g.From, g.Until = "2026-01-01", storetest.Today.Add(-1) }},
	} {
		s, x, c := entrant(t, tt.edit)
		todo := must(x.Todo(s.ctx()))(t)
		if len(todo) != 1 || todo[0].Route != desk.EnteredStreet || todo[0].Why != tt.why || c.Entry != desk.EnteredStreet || c.System == "" {
			t.Errorf("%s: %+v of %+v", tt.why, todo, c)
		}
		s.nothingWritten(func() {
			_, _, err := x.Open(s.ctx(), s.rid(), at(1), c.ID)
			wantProblem(t, err, desk.Blocked, "transcript.grant."+tt.why)
		})
		h := must(s.db.History(s.ctx(), "case:"+c.ID))(t)
		if !strings.Contains(string(h[0].Raw), `"entry":"street"`) {
			t.Errorf("%s: the line does not say who enters", tt.why)
		}
		_, p, err := x.ToStreet(s.ctx(), s.rid(), at(1), c.ID)
		if err != nil || p.Kind != desk.PaperCopy || len(p.Content.Fields) < 10 || p.Content.Fields[1].Value != citizen().Number {
			t.Fatalf("%s: the copy sheet is %+v, %v", tt.why, p, err)
		}
		if all := strings.Join(p.Content.Codes, ""); strings.Count(all, "\t") != len(p.Content.Fields)-1 {
			t.Errorf("%s: the codes are %q", tt.why, p.Content.Codes)
		}
		s.sound()
	}
}

func TestACaseIsEnteredHere(t *testing.T) {
	t.Parallel()
	s, x, c := entrant(t, func(*desk.EntryGrant) {})
	if todo := must(x.Todo(s.ctx()))(t); todo[0].Route != desk.EnteredHere || todo[0].State != desk.CopyTodo || todo[0].Grant != "示例〔2026〕1号" {
		t.Fatalf("todo is %+v", todo)
	}
	s.nothingWritten(func() {
		_, err := x.Enter(s.ctx(), s.rid(), at(1), c.ID, "JZ0000000001", "JZ0000000001", 3, 0)
		wantProblem(t, err, desk.Conflict, "transcript.state") // nobody has opened the board
	})
	tr, fields, err := x.Open(s.ctx(), s.rid(), at(1), c.ID)
	if err != nil || tr.State != desk.CopyEntering || tr.Openings != 1 || fields[0].Value != citizen().Name {
		t.Fatalf("opened it is %+v with %d fields, %v", tr, len(fields), err)
	}
	must(x.Pause(s.ctx(), s.rid(), at(1), c.ID, 4, 70))(t)
	s.clock.Add(time.Minute)
	if tr, _, err = x.Open(s.ctx(), s.rid(), at(1), c.ID); err != nil || tr.Field != 4 || tr.Seconds != 70 || tr.Openings != 2 {
		t.Errorf("opened again it is %+v, %v", tr, err)
	}
	s.nothingWritten(func() {
		_, err := x.Enter(s.ctx(), s.rid(), at(1), c.ID, "JZ0000000001", "JZ0000000002", 3, 0)
		wantProblem(t, err, desk.Invalid, "transcript.differs")
	})
	tr = must(x.Enter(s.ctx(), s.rid(), at(1), c.ID, "jz0000000001", "JZ0000000001", 12, 50))(t)
	if tr.State != desk.CopyDone || tr.External != "JZ0000000001" || tr.Seconds != 120 || tr.Fields != 12 || tr.Ended == nil {
		t.Errorf("entered it is %+v", tr)
	}
	if now := s.caseOf(c.ID); now.External != "JZ0000000001" || now.Private.Applicant != citizen() {
		t.Errorf("the case is %+v", now)
	}
	b := must(x.Burden(s.ctx(), storetest.Today, storetest.Today))(t)
	if want := []desk.Burden{{System: "北京市社会救助信息系统", Cases: 1, Here: 1, Fields: 12, Seconds: 120}}; !slices.Equal(b, want) {
		t.Errorf("the burden is %+v", b)
	}
	must(x.Mismatch(s.ctx(), s.rid(), at(1), c.ID, "姓名不符"))(t)
	if todo := must(x.Todo(s.ctx()))(t); len(todo) != 1 || todo[0].State != desk.CopyMismatch {
		t.Errorf("to be looked at again is %+v", todo)
	}
	for _, e := range must(s.db.History(s.ctx(), "case:"+c.ID))(t) {
		if strings.Contains(string(e.Raw), citizen().Number) || strings.Contains(string(e.Raw), citizen().Name) {
			t.Errorf("%s names the citizen", e.Line.Kind)
		}
	}
	s.sound()
}

// TestCodesAreWholeAndSmall holds that a scan gun types every value, in order,
// whatever the values are, from codes of a bounded size.
func TestCodesAreWholeAndSmall(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		values := rapid.SliceOfN(rapid.StringMatching(`[a-z0-9王𬭎]{0,120}`), 1, 30).Draw(rt, "values")
		fields := make([]desk.CopyField, len(values))
		for i, v := range values {
			fields[i].Value = v
		}
		codes := desk.CopyCodes(fields)
		if got, want := strings.Join(codes, ""), strings.Join(values, "\t"); got != want {
			rt.Fatalf("typed is %q, want %q", got, want)
		}
		for _, c := range codes {
			if len(c) > 180 || !utf8.ValidString(c) {
				rt.Fatalf("a code of %d bytes", len(c))
			}
		}
	})
}
