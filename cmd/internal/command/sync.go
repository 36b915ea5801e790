package command

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
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
}

func (v syncView) lines(s *sheet) {
	s.say(text.RunDone(v.Sent, v.Blobs, v.Applied))
	s.say(text.Pending(int(v.Left.Lines), int(v.Left.Blobs), v.Left.Bytes))
	for _, a := range v.Aside {
		s.say("  " + text.SetAside(a.ID, a.Code))
	}
}

func (p *program) syncCommand() *cobra.Command {
	return p.json(leaf("sync", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		r, err := d.Sync(ctx, d.Mint(), p.progress())
		if err != nil {
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
		return p.give(v)
	})))
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
