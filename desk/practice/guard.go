package practice

import (
	"regexp"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// A number of the invented people of practice is a citizen number of GB
// 11643-1999 with a birth year of 1900 or earlier. Nothing else that could be a
// person's number reaches the practice store, neither in its own field nor
// within other words.

// errReal says that a number may be a real person's. It names none.
func errReal() error {
	return &desk.Problem{Kind: desk.Denied, What: "identity." + string(identity.RealPerson)}
}

// guardPerson refuses a person whose number may be real. A citizen number that
// is still being typed passes while no birth year stands in it.
func guardPerson(p desk.Person) error {
	n := identity.Fold(p.Number)
	citizen := p.Document == "" || p.Document == string(identity.CitizenCard)
	if n != "" && !identity.Synthetic(n) && (!citizen || !begun(n)) {
		return errReal()
	}
	return guardWords(p.Name, p.Phone, p.Address, p.Override)
}

// begun reports whether n is the beginning of a citizen number that cannot be a
// living person's: no year yet, or one of 1900 or earlier.
func begun(n string) bool {
	for i := range len(n) {
		if n[i] < '0' || n[i] > '9' {
			return false
		}
	}
	const yearEnds = 10
	return len(n) < yearEnds || len(n) < 18 && n[6:yearEnds] <= "1900"
}

var citizenLike = regexp.MustCompile(`[0-9]{17}[0-9Xx]`)

// guardWords refuses words that hold a citizen number of somebody who may live.
func guardWords(words ...string) error {
	for _, w := range words {
		w = identity.Fold(w)
		for at := 0; at < len(w); at++ {
			m := citizenLike.FindStringIndex(w[at:])
			if m == nil {
				break
			}
			n := w[at+m[0] : at+m[1]]
			if f := identity.Check(identity.CitizenCard, n); f.Verdict != identity.Wrong && !identity.Synthetic(n) {
				return errReal()
			}
			at += m[0]
		}
	}
	return nil
}

func guardCase(c *desk.Case) error {
	x := &c.Private
	if err := guardPerson(x.Applicant); err != nil {
		return err
	}
	if x.Agent != nil {
		if err := guardPerson(*x.Agent); err != nil {
			return err
		}
	}
	for _, v := range x.Fields {
		if err := guardWords(v); err != nil {
			return err
		}
	}
	for i := range c.Materials {
		if err := guardWords(c.Materials[i].Reason); err != nil {
			return err
		}
	}
	return guardWords(x.Note, c.Words, c.External)
}

// guardAct refuses an act that would write a real person's number down.
func guardAct(a *desk.Act) error {
	for i := range a.Cases {
		if err := guardCase(&a.Cases[i]); err != nil {
			return err
		}
	}
	for _, q := range a.Inquiries {
		if err := guardWords(q.Private.Asker, q.Private.Phone, q.Private.Words, q.Private.Reply, q.LedTo); err != nil {
			return err
		}
	}
	for _, c := range a.Rectifications {
		p := c.Private
		if err := guardWords(p.Name, p.Phone, p.Said, p.Cause, p.Fix, p.Reply, p.Grounds); err != nil {
			return err
		}
	}
	for _, t := range a.Tickets {
		if err := guardWords(t.Reason); err != nil {
			return err
		}
	}
	for _, v := range a.Note {
		if err := guardWords(v); err != nil {
			return err
		}
	}
	return nil
}
