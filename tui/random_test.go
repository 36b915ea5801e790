package tui_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// TestRandomKeys plays at random on the whole App: whatever is pressed, nothing
// breaks, no ticket or case goes where it may not, no draft is lost, and two Esc
// lead home. The usual run plays the same each time; XC_FULL=1 presses a million
// keys of another play each time, and XC_SEED chooses one.
func TestRandomKeys(t *testing.T) {
	seed, keys, shift := uint64(1), 10_000, 5000
	if os.Getenv("XC_FULL") != "" {
		seed = uint64(time.Now().UnixNano())
	}
	if s := os.Getenv("XC_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case os.Getenv("XC_FULL") != "":
		keys = 1_000_000
	case racing:
		keys = 3000
	}
	t.Logf("XC_SEED=%d", seed)
	began, kinds := time.Now(), map[desk.ActKind]int{}
	least := min(keys, shift)
	for i := 0; keys > 0 || !farEnough(kinds) && i < longest; i++ {
		keys = max(keys, least) // a short play may not have come to a case yet: it goes on
		ok := t.Run(strconv.Itoa(i), func(t *testing.T) {
			m := newMonkey(t, seed+uint64(i))
			m.play(min(keys, shift))
			for k, n := range m.history.kinds {
				kinds[k] += n
			}
		})
		if !ok {
			return
		}
		keys -= shift
	}
	t.Logf("played for %.1f s: %v", time.Since(began).Seconds(), kinds)
	if !farEnough(kinds) {
		t.Error("in all this play next to nothing was done: the keys do not reach far enough")
	}
}

// longest is how many plays a short run may take until it has come far enough.
const longest = 6

// farEnough reports whether a play has done what a counter is for.
func farEnough(kinds map[desk.ActKind]int) bool {
	cases := kinds[desk.ActCaseNoticed] + kinds[desk.ActCaseAccepted] + kinds[desk.ActCaseReceived] + kinds[desk.ActCaseRefused]
	return kinds[desk.ActTicketDone] >= 3 && kinds[desk.ActRated] >= 1 && cases >= 1
}

// A monkey presses keys at random, from its own seed.
type monkey struct {
	*rig
	seed    uint64
	rand    *rand.Rand
	history *history
	last    []string // the latest keys, for a report
}

func newMonkey(t *testing.T, seed uint64) *monkey {
	r := open(t, func(s *desk.Station) { s.Queue = seed%5 != 0 })
	m := &monkey{rig: r, seed: seed, rand: rand.New(rand.NewPCG(seed, 1)), history: newHistory(r)}
	m.note("enter")
	r.press("enter")
	return m
}

// play presses n keys and looks at what has come of each.
func (m *monkey) play(n int) {
	m.t.Helper()
	defer func() {
		if p := recover(); p != nil {
			m.fail(fmt.Sprintf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	for m.keys < n {
		m.step()
		if m.ended {
			m.restart()
		}
		m.check()
	}
	m.leave()
	if r := must(m.db.Verify(m.t.Context()))(m.t); !r.OK() {
		m.fail("the journal does not verify: " + r.Bad.Why)
	}
	if d := must(m.db.RebuildCheck(m.t.Context()))(m.t); len(d) > 0 {
		m.fail(fmt.Sprintf("a rebuild differs: %+v", d))
	}
}

// restart opens the program anew, as after the clerk has quit.
func (m *monkey) restart() {
	m.ended, m.hold, m.held = false, false, nil
	m.app = m.console()
	m.run(m.app.Init())
	m.size(80, 24)
	m.note("restart")
}

// leave holds that two Esc lead home from wherever the monkey has come to.
func (m *monkey) leave() {
	m.release()
	m.note("esc esc")
	m.clock.Add(time.Second) // a dialog that came up by itself has been seen
	if m.app.Top().ID() == ui.ScreenLock {
		m.press("enter")
	}
	m.press("esc", "esc")
	if id := m.app.Top().ID(); id != m.app.Home() && id != ui.ScreenLogin || m.app.Dialogs() > 0 || m.app.LineOpen() {
		m.fail("two Esc do not lead home")
	}
	if err := m.history.look(); err != nil {
		m.fail(err.Error())
	}
}

func (m *monkey) check() {
	m.t.Helper()
	f := m.app.Frame()
	small := f.W() < ui.MinW || f.H() < ui.MinH
	for _, why := range []string{harmful(f.Text()), m.cursor(f)} {
		if why != "" && !small {
			m.fail(why)
		}
	}
	if m.keys%50 == 0 {
		if why := ragged(f); why != "" && !small {
			m.fail(why)
		}
		if m.rand.IntN(8) == 0 {
			m.leave()
		}
	}
	if err := m.history.look(); err != nil {
		m.fail(err.Error())
	}
}

func (m *monkey) fail(why string) {
	m.t.Helper()
	m.t.Fatalf("XC_SEED=%d, key %d: %s\nthe latest keys were %s\n%s", m.seed, m.keys, why, strings.Join(m.last, " "), m.screen())
}

func (m *monkey) note(key string) {
	m.last = append(m.last, key)
	if len(m.last) > 40 {
		m.last = m.last[1:]
	}
}

// What the monkey has in its hands. Keys that lead on are there more often.
var (
	fkeys   = []string{"f1", "f2", "f3", "f4", "f5", "f5", "f6", "f6", "f7", "f8", "f9", "f9", "f9", "f10", "f11", "f12"}
	moves   = []string{"up", "down", "left", "right", "pgup", "pgdown", "home", "end", "tab", "shift+tab"}
	edits   = []string{"backspace", "delete", "insert", "ctrl+u", "ctrl+k", "ctrl+w", "ctrl+a", "ctrl+e", "ctrl+v", "ctrl+z"}
	signs   = []string{"/", ":", "?", "／", "：", "？", "、", "space", "c", "l", "o", "s", "q", "·", "　"}
	answers = []string{"enter", "1", "1", "2", "3", "f9", "f9", "2026-12-24", "核过原件", "esc", "down"}
	phrase  = []string{
		zhaoNumber, qianNumber, "赵示例", "买买提·艾山江·吐尔逊", "孙𬭎", "13800001899", "010-65001800", "低保", "rmtj", "dibao",
		"养犬", "失业登记", "亲属关系证明", "0018", "2026-12-01", "２０２６－１２－０１", "没带原件，请补交", "-", "１２３", hostile, "\u0301\u0301", "\U0001F468\u200d\U0001F469",
	}
	pressed = []desk.Level{desk.VerySatisfied, desk.Fair, desk.VeryDissatisfied}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// step does one thing that a person, a device or the world could do.
func (m *monkey) step() {
	switch n := m.rand.IntN(100); {
	case n < 35 && m.app.Dialogs() > 0:
		m.hit(pick(m.rand, answers))
	case n < 12 && m.app.Top().ID() == ui.ScreenIntake:
		m.person()
	case n < 20 && m.app.Top().ID() == ui.ScreenIntake:
		m.complete()
	case n < 35:
		m.act()
	case n < 45:
		m.hit(pick(m.rand, fkeys))
	case n < 52:
		m.hit("enter")
	case n < 60:
		m.hit(strconv.Itoa(m.rand.IntN(10)))
	case n < 67:
		m.hit(pick(m.rand, moves))
	case n < 70:
		m.hit(pick(m.rand, edits))
	case n < 73:
		m.hit(pick(m.rand, signs))
	case n < 76:
		m.hit("esc")
	case n < 83:
		m.words(pick(m.rand, phrase))
	case n < 85:
		m.note("paste")
		m.clock.Add(pace)
		m.send(tea.PasteMsg{Content: pick(m.rand, phrase) + "\n" + pick(m.rand, phrase)})
	case n < 89:
		m.command()
	case n < 93:
		m.pulse()
	default:
		m.world()
	}
	m.catchUp()
	switch {
	case m.hold && m.rand.IntN(4) == 0:
		m.note("answers")
		m.release()
	case !m.hold && m.rand.IntN(20) == 0:
		m.note("slow")
		m.hold = true // the disk is slow for a while
	}
}

func (m *monkey) words(s string) {
	m.note(strconv.Quote(s))
	m.typed(s)
}

// act presses the key of something that can be done now.
func (m *monkey) act() {
	var can []string
	for _, a := range m.app.Actions() {
		switch {
		case a.Why() != "" || a.Key == "f1" || a.Key == "?" || a.Key == "ctrl+c":
		case a.Digit > 0:
			can = append(can, strconv.Itoa(a.Digit))
		case a.Key != "":
			can = append(can, a.Key)
		}
	}
	if len(can) > 0 {
		m.hit(pick(m.rand, can))
	}
}

// person fills a form as a clerk does, up to a point.
func (m *monkey) person() {
	m.hit("ctrl+u")
	m.words(pick(m.rand, []string{zhaoNumber, qianNumber, "110101180001010015"}))
	m.hit("enter")
	m.words(pick(m.rand, []string{"赵示例", "孙𬭎"}))
	m.hit("f6")
}

// complete marks whatever there is to mark, and ends the case.
func (m *monkey) complete() {
	m.hit("f6")
	for range m.rand.IntN(20) {
		m.hit("1")
	}
	m.hit("f9")
}

// hit presses a key, now and then as a keyboard repeats it; what is no key is
// typed.
func (m *monkey) hit(key string) {
	if _, ok := keyNamed(key); !ok && len([]rune(key)) > 1 {
		m.words(key)
		return
	}
	m.note(key)
	k := keyPress(key)
	k.IsRepeat = m.rand.IntN(25) == 0
	m.key(k)
}

// command runs a command by its name.
func (m *monkey) command() {
	acts := m.app.Actions()
	name := acts[m.rand.IntN(len(acts))].Twin
	m.note(":" + name)
	m.key(keyPress("f12"))
	m.typed(name)
	m.key(keyPress("enter"))
}

// catchUp delivers what has come late.
func (m *monkey) catchUp() {
	for {
		select {
		case msg := <-m.late:
			m.aside--
			m.dozing += msg.dozes
			m.take(msg.msg)
		default:
			return
		}
	}
}

// world lets something happen that is not the clerk's doing.
func (m *monkey) world() {
	ctx := m.t.Context()
	other := m.duty(2)
	n := m.rand.IntN(13)
	m.note(fmt.Sprint("world-", n))
	switch n {
	case 0, 1, 2:
		if m.st.Queue {
			m.queue(pick(m.rand, []string{"", mediation, mediation, onlyChild, onlyChild, dogs, lowIncome}))
		}
	case 3:
		_, _ = m.hall.CallNext(ctx, m.rid(), other) // refused while its window is taken
	case 4:
		if q := must(m.hall.Queue(ctx, 2))(m.t); q.Mine != nil {
			_, _ = m.hall.Arrived(ctx, m.rid(), other, q.Mine.ID)
			_, _ = m.hall.Finish(ctx, m.rid(), other, q.Mine.ID)
		}
	case 5:
		select {
		case m.reader.cards <- zhaoCard(pick(m.rand, []string{"赵示例", "孙𬭎", hostile})):
		default:
		}
	case 6:
		var stop error
		if m.rand.IntN(2) == 0 {
			stop = &desk.Problem{Kind: desk.Unavailable, What: "scanner.jam"}
		}
		m.scanner.put(m.rand.IntN(4), stop)
	case 7:
		m.pad.mu.Lock()
		m.pad.level, m.pad.hush = pick(m.rand, pressed), m.rand.IntN(2) == 0
		m.pad.mu.Unlock()
	case 8:
		list := must(m.db.Cases(ctx, desk.CaseFilter{States: []desk.CaseState{desk.CaseReceived, desk.CaseHanded}}))(m.t)
		if len(list) > 0 {
			m.decide(pick(m.rand, list), pick(m.rand, []desk.Decision{desk.DecideSupplement, desk.DecideDone, desk.DecideReject}), "请补照片")
		}
	case 9:
		s := pick(m.rand, [][2]int{{80, 24}, {120, 40}, {100, 30}, {81, 25}, {60, 20}, {200, 60}})
		m.size(s[0], s[1])
	case 10:
		m.health[m.rand.IntN(len(m.health))].State = pick(m.rand, []desk.DeviceState{desk.DeviceOK, desk.DeviceFault, desk.DeviceOffline})
	case 12:
		m.reading = true
		m.typed(pick(m.rand, []string{"SL-110101001001-20261123-01A0001", "GZ-110101001001-20261123-01A0001", "https://example.invalid/1"}))
		m.reading = false
		m.key(keyPress("enter"))
	case 11:
		m.clock.Add(time.Duration(m.rand.IntN(300)) * time.Second)
	}
}
