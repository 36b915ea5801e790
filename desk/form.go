package desk

import (
	"context"
	"strings"
)

// A Form is the application form (申请表) of an item: what the citizen would have
// to write, filled in from the card, from what was said and from what was said
// before, for the citizen to check and sign.
type Form struct {
	Title  string
	Fields []FormField
}

// A FormField is one entry of a form.
type FormField struct {
	Key      string   `json:"key"` // the same key in two forms is the same fact
	Label    string   `json:"label"`
	Kind     string   `json:"kind,omitempty"`    // "" text, date, phone, digits, choice, money (kept in fen), address, citizen
	From     string   `json:"from,omitempty"`    // of the applicant or agent; see FormFrom
	Options  []string `json:"options,omitempty"` // of a choice, at most nine
	Optional bool     `json:"optional,omitempty"`
	Max      int      `json:"max,omitempty"` // characters; 0 for 40
}

// Kinds of entry that others than the form have to know.
const (
	KindMoney   = "money"   // an amount; its value is kept in fen, see ParseMoney
	KindAddress = "address" // a place that may be picked by street, community and house
	KindCitizen = "citizen" // a citizen's number of GB 11643, masked on paper as every number of a person
)

// Where a printed field comes from.
const (
	SourceCard    = "card"    // read from a card
	SourceSaid    = "said"    // told at the window
	SourceEarlier = "earlier" // told for an earlier matter of the visit
)

// A FilledField is a field as it stands on paper.
type FilledField struct {
	Label  string `json:"label"`
	Kind   string `json:"kind,omitempty"`   // KindMoney: the value is in fen where it is an amount
	Value  string `json:"value,omitempty"`  // "" to be written by hand
	Source string `json:"source,omitempty"` // one of the sources, "" without a value
}

// A FilledForm is a form as it is printed.
type FilledForm struct {
	Title  string        `json:"title"`
	Blank  bool          `json:"blank,omitempty"` // nothing is filled in: for those who wish to write
	Fields []FilledField `json:"fields"`
}

// FormFrom returns what the identity of a case gives to a field, with its source;
// both are "" where it gives nothing.
func (p CasePrivate) FormFrom(from string) (value, source string) {
	x := p.Applicant
	if rest, ok := strings.CutPrefix(from, "agent_"); ok {
		if p.Agent == nil {
			return "", ""
		}
		from, x = rest, *p.Agent
	}
	read := true // stands on the card
	switch from {
	case "name":
		value = x.Name
	case "number":
		value = x.Number
	case "birth":
		value = string(x.Birth)
	case "sex":
		value = map[string]string{"1": "男", "2": "女"}[x.Sex]
	case "address":
		value = x.Address
	case "phone":
		value, read = x.Phone, false
	}
	switch {
	case value == "":
		return "", ""
	case read && x.Source == FromCard:
		return value, SourceCard
	}
	return value, SourceSaid
}

// FormValue returns the value of a field of a case, with its source.
func (p CasePrivate) FormValue(f FormField) (value, source string) {
	if f.From != "" {
		return p.FormFrom(f.From)
	}
	if value = p.Fields[f.Key]; value == "" {
		return "", ""
	}
	if source = p.Sources[f.Key]; source == "" {
		source = SourceSaid
	}
	return value, source
}

// PrintForm prints the application form of a case that is being taken in, filled
// in as far as it is known, or with blank lines only for those who wish to write.
// The numbers of persons are masked as on every paper. The case need not be
// complete, nor have a number.
func (in *Intake) PrintForm(ctx context.Context, rid string, d Duty, c Case, blank bool) (Paper, error) {
	form, ok := pinned(in.guide, &c).Form(c.Item)
	if !ok {
		return Paper{}, &Problem{Kind: NotFound, What: "form"}
	}
	done, err := in.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		p, err := in.press.caseOf(tx, d, PaperForm, &c)
		if err != nil {
			return Act{}, err
		}
		p.Content.Materials = nil
		p.Content.Form = in.press.form(form, c.Private, blank)
		return Act{Kind: ActPaperIssued, Obj: "paper:" + p.No, Papers: []Paper{p}, Print: []string{p.No}}, nil
	})
	if err != nil {
		return Paper{}, err
	}
	if err := done.is(ActPaperIssued); err != nil {
		return Paper{}, err
	}
	return done.Act.Papers[0], nil
}

// form freezes a form as it is printed. Where nobody acts for the applicant, what
// asks for an agent is left out.
func (p *Press) form(f Form, x CasePrivate, blank bool) *FilledForm {
	out := &FilledForm{Title: f.Title, Blank: blank}
	for _, e := range f.Fields {
		if strings.HasPrefix(e.From, "agent_") && x.Agent == nil {
			continue
		}
		line := FilledField{Label: e.Label}
		if !blank {
			line.Value, line.Source = x.FormValue(e)
		}
		switch strings.TrimPrefix(e.From, "agent_") {
		case "number":
			line.Value = p.people.Mask(line.Value)
		case "phone":
			line.Value = p.people.MaskPhone(line.Value)
		}
		switch e.Kind {
		case KindMoney:
			line.Kind = e.Kind
		case KindCitizen:
			line.Value = p.people.Mask(line.Value)
		}
		if line.Value == "" {
			line.Source = ""
		}
		out.Fields = append(out.Fields, line)
	}
	return out
}
