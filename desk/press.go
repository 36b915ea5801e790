package desk

import (
	"slices"
	"strconv"
)

// TemplateVersion is the version of the built-in templates.
const TemplateVersion = 2

// Press makes papers: it freezes what a template may say, with every number of
// a person masked. It prints nothing.
type Press struct {
	station Station
	guide   Guide
	people  People
}

// NewPress returns the press of a station.
func NewPress(s Station, g Guide, p People) *Press {
	return &Press{station: s, guide: g, people: p}
}

// paper makes a paper of a kind, numbered within the transaction.
func (p *Press) paper(tx Tx, d Duty, k PaperKind) (Paper, error) {
	n, err := tx.NextNumber(string(k))
	if err != nil {
		return Paper{}, err
	}
	words, err := tx.Words(k)
	if err != nil {
		return Paper{}, err
	}
	s := tx.Stamp()
	no := tx.Serial().Number(string(k), s.Day, n)
	return Paper{
		No: no, Kind: k, Day: s.Day, Template: TemplateVersion, Words: words,
		Demo: p.station.Demo || p.guide.Demonstration(), Practice: p.station.Practice,
		Staff: d.Staff.ID, Window: d.Window, At: s.At, Rev: 1,
		Content: p.head(d, no, s),
	}, nil
}

// head is what every paper says of the station and of who serves (亮明身份).
func (p *Press) head(d Duty, no string, s Stamp) PaperContent {
	st := p.station
	c := PaperContent{
		Station: st.Name, StationCode: st.Code, Address: st.Address, Phone: st.Phone,
		Supervision: st.Supervision, Hours: st.Hours, Street: st.Street, Centre: st.Centre,
		StaffName: d.Staff.Name, StaffNo: d.Staff.No, QR: no,
		Received: p.clockText(s), Catalogue: p.guide.Version(), OffPeak: st.IsOffPeak(s.At),
	}
	for _, w := range st.Windows {
		if w.No == d.Window {
			c.WindowName = w.Name
		}
	}
	return c
}

// clockText is a moment as it stands on paper, civil time of Beijing. Where a
// clock that was wrong has been put right, the business day is right before the
// instants have caught up; the paper then has the day alone.
func (p *Press) clockText(s Stamp) string {
	if DayOf(s.At, p.station.DayBegins) != s.Day {
		return string(s.Day)
	}
	return s.At.In(Beijing).Format("2006-01-02 15:04")
}

// slip makes a ticket's paper.
func (p *Press) slip(tx Tx, d Duty, t Ticket, ahead int) (Paper, error) {
	out, err := p.paper(tx, d, PaperTicket)
	if err != nil {
		return Paper{}, err
	}
	out.Ticket, out.Item = t.ID, t.Item
	c := &out.Content
	c.TicketNo, c.Waiting, c.Community = t.No, ahead, p.station.Community(t.Comm).Name
	c.QR = t.No
	if it, ok := p.guide.Item(t.Item); ok {
		p.matter(c, it)
		c.Materials = requirements(it.Materials)
		c.QR = it.GuideURL
		if c.QR == "" {
			c.QR = t.No
		}
	}
	return out, nil
}

// onwardSlip makes the paper with which a visitor goes on to the street's centre
// under the same number.
func (p *Press) onwardSlip(tx Tx, d Duty, t Ticket) (Paper, error) {
	out, err := p.slip(tx, d, t, 0)
	out.Content.Onward = p.station.Centre
	return out, err
}

// matter puts what the guide says of an item on a paper. What has no source
// stays empty, so that no template can print it as a fact.
func (p *Press) matter(c *PaperContent, it Item) {
	c.Item, c.ItemCode, c.ItemVersion, c.Mode = it.Name, it.HandleCode, it.Version, it.Mode
	c.Department, c.HandledAt = it.Department, it.HandledAt
	if it.Sourced("fee") {
		c.Fee = it.Fee.Text
	}
	c.Basis, c.Conditions, c.Flow = it.Basis, it.Conditions, it.Flow
	c.Places, c.Unverified = it.Places, !it.Verified
	switch {
	case it.ProjectType == Instant:
		c.Promise = "0"
	case it.PromiseDays > 0 && it.Sourced("promise_days"):
		c.Promise = strconv.Itoa(it.PromiseDays) + it.PromiseUnit
	}
}

// Card makes the 一次性告知单 of a first consultation straight from a guide
// card: every material that the situation asks for, nothing about a person.
func (p *Press) card(tx Tx, d Duty, it Item, answers map[string]string) (Paper, error) {
	out, err := p.paper(tx, d, PaperNotice)
	if err != nil {
		return Paper{}, err
	}
	reqs, err := p.guide.Tailor(it.ID, answers)
	if err != nil {
		return Paper{}, err
	}
	out.Item = it.ID
	p.matter(&out.Content, it)
	out.Content.Answer = it.Answer
	out.Content.Materials = requirements(append(reqs, undecided(it, answers, reqs)...))
	out.Content.Situation = said(it, answers)
	return out, nil
}

// undecided lists the materials that depend on questions not answered yet, each
// with its condition: a first notice leaves nothing out.
func undecided(it Item, answers map[string]string, asked []Requirement) []Requirement {
	why := map[string]string{}
	kept := it.Kept(answers)
	for _, q := range it.Situations {
		if kept[q.Key] != "" || settled(it, q, kept) {
			continue
		}
		for _, a := range q.Answers {
			for _, key := range a.Adds {
				why[key] = q.Ask + a.Say
			}
		}
	}
	for _, r := range asked {
		delete(why, r.Key)
	}
	var out []Requirement
	for _, r := range it.Materials {
		say, ok := why[r.Key]
		if !ok {
			continue
		}
		r.Required = false
		if r.Condition == nil || *r.Condition == "" {
			r.Condition = &say
		}
		out = append(out, r)
	}
	return out
}

// settled reports whether a question is out of the way whatever is said further:
// one that it hangs on has another answer.
func settled(it Item, q Question, kept map[string]string) bool {
	for _, w := range q.When {
		if a := kept[w.Question]; a != "" && !slices.Contains(w.Answers, a) {
			return true
		}
		for _, by := range it.Situations {
			if by.Key == w.Question && kept[by.Key] == "" && settled(it, by, kept) {
				return true
			}
		}
	}
	return false
}

// caseOf makes a paper about a case.
func (p *Press) caseOf(tx Tx, d Duty, k PaperKind, c *Case) (Paper, error) {
	out, err := p.paper(tx, d, k)
	if err != nil {
		return Paper{}, err
	}
	out.Case, out.Ticket, out.Item = c.ID, c.Ticket, c.Item
	out.Large = c.Large
	if c.No == "" {
		out.Case = "" // a pre-examination makes no case
	}
	out.Content = p.about(out.Content, c)
	out.Demo = out.Demo || pinned(p.guide, c).Demonstration()
	return out, nil
}

// about is what a paper says of a case, after the head w.
func (p *Press) about(w PaperContent, c *Case) PaperContent {
	g := pinned(p.guide, c)
	it, known := g.Item(c.Item)
	if known {
		p.matter(&w, it)
		w.Situation = said(it, c.Answers)
	}
	w.Unverified = w.Unverified || c.Unverified
	if w.Promise != "" && c.Project != Instant && c.PromiseDays > 0 {
		w.Promise = strconv.Itoa(c.PromiseDays) + c.PromiseUnit // what this case was promised
	}
	w.CaseNo, w.Item, w.ItemVersion, w.Catalogue, w.Mode = c.No, c.Title, c.ItemVersion, c.Catalogue, c.Mode
	if known && g.Version() != c.Catalogue && c.Catalogue != "" {
		w.ItemVersion, w.Catalogue = it.Version, g.Version() // that of the case is not here any more
	}
	w.Community = p.station.Community(c.Comm).Name
	w.Due, w.SupplyUntil, w.Reason = c.Due, c.SupplyUntil, c.Words
	if c.Accepted != nil {
		w.Accepted = p.clockText(Stamp{At: *c.Accepted, Day: c.Completed})
	}
	p.persons(&w, c.Private)
	w.Materials = checklist(g, c)
	return w
}

// persons puts the masked identities on a paper.
func (p *Press) persons(w *PaperContent, x CasePrivate) {
	w.Applicant = x.Applicant.Name
	w.IDMask = p.people.Mask(x.Applicant.Number)
	w.PhoneMask = p.people.MaskPhone(x.Applicant.Phone)
	if x.Agent != nil {
		w.Agent, w.AgentMask = x.Agent.Name, p.people.Mask(x.Agent.Number)
	}
}

// checklist turns a case's materials into rows, with what the guide says of
// each.
func checklist(g Guide, c *Case) []PaperMaterial {
	byKey := map[string]Requirement{}
	if it, ok := g.Item(c.Item); ok {
		for _, r := range it.Materials {
			byKey[r.Key] = r
		}
	}
	rows := make([]PaperMaterial, 0, len(c.Materials))
	for _, m := range c.Materials {
		r := byKey[m.Key]
		row := PaperMaterial{
			Name: m.Name, Required: m.Required, Originals: r.Originals, Copies: r.Copies, Source: r.Source,
			State: m.State, Remedy: m.Reason, Due: m.Due, Pages: len(m.Pages), Kept: m.Kept,
		}
		if row.Remedy == "" && m.Lacking() {
			row.Remedy = r.Note
		}
		rows = append(rows, row)
	}
	return rows
}

// requirements turns an item's list into rows.
func requirements(reqs []Requirement) []PaperMaterial {
	rows := make([]PaperMaterial, 0, len(reqs))
	for _, r := range reqs {
		row := PaperMaterial{
			Name: r.Name, Required: r.Required, Originals: r.Originals, Copies: r.Copies,
			Source: r.Source, Remedy: r.Note,
		}
		if r.Condition != nil {
			row.Remedy = *r.Condition
		}
		rows = append(rows, row)
	}
	return rows
}

// said lists the situation's questions with the answers given.
func said(it Item, answers map[string]string) []string {
	var out []string
	for _, q := range it.Questions(answers) {
		if say := q.Says(answers[q.Key]); say != "" {
			out = append(out, q.Ask+" "+say)
		}
	}
	return out
}
