package uplink

import (
	"errors"

	"xiaochuang/desk"
)

// Something on the way may take less in one request than the centre says: nginx as
// it is shipped takes 1 MB, others less. Least is what a desk still tries, for parts
// and for slices of several lines.
const leastRequest = 16 << 10

// errNarrower says that a slice goes again, in smaller pieces.
var errNarrower = errors.New("slice goes again in smaller pieces")

// WhatTooLarge is the Problem of a request that something on the way found too large.
const WhatTooLarge = "sync.gateway_size"

// tooLarge reports whether a request was refused for its size, by the centre or by
// something before it.
func tooLarge(err error) bool {
	if no, refused := errors.AsType[*Refusal](err); refused {
		return no.Status == 413 || no.Fault.Code == CodeTooLarge
	}
	p, ok := errors.AsType[*desk.Problem](err)
	return ok && p.What == WhatTooLarge
}

// narrows are the limits that a run has learnt on its way. They grow no more in
// that run, whatever a later hello says.
type narrows struct{ part, batch int }

// over returns limits within what was learnt.
func (n narrows) over(l Limits) Limits {
	if n.part > 0 {
		l.Part = min(l.Part, n.part)
	}
	if n.batch > 0 {
		l.BatchSize = min(l.BatchSize, n.batch)
	}
	return l
}

// partSize is how large a part may be now.
func (r *run) partSize() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.limits.Part
}

// smaller halves the size of what was too large in one request, the limit now and what
// is learnt of it, and reports whether another try makes sense.
func (r *run) smaller(size int, limit, learnt *int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if size <= leastRequest {
		return false
	}
	*learnt = min(*limit, max(size/2, leastRequest))
	*limit = *learnt
	return true
}
