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

// carryCommands exchange with the street by stick.
func (p *program) carryCommands() *cobra.Command {
	return group("carry", p.carryOutCommand(), p.carryInCommand())
}

// A carryOutView is what carry out tells.
type carryOutView struct {
	Parcel string   `json:"parcel"`
	Files  []string `json:"files"`
	Kept   int      `json:"kept"` // files of an interrupted one that were whole
	Lines  int64    `json:"lines"`
	Pages  int      `json:"pages"`
	Bytes  int64    `json:"bytes"`
	Lost   int      `json:"pages_lost"`
}

func (v carryOutView) lines(s *sheet) {
	if v.Kept > 0 {
		s.say(text.CarryKept(v.Kept))
	}
	s.say(text.CarriedOut(v.Lines, v.Pages, v.Bytes, len(v.Files)))
	if v.Lost > 0 {
		s.say(text.CarryLost(v.Lost))
	}
	s.say(text.CarryPullNow)
}

func (p *program) carryOutCommand() *cobra.Command {
	var staff string
	var linesOnly bool
	c := leaf("out", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		r, err := d.CarryOut(ctx, args[0], linesOnly, by, p.carrying())
		if err != nil {
			return err
		}
		return p.give(carryOutView{
			Parcel: r.ID, Files: append([]string{}, r.Files...), Kept: r.Kept, Lines: r.Lines, Pages: r.Pages, Bytes: r.Bytes, Lost: len(r.PutOff),
		})
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	c.Flags().BoolVar(&linesOnly, "lines", false, text.FlagUse("", "lines"))
	return p.json(c)
}

// carrying tells a person at a terminal now and then how far writing is.
func (p *program) carrying() func(uplink.Progress) {
	if !terminal(p.err) {
		return func(uplink.Progress) {}
	}
	last := time.Now()
	return func(u uplink.Progress) {
		if time.Since(last) >= time.Second {
			last = time.Now()
			fmt.Fprintln(p.err, text.CarryingOut(string(u.Phase), u.Done, u.Total, u.Bytes, u.Whole))
		}
	}
}

// A carryInView is what carry in tells.
type carryInView struct {
	Parcel     string `json:"parcel"`
	Written    string `json:"written"`
	Lines      int64  `json:"lines"` // that the street turned out to have
	Pages      int    `json:"pages"`
	FeedLines  int    `json:"feed_lines"`
	Applied    int    `json:"applied"`
	Repeated   bool   `json:"repeated"`
	Superseded bool   `json:"superseded"`
	Reopened   bool   `json:"reopened"`
	Removed    int    `json:"removed"`
}

func (v carryInView) lines(s *sheet) {
	s.say(text.CarrySince(moment(v.Written)))
	switch {
	case v.Repeated:
		s.say(text.CarryTwice)
	case v.Reopened:
		s.say(text.CarryAgain)
	case v.Superseded:
		s.say(text.CarryOld, text.CarriedBack(v.Lines, v.Pages, v.Applied))
	default:
		s.say(text.CarriedBack(v.Lines, v.Pages, v.Applied))
	}
	if v.Removed > 0 {
		s.say(text.CarryCleared(v.Removed))
	}
}

func (p *program) carryInCommand() *cobra.Command {
	var staff string
	c := leaf("in", exactly(1), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		r, err := d.CarryIn(ctx, args[0], by)
		if err != nil {
			return err
		}
		return p.give(carryInView{
			Parcel: r.ID, Written: instant(&r.Written), Lines: r.Lines, Pages: r.Pages, FeedLines: r.Feed.New, Applied: r.Feed.Applied,
			Repeated: r.Repeated, Superseded: r.Superseded, Reopened: len(r.Opened) > 0, Removed: r.Removed,
		})
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// streetCarryCommands take in, at the street, what came by stick.
func (p *program) streetCarryCommands(o *wire.StreetOptions) *cobra.Command {
	return group("carry", p.streetCarryInCommand(o))
}

// A streetCarriedView is one parcel that came in.
type streetCarriedView struct {
	Desk     string `json:"desk"`
	Parcel   string `json:"parcel"`
	Volumes  []int  `json:"volumes"`
	Lines    int64  `json:"lines"`
	NewLines int64  `json:"new_lines"`
	Pages    int    `json:"pages"`
	NewPages int    `json:"new_pages"`
	Action   string `json:"action"`
	Branch   bool   `json:"branch"`  // of an incarnation that another one followed
	Missing  bool   `json:"missing"` // another volume follows
	Feed     int    `json:"feed_lines"`
	Answer   string `json:"answer"`
}

// A streetCarriedList is what carry in tells at the street.
type streetCarriedList struct {
	Parcels []streetCarriedView `json:"parcels"`
	Answers string              `json:"answers"` // folder
}

func (v streetCarriedList) lines(s *sheet) {
	for _, c := range v.Parcels {
		s.say(text.CarryAnswered(c.Desk, c.Lines, c.NewLines, c.Pages, c.NewPages, c.Answer))
		if c.Missing {
			s.say(text.CarryMore)
		}
		switch {
		case c.Branch:
			s.say(text.CarryBranch)
		case c.Action != string(uplink.Continue):
			s.say(text.CarryRefused)
		}
	}
	s.say(text.CarryBring(v.Answers))
}

func (p *program) streetCarryInCommand(o *wire.StreetOptions) *cobra.Command {
	var answer, by string
	c := leaf("in", between(1, 1000), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		list, dir, err := s.StreetCarryIn(ctx, args, answer, by)
		if err != nil {
			return err
		}
		v := streetCarriedList{Parcels: []streetCarriedView{}, Answers: dir}
		for _, c := range list {
			v.Parcels = append(v.Parcels, streetCarriedView{
				Desk: c.Desk, Parcel: c.ID, Volumes: c.Volumes, Lines: c.Lines, NewLines: c.New, Pages: c.Pages, NewPages: c.NewPages,
				Action: string(c.Action), Branch: c.Kept, Missing: c.Missing, Feed: c.Feed, Answer: c.Answer,
			})
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&answer, "answer", "", text.FlagUse(p.name+" carry in", "answer"))
	c.Flags().StringVar(&by, "by", text.Reviewer, text.FlagUse(p.name+" carry in", "by"))
	return p.json(c)
}
