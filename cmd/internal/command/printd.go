package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// printdCommand delivers the print queue while no console does.
func (p *program) printdCommand() *cobra.Command {
	return leaf("printd", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) error {
		lines := make(chan string, 64)
		ended := make(chan error, 1)
		go func() {
			ended <- d.Deliver(ctx, func() { fmt.Fprintln(p.err, text.PrintdServes) }, func(j desk.Job) {
				select {
				case lines <- text.PrintdSays(j):
				default: // nobody reads: printing goes on
				}
			})
			close(lines)
		}()
		for l := range lines {
			fmt.Fprintln(p.out, clean(l))
		}
		return <-ended
	}))
}
