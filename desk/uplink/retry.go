package uplink

import (
	"context"
	"errors"
	"time"

	"xiaochuang/desk"
)

// sameRefusals is how many identical refusals in a row end a run: the centre
// means it.
const sameRefusals = 3

// try makes one request, again after a wait where that may help. The wait is
// full-jitter back-off, or longer where the centre asked for it.
func (r *run) try(ctx context.Context, request func(context.Context) error) error {
	return r.tryTimes(ctx, r.opts.Tries, request)
}

// tryTimes is try with so many failures in a row before it gives up.
func (r *run) tryTimes(ctx context.Context, times int, request func(context.Context) error) error {
	same, before := 0, ""
	for failures := 0; ; failures++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.mu.Lock()
		r.report.Requests++
		r.budget.requests++
		r.mu.Unlock()
		err := request(ctx)
		if err == nil {
			r.mu.Lock()
			r.answered = r.clock.Now()
			r.mu.Unlock()
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		no, refused := errors.AsType[*Refusal](err)
		if refused && !mayPass(no) || !refused && desk.KindOf(err) == desk.Denied {
			return err
		}
		if lasting := lasting(err, no); lasting != "" {
			if lasting == before {
				same++
			} else {
				same, before = 1, lasting
			}
			if same >= sameRefusals {
				return err
			}
		}
		if !refused && desk.KindOf(err) == "" {
			err = &desk.Problem{Kind: desk.Unavailable, What: "sync.unreachable", Cause: err}
		}
		r.mu.Lock()
		may := r.budget.may()
		r.mu.Unlock()
		if failures+1 >= times || !may {
			return err
		}
		if err := r.rest(ctx, failures, no, err); err != nil {
			return err
		}
	}
}

// lasting names an answer that most likely comes again however often the request is
// made: a refusal of what was sent, or what a gateway does to every request. It is
// "" for a failure that passes by itself.
func lasting(err error, no *Refusal) string {
	switch {
	case no != nil && no.Status < 429:
		return no.Error()
	case no == nil && desk.KindOf(err) == desk.Blocked:
		return err.Error()
	}
	return ""
}

// rest waits before the next try, or returns cause when patience would end
// first.
func (r *run) rest(ctx context.Context, failures int, no *Refusal, cause error) error {
	wait, ends := r.pause(failures, no, cause)
	switch {
	case ends:
		return cause
	case wait == 0:
		return nil
	}
	return r.opts.Sleep(ctx, wait)
}

// pause counts a retry and tells how long to wait before it, or that patience would
// end first.
func (r *run) pause(failures int, no *Refusal, cause error) (wait time.Duration, ends bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Retries++
	r.budget.retries++
	if no != nil && (no.Fault.Code == CodeCounter || no.Fault.Code == CodeReplayed) {
		return 0, false // A doubled request; the next counter will do.
	}
	var asked time.Duration
	code := "sync.unreachable"
	if p, ok := errors.AsType[*desk.Problem](cause); ok {
		code = p.What
	}
	if no != nil {
		asked, code = no.After, "sync."+no.Fault.Code
	}
	wait = Backoff(failures, r.opts.Random(), asked)
	if r.opts.Patience > 0 && r.clock.Now().Add(wait).Sub(r.answered) > r.opts.Patience {
		return 0, true
	}
	r.opts.Progress(Progress{Phase: r.phase, Waiting: wait, Cause: code})
	return wait, false
}

// mayPass reports whether the same request may be answered otherwise later.
func mayPass(no *Refusal) bool {
	switch no.Fault.Code {
	case CodeCounter, CodeReplayed, CodeBusy, CodeDigest:
		return true
	case CodeQuota, CodeFull:
		return false
	}
	return no.Status == 429 || no.Status == 500 || no.Status == 503
}

// passable reports whether the phases after the one that failed may still go on:
// the centre answers, and refuses only what it was sent.
func passable(err error) bool {
	no, refused := errors.AsType[*Refusal](err)
	if !refused {
		return false
	}
	switch no.Fault.Code {
	case CodeFull, CodeQuota, CodeDamaged, CodeDigest, CodeTooLarge, CodeInvalid:
		return true
	}
	return false
}

// noRoom reports whether a centre takes nothing more for now, and may still have
// something to give.
func noRoom(err error) bool {
	no, refused := errors.AsType[*Refusal](err)
	return refused && (no.Fault.Code == CodeFull || no.Fault.Code == CodeQuota)
}

// rehello reports whether a refusal means that hello has to be said again.
func rehello(err error) bool {
	no, refused := errors.AsType[*Refusal](err)
	if !refused {
		return false
	}
	switch no.Fault.Code {
	case CodeSession, CodeFenced, CodeGap:
		return true
	}
	return false
}

// problem puts what ended a run into the words of the desk.
func problem(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	no, refused := errors.AsType[*Refusal](err)
	switch {
	case !refused && desk.KindOf(err) != "":
		return err
	case !refused:
		return &desk.Problem{Kind: desk.Broken, What: "sync.outbox", Cause: err}
	}
	return &desk.Problem{Kind: kindOf(no), What: "sync." + no.Fault.Code, Cause: err}
}

func kindOf(no *Refusal) desk.Kind {
	switch no.Fault.Code {
	case CodeFull, CodeQuota:
		return desk.Full
	case CodeFork, CodeFenced, CodeGap, CodeSuite:
		return desk.Conflict
	}
	switch no.Status {
	case 401, 403:
		return desk.Denied
	case 429, 500, 503:
		return desk.Unavailable
	}
	return desk.Broken
}
