package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// Kinds of what the street sends, in the list of acts.
const (
	actAnnounce = "announce"
	actRoster   = "roster"
	actOrder    = "order"
)

// mostStations bounds the stations of one announcement.
const mostStations = 1000

// An Announcement is what the street tells the people of some stations (公告).
type Announcement struct {
	ID       string
	Stations []string // codes; none for every station of the street that has a desk
	Words    string
	From     desk.Day
	Until    desk.Day

	Withdrawn bool
	By        string
	At        time.Time
	Read      int // stations where somebody has read it
}

// Announce sends an announcement to stations. A record id acts once, and is the
// announcement's id. It is a Problem of kind Invalid for words that cannot go on
// a screen, or days that are none, and NotFound for a station without a desk.
func (x *Centre) Announce(ctx context.Context, rid string, p Person, a Announcement) (Announcement, error) {
	if err := p.check(); err != nil {
		return a, err
	}
	a.ID, a.Words, a.By = rid, strings.TrimSpace(a.Words), p.Name
	if a.Words == "" || !speakable(a.Words, desk.MostAnnounced) {
		return a, &desk.Problem{Kind: desk.Invalid, What: "announce.words"}
	}
	today := desk.DayOf(x.now(), 0)
	if a.From == "" {
		a.From = today
	}
	if a.Until == "" {
		a.Until = a.From.Add(7)
	}
	if _, ok := (desk.StreetAnnouncement{ID: rid, Words: a.Words, From: a.From, Until: a.Until}).Dispatch(); !ok || a.Until < today || a.Until > today.Add(400) {
		return a, &desk.Problem{Kind: desk.Invalid, What: "announce.days"}
	}
	err := x.write(ctx, func(tx *records.Tx) error {
		byStreet, err := stationsFor(ctx, tx, p, a.Stations)
		if err != nil {
			return err
		}
		return x.announce(ctx, tx, rid, p, a, byStreet)
	})
	return a, err
}

// announce says an announcement at every station of some streets.
func (x *Centre) announce(ctx context.Context, tx *records.Tx, rid string, p Person, a Announcement, byStreet map[string][]string) error {
	for _, tenant := range sortedKeys(byStreet) {
		s, err := x.street(ctx, tenant)
		if err != nil {
			return err
		}
		stations := byStreet[tenant]
		act := rid
		if len(byStreet) > 1 {
			act += "-" + tenant
		}
		err = x.once(ctx, tx, act, tenant, p, actAnnounce, "announcement:"+a.ID, strconv.Itoa(len(stations)))
		if errors.Is(err, errDone) {
			continue
		}
		if err != nil {
			return err
		}
		for _, station := range stations {
			err := x.publish(ctx, tx, s, station, "announcement:"+a.ID, uplink.FeedAnnouncement, func(ver int) any {
				return desk.StreetAnnouncement{
					ID: a.ID, Words: a.Words, From: a.From, Until: a.Until, Withdrawn: a.Withdrawn, By: p.Name,
					At: desk.LineTime(x.now()), Ver: ver,
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Withdraw takes an announcement back from every station that has it. It is a
// Problem of kind NotFound for one that is not there for the person.
func (x *Centre) Withdraw(ctx context.Context, rid string, p Person, id string) error {
	list, err := x.Announcements(ctx, p, 0)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(a Announcement) bool { return a.ID == id })
	if i < 0 {
		return &desk.Problem{Kind: desk.NotFound, What: "announcement"}
	}
	if list[i].Withdrawn {
		return nil
	}
	a := list[i]
	a.Withdrawn = true
	return x.write(ctx, func(tx *records.Tx) error {
		byStreet, err := stationsFor(ctx, tx, p, a.Stations)
		if err != nil {
			return err
		}
		return x.announce(ctx, tx, rid, p, a, byStreet)
	})
}

// Announcements lists announcements, the latest said first.
func (x *Centre) Announcements(ctx context.Context, p Person, limit int) ([]Announcement, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []Announcement
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		at := map[string]int{}
		err := said(ctx, tx, p, uplink.FeedAnnouncement, func(l uplink.FeedLine) error {
			var a desk.StreetAnnouncement
			if err := json.Unmarshal(l.Body, &a); err != nil {
				return fmt.Errorf("announcement: %w", err)
			}
			i, known := at[a.ID]
			if !known {
				i = len(out)
				at[a.ID] = i
				out = append(out, Announcement{
					ID: a.ID, Words: a.Words, From: a.From, Until: a.Until, Withdrawn: a.Withdrawn, By: a.By, At: time.Time(a.At),
				})
			}
			if !slices.Contains(out[i].Stations, l.Station) {
				out[i].Stations = append(out[i].Stations, l.Station)
			}
			return nil
		})
		if n := bounded(limit); len(out) > n {
			out = out[:n]
		}
		for i := range out {
			slices.Sort(out[i].Stations)
			if err == nil {
				err = tx.QueryRowContext(ctx, `
					SELECT count(DISTINCT substr(desk_id, 1, 12))
					FROM event
					WHERE (?1 = '' OR tenant = ?1) AND obj = ?2 AND kind = ?3`,
					p.Tenant, "announcement:"+out[i].ID, string(desk.ActDispatchRead)).Scan(&out[i].Read)
			}
		}
		return err
	})
	return out, err
}

// said calls each for the lines of a kind that are there for a person, the latest
// first, and at most 5,000 of them.
func said(ctx context.Context, tx *records.Tx, p Person, kind string, each func(uplink.FeedLine) error) error {
	rows, err := tx.QueryContext(ctx, `
		SELECT line
		FROM feed
		WHERE (?1 = '' OR tenant = ?1) AND kind = ?2 AND kind IN ('announcement', 'roster', 'desk.command')
		ORDER BY at DESC, station, n DESC
		LIMIT 5000`, p.Tenant, kind)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		var l uplink.FeedLine
		if err := rows.Scan(&raw); err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &l); err != nil {
			return fmt.Errorf("feed line: %w", err)
		}
		if err := each(l); err != nil {
			return err
		}
	}
	return rows.Err()
}

// stationsFor are stations with a desk by their street: those named, or all that
// are there for the person.
func stationsFor(ctx context.Context, tx *records.Tx, p Person, named []string) (map[string][]string, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT DISTINCT tenant, station
		FROM desk
		WHERE (?1 = '' OR tenant = ?1) AND state = 'active'
		ORDER BY station`, p.Tenant)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out, found := map[string][]string{}, map[string]bool{}
	n := 0
	for rows.Next() {
		var tenant, station string
		if err := rows.Scan(&tenant, &station); err != nil {
			return nil, err
		}
		if len(named) == 0 || slices.Contains(named, station) {
			out[tenant], found[station] = append(out[tenant], station), true
			n++
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, s := range named {
		if !found[s] {
			return nil, &desk.Problem{Kind: desk.NotFound, What: "centre.station"}
		}
	}
	switch {
	case n == 0:
		return nil, &desk.Problem{Kind: desk.NotFound, What: "centre.station"}
	case n > mostStations:
		return nil, &desk.Problem{Kind: desk.Full, What: "centre.stations"}
	}
	return out, nil
}

func sortedKeys(m map[string][]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

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

// An OrderView is an order to a desk with what came of it.
type OrderView struct {
	desk.StreetOrder

	Outcome string    // "" while the desk has not carried it out
	Settled time.Time // zero before
	Log     string    // of an order for the log, what the desk sent
}

// Order orders a desk to do something; it hears of it with its next run. It is a
// Problem of kind NotFound for a desk that is not there for the person, and
// Conflict where the desk was ordered so already and has not done it.
func (x *Centre) Order(ctx context.Context, rid string, p Person, o desk.StreetOrder) (OrderView, error) {
	if err := p.check(); err != nil {
		return OrderView{}, err
	}
	if _, ok := o.Dispatch(); !ok {
		return OrderView{}, &desk.Problem{Kind: desk.Invalid, What: "order"}
	}
	before, err := x.Orders(ctx, p, o.Desk)
	if err != nil {
		return OrderView{}, err
	}
	open := slices.ContainsFunc(before, func(v OrderView) bool { return v.Do == o.Do && v.Outcome == "" })
	err = x.write(ctx, func(tx *records.Tx) error {
		var tenant, station string
		err := tx.QueryRowContext(ctx, `
			SELECT tenant, station
			FROM desk
			WHERE desk_id = ?1 AND state = 'active' AND (?2 = '' OR tenant = ?2)`, o.Desk, p.Tenant).Scan(&tenant, &station)
		if errors.Is(err, sql.ErrNoRows) {
			return &desk.Problem{Kind: desk.NotFound, What: "desk"}
		}
		if err != nil {
			return err
		}
		s, err := x.street(ctx, tenant)
		if err != nil {
			return err
		}
		switch err := x.once(ctx, tx, rid, tenant, p, actOrder, "desk:"+o.Desk, string(o.Do)); {
		case errors.Is(err, errDone):
			return nil
		case err != nil:
			return err
		case open:
			return &desk.Problem{Kind: desk.Conflict, What: "order.open"}
		}
		return x.publish(ctx, tx, s, station, "desk:"+o.Desk, uplink.FeedCommand, func(ver int) any {
			o.Ver, o.By, o.At = ver, p.Name, desk.LineTime(x.now())
			return o
		})
	})
	return OrderView{StreetOrder: o}, err
}

// Orders lists the orders to a desk, or to every desk for "", the latest first.
func (x *Centre) Orders(ctx context.Context, p Person, deskID string) ([]OrderView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []OrderView
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		err := said(ctx, tx, p, uplink.FeedCommand, func(l uplink.FeedLine) error {
			var v OrderView
			if err := json.Unmarshal(l.Body, &v.StreetOrder); err != nil {
				return fmt.Errorf("order: %w", err)
			}
			if deskID == "" || v.Desk == deskID {
				out = append(out, v)
			}
			return nil
		})
		for i := range out {
			if err == nil {
				err = settledOrder(ctx, tx, &out[i])
			}
		}
		return err
	})
	return out, err
}

// orderObj is what the lines about an order to a desk are about.
func orderObj(deskID string, ver int) string { return fmt.Sprintf("order:%s#%d", deskID, ver) }

// settledOrder adds what the desk's line says of an order.
func settledOrder(ctx context.Context, tx *records.Tx, v *OrderView) error {
	var raw []byte
	err := tx.QueryRowContext(ctx, `
		SELECT line
		FROM event
		WHERE tenant = ? AND obj = ? AND kind = ? AND desk_id = ?
		ORDER BY received DESC
		LIMIT 1`, streetOf(v.Desk), orderObj(v.Desk, v.Ver), string(desk.ActOrderSettled), v.Desk).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var l desk.Line
	var b desk.Body
	if err := json.Unmarshal(raw, &l); err != nil {
		return nil // It was set aside as such.
	}
	if err := json.Unmarshal(l.Body, &b); err != nil {
		return nil
	}
	v.Outcome, v.Settled = b.Note["outcome"], time.Time(l.At)
	if log := b.Note["log"]; len(log) <= desk.MostOrderLog && utf8.ValidString(log) {
		v.Log = log
	}
	return nil
}

// wiped closes the way to a desk that has said that it drops its keys.
func (x *Centre) wiped(ctx context.Context, tx *records.Tx, c caller, note map[string]string) error {
	if note["order"] != string(desk.OrderWipe) || note["outcome"] == "" {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE desk SET state = 'revoked' WHERE desk_id = ?`, c.id); err != nil {
		return err
	}
	return raise(ctx, tx, c, "wiped", note["outcome"], x.now())
}
