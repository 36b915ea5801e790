package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// onRectification makes a command that writes in one rectification. Its words are
// read from standard input.
func (p *program) onRectification(name string, do func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Rectification, error),
	flags func(*cobra.Command),
) *cobra.Command {
	return p.onNamed(name, func(ctx context.Context, d *wire.Desk, by desk.Duty, typed string) (view, error) {
		c, err := rectificationNamed(ctx, d, typed)
		if err != nil {
			return nil, err
		}
		if c, err = do(ctx, d, by, c.ID); err != nil {
			return nil, err
		}
		s, err := d.Store.Today(ctx)
		return viewOfRectification(c, s.Day), err
	}, flags)
}

func (p *program) rectifyActs() []*cobra.Command {
	var call, cause, remedy, plan string
	var lines []string
	flag := func(to *string, command, name string) func(*cobra.Command) {
		return func(c *cobra.Command) {
			c.Flags().StringVar(to, name, "", text.FlagUse("xiaochuang rectify "+command, name))
		}
	}
	return []*cobra.Command{
		p.onRectification("contact", func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Rectification, error) {
			return d.Rectify.Contact(ctx, d.Mint(), by, id, desk.CallBack(call), p.heard(text.TwinSaid))
		}, flag(&call, "contact", "result")),
		p.onRectification("cause", func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Rectification, error) {
			return d.Rectify.Cause(ctx, d.Mint(), by, id, desk.RectifyCause(cause), p.heard(text.TwinCause))
		}, flag(&cause, "cause", "why")),
		p.onRectification("fix", func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Rectification, error) {
			return d.Rectify.Mend(ctx, d.Mint(), by, id, desk.Remedy(remedy), p.heard(text.TwinFix), desk.Day(plan))
		}, func(c *cobra.Command) {
			flag(&remedy, "fix", "how")(c)
			flag(&plan, "fix", "until")(c)
		}),
		p.onRectification("close", func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Rectification, error) {
			return d.Rectify.Close(ctx, d.Mint(), by, id, p.heard(text.TwinReply))
		}, nil),
		p.onRectification("appeal", func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Rectification, error) {
			return d.Rectify.Appeal(ctx, d.Mint(), by, id, p.heard(text.TwinGrounds), lines)
		}, func(c *cobra.Command) {
			c.Flags().StringArrayVar(&lines, "line", nil, text.FlagUse("xiaochuang rectify appeal", "line"))
		}),
	}
}
