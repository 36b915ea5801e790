package command

import (
	"cmp"
	"slices"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// A lintView is what pad lint tells.
type lintView struct {
	Good     bool          `json:"good"`
	Errors   int           `json:"errors"`
	Warnings int           `json:"warnings"`
	Findings []findingView `json:"findings"`
}

func (v lintView) lines(s *sheet) {
	findingTable(s, v.Findings)
	s.say(text.LintSums(v.Errors, v.Warnings))
}

// A profileView is one profile of a pad.
type profileView struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Verified bool     `json:"verified"`
	Own      bool     `json:"own"` // in the station's folder
	Note     string   `json:"note"`
	Way      string   `json:"way"`     // serial, tcp, udp or websocket
	Guessed  []string `json:"guessed"` // fields that are placeholders
}

// A profilesView is what pad list tells.
type profilesView []profileView

func (v profilesView) lines(s *sheet) {
	var rows [][]string
	for _, x := range v {
		how := text.NotVerified
		if x.Verified {
			how = text.Verified
		}
		if x.Own {
			how += text.OwnProfile
		}
		note := x.Note
		if len(x.Guessed) > 0 {
			note += text.Placeholders(x.Guessed)
		}
		rows = append(rows, []string{x.Name, how, x.Way, x.Title, note})
	}
	s.table([]string{text.ColModel, text.ColVerified, text.ColWay, text.ColCalls, text.ColNote}, rows)
}

func (p *program) padCommands() *cobra.Command {
	lint := leaf("lint", exactly(1), func(_ *cobra.Command, args []string) error {
		list, err := wire.LintPad(args[0])
		if err != nil {
			return err
		}
		v := lintView{Findings: []findingView{}}
		for _, f := range list {
			x := findingView{Line: f.Line, Field: f.Field, Severity: warning, Code: f.Code, Says: text.PadFinding(f.Code)}
			if f.Fatal {
				x.Severity = fault
				v.Errors++
			} else {
				v.Warnings++
			}
			v.Findings = append(v.Findings, x)
		}
		slices.SortStableFunc(v.Findings, func(a, b findingView) int { return cmp.Compare(a.Line, b.Line) })
		v.Good = v.Errors == 0
		if err := p.give(v); err != nil {
			return err
		}
		if !v.Good {
			return told(exitConfig)
		}
		return nil
	})
	list := leaf("list", exactly(0), func(*cobra.Command, []string) error {
		v := profilesView{}
		for _, x := range wire.PadProfiles(p.opt) {
			v = append(v, profileView{x.Name, x.Title, x.Verified, x.Own, x.Note, x.Way, append([]string{}, x.Guessed...)})
		}
		return p.give(v)
	})
	return group("pad", p.json(lint), p.json(list))
}
