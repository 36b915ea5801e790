package tui_test

import (
	"context"
	"testing"

	"xiaochuang/desk"
	syncscreen "xiaochuang/tui/sync"
)

// A stick answers for the sticks of the PC.
type stick struct {
	list []syncscreen.Stick
	step syncscreen.Carrying
	hang chan struct{} // writing waits here
	out  []string      // folders that were written to
	said []string
	err  error
}

// Sticks implements the port of the sync screen.
func (x *stick) Sticks(context.Context) []syncscreen.Stick { return x.list }

// CarryOut implements the port of the sync screen.
func (x *stick) CarryOut(ctx context.Context, dir string, tell func(syncscreen.Carrying)) ([]string, error) {
	x.out = append(x.out, dir)
	tell(x.step)
	select {
	case <-x.hang:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return x.said, x.err
}

// CarryIn implements the port of the sync screen.
func (x *stick) CarryIn(context.Context, string) ([]string, error) { return x.said, x.err }

// TestSticksOnTheSyncScreen goes through the keys of the stick: none plugged in, two to
// choose from, a writing that is stopped and one that ends, and an answer that is damaged.
func TestSticksOnTheSyncScreen(t *testing.T) {
	r := onDuty(t)
	r.street.status.Lines, r.street.status.Pages = 128, 14
	r.press("8", "3")
	r.look("sync-no-stick")
	if len(r.stick.out) != 0 {
		t.Errorf("without a stick something was written to %q", r.stick.out)
	}

	r.stick.list = []syncscreen.Stick{{Dir: "/挂载/甲/优盘", Free: 4 << 30}, {Dir: "/挂载/甲/\x1b[2备用", Free: 900 << 20}}
	r.press("5")
	r.look("sync-two-sticks")
	r.press("5")
	r.shows("剩 4.0 GB")

	r.stick.hang, r.stick.step = make(chan struct{}), syncscreen.Carrying{Phase: "pages", Done: 3, Total: 14, Bytes: 1 << 20, Whole: 5 << 20}
	r.press("3")
	r.look("sync-carrying")
	r.press("4")
	if len(r.stick.out) != 1 || r.stick.out[0] != "/挂载/甲/优盘" {
		t.Errorf("written to %q", r.stick.out)
	}
	r.press("6")
	r.settle()
	r.shows("停")
	r.press("3")
	r.stick.said = []string{"已带出：128 条记录", "可以拔 U 盘了。"}
	close(r.stick.hang)
	r.settle()
	r.look("sync-carried")

	r.stick.err = &desk.Problem{Kind: desk.Broken, What: "carry.damaged", Holder: "第 2 卷"}
	r.press("4")
	r.look("sync-stick-damaged")
}
