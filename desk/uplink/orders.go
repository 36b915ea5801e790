package uplink

import (
	"context"
	"errors"
	"fmt"

	"xiaochuang/desk"
)

// RekeyPath is where a desk has another key certified.
const RekeyPath = Root + "/rekey"

// Rekey asks a centre to know a desk by another key from now on. It is signed with
// the key in use, by order of the street.
type Rekey struct {
	Order int    `json:"order"` // version of the order
	Key   string `json:"key"`
	Proof []byte `json:"proof"` // signature of RekeySigning by the new key
}

// Rekeyed is the answer: the key that the desk signs with from now on.
type Rekeyed struct {
	Key string `json:"key"`
}

// RekeySigning is what the new key signs, one a line, to prove that the desk has it.
func RekeySigning(id string, order int, key string) []byte {
	return fmt.Appendf(nil, "rekey\n%s\n%d\n%s", id, order, key)
}

// A Steward carries out what the street orders a desk to do. The store implements
// it; what it cannot do now it returns as a desk.Problem, and is asked again by the
// next run.
type Steward interface {
	// Orders lists what is not carried out, in the order in which it was said.
	Orders(ctx context.Context) ([]desk.Dispatch, error)
	// Report writes what the program noted of itself on the order's days into a line.
	Report(ctx context.Context, o desk.Dispatch) error
	// NextKey makes a key to sign with, durably, or returns the one that it made
	// before and that was not turned to.
	NextKey(ctx context.Context, o desk.Dispatch) (Rekey, error)
	// Rekeyed turns to the next key, which the centre knows, and writes that down.
	Rekeyed(ctx context.Context, o desk.Dispatch) error
	// Depart writes down that the keys go, where nothing is left to send, and reports
	// whether it has.
	Depart(ctx context.Context, o desk.Dispatch) (bool, error)
	// Leave drops the keys, once the centre has the line that says so, and reports
	// whether they are gone. Nothing can be done with the store afterwards.
	Leave(ctx context.Context) (bool, error)
}

// A Certifier is a centre that knows a desk by another key when asked to.
type Certifier interface {
	Rekey(ctx context.Context, r Rekey) error
}

// leave ends the run of a desk whose keys are gone.
func (r *run) leave(ctx context.Context) error {
	if r.opts.Steward == nil {
		return nil
	}
	gone, err := r.opts.Steward.Leave(ctx)
	if err != nil || !gone {
		return err
	}
	return &desk.Problem{Kind: desk.Denied, What: "store.wiped"}
}

// answer carries out what the street asks to be told, so that the answer goes up with
// the rest.
func (r *run) answer(ctx context.Context) error {
	return r.settleOrders(ctx, func(o desk.Dispatch) bool { return o.Order == desk.OrderLog })
}

// orders carries out what the street has ordered, once everything is sent: another key
// may cost the session, and with the last order the keys go.
func (r *run) orders(ctx context.Context) error {
	if err := r.settleOrders(ctx, func(desk.Dispatch) bool { return true }); err != nil {
		return err
	}
	// A desk that was fenced too often waits for nothing more.
	return r.leave(ctx)
}

// settleOrders carries out some of the orders. What cannot be done is in the report
// and ends nothing: the next run tries again.
func (r *run) settleOrders(ctx context.Context, due func(desk.Dispatch) bool) error {
	if r.opts.Steward == nil {
		return nil
	}
	list, err := r.opts.Steward.Orders(ctx)
	if err != nil {
		return err
	}
	for _, o := range list {
		if !due(o) {
			continue
		}
		err := r.obey(ctx, o)
		switch {
		case rehello(err):
			return again{err}
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.report.Unsettled = err
		}
	}
	return nil
}

func (r *run) obey(ctx context.Context, o desk.Dispatch) error {
	switch o.Order {
	case desk.OrderLog:
		return r.opts.Steward.Report(ctx, o)
	case desk.OrderRekey:
		return r.rekey(ctx, o)
	case desk.OrderWipe:
		_, err := r.opts.Steward.Depart(ctx, o)
		return err
	}
	return nil
}

// rekey has a new key certified. A centre without this part of the wire leaves the
// desk with the key that it has.
func (r *run) rekey(ctx context.Context, o desk.Dispatch) error {
	if r.opts.Certifier == nil {
		return nil
	}
	next, err := r.opts.Steward.NextKey(ctx, o)
	if err != nil {
		return err
	}
	err = r.try(ctx, func(ctx context.Context) error { return r.opts.Certifier.Rekey(ctx, next) })
	if no, refused := errors.AsType[*Refusal](err); refused && !rehello(err) {
		return &desk.Problem{Kind: kindOf(no), What: "sync." + no.Fault.Code, Cause: err}
	}
	if err != nil {
		return err
	}
	return r.opts.Steward.Rekeyed(ctx, o)
}
