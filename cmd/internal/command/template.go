package command

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/tui/text"
)

func (p *program) templateCommands() *cobra.Command {
	return group("template",
		p.json(p.templateListCommand()), p.templateExportCommand(), p.json(p.templateCheckCommand()),
		p.templatePreviewCommand(), p.json(p.templateAdoptCommand()), p.json(p.templateRevertCommand()),
	)
}

// A wordFindingView is one thing that is wrong with a template.
type wordFindingView struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Code   string `json:"code"`
	What   string `json:"what,omitempty"`
	Medium string `json:"medium,omitempty"`
	Says   string `json:"says"` // in Chinese
}

func wordFindingViews(found []notice.Finding) []wordFindingView {
	out := []wordFindingView{}
	for _, f := range found {
		out = append(out, wordFindingView{f.File, f.Line, string(f.Code), f.What, string(f.Medium), text.WordingFinding(f)})
	}
	return out
}

// A wordingView is how the words of one paper stand.
type wordingView struct {
	Kind    string            `json:"kind"`
	File    string            `json:"file"`
	Version int               `json:"version"`
	Own     bool              `json:"own"`
	Of      int               `json:"of,omitempty"`
	Staff   string            `json:"staff,omitempty"`
	Day     string            `json:"day,omitempty"`
	Draft   string            `json:"draft"`
	Broken  bool              `json:"broken,omitempty"`
	Found   []wordFindingView `json:"found"`
	Stands  string            `json:"stands"` // version, in Chinese
	Says    string            `json:"says"`   // of the file, in Chinese
	By      string            `json:"by,omitempty"`
}

// A wordingsView is what template list tells.
type wordingsView []wordingView

func (v wordingsView) lines(s *sheet) {
	var rows [][]string
	for _, x := range v {
		rows = append(rows, []string{x.Kind, text.PaperName(desk.PaperKind(x.Kind)), x.File, x.Stands, x.By, x.Says})
	}
	s.table([]string{text.TwinColNo, text.ColPaper, text.ColWordingFile, text.ColVersion, text.ColAdopted, text.ColWordingState}, rows)
}

func (p *program) templateListCommand() *cobra.Command {
	return leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		all, err := d.Words.Standing(ctx)
		if err != nil {
			return err
		}
		v := wordingsView{}
		for _, s := range all {
			by := s.Staff
			if w, ok := d.Station.Person(s.Staff); ok {
				by = w.Name
			}
			v = append(v, wordingView{
				Kind: string(s.Kind), File: s.File, Version: s.Version, Own: s.Own, Of: s.Of, Staff: s.Staff, Day: string(s.Day),
				Draft: string(s.Draft), Broken: s.Broken, Found: wordFindingViews(s.Found),
				Stands: text.WordingVersion(s), Says: text.DraftState(s), By: text.WordingBy(by, s.Day),
			})
		}
		return p.give(v)
	}))
}

// wordKind finds a paper by its code, its name, or its template file.
func wordKind(named string) (desk.PaperKind, error) {
	var all []string
	for _, k := range notice.WordKinds() {
		file := notice.FileOf(k)
		stem, _, _ := strings.Cut(file, ".")
		if strings.EqualFold(named, string(k)) || named == text.PaperName(k) || named == file || named == stem {
			return k, nil
		}
		all = append(all, text.PaperName(k))
	}
	return "", &desk.Problem{Kind: desk.NotFound, What: "wording.kind", Open: all}
}

func (p *program) templateExportCommand() *cobra.Command {
	var stdout, replace bool
	c := leaf("export", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		k, err := wordKind(args[0])
		if err != nil {
			return err
		}
		if stdout {
			words, err := d.Words.Text(ctx, k, true)
			if err == nil {
				_, err = p.out.Write([]byte(words))
			}
			return err
		}
		file, err := d.Words.Export(ctx, k, replace)
		if err != nil {
			return err
		}
		return p.give(saidView{text.Exported(d.TemplatePath(file))})
	}))
	c.Flags().BoolVar(&stdout, "stdout", false, text.FlagUse("xiaochuang template export", "stdout"))
	c.Flags().BoolVar(&replace, "replace", false, text.FlagUse("xiaochuang template export", "replace"))
	return c
}

// A saidView is one sentence.
type saidView struct {
	Says string `json:"says"`
}

func (v saidView) lines(s *sheet) { s.say(v.Says) }

// A checkedView is what template check tells.
type checkedView struct {
	File  string            `json:"file"`
	Found []wordFindingView `json:"found"`
}

type checkedViews []checkedView

func (v checkedViews) lines(s *sheet) {
	for _, x := range v {
		if len(x.Found) == 0 {
			s.say(text.TemplateFine(x.File))
			continue
		}
		s.say(text.TemplateFaults(x.File, len(x.Found)))
		for _, f := range x.Found {
			says := f.Says
			if f.File != filepath.Base(x.File) {
				says = f.File + " " + says
			}
			s.say("  " + says)
		}
	}
	if len(v) == 0 {
		s.say(text.WordingNoFile)
	}
}

// templateCheckCommand checks the lead's files, or any file named as one of them.
func (p *program) templateCheckCommand() *cobra.Command {
	return leaf("check", atMost(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		v := checkedViews{}
		bad := false
		add := func(name string, found []notice.Finding) {
			bad = bad || len(found) > 0
			v = append(v, checkedView{name, wordFindingViews(found)})
		}
		if len(args) == 1 {
			found, err := checkFile(ctx, d, args[0])
			if err != nil {
				return err
			}
			add(args[0], found)
		} else {
			all, err := d.Words.Standing(ctx)
			if err != nil {
				return err
			}
			for _, s := range all {
				if s.Digest != "" {
					add(s.File, s.Found)
				}
			}
		}
		if err := p.give(v); err != nil {
			return err
		}
		if bad {
			return told(exitProblem)
		}
		return nil
	}))
}

func checkFile(ctx context.Context, d *wire.Desk, path string) ([]notice.Finding, error) {
	k := notice.KindOf(filepath.Base(path))
	if k == "" {
		var all []string
		for _, x := range notice.WordKinds() {
			all = append(all, notice.FileOf(x))
		}
		return nil, &desk.Problem{Kind: desk.NotFound, What: "wording.kind", Open: all}
	}
	words, err := notice.ReadTemplate(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "wording.file", Cause: err}
	}
	all, err := d.Store.Wordings(ctx, "")
	if err != nil {
		return nil, err
	}
	return notice.Check(k, words, desk.InForce(all)), nil
}

func (p *program) templatePreviewCommand() *cobra.Command {
	var on string
	var inForce bool
	c := leaf("preview", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		k, err := wordKind(args[0])
		if err != nil {
			return err
		}
		m, err := notice.ParseMedium(on)
		if err != nil {
			return err
		}
		words, err := d.Words.Text(ctx, k, inForce)
		if err != nil {
			return err
		}
		lines, err := d.SpecimenText(ctx, k, words, m)
		if err != nil {
			return err
		}
		_, err = p.out.Write([]byte(harmless(strings.Join(lines, "\n") + "\n")))
		return err
	}))
	c.Flags().StringVar(&on, "on", string(notice.A4), text.FlagUse("xiaochuang template preview", "on"))
	c.Flags().BoolVar(&inForce, "in-force", false, text.FlagUse("xiaochuang template preview", "in-force"))
	return c
}

// An adoptedView is what template adopt and revert tell.
type adoptedView struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version int    `json:"version"`
	Own     bool   `json:"own"`
	Of      int    `json:"of,omitempty"`
	Digest  string `json:"digest,omitempty"`
	Staff   string `json:"staff"`
	Says    string `json:"says"`
}

func (v adoptedView) lines(s *sheet) { s.say(v.Says) }

func (p *program) adopted(w desk.Wording) error {
	return p.give(adoptedView{
		string(w.Kind), w.ID, w.Version, w.Own(), w.Of, w.Digest, w.Staff, text.Adopted(text.PaperName(w.Kind), w),
	})
}

func (p *program) templateAdoptCommand() *cobra.Command {
	var staff string
	c := leaf("adopt", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		k, err := wordKind(args[0])
		if err != nil {
			return err
		}
		by, err := p.lead(ctx, d, staff)
		if err != nil {
			return err
		}
		w, err := d.Words.Adopt(ctx, d.Mint(), by, k, "")
		if err != nil {
			return err
		}
		return p.adopted(w)
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang template adopt", "staff"))
	return c
}

func (p *program) templateRevertCommand() *cobra.Command {
	var staff string
	var to int
	c := leaf("revert", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		k, err := wordKind(args[0])
		if err != nil {
			return err
		}
		by, err := p.lead(ctx, d, staff)
		if err != nil {
			return err
		}
		w, err := d.Words.Revert(ctx, d.Mint(), by, k, to)
		if err != nil {
			return err
		}
		return p.adopted(w)
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang template revert", "staff"))
	c.Flags().IntVar(&to, "to", 0, text.FlagUse("xiaochuang template revert", "to"))
	return c
}

// lead is who acts where only a lead may: the person named, or the station's first
// lead. Where the person has a PIN it is asked for.
func (p *program) lead(ctx context.Context, d *wire.Desk, staff string) (desk.Duty, error) {
	by, err := duty(d, staff, 0)
	if err != nil {
		return desk.Duty{}, err
	}
	if staff == "" {
		if i := slices.IndexFunc(d.Station.Staff, func(s desk.Staff) bool { return s.May(desk.RightWords) }); i >= 0 {
			by.Staff = d.Station.Staff[i]
		}
	}
	if !by.Staff.May(desk.RightWords) {
		return desk.Duty{}, &desk.Problem{Kind: desk.Denied, What: "right.words"}
	}
	g, err := d.Gate.Guard(ctx)
	if err != nil || !g.Passes[by.Staff.ID].PIN {
		return by, err
	}
	pin, err := p.secret(text.PINOf(by.Staff.Name))
	if err != nil {
		return desk.Duty{}, err
	}
	return by, d.Gate.Enter(ctx, d.Mint(), by, pin)
}
