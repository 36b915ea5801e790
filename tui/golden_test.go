package tui_test

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/screentest"
	"xiaochuang/tui/ui"
)

// sizes are the windows in which every screen is looked at: the smallest one
// and a usual one.
var sizes = []struct {
	name string
	w, h int
}{{"80x24", 80, 24}, {"120x40", 120, 40}}

// look compares what stands on the screen with testdata in both sizes, and
// holds what is true of every frame.
func (r *rig) look(name string) {
	r.t.Helper()
	for _, s := range sizes {
		r.size(s.w, s.h)
		f := r.app.Frame()
		screentest.Golden(r.t, name+"-"+s.name, f)
		r.sound(f)
	}
	r.size(sizes[0].w, sizes[0].h)
}

// queue gives numbers for matters to visitors, one minute apart.
func (r *rig) queue(items ...string) []desk.Ticket {
	r.t.Helper()
	var out []desk.Ticket
	for _, it := range items {
		t, _, err := r.hall.Take(r.t.Context(), r.rid(), r.duty(1), desk.TakeOrder{Item: it})
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, t)
		r.clock.Add(minute)
	}
	return out
}

// Matters of the demonstration that the tests use.
const (
	mediation = "BJ-SQ-0120" // 受理类, three materials, no situations
	onlyChild = "BJ-SQ-0044" // 代收代办类
	dogs      = "BJ-SQ-0112" // 咨询预审类
	jobless   = "BJ-SQ-0008" // five situations
	lowIncome = "BJ-SQ-0066" // eleven materials, five situations
	school    = "BJ-SQ-0006" // a sparse card
	oldAge    = "BJ-SQ-0055" // a full card
)

// refresh has the counter read anew what others have done.
func (r *rig) refresh() {
	r.pulse()
	r.pulse()
}

func TestLogin(t *testing.T) {
	r := open(t)
	r.look("login")
	r.press("4")
	r.at(ui.ScreenDevices) // a technician sees nobody's data
	r.look("login-rare-name")
}

func TestLongNames(t *testing.T) {
	r := open(t, func(s *desk.Station) {
		s.Name = "示例区示例街道东示例第三社区党群服务中心综合服务站"
	})
	r.press("2")
	r.serve(lowIncome)
	r.look("title-long-names")
	for i := range r.health {
		r.health[i].State = desk.DeviceOff
	}
	r.pulse()
	r.press("esc", "/")
	r.typed("城乡居民养老保险注销")
	r.press("enter")
	r.look("title-long-names-card")
}

func TestLoginAsksForTheDay(t *testing.T) {
	r := open(t)
	r.clock.Set(built.AddDate(-3, 0, 0))
	r.press("enter")
	r.look("login-clock")
	r.press("enter")
	r.look("login-clock-wrong")
	r.typed("２０２６－１１－２３")
	r.press("enter")
	r.at(ui.ScreenCounter)
}

func TestCounter(t *testing.T) {
	r := onDuty(t)
	r.look("counter-empty")
	r.press("f2")
	r.look("counter-number")
	r.typed("canji")
	r.look("counter-number-hits")
	r.press("ctrl+u")
	r.typed("zzzz")
	r.look("counter-number-none")
	r.press("ctrl+u", "enter", "f5")
	r.look("counter-called")
	r.press("f6", "f6", "f6", "f6")
	r.look("counter-recalls-spent")
}

func TestCounterFull(t *testing.T) {
	r := onDuty(t)
	busy(r)
	r.refresh()
	r.look("counter-full")
	r.press("f5")
	r.look("counter-unfinished")
	r.press("esc", "f4")
	r.look("counter-hold")
	r.press("esc", "f2", "esc")
}

// busy brings the station to the middle of a morning: two windows, people who
// wait, were missed, came back or are parked, questions owed, papers that did
// not come out.
func busy(r *rig) {
	r.t.Helper()
	ctx := r.t.Context()
	tickets := r.queue("", mediation, onlyChild, lowIncome, "", jobless, oldAge, dogs, school, "", mediation)
	if _, err := r.hall.Call(ctx, r.rid(), r.duty(2), tickets[5].ID, "抱着孩子"); err != nil {
		r.t.Fatal(err)
	}
	for _, x := range []struct {
		no   int
		kind desk.HoldKind
	}{{0, desk.HoldAway}, {1, desk.HoldPaper}} {
		id := tickets[x.no].ID
		must(r.hall.CallNext(ctx, r.rid(), r.duty(1)))(r.t)
		must(r.hall.Arrived(ctx, r.rid(), r.duty(1), id))(r.t)
		must(r.hall.Hold(ctx, r.rid(), r.duty(1), id, x.kind))(r.t)
	}
	for range 2 {
		c := must(r.hall.CallNext(ctx, r.rid(), r.duty(1)))(r.t)
		must(r.hall.Missed(ctx, r.rid(), r.duty(1), c.ID, ""))(r.t)
	}
	must(r.hall.Return(ctx, r.rid(), r.duty(1), tickets[2].ID))(r.t)
	for i, words := range []string{"孩子户口在河北，能不能在这里上学？电话里说的", "楼道灯坏了找谁修"} {
		must(r.counter.Ask(ctx, r.rid(), r.duty(i+1), desk.AskOrder{
			State: desk.InquiryOpen, Channel: desk.AskedByPhone, Private: desk.InquiryPrivate{Words: words},
		}))(r.t)
	}
	must(r.hall.CallNext(ctx, r.rid(), r.duty(1)))(r.t)
	r.refresh()
	r.press("enter") // arrived
	r.press("enter") // the guide opens, since the number was taken for no matter
	r.press("esc")
	r.press("/")
	r.typed("rmtj")
	r.press("enter", "f9")
	r.at(ui.ScreenIntake)
	r.press("esc", "esc", "esc")
	r.at(ui.ScreenCounter)
	r.failJob(0, "paper_out")
}

// failJob lets a printer say that the n-th of the waiting jobs has not come out.
func (r *rig) failJob(n int, code string) {
	r.t.Helper()
	jobs := r.db.PrintJobs()
	for i := 0; i <= n; i++ {
		j, err := jobs.Claim(r.t.Context(), "console-1", "a4", desk.PrintTurn{Kinds: []desk.PaperKind{
			desk.PaperTicket, desk.PaperNotice, desk.PaperReceipt, desk.PaperAccept, desk.PaperRefuse,
			desk.PaperAdvice, desk.PaperReferral, desk.PaperHandover, desk.PaperSummary,
			desk.PaperSupplement, desk.PaperPromise, desk.PaperMandate, desk.PaperDelivery, desk.PaperPoster, desk.PaperForm,
		}}, r.clock.Now())
		if err != nil {
			r.t.Fatal(err)
		}
		o := desk.PrintOutcome{State: desk.PrintConfirmed}
		if i == n {
			o = desk.PrintOutcome{State: desk.PrintFailed, Code: code}
		}
		if err := jobs.Finish(r.t.Context(), j.ID, o, r.clock.Now()); err != nil {
			r.t.Fatal(err)
		}
	}
}

func TestCounterWithoutQueue(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) { s.Queue = false })
	r.look("guide-no-queue")
	r.press("f5")
	r.look("guide-no-queue-f5")
	r.press("down", "down", "f9")
	r.at(ui.ScreenIntake)
	r.look("intake-no-queue")
	r.press("esc", "esc")
	r.at(ui.ScreenGuide)
	r = onDuty(t, func(s *desk.Station) { s.Queue = false })
	r.command("队列")
	r.look("counter-no-queue")
	r.press("1")
	r.look("counter-no-queue-serving")
}

// TestCollectsOnly: what a community is not served with is not taken in for it,
// and the keys say so.
func TestCollectsOnly(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) {
		s.Queue = false
		for i := range s.Communities {
			s.Communities[i].Modes = []desk.Service{desk.ServeCollect}
		}
	})
	r.look("guide-collects-only")
	r.typed("人民调解")
	r.press("f9")
	r.look("guide-not-taken-in")
	r = onDuty(t, func(s *desk.Station) { s.Communities[1].Modes = []desk.Service{desk.ServeCollect} })
	r.serve(mediation)
	r.typed(zhaoNumber)
	r.press("enter", "赵示例", "enter", "enter", "示例二社区2号楼", "enter", "f9")
	r.look("intake-not-served")
	r.command("居")
	r.look("intake-community")
	r.press("1")
	r.shows("已换到 示例社区", "示例社区  F5")
	if d := r.draft(); d.Case.Comm != r.st.Communities[0].Code || d.Case.CommBy != desk.CommByHand {
		t.Errorf("the draft is kept for %s by %q", d.Case.Comm, d.Case.CommBy)
	}
	r.press("f9")
	r.hides("不设受理窗口")
}
