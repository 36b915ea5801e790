package desk_test

import (
	"maps"
	"slices"
	"testing"

	"xiaochuang/desk"
)

// lease is an invented item whose second question hangs on the first, and the
// third on the second.
func lease() desk.Item {
	return desk.Item{Situations: []desk.Question{
		{Key: "home", Answers: []desk.Choice{{Key: "own"}, {Key: "rent"}}},
		{Key: "paper", When: []desk.When{{Question: "home", Answers: []string{"rent"}}}, Answers: []desk.Choice{{Key: "y"}, {Key: "n"}}},
		{Key: "owner", When: []desk.When{{Question: "paper", Answers: []string{"n"}}}, Answers: []desk.Choice{{Key: "here"}, {Key: "away"}}},
		{Key: "who", Fact: desk.FactAgent, Answers: []desk.Choice{{Key: "self", Fact: desk.FactNo}, {Key: "other", Fact: desk.FactYes}}},
	}}
}

func TestQuestionsThatMatter(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers map[string]string
		asked   []string
		kept    map[string]string
	}{
		{"nothing is said", nil, []string{"home", "who"}, map[string]string{}},
		{"an answer asks further", map[string]string{"home": "rent"}, []string{"home", "paper", "who"}, map[string]string{"home": "rent"}},
		{
			"and further",
			map[string]string{"home": "rent", "paper": "n"},
			[]string{"home", "paper", "owner", "who"},
			map[string]string{"home": "rent", "paper": "n"},
		},
		{
			"what hangs on an answer goes with it",
			map[string]string{"home": "own", "paper": "n", "owner": "away"},
			[]string{"home", "who"},
			map[string]string{"home": "own"},
		},
		{"an answer without its question goes", map[string]string{"owner": "away"}, []string{"home", "who"}, map[string]string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			it, before := lease(), maps.Clone(tt.answers)
			var asked []string
			for _, q := range it.Questions(tt.answers) {
				asked = append(asked, q.Key)
			}
			if kept := it.Kept(tt.answers); !slices.Equal(asked, tt.asked) || !maps.Equal(kept, tt.kept) {
				t.Errorf("asked %v and kept %v, want %v and %v", asked, kept, tt.asked, tt.kept)
			}
			if !maps.Equal(tt.answers, before) {
				t.Error("the answers given were changed")
			}
		})
	}
}

func TestFactsAnswer(t *testing.T) {
	var c desk.Case
	if f := desk.FactsOf(&c, "2026-11-23"); !maps.Equal(f, desk.Facts{desk.FactAgent: desk.FactNo}) {
		t.Errorf("of nobody is known %v", f)
	}
	c.Private.Agent = &desk.Person{}
	for birth, want := range map[desk.Day]desk.Facts{
		"1899-03-07": {"agent": "yes", "minor": "no", "youth": "no"},
		"2008-11-23": {"agent": "yes", "minor": "no", "youth": "no"}, // eighteen today
		"2008-11-24": {"agent": "yes", "minor": "yes", "youth": "no"},
		"2010-11-24": {"agent": "yes", "minor": "yes", "youth": "yes"},
		"yesterday":  {"agent": "yes"},
	} {
		c.Private.Applicant.Birth = birth
		if f := desk.FactsOf(&c, "2026-11-23"); !maps.Equal(f, want) {
			t.Errorf("born %s: %v, want %v", birth, f, want)
		}
	}
	it := lease()
	got := it.Settle(map[string]string{"home": "own", "who": "self", "paper": "y"}, desk.Facts{desk.FactAgent: desk.FactYes})
	if want := map[string]string{"home": "own", "who": "other"}; !maps.Equal(got, want) {
		t.Errorf("settled %v, want %v", got, want)
	}
	if !it.Situations[3].Given(desk.Facts{desk.FactAgent: desk.FactNo}) || it.Situations[0].Given(desk.Facts{"": desk.FactNo}) {
		t.Error("a fact answers its own question, and no other")
	}
}

// TestAnAgentBringsADelegation takes a matter in for somebody else: the list has
// one line more, and it goes when the applicant comes after all.
func TestAnAgentBringsADelegation(t *testing.T) {
	s := open(t)
	c := s.begin("BJ-SQ-0120", s.visit()) // asks nobody who comes
	own := len(c.Materials)
	c.Private.Agent = &desk.Person{Name: "李示例"}
	if err := s.intake.Tailor(&c); err != nil {
		t.Fatal(err)
	}
	last := c.Materials[len(c.Materials)-1]
	if len(c.Materials) != own+1 || !last.Required || last.Key != s.guide.Delegation().Key {
		t.Fatalf("the list ends with %+v", last)
	}
	if open := s.intake.Lacks(&c, "2026-11-23"); !slices.Contains(open, "material:"+last.Name) {
		t.Errorf("open %q, want the delegation among them", open)
	}
	c.Private.Agent = nil
	if err := s.intake.Tailor(&c); err != nil || len(c.Materials) != own {
		t.Errorf("%d lines without an agent, want %d (%v)", len(c.Materials), own, err)
	}
}

// TestTheItemAsksItsOwnWay: where the catalogue says what an agent brings, the
// form's own answer brings it, and no line stands twice.
func TestTheItemAsksItsOwnWay(t *testing.T) {
	s := open(t)
	c := s.begin("BJ-SQ-0066", s.visit())
	own := len(c.Materials)
	c.Private.Agent = &desk.Person{Name: "李示例"}
	if err := s.intake.Tailor(&c); err != nil {
		t.Fatal(err)
	}
	if len(c.Materials) != own+2 || c.Material(s.guide.Delegation().Key) != nil || c.Answers["q5"] != "b" {
		t.Errorf("%d lines, answer %q; want %d, and the answer that somebody else comes", len(c.Materials), c.Answers["q5"], own+2)
	}
}

// TestSomeMattersForbidAgents cannot be taken in for another.
func TestSomeMattersForbidAgents(t *testing.T) {
	s := open(t)
	c := s.begin("BJ-SQ-0028", s.visit())
	c.Private.Applicant = citizen()
	c.Private.Agent = &desk.Person{Name: "李示例", Document: "111", Number: "x"}
	if err := s.intake.Tailor(&c); err != nil {
		t.Fatal(err)
	}
	if open := s.intake.Lacks(&c, "2026-11-23"); !slices.Contains(open, "proxy") {
		t.Errorf("open %q, want the agent among them", open)
	}
	_, err := s.intake.Accept(s.ctx(), s.rid(), at(1), c)
	if p := wantProblem(t, err, desk.Blocked, "case.open"); !slices.Contains(p.Open, "proxy") {
		t.Errorf("accepted with an agent: %v", err)
	}
	c.Private.Agent = nil
	if open := s.intake.Lacks(&c, "2026-11-23"); slices.Contains(open, "proxy") {
		t.Error("blocked without an agent")
	}
}
