package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

func casePrivate(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	c := NewCase("c1", Person())
	agent := Other()
	c.Private.Agent = &agent
	write(t, l, "r1", TakeIn(c))
	if got := must(l.Case(t.Context(), "c1"))(t); !reflect.DeepEqual(got.Private, c.Private) {
		t.Errorf("private part is %+v, want %+v", got.Private, c.Private)
	}
	// An act by somebody who could not see the private part keeps it.
	write(t, l, "r2", func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Case(t.Context(), "c1")
		c.Private, c.State, c.Rev = desk.CasePrivate{}, desk.CaseHanded, 2
		return desk.Act{Kind: desk.ActCaseHanded, Obj: "case:c1", Cases: []desk.Case{c}}, err
	})
	got := must(l.Case(t.Context(), "c1"))(t)
	if got.State != desk.CaseHanded || !reflect.DeepEqual(got.Private, c.Private) {
		t.Errorf("after an act without it, private part is %+v", got.Private)
	}
	if found := must(l.FindCases(t.Context(), "0018", 5))(t); len(found) != 1 {
		t.Errorf("after an act without it, found %d cases by number", len(found))
	}
	write(t, l, "r3", func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Case(t.Context(), "c1")
		c.Private.Applicant.Phone = "13700000000"
		return desk.Act{Kind: desk.ActCaseSupplied, Obj: "case:c1", Cases: []desk.Case{c}}, err
	})
	if got := must(l.Case(t.Context(), "c1"))(t); got.Private.Applicant.Phone != "13700000000" {
		t.Errorf("phone is %s after it was changed", got.Private.Applicant.Phone)
	}
}

// threeCases takes in c1 and c3 of one person and c2 of another, an hour apart.
func threeCases(t *testing.T, open Opener) (Opened, []desk.Case) {
	l, clock := fresh(t, open)
	var out []desk.Case
	for i, p := range []desk.Person{Person(), Other(), Person()} {
		c := NewCase(fmt.Sprint("c", i+1), p)
		c.Ticket, c.Comm, c.Item = fmt.Sprint("t", i+1), fmt.Sprint("11010100100", i), fmt.Sprint("item-", i+1)
		out = append(out, write(t, l, "r-"+c.ID, TakeIn(c)).Act.Cases[0])
		clock.Add(time.Hour)
	}
	return l, out
}

func ids(list []desk.Case) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}

func casesNarrowed(t *testing.T, open Opener) {
	l, cases := threeCases(t, open)
	write(t, l, "hand", func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Case(t.Context(), "c2")
		c.State = desk.CaseHanded
		return desk.Act{Kind: desk.ActCaseHanded, Obj: "case:c2", Cases: []desk.Case{c}}, err
	})
	for _, tt := range []struct {
		name string
		f    desk.CaseFilter
		want []string
	}{
		{"all, newest first", desk.CaseFilter{}, []string{"c3", "c2", "c1"}},
		{"by state", desk.CaseFilter{States: []desk.CaseState{desk.CaseReceived, desk.CaseStreet}}, []string{"c3", "c1"}},
		{"by ticket", desk.CaseFilter{Ticket: "t2"}, []string{"c2"}},
		{"by community", desk.CaseFilter{Comm: "110101001002"}, []string{"c3"}},
		{"by item", desk.CaseFilter{Item: "item-1"}, []string{"c1"}},
		{"by number", desk.CaseFilter{Number: "11010118990307001 8"}, []string{"c3", "c1"}},
		{"by number and state", desk.CaseFilter{Number: Other().Number, States: []desk.CaseState{desk.CaseReceived}}, nil},
		{"since", desk.CaseFilter{Since: *cases[1].Received}, []string{"c3", "c2"}},
		{"unsent, which is all without a centre", desk.CaseFilter{Unsent: true}, []string{"c3", "c2", "c1"}},
		{"limited", desk.CaseFilter{Limit: 2}, []string{"c3", "c2"}},
	} {
		if got := ids(must(l.Cases(t.Context(), tt.f))(t)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func casesFound(t *testing.T, open Opener) {
	l, cases := threeCases(t, open)
	receipt := must(l.Papers(t.Context(), desk.PaperFilter{Case: "c2"}))(t)[0]
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"case number", cases[0].No, []string{"c1"}},
		{"case number in small letters", "bj-110101001001-20261123-01a0002", []string{"c2"}},
		{"tail as read out", "01A0003", []string{"c3"}},
		{"tail in full width", "０１Ａ０００３", []string{"c3"}},
		{"paper number", receipt.No, []string{"c2"}},
		{"last four of the document", "0018", []string{"c3", "c1"}},
		{"last six of the document", "260029", []string{"c2"}},
		{"six that end alike but differ before", "990029", nil},
		{"whole document number", Person().Number, []string{"c3", "c1"}},
		{"last four of the phone", "1885", []string{"c2"}},
		{"whole phone, with country and spaces", "+86 139 0000 1885", []string{"c2"}},
		{"three characters are too few", "018", nil},
		{"nobody's", "9999", nil},
	} {
		if got := ids(must(l.FindCases(t.Context(), tt.text, 10))(t)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if got := ids(must(l.FindCases(t.Context(), "0018", 1))(t)); !slices.Equal(got, []string{"c3"}) {
		t.Errorf("limited to one: %v", got)
	}
}

func paperFrozen(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	no := write(t, l, "r1", TakeIn(NewCase("c1", Person()))).Act.Papers[0].No
	write(t, l, "r2", func(tx desk.Tx) (desk.Act, error) {
		p, err := tx.Paper(t.Context(), no)
		p.Rev++
		p.Content.Applicant = "somebody else"
		return desk.Act{
			Kind: desk.ActPaperReprinted, Obj: "paper:" + no, Papers: []desk.Paper{p}, Print: []string{no},
		}, err
	})
	p := must(l.Paper(t.Context(), no))(t)
	if p.Rev != 2 || p.Content.Applicant != Person().Name || p.Content.Title != string(desk.PaperReceipt) {
		t.Errorf("paper is rev %d for %q", p.Rev, p.Content.Applicant)
	}
	jobs := must(l.Jobs.Jobs(t.Context(), 0))(t)
	if len(jobs) != 2 || jobs[0].Attempt != 2 || jobs[1].Attempt != 1 || jobs[0].Kind != desk.PaperReceipt {
		t.Errorf("jobs are %+v", jobs)
	}
}

func papersNarrowed(t *testing.T, open Opener) {
	l, clock := fresh(t, open)
	write(t, l, "r1", TakeIn(NewCase("c1", Person())))
	clock.Add(24 * time.Hour)
	write(t, l, "r2", func(tx desk.Tx) (desk.Act, error) {
		p, err := Issue(tx, desk.PaperNotice, "", "")
		p.Ticket = "t9"
		q := desk.Inquiry{
			ID: "q1", Day: tx.Stamp().Day, Ticket: "t9", Item: "item-1", Channel: desk.AskedAtWindow, State: desk.InquiryOpen,
			First: "u01", Owner: "u01", At: tx.Stamp().At, Rev: 1,
			Private: desk.InquiryPrivate{Asker: Person().Name, Words: "how"},
		}
		return desk.Act{
			Kind: desk.ActPaperIssued, Obj: "paper:" + p.No,
			Papers: []desk.Paper{p}, Inquiries: []desk.Inquiry{q},
		}, err
	})
	for _, tt := range []struct {
		name string
		f    desk.PaperFilter
		want int
	}{
		{"all", desk.PaperFilter{}, 2},
		{"of a case", desk.PaperFilter{Case: "c1"}, 1},
		{"of a visit", desk.PaperFilter{Ticket: "t9"}, 1},
		{"of a day", desk.PaperFilter{Day: Today}, 1},
		{"of a kind", desk.PaperFilter{Kind: desk.PaperNotice}, 1},
		{"of a kind on another day", desk.PaperFilter{Kind: desk.PaperNotice, Day: Today}, 0},
		{"limited", desk.PaperFilter{Limit: 1}, 1},
	} {
		if got := must(l.Papers(t.Context(), tt.f))(t); len(got) != tt.want {
			t.Errorf("papers %s: %d, want %d", tt.name, len(got), tt.want)
		}
	}
	for _, tt := range []struct {
		name string
		f    desk.InquiryFilter
		want int
	}{
		{"all", desk.InquiryFilter{}, 1},
		{"open", desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}, Owner: "u01"}, 1},
		{"closed", desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryClosed}}, 0},
		{"of somebody else", desk.InquiryFilter{Owner: "u02"}, 0},
		{"of the day before", desk.InquiryFilter{Day: Today}, 0},
	} {
		if got := must(l.Inquiries(t.Context(), tt.f))(t); len(got) != tt.want {
			t.Errorf("inquiries %s: %d, want %d", tt.name, len(got), tt.want)
		}
	}
	if q := must(l.Inquiry(t.Context(), "q1"))(t); q.Private.Asker != Person().Name || q.Private.Words != "how" {
		t.Errorf("inquiry is %+v", q)
	}
}

func rate(id, visit string, level desk.Level, cases ...string) func(desk.Tx) (desk.Act, error) {
	return func(tx desk.Tx) (desk.Act, error) {
		s := tx.Stamp()
		r := desk.Rating{ID: id, Visit: visit, Level: level, Cases: cases, Asked: s.At, At: s.At, Staff: "u01", Day: s.Day}
		return desk.Act{Kind: desk.ActRated, Obj: "ticket:" + visit, Ratings: []desk.Rating{r}}, nil
	}
}

func ratings(t *testing.T, open Opener) {
	l, clock := fresh(t, open)
	write(t, l, "r1", rate("x1", "t1", desk.Satisfied))
	write(t, l, "r2", rate("x2", "t2", desk.Fair))
	clock.Add(24 * time.Hour)
	write(t, l, "r3", rate("x3", "t3", desk.VerySatisfied))
	if got := must(l.Ratings(t.Context(), Today, ""))(t); len(got) != 2 || got[0].ID != "x1" || got[1].Level != desk.Fair {
		t.Errorf("ratings of the day: %+v", got)
	}
	if got := must(l.Ratings(t.Context(), Today, "t2"))(t); len(got) != 1 || got[0].ID != "x2" {
		t.Errorf("ratings of a visit: %+v", got)
	}
	if got := must(l.Ratings(t.Context(), Today, "t3"))(t); len(got) != 0 {
		t.Errorf("ratings of a visit on another day: %+v", got)
	}
}

func history(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	write(t, l, "r0", TakeTicket("t1", "A"))
	write(t, l, "r1", TakeIn(NewCase("c1", Person())))
	write(t, l, "r2", TakeIn(NewCase("c2", Other())))
	write(t, l, "r3", rate("x1", "t1", desk.Satisfied, "c1"))
	write(t, l, "r4", func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActRevealed, Obj: "case:c1"}, nil
	})
	write(t, l, "r5", func(tx desk.Tx) (desk.Act, error) {
		p, err := Issue(tx, desk.PaperTicket, "", "")
		p.Ticket = "t1"
		return desk.Act{Kind: desk.ActPaperIssued, Obj: "paper:" + p.No, Papers: []desk.Paper{p}}, err
	})
	kinds := func(obj string) []desk.ActKind {
		var out []desk.ActKind
		for _, e := range must(l.History(t.Context(), obj))(t) {
			out = append(out, e.Line.Kind)
		}
		return out
	}
	if got, want := kinds("case:c1"), []desk.ActKind{desk.ActCaseReceived, desk.ActRated, desk.ActRevealed}; !slices.Equal(got, want) {
		t.Errorf("history of the case: %v, want %v", got, want)
	}
	if got, want := kinds("ticket:t1"), []desk.ActKind{desk.ActTicketTaken, desk.ActRated, desk.ActPaperIssued}; !slices.Equal(got, want) {
		t.Errorf("history of the visit: %v, want %v", got, want)
	}
	if got := kinds("case:none"); len(got) != 0 {
		t.Errorf("history of nothing: %v", got)
	}
}

func journalSlices(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	for i := range 7 {
		id := fmt.Sprint("t", i)
		write(t, l, id, TakeTicket(id, "A"))
	}
	all := must(l.Journal(t.Context(), 0, 0))(t)
	for i, e := range all {
		if e.N != int64(i+1) || len(e.Raw) == 0 || len(e.Hash) != 32 {
			t.Fatalf("line %d has place %d and hash %x", i+1, e.N, e.Hash)
		}
	}
	slice := must(l.Journal(t.Context(), 2, 3))(t)
	if len(slice) != 3 || slice[0].N != 3 || slice[2].N != 5 {
		t.Errorf("slice of three after 2: %+v", slice)
	}
	var head string
	write(t, l, "head", func(tx desk.Tx) (desk.Act, error) {
		head = tx.Head()
		return desk.Act{Kind: desk.ActRevealed, Obj: "none:0"}, nil
	})
	if want := fmt.Sprintf("%x", all[len(all)-1].Hash); head != want {
		t.Errorf("head is %s, want %s", head, want)
	}
}

func used(t *testing.T, open Opener) {
	l, _ := threeCases(t, open)
	got := must(l.Used(t.Context(), Today))(t)
	if want := map[string]int{"item-1": 1, "item-2": 1, "item-3": 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("use is %v, want %v", got, want)
	}
	if got := must(l.Used(t.Context(), Today.Add(1)))(t); len(got) != 0 {
		t.Errorf("use from tomorrow on is %v", got)
	}
}
