package centre

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/parcel"
	"xiaochuang/store/seal"
)

// A Carried is what came in by parcels of one desk, and the answer to it.
type Carried struct {
	Desk     string
	ID       string // of the parcel
	Volumes  []int  // that were taken in, now or before
	Lines    int64  // in them
	New      int64  // of these, that were not here
	Pages    int    // whole at the end
	NewPages int
	Action   uplink.Action
	Reason   uplink.Reason
	Kept     bool   // lines of an incarnation that was closed meanwhile went behind its own
	Answer   string // file name of the answer
	Feed     int    // lines of the feed in it
	Missing  bool   // another volume follows that was not among them
}

// actCarried is the kind of an act: parcels of a desk were taken in.
const actCarried = "carried"

// mostKeptPages bounds the ids that one answer names.
const mostKeptPages = 1_000_000

// A ParcelFile is one volume as it lies before somebody of the street.
type ParcelFile struct {
	Name string
	Open func() (io.ReadSeekCloser, error)
}

// CarryIn takes in parcels of desks by the rules of the wire, and writes for each
// of them an answer, into what answer opens by name. A volume that is not whole, not
// for a street that p may act for, or not signed by a desk of it changes nothing, and
// ends the call; parcels before it stay taken in. One that was taken in before
// changes nothing either and is answered again.
func (x *Centre) CarryIn(ctx context.Context, p Person, files []ParcelFile, answer func(name string, write func(io.Writer) error) error) ([]Carried, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	volumes, err := x.labels(ctx, p, files)
	if err != nil {
		return nil, err
	}
	var out []Carried
	for len(volumes) > 0 {
		n := 1
		for n < len(volumes) && volumes[n].label.Desk == volumes[0].label.Desk && volumes[n].label.ID == volumes[0].label.ID {
			n++
		}
		c, err := x.carryOne(ctx, p, volumes[:n], answer)
		if err != nil {
			return out, err
		}
		out, volumes = append(out, c), volumes[n:]
	}
	return out, nil
}

// A volume is a file whose label was believed.
type volume struct {
	file   ParcelFile
	label  parcel.Label
	caller caller
	box    seal.PublicKey // of the desk
	street *street
	mark   string
}

// labels reads every file once from end to end, and sorts them: before the first of
// them has any effect, each is known to be whole.
func (x *Centre) labels(ctx context.Context, p Person, files []ParcelFile) ([]volume, error) {
	var all []volume
	for _, f := range files {
		v, err := x.examine(ctx, p, f)
		if err != nil {
			return nil, named(err, f.Name)
		}
		all = append(all, v)
	}
	slices.SortStableFunc(all, func(a, b volume) int {
		return cmpOr(strings.Compare(a.label.Desk, b.label.Desk), a.label.Written.Compare(b.label.Written), a.label.Volume-b.label.Volume)
	})
	return all, nil
}

func cmpOr(list ...int) int {
	for _, n := range list {
		if n != 0 {
			return n
		}
	}
	return 0
}

// named says which file it was.
func named(err error, name string) error {
	if p, ok := errors.AsType[*desk.Problem](err); ok && p.Holder == "" {
		return &desk.Problem{Kind: p.Kind, What: p.What, Holder: name, Open: p.Open, Cause: p.Cause}
	}
	return err
}

func (x *Centre) examine(ctx context.Context, p Person, file ParcelFile) (volume, error) {
	v := volume{file: file}
	f, err := file.Open()
	if err != nil {
		return v, err
	}
	defer f.Close()
	in, err := parcel.Open(f)
	if err != nil {
		return v, err
	}
	if in.Kind != parcel.Out {
		return v, &desk.Problem{Kind: desk.Invalid, What: "carry.notparcel"}
	}
	if in.Suite != x.suite.Name() {
		return v, &desk.Problem{Kind: desk.Conflict, What: "carry.suite"}
	}
	v.label, v.mark = in.Label, in.Mark(x.suite)
	key, err := x.sender(ctx, p, &v)
	if err != nil {
		return v, err
	}
	if err := in.SignedBy(x.suite, key); err != nil {
		return v, err
	}
	if v.street, err = x.street(ctx, v.caller.tenant); err != nil {
		return v, err
	}
	if in.To != v.street.box {
		return v, &desk.Problem{Kind: desk.Conflict, What: "carry.otherstreet"}
	}
	t := &taker{x: x, v: &v, dry: true}
	return v, t.all(ctx, in)
}

// sender finds the desk that a label names, as identify does for a request, and the
// key that its signature must fit.
func (x *Centre) sender(ctx context.Context, p Person, v *volume) (key seal.PublicKey, err error) {
	c := &v.caller
	c.id = v.label.Desk
	var sign, box, state string
	err = x.read(ctx, func(tx *records.Tx) error {
		return tx.QueryRowContext(ctx, `
			SELECT tenant, station, pubkey, box, state
			FROM desk
			WHERE desk_id = ?`, c.id).Scan(&c.tenant, &c.station, &sign, &box, &state)
	})
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && p.Tenant != "" && p.Tenant != c.tenant:
		return key, &desk.Problem{Kind: desk.Denied, What: "carry.unknown"}
	case err != nil:
		return key, err
	case state != "active":
		return key, &desk.Problem{Kind: desk.Denied, What: "carry.revoked"}
	}
	if err := errors.Join(key.UnmarshalText([]byte(sign)), v.box.UnmarshalText([]byte(box))); err != nil {
		return key, &desk.Problem{Kind: desk.Denied, What: "carry.unknown", Cause: err}
	}
	return key, nil
}

// carryOne takes in the volumes of one parcel and answers it.
func (x *Centre) carryOne(ctx context.Context, p Person, volumes []volume, answer func(string, func(io.Writer) error) error) (Carried, error) {
	first := volumes[0]
	c := Carried{Desk: first.label.Desk, ID: first.label.ID}
	var t *taker
	held := []string{}
	var aside []uplink.Quarantined
	for i := range volumes {
		if i > 0 && volumes[i].label.Volume == volumes[i-1].label.Volume {
			continue // the same file twice
		}
		v := &volumes[i]
		if v.caller.id != first.caller.id || v.label.Incarnation != first.label.Incarnation {
			return c, named(&desk.Problem{Kind: desk.Invalid, What: "carry.form"}, v.file.Name)
		}
		t = &taker{x: x, v: v}
		if err := x.carryVolume(ctx, t); err != nil {
			return c, named(err, v.file.Name)
		}
		held, aside = append(held, t.held...), append(aside, t.aside...)
		if len(held) > mostKeptPages {
			return c, &desk.Problem{Kind: desk.Full, What: "carry.form"}
		}
		c.Volumes = append(c.Volumes, v.label.Volume)
		c.Lines += v.label.Last - v.label.First + 1
		c.New += t.fresh
		c.Pages += len(t.held)
		c.NewPages += t.newPages
		c.Kept = c.Kept || t.closed != ""
		c.Missing = v.label.More
	}
	l := uplink.Letter{
		Parcel: c.ID, Volumes: c.Volumes, Written: first.label.Written, Incarnation: first.label.Incarnation,
		Before: t.hello.Generation, Generation: x.Generation(),
	}
	if err := x.letter(ctx, t, &l); err != nil {
		return c, err
	}
	c.Action, c.Reason = l.Action, l.Reason
	name := parcel.Label{Kind: parcel.Answer, Desk: c.Desk, ID: c.ID}
	c.Answer = name.Name()
	err := answer(c.Answer, func(w io.Writer) (err error) {
		c.Feed, err = x.writeAnswer(ctx, w, t, l, held, aside)
		return err
	})
	if err != nil {
		return c, err
	}
	return c, x.noteCarried(ctx, p, first, c)
}

func (x *Centre) carryVolume(ctx context.Context, t *taker) error {
	f, err := t.v.file.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	in, err := parcel.Open(f)
	if err != nil {
		return err
	}
	if in.Mark(x.suite) != t.v.mark {
		return &desk.Problem{Kind: desk.Conflict, What: "carry.damaged"} // another file than was looked at
	}
	return t.all(ctx, in)
}

// noteCarried writes down who brought the parcel.
func (x *Centre) noteCarried(ctx context.Context, p Person, v volume, c Carried) error {
	err := x.write(ctx, func(tx *records.Tx) error {
		detail := fmt.Sprintf("lines %d pages %d", c.Lines, c.Pages)
		return x.once(ctx, tx, "carry-"+v.mark, v.caller.tenant, p, actCarried, "desk:"+c.Desk+" parcel:"+c.ID, detail)
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}
