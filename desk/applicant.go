package desk

import "context"

// personsOf returns who the visit is about, from the matter dealt with before in
// the same visit, taken in or still a draft: what was told once is not asked
// again.
func (in *Intake) personsOf(ctx context.Context, t Ticket) (CasePrivate, error) {
	if t.ID == "" {
		return CasePrivate{}, nil
	}
	before, err := in.ledger.Cases(ctx, CaseFilter{Ticket: t.ID})
	if err != nil {
		return CasePrivate{}, err
	}
	drafts, err := in.ledger.Drafts(ctx)
	if err != nil {
		return CasePrivate{}, err
	}
	for i := range drafts {
		if drafts[i].Case.Ticket == t.ID {
			before = append(before, drafts[i].Case)
		}
	}
	var last *Case
	for i := range before {
		c := &before[i]
		known := c.Private.Applicant.Number != "" || c.Private.Applicant.Name != ""
		if known && (last == nil || c.Opened.After(last.Opened)) {
			last = c
		}
	}
	if last == nil {
		return CasePrivate{}, nil
	}
	p := CasePrivate{Applicant: last.Private.Applicant}
	for key, v := range last.Private.Fields {
		if p.Fields == nil {
			p.Fields, p.Sources = map[string]string{}, map[string]string{}
		}
		p.Fields[key], p.Sources[key] = v, SourceEarlier
	}
	if a := last.Private.Agent; a != nil {
		agent := *a
		p.Agent = &agent
	}
	return p, nil
}
