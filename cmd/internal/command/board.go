package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// boardCommand shows the board of the waiting room in this terminal, or serves
// it as a page.
func (p *program) boardCommand() *cobra.Command {
	var web string
	var practice bool
	c := &cobra.Command{Use: "board", Args: exactly(0)}
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		if practice {
			p.folder = p.opt.PracticeDir
		}
		if web == "" && !p.onTerminal() {
			return usage(c, text.NotATerminal)
		}
		d, err := wire.OpenBoard(c.Context(), p.opt, practice)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.Close()) }()
		if web == "" {
			return d.Board(c.Context())
		}
		return d.BoardPage(c.Context(), web, func(address string) {
			fmt.Fprintln(p.out, clean(text.BoardServed("http://"+address+"/")))
		})
	}
	c.Flags().StringVar(&web, "web", "", text.FlagUse("xiaochuang board", "web"))
	c.Flags().BoolVar(&practice, "practice", false, text.FlagUse("xiaochuang board", "practice"))
	return c
}
