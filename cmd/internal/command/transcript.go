package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/fieldmap"
	"xiaochuang/tui/text"
)

// A transcriptView is the second entry of one case, without any of its values.
type transcriptView struct {
	Case     string `json:"case"`
	Title    string `json:"title"`
	System   string `json:"system"`
	State    string `json:"state"`
	Route    string `json:"route"`
	Why      string `json:"why,omitempty"`
	Grant    string `json:"grant,omitempty"`
	Field    int    `json:"field,omitempty"` // where it was left, from 0
	Fields   int    `json:"fields,omitempty"`
	Seconds  int    `json:"seconds,omitempty"`
	External string `json:"external,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Due      string `json:"due,omitempty"`
}

func viewOfTranscript(t desk.Transcript) transcriptView {
	return transcriptView{
		Case: t.CaseNo, Title: t.Title, System: t.System, State: string(t.State), Route: string(t.Route), Why: t.Why,
		Grant: t.Grant, Field: t.Field, Fields: t.Fields, Seconds: t.Seconds, External: t.External, Reason: t.Reason,
		Due: string(t.Due),
	}
}

func (v transcriptView) lines(s *sheet) { transcriptsView{v}.lines(s) }

// A transcriptsView is what transcript list tells.
type transcriptsView []transcriptView

func (v transcriptsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NothingToCopy)
		return
	}
	var rows [][]string
	for _, t := range v {
		rows = append(rows, []string{
			t.Case, text.TranscriptState(desk.TranscriptState(t.State)), text.Route(desk.EntryRoute(t.Route)), t.Due, t.System,
			t.External, t.Title,
		})
	}
	s.table([]string{
		text.TwinColNo, text.TwinColState, text.ColRoute, text.ColDue, text.ColSystem, text.TwinColExternal, text.ColMatter,
	}, rows)
}

// A boardView is what transcript open tells: the values in the clear, in the order
// of the outside system.
type boardView struct {
	Transcript transcriptView `json:"transcript"`
	Fields     []fieldView    `json:"fields"`
}

// A fieldView is one value as the outside system wants it.
type fieldView struct {
	Page  string `json:"page"`
	Label string `json:"label"`
	Value string `json:"value"`
	Fault string `json:"fault,omitempty"`
}

func (v boardView) lines(s *sheet) {
	var rows [][]string
	for i, f := range v.Fields {
		rows = append(rows, []string{strconv.Itoa(i + 1), f.Page, f.Label, f.Value, text.CopyFault(desk.CopyFault(f.Fault))})
	}
	s.table(nil, rows)
}

// A burdenView is what entering twice has cost, by system.
type burdenView []desk.Burden

func (v burdenView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.TwinNoBurden)
		return
	}
	var rows [][]string
	for _, b := range v {
		rows = append(rows, []string{
			b.System, strconv.Itoa(b.Cases), strconv.Itoa(b.Here), strconv.Itoa(b.Street), strconv.Itoa(b.Fields),
			text.TwinMinutes(b.Seconds),
		})
	}
	s.table([]string{
		text.ColSystem, text.TwinColTakenIn, text.TwinColHere, text.TwinColStreet, text.TwinColFields, text.TwinColTook,
	}, rows)
}

func (p *program) transcriptCommands() *cobra.Command {
	list := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		todo, err := d.Copies.Todo(ctx)
		if err != nil {
			return err
		}
		v := transcriptsView{}
		for _, t := range todo {
			v = append(v, viewOfTranscript(t))
		}
		return p.give(v)
	}))
	return group("transcript", append(p.transcriptActs(), p.json(list), p.burdenCommand(), p.mapCheckCommand())...)
}

// onTranscript makes a command that acts on the second entry of one case.
func (p *program) onTranscript(name string, do func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, id string) (view, error),
	flags func(*cobra.Command),
) *cobra.Command {
	return onCase(p, name, 0, func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, c desk.Case, _ []string) (view, error) {
		return do(ctx, d, rid, by, c.ID)
	}, flags)
}

// transcriptActs are what can be done with one of them.
func (p *program) transcriptActs() []*cobra.Command {
	var field, seconds, fields int
	var number, again, reason string
	one := func(t desk.Transcript, err error) (view, error) { return viewOfTranscript(t), err }
	return []*cobra.Command{
		p.onTranscript("open", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, id string) (view, error) {
			t, list, err := d.Copies.Open(ctx, rid, by, id)
			v := boardView{Transcript: viewOfTranscript(t), Fields: []fieldView{}}
			for _, f := range list {
				v.Fields = append(v.Fields, fieldView{Page: f.Page, Label: f.Label, Value: f.Value, Fault: string(f.Fault)})
			}
			return v, err
		}, nil),
		p.onTranscript("type", func(ctx context.Context, d *wire.Desk, _ string, by desk.Duty, id string) (view, error) {
			return one(p.typeIn(ctx, d, by, id))
		}, nil),
		p.onTranscript("pause", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, id string) (view, error) {
			return one(d.Copies.Pause(ctx, rid, by, id, field-1, seconds))
		}, func(c *cobra.Command) {
			c.Flags().IntVar(&field, "field", 1, text.FlagUse("", "field"))
			c.Flags().IntVar(&seconds, "seconds", 0, text.FlagUse("", "seconds"))
		}),
		p.onTranscript("enter", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, id string) (view, error) {
			return one(d.Copies.Enter(ctx, rid, by, id, number, again, fields, seconds))
		}, func(c *cobra.Command) {
			c.Flags().StringVar(&number, "number", "", text.FlagUse("", "number"))
			c.Flags().StringVar(&again, "again", "", text.FlagUse("", "again"))
			c.Flags().IntVar(&fields, "fields", 0, text.FlagUse("", "fields"))
			c.Flags().IntVar(&seconds, "seconds", 0, text.FlagUse("", "seconds"))
		}),
		p.onTranscript("mismatch", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, id string) (view, error) {
			return one(d.Copies.Mismatch(ctx, rid, by, id, clean(reason)))
		}, func(c *cobra.Command) {
			c.Flags().StringVar(&reason, "reason", "", text.FlagUse("xiaochuang transcript mismatch", "reason"))
		}),
		p.onTranscript("street", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, id string) (view, error) {
			t, _, err := d.Copies.ToStreet(ctx, rid, by, id)
			return viewOfTranscript(t), err
		}, nil),
	}
}

// typeIn leads through the fields one at a time, asks for the number of the
// outside system and files it; "q" puts the entry away where it is.
func (p *program) typeIn(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Transcript, error) {
	t, fields, err := d.Copies.Open(ctx, d.Mint(), by, id)
	if err != nil {
		return t, err
	}
	began := d.Clock.Now()
	spent := func() int { return int(d.Clock.Now().Sub(began).Seconds()) }
	for i := min(t.Field, max(len(fields)-1, 0)); i < len(fields); i++ {
		f := fields[i]
		fmt.Fprintln(p.err, clean(text.FieldOf(i+1, len(fields), f.Page)+"  "+f.Label))
		fmt.Fprintln(p.err, "  "+clean(f.Value))
		if w := text.CopyFault(f.Fault); w != "" {
			fmt.Fprintln(p.err, "  "+w)
		}
		if p.heard(text.TwinNextField) == quitTyping {
			return d.Copies.Pause(ctx, d.Mint(), by, id, i, spent())
		}
	}
	number := p.heard(text.ExternalAsk)
	if number == quitTyping {
		return d.Copies.Pause(ctx, d.Mint(), by, id, len(fields)-1, spent())
	}
	return d.Copies.Enter(ctx, d.Mint(), by, id, number, p.heard(text.ExternalAgain), len(fields), spent())
}

// quitTyping puts an entry away.
const quitTyping = "q"

func (p *program) burdenCommand() *cobra.Command {
	var from, to string
	c := leaf("burden", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		for _, day := range []string{from, to} {
			if _, err := desk.ParseDay(day); day != "" && err != nil {
				return &desk.Problem{Kind: desk.Invalid, What: "day", Cause: err}
			}
		}
		list, err := d.Copies.Burden(ctx, desk.Day(from), desk.Day(to))
		if err != nil {
			return err
		}
		return p.give(burdenView(list))
	}))
	c.Flags().StringVar(&from, "from", "", text.FlagUse("", "from"))
	c.Flags().StringVar(&to, "to", "", text.FlagUse("", "to"))
	return p.json(c)
}

// A mapView is what transcript check tells.
type mapView struct {
	File     string        `json:"file"`
	System   string        `json:"system,omitempty"`
	Version  int           `json:"version,omitempty"`
	Fields   int           `json:"fields"`
	Findings []mapFindView `json:"findings"`
}

// A mapFindView is one mistake in a field map.
type mapFindView struct {
	Line int    `json:"line,omitempty"` // nothing for the file as a whole
	Code string `json:"code"`
	What string `json:"what,omitempty"`
	Says string `json:"says"`
}

func (v mapView) lines(s *sheet) {
	if len(v.Findings) == 0 {
		s.say(text.MapGood(v.System, v.Version, v.Fields))
		return
	}
	var rows [][]string
	for _, f := range v.Findings {
		line := text.WholeFile
		if f.Line > 0 {
			line = strconv.Itoa(f.Line)
		}
		rows = append(rows, []string{line, f.Says})
	}
	s.table([]string{text.ColLine, text.ColFinding}, rows)
}

// mostMap is the most bytes of a field map that are looked at.
const mostMap = 1 << 20

// mapCheckCommand looks a field map through before it is put in its place. It
// needs no station.
func (p *program) mapCheckCommand() *cobra.Command {
	return p.json(leaf("check", exactly(1), func(_ *cobra.Command, args []string) error {
		st, err := os.Stat(args[0])
		if err != nil || !st.Mode().IsRegular() || st.Size() > mostMap {
			return &desk.Problem{Kind: desk.Invalid, What: "map.file", Cause: err}
		}
		b, err := os.ReadFile(args[0])
		if err != nil {
			return &desk.Problem{Kind: desk.Invalid, What: "map.file", Cause: err}
		}
		m, found := fieldmap.Parse(filepath.Base(args[0]), b)
		v := mapView{File: args[0], System: m.System, Version: m.Version, Fields: len(m.Fields), Findings: []mapFindView{}}
		for _, f := range found {
			v.Findings = append(v.Findings, mapFindView{Line: f.Line, Code: f.Code, What: f.What, Says: text.MapFinding(f.Code, f.What)})
		}
		if err := p.give(v); err != nil {
			return err
		}
		if len(found) > 0 {
			return &desk.Problem{Kind: desk.Invalid, What: "map"}
		}
		return nil
	}))
}
