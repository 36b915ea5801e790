package practice

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A tape is a run written by hand: journal lines as the desk would write them.
type tape struct {
	t     *testing.T
	scene Scene
	lines []tapeLine
}

type tapeLine struct {
	kind desk.ActKind
	body desk.Body
	at   time.Duration // since the beginning
}

func (p *tape) add(k desk.ActKind, b desk.Body) {
	p.lines = append(p.lines, tapeLine{k, b, time.Duration(len(p.lines)) * 10 * time.Second})
}

func note(pairs ...string) desk.Body {
	b := desk.Body{Note: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		b.Note[pairs[i]] = pairs[i+1]
	}
	return b
}

// ideal is the run of a clerk who does everything right.
func ideal(t *testing.T, s Scene) *tape {
	p := &tape{t: t, scene: s}
	p.add(ActBegun, note(noteScene, s.ID, noteDigest, s.Digest))
	p.add(desk.ActTicketTaken, desk.Body{})
	p.add(desk.ActTicketCalled, desk.Body{})
	p.add(desk.ActTicketArrived, desk.Body{})
	for i := range s.Visitor.Says[1:] {
		p.add(ActHeard, numberedBody(i+2))
	}
	if s.Truth.Item != "" {
		for _, x := range s.People {
			p.add(ActBound, note(noteRole, string(x.Role), noteWho, x.Key, noteSource, desk.FromCard))
		}
		for _, b := range s.Bag {
			if !b.lacks() {
				p.add(ActPage, note(notePiece, b.Material))
			}
		}
	}
	p.end()
	if slices.ContainsFunc(s.Events, func(e Event) bool { return e.What == Jam }) {
		p.add(ActHappened, note(noteEvent, string(Jam)))
		p.add(desk.ActPaperReprinted, desk.Body{})
	}
	p.add(desk.ActTicketDone, desk.Body{})
	p.add(desk.ActRated, desk.Body{Ratings: []desk.Rating{{Level: desk.Satisfied}}})
	p.add(ActEnded, note(noteScene, s.ID))
	return p
}

func numberedBody(n int) desk.Body { return desk.Body{Note: numbered(noteLine, n)} }

// end writes the act that ends the visit.
func (p *tape) end() {
	s := p.scene
	b := desk.Body{Note: map[string]string{}}
	for _, x := range s.People {
		b.Note[map[Role]string{Applicant: noteApplicant, Agent: noteAgent}[x.Role]] = x.Key
	}
	switch s.Truth.Ending {
	case Referred:
		b.Note["certificate"] = s.Truth.Certificate
		b.Inquiries = []desk.InquiryDoc{{Inquiry: desk.Inquiry{Ticket: "t", State: desk.InquiryAnswered}}}
	case Advised:
		b.Inquiries = []desk.InquiryDoc{{Inquiry: desk.Inquiry{Ticket: "t", Item: s.Truth.Item, State: desk.InquiryAnswered}}}
	default:
		c := desk.Case{ID: "c", Mode: s.Truth.Mode, Item: s.Truth.Item, Ticket: "t", Answers: s.Truth.Answers}
		for _, x := range s.Bag {
			c.Materials = append(c.Materials, desk.Material{Key: x.Material, Name: "name of " + x.Material, Required: true, State: x.State})
		}
		b.Cases = []desk.CaseDoc{{Case: c}}
	}
	for k, e := range endings {
		if e == s.Truth.Ending && k != desk.ActCaseSupplied {
			p.add(k, b)
		}
	}
}

// at returns the first line of a kind.
func (p *tape) at(k desk.ActKind) int {
	p.t.Helper()
	i := slices.IndexFunc(p.lines, func(l tapeLine) bool { return l.kind == k })
	if i < 0 {
		p.t.Fatalf("%s: the run has no %s", p.scene.ID, k)
	}
	return i
}

// drop takes every line of some kinds out.
func (p *tape) drop(kinds ...desk.ActKind) {
	p.lines = slices.DeleteFunc(p.lines, func(l tapeLine) bool { return slices.Contains(kinds, l.kind) })
}

// move puts the first line of one kind before the first of another.
func (p *tape) move(k, before desk.ActKind) {
	from := p.at(k)
	l := p.lines[from]
	p.lines = slices.Delete(p.lines, from, from+1)
	p.lines = slices.Insert(p.lines, p.at(before), l)
}

// theEnd is the line that ends the visit.
func (p *tape) theEnd() *tapeLine {
	p.t.Helper()
	for i := range p.lines {
		if endings[p.lines[i].kind] != "" {
			return &p.lines[i]
		}
	}
	p.t.Fatal("the visit does not end")
	return nil
}

// firstN is the journal position of a tape's first line.
const firstN = 41

// entries are the lines as the store hands them out.
func (p *tape) entries() []desk.Entry {
	p.t.Helper()
	begun := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	out := make([]desk.Entry, 0, len(p.lines))
	for i, l := range p.lines {
		body, err := json.Marshal(l.body)
		if err != nil {
			p.t.Fatal(err)
		}
		out = append(out, desk.Entry{N: firstN + int64(i), Line: desk.Line{
			V: 1, RID: "r", Kind: l.kind, At: desk.LineTime(begun.Add(l.at)), Staff: "u01", Body: body,
		}})
	}
	return out
}
