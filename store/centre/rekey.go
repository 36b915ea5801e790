package centre

import (
	"context"
	"net/http"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// actRekey is that a desk is known by another key, in the list of acts.
const actRekey = "rekey"

// rekey lets a desk be known by another key from now on: the street has ordered it,
// the key in use has signed the request, and the new one proves that the desk has
// it. Whoever has a copy of the disk cannot take the desk over by it, because
// nobody ordered them to.
func (x *Centre) rekey(r *http.Request, c caller) (reply, error) {
	var q uplink.Rekey
	if err := question(r, &q); err != nil {
		return reply{}, err
	}
	// The counter is spent whatever comes of the question: what was recorded of a
	// question that is refused is worth nothing either.
	if err := x.write(r.Context(), func(tx *records.Tx) error { return spend(r.Context(), tx, c) }); err != nil {
		return reply{}, err
	}
	var key seal.PublicKey
	if key.UnmarshalText([]byte(q.Key)) != nil || key.IsZero() ||
		x.suite.Verify(key, uplink.RekeySigning(c.id, q.Order, q.Key), q.Proof) != nil {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "key")
	}
	err := x.write(r.Context(), func(tx *records.Tx) error {
		if err := tx.Lock(r.Context(), "desk:"+c.id); err != nil {
			return err
		}
		return x.certify(r.Context(), tx, c, q)
	})
	if err == nil {
		x.log.Info("desk rekeyed", "desk", c.id)
	}
	return reply{body: uplink.Rekeyed{Key: q.Key}}, err
}

// certify notes the key of a desk that was ordered to have another.
func (x *Centre) certify(ctx context.Context, tx *records.Tx, c caller, q uplink.Rekey) error {
	no := refuse(http.StatusForbidden, uplink.CodeApproval, "order")
	if q.Order < 1 {
		return no
	}
	list, err := orders(ctx, tx, Person{Tenant: c.tenant}, OrderFilter{Desk: c.id, Ver: q.Order})
	if err != nil {
		return err
	}
	// One that was carried out is spent; another order is needed for another key.
	if len(list) != 1 || list[0].Do != desk.OrderRekey || list[0].Outcome != "" {
		return no
	}
	_, err = tx.ExecContext(ctx, `UPDATE desk SET pubkey = ? WHERE desk_id = ?`, q.Key, c.id)
	if err != nil {
		return err
	}
	return x.once(ctx, tx, randomID(), c.tenant, Person{Name: list[0].By}, actRekey, "desk:"+c.id, "")
}
