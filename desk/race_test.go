package desk_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/store"
)

// Environment of a window that is another process: this test binary run again on
// the same store.
const (
	windowRole  = "XC_WINDOW" // "play" presses at random, "sit" serves one visitor and waits
	windowNo    = "XC_WINDOW_NO"
	windowDir   = "XC_WINDOW_DIR"
	windowCount = "XC_WINDOW_COUNT"
)

func TestMain(m *testing.M) {
	role := os.Getenv(windowRole)
	if role == "" {
		os.Exit(m.Run())
	}
	w, err := openWindow(os.Getenv(windowDir), os.Getenv(windowNo))
	if err == nil {
		err = map[string]func() error{"play": w.play, "sit": w.sit}[role]()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// A window is one process of a station with several.
type window struct {
	no     int
	duty   desk.Duty
	db     *store.Store
	hall   *desk.Hall
	relief *desk.Relief
	rand   *rand.Rand
	mine   string // id of the visit that this window believes to have in hand
	rids   int
	lost   int // times that somebody else was faster
}

// shut closes the window of this process; as long as it is kept, so is the lock.
var shut func()

func openWindow(dir, number string) (*window, error) {
	no, err := strconv.Atoi(number)
	if err != nil {
		return nil, err
	}
	st := station()
	db, err := store.Open(context.Background(), store.Config{Dir: dir, Station: st, Clock: desk.SystemClock{}, Reserve: -1})
	if err != nil {
		return nil, err
	}
	if shut, err = db.Lock("window-" + number); err != nil {
		return nil, err
	}
	g, err := demonstration()
	if err != nil {
		return nil, err
	}
	hall := desk.NewHall(db, st, desk.NewPress(st, g, identity.People{Use: identity.Rehearsal}))
	return &window{
		no: no, duty: at(no), db: db, hall: hall, rand: rand.New(rand.NewPCG(7, uint64(no))),
		relief: desk.NewRelief(hall, func(n int) (func(), error) { return db.Lock(fmt.Sprint("window-", n)) }),
	}, nil
}

func (w *window) rid() string { w.rids++; return fmt.Sprintf("w%d-%d", w.no, w.rids) }

// play presses keys at random, holds after each that what this window has in hand
// is what it was told, and waits until the others are done too.
func (w *window) play() error {
	n, err := strconv.Atoi(os.Getenv(windowCount))
	if err != nil {
		return err
	}
	for i := range n {
		if err := w.pressed(); err != nil {
			return fmt.Errorf("window %d, press %d: %w", w.no, i, err)
		}
	}
	q, err := w.hall.Queue(context.Background(), w.no)
	if err == nil {
		err = w.believes(q)
	}
	if err != nil {
		return err
	}
	fmt.Println("done", w.lost)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// sit calls one visitor, serves, and waits to be killed.
func (w *window) sit() error {
	ctx := context.Background()
	if _, _, err := w.hall.Take(ctx, w.rid(), w.duty, desk.TakeOrder{}); err != nil {
		return err
	}
	t, err := w.hall.CallNext(ctx, w.rid(), w.duty)
	if err != nil {
		return err
	}
	fmt.Println("done", t.ID)
	select {}
}

// pressed looks at the queue and does one act. A refusal is an answer; one that cannot be right is an
// error.
func (w *window) pressed() error {
	ctx := context.Background()
	q, err := w.hall.Queue(ctx, w.no)
	if err != nil {
		return err
	}
	if err := w.believes(q); err != nil {
		return err
	}
	t, err := w.act(ctx, q)
	switch p, refused := err.(*desk.Problem); {
	case err == nil && (t.State == desk.TicketCalled || t.State == desk.TicketServing) && t.Window == w.no:
		w.mine = t.ID
	case err == nil && t.ID == w.mine:
		w.mine = ""
	case err == nil:
	case !refused:
		return err
	case p.Kind == desk.Blocked && p.What == "visit.open" && w.mine == "":
		return fmt.Errorf("refused for a visit that is not here: %w", err)
	case p.What == "ticket.elsewhere":
		if w.lost++; p.Holder == "" || p.Holder == strconv.Itoa(w.no) {
			return fmt.Errorf("the loser is told of window %q: %w", p.Holder, err)
		}
	case p.Kind != desk.Blocked && p.Kind != desk.Conflict && p.Kind != desk.NotFound:
		return err
	}
	return nil
}

// believes holds that the store says of this window what it was told.
func (w *window) believes(q desk.Queue) error {
	has := ""
	if q.Mine != nil {
		has = q.Mine.ID
	}
	if has != w.mine {
		return fmt.Errorf("it has %q in hand and was told %q", has, w.mine)
	}
	return nil
}

// act picks a key.
func (w *window) act(ctx context.Context, q desk.Queue) (desk.Ticket, error) {
	any := func(lists ...[]desk.Ticket) string {
		all := slices.Concat(lists...)
		if len(all) == 0 {
			return "nobody"
		}
		return all[w.rand.IntN(len(all))].ID
	}
	mine := w.mine
	if mine == "" {
		mine = any(q.Others, q.Waiting) // somebody else's, or nobody's
	}
	h, d, rid := w.hall, w.duty, w.rid()
	switch w.rand.IntN(14) {
	case 0, 1:
		t, _, err := h.Take(ctx, rid, d, desk.TakeOrder{})
		return t, err
	case 2, 3, 4:
		return h.CallNext(ctx, rid, d)
	case 5:
		return h.Call(ctx, rid, d, any(q.Waiting, q.Missed, q.Others), "random")
	case 6:
		return h.Arrived(ctx, rid, d, mine)
	case 7:
		return h.Missed(ctx, rid, d, mine, "")
	case 8:
		return h.Return(ctx, rid, d, any(q.Missed, q.Others))
	case 9:
		return h.Hold(ctx, rid, d, mine, desk.HoldAway)
	case 10:
		return h.Resume(ctx, rid, d, any(q.Held, q.Others))
	case 11:
		return h.PassOn(ctx, rid, d, mine, desk.Onward{Window: 3 - w.no})
	case 12:
		u, err := h.Undo(ctx, rid, d)
		return u.Ticket, err
	}
	if w.rand.IntN(2) == 0 {
		return h.Finish(ctx, rid, d, mine)
	}
	t, err := w.relief.TakeOver(ctx, rid, d, any(q.Others), "random")
	if err == nil {
		err = fmt.Errorf("%s was taken from a window that is open", t.No)
	}
	return t, err
}

// A process is a window in a process of its own.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startWindow(t *testing.T, role, dir string, no, presses int) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(self)}
	p.cmd.Env = append(os.Environ(), windowRole+"="+role, windowDir+"="+dir, fmt.Sprint(windowNo, "=", no), fmt.Sprint(windowCount, "=", presses))
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// done waits for the word of a window and returns what came with it.
func (p *process) done(t *testing.T) string {
	t.Helper()
	for p.out.Scan() {
		if w, ok := strings.CutPrefix(p.out.Text(), "done "); ok {
			return w
		}
	}
	t.Error("a window has ended early")
	return ""
}

// TestNoNumberIsInServiceAtTwoWindows lets two processes press keys at random on
// one store, 600 times here and 10,000 times with XC_FULL=1, and replays their
// journal.
func TestNoNumberIsInServiceAtTwoWindows(t *testing.T) {
	t.Parallel()
	presses := 300
	if os.Getenv("XC_FULL") == "1" {
		presses = 5000
	}
	dir := filepath.Join(t.TempDir(), "data")
	one, two := startWindow(t, "play", dir, 1, presses), startWindow(t, "play", dir, 2, presses)
	lost := 0
	for _, p := range []*process{one, two} {
		n, err := strconv.Atoi(p.done(t))
		if err != nil {
			t.Error(err)
		}
		lost += n
	}
	for _, p := range []*process{one, two} { // both were open to the end
		p.in.Close()
		if err := p.cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if lost == 0 {
		t.Error("nobody was ever slower than the other: nothing was proved")
	}
	db, err := store.Open(t.Context(), store.Config{Dir: dir, Station: station(), Clock: desk.SystemClock{}, Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if n := replayed(t, db); n < presses/2 {
		t.Errorf("only %d lines", n)
	}
	if r := must(db.Verify(t.Context()))(t); !r.OK() {
		t.Errorf("line %d does not fit: %s", r.Bad.N, r.Bad.Why)
	}
}

// replayed follows every visit through the journal and holds that it is in service
// at one window at a time, and that each window has one.
func replayed(t *testing.T, db *store.Store) int {
	t.Helper()
	at, has := map[string]int{}, map[int]string{} // window of a visit, visit of a window
	n := 0
	for after := int64(0); ; {
		list := must(db.Journal(t.Context(), after, 1000))(t)
		if len(list) == 0 {
			return n
		}
		for _, e := range list {
			n++
			after = e.N
			var b desk.Body
			if err := json.Unmarshal(e.Line.Body, &b); err != nil {
				t.Fatal(err)
			}
			for _, x := range b.Tickets {
				in := x.State == desk.TicketCalled || x.State == desk.TicketServing
				if w := at[x.ID]; w != 0 && in && w != x.Window && e.Line.Kind != desk.ActTicketTakenOver {
					t.Errorf("line %d, %s: %s is in service at windows %d and %d", e.N, e.Line.Kind, x.No, w, x.Window)
				}
				if w := at[x.ID]; w != 0 {
					delete(has, w)
				}
				delete(at, x.ID)
				if !in {
					continue
				}
				if other := has[x.Window]; other != "" {
					t.Errorf("line %d: window %d serves two", e.N, x.Window)
				}
				at[x.ID], has[x.Window] = x.Window, x.ID
			}
		}
	}
}

// TestTheVisitorOfADeadWindowIsTakenOver kills the process of a window in front of
// a visitor.
func TestTheVisitorOfADeadWindowIsTakenOver(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	dead := startWindow(t, "sit", dir, 2, 0)
	id := dead.done(t)
	w, err := openWindow(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	defer w.db.Close()
	if list := must(w.relief.Stranded(t.Context(), 1))(t); len(list) != 0 {
		t.Errorf("%d visitors are said to be stranded at a window that is open", len(list))
	}
	_, err = w.relief.TakeOver(t.Context(), w.rid(), w.duty, id, "2号窗口电脑坏了")
	if p := wantProblem(t, err, desk.Conflict, "ticket.elsewhere"); p.Holder != "2" {
		t.Errorf("the holder is %q", p.Holder)
	}
	if err := dead.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	dead.cmd.Wait() // It was killed, and says so.
	list := must(w.relief.Stranded(t.Context(), 1))(t)
	if len(list) != 1 || list[0].ID != id {
		t.Fatalf("stranded are %+v", list)
	}
	_, err = w.relief.TakeOver(t.Context(), w.rid(), w.duty, id, " ")
	wantProblem(t, err, desk.Invalid, "relief.reason")
	rid := w.rid()
	for range 2 { // a retry acts once
		got := must(w.relief.TakeOver(t.Context(), rid, w.duty, id, "2号窗口电脑坏了"))(t)
		if got.Window != 1 || got.Staff != "u01" || got.State != desk.TicketCalled {
			t.Errorf("taken over: %+v", got)
		}
	}
	lines := must(w.db.History(t.Context(), "ticket:"+id))(t)
	last := lines[len(lines)-1]
	var b desk.Body
	if err := json.Unmarshal(last.Line.Body, &b); err != nil {
		t.Fatal(err)
	}
	if last.Line.Kind != desk.ActTicketTakenOver || b.Note["window"] != "2" || b.Note["staff"] != "u02" || b.Note["reason"] != "2号窗口电脑坏了" {
		t.Errorf("the line is %s with %v", last.Line.Kind, b.Note)
	}
	must(w.hall.Arrived(t.Context(), w.rid(), w.duty, id))(t)
}
