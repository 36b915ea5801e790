package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// Centre runs the street centre's program and returns its exit code.
func Centre(args []string, in *os.File, out, err io.Writer) int {
	p := &program{name: "xiaochuang-centre", in: in, out: out, err: err}
	o := &wire.StreetOptions{}
	p.folder = o.Dir
	return p.run(p.centreCommands(o), args)
}

// centreCommands is the tree of the street centre's program.
func (p *program) centreCommands(o *wire.StreetOptions) *cobra.Command {
	root := p.root()
	root.PersistentFlags().StringVar(&o.Data, "data", "", text.FlagUse(p.name, "data"))
	root.PersistentFlags().StringVar(&o.Database, "database", "", text.FlagUse(p.name, "database"))
	root.PersistentFlags().StringVar(&o.Scans, "scans", "", text.FlagUse(p.name, "scans"))
	add(root,
		p.serveCommand(o), p.codeCommand(o), p.desksCommand(o), p.streetCasesCommand(o), p.decideCommand(o),
		p.accountCommands(o), p.streetCarryCommands(o), p.publishCommand(o), p.publisherCommands(o),
	)
	add(root, p.dispatchCommands(o)...)
	add(root, p.streetRectifyCommands(o))
	add(root, p.keepCommands(o)...)
	return add(root, p.versionCommand())
}

// onStreet runs do on the open centre and closes it afterwards.
func (p *program) onStreet(o *wire.StreetOptions, do func(context.Context, *wire.Street, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) (err error) {
		open := *o
		open.Upgrade = func(u wire.StreetUpgrade) {
			fmt.Fprintln(p.err, clean(text.CentreUpgrade(u.Number, u.Of, u.Waiting())))
		}
		s, err := wire.OpenStreet(c.Context(), open)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		return do(c.Context(), s, args)
	}
}

func (p *program) serveCommand(o *wire.StreetOptions) *cobra.Command {
	served := p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		at, err := s.Listen(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(p.out, clean(text.ServingAt(at.String(), o.Cert != "")))
		fmt.Fprintln(p.out, clean(text.PeopleAt(at.String(), o.Cert != "", wire.PeoplePath)))
		return s.ServeWith(ctx, o.Backup, o.Metrics)
	})
	c := leaf("serve", exactly(0), func(c *cobra.Command, args []string) error {
		o.Serves = true
		return served(c, args)
	})
	f := c.Flags()
	f.StringVar(&o.Addr, "addr", "127.0.0.1:8080", text.FlagUse("", "addr"))
	f.StringVar(&o.Cert, "cert", "", text.FlagUse("", "cert"))
	f.StringVar(&o.Key, "key", "", text.FlagUse("", "key"))
	f.BoolVar(&o.Gateway, "gateway", false, text.FlagUse("", "gateway"))
	f.StringVar(&o.Street, "street", "", text.FlagUse("", "street"))
	f.StringVar(&o.Backup, "backup", "", text.FlagUse(p.name+" serve", "backup"))
	f.StringVar(&o.Metrics, "metrics", "", text.FlagUse("", "metrics"))
	f.StringVar(&o.Suite, "suite", "", text.FlagUse("", "suite"))
	return c
}

// A codeView is what code tells.
type codeView struct {
	Station string `json:"station"`
	Desk    string `json:"desk"`
	Code    string `json:"code"`
}

func (v codeView) lines(s *sheet) { s.say(text.CodeFor(v.Station+"-"+v.Desk, v.Code)) }

func (p *program) codeCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("code", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		station, no, ok := strings.Cut(args[0], "-")
		if !ok || !digits(station, 12) || !digits(no, 2) {
			return &desk.Problem{Kind: desk.Invalid, What: "desk.name"}
		}
		code, err := s.NewCode(ctx, station, no)
		if err != nil {
			return err
		}
		return p.give(codeView{Station: station, Desk: no, Code: code})
	})))
}

func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }

// A deskView is one desk as the street sees it.
type deskView struct {
	Desk        string `json:"desk"`
	Station     string `json:"station_name,omitempty"`
	Active      bool   `json:"active"`
	Enrolled    string `json:"enrolled"`
	Seen        string `json:"seen,omitempty"`
	Incarnation int    `json:"incarnation"`
	Lines       int64  `json:"lines"`
	Repeated    int64  `json:"repeated"`
	Quarantined int64  `json:"quarantined"`
	Alarms      int64  `json:"alarms"`
	Awaiting    int64  `json:"blobs_awaited"`
	Software    string `json:"software,omitempty"`
	Journal     int64  `json:"journal_n"`
	Head        string `json:"journal_head,omitempty"`
	OffMS       int64  `json:"off_ms"`
	Lag         int64  `json:"lag"`
}

// A desksView is what desks tells.
type desksView []deskView

func (v desksView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoDesks)
		return
	}
	var rows [][]string
	for _, d := range v {
		rows = append(rows, []string{
			d.Desk, d.Station, text.DeskActive(d.Active), short(d.Seen), fmt.Sprint(d.Lines), fmt.Sprint(d.Lag), fmt.Sprint(d.Awaiting), fmt.Sprint(d.Alarms),
		})
	}
	s.table([]string{
		text.StreetColDesk, text.StreetColStation, text.TwinColState, text.StreetColSeen, text.StreetColLines, text.StreetColLag, text.StreetColAwaited, text.StreetColAlarms,
	}, rows)
}

func (p *program) desksCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("desks", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		list, err := s.Desks(ctx)
		if err != nil {
			return err
		}
		v := desksView{}
		for _, d := range list {
			v = append(v, deskView{
				Desk: d.Desk, Station: d.StationName, Active: d.Active, Enrolled: instant(&d.Enrolled), Seen: instant(&d.LastSeen),
				Incarnation: d.Incarnation, Lines: d.Events, Repeated: d.Repeated, Quarantined: d.Quarantined,
				Alarms: d.Alarms, Awaiting: d.Awaiting, Software: d.Software, Journal: d.JournalN, Head: d.JournalHash,
				OffMS: d.OffMS, Lag: d.Lag,
			})
		}
		return p.give(v)
	})))
}

// A streetCaseView is a case as the street sees it: nothing about a person.
type streetCaseView struct {
	No       string `json:"no"`
	ID       string `json:"id"`
	Desk     string `json:"desk"`
	Station  string `json:"station"`
	Item     string `json:"item"`
	Title    string `json:"title"`
	Mode     string `json:"mode"`
	State    string `json:"state"`
	Decision string `json:"decision,omitempty"`
	Words    string `json:"words,omitempty"`
	Told     bool   `json:"told"`
	Received string `json:"received,omitempty"`
	Changed  string `json:"changed"`
	Expected int    `json:"pages_expected"`
	Present  int    `json:"pages_present"`
	Forked   bool   `json:"forked"`
}

func viewOfStreetCase(c wire.StreetCase) streetCaseView {
	return streetCaseView{
		No: c.No, ID: c.ID, Desk: c.Desk, Station: c.Station, Item: c.Item, Title: c.Title, Mode: string(c.Mode),
		State: string(c.State), Decision: string(c.Decision), Words: c.Words, Told: c.Told,
		Received: instant(c.Received), Changed: instant(&c.Changed), Expected: c.Expected, Present: c.Present,
		Forked: c.Forked,
	}
}

func (v streetCaseView) lines(s *sheet) {
	s.say(text.Decided(v.No, v.Title, v.Decision, v.Words))
}

// A streetCasesView is what cases tells.
type streetCasesView []streetCaseView

func (v streetCasesView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.TwinNoCases)
		return
	}
	var rows [][]string
	for _, c := range v {
		rows = append(rows, []string{
			c.No, text.CaseState(desk.CaseState(c.State)), text.Decision(c.Decision),
			fmt.Sprintf("%d/%d", c.Present, c.Expected), short(c.Changed), c.Title,
		})
	}
	s.table([]string{
		text.TwinColNo, text.TwinColState, text.StreetColDecision, text.StreetColPages, text.StreetColChanged, text.ColMatter,
	}, rows)
}

func (p *program) streetCasesCommand(o *wire.StreetOptions) *cobra.Command {
	var f wire.CaseChoice
	var state string
	c := leaf("cases", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		if state != "" {
			named, err := statesNamed([]string{state})
			if err != nil {
				return err
			}
			f.State = named[0]
		}
		list, err := s.Cases(ctx, f)
		if err != nil {
			return err
		}
		v := streetCasesView{}
		for _, c := range list {
			v = append(v, viewOfStreetCase(c))
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&f.Station, "station", "", text.FlagUse("", "station"))
	c.Flags().StringVar(&state, "state", "", text.FlagUse(p.name+" cases", "state"))
	c.Flags().IntVar(&f.Limit, "limit", 100, text.FlagUse("", "limit"))
	return p.json(c)
}

// decideTime bounds how long a decision waits for the serving centre.
const decideTime = 30 * time.Second

func (p *program) decideCommand(o *wire.StreetOptions) *cobra.Command {
	var words, by string
	c := leaf("decide", exactly(2), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, decideTime)
		defer cancel()
		v, err := s.Decide(ctx, args[0], desk.Decision(args[1]), words, by)
		if k, ok := errors.AsType[*desk.Problem](err); ok && k.What == "case.state" {
			return &desk.Problem{
				Kind: k.Kind, What: "decision.state", Holder: text.CaseState(desk.CaseState(k.Holder)), Cause: k.Cause,
			}
		}
		if err != nil {
			return err
		}
		return p.give(viewOfStreetCase(v))
	}))
	c.Flags().StringVar(&words, "words", "", text.FlagUse("", "words"))
	c.Flags().StringVar(&by, "by", text.Reviewer, text.FlagUse("", "by"))
	return p.json(c)
}
