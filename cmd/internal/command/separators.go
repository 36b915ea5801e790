package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// separatorsCommand writes a set of separators into a new file.
func (p *program) separatorsCommand() *cobra.Command {
	var out string
	c := leaf("separators", exactly(0), p.onDesk(func(_ context.Context, d *wire.Desk, _ []string) error {
		b, err := d.SeparatorSheets()
		if err != nil {
			return err
		}
		if err := newFile(out, b); err != nil {
			return err
		}
		fmt.Fprintln(p.out, clean(text.SeparatorsWritten(out)))
		return nil
	}))
	c.Flags().StringVar(&out, "pdf", "separators.pdf", text.FlagUse("xiaochuang separators", "pdf"))
	return c
}
