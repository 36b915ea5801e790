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

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// Kinds of acts on announcements, in the list of acts.
const (
	actAnnounce = "announce"
	actWithdraw = "withdraw"
)

// mostStations bounds the stations of one announcement.
const mostStations = 1000

// An Announcement is what the street tells the people of some stations (公告).
type Announcement struct {
	ID       string
	Stations []string // codes; none, when it is made, for every station of the street that has a desk
	Words    string
	From     desk.Day
	Until    desk.Day

	Everyone  bool // it was said to every station, and stations that come later hear of it
	Withdrawn bool
	By        string
	At        time.Time
	Read      int // stations where somebody has read it
}

// An AnnouncementFilter narrows a list of announcements; zero members do not narrow.
type AnnouncementFilter struct {
	ID       string
	Standing bool // only those that are not withdrawn and not over
	After    int  // how many to leave out, the latest first
	Limit    int  // 0 for 500
}

// Announce sends an announcement to stations. A record id acts once, and is the
// announcement's id. It is a Problem of kind Invalid for words that cannot go on
// a screen, or days that are none, and NotFound for a station without a desk.
func (x *Centre) Announce(ctx context.Context, rid string, p Person, a Announcement) (Announcement, error) {
	if err := p.check(); err != nil {
		return a, err
	}
	a.ID, a.Words, a.By, a.At = rid, strings.TrimSpace(a.Words), p.Name, x.now().Truncate(time.Millisecond)
	a.Everyone = len(a.Stations) == 0
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
		if err := lockAnnouncements(ctx, tx); err != nil {
			return err
		}
		byStreet, err := stationsFor(ctx, tx, p, a.Stations)
		if err != nil {
			return err
		}
		for _, tenant := range sortedKeys(byStreet) {
			b := a
			b.Stations = byStreet[tenant]
			if err := x.announceTo(ctx, tx, actOf(rid, tenant, len(byStreet)), tenant, p, b); err != nil {
				return err
			}
		}
		return nil
	})
	return a, err
}

// lockAnnouncements lets one at a time say, withdraw or pass on announcements, so
// that a station that comes meanwhile misses neither.
func lockAnnouncements(ctx context.Context, tx *records.Tx) error {
	return tx.Lock(ctx, "announcements")
}

// actOf is the record id of an act in one of several streets.
func actOf(rid, tenant string, streets int) string {
	if streets < 2 {
		return rid
	}
	return rid + "-" + tenant
}

// announceTo says an announcement at stations of one street, once.
func (x *Centre) announceTo(ctx context.Context, tx *records.Tx, rid, tenant string, p Person, a Announcement) error {
	err := x.once(ctx, tx, rid, tenant, p, actAnnounce, "announcement:"+a.ID, strconv.Itoa(len(a.Stations)))
	if errors.Is(err, errDone) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := keepAnnouncement(ctx, tx, tenant, a); err != nil {
		return err
	}
	return x.say(ctx, tx, tenant, a, a.Stations)
}

// keepAnnouncement notes an announcement, or that it was withdrawn.
func keepAnnouncement(ctx context.Context, tx *records.Tx, tenant string, a Announcement) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO announcement(tenant, id, words, first_day, last_day, withdrawn, everyone, who, at, stations)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(tenant, id) DO UPDATE SET withdrawn = excluded.withdrawn, stations = excluded.stations`,
		tenant, a.ID, a.Words, string(a.From), string(a.Until), a.Withdrawn, a.Everyone, a.By, a.At.UnixMilli(), strings.Join(a.Stations, " "))
	return err
}

// say puts an announcement as it stands into the feeds of stations.
func (x *Centre) say(ctx context.Context, tx *records.Tx, tenant string, a Announcement, stations []string) error {
	s, err := x.street(ctx, tenant)
	if err != nil {
		return err
	}
	for _, station := range stations {
		err := x.publish(ctx, tx, s, station, "announcement:"+a.ID, uplink.FeedAnnouncement, func(ver int) any {
			return desk.StreetAnnouncement{
				ID: a.ID, Words: a.Words, From: a.From, Until: a.Until, Withdrawn: a.Withdrawn, By: a.By, At: desk.LineTime(a.At), Ver: ver,
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Withdraw takes an announcement back from every station that has it. It is a
// Problem of kind NotFound for one that is not there for the person.
func (x *Centre) Withdraw(ctx context.Context, rid string, p Person, id string) error {
	if err := p.check(); err != nil {
		return err
	}
	return x.write(ctx, func(tx *records.Tx) error {
		if err := lockAnnouncements(ctx, tx); err != nil {
			return err
		}
		list, err := x.announcements(ctx, tx, p, AnnouncementFilter{ID: id})
		if err != nil {
			return err
		}
		if id == "" || len(list) == 0 {
			return &desk.Problem{Kind: desk.NotFound, What: "announcement"}
		}
		for _, a := range list {
			if a.Withdrawn {
				continue
			}
			if err := x.withdrawFrom(ctx, tx, actOf(rid, a.tenant, len(list)), p, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// withdrawFrom takes an announcement back from the stations of one street.
func (x *Centre) withdrawFrom(ctx context.Context, tx *records.Tx, rid string, p Person, a said) error {
	err := x.once(ctx, tx, rid, a.tenant, p, actWithdraw, "announcement:"+a.ID, strconv.Itoa(len(a.Stations)))
	if errors.Is(err, errDone) {
		return nil
	}
	if err != nil {
		return err
	}
	a.Withdrawn = true
	if err := keepAnnouncement(ctx, tx, a.tenant, a.Announcement); err != nil {
		return err
	}
	a.By, a.At = p.Name, x.now()
	return x.say(ctx, tx, a.tenant, a.Announcement, a.Stations)
}

// said is an announcement in one street.
type said struct {
	Announcement

	tenant string
}

// Announcements lists announcements, the latest said first. One that was said in
// several streets is there once for the operator of the centre.
func (x *Centre) Announcements(ctx context.Context, p Person, f AnnouncementFilter) ([]Announcement, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var list []said
	err := x.read(ctx, func(tx *records.Tx) (err error) {
		list, err = x.announcements(ctx, tx, p, f)
		return err
	})
	var out []Announcement
	at := map[string]int{}
	for _, a := range list {
		if i, known := at[a.ID]; known {
			out[i].Stations = append(out[i].Stations, a.Stations...)
			out[i].Read += a.Read
			continue
		}
		at[a.ID] = len(out)
		out = append(out, a.Announcement)
	}
	for _, a := range out {
		slices.Sort(a.Stations)
	}
	return out, err
}

// announcements reads announcements by street, with how many stations have read
// each, in one statement.
func (x *Centre) announcements(ctx context.Context, tx *records.Tx, p Person, f AnnouncementFilter) ([]said, error) {
	today := ""
	if f.Standing {
		today = string(desk.DayOf(x.now(), 0))
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT a.tenant, a.id, a.words, a.first_day, a.last_day, a.withdrawn, a.everyone, a.who, a.at, a.stations,
			(SELECT count(DISTINCT substr(e.desk_id, 1, 12)) FROM event e
				WHERE e.tenant = a.tenant AND e.obj = 'announcement:' || a.id AND e.kind = ?4)
		FROM (
			SELECT *
			FROM announcement
			WHERE (?1 = '' OR tenant = ?1) AND (?2 = '' OR id = ?2) AND (?3 = '' OR withdrawn = 0 AND last_day >= ?3)
			ORDER BY at DESC, id, tenant
			LIMIT ?5 OFFSET ?6
		) a
		ORDER BY a.at DESC, a.id, a.tenant`,
		p.Tenant, f.ID, today, string(desk.ActDispatchRead), bounded(f.Limit), min(max(f.After, 0), mostActs))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []said
	for rows.Next() {
		var a said
		var at int64
		var stations string
		err := rows.Scan(&a.tenant, &a.ID, &a.Words, &a.From, &a.Until, &a.Withdrawn, &a.Everyone, &a.By, &at, &stations, &a.Read)
		if err != nil {
			return nil, err
		}
		a.At, a.Stations = time.UnixMilli(at).UTC(), strings.Fields(stations)
		out = append(out, a)
	}
	return out, rows.Err()
}

// ReadBy lists the stations where somebody has read an announcement.
func (x *Centre) ReadBy(ctx context.Context, p Person, id string) ([]string, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []string
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		return texts(ctx, tx, func(s string) { out = append(out, s) }, `
			SELECT DISTINCT substr(desk_id, 1, 12)
			FROM event
			WHERE (?1 = '' OR tenant = ?1) AND obj = ?2 AND kind = ?3
			ORDER BY 1
			LIMIT 5000`, p.Tenant, "announcement:"+id, string(desk.ActDispatchRead))
	})
	return out, err
}

// passOn says to a station whose first desk has come what was said to every station
// and still holds.
func (x *Centre) passOn(ctx context.Context, tx *records.Tx, tenant, station string) error {
	if err := lockAnnouncements(ctx, tx); err != nil {
		return err
	}
	list, err := x.announcements(ctx, tx, Person{Tenant: tenant}, AnnouncementFilter{Standing: true, Limit: mostStations})
	if err != nil {
		return err
	}
	for _, a := range slices.Backward(list) {
		if !a.Everyone || slices.Contains(a.Stations, station) {
			continue
		}
		a.Stations = append(a.Stations, station)
		if err := keepAnnouncement(ctx, tx, tenant, a.Announcement); err != nil {
			return err
		}
		if err := x.say(ctx, tx, tenant, a.Announcement, []string{station}); err != nil {
			return err
		}
	}
	return nil
}

// announcedAgain notes what a line that came back says of an announcement, under
// lockAnnouncements. Whether it was said to every station is in no line: it stands as
// said to those that have it.
func announcedAgain(ctx context.Context, tx *records.Tx, tenant string, l uplink.FeedLine) error {
	var b desk.StreetAnnouncement
	if err := json.Unmarshal(l.Body, &b); err != nil {
		return fmt.Errorf("restored announcement: %w", err)
	}
	a := Announcement{ID: b.ID, Words: b.Words, From: b.From, Until: b.Until, Withdrawn: b.Withdrawn, By: b.By, At: time.Time(b.At)}
	var stations string
	err := tx.QueryRowContext(ctx, `SELECT stations, withdrawn FROM announcement WHERE tenant = ? AND id = ?`, tenant, b.ID).Scan(&stations, &a.Withdrawn)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	a.Withdrawn = a.Withdrawn || b.Withdrawn
	a.Stations = strings.Fields(stations)
	if !slices.Contains(a.Stations, l.Station) {
		a.Stations = append(a.Stations, l.Station)
	}
	return keepAnnouncement(ctx, tx, tenant, a)
}
