package conformance

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"xiaochuang/desk/uplink"
)

func missingChecks() []check {
	return []check{
		at(L1, "missing.lists", "Missing lists what is not complete, from offset 0 where nothing of it came.", missingLists),
		at(L1, "missing.resumes", "Missing tells up to where a blob is held without a gap, and no longer lists it when it is complete.", missingResumes),
		at(L1, "missing.count", "500 ids are answered; 501 are 413 too_large.", missingCount),
		at(L1, "missing.path", "A path, another algorithm or upper case in an id is 400 invalid.", missingPath),
	}
}

func partChecks() []check {
	return []check{
		at(L1, "part.whole", "A blob in one part is 201 or 200 with next_offset the total, whatever bytes are in it.", partWhole),
		at(L1, "part.partial", "A part that leaves the blob incomplete is 202 with next_offset, never 200 or 201.", partPartial),
		at(L1, "part.order", "Parts come in any order; next_offset goes up to the first gap.", partOrder),
		at(L1, "part.again", "A part that came before is taken again and changes nothing.", partAgain),
		at(L1, "part.last_again", "The last part again is 200: the blob is complete.", partLastAgain),
		at(L1, "part.empty", "An empty part finishes a blob that has every byte, and finishes no other.", partEmpty),
		at(L1, "part.damaged", "A whole that does not fit its id is 422 damaged; its parts are dropped, and the right bytes are taken after.", partDamaged),
		at(L1, "part.digest", "A part that does not fit its Content-Digest is 422 digest, and is not kept.", partDigest),
		at(L1, "part.oversize", "A part of more than 512 KiB is 413 too_large; one of just 512 KiB is taken.", partOversize),
		at(L1, "part.form", "An offset or total that cannot be, and a part that goes beyond the total, are 400 invalid.", partForm),
		at(L1, "part.path", "A path, another algorithm or upper case in a blob's id is 400 or 404.", partPath),
		at(L1, "part.race", "Two that finish one blob at once leave it complete.", partRace),
	}
}

// A blob is bytes under their digest.
type blob struct {
	id    string
	bytes []byte
}

func (b *bench) blob(size int) blob {
	raw := make([]byte, size)
	rand.Read(raw)
	return blob{b.suite.Digest(raw), raw}
}

// part is a request with bytes [from, to) of a blob.
func (x blob) part(from, to int) request { return partOf(x.id, from, len(x.bytes), x.bytes[from:to]) }

func partOf(id string, offset, total int, part []byte) request {
	return request{
		target: fmt.Sprintf("%s?offset=%d&total=%d", uplink.PartPath(id), offset, total), body: part,
		header: map[string]string{"Content-Type": uplink.TypeOctets},
	}
}

// put sends a part and holds that it is answered with one of the statuses and
// the offset.
func (l *life) put(ctx context.Context, q request, next int, statuses ...int) error {
	var got uplink.PartTaken
	a, err := l.say(ctx, q)
	return first(taken(a, err, &got, statuses...), equal("next_offset", got.Next, int64(next)))
}

// lacks holds what missing says of a blob; next below 0 is for a blob that it
// does not list.
func (l *life) lacks(ctx context.Context, id string, next int64) error {
	var m uplink.Missing
	a, err := l.say(ctx, question(uplink.MissingPath, uplink.Ask{IDs: []string{id}}))
	if err := taken(a, err, &m); err != nil {
		return err
	}
	switch {
	case next < 0 && len(m.Missing) > 0:
		return missed("nothing missing", "%s at %d", m.Missing[0].ID, m.Missing[0].Next)
	case next >= 0 && (len(m.Missing) != 1 || m.Missing[0] != uplink.Want{ID: id, Next: next}):
		return missed(fmt.Sprintf("%s at %d", id, next), "%v", m.Missing)
	}
	return nil
}

const whole = -1

func missingLists(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for range 3 {
		ids = append(ids, b.blob(10).id)
	}
	var m uplink.Missing
	a, err := l.say(ctx, question(uplink.MissingPath, uplink.Ask{IDs: ids}))
	if err := first(taken(a, err, &m), equal("ids listed", len(m.Missing), len(ids))); err != nil {
		return err
	}
	listed := map[string]int64{}
	for _, w := range m.Missing {
		listed[w.ID] = w.Next
	}
	for _, id := range ids {
		if next, ok := listed[id]; !ok || next != 0 {
			return missed(id+" at 0", "%v", m.Missing)
		}
	}
	return nil
}

func missingResumes(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(3000)
	if err := l.put(ctx, x.part(0, 1000), 1000, 202); err != nil {
		return unready("part", err)
	}
	if err := l.lacks(ctx, x.id, 1000); err != nil {
		return err
	}
	if err := l.put(ctx, x.part(1000, 3000), 3000, 201, 200); err != nil {
		return unready("part", err)
	}
	return l.lacks(ctx, x.id, whole)
}

func missingCount(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	ids := make([]string, uplink.MaxMissing+1)
	for i := range ids {
		ids[i] = b.suite.Digest([]byte(rand.Text()))
	}
	a, err := l.say(ctx, question(uplink.MissingPath, uplink.Ask{IDs: ids}))
	if err := refused(a, err, http.StatusRequestEntityTooLarge, uplink.CodeTooLarge); err != nil {
		return err
	}
	var m uplink.Missing
	a, err = l.say(ctx, question(uplink.MissingPath, uplink.Ask{IDs: ids[1:]}))
	return first(taken(a, err, &m), equal("ids listed", len(m.Missing), uplink.MaxMissing))
}

// wrongIDs are no digests of the suite.
func (b *bench) wrongIDs() []string {
	alg, sum, _ := strings.Cut(b.suite.Digest(nil), ":")
	other := "sha256:"
	if alg == "sha256" {
		other = "sm3:"
	}
	return []string{
		alg + ":../../../etc/passwd",
		"/etc/passwd",
		"..",
		other + sum,
		alg + ":" + strings.ToUpper(sum),
		alg + ":" + sum[1:],
		sum,
	}
}

func missingPath(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, id := range b.wrongIDs() {
		a, err := l.say(ctx, question(uplink.MissingPath, uplink.Ask{IDs: []string{id}}))
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			return err
		}
	}
	return nil
}

func partWhole(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	zeros := make([]byte, 4096)
	for _, x := range []blob{b.blob(16), b.blob(100_000), {b.suite.Digest(zeros), zeros}} {
		if err := first(l.put(ctx, x.part(0, len(x.bytes)), len(x.bytes), 201, 200), l.lacks(ctx, x.id, whole)); err != nil {
			return err
		}
	}
	return nil
}

func partPartial(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(uplink.MaxPart + 1)
	return first(
		l.put(ctx, x.part(0, 1), 1, 202),
		l.lacks(ctx, x.id, 1),
		l.put(ctx, x.part(1, uplink.MaxPart), uplink.MaxPart, 202),
		l.lacks(ctx, x.id, uplink.MaxPart),
		l.put(ctx, x.part(uplink.MaxPart, uplink.MaxPart+1), uplink.MaxPart+1, 201, 200),
		l.lacks(ctx, x.id, whole),
	)
}

func partOrder(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(3000)
	return first(
		l.put(ctx, x.part(2000, 3000), 0, 202),
		l.put(ctx, x.part(0, 1000), 1000, 202),
		l.lacks(ctx, x.id, 1000),
		l.put(ctx, x.part(1000, 2000), 3000, 201, 200),
		l.lacks(ctx, x.id, whole),
	)
}

func partAgain(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(3000)
	return first(
		l.put(ctx, x.part(0, 1000), 1000, 202),
		l.put(ctx, x.part(0, 1000), 1000, 202),
		l.put(ctx, x.part(1000, 2000), 2000, 202),
		l.put(ctx, x.part(0, 1000), 2000, 202),
		l.put(ctx, x.part(500, 2500), 2500, 202), // Cut otherwise than before.
		l.put(ctx, x.part(2500, 3000), 3000, 201, 200),
	)
}

func partLastAgain(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(2000)
	if err := first(l.put(ctx, x.part(0, 1000), 1000, 202), l.put(ctx, x.part(1000, 2000), 2000, 201, 200)); err != nil {
		return unready("part", err)
	}
	return first(
		l.put(ctx, x.part(1000, 2000), 2000, 200),
		l.put(ctx, x.part(0, 1000), 2000, 200),
		l.lacks(ctx, x.id, whole),
	)
}

// partEmpty brings a blob to where every byte of it is held and nobody finished
// it, as when the centre was killed in between: its last part is sent as one of a
// longer blob. A centre that does not take that has no such state from outside.
func partEmpty(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(2000)
	if err := l.put(ctx, x.part(0, 1000), 1000, 202); err != nil {
		return unready("part", err)
	}
	if err := first(l.put(ctx, x.part(1000, 1000), 1000, 202), l.lacks(ctx, x.id, 1000)); err != nil {
		return err
	}
	a, err := l.say(ctx, partOf(x.id, 1000, 3000, x.bytes[1000:]))
	switch {
	case refused(a, err, http.StatusBadRequest, uplink.CodeInvalid) == nil:
		if err := l.put(ctx, x.part(1000, 2000), 2000, 201, 200); err != nil {
			return err
		}
	default:
		if err := taken(a, err, nil, 202); err != nil {
			return err
		}
	}
	return first(
		l.put(ctx, x.part(2000, 2000), 2000, 201, 200),
		l.lacks(ctx, x.id, whole),
		l.put(ctx, x.part(2000, 2000), 2000, 200),
	)
}

func partDamaged(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(2000)
	if err := l.put(ctx, x.part(0, 1000), 1000, 202); err != nil {
		return unready("part", err)
	}
	a, err := l.say(ctx, partOf(x.id, 1000, 2000, make([]byte, 1000)))
	return first(
		refused(a, err, http.StatusUnprocessableEntity, uplink.CodeDamaged),
		l.lacks(ctx, x.id, 0),
		l.put(ctx, x.part(0, 1000), 1000, 202),
		l.put(ctx, x.part(1000, 2000), 2000, 201, 200),
		l.lacks(ctx, x.id, whole),
	)
}

func partDigest(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(2000)
	if err := l.put(ctx, x.part(0, 1000), 1000, 202); err != nil {
		return unready("part", err)
	}
	q := x.part(1000, 2000)
	q.digest = uplink.ContentDigest(x.bytes[:1000])
	a, err := l.say(ctx, q)
	return first(refused(a, err, http.StatusUnprocessableEntity, uplink.CodeDigest), l.lacks(ctx, x.id, 1000))
}

func partOversize(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(uplink.MaxPart + 1)
	a, err := l.say(ctx, x.part(0, uplink.MaxPart+1))
	return first(
		refused(a, err, http.StatusRequestEntityTooLarge, uplink.CodeTooLarge),
		l.lacks(ctx, x.id, 0),
		l.put(ctx, x.part(0, uplink.MaxPart), uplink.MaxPart, 202),
	)
}

func partForm(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(100)
	for _, query := range []string{
		"?offset=-1&total=100",
		"?offset=0&total=0",
		"?offset=0&total=99",
		"?offset=1&total=100",
		"?offset=101&total=100",
		"?offset=0",
		"",
		"?offset=a&total=b",
	} {
		a, err := l.say(ctx, request{target: uplink.PartPath(x.id) + query, body: x.bytes})
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			m, _ := errors.AsType[*miss](err)
			return missed(m.want+" for "+query, "%s", m.got)
		}
	}
	return l.lacks(ctx, x.id, 0)
}

func partPath(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, id := range b.wrongIDs() {
		path := uplink.PartPath(strings.NewReplacer("/", "%2F", "..", "%2E%2E").Replace(id))
		a, err := l.say(ctx, request{target: path + "?offset=0&total=1", body: []byte("x")})
		if refused(a, err, http.StatusBadRequest, uplink.CodeInvalid) == nil {
			continue
		}
		if err := refused(a, err, http.StatusNotFound, uplink.CodeNotFound); err != nil {
			return missed("400 invalid or 404 no_path for "+id, "%v", a)
		}
	}
	return nil
}

func partRace(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	x := b.blob(2000)
	if err := l.put(ctx, x.part(0, 1000), 1000, 202); err != nil {
		return unready("part", err)
	}
	var answers [2]answer
	var errs [2]error
	var both sync.WaitGroup
	for i := range answers {
		q := l.in(x.part(1000, 2000))
		both.Go(func() { answers[i], errs[i] = b.send(ctx, q) })
	}
	both.Wait()
	for i, a := range answers {
		if refused(a, errs[i], http.StatusUnauthorized, uplink.CodeCounter) == nil {
			continue // The higher counter was faster.
		}
		if err := taken(a, errs[i], nil, 201, 200, 202); err != nil {
			return err
		}
	}
	return first(l.put(ctx, x.part(2000, 2000), 2000, 200, 201), l.lacks(ctx, x.id, whole))
}
