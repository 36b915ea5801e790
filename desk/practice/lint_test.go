package practice

import (
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
)

// sample is a scene with one of everything, in which nothing is wrong.
const sample = `# A scene.
id = "sample-one"
title = "样例"
level = 2

[visitor]
name = "王试一"
mood = "calm"
rates = "satisfied"
says = [
  "您好。", # the first
  "带来了。",
]

[[person]]
key = "self"
role = "applicant"
name = "王试一"
number = "110101180001010015"
phone = "010-65000001"
card = true

[truth]
item = "BJ-SQ-0056"
version = 1
mode = "D"
ending = "noticed"

[truth.answers]
q1 = "a"
q2 = "a"

[[bag]]
material = "m1"
state = "missing"

[[bag]]
material = "m2"
state = "unfit"
why = "复印件看不清"

[[bag]]
material = "m4"
state = "complete"

[[event]]
what = "jam"
after = "2m"
for = "20s"

[[rubric]]
name = "一次说全"
check = "notice"
points = 60

[[rubric]]
name = "顺序"
check = "order"
points = 30
acts = ["ticket.called|ticket.walkin", "case.noticed"]

[[rubric]]
name = "快"
check = "time"
points = 10
limit = "7m"
`

func TestSampleIsClean(t *testing.T) {
	s, found, err := Parse("sample.toml", []byte(sample))
	if err != nil || len(found) > 0 {
		t.Fatalf("%v, %v", found, err)
	}
	g, err := guide.Demo()
	if err != nil {
		t.Fatal(err)
	}
	if found := s.Against(g, "sample.toml", []byte(sample)); len(found) > 0 {
		t.Errorf("%v", found)
	}
	if s.Level != 2 || s.Visitor.Says[1] != "带来了。" || s.Bag[1].Why == "" || s.Rubric[1].Acts[1] != "case.noticed" || len(s.Digest) != 64 {
		t.Errorf("%+v", s)
	}
}

// A mistake is a change to the sample, the code that must come, and a text of
// the line on which it must come.
type mistake struct {
	name     string
	old, new string
	code     Code
	field    string
	line     string // within the changed file
}

func (m mistake) file(t *testing.T) (text string, line int) {
	t.Helper()
	if strings.Count(sample, m.old) != 1 {
		t.Fatalf("%q stands %d times in the sample", m.old, strings.Count(sample, m.old))
	}
	text = strings.Replace(sample, m.old, m.new, 1)
	if m.line == "" {
		return text, 1
	}
	at := strings.Index(text, m.line)
	if at < 0 {
		t.Fatalf("%q is not in the changed sample", m.line)
	}
	return text, 1 + strings.Count(text[:at], "\n")
}

func finds(list []Finding, m mistake, line int) bool {
	for _, f := range list {
		if f.Code == m.code && f.Line == line && f.Field == m.field && f.File == "x.toml" {
			return true
		}
	}
	return false
}

func TestMistakesAreNamedWithTheirLine(t *testing.T) {
	for _, m := range []mistake{
		{"no TOML", `level = 2`, `level = = 2`, NotTOML, "", `level = =`},
		{"a word for a number", `level = 2`, `level = "two"`, NotTOML, "", `level = "two"`},
		{"unknown key", `level = 2`, "level = 2\ncolour = 3", UnknownKey, "colour", "colour"},
		{"unknown key in an entry", `why = "复印件看不清"`, "why = \"复印件看不清\"\nhow = 1", UnknownKey, "bag.how", "how ="},
		{"no id", `id = "sample-one"`, ``, Missing, "id", ""},
		{"id with blanks", `"sample-one"`, `"sample one"`, BadID, "id", "id ="},
		{"no title", `"样例"`, `"  "`, Missing, "title", "title"},
		{"title too long", `"样例"`, `"` + strings.Repeat("长", 31) + `"`, TooLong, "title", "title"},
		{"escape sequence", `"样例"`, `"样\u001b[2J"`, Control, "title", "title"},
		{"level", `level = 2`, `level = 4`, NotOneOf, "level", "level"},
		{"mood", `mood = "calm"`, `mood = "angry"`, NotOneOf, "visitor.mood", "mood"},
		{"rates", `rates = "satisfied"`, `rates = "5"`, NotOneOf, "visitor.rates", "rates"},
		{"a long line of speech", `"带来了。",`, `"` + strings.Repeat("话", 35) + `",`, TooLong, "visitor.says[2]", "话"},
		{"an empty line of speech", `"您好。", # the first`, `"", # the first`, Missing, "visitor.says[1]", `"",`},
		{"role", `role = "applicant"`, `role = "boss"`, NotOneOf, "person[1].role", "role"},
		{"nobody applies", `role = "applicant"`, `role = "agent"`, NoApplicant, "person", "[[person]]"},
		{"check character", `110101180001010015`, `110101180001010016`, BadNumber, "person[1].number", "number"},
		{"a person who may live", `110101180001010015`, `110101199001010015`, NotInvented, "person[1].number", "number"},
		{"phone", `010-65000001`, `12345`, BadPhone, "person[1].phone", "phone"},
		{"item and certificate", `version = 1`, "version = 1\ncertificate = \"kinship\"", ItemOrProof, "truth", "[truth]"},
		{"no version", `version = 1`, ``, Missing, "truth.version", "[truth]"},
		{"mode", `mode = "D"`, `mode = "X"`, NotOneOf, "truth.mode", `mode = "X"`},
		{"an ending that the mode cannot have", `ending = "noticed"`, `ending = "accepted"`, EndingMode, "truth.ending", "ending"},
		{"complete although something lacks", `ending = "noticed"`, `ending = "received"`, SomethingGap, "truth.ending", "ending"},
		{"state", `state = "complete"`, `state = "fine"`, NotOneOf, "bag[3].state", `state = "fine"`},
		{"material twice", `material = "m4"`, `material = "m1"`, Repeated, "bag[3].material", "material = \"m1\"\nstate = \"complete\""},
		{"unfit without why", `why = "复印件看不清"`, ``, WhyNeeded, "bag[2].why", "[[bag]]\nmaterial = \"m2\""},
		{"mishap", `what = "jam"`, `what = "fire"`, NotOneOf, "event[1].what", "what"},
		{"no time", `after = "2m"`, ``, EventWhen, "event[1]", "[[event]]"},
		{"after and on", `after = "2m"`, "after = \"2m\"\non = \"case.noticed\"", EventWhen, "event[1]", "[[event]]"},
		{"no such act", `after = "2m"`, `on = "case.burnt"`, BadAct, "event[1].on", `on = "case.burnt"`},
		{"a time that is none", `after = "2m"`, `after = "soon"`, BadTime, "event[1].after", "after"},
		{"no end", `for = "20s"`, ``, Missing, "event[1].for", "[[event]]"},
		{"check", `check = "notice"`, `check = "smile"`, NotOneOf, "rubric[1].check", "check = \"smile\""},
		{"check twice", `check = "time"`, `check = "notice"`, Repeated, "rubric[3].check", "check = \"notice\"\npoints = 10"},
		{"points", `points = 60`, `points = 0`, BadPoints, "rubric[1].points", "points = 0"},
		{"sum", `points = 60`, `points = 61`, BadSum, "rubric", "[[rubric]]"},
		{"order without acts", `acts = ["ticket.called|ticket.walkin", "case.noticed"]`, ``, CheckNeeds, "rubric[2]", "[[rubric]]\nname = \"顺序\""},
		{"an act that is none", `|ticket.walkin`, `|ticket.flown`, BadAct, "rubric[2].acts[1]", "acts"},
		{"a limit that is not asked for", `points = 60`, "points = 60\nlimit = \"3m\"", UnknownKey, "rubric[1].limit", `limit = "3m"`},
		{"a check that this scene can never fail", `check = "notice"`, `check = "referral"`, CheckNever, "rubric[1].check", `check = "referral"`},
	} {
		t.Run(m.name, func(t *testing.T) {
			text, line := m.file(t)
			_, found, err := Parse("x.toml", []byte(text))
			if desk.KindOf(err) != desk.Invalid {
				t.Errorf("the scene is taken: %v", err)
			}
			if !finds(found, m, line) {
				t.Errorf("want %s %s on line %d, found %+v", m.field, m.code, line, found)
			}
		})
	}
}

func TestMistakesAgainstTheGuide(t *testing.T) {
	g, err := guide.Demo()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []mistake{
		{"no such item", `"BJ-SQ-0056"`, `"BJ-SQ-9999"`, NoItem, "truth.item", "item ="},
		{"another version", `version = 1`, `version = 7`, ItemChanged, "truth.version", "version"},
		{"another mode", `mode = "D"`, `mode = "S"`, ModeDiffers, "truth.mode", "mode = \"S\""},
		{"a question too many", `q2 = "a"`, "q2 = \"a\"\nq9 = \"a\"", NoQuestion, "truth.answers.q9", "q9"},
		{"no answer", `q2 = "a"`, ``, NoAnswer, "truth.answers.q2", "[truth.answers]"},
		{"an answer that is none", `q2 = "a"`, `q2 = "z"`, NoAnswer, "truth.answers.q2", "q2"},
		{"a material not asked for", `material = "m4"`, `material = "m3"`, NoMaterial, "bag[3].material", "material = \"m3\""},
		{"a material not spoken of", "[[bag]]\nmaterial = \"m4\"\nstate = \"complete\"\n", "", Unsaid, "bag", "[[bag]]"},
	} {
		t.Run(m.name, func(t *testing.T) {
			text, line := m.file(t)
			s, found, err := Parse("x.toml", []byte(text))
			if err != nil {
				t.Fatalf("%v: %+v", err, found)
			}
			list := s.Against(g, "x.toml", []byte(text))
			if !finds(list, m, line) {
				t.Errorf("want %s %s on line %d, found %+v", m.field, m.code, line, list)
			}
			for _, f := range list {
				if f.Care != (f.Code == ItemChanged) {
					t.Errorf("%s: care %v", f.Code, f.Care)
				}
			}
		})
	}
	s := Scene{Truth: Truth{Certificate: "smile", Ending: Referred}}
	if list := s.Against(g, "x", nil); len(list) != 1 || list[0].Code != NoCertificate {
		t.Errorf("%+v", list)
	}
}

func TestHostileScenes(t *testing.T) {
	for name, b := range map[string][]byte{
		"too big":    []byte(`title = "` + strings.Repeat("x", largest) + `"`),
		"not UTF-8":  []byte("title = \"\xff\xfe\""),
		"nothing":    nil,
		"other file": []byte("#!/bin/sh\nrm -rf x\n"),
		"many":       []byte(strings.Repeat("[[bag]]\n", 4000)),
	} {
		_, found, err := Parse(name, b)
		if desk.KindOf(err) != desk.Invalid || len(found) == 0 || len(found) > most {
			t.Errorf("%s: %d findings, %v", name, len(found), err)
		}
		for _, f := range found {
			if f.Line < 1 || strings.ContainsFunc(f.Value, hidden) || len([]rune(f.Value)) > 60 {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("a = [\"x\"\n[[b]]\nc = '''\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, found, err := Parse("f", b)
		if err == nil && s.Total() != fullMarks {
			t.Errorf("taken with %d points", s.Total())
		}
		for _, x := range found {
			if x.Line < 1 || x.Line > 1+strings.Count(string(b), "\n") {
				t.Errorf("line %d", x.Line)
			}
		}
	})
}

func TestLinesOfMultiLineValues(t *testing.T) {
	text := "a = '''\n[b]\nx = 1\n'''\nc = [ 'one',\n 'two # no comment', # a comment \"'\n  ]\n[d]\ne = \"=[[\"\n[[f]]\n[[f]]\ng = [[1], [2]]\nh = 1\n"
	got := index(text)
	for k, want := range map[string]int{
		"a": 1, "c": 5, "c[1]": 5, "c[2]": 6, "d": 8, "d.e": 9, "f[1]": 10, "f[2]": 11, "f[2].g": 12, "f[2].h": 13,
	} {
		if got[k] != want {
			t.Errorf("%s on line %d, want %d", k, got[k], want)
		}
	}
	if _, ok := got["b"]; ok {
		t.Error("a table within a string is taken for one")
	}
	if n := got.of("f[2].nothing[3].at"); n != 11 {
		t.Errorf("what is not there is sought on line %d, want that of what holds it", n)
	}
}
