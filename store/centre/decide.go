package centre

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// mostWords bounds what a reviewer may say to a case, in characters.
const mostWords = 500

// Decide is Answer for the operator of the centre, in the name of a reviewer.
func (x *Centre) Decide(ctx context.Context, caseNo string, d desk.Decision, words, by string) (CaseView, error) {
	if by = strings.TrimSpace(by); by == "" || !speakable(by, mostName) {
		return CaseView{}, &desk.Problem{Kind: desk.Invalid, What: "decision.words"}
	}
	return x.Answer(ctx, randomID(), Person{Name: by}, caseNo, d, words)
}

// Answer decides on a case for the street; the desk hears of it with its next run.
// caseNo is the number of the case, or its id. Words say what is to be supplied
// or why it is rejected, and may be left out for accept and done. A record id acts
// once: with one that has, Answer returns the case as it stands.
//
// It returns a Problem of kind NotFound for a case that is not here for the
// person, Conflict where several have the number, Blocked where a case that
// stands as it does cannot go there, with the state it is in as the holder, and
// Invalid for an answer that is none.
func (x *Centre) Answer(ctx context.Context, rid string, p Person, caseNo string, d desk.Decision, words string) (CaseView, error) {
	return x.AnswerSeen(ctx, rid, p, caseNo, "", d, words)
}

// AnswerSeen is Answer for somebody who decides on what they saw: stand is
// CaseView.Stand of that moment. It is a Problem of kind Conflict where something
// has happened to the case since.
func (x *Centre) AnswerSeen(ctx context.Context, rid string, p Person, caseNo, stand string, d desk.Decision, words string) (CaseView, error) {
	to, ok := d.After()
	if !ok {
		return CaseView{}, &desk.Problem{Kind: desk.Invalid, What: "decision"}
	}
	if err := p.check(); err != nil {
		return CaseView{}, err
	}
	words = strings.TrimSpace(words)
	if !speakable(words, mostWords) || words == "" && (d == desk.DecideSupplement || d == desk.DecideReject) {
		return CaseView{}, &desk.Problem{Kind: desk.Invalid, What: "decision.words"}
	}
	tenant, err := x.tenantOf(ctx, p, caseNo)
	if err != nil {
		return CaseView{}, err
	}
	s, err := x.street(ctx, tenant)
	if err != nil {
		return CaseView{}, err
	}
	var v CaseView
	err = x.write(ctx, func(tx *records.Tx) error {
		_, id, err := findCase(ctx, tx, p, caseNo)
		if err != nil {
			return err
		}
		if err := lockCase(ctx, tx, tenant, id); err != nil {
			return err
		}
		switch err := x.once(ctx, tx, rid, tenant, p, actDecide, "case:"+id, string(d)); {
		case err == nil:
			if now, err := x.view(ctx, tx, tenant, id); err != nil || stand != "" && stand != now.Stand {
				return cmp.Or[error](err, &desk.Problem{Kind: desk.Conflict, What: "case.moved"})
			}
			if err := x.settleCase(ctx, tx, s, id, d, to, words, p.Name); err != nil {
				return err
			}
		case !errors.Is(err, errDone):
			return err
		}
		v, err = x.view(ctx, tx, tenant, id)
		return err
	})
	return v, err
}

// settleCase decides on a case that is locked.
func (x *Centre) settleCase(ctx context.Context, tx *records.Tx, s *street, id string, d desk.Decision, to desk.CaseState, words, by string) error {
	r, err := loadCase(ctx, tx, s.tenant, id)
	if err != nil {
		return err
	}
	now, err := x.standingCase(ctx, tx, r)
	if err != nil {
		return err
	}
	if !desk.MayGo(now.Mode, now.State, to) {
		return &desk.Problem{Kind: desk.Blocked, What: "case.state", Holder: string(now.State)}
	}
	err = x.publish(ctx, tx, s, r.station, "case:"+id, uplink.FeedCaseStatus, func(ver int) any {
		return desk.StreetDecision{
			Case: id, No: r.doc.No, Decision: d, Words: words, By: by, At: desk.LineTime(x.now()), Ver: ver,
		}
	})
	if err != nil {
		return err
	}
	return x.saveCase(ctx, tx, r)
}

// tenantOf is the street of a case.
func (x *Centre) tenantOf(ctx context.Context, p Person, caseNo string) (tenant string, err error) {
	err = x.read(ctx, func(tx *records.Tx) (err error) {
		tenant, _, err = findCase(ctx, tx, p, caseNo)
		return err
	})
	return tenant, err
}

// findCase resolves a case number or id, among what is there for a person.
func findCase(ctx context.Context, tx *records.Tx, p Person, no string) (tenant, id string, err error) {
	no = strings.TrimSpace(no)
	if no == "" {
		return "", "", &desk.Problem{Kind: desk.NotFound, What: "case"}
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT tenant, id
		FROM case_file
		WHERE (no = ?1 OR id = ?1) AND (?2 = '' OR tenant = ?2)
		LIMIT 2`, no, p.Tenant)
	if err != nil {
		return "", "", err
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(&tenant, &id); err != nil {
			return "", "", err
		}
	}
	if err := rows.Err(); err != nil {
		return "", "", err
	}
	switch n {
	case 0:
		return "", "", &desk.Problem{Kind: desk.NotFound, What: "case"}
	case 1:
		return tenant, id, nil
	}
	return "", "", &desk.Problem{Kind: desk.Conflict, What: "case.number"}
}

// speakable reports whether a text is one that can go on paper and screen: valid,
// of at most n characters, and without control characters.
func speakable(s string, n int) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > n {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) < 0
}
