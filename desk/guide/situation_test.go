package guide

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

// permit is an invented item with every kind of decision.
func permit() desk.Item {
	req := func(key string) desk.Requirement {
		return desk.Requirement{Key: key, Name: "材料" + key, Required: true}
	}
	return desk.Item{
		ID: "T-1", Name: "测试事项",
		Materials: []desk.Requirement{req("form"), req("card"), req("lease"), req("deed"), req("letter"), req("photo")},
		Situations: []desk.Question{
			{Key: "home", Ask: "住房是哪种？", Answers: []desk.Choice{
				{Key: "rent", Say: "租的", Adds: []string{"lease"}},
				{Key: "own", Say: "自己的", Adds: []string{"deed"}, Note: "看原件"},
				{Key: "work", Say: "单位的", Adds: []string{"letter"}},
			}},
			{Key: "card", Ask: "系统里有照片吗？", Answers: []desk.Choice{
				{Key: "y", Say: "有", Drops: []string{"photo", "lease"}},
				{Key: "n", Say: "没有"},
			}},
			{Key: "agent", Ask: "本人来吗？", Answers: []desk.Choice{
				{Key: "y", Say: "本人"},
				{Key: "n", Say: "代办", Adds: []string{"letter"}},
			}},
		},
	}
}

func keys(list []Line) []string {
	var all []string
	for _, l := range list {
		all = append(all, l.Key)
	}
	return all
}

func TestTailor(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers map[string]string
		asked   []string
		next    string
	}{
		{"nothing answered", nil, []string{"form", "card", "photo"}, "home"},
		{"an answer adds", map[string]string{"home": "rent"}, []string{"form", "card", "lease", "photo"}, "card"},
		{"another answer adds another", map[string]string{"home": "own"}, []string{"form", "card", "deed", "photo"}, "card"},
		{"an answer drops what is always asked", map[string]string{"home": "own", "card": "y"}, []string{"form", "card", "deed"}, "agent"},
		{"dropping wins over adding", map[string]string{"home": "rent", "card": "y"}, []string{"form", "card"}, "agent"},
		{"either of two answers adds", map[string]string{"home": "work", "card": "n", "agent": "y"}, []string{"form", "card", "letter", "photo"}, ""},
		{"the other of the two", map[string]string{"home": "own", "card": "n", "agent": "n"}, []string{"form", "card", "deed", "letter", "photo"}, ""},
		{"answered out of order", map[string]string{"agent": "n"}, []string{"form", "card", "letter", "photo"}, "home"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Tailor(permit(), tt.answers)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(keys(got.Asked), tt.asked) {
				t.Errorf("asked %v, want %v", keys(got.Asked), tt.asked)
			}
			next := ""
			if got.Next != nil {
				next = got.Next.Key
			}
			if next != tt.next || got.Answered != len(tt.answers) {
				t.Errorf("next %q after %d answers, want %q after %d", next, got.Answered, tt.next, len(tt.answers))
			}
		})
	}
}

func TestTailorSaysWhy(t *testing.T) {
	got, err := Tailor(permit(), map[string]string{"home": "own", "card": "y"})
	if err != nil {
		t.Fatal(err)
	}
	why := map[string]Line{}
	for _, l := range slices.Concat(got.Asked, got.Left) {
		why[l.Key] = l
	}
	for key, want := range map[string]struct {
		why              Why
		question, answer string
	}{
		"form":   {Always, "", ""},
		"deed":   {Added, "home", "own"},
		"lease":  {Dropped, "card", "y"},
		"photo":  {Dropped, "card", "y"},
		"letter": {Undecided, "agent", ""},
	} {
		l := why[key]
		question, answer := "", ""
		if l.Question != nil {
			question = l.Question.Key
		}
		if l.Answer != nil {
			answer = l.Answer.Key
		}
		if l.Why != want.why || question != want.question || answer != want.answer {
			t.Errorf("%s: %s by %q %q, want %s by %q %q", key, l.Why, question, answer, want.why, want.question, want.answer)
		}
	}
	if !slices.Equal(got.Notes, []string{"看原件"}) {
		t.Errorf("notes %v", got.Notes)
	}
	done, _ := Tailor(permit(), map[string]string{"home": "own", "agent": "y"})
	if l := done.Left[len(done.Left)-1]; l.Key != "letter" || l.Why != NotChosen {
		t.Errorf("%s is left as %s, want letter as not chosen", l.Key, l.Why)
	}
}

func TestTailorRefusesForeignAnswers(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"unknown choice":   {"home": "castle"},
		"unknown question": {"moon": "y"},
	} {
		if _, err := Tailor(permit(), answers); desk.KindOf(err) != desk.Invalid {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestTailorFollowsConditions asks what a question adds only where it matters.
func TestTailorFollowsConditions(t *testing.T) {
	it := permit()
	it.Situations[1].When = []desk.When{{Question: "home", Answers: []string{"rent"}}}
	it.Situations[2].When = []desk.When{{Question: "card", Answers: []string{"n"}}}
	for _, tt := range []struct {
		name    string
		answers map[string]string
		key     string
		why     Why
		by      string
		asked   int
	}{
		{"open while the question it hangs on is", nil, "letter", Undecided, "home", 1},
		{"open while the one between is", map[string]string{"home": "rent"}, "letter", Undecided, "card", 2},
		{"settled by the answer that asks no further", map[string]string{"home": "own"}, "letter", NotChosen, "home", 1},
		{"a stale answer drops nothing", map[string]string{"home": "own", "card": "y"}, "photo", Always, "", 1},
		{"added by the answer two steps on", map[string]string{"home": "rent", "card": "n", "agent": "n"}, "letter", Added, "agent", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Tailor(it, tt.answers)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range slices.Concat(got.Asked, got.Left) {
				by := ""
				if l.Question != nil {
					by = l.Question.Key
				}
				if l.Key == tt.key && (l.Why != tt.why || by != tt.by) {
					t.Errorf("%s: %s by %q, want %s by %q", l.Key, l.Why, by, tt.why, tt.by)
				}
			}
			if got.Questions != tt.asked {
				t.Errorf("%d questions matter, want %d", got.Questions, tt.asked)
			}
		})
	}
}

func TestBack(t *testing.T) {
	answers := map[string]string{"home": "own", "card": "n"}
	one := Back(permit(), answers)
	if !maps.Equal(one, map[string]string{"home": "own"}) {
		t.Errorf("after one step back %v", one)
	}
	if len(answers) != 2 {
		t.Error("the answers given were changed")
	}
	if none := Back(permit(), Back(permit(), one)); len(none) != 0 {
		t.Errorf("before the first question %v", none)
	}
}

// TestEveryMaterialIsOnOneSide: whatever is answered, each material stands
// either on the list or beside it, in the item's order.
func TestEveryMaterialIsOnOneSide(t *testing.T) {
	c := demonstration(t)
	rapid.Check(t, func(t *rapid.T) {
		it := rapid.SampledFrom(c.Items()).Draw(t, "item")
		answers := map[string]string{}
		for _, q := range it.Situations {
			if i := rapid.IntRange(-1, len(q.Answers)-1).Draw(t, q.Key); i >= 0 {
				answers[q.Key] = q.Answers[i].Key
			}
		}
		got, err := Tailor(it, answers)
		if err != nil {
			t.Fatal(err)
		}
		if got.Questions > mostQuestions+1 { // who comes is not asked at the window
			t.Fatalf("%d questions are asked", got.Questions)
		}
		var order []string
		for _, m := range it.Materials {
			order = append(order, m.Key)
		}
		both := slices.Concat(keys(got.Asked), keys(got.Left))
		slices.SortFunc(both, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
		if !slices.Equal(both, order) {
			t.Fatalf("%v, want %v", both, order)
		}
		if (got.Next == nil) != (got.Answered == got.Questions) || got.Questions != len(it.Questions(answers)) {
			t.Fatal("the next question does not follow from the answers")
		}
		list, err := c.Tailor(it.ID, answers)
		if err != nil || len(list) != len(got.Asked) {
			t.Fatalf("the catalogue's own list has %d lines, %v", len(list), err)
		}
	})
}

func demonstration(t interface {
	Helper()
	Fatal(...any)
},
) *Catalogue {
	t.Helper()
	c, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTheDemonstrationAsksFurther: at least fifteen matters ask some questions only
// after an answer that calls for them. Each such question comes up after some
// answers and not after others, and these matters say of every material what to
// look at, and what to answer on the phone.
func TestTheDemonstrationAsksFurther(t *testing.T) {
	further := 0
	for _, it := range demonstration(t).Items() {
		conditional := false
		for _, q := range it.Situations {
			if len(q.When) == 0 {
				continue
			}
			conditional = true
			comes, stays := false, false
			for _, answers := range allAnswers(it) {
				asked := slices.ContainsFunc(it.Questions(answers), func(x desk.Question) bool { return x.Key == q.Key })
				comes, stays = comes || asked, stays || !asked
			}
			if !comes || !stays {
				t.Errorf("%s: question %s comes up %t, is passed over %t", it.ID, q.Key, comes, stays)
			}
		}
		if !conditional {
			continue
		}
		further++
		if it.Answer == "" || len(it.Aliases) < 5 {
			t.Errorf("%s has no answer in plain words, or %d other names only", it.ID, len(it.Aliases))
		}
		for _, m := range it.Materials {
			if len(m.CheckPoints) == 0 {
				t.Errorf("%s: nothing says what to look at in %s", it.ID, m.Name)
			}
		}
	}
	if further < 15 {
		t.Errorf("%d matters ask further, want 15", further)
	}
}

// allAnswers lists every way to answer an item's questions.
func allAnswers(it desk.Item) []map[string]string {
	all := []map[string]string{{}}
	for _, q := range it.Situations {
		var more []map[string]string
		for _, before := range all {
			for _, a := range q.Answers {
				m := maps.Clone(before)
				m[q.Key] = a.Key
				more = append(more, m)
			}
		}
		all = more
	}
	return all
}
