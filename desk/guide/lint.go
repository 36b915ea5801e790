package guide

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// identifier is the form of ids and keys.
var identifier = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// lint checks one item by itself.
func (r *reader) lint(it *desk.Item) {
	r.mandatory(it)
	r.codes(it)
	r.limits(it)
	r.materials(it)
	r.situations(it)
	r.stages(it)
	r.guideURL(it)
	r.online(it)
	r.sources(it)
}

func (r *reader) id(path, id string) {
	switch {
	case id == "":
		r.fault(path, Missing, Error, "")
	case !identifier.MatchString(id):
		r.fault(path, BadID, Error, id)
	}
}

// mandatory checks the elements that DB11/T 1901 and GB/T 39554 require. The
// program cannot work without some; the rest shows as not verified.
func (r *reader) mandatory(it *desk.Item) {
	r.id("id", it.ID)
	if it.Name == "" {
		r.fault("name", Missing, Error, "")
	}
	if it.Category == "" {
		r.fault("category", Missing, Error, "")
	}
	if it.Version < 1 {
		r.fault("version", OutOfRange, Error, strconv.Itoa(it.Version))
	}
	if !it.Mode.Valid() {
		r.fault("mode_code", BadMode, Error, string(it.Mode))
	}
	for _, e := range []struct {
		path  string
		there bool
	}{
		{"department", it.Department != ""},
		{"handled_at", it.HandledAt != ""},
		{"applicant_codes", len(it.Applicants) > 0},
		{"basis", len(it.Basis) > 0},
		{"conditions", len(it.Conditions) > 0},
		{"flow", len(it.Flow) > 0},
		{"result", it.Result != ""},
		{"fee.text", it.Fee.Text != ""},
	} {
		if !e.there {
			r.fault(e.path, Missing, Warning, "")
		}
	}
	r.noneEmpty("aliases", it.Aliases)
	r.noneEmpty("keywords", it.Keywords)
	r.noneEmpty("basis", it.Basis)
	r.noneEmpty("conditions", it.Conditions)
	r.noneEmpty("flow", it.Flow)
	r.noneEmpty("check_points", it.CheckPoints)
}

func (r *reader) noneEmpty(path string, list []string) {
	for i, s := range list {
		if s == "" {
			r.fault(index(path, i), Missing, Error, "")
		}
	}
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// limits checks the time limits against the kind of matter.
func (r *reader) limits(it *desk.Item) {
	switch it.ProjectType {
	case desk.Instant, desk.Promised, desk.OtherPT:
	default:
		r.fault("project_type_code", BadCode, Error, string(it.ProjectType))
	}
	switch {
	case it.PromiseDays < 0 || it.PromiseDays > 1000:
		r.fault("promise_days", OutOfRange, Error, strconv.Itoa(it.PromiseDays))
	case it.PromiseDays > 0 && it.ProjectType == desk.Instant:
		r.fault("promise_days", PromisedInstant, Error, strconv.Itoa(it.PromiseDays))
	case it.PromiseDays == 0 && it.ProjectType == desk.Promised:
		r.fault("promise_days", PromiseMissing, Error, "")
	}
	if it.PromiseUnit != "工作日" && it.PromiseUnit != "自然日" && (it.PromiseDays > 0 || it.PromiseUnit != "") {
		r.fault("promise_unit", BadUnit, Error, it.PromiseUnit)
	}
	if l := it.LegalDays; l != nil {
		switch {
		case *l < 0 || *l > 1000:
			r.fault("legal_days", OutOfRange, Error, strconv.Itoa(*l))
		case it.PromiseDays > *l:
			r.fault("promise_days", PromiseTooLong, Warning, strconv.Itoa(it.PromiseDays))
		}
	}
	switch {
	case it.OnsiteVisits < 0 || it.OnsiteVisits > 9:
		r.fault("onsite_visits", OutOfRange, Error, strconv.Itoa(it.OnsiteVisits))
	case it.OnsiteVisits > 1 && it.Note == "":
		r.fault("onsite_visits", VisitsUnreasoned, Warning, strconv.Itoa(it.OnsiteVisits))
	}
}

func (r *reader) materials(it *desk.Item) {
	seen := map[string]bool{}
	for i, m := range it.Materials {
		at := index("materials", i)
		r.id(at+".key", m.Key)
		if seen[m.Key] && m.Key != "" {
			r.fault(at+".key", RepeatedID, Error, m.Key)
		}
		seen[m.Key] = true
		if m.Name == "" {
			r.fault(at+".name", Missing, Error, "")
		}
		if m.Originals < 0 || m.Originals > 99 {
			r.fault(at+".originals", OutOfRange, Error, strconv.Itoa(m.Originals))
		}
		if m.Copies < 0 || m.Copies > 99 {
			r.fault(at+".copies", OutOfRange, Error, strconv.Itoa(m.Copies))
		}
		r.noneEmpty(at+".check_points", m.CheckPoints)
		r.noneEmpty(at+".accept_substitutes", m.Substitutes)
	}
}

// Bounds of situations: a clerk answers with one digit, and five questions are
// as many as anybody answers while a citizen waits.
const (
	mostQuestions = 5
	mostAnswers   = 9
)

func (r *reader) situations(it *desk.Item) {
	known := map[string]bool{}
	for _, m := range it.Materials {
		known[m.Key] = true
	}
	always := 0
	for _, q := range it.Situations {
		if q.Fact == "" && len(q.When) == 0 {
			always++
		}
	}
	if always > mostQuestions {
		r.fault("situations", TooManyQuestions, Warning, strconv.Itoa(always))
	}
	seen := map[string]bool{}
	for i, q := range it.Situations {
		at := index("situations", i)
		r.id(at+".key", q.Key)
		if seen[q.Key] && q.Key != "" {
			r.fault(at+".key", RepeatedID, Error, q.Key)
		}
		seen[q.Key] = true
		if q.Ask == "" {
			r.fault(at+".ask", Missing, Error, "")
		}
		switch n := len(q.Answers); {
		case n == 0 || n > mostAnswers:
			r.fault(at+".answers", OutOfRange, Error, strconv.Itoa(n))
		case n == 1:
			r.fault(at+".answers", OneAnswer, Warning, "")
		}
		r.answers(at, q, known)
		r.conditions(at, q, it.Situations[:i])
	}
}

// conditions checks what decides whether a question is asked: only earlier ones
// can, and only a fact that the console knows answers it by itself.
func (r *reader) conditions(at string, q desk.Question, before []desk.Question) {
	if q.Fact != "" && !desk.KnownFact(q.Fact) {
		r.fault(at+".fact", UnknownFact, Error, q.Fact)
	}
	for i, a := range q.Answers {
		if a.Fact != "" && a.Fact != desk.FactYes && a.Fact != desk.FactNo {
			r.fault(index(at+".answers", i)+".fact", UnknownFact, Error, a.Fact)
		}
	}
	for i, w := range q.When {
		path := index(at+".when", i)
		on := slices.IndexFunc(before, func(b desk.Question) bool { return b.Key == w.Question })
		if on < 0 {
			r.fault(path+".question", UnknownQuestion, Error, w.Question)
			continue
		}
		if len(w.Answers) == 0 {
			r.fault(path+".answers", Missing, Error, "")
		}
		for j, key := range w.Answers {
			if !slices.ContainsFunc(before[on].Answers, func(a desk.Choice) bool { return a.Key == key }) {
				r.fault(index(path+".answers", j), UnknownAnswer, Error, key)
			}
		}
	}
}

func (r *reader) answers(at string, q desk.Question, known map[string]bool) {
	seen := map[string]bool{}
	for i, a := range q.Answers {
		at := index(at+".answers", i)
		r.id(at+".key", a.Key)
		if seen[a.Key] && a.Key != "" {
			r.fault(at+".key", RepeatedID, Error, a.Key)
		}
		seen[a.Key] = true
		if a.Say == "" {
			r.fault(at+".say", Missing, Error, "")
		}
		adds := map[string]bool{}
		for j, key := range a.Adds {
			adds[key] = true
			if !known[key] {
				r.fault(index(at+".adds", j), UnknownMaterial, Error, key)
			}
		}
		for j, key := range a.Drops {
			switch {
			case !known[key]:
				r.fault(index(at+".drops", j), UnknownMaterial, Error, key)
			case adds[key]:
				r.fault(index(at+".drops", j), AddsAndDrops, Error, key)
			}
		}
	}
}

// stageNames are the five stages of a matter at a station.
var stageNames = [...]string{"咨询", "接件", "受理", "告知", "送达"}

func (r *reader) stages(it *desk.Item) {
	seen := map[string]bool{}
	for i, s := range it.Stages {
		at := index("stages", i)
		known := false
		for _, name := range stageNames {
			known = known || s.Stage == name
		}
		if !known {
			r.fault(at+".stage", UnknownStage, Error, s.Stage)
		}
		if seen[s.Stage] {
			r.fault(at+".stage", RepeatedID, Error, s.Stage)
		}
		seen[s.Stage] = true
	}
	for _, name := range stageNames {
		if len(it.Stages) > 0 && !seen[name] {
			r.fault("stages", StageMissing, Warning, name)
		}
	}
}

// sources checks what the item says about itself.
func (r *reader) sources(it *desk.Item) {
	if it.Verified && it.Source == "" {
		r.fault("source", NoSource, Warning, "")
	}
	for i, f := range it.VerifiedFields {
		if _, ok := r.elements(reflect.TypeFor[desk.Item]())[f]; !ok {
			r.fault(index("verified_fields", i), UnknownField, Warning, f)
		}
	}
}

// certificate checks one certificate that must not be issued.
func (r *reader) certificate(c *desk.Certificate) {
	r.id("key", c.Key)
	for _, e := range []struct{ path, text string }{{"name", c.Name}, {"why", c.Why}, {"instead", c.Instead}} {
		if e.text == "" {
			r.fault(e.path, Missing, Error, "")
		}
	}
	r.noneEmpty("aliases", c.Aliases)
}

// proof is a name by which a certificate that must not be issued is known.
type proof struct {
	name  string
	key   string
	alias bool
}

// proofs lists the names of the certificates, without what stands in brackets.
func proofs(list []desk.Certificate) []proof {
	var all []proof
	for _, c := range list {
		name, _, _ := strings.Cut(strings.ReplaceAll(c.Name, "(", "（"), "（")
		all = append(all, proof{name, c.Key, false})
		for _, a := range c.Aliases {
			if strings.HasSuffix(a, "证明") && len([]rune(a)) >= 4 {
				all = append(all, proof{a, c.Key, true})
			}
		}
	}
	return all
}
