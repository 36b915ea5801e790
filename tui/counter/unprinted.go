package counter

import (
	"cmp"
	"context"
	"slices"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// An unprinted is the latest print of a paper that has not come out, as far as
// is known, with what a clerk calls that paper.
type unprinted struct {
	job  desk.Job
	name string
}

// takenOut is the code of a print that was taken out of the queue on purpose, as
// for a slip that has become void.
const takenOut = "cancelled"

const (
	recentJobs = 12              // of the latest prints are looked at
	underWay   = 5 * time.Second // in which a queued print is simply on its way
)

// unprinted reads which of the latest prints have not come out.
func (s *Screen) unprinted(ctx context.Context, now time.Time) ([]unprinted, error) {
	jobs, err := s.cfg.Jobs.Jobs(ctx, recentJobs)
	if err != nil {
		return nil, err
	}
	var out []unprinted
	for _, j := range unsure(jobs, now) {
		u := unprinted{j, text.PaperName(j.Kind) + " " + desk.Tail(j.Paper)}
		if j.Kind == desk.PaperTicket && len(out) < listed { // people know the number on it, not that of the slip
			if p, err := s.cfg.Books.Paper(ctx, j.Paper); err == nil && p.Content.TicketNo != "" {
				u.name = text.PaperName(j.Kind) + " " + p.Content.TicketNo
			}
		}
		out = append(out, u)
	}
	return out, nil
}

// unsure lists the latest job of each paper that is not confirmed, those that a
// device has given up first. Jobs come newest first.
func unsure(jobs []desk.Job, now time.Time) []desk.Job {
	var out []desk.Job
	seen := map[string]bool{}
	for _, j := range jobs {
		open := j.State == desk.PrintFailed || j.State == desk.PrintUnknown ||
			j.State == desk.PrintQueued && (now.Sub(j.Queued) >= underWay || j.Code != "")
		if !seen[j.Paper] && open && j.Code != takenOut {
			out = append(out, j)
		}
		seen[j.Paper] = true
	}
	slices.SortStableFunc(out, func(a, b desk.Job) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

func rank(j desk.Job) int {
	if j.State == desk.PrintQueued {
		return 1
	}
	return 0
}
