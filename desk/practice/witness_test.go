package practice

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
)

const (
	inventedNumber = "110101180001010015" // the applicant of the sample
	realNumber     = "110101199001010015" // well formed, of somebody who may live
)

func draftOf(number, name, source string) desk.Draft {
	d := desk.Draft{Case: desk.Case{ID: "c", Materials: []desk.Material{{Key: "m1"}, {Key: "m2"}}}}
	d.Case.Private.Applicant = desk.Person{Document: "111", Number: number, Name: name, Source: source}
	return d
}

func TestWitnessJotsDownWhoAndWhen(t *testing.T) {
	s, w, m, _ := stand(t)
	ctx := t.Context()
	save := func(d desk.Draft) {
		t.Helper()
		if err := w.SaveDraft(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	save(draftOf(inventedNumber, "王试一", desk.Typed)) // no scene: nothing is noted
	begin(t, s)
	save(draftOf("", "", ""))
	save(draftOf("110101", "王试一", desk.Typed))
	save(draftOf(inventedNumber, "", desk.Typed))
	d := draftOf(inventedNumber, "王试一", desk.FromCard)
	save(d)
	save(d)
	d.Case.Materials[1].Pages = []desk.Page{{ID: "p"}}
	save(d)
	d.Case.Materials[1].Pages = nil
	save(d)
	d.Case.Materials[1].Pages = []desk.Page{{ID: "q"}}
	d.Case.Private.Applicant.Name = "王试二"
	save(d)
	if want := []desk.ActKind{ActBegun, ActBound, ActPage, ActBound}; !slices.Equal(m.kinds(), want) {
		t.Fatalf("lines %v, want %v", m.kinds(), want)
	}
	for i, want := range map[int][2]string{1: {"self", desk.FromCard}, 3: {stranger, desk.FromCard}} {
		n := noteOf(m.lines[i])
		if n[noteWho] != want[0] || n[noteSource] != want[1] || n[noteRole] != string(Applicant) {
			t.Errorf("line %d: %v", i, n)
		}
	}
	for _, l := range m.lines {
		if strings.Contains(string(l.Line.Body), inventedNumber) || strings.Contains(string(l.Line.Body), "王") {
			t.Errorf("%s names a person", l.Line.Kind)
		}
	}
}

func TestWitnessTellsWhoStandsInTheCase(t *testing.T) {
	s, w, m, _ := stand(t)
	begin(t, s)
	c := draftOf(inventedNumber, "王试一", desk.Typed).Case
	c.Private.Agent = &desk.Person{Document: "111", Number: "110101180001020037", Name: "李试二"}
	given := map[string]string{"reason": "x"}
	if _, err := w.Write(t.Context(), "r", trainee, func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActCaseNoticed, Obj: "case:c", Cases: []desk.Case{c}, Note: given}, nil
	}); err != nil {
		t.Fatal(err)
	}
	n := m.acts[1].Note
	if n[noteApplicant] != "self" || n[noteAgent] != stranger || n["reason"] != "x" || len(given) != 1 {
		t.Errorf("%v, given %v", n, given)
	}
}

// TestNoRealNumberIsStored tries every place where one could be written.
func TestNoRealNumberIsStored(t *testing.T) {
	_, w, m, _ := stand(t)
	ctx := t.Context()
	refused := &desk.Problem{Kind: desk.Denied, What: "identity.real_person"}
	for name, p := range map[string]desk.Person{
		"citizen card":     {Document: "111", Number: realNumber},
		"full-width":       {Document: "111", Number: "１１０１０１１９９００１０１００１５"},
		"half typed":       {Document: "111", Number: "1101011990"},
		"another document": {Document: "414", Number: "E12345678"},
		"taiwan permit":    {Document: "511", Number: "01234567"},
		"in the name":      {Name: "王" + realNumber},
		"in the phone":     {Phone: realNumber},
		"in the address":   {Address: "路" + strings.ToLower(realNumber) + "号"},
	} {
		d := desk.Draft{Case: desk.Case{ID: "c"}}
		d.Case.Private.Applicant = p
		if err := w.SaveDraft(ctx, d); !errors.Is(err, refused) {
			t.Errorf("applicant, %s: %v", name, err)
		}
		d.Case.Private.Applicant, d.Case.Private.Agent = desk.Person{}, &p
		if err := w.SaveDraft(ctx, d); !errors.Is(err, refused) {
			t.Errorf("agent, %s: %v", name, err)
		}
	}
	c := desk.Case{ID: "c"}
	c.Private.Applicant = desk.Person{Document: "111", Number: realNumber}
	fields, words, unfit := desk.Case{}, desk.Case{Words: "见" + realNumber}, desk.Case{Materials: []desk.Material{{Reason: realNumber}}}
	fields.Private.Fields = map[string]string{"f": realNumber}
	for name, a := range map[string]desk.Act{
		"case":        {Cases: []desk.Case{c}},
		"form fields": {Cases: []desk.Case{fields}},
		"words":       {Cases: []desk.Case{words}},
		"reason":      {Cases: []desk.Case{unfit}},
		"inquiry":     {Inquiries: []desk.Inquiry{{Private: desk.InquiryPrivate{Words: "号码" + realNumber + "的人"}}}},
		"reply":       {Inquiries: []desk.Inquiry{{Private: desk.InquiryPrivate{Reply: "0" + realNumber}}}},
		"led to":      {Inquiries: []desk.Inquiry{{LedTo: realNumber}}},
		"ticket":      {Tickets: []desk.Ticket{{Reason: realNumber}}},
		"note":        {Note: map[string]string{"reason": realNumber}},
	} {
		a.Kind, a.Obj = desk.ActCaseNoticed, "x"
		if _, err := w.Write(ctx, "r", trainee, func(desk.Tx) (desk.Act, error) { return a, nil }); !errors.Is(err, refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(m.drafts) != 0 || len(m.lines) != 0 {
		t.Errorf("%d drafts, %d lines", len(m.drafts), len(m.lines))
	}
	for name, p := range map[string]desk.Person{
		"invented":        {Document: "111", Number: inventedNumber, Name: "王试一", Phone: "13800001101"},
		"half typed":      {Document: "111", Number: "110101180"},
		"more typed":      {Document: "111", Number: "11010118000101001"},
		"nothing":         {},
		"a case number":   {Name: "BJ-110101001001-20261122-01A0007"},
		"other 18 digits": {Address: "123456789012345678"},
	} {
		d := desk.Draft{Case: desk.Case{ID: "c"}}
		d.Case.Private.Applicant = p
		if err := w.SaveDraft(ctx, d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
