package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

const actOrder = "order"

// An OrderView is an order to a desk with what came of it.
type OrderView struct {
	desk.StreetOrder

	Outcome string    // "" while the desk has not carried it out
	Settled time.Time // zero before
	Log     string    // of an order for the log, what the desk sent; only where it was asked for
}

// An OrderFilter narrows a list of orders; zero members do not narrow.
type OrderFilter struct {
	Desk  string
	Ver   int  // of one order to the desk
	Log   bool // with what desks sent of their logs
	After int  // how many to leave out, the latest first
	Limit int  // 0 for 500
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
	err := x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "desk:"+o.Desk); err != nil {
			return err
		}
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
		}
		before, err := orders(ctx, tx, p, OrderFilter{Desk: o.Desk})
		if err != nil {
			return err
		}
		if slices.ContainsFunc(before, func(v OrderView) bool { return v.Do == o.Do && v.Outcome == "" }) {
			return &desk.Problem{Kind: desk.Conflict, What: "order.open"}
		}
		return x.publish(ctx, tx, s, station, "desk:"+o.Desk, uplink.FeedCommand, func(ver int) any {
			o.Ver, o.By, o.At = ver, p.Name, desk.LineTime(x.now())
			return o
		})
	})
	return OrderView{StreetOrder: o}, err
}

// Orders lists orders to desks, the latest first.
func (x *Centre) Orders(ctx context.Context, p Person, f OrderFilter) (out []OrderView, err error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	err = x.read(ctx, func(tx *records.Tx) error {
		out, err = orders(ctx, tx, p, f)
		return err
	})
	return out, err
}

// orders reads orders to all desks, or to one.
func orders(ctx context.Context, tx *records.Tx, p Person, f OrderFilter) ([]OrderView, error) {
	if f.Desk == "" {
		return ordersWhere(ctx, tx, p, "", "", f, `TRUE`)
	}
	// Along the key of the station's feed.
	return ordersWhere(ctx, tx, p, f.Desk[:min(len(f.Desk), 12)], "desk:"+f.Desk, f, `station = ?3 AND obj = ?4`)
}

// ordersWhere reads orders and what the desks said of them in one statement.
func ordersWhere(ctx context.Context, tx *records.Tx, p Person, station, obj string, f OrderFilter, where string) ([]OrderView, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT f.line,
			(SELECT e.line FROM event e
				WHERE e.tenant = f.tenant AND e.obj = 'order:' || substr(f.obj, 6) || '#' || f.ver
					AND e.kind = ?2 AND e.desk_id = substr(f.obj, 6)
				ORDER BY e.received DESC
				LIMIT 1)
		FROM (
			SELECT *
			FROM feed
			WHERE kind = 'desk.command' AND kind IN ('announcement', 'roster', 'desk.command') AND (?1 = '' OR tenant = ?1)
				AND (?3 = '' OR station = ?3) AND (?4 = '' OR obj = ?4) AND (?5 = 0 OR ver = ?5) AND `+where+`
			ORDER BY at DESC, station, n DESC
			LIMIT ?6 OFFSET ?7
		) f
		ORDER BY f.at DESC, f.station, f.n DESC`,
		p.Tenant, string(desk.ActOrderSettled), station, obj, f.Ver, bounded(f.Limit), min(max(f.After, 0), mostActs))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []OrderView
	for rows.Next() {
		var raw, settled []byte
		if err := rows.Scan(&raw, &settled); err != nil {
			return nil, err
		}
		var l uplink.FeedLine
		var v OrderView
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, fmt.Errorf("feed line: %w", err)
		}
		if err := json.Unmarshal(l.Body, &v.StreetOrder); err != nil {
			return nil, fmt.Errorf("order: %w", err)
		}
		v.settle(settled)
		if !f.Log {
			v.Log = ""
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// settle adds what the desk's line says of an order; nil for none.
func (v *OrderView) settle(line []byte) {
	var l desk.Line
	var b desk.Body
	if line == nil || json.Unmarshal(line, &l) != nil || json.Unmarshal(l.Body, &b) != nil {
		return // What cannot be read was set aside as such.
	}
	v.Outcome, v.Settled = b.Note["outcome"], time.Time(l.At)
	if log := b.Note["log"]; len(log) <= desk.MostOrderLog && utf8.ValidString(log) {
		v.Log = log
	}
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

// LastOrders are the latest order to each desk that had one.
func (x *Centre) LastOrders(ctx context.Context, p Person) (map[string]OrderView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	out := map[string]OrderView{}
	err := x.read(ctx, func(tx *records.Tx) error {
		clear(out)
		list, err := ordersWhere(ctx, tx, p, "", "", OrderFilter{Limit: mostLast}, `ver = (SELECT max(g.ver) FROM feed g WHERE g.station = feed.station AND g.obj = feed.obj)`)
		for _, v := range list {
			v.Log = ""
			out[v.Desk] = v
		}
		return err
	})
	return out, err
}

// mostLast bounds the desks whose last order is listed.
const mostLast = 5000
