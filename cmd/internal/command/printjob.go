package command

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

// latestJob is the latest print of a paper.
func latestJob(ctx context.Context, d *wire.Desk, no string) (desk.Paper, desk.Job, error) {
	x, err := d.Store.Paper(ctx, identity.Fold(no))
	if err != nil {
		return x, desk.Job{}, err
	}
	jobs, err := d.Store.PrintJobs().Jobs(ctx, jobsLookedAt)
	if err != nil {
		return x, desk.Job{}, err
	}
	i := slices.IndexFunc(jobs, func(j desk.Job) bool { return j.Paper == x.No })
	if i < 0 {
		return x, desk.Job{}, &desk.Problem{Kind: desk.NotFound, What: "job"}
	}
	return x, jobs[i], nil
}

// A printedView tells how the print of a paper stands after an act.
type printedView struct {
	Paper paperView `json:"paper"`
	Says  string    `json:"says"`
}

func (v printedView) lines(s *sheet) { s.say(v.Says) }

func (p *program) printed(ctx context.Context, d *wire.Desk, x desk.Paper, says string) error {
	v, err := viewsOfPapers(ctx, d, []desk.Paper{x})
	if err != nil {
		return err
	}
	return p.give(printedView{v[0], says})
}

// cancelPrintCommand takes a paper that still waits out of the print queue, and asks
// the printer to stop one that is under way.
func (p *program) cancelPrintCommand() *cobra.Command {
	return p.json(leaf("cancel", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		x, j, err := latestJob(ctx, d, args[0])
		if err != nil {
			return err
		}
		if j.State != desk.PrintQueued && !j.UnderWay() {
			return &desk.Problem{Kind: desk.Blocked, What: "job.cancel"}
		}
		says := text.PrintCancelled
		if j.UnderWay() {
			says = text.PrintRecalled
		}
		if err := d.Store.PrintJobs().Cancel(ctx, j.ID, d.Clock.Now()); err != nil {
			return err
		}
		return p.printed(ctx, d, x, says)
	})))
}

// sendOnCommand sends a print that waits or did not come out to another printer.
func (p *program) sendOnCommand() *cobra.Command {
	var to string
	c := leaf("sendon", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		x, j, err := latestJob(ctx, d, args[0])
		if err != nil {
			return err
		}
		switch {
		case x.Void:
			return &desk.Problem{Kind: desk.Blocked, What: "paper.void"}
		case j.State == desk.PrintConfirmed:
			return &desk.Problem{Kind: desk.Blocked, What: "job.confirmed"}
		case j.UnderWay():
			return &desk.Problem{Kind: desk.Blocked, What: "job.sent"}
		}
		printer, err := d.OtherPrinter(j, to)
		if err != nil {
			return err
		}
		if _, err := d.Store.PrintJobs().SendOn(ctx, j.ID, printer, d.Clock.Now()); err != nil {
			return err
		}
		return p.printed(ctx, d, x, text.SentOn(printer))
	}))
	c.Flags().StringVar(&to, "to", "", text.FlagUse("xiaochuang paper sendon", "to"))
	return p.json(c)
}

// A printCountView is what one printer has done in a day.
type printCountView struct {
	Printer string `json:"printer"`
	Papers  int    `json:"papers"`
	Sheets  int    `json:"sheets"`
	Failed  int    `json:"failed"`
	Unknown int    `json:"unknown"`
}

type printCountsView []printCountView

func (v printCountsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NothingPrinted)
		return
	}
	var rows [][]string
	for _, x := range v {
		rows = append(rows, append([]string{text.PrinterName(x.Printer)}, text.PrintCounts(x.Papers, x.Sheets, x.Failed, x.Unknown)...))
	}
	s.table(text.PrintCountHead(), rows)
}

// countPrintsCommand counts the paper of a day, printer by printer.
func (p *program) countPrintsCommand() *cobra.Command {
	var day string
	c := leaf("count", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		of, err := dayOf(ctx, d, day)
		if err != nil {
			return err
		}
		from := of.Start().Add(d.Station.DayBegins)
		list, err := d.Store.PrintJobs().Counts(ctx, from, from.Add(24*time.Hour))
		if err != nil {
			return err
		}
		out := printCountsView{}
		for _, x := range list {
			out = append(out, printCountView{x.Printer, x.Jobs, x.Sheets, x.Failed, x.Unknown})
		}
		return p.give(out)
	}))
	c.Flags().StringVar(&day, "day", "", text.FlagUse("", "day"))
	return p.json(c)
}
