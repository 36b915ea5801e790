package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

const actRoster = "roster"

// PutRoster sends the roster of a month to a station, in the place of the one
// before. It is a Problem of kind Invalid for a month or a duty that is none.
func (x *Centre) PutRoster(ctx context.Context, rid string, p Person, station, month string, duties []desk.RosterDuty) error {
	if err := p.check(); err != nil {
		return err
	}
	if _, ok := (desk.StreetRoster{Month: month, Duties: duties}).Dispatch(); !ok {
		return &desk.Problem{Kind: desk.Invalid, What: "roster"}
	}
	return x.write(ctx, func(tx *records.Tx) error {
		// Of two that are sent at once the later one has the higher version.
		if err := tx.Lock(ctx, "roster:"+station); err != nil {
			return err
		}
		byStreet, err := stationsFor(ctx, tx, p, []string{station})
		if err != nil {
			return err
		}
		tenant := sortedKeys(byStreet)[0]
		s, err := x.street(ctx, tenant)
		if err != nil {
			return err
		}
		err = x.once(ctx, tx, rid, tenant, p, actRoster, "roster:"+station, month)
		if errors.Is(err, errDone) {
			return nil
		}
		if err != nil {
			return err
		}
		return x.publish(ctx, tx, s, station, "roster:"+month, uplink.FeedRoster, func(ver int) any {
			return desk.StreetRoster{Month: month, Duties: duties, By: p.Name, At: desk.LineTime(x.now()), Ver: ver}
		})
	})
}

// Roster is what was sent to a station last for a month. It is a Problem of kind
// NotFound where nothing was.
func (x *Centre) Roster(ctx context.Context, p Person, station, month string) (r desk.StreetRoster, err error) {
	if err := p.check(); err != nil {
		return r, err
	}
	var raw []byte
	err = x.read(ctx, func(tx *records.Tx) error {
		return tx.QueryRowContext(ctx, `
			SELECT line
			FROM feed
			WHERE station = ?1 AND obj = ?2 AND kind = ?3 AND (?4 = '' OR tenant = ?4)
			ORDER BY ver DESC
			LIMIT 1`, station, "roster:"+month, uplink.FeedRoster, p.Tenant).Scan(&raw)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return r, &desk.Problem{Kind: desk.NotFound, What: "roster.none"}
	}
	if err != nil {
		return r, err
	}
	var l uplink.FeedLine
	if err := errors.Join(json.Unmarshal(raw, &l), json.Unmarshal(l.Body, &r)); err != nil {
		return r, fmt.Errorf("feed line: %w", err)
	}
	return r, nil
}

// mostMonths bounds the months of rosters that are listed.
const mostMonths = 36

// RosterMonths lists the months for which a station was sent a roster, the latest
// first.
func (x *Centre) RosterMonths(ctx context.Context, p Person, station string) ([]string, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []string
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		return texts(ctx, tx, func(obj string) { out = append(out, strings.TrimPrefix(obj, "roster:")) }, `
			SELECT DISTINCT obj
			FROM feed
			WHERE (?2 = '' OR tenant = ?2) AND kind = 'roster' AND kind IN ('announcement', 'roster', 'desk.command') AND station = ?1
			ORDER BY obj DESC
			LIMIT ?3`, station, p.Tenant, mostMonths)
	})
	return out, err
}
