package store

import (
	"context"
	"slices"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// FindCases implements desk.Books; a limit of 0 is 20. What is found by number
// comes first, then what the index finds by name and matter: whole names, then
// beginnings, then the rest, each newest first. Where words stand beside a
// number, every one of them must fit too.
func (s *Store) FindCases(ctx context.Context, text string, limit int) ([]desk.Case, error) {
	limit = bound(limit, 20, mostFound)
	numbers, words := sorted(text)
	if len(words) == 0 || len(numbers) > 0 {
		found, err := from(ctx, s, func(b books) ([]desk.Case, error) { return b.FindCases(ctx, numbers, mostFound) })
		found = slices.DeleteFunc(found, func(c desk.Case) bool { return !fits(c, words) })
		return found[:min(len(found), limit)], err
	}
	if err := s.follow(ctx); err != nil {
		return nil, err
	}
	return from(ctx, s, func(b books) ([]desk.Case, error) {
		found, err := b.FindCases(ctx, text, limit) // a number may be letters only
		if err != nil {
			return nil, err
		}
		for _, h := range s.names.find(words, limit) {
			if len(found) >= limit {
				break
			}
			c, err := b.Case(ctx, h.id)
			if err != nil && desk.KindOf(err) != desk.Broken {
				return nil, err
			}
			// A key that was wiped since takes the name out of reach.
			if !slices.ContainsFunc(found, func(f desk.Case) bool { return f.ID == c.ID }) && fits(c, words) {
				found = append(found, c)
			}
		}
		return found, nil
	})
}

// sorted parts what is typed into what may be numbers and what are words.
func sorted(text string) (numbers string, words []string) {
	var digits []string
	for _, w := range strings.Fields(text) {
		if desk.LookOf(w) == desk.LookName {
			words = append(words, w)
			continue
		}
		digits = append(digits, w)
	}
	return strings.Join(digits, " "), words
}

// fits reports whether every word stands in the name or the matter of a case.
func fits(c desk.Case, words []string) bool {
	name, title := identity.Spell(c.Private.Applicant.Name), identity.Spell(c.Title)
	for _, w := range words {
		typed := identity.Spell(w)
		if !identity.Contained(typed, name) && !identity.Contained(typed, title) {
			return false
		}
	}
	return true
}

// FindCases finds cases by number; a limit of 0 is 20.
func (b books) FindCases(ctx context.Context, text string, limit int) ([]desk.Case, error) {
	limit = bound(limit, 20, mostFound)
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
// whole or as it is read out, by the code of a bag, and by the number of the batch
// that it went with.
func (b books) byNumber(ctx context.Context, text string, limit int) ([]desk.Case, error) {
	no := identity.Fold(text)
	if no == "" {
		return nil, nil
	}
	return b.cases(ctx, selectCase+`
		WHERE c.no = ?1 OR c.tail = ?1
			OR c.id IN (SELECT case_id FROM paper WHERE case_id <> '' AND (no = ?1 OR tail = ?1))
			OR c.id IN (SELECT case_id FROM bag WHERE code = ?1)
			OR c.id IN (SELECT case_id FROM bag WHERE batch = ?1 AND batch <> '')
		ORDER BY c.at DESC, c.id DESC
		LIMIT ?2`, no, limit)
}

// mostFound bounds what is found by one text.
const mostFound = 500

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
		WHERE c.number_tail = ?1 OR c.phone_tail = ?2
			OR c.id IN (SELECT case_id FROM reindexed WHERE number_tail = ?1)
			OR c.id IN (SELECT case_id FROM reindexed WHERE phone_tail = ?2)
		ORDER BY c.at DESC, c.id DESC
		LIMIT ?3`,
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
