package command

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// A bundledView is one file of a diagnosis bundle.
type bundledView struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	Says string `json:"says"` // in Chinese
}

// A bundleView is what bundle tells.
type bundleView struct {
	File  string        `json:"file,omitempty"` // "" where it was not saved
	Files []bundledView `json:"files"`
}

func (v bundleView) lines(s *sheet) {
	if v.File == "" {
		s.say(text.BundleNotSaved)
		return
	}
	s.say(text.BundleSaved(v.File))
}

// table lists what is in a bundle before it is saved.
func (v bundleView) table() string {
	s := &sheet{}
	var rows [][]string
	for _, f := range v.Files {
		rows = append(rows, []string{f.Name, text.Bytes(f.Size), f.Says})
	}
	s.table(text.BundleHead(), rows)
	s.say(text.BundlePromise)
	return s.String()
}

// bundleCommand gathers a diagnosis bundle, shows what is in it, and saves it once
// somebody has agreed.
func (p *program) bundleCommand() *cobra.Command {
	var out string
	var yes bool
	c := leaf("bundle", exactly(0), func(c *cobra.Command, _ []string) error {
		list := wire.Bundle(c.Context(), p.opt, version)
		v := bundleView{Files: []bundledView{}}
		for _, f := range list {
			v.Files = append(v.Files, bundledView{f.Name, f.Size, text.BundleFile(f.Name)})
		}
		if !p.asJSON {
			fmt.Fprint(p.out, v.table())
		}
		if !yes && p.onTerminal() && !p.asJSON {
			fmt.Fprint(p.out, text.BundleAsk)
			yes = slices.Contains([]string{"是", "y", "Y", "yes"}, p.answer())
		}
		if yes {
			if out == "" {
				out = wire.BundleName(time.Now())
			}
			path, err := filepath.Abs(out)
			if err != nil {
				return err
			}
			if err := wire.WriteBundle(path, list); err != nil {
				return err
			}
			v.File = path
		}
		return p.give(v)
	})
	c.Flags().StringVar(&out, "out", "", text.FlagUse("xiaochuang bundle", "out"))
	c.Flags().BoolVar(&yes, "yes", false, text.FlagUse("xiaochuang bundle", "yes"))
	return p.json(c)
}
