package conformance

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"reflect"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// enrolment is the check without which there are no others.
const enrolment = "enrol.taken"

func enrolChecks() []check {
	return []check{
		at(L1, "enrol.wrong", "A code that was never given out is 403 code.", enrolWrong),
		at(L1, "enrol.desk", "A code enrols the desk that it was given out for, and no other.", enrolDesk),
		at(L1, "enrol.suite", "A desk of another suite is 409 suite.", enrolSuite),
		at(L1, "enrol.proof", "Enrol is signed with the key that it names; with another it is 401 signature and spends nothing.", enrolProof),
		at(L1, "enrol.form", "A key that is none, or a body that is not JSON, is 400 invalid and spends nothing.", enrolForm),
		at(L1, "enrol.digest", "A body that does not fit its Content-Digest is 422 digest and spends nothing.", enrolDigest),
		at(L1, enrolment, "The right code is taken, and the answer names the desk, its station and street, and the street's keys.", enrolTaken),
		at(L1, "enrol.again", "The same key with the same code gets the same answer again.", enrolAgain),
		at(L1, "enrol.once", "For any other key a used code is 403 code.", enrolOnce),
	}
}

// entry is how the desk asks to be known with a pair of keys.
func (b *bench) entry(p pair) uplink.Enrol {
	return uplink.Enrol{
		Code: b.t.Code, Desk: b.t.Desk, Suite: b.suite.Name(), Key: p.signText, Box: p.boxed,
		Instance: b.instance, Software: "centre-conformance",
	}
}

func (b *bench) enrol(ctx context.Context, e uplink.Enrol, with seal.PrivateKey) (answer, error) {
	q := question(uplink.EnrolPath, e)
	q.session, q.key, q.as = rand.Text(), with, e.Desk
	return b.send(ctx, q)
}

func enrolWrong(ctx context.Context, b *bench) error {
	e := b.entry(b.own)
	e.Code = "2222-2222-2222"
	a, err := b.enrol(ctx, e, b.own.sign)
	return refused(a, err, http.StatusForbidden, uplink.CodeCode)
}

// neighbour is a desk of the same station that the code is not for.
func (b *bench) neighbour() string {
	if no := b.t.Desk[13:]; no == "98" {
		return b.t.Desk[:13] + "97"
	}
	return b.t.Desk[:13] + "98"
}

func enrolDesk(ctx context.Context, b *bench) error {
	e := b.entry(b.own)
	e.Desk = b.neighbour()
	a, err := b.enrol(ctx, e, b.own.sign)
	return refused(a, err, http.StatusForbidden, uplink.CodeCode)
}

func enrolSuite(ctx context.Context, b *bench) error {
	e := b.entry(b.own)
	if e.Suite = "gm"; b.suite.Name() == "gm" {
		e.Suite = "intl"
	}
	a, err := b.enrol(ctx, e, b.own.sign)
	return refused(a, err, http.StatusConflict, uplink.CodeSuite)
}

func enrolProof(ctx context.Context, b *bench) error {
	a, err := b.enrol(ctx, b.entry(b.own), b.other.sign)
	return refused(a, err, http.StatusUnauthorized, uplink.CodeSignature)
}

func enrolForm(ctx context.Context, b *bench) error {
	e := b.entry(b.own)
	e.Key = "sm2-sign:BA=="
	a, err := b.enrol(ctx, e, b.own.sign)
	if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
		return err
	}
	a, err = b.send(ctx, request{target: uplink.EnrolPath, session: rand.Text(), body: []byte("{")})
	return refused(a, err, http.StatusBadRequest, uplink.CodeInvalid)
}

func enrolDigest(ctx context.Context, b *bench) error {
	q := question(uplink.EnrolPath, b.entry(b.other))
	q.session, q.key, q.digest = rand.Text(), b.other.sign, uplink.ContentDigest(nil)
	a, err := b.send(ctx, q)
	return refused(a, err, http.StatusUnprocessableEntity, uplink.CodeDigest)
}

func enrolTaken(ctx context.Context, b *bench) error {
	a, err := b.enrol(ctx, b.entry(b.own), b.own.sign)
	if err := taken(a, err, &b.enrolled); err != nil {
		return err
	}
	e := b.enrolled
	var box, sign seal.PublicKey
	if box.UnmarshalText([]byte(e.StreetBox)) != nil || sign.UnmarshalText([]byte(e.StreetSign)) != nil || box.IsZero() || sign.IsZero() {
		return missed("two public keys of the street", "%q and %q", e.StreetBox, e.StreetSign)
	}
	if _, err := b.suite.SealTo(box, nil, nil); err != nil {
		return missed("street_box of suite "+b.suite.Name(), "%q", e.StreetBox)
	}
	return first(
		equal("desk", e.Desk, b.t.Desk), equal("station", e.Station, b.t.Desk[:12]), equal("street", e.Street, b.t.Desk[:9]),
		equal("suite", e.Suite, b.suite.Name()), equal("generation", e.Generation, a.header.Get(uplink.HeaderCentre)),
	)
}

func enrolAgain(ctx context.Context, b *bench) error {
	if b.enrolled.Desk == "" {
		return fmt.Errorf("the desk is not enrolled")
	}
	var again uplink.Enrolled
	a, err := b.enrol(ctx, b.entry(b.own), b.own.sign)
	return first(taken(a, err, &again), equal("the answer is the same", reflect.DeepEqual(again, b.enrolled), true))
}

func enrolOnce(ctx context.Context, b *bench) error {
	a, err := b.enrol(ctx, b.entry(b.other), b.other.sign)
	return refused(a, err, http.StatusForbidden, uplink.CodeCode)
}
