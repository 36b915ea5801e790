package tui_test

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/sync"
	"xiaochuang/tui/ui"
)

// told is an announcement that one person after the other reads.
type told struct {
	words string
	read  map[string]bool
}

func (p *told) Unread(staff string) string {
	if p.words == "" || p.read[staff] {
		return ""
	}
	return "街道公告：" + p.words
}

func (p *told) Read(_ context.Context, by desk.Duty) (string, error) {
	p.read[by.Staff.ID] = true
	return p.words, nil
}

// TestAnnouncementStandsUntilItIsRead holds that the line is there whatever screen
// is open, goes with 读过, and stands for a colleague who has not read it.
func TestAnnouncementStandsUntilItIsRead(t *testing.T) {
	r := onDuty(t)
	r.posts.words = "周五下午停电"
	r.look("counter-announced")
	r.press("8")
	r.at(ui.ScreenSync)
	r.shows("周五下午停电")
	r.says("读过")
	r.shows("已记下读过：周五下午停电")
	r.clock.Set(r.clock.Now().Add(time.Minute))
	r.pulse()
	r.hides("周五下午停电")
	r.says("读过")
	r.shows("没有没读的公告")
	if r.posts.Unread("u02") == "" {
		t.Error("one has read it for all")
	}
}

// TestRunThatWaitsSaysWhy holds that a dead line is told while the run waits, with
// the time of the next try.
func TestRunThatWaitsSaysWhy(t *testing.T) {
	r := onDuty(t)
	r.street.status.Lines = 128
	r.street.status.Told = []string{"街道公告  周五下午停电（李审核，到 2026-11-27）"}
	r.street.hang = make(chan struct{})
	r.street.steps = []sync.Progress{{Lines: 60, Cause: "sync.unreachable", Next: r.clock.Now().Add(25 * time.Second)}}
	r.press("8", "f9")
	r.look("sync-waiting")
	close(r.street.hang)
	r.settle()
	r.hides("在等")
}
