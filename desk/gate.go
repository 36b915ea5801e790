package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// Bounds of a PIN in digits, and what follows on wrong ones.
const (
	LeastPIN  = 4
	MostPIN   = 8
	MostTries = 5
	LockedFor = 15 * time.Minute
)

// A Pass is how one person stands with the lock.
type Pass struct {
	PIN   bool      // has one
	Until time.Time // no PIN is tried before; zero when one may be tried now
}

// A Guard is how the lock of the station stands.
type Guard struct {
	Protected bool            // the keys need more than their file
	Open      bool            // sealed parts can be opened and made in this process
	Passes    map[string]Pass // by staff id
}

// A Lock keeps PINs, and the keys that they open. Several processes share what it
// knows; which keys are open is each process's own.
type Lock interface {
	// Guard tells how the lock stands.
	Guard(ctx context.Context) (Guard, error)
	// TryPIN counts a try before it makes it, and opens the keys where the PIN is
	// right and its holder may have them. A wrong one is Denied with What
	// "pin.wrong" and the tries that are left as its Holder; the last of them is
	// Locked with What "pin.spent", and every one until LockedFor is over with
	// "pin.locked", both with the time as Holder; somebody without a PIN is
	// NotFound, "pin.none".
	TryPIN(ctx context.Context, staff, pin string) error
	// PutPIN gives somebody a PIN. One that opens needs the keys to be open, or is
	// Locked with What "store.keys".
	PutPIN(ctx context.Context, staff, pin string, opens bool) error
	// Release lets somebody try again at once.
	Release(ctx context.Context, staff string) error
	// Protect takes the keys out of the clear and returns the recovery code, which
	// nothing tells again.
	Protect(ctx context.Context) (code string, err error)
	// Recovery makes another recovery code in the place of the one before.
	Recovery(ctx context.Context) (code string, err error)
	// Recover opens the keys with the recovery code. A wrong one counts as a try
	// of a person of its own.
	Recover(ctx context.Context, code string) error
}

// Gate lets people in: it knows who may, and writes down what happened at the
// lock. A right PIN leaves no line; the shift that begins does.
type Gate struct {
	ledger  Ledger
	lock    Lock
	station Station
}

// NewGate returns the gate of a station.
func NewGate(l Ledger, k Lock, s Station) *Gate { return &Gate{ledger: l, lock: k, station: s} }

// Guard tells how the lock stands.
func (g *Gate) Guard(ctx context.Context) (Guard, error) { return g.lock.Guard(ctx) }

// Open reports whether anybody can be let in without a PIN: the person has none
// and the station asks for none.
func (g *Gate) Open(k Guard, staff string) bool {
	return !g.station.PINs && !k.Protected && !k.Passes[staff].PIN
}

// CheckPIN says what is wrong with a PIN that somebody chooses: its length, or
// that everybody would guess it.
func CheckPIN(pin string) error {
	switch {
	case len(pin) < LeastPIN || len(pin) > MostPIN || strings.Trim(pin, "0123456789") != "":
		return &Problem{Kind: Invalid, What: "pin.form"}
	case easy(pin):
		return &Problem{Kind: Invalid, What: "pin.easy"}
	}
	return nil
}

// easy reports whether each digit follows from the one before by the same step,
// as in 1111, 2468 or 8765, or the first half is the second.
func easy(pin string) bool {
	step, same := (int(pin[1])-int(pin[0])+10)%10, true
	for i := 1; i < len(pin); i++ {
		same = same && (int(pin[i])-int(pin[i-1])+10)%10 == step
	}
	half := len(pin) / 2
	return same || len(pin)%2 == 0 && pin[:half] == pin[half:]
}

// Enter tries the PIN of the person on duty. The try that locks leaves a line.
func (g *Gate) Enter(ctx context.Context, rid string, d Duty, pin string) error {
	err := g.lock.TryPIN(ctx, d.Staff.ID, pin)
	if errors.Is(err, &Problem{Kind: Locked, What: "pin.spent"}) {
		// Where no line can be written, with a clock in doubt, it is locked all
		// the same.
		return errors.Join(err, g.write(ctx, rid+"-lock", d, ActPINLocked, d.Staff.ID, nil))
	}
	return err
}

// Choose gives the person on duty a first PIN, or another one for the one that is
// given. Once everybody who may has a PIN the keys are protected, and the
// recovery code comes back; it is told once.
func (g *Gate) Choose(ctx context.Context, rid string, d Duty, old, pin string) (code string, err error) {
	k, err := g.lock.Guard(ctx)
	if err != nil {
		return "", err
	}
	if k.Passes[d.Staff.ID].PIN {
		if err := g.Enter(ctx, rid, d, old); err != nil {
			return "", err
		}
	}
	return g.give(ctx, rid, d, ActPINSet, d.Staff, pin)
}

// Reset gives somebody another PIN, by a lead with the lead's own.
func (g *Gate) Reset(ctx context.Context, rid string, lead Duty, own, staff, pin string) (code string, err error) {
	p, err := g.lead(ctx, rid, lead, RightPINs, own, staff)
	if err != nil {
		return "", err
	}
	if code, err = g.give(ctx, rid, lead, ActPINReset, p, pin); err != nil {
		return "", err
	}
	return code, g.lock.Release(ctx, staff)
}

// Release lets somebody who is locked out try again, by a lead.
func (g *Gate) Release(ctx context.Context, rid string, lead Duty, own, staff string) error {
	if _, err := g.lead(ctx, rid, lead, RightPINs, own, staff); err != nil {
		return err
	}
	if err := g.lock.Release(ctx, staff); err != nil {
		return err
	}
	return g.write(ctx, rid, lead, ActPINReleased, staff, nil)
}

// Recovery makes another recovery sheet, by a lead.
func (g *Gate) Recovery(ctx context.Context, rid string, lead Duty, own string) (code string, err error) {
	if _, err := g.lead(ctx, rid, lead, RightPINs, own, lead.Staff.ID); err != nil {
		return "", err
	}
	if code, err = g.lock.Recovery(ctx); err != nil {
		return "", err
	}
	return code, g.write(ctx, rid, lead, ActRecoveryMade, lead.Staff.ID, nil)
}

// Recover gives somebody a PIN with the recovery code, when nobody is there whose
// PIN would do.
func (g *Gate) Recover(ctx context.Context, rid string, d Duty, code, staff, pin string) error {
	p, ok := g.station.Person(staff)
	if !ok {
		return &Problem{Kind: NotFound, What: "staff", Open: []string{staff}}
	}
	if err := CheckPIN(pin); err != nil {
		return err
	}
	if err := g.lock.Recover(ctx, code); err != nil {
		return err
	}
	if _, err := g.give(ctx, rid, d, ActPINReset, p, pin); err != nil {
		return err
	}
	return g.lock.Release(ctx, staff)
}

// Allow lets through what a rule has stopped, by a lead with the lead's own PIN
// and a reason, at the window where it happens.
func (g *Gate) Allow(ctx context.Context, rid string, lead Duty, own, obj, what, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return &Problem{Kind: Invalid, What: "release.reason"}
	}
	if _, err := g.lead(ctx, rid, lead, RightRelease, own, lead.Staff.ID); err != nil {
		return err
	}
	_, err := g.ledger.Write(ctx, rid, lead, func(Tx) (Act, error) {
		return Act{Kind: ActBlockReleased, Obj: obj, Note: map[string]string{"what": what, "reason": reason}}, nil
	})
	return err
}

// Leads lists who may release what a rule has stopped.
func (g *Gate) Leads() []Staff {
	var out []Staff
	for _, p := range g.station.Staff {
		if p.May(RightRelease) {
			out = append(out, p)
		}
	}
	return out
}

// lead holds that somebody may act on another's PIN, and is who it is said to be.
// A lead without a PIN, at a station that asks for none, is let through.
func (g *Gate) lead(ctx context.Context, rid string, lead Duty, r Right, own, staff string) (Staff, error) {
	p, ok := g.station.Person(staff)
	if !ok {
		return p, &Problem{Kind: NotFound, What: "staff", Open: []string{staff}}
	}
	if !lead.Staff.May(r) {
		return p, &Problem{Kind: Denied, What: "right.lead"}
	}
	k, err := g.lock.Guard(ctx)
	if err != nil || g.Open(k, lead.Staff.ID) {
		return p, err
	}
	return p, g.Enter(ctx, rid, lead, own)
}

// give puts a PIN, and protects the keys when it was the last one that was
// missing.
func (g *Gate) give(ctx context.Context, rid string, d Duty, kind ActKind, p Staff, pin string) (code string, err error) {
	if err := CheckPIN(pin); err != nil {
		return "", err
	}
	if err := g.lock.PutPIN(ctx, p.ID, pin, p.May(RightCitizens)); err != nil {
		return "", err
	}
	if err := g.write(ctx, rid, d, kind, p.ID, nil); err != nil {
		return "", err
	}
	k, err := g.lock.Guard(ctx)
	if err != nil || k.Protected || !g.all(k) {
		return "", err
	}
	if code, err = g.lock.Protect(ctx); err != nil {
		return "", err
	}
	return code, g.write(ctx, rid+"-keys", d, ActKeysProtected, p.ID, nil)
}

// all reports whether everybody who may see who people are has a PIN.
func (g *Gate) all(k Guard) bool {
	return !slices.ContainsFunc(g.station.Staff, func(p Staff) bool {
		return p.May(RightCitizens) && !k.Passes[p.ID].PIN
	})
}

func (g *Gate) write(ctx context.Context, rid string, d Duty, kind ActKind, staff string, n map[string]string) error {
	_, err := g.ledger.Write(ctx, rid, d, func(Tx) (Act, error) {
		return Act{Kind: kind, Obj: "staff:" + staff, Note: n}, nil
	})
	return err
}
