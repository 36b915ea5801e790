package centre

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

const actRectify = "rectify"

// mostAhead is how many days ahead the street may set a last day.
const mostAhead = 60

// Rectify says something to a rectification; the desk hears of it with its next run.
// It urges with a day that is not later than the last one, sends back with words,
// accepts what was done, or decides an appeal that waits. A record id acts once.
//
// It returns a Problem of kind NotFound for one that is not there for the person,
// Blocked where it does not stand so that this can be said, and Invalid for words or
// a day that cannot be.
func (x *Centre) Rectify(ctx context.Context, rid string, p Person, s desk.StreetRectification) (RatingView, error) {
	var v RatingView
	if err := p.check(); err != nil {
		return v, err
	}
	s.Words, s.Case, s.Level, s.Tags, s.Channel = strings.TrimSpace(s.Words), "", "", nil, ""
	if s.Do == desk.StreetOpenTask {
		return v, &desk.Problem{Kind: desk.Invalid, What: "rectify.do"}
	}
	err := x.write(ctx, func(tx *records.Tx) error {
		tenant, err := ratingTenant(ctx, tx, p, s.ID)
		if err != nil {
			return err
		}
		if err := lockTask(ctx, tx, tenant, s.ID); err != nil {
			return err
		}
		k, err := loadTask(ctx, tx, tenant, s.ID)
		if err != nil {
			return err
		}
		switch err := x.once(ctx, tx, rid, tenant, p, actRectify, desk.RectificationObj(s.ID), string(s.Do)); {
		case err == nil:
			if err := x.mayRectify(k.now, s); err != nil {
				return err
			}
			if err := x.sayTo(ctx, tx, k, p, s); err != nil {
				return err
			}
			if err := x.saveTask(ctx, tx, &k); err != nil {
				return err
			}
		case !errors.Is(err, errDone):
			return err
		}
		v = x.ratingView(k)
		return nil
	})
	return v, err
}

// mayRectify reports whether something can be said to a rectification as it stands.
func (x *Centre) mayRectify(c desk.Rectification, s desk.StreetRectification) error {
	today := desk.DayOf(x.now(), 0)
	closed := c.State == desk.RectificationClosed
	no := &desk.Problem{Kind: desk.Blocked, What: "rectify.state", Holder: string(c.State)}
	waits := c.Appeal != nil && c.Appeal.State == desk.AppealFiled
	switch s.Do {
	case desk.StreetUrge:
		if closed {
			return no
		}
		if s.Due != "" && (s.Due < today || c.Due >= today && s.Due > c.Due || s.Due > today.Add(mostAhead)) {
			return &desk.Problem{Kind: desk.Invalid, What: "rectify.day"}
		}
	case desk.StreetReturn:
		if c.State == desk.RectificationOpen || c.Excluded() {
			return no
		}
		if s.Words == "" {
			return &desk.Problem{Kind: desk.Invalid, What: "rectify.words"}
		}
		if s.Due != "" && (s.Due < today || s.Due > today.Add(mostAhead)) {
			return &desk.Problem{Kind: desk.Invalid, What: "rectify.day"}
		}
	case desk.StreetAccept:
		if c.State != desk.RectificationFixed && !closed || c.Accepted || c.Excluded() {
			return no
		}
	case desk.StreetUphold, desk.StreetReject:
		if !waits {
			return &desk.Problem{Kind: desk.Blocked, What: "rectify.appeal"}
		}
	default:
		return &desk.Problem{Kind: desk.Invalid, What: "rectify.do"}
	}
	return nil
}

// sayTo publishes what the street says to a rectification.
func (x *Centre) sayTo(ctx context.Context, tx *records.Tx, k task, p Person, s desk.StreetRectification) error {
	to, err := x.street(ctx, k.tenant)
	if err != nil {
		return err
	}
	fits := true
	err = x.publish(ctx, tx, to, k.station, desk.RectificationObj(s.ID), uplink.FeedRectification, func(ver int) any {
		s.By, s.At, s.Ver = p.Name, desk.LineTime(x.stamp().At), ver
		fits = s.Fits()
		return s
	})
	if err == nil && !fits {
		return &desk.Problem{Kind: desk.Invalid, What: "rectify.words"}
	}
	return err
}

// Assign opens a rectification for a bad rating that came to the street by 12345 or
// by a message, at the station of the case that is named, or else at the one given
// (交办). The record id is its id, and acts once.
func (x *Centre) Assign(ctx context.Context, rid string, p Person, station string, s desk.StreetRectification) (RatingView, error) {
	var v RatingView
	if err := p.check(); err != nil {
		return v, err
	}
	s.ID, s.Do, s.Words, s.Case = rid, desk.StreetOpenTask, strings.TrimSpace(s.Words), strings.TrimSpace(s.Case)
	now := x.stamp()
	if s.Due == "" {
		_, s.Due = desk.RectifyRule{}.Due(now.Day)
	}
	switch {
	case !s.Level.Bad():
		return v, &desk.Problem{Kind: desk.Invalid, What: "rectify.level"}
	case s.Words == "" || !speakable(s.Words, desk.MostRectified):
		return v, &desk.Problem{Kind: desk.Invalid, What: "rectify.words"}
	case s.Due < now.Day || s.Due > now.Day.Add(mostAhead):
		return v, &desk.Problem{Kind: desk.Invalid, What: "rectify.day"}
	case s.Channel != desk.ChannelHotline && s.Channel != desk.ChannelSMS:
		return v, &desk.Problem{Kind: desk.Invalid, What: "rectify.channel"}
	}
	err := x.write(ctx, func(tx *records.Tx) error {
		tenant, at, of, err := x.assignee(ctx, tx, p, station, s.Case)
		if err != nil {
			return err
		}
		if err := lockTask(ctx, tx, tenant, s.ID); err != nil {
			return err
		}
		k := task{tenant: tenant, station: at}
		switch err := x.once(ctx, tx, rid, tenant, p, actRectify, desk.RectificationObj(s.ID), string(s.Do)); {
		case err == nil:
			if s.Desk, err = takesOn(ctx, tx, tenant, at, of); err != nil {
				return err
			}
			s.By, s.At, s.Ver = p.Name, desk.LineTime(now.At), 1
			k.doc.Rectification = desk.RectifyRule{}.Assigned(s, of, now)
			raw, err := json.Marshal(k.doc)
			if err != nil {
				return err
			}
			k.raw = string(raw)
			if err := x.sayTo(ctx, tx, k, p, s); err != nil {
				return err
			}
			if err := x.saveTask(ctx, tx, &k); err != nil {
				return err
			}
		case errors.Is(err, errDone):
			if k, err = loadTask(ctx, tx, tenant, s.ID); err != nil {
				return err
			}
		default:
			return err
		}
		v = x.ratingView(k)
		return nil
	})
	return v, err
}

// assignee is the street and the station that a bad rating is assigned to, and the
// case that it is about, nil for none.
func (x *Centre) assignee(ctx context.Context, tx *records.Tx, p Person, station, caseNo string) (tenant, at string, of *desk.Case, err error) {
	if caseNo == "" {
		byStreet, err := stationsFor(ctx, tx, p, []string{station})
		if err != nil {
			return "", "", nil, err
		}
		return sortedKeys(byStreet)[0], station, nil, nil
	}
	tenant, id, err := findCase(ctx, tx, p, caseNo)
	if err != nil {
		return "", "", nil, err
	}
	r, err := loadCase(ctx, tx, tenant, id)
	if err != nil {
		return "", "", nil, err
	}
	if station != "" && station != r.station || r.doc.No != caseNo {
		return "", "", nil, &desk.Problem{Kind: desk.Invalid, What: "rectify.case"}
	}
	return tenant, r.station, &r.doc.Case, nil
}

// takesOn is the desk of a station that takes on what names no case: the first by
// number of those that are in service. It is "" where the case says whose it is.
func takesOn(ctx context.Context, tx *records.Tx, tenant, station string, of *desk.Case) (id string, err error) {
	if of != nil {
		return "", nil
	}
	err = tx.QueryRowContext(ctx, `
		SELECT min(desk_id)
		FROM desk
		WHERE tenant = ?1 AND station = ?2 AND state = 'active'`, tenant, station).Scan(&id)
	return id, err
}

// MayRectify reports whether something can be said to a rectification as it stands.
func (x *Centre) MayRectify(c desk.Rectification, do desk.StreetDoing) bool {
	return x.mayRectify(c, desk.StreetRectification{Do: do, Words: "-"}) == nil
}
