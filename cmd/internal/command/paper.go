package command

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/desk/notice"
	"xiaochuang/tui/text"
)

func (p *program) paperCommands() *cobra.Command {
	return group("paper", p.noticeCommand(), p.referralCommand(), p.json(p.paperListCommand()), p.json(p.renderCommand()), p.json(p.reprintCommand()), p.json(p.correctCommand()),
		p.cancelPrintCommand(), p.sendOnCommand(), p.countPrintsCommand(),
	)
}

// A printView is what became of the latest print of a paper.
type printView struct {
	State   string `json:"state"`
	Code    string `json:"code,omitempty"`
	Attempt int    `json:"attempt"`
	Printer string `json:"printer,omitempty"`
}

// A paperView is one paper.
type paperView struct {
	No     string     `json:"no"`
	Kind   string     `json:"kind"`
	Day    string     `json:"day"`
	At     string     `json:"at"`
	Case   string     `json:"case,omitempty"` // id
	Ticket string     `json:"ticket,omitempty"`
	Item   string     `json:"item,omitempty"`
	Staff  string     `json:"staff"`
	Window int        `json:"window,omitempty"`
	Void   bool       `json:"void,omitempty"`
	Demo   bool       `json:"demo,omitempty"`
	Print  *printView `json:"print,omitempty"` // nothing where it was never queued
}

// jobsLookedAt bounds how far back prints are looked for.
const jobsLookedAt = 1000

// papersOf reads papers with what became of their prints.
func papersOf(ctx context.Context, d *wire.Desk, f desk.PaperFilter) ([]paperView, error) {
	list, err := d.Store.Papers(ctx, f)
	if err != nil {
		return nil, err
	}
	return viewsOfPapers(ctx, d, list)
}

func viewsOfPapers(ctx context.Context, d *wire.Desk, list []desk.Paper) ([]paperView, error) {
	jobs, err := d.Store.PrintJobs().Jobs(ctx, jobsLookedAt)
	if err != nil {
		return nil, err
	}
	out := []paperView{}
	for _, x := range list {
		v := paperView{
			No: x.No, Kind: string(x.Kind), Day: string(x.Day), At: instant(&x.At), Case: x.Case, Ticket: x.Ticket,
			Item: x.Item, Staff: x.Staff, Window: x.Window, Void: x.Void, Demo: x.Demo,
		}
		if i := slices.IndexFunc(jobs, func(j desk.Job) bool { return j.Paper == x.No }); i >= 0 {
			j := jobs[i]
			v.Print = &printView{State: string(j.State), Code: j.Code, Attempt: j.Attempt, Printer: j.Printer}
		}
		out = append(out, v)
	}
	return out, nil
}

// A papersView is what paper list tells.
type papersView []paperView

func (v papersView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.TwinNoPapers)
		return
	}
	paperTable(s, v)
}

func paperTable(s *sheet, list []paperView) {
	var rows [][]string
	for _, x := range list {
		printed := text.PrintedAs(desk.Job{}, false)
		if x.Print != nil {
			printed = text.PrintedAs(desk.Job{
				State: desk.PrintState(x.Print.State), Code: x.Print.Code, Attempt: x.Print.Attempt,
			}, true)
		}
		rows = append(rows, []string{x.No, text.PaperName(desk.PaperKind(x.Kind)), short(x.At), printed})
	}
	s.table([]string{text.TwinColNo, text.ColPaper, text.TwinColAt, text.ColPrint}, rows)
}

func (p *program) paperListCommand() *cobra.Command {
	var f desk.PaperFilter
	var day, of, kind string
	c := leaf("list", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) (err error) {
		f.Kind = desk.PaperKind(strings.ToUpper(kind))
		if err := knownKind(f.Kind); err != nil {
			return err
		}
		if of != "" {
			c, err := find(ctx, d.Store, of)
			if err != nil {
				return err
			}
			f.Case = c.ID
		}
		if of == "" || day != "" {
			if f.Day, err = dayOf(ctx, d, day); err != nil {
				return err
			}
		}
		list, err := papersOf(ctx, d, f)
		if err != nil {
			return err
		}
		return p.give(papersView(list))
	}))
	flags := c.Flags()
	flags.StringVar(&day, "day", "", text.FlagUse("", "day"))
	flags.StringVar(&of, "case", "", text.FlagUse("", "case"))
	flags.StringVar(&kind, "kind", "", text.FlagUse("", "kind"))
	flags.IntVar(&f.Limit, "limit", 100, text.FlagUse("", "limit"))
	return c
}

// knownKind refuses a kind of paper that does not exist; none is any.
func knownKind(k desk.PaperKind) error {
	if k == "" || slices.Contains(notice.Kinds(), k) {
		return nil
	}
	var all []string
	for _, x := range notice.Kinds() {
		all = append(all, string(x))
	}
	return &desk.Problem{Kind: desk.Invalid, What: "paper.kind", Open: all}
}

// A renderedView is what paper render tells of the file it has written.
type renderedView struct {
	Paper  string `json:"paper"`
	Form   string `json:"form"`
	File   string `json:"file"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func (v renderedView) lines(s *sheet) { s.say(text.TwinRendered(v.Paper, v.File, v.Bytes)) }

func (p *program) renderCommand() *cobra.Command {
	var form, out string
	c := &cobra.Command{Use: "render", Args: exactly(1)}
	c.RunE = func(c *cobra.Command, args []string) error {
		if out == "" && form == "text" {
			out = "-"
		}
		switch {
		case out == "-" && p.asJSON:
			return usage(c, text.OutTakesStdout)
		case out == "", out == "-" && form != "text" && terminal(p.out):
			return usage(c, text.BinaryNeedsFile)
		}
		return p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
			return p.render(ctx, d, args[0], form, out)
		})(c, args)
	}
	c.Flags().StringVar(&form, "as", "text", text.FlagUse("", "as"))
	c.Flags().StringVar(&out, "out", "", text.FlagUse("", "out"))
	return c
}

func (p *program) render(ctx context.Context, d *wire.Desk, no, form, out string) error {
	paper, err := d.Store.Paper(ctx, identity.Fold(no))
	if err != nil {
		return err
	}
	b, err := d.RenderAs(paper, form)
	if err != nil {
		return err
	}
	if out == "-" {
		if form == "text" {
			b = []byte(harmless(string(b)))
		}
		_, err := p.out.Write(b)
		return err
	}
	if err := writeOut(d.Dir, out, b); err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	return p.give(renderedView{
		Paper: paper.No, Form: form, File: out, Bytes: len(b), SHA256: hex.EncodeToString(sum[:]),
	})
}

// harmless keeps the lines and gaps of a laid-out paper and takes out whatever
// a terminal would act on.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// writeOut puts a file in place whole or not at all, readable by its owner
// alone. The data folder is closed to it: nothing but SQLite touches the
// database.
func writeOut(data, path string, b []byte) error {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return &desk.Problem{Kind: desk.Invalid, What: "write", Cause: err}
	}
	if within(data, dir) {
		return &desk.Problem{Kind: desk.Denied, What: "paper.out"}
	}
	if st, err := os.Lstat(path); err == nil && !st.Mode().IsRegular() {
		return &desk.Problem{Kind: desk.Denied, What: "paper.out"}
	}
	tmp, err := os.CreateTemp(dir, ".xiaochuang-*")
	if err != nil {
		return &desk.Problem{Kind: desk.Denied, What: "write", Cause: err}
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if err == nil {
		err = tmp.Sync()
	}
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(dir, filepath.Base(path)))
	}
	if err != nil {
		return &desk.Problem{Kind: desk.Denied, What: "write", Cause: fmt.Errorf("write paper: %w", err)}
	}
	return nil
}

// within reports whether dir is the data folder or lies in it.
func within(data, dir string) bool {
	root, err := filepath.EvalSymlinks(data)
	if err != nil {
		return false
	}
	if root, err = filepath.Abs(root); err != nil {
		return false
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return false
	}
	rel, err := filepath.Rel(root, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
