package notice

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
)

// A must is something that a paper has to say whoever words it: with another
// value of it the paper has to read differently on every medium. How it is
// written, and where, is for the template to say.
type must struct {
	what   string // code for the clerk's sentence, such as "number"
	change func(*desk.Paper)
	kinds  []desk.PaperKind // nil for all but those in except
	except []desk.PaperKind
}

// other is a value that no trial paper has.
const other = "z7"

// musts are the duties of papers: a citizen can find the paper again (number, date,
// matter), knows who served (亮明身份) and where to complain, and is told all at once
// what lacks (art. 32 of the Administrative Licence Law).
var musts = []must{
	{"number", func(p *desk.Paper) { p.No = other }, nil, []desk.PaperKind{desk.PaperCopy, desk.PaperPoster}},
	{"ticket", func(p *desk.Paper) { p.Content.TicketNo = other }, []desk.PaperKind{desk.PaperTicket}, nil},
	{"date", laterOn, nil, []desk.PaperKind{desk.PaperCopy, desk.PaperPoster, desk.PaperForm}},
	{"staff", func(p *desk.Paper) { p.Content.StaffName = other }, nil, []desk.PaperKind{desk.PaperTicket, desk.PaperCopy, desk.PaperPoster}},
	{"watch", func(p *desk.Paper) { p.Content.Supervision = other }, nil, nil},
	{"item", func(p *desk.Paper) { p.Content.Item = other }, nil, []desk.PaperKind{
		desk.PaperHandover, desk.PaperSummary, desk.PaperReferral, desk.PaperPoster, desk.PaperSlips,
	}},
	{"person", func(p *desk.Paper) { p.Content.Applicant = other }, []desk.PaperKind{
		desk.PaperAdvice, desk.PaperSupplement, desk.PaperReceipt, desk.PaperDelivery, desk.PaperRefuse, desk.PaperMandate,
		desk.PaperAccept, desk.PaperPromise, desk.PaperReferral, desk.PaperBag,
	}, nil},
	{"agent", func(p *desk.Paper) { p.Content.Agent = other }, []desk.PaperKind{desk.PaperMandate}, nil},
	{"materials", named(func(desk.PaperMaterial) bool { return true }), []desk.PaperKind{
		desk.PaperNotice, desk.PaperAdvice, desk.PaperMandate, desk.PaperAccept,
	}, nil},
	{"lacking", named(lacks), []desk.PaperKind{desk.PaperSupplement}, nil},
	{"remedy", remedied, []desk.PaperKind{desk.PaperSupplement}, nil},
	{"until", func(p *desk.Paper) { p.Content.SupplyUntil = otherDay }, []desk.PaperKind{desk.PaperSupplement}, nil},
	{"taken", named(taken), []desk.PaperKind{desk.PaperReceipt}, nil},
	{"following", named(follows), []desk.PaperKind{desk.PaperPromise}, nil},
	{"due", dueOn, []desk.PaperKind{desk.PaperPromise, desk.PaperAccept}, nil},
	{"reason", func(p *desk.Paper) { p.Content.Reason = other }, []desk.PaperKind{desk.PaperRefuse}, nil},
	{"answer", func(p *desk.Paper) { p.Content.Answer = other }, []desk.PaperKind{desk.PaperAdvice}, nil},
	{"certificate", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Certificate)) }, []desk.PaperKind{desk.PaperReferral}, nil},
	{"cases", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Cases)) }, []desk.PaperKind{desk.PaperHandover}, nil},
	{"receiver", func(p *desk.Paper) { p.Content.Receiver = other }, []desk.PaperKind{desk.PaperHandover}, nil},
	{"close", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Close)) }, []desk.PaperKind{desk.PaperSummary}, nil},
	{"chain", func(p *desk.Paper) { p.Content.ChainHead = other }, []desk.PaperKind{desk.PaperSummary}, nil},
	{"delivery", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Delivery)) }, []desk.PaperKind{desk.PaperDelivery}, nil},
	{"poster", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Poster)) }, []desk.PaperKind{desk.PaperPoster}, nil},
	{"form", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Form)) }, []desk.PaperKind{desk.PaperForm}, nil},
	{"slips", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Slips)) }, []desk.PaperKind{desk.PaperSlips}, nil},
	{"case", func(p *desk.Paper) { p.Content.CaseNo = other }, []desk.PaperKind{desk.PaperCopy}, nil},
	{"fields", func(p *desk.Paper) { vary(reflect.ValueOf(p.Content.Fields)) }, []desk.PaperKind{desk.PaperCopy}, nil},
}

func (x *must) of(k desk.PaperKind) bool {
	if x.kinds != nil {
		return slices.Contains(x.kinds, k)
	}
	return !slices.Contains(x.except, k)
}

const otherDay desk.Day = "2003-05-07"

func laterOn(p *desk.Paper) {
	p.At, p.Day = p.At.Add(400*24*time.Hour), otherDay
	p.Content.Received, p.Content.Accepted = other, other
}

func lacks(m desk.PaperMaterial) bool {
	return desk.Material{State: m.State, Required: m.Required}.Lacking()
}

func taken(m desk.PaperMaterial) bool { return m.State == desk.MaterialComplete }

func follows(m desk.PaperMaterial) bool { return m.State == desk.MaterialFollows }

// named gives another name to the materials that are meant.
func named(meant func(desk.PaperMaterial) bool) func(*desk.Paper) {
	return func(p *desk.Paper) {
		for i, m := range p.Content.Materials {
			if meant(m) {
				p.Content.Materials[i].Name = other
			}
		}
	}
}

func remedied(p *desk.Paper) {
	for i, m := range p.Content.Materials {
		if lacks(m) {
			p.Content.Materials[i].Remedy = other
		}
	}
}

func dueOn(p *desk.Paper) {
	p.Content.Due = otherDay
	for i := range p.Content.Materials {
		p.Content.Materials[i].Due = otherDay
	}
}

// vary gives other values to all texts, days and numbers in v.
func vary(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		switch v.Type() {
		case reflect.TypeFor[desk.Day]():
			v.SetString(string(otherDay))
		case reflect.TypeFor[string]():
			v.SetString(other)
		}
	case reflect.Int:
		v.SetInt(7)
	case reflect.Pointer:
		if !v.IsNil() {
			vary(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			vary(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				vary(v.Field(i))
			}
		}
	}
}

// leftOut lists what a paper of the kind has to say and does not, each with the
// medium on which it is left out.
func (s *set) leftOut(k desk.PaperKind) ([]Finding, error) {
	var found []Finding
	missed := map[string]bool{}
	for _, m := range trialMedia {
		before, err := s.says(k, m, nil)
		if err != nil {
			return nil, err
		}
		for i := range musts {
			x := &musts[i]
			if !x.of(k) || missed[x.what] {
				continue
			}
			after, err := s.says(k, m, x.change)
			if err != nil {
				return nil, err
			}
			if before == after {
				missed[x.what] = true
				found = append(found, Finding{Code: FindMissing, What: x.what, Medium: m})
			}
		}
	}
	return found, nil
}

// says is everything that stands on a trial paper.
func (s *set) says(k desk.PaperKind, m Medium, change func(*desk.Paper)) (string, error) {
	p := trialPaper(k, true)
	p.Void, p.Content.Supplement, p.Content.Mode = false, k == desk.PaperSupplement, desk.ModeAccept
	p.Content.QR, p.Content.Codes = "", nil // as on a desk whose printer prints none
	if change != nil {
		change(&p)
	}
	doc, err := s.layout(newSheet(p, m, 1), m)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, page := range doc.Pages {
		for _, l := range page.All() {
			for _, r := range l.Runs {
				b.WriteString(r.Text)
				b.WriteByte('\n')
			}
		}
	}
	return b.String(), nil
}
