package identity

import "xiaochuang/desk"

// People is the desk.People of the use cases at a desk of one Use.
type People struct{ Use Use }

var _ desk.People = People{}

// Check returns a Problem of kind Invalid for a person whose number or phone
// is Wrong, or a Doubt that no reason in Override lets pass. What is
// "identity." or "phone." and the Code. A number read from a card's chip is
// never in doubt, only a wrong one is. Empty numbers and phones are not looked
// at; whether they may be empty is for the use case.
func (p People) Check(x desk.Person, today desk.Day) error {
	if x.Number != "" {
		f := Check(Document(x.Document), x.Number).On(today.Start(), p.Use)
		f = f.Agree(Entered{Birth: x.Birth, Sex: Sex(x.Sex)})
		if err := f.problem("identity.", x.Override != "" || x.Source == desk.FromCard); err != nil {
			return err
		}
	}
	if x.Phone != "" {
		return Phone(x.Phone).problem("phone.", x.Override != "")
	}
	return nil
}

// problem returns nil for what may be taken.
func (f Finding) problem(what string, passed bool) error {
	if f.Verdict == OK || f.Verdict == Doubt && passed {
		return nil
	}
	return &desk.Problem{Kind: desk.Invalid, What: what + string(f.Code)}
}

// Mask masks a number for paper: see MaskStrict.
func (People) Mask(number string) string { return MaskStrict(number) }

// MaskPhone masks a phone for paper: see MaskStrict.
func (People) MaskPhone(phone string) string { return MaskStrict(phone) }
