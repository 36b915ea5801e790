package centre

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// mostWords bounds what a reviewer may say to a case, in characters.
const mostWords = 500

// Decide answers a case for the street; the desk hears of it with its next run.
// caseNo is the number of the case, or its id. Words say what is to be supplied
// or why it is rejected, and may be left out for accept and done; by names the
// reviewer.
//
// It returns a Problem of kind NotFound for a case that is not here, Conflict
// where several have the number, Blocked where a case that stands as it does
// cannot go there, with the state it is in as the holder, and Invalid for an
// answer that is none.
func (x *Centre) Decide(ctx context.Context, caseNo string, d desk.Decision, words, by string) (CaseView, error) {
	to, ok := d.After()
	if !ok {
		return CaseView{}, &desk.Problem{Kind: desk.Invalid, What: "decision"}
	}
	words, by = strings.TrimSpace(words), strings.TrimSpace(by)
	if !speakable(words, mostWords) || !speakable(by, 64) || by == "" {
		return CaseView{}, &desk.Problem{Kind: desk.Invalid, What: "decision.words"}
	}
	if words == "" && (d == desk.DecideSupplement || d == desk.DecideReject) {
		return CaseView{}, &desk.Problem{Kind: desk.Invalid, What: "decision.words"}
	}
	var v CaseView
	err := x.write(ctx, func(tx *records.Tx) error {
		tenant, id, err := findCase(ctx, tx, caseNo)
		if err != nil {
			return err
		}
		if err := lockCase(ctx, tx, tenant, id); err != nil {
			return err
		}
		r, err := loadCase(ctx, tx, tenant, id)
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
		if err := x.tell(ctx, tx, r, d, words, by); err != nil {
			return err
		}
		if err := x.saveCase(ctx, tx, r); err != nil {
			return err
		}
		v, err = x.view(ctx, tx, tenant, id)
		return err
	})
	return v, err
}

// tell puts a decision into the feed of the case's station.
func (x *Centre) tell(ctx context.Context, tx *records.Tx, r row, d desk.Decision, words, by string) error {
	s, err := x.street(ctx, r.tenant)
	if err != nil {
		return err
	}
	return x.publish(ctx, tx, s, r.station, "case:"+r.doc.ID, uplink.FeedCaseStatus, func(ver int) any {
		return desk.StreetDecision{
			Case: r.doc.ID, No: r.doc.No, Decision: d, Words: words, By: by, At: desk.LineTime(x.now()), Ver: ver,
		}
	})
}

// findCase resolves a case number or id.
func findCase(ctx context.Context, tx *records.Tx, no string) (tenant, id string, err error) {
	no = strings.TrimSpace(no)
	if no == "" {
		return "", "", &desk.Problem{Kind: desk.NotFound, What: "case"}
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT tenant, id
		FROM case_file
		WHERE no = ?1 OR id = ?1
		LIMIT 2`, no)
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
