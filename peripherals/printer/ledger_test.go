package printer_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
)

// A ledger keeps jobs as desk.PrintJobs asks, in memory, and outlives a queue
// as the store does.
type ledger struct {
	mu      sync.Mutex
	all     []*desk.Job
	owner   map[string]string
	recall  []string
	refusal int // writes of outcomes still to fail
}

func newLedger() *ledger { return &ledger{owner: map[string]string{}} }

func (l *ledger) enqueue(kind desk.PaperKind, at time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := fmt.Sprintf("job%d", len(l.all)+1)
	l.all = append(l.all, &desk.Job{ID: id, Paper: string(kind) + "-" + id, Kind: kind, State: desk.PrintQueued, Attempt: 1, Queued: at})
	return id
}

func (l *ledger) find(id string) *desk.Job {
	for _, j := range l.all {
		if j.ID == id {
			return j
		}
	}
	return nil
}

func (l *ledger) job(id string) desk.Job {
	l.mu.Lock()
	defer l.mu.Unlock()
	return *l.find(id)
}

func (l *ledger) Claim(_ context.Context, owner, name string, turn desk.PrintTurn, _ time.Time) (desk.Job, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, j := range l.all {
		kinds, own := turn.Own[j.Window]
		if !own {
			kinds = turn.Kinds
		}
		if j.State == desk.PrintQueued && (j.Wanted == name || j.Wanted == "" && slices.Contains(kinds, j.Kind)) {
			j.State, j.Printer = desk.PrintSent, name
			l.owner[j.ID] = owner
			return *j, nil
		}
	}
	return desk.Job{}, &desk.Problem{Kind: desk.NotFound, What: "job"}
}

func (l *ledger) Finish(_ context.Context, id string, o desk.PrintOutcome, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refusal > 0 {
		l.refusal--
		return errors.New("disk busy")
	}
	j := l.find(id)
	if !j.UnderWay() && j.State != desk.PrintUnknown {
		return &desk.Problem{Kind: desk.Conflict, What: "job"}
	}
	j.State, j.Code, j.Device, j.Finished = o.State, o.Code, o.JobID, at
	return nil
}

func (l *ledger) Requeue(_ context.Context, id, code string, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	j := l.find(id)
	if slices.Contains(l.recall, id) {
		j.State, j.Code, j.Finished = desk.PrintFailed, printer.Cancelled, at
		return nil
	}
	j.State, j.Code = desk.PrintQueued, code
	return nil
}

func (l *ledger) Cancel(_ context.Context, id string, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	j := l.find(id)
	if j != nil && j.UnderWay() {
		l.recall = append(l.recall, id)
		return nil
	}
	if j == nil || j.State != desk.PrintQueued {
		return &desk.Problem{Kind: desk.Conflict, What: "job"}
	}
	j.State, j.Code, j.Finished = desk.PrintFailed, printer.Cancelled, at
	return nil
}

func (l *ledger) Recalled(context.Context) ([]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.recall), nil
}

func (l *ledger) Recover(_ context.Context, at time.Time) (out []desk.Job, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, j := range l.all {
		if j.UnderWay() {
			j.State, j.Finished = desk.PrintUnknown, at
			out = append(out, *j)
		}
	}
	return out, nil
}

// A mortal ledger takes nothing more from a program that has been killed.
type mortal struct {
	*ledger
	dead atomic.Bool
}

var errDead = &desk.Problem{Kind: desk.NotFound, What: "job", Cause: errors.New("the program is dead")}

func (m *mortal) Claim(ctx context.Context, owner, name string, turn desk.PrintTurn, at time.Time) (desk.Job, error) {
	if m.dead.Load() {
		return desk.Job{}, errDead
	}
	return m.ledger.Claim(ctx, owner, name, turn, at)
}

func (m *mortal) Finish(ctx context.Context, id string, o desk.PrintOutcome, at time.Time) error {
	if m.dead.Load() {
		return errDead
	}
	return m.ledger.Finish(ctx, id, o, at)
}

func (m *mortal) Requeue(ctx context.Context, id, code string, at time.Time) error {
	if m.dead.Load() {
		return errDead
	}
	return m.ledger.Requeue(ctx, id, code, at)
}
