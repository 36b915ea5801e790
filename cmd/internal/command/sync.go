package command

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/tui/text"
)

// A leftView is what waits to be sent.
type leftView struct {
	Lines int64 `json:"lines"`
	Blobs int64 `json:"blobs"`
	Bytes int64 `json:"bytes"`
}

// An asideView is a record that the centre keeps and does not understand, or a
// page that could not be sent.
type asideView struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Next string `json:"next,omitempty"`
}

// A syncView is what sync tells.
type syncView struct {
	Sent      int         `json:"sent"`     // lines
	Repeated  int         `json:"repeated"` // of them, that the centre had already
	Blobs     int         `json:"blobs"`    // pages and keys
	Bytes     int64       `json:"bytes"`
	FeedLines int         `json:"feed_lines"`
	Applied   int         `json:"applied"` // feed lines that changed something here
	Requests  int         `json:"requests"`
	Left      leftView    `json:"left"`
	Aside     []asideView `json:"aside"`
	Unread    string      `json:"unread,omitempty"` // code of why what the street said was not taken
}

func (v syncView) lines(s *sheet) {
	if v.Unread != "" {
		s.say(text.RunSentOnly(v.Sent, v.Blobs) + v.Unread)
	} else {
		s.say(text.RunDone(v.Sent, v.Blobs, v.Applied))
	}
	s.say(text.Pending(int(v.Left.Lines), int(v.Left.Blobs), v.Left.Bytes))
	for _, a := range v.Aside {
		s.say("  " + text.SetAside(a.ID, a.Code))
	}
}

// A pastView is a run looked back on.
type pastView struct {
	Began   time.Time  `json:"began"`
	Ended   *time.Time `json:"ended,omitempty"` // nil while it goes on, and where the PC stopped before
	Why     string     `json:"why"`             // hand, command, closing, night, start
	Lines   int        `json:"lines"`
	Blobs   int        `json:"blobs"`
	Bytes   int64      `json:"bytes"`
	Applied int        `json:"applied"`
	Kind    string     `json:"kind,omitempty"` // of what ended it early
	Fault   string     `json:"fault,omitempty"`
}

// A pastList is what sync --history tells.
type pastList []pastView

func (v pastList) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.LastRun(time.Time{}))
	}
	for _, x := range v {
		var ended time.Time
		var fault error
		if x.Ended != nil {
			ended = *x.Ended
		}
		if x.Kind != "" {
			fault = &desk.Problem{Kind: desk.Kind(x.Kind), What: x.Fault}
		}
		s.say(text.RunBefore(x.Began, ended, x.Why, x.Lines, x.Blobs, x.Applied, x.Bytes, fault))
	}
}

// history tells of the latest runs.
func (p *program) history(ctx context.Context, d *wire.Desk) error {
	runs, err := d.Runs(ctx)
	if err != nil {
		return err
	}
	v := pastList{}
	for _, r := range runs {
		x := pastView{
			Began: r.Began.In(desk.Beijing), Why: string(r.Why), Lines: r.Lines, Blobs: r.Pages, Bytes: r.Bytes, Applied: r.Applied,
		}
		if !r.Ended.IsZero() {
			ended := r.Ended.In(desk.Beijing)
			x.Ended = &ended
		}
		if f := r.Fault; f != nil {
			x.Kind, x.Fault = string(f.Kind), f.What
		}
		v = append(v, x)
	}
	return p.give(v)
}

func (p *program) syncCommand() *cobra.Command {
	var past bool
	c := leaf("sync", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		if past {
			return p.history(ctx, d)
		}
		r, err := d.Sync(ctx, d.Mint(), uplink.TriggerCommand, p.progress())
		if err != nil && !r.SentAll(err) {
			return err
		}
		v := syncView{
			Sent: r.Sent, Repeated: r.Duplicates, Blobs: r.Blobs, Bytes: r.Bytes, FeedLines: r.FeedLines,
			Applied: r.Applied, Requests: r.Requests, Left: leftView{Lines: r.Left.Events, Blobs: r.Left.Blobs, Bytes: r.Left.Bytes},
			Aside: []asideView{},
		}
		for _, q := range r.Quarantined {
			v.Aside = append(v.Aside, asideView{ID: q.RID, Code: q.Code})
		}
		for _, b := range r.PutOff {
			v.Aside = append(v.Aside, asideView{ID: b.ID, Code: b.Code, Next: instant(&b.Next)})
		}
		if err != nil {
			v.Unread = codeOf(err)
		}
		if gerr := p.give(v); gerr != nil {
			return gerr
		}
		return err
	}))
	c.Flags().BoolVar(&past, "history", false, text.FlagUse("sync", "history"))
	return p.json(c)
}

// progress tells a person at a terminal now and then how far a run has come.
func (p *program) progress() func(uplink.Progress) {
	if !terminal(p.err) {
		return func(uplink.Progress) {}
	}
	const often = 3 * time.Second
	last := time.Now()
	return func(u uplink.Progress) {
		if time.Since(last) >= often {
			last = time.Now()
			if u.Waiting > 0 {
				fmt.Fprintln(p.err, clean(text.RunWaits(u.Cause, last.Add(u.Waiting))))
				return
			}
			fmt.Fprintln(p.err, text.SyncStep(string(u.Phase), u.Done, u.Total))
		}
	}
}

// An enrolView is what enrol tells.
type enrolView struct {
	Desk   string `json:"desk"`
	Street string `json:"street"`
	URL    string `json:"url"`
}

func (v enrolView) lines(s *sheet) { s.say(text.EnrolledAt(v.Desk, v.Street, v.URL)) }

func (p *program) enrolCommand() *cobra.Command {
	return p.json(leaf("enrol", exactly(2), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		e, err := d.Enrol(ctx, args[0], args[1], "xiaochuang/"+version)
		if err != nil {
			return err
		}
		return p.give(enrolView{Desk: e.Desk, Street: e.Street, URL: d.CentreURL()})
	})))
}
