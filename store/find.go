package store

import (
	"context"
	"slices"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// FindCases implements desk.Books; a limit of 0 is 20.
func (b books) FindCases(ctx context.Context, text string, limit int) ([]desk.Case, error) {
	limit = bound(limit, 20, 500)
	found, err := b.byNumber(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	persons, err := b.byPerson(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	for _, c := range persons {
		if !slices.ContainsFunc(found, func(f desk.Case) bool { return f.ID == c.ID }) {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(x, y desk.Case) int { return takenIn(y).Compare(takenIn(x)) })
	return found[:min(len(found), limit)], nil
}

// byNumber finds cases by their own number or by that of a paper of theirs,
// whole or as it is read out.
func (b books) byNumber(ctx context.Context, text string, limit int) ([]desk.Case, error) {
	no := identity.Fold(text)
	if no == "" {
		return nil, nil
	}
	return b.cases(ctx, selectCase+`
		WHERE c.no = ?1 OR c.tail = ?1
			OR c.id IN (SELECT case_id FROM paper WHERE case_id <> '' AND (no = ?1 OR tail = ?1))
		ORDER BY c.at DESC, c.id DESC
		LIMIT ?2`, no, limit)
}

// mostAlike bounds the cases with the same last four characters that are
// opened to compare the rest.
const mostAlike = 2000

// byPerson finds cases by the last characters of the applicant's document number
// or phone. The last four are looked up by their blind index, the rest is
// compared with what opens.
func (b books) byPerson(ctx context.Context, text string, limit int) ([]desk.Case, error) {
	number, phone := plainNumber(text), plainPhone(text)
	if len(number) < tailLength || !b.opener.ready() {
		return nil, nil
	}
	alike, err := b.cases(ctx, selectCase+`
		WHERE c.number_tail = ? OR c.phone_tail = ?
		ORDER BY c.at DESC, c.id DESC
		LIMIT ?`,
		b.opener.blind("number_tail", tail(number)), b.opener.blind("phone_tail", tail(phone)), mostAlike)
	if err != nil {
		return nil, err
	}
	var out []desk.Case
	for _, c := range alike {
		a := c.Private.Applicant
		fits := strings.HasSuffix(plainNumber(a.Number), number) ||
			phone == number && strings.HasSuffix(plainPhone(a.Phone), phone) ||
			phone != "" && plainPhone(a.Phone) == phone
		if fits && len(out) < limit {
			out = append(out, c)
		}
	}
	return out, nil
}
