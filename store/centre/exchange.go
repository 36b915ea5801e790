package centre

import (
	"context"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/exchange"
	"xiaochuang/desk/guide"
	"xiaochuang/store/centre/records"
)

// An ExchangeChoice says which cases are exported; zero members do not narrow.
type ExchangeChoice struct {
	Station      string
	Since, Until desk.Day // of reception, both days belong to it
	// Reveal exports what names a person as it is, and writes down of each case that
	// it was exported so. Otherwise names, numbers and phones are masked.
	Reveal bool
}

// exchangeBatch is how many cases are read at a time.
const exchangeBatch = 200

// Exchange gives the cases that are there for a person and were taken in, each as
// the one who exports may see it, in the order of their ids. Drafts are never sent
// and pre-examinations make no case, so there are none of either. It ends with the
// first error of each.
func (x *Centre) Exchange(ctx context.Context, p Person, f ExchangeChoice, each func(exchange.Source) error) error {
	if err := p.check(); err != nil {
		return err
	}
	from, until, err := f.span()
	if err != nil {
		return err
	}
	_, c, err := x.Latest(ctx)
	if err != nil {
		return err
	}
	stations, err := x.StationsOf(ctx, p)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, s := range stations {
		names[s.Code] = s.Name
	}
	for last := ""; ; {
		ids, err := x.exchanged(ctx, p, f.Station, from, until, last)
		if err != nil {
			return err
		}
		for _, id := range ids {
			s, err := x.exchangedCase(ctx, p, id, f.Reveal, c)
			if err != nil {
				return err
			}
			s.StationName = names[s.Station]
			if err := each(s); err != nil {
				return err
			}
		}
		if len(ids) < exchangeBatch {
			return nil
		}
		last = ids[len(ids)-1]
	}
}

// span is from when until when, in milliseconds, of the days that were chosen.
func (f ExchangeChoice) span() (from, until int64, err error) {
	until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	if f.Since != "" {
		t, err := time.ParseInLocation(time.DateOnly, string(f.Since), desk.Beijing)
		if err != nil {
			return 0, 0, &desk.Problem{Kind: desk.Invalid, What: "day", Cause: err}
		}
		from = t.UnixMilli()
	}
	if f.Until != "" {
		t, err := time.ParseInLocation(time.DateOnly, string(f.Until), desk.Beijing)
		if err != nil {
			return 0, 0, &desk.Problem{Kind: desk.Invalid, What: "day", Cause: err}
		}
		until = t.AddDate(0, 0, 1).UnixMilli()
	}
	if from >= until {
		return 0, 0, &desk.Problem{Kind: desk.Invalid, What: "day"}
	}
	return from, until, nil
}

func (x *Centre) exchanged(ctx context.Context, p Person, station string, from, until int64, last string) (ids []string, err error) {
	err = x.read(ctx, func(tx *records.Tx) error {
		ids = ids[:0]
		return texts(ctx, tx, func(id string) { ids = append(ids, id) }, `
			SELECT id
			FROM case_file
			WHERE (?1 = '' OR tenant = ?1) AND (?2 = '' OR station = ?2) AND no <> '' AND received >= ?3 AND received < ?4 AND id > ?5
			ORDER BY id
			LIMIT ?6`, p.Tenant, strings.TrimSpace(station), from, until, last, exchangeBatch)
	})
	return ids, err
}

// exchangedCase is one case with what may be shown of it. That it was revealed is
// written down before anything leaves.
func (x *Centre) exchangedCase(ctx context.Context, p Person, id string, reveal bool, c *guide.Catalogue) (exchange.Source, error) {
	f, tenant, err := x.caseFile(ctx, p, id)
	switch {
	case err != nil:
		return exchange.Source{}, err
	case reveal && f.Open:
		if err := x.seen(ctx, tenant, p, actExport, "case:"+f.ID, ""); err != nil {
			return exchange.Source{}, err
		}
	default:
		f.Case.Private = masked(f.Case.Private)
		f.Case.Private.Applicant.Address = "" // an address has no mask that a table could hold
	}
	s := exchange.Source{Case: f.Case, Open: f.Open, Station: f.Station}
	if c != nil {
		s.Item, _ = c.Item(f.Item)
	}
	for _, a := range f.Past {
		s.Answers = append(s.Answers, exchange.Answer{Decision: a.Decision, Words: a.Words, By: a.By, At: a.At})
	}
	return s, nil
}
