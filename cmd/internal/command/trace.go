package command

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A traceView is what device trace tells at its end.
type traceView struct {
	File string `json:"file"`
}

func (v traceView) lines(s *sheet) { s.say(text.TraceKept(v.File)) }

// deviceTraceCommand shows what goes over the line of a device.
func (p *program) deviceTraceCommand() *cobra.Command {
	var seconds int
	c := leaf("trace", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(max(1, min(seconds, 3600)))*time.Second)
		defer cancel()
		path, err := d.Trace(ctx, desk.Family(args[0]), func(line string) { fmt.Fprintln(p.err, clean(line)) })
		if err != nil {
			return err
		}
		return p.give(traceView{path})
	}))
	c.Flags().IntVar(&seconds, "seconds", 30, text.FlagUse("xiaochuang device trace", "seconds"))
	return c
}
