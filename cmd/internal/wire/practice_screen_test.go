package wire

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
	"xiaochuang/tui"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A seat is the console of practice as a trainee uses it, without a terminal.
type seat struct {
	t       *testing.T
	app     *tui.App
	screens []ui.Screen
	now     time.Time // of the App alone
	late    chan tea.Msg
	quit    bool
}

func sit(t *testing.T, p *Practice) *seat {
	t.Helper()
	d := p.desk
	s := &seat{t: t, screens: p.screens(t.Context(), 1), now: d.Clock.Now(), late: make(chan tea.Msg, 64)}
	s.app = tui.New(tui.Config{
		Station: d.Station.Name, Window: 1, Screens: s.screens, Start: ui.ScreenLogin, Home: ui.ScreenCounter,
		Theme: ui.Mono(), Practice: d.Station.Practice, Marks: d.marks(t.Context(), nil), Health: p.devices.Health,
		Now: func() time.Time { return s.now }, Log: d.Log,
	})
	s.run(s.app.Init())
	s.send(tea.WindowSizeMsg{Width: ui.MinW, Height: ui.MinH})
	return s
}

func (s *seat) send(msg tea.Msg) {
	_, cmd := s.app.Update(msg)
	s.run(cmd)
}

// run runs a command and what follows from it. Clocks are left alone; an answer
// that is long in coming is taken later, see wait.
func (s *seat) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if f := runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()); f != nil && strings.Contains(f.Name(), "bubbletea/v2.Tick") {
		return
	}
	answer := make(chan tea.Msg, 1)
	go func() { answer <- cmd() }()
	select {
	case msg := <-answer:
		s.take(msg)
	case <-time.After(200 * time.Millisecond):
		go func() { s.late <- <-answer }()
	}
}

// wait takes late answers until something is so.
func (s *seat) wait(what string, so func() bool) {
	s.t.Helper()
	for end := time.After(20 * time.Second); !so(); {
		select {
		case msg := <-s.late:
			s.take(msg)
		case <-time.After(20 * time.Millisecond):
		case <-end:
			s.t.Fatalf("waited in vain for %s\n%s", what, strings.Join(s.rows(), "\n"))
		}
	}
}

func (s *seat) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		s.quit = true
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	default:
		if list := reflect.TypeFor[[]tea.Cmd](); reflect.TypeOf(msg).ConvertibleTo(list) { // a sequence
			for _, c := range reflect.ValueOf(msg).Convert(list).Interface().([]tea.Cmd) {
				s.run(c)
			}
			return
		}
		s.send(msg)
	}
}

func (s *seat) key(code rune) { s.press(tea.KeyPressMsg{Code: code}) }

// press presses a key at the pace of a person: faster ones are taken for a
// scanner's.
func (s *seat) press(k tea.KeyPressMsg) {
	s.now = s.now.Add(150 * time.Millisecond)
	s.app.View() // as the renderer does between two keys
	s.send(k)
}

// command types a command as a person does.
func (s *seat) command(name string) {
	s.key(tea.KeyF12)
	s.words(name)
	s.key(tea.KeyEnter)
}

// words types a text.
func (s *seat) words(text string) {
	for _, r := range text {
		s.press(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// rows is what stands on the screen.
func (s *seat) rows() []string {
	return strings.Split(ansi.Strip(fmt.Sprint(s.app.View().Content)), "\n")
}

func (s *seat) shows(what string) bool { return strings.Contains(strings.Join(s.rows(), "\n"), what) }

// places are the commands that open each screen of practice.
var places = []string{
	text.CmdCounter, text.CmdGuide, text.CmdFind, text.CmdPapers, text.CmdInquiries, text.CmdDayClose,
	text.CmdDevices, text.CmdLogin, text.CmdPractice,
}

func TestEveryScreenOfPracticeIsMarked(t *testing.T) {
	p := openPractice(t)
	s := sit(t, p)
	marked := func(where string, band bool) {
		t.Helper()
		rows := s.rows()
		if len(rows) < ui.MinH || !strings.Contains(rows[0], text.MarkPractice) {
			t.Errorf("%s: the title line is %q", where, rows[0])
		}
		if last := rows[ui.Arrange(ui.MinW, ui.MinH).Body.H+1]; band && !strings.HasPrefix(last, " "+text.MarkPractice) {
			t.Errorf("%s: the band is %q", where, last)
		}
	}
	marked("log-in", true)
	s.key(tea.KeyEnter)
	for _, place := range places {
		s.command(place)
		if s.shows(text.UnknownCommand(place)) {
			t.Errorf("%s is no command of practice", place)
		}
		marked(place, place != text.CmdPractice)
	}
	s.command(text.CmdHelp)
	marked("help", false)
	s.key(tea.KeyEscape)
	s.command(text.CmdSync)
	if !s.shows("没有“" + text.CmdSync) {
		t.Errorf("practice has a command to send:\n%s", strings.Join(s.rows(), "\n"))
	}
}

// begin chooses a scene by its digit in the list, takes a number, calls it and
// hears the visitor out.
func (s *seat) begin(p *Practice, digit rune, scene string) {
	s.t.Helper()
	s.key(tea.KeyEnter) // on duty
	s.wait("the counter", func() bool { return s.shows(text.NobodyServed) })
	s.key(tea.KeyF11)
	s.wait("the scenes", func() bool { return s.shows(text.FirstWords) })
	s.press(tea.KeyPressMsg{Code: digit, Text: string(digit)})
	s.wait(scene, func() bool { return p.Stage.Now().Scene.ID == scene })
	s.wait("the counter", func() bool { return s.shows(text.Take) })
	s.command(text.CmdTake)
	s.key(tea.KeyEnter)
	s.lines(p, desk.ActTicketTaken, 1)
	s.key(tea.KeyF5)
	s.lines(p, desk.ActTicketCalled, 1)
	s.key(tea.KeyEnter)
	s.lines(p, desk.ActTicketArrived, 1)
	says := p.Stage.Now().Scene.Visitor.Says
	for i := range says[1:] {
		s.key(tea.KeyF11)
		s.lines(p, practice.ActHeard, i+1)
		s.wait("the visitor's words", func() bool { return s.shows(says[i+1]) })
	}
}

// sheet ends visit and scene and wants full points.
func (s *seat) sheet(p *Practice) {
	s.t.Helper()
	s.command(text.CmdCounter)
	s.key(tea.KeyF9)
	s.lines(p, desk.ActRated, 1)
	s.key(tea.KeyF11)
	s.key(tea.KeyF9)
	s.key(tea.KeyEnter)
	s.wait("full points", func() bool { return s.shows("100/100") })
}

// lines waits until the run has so many lines of a kind.
func (s *seat) lines(p *Practice, k desk.ActKind, n int) {
	s.t.Helper()
	s.wait(string(k), func() bool {
		found := 0
		for _, e := range runOf(s.t, p) {
			if e.Line.Kind == k {
				found++
			}
		}
		return found >= n
	})
}

// TestForbiddenProofByKeys plays the scene of the certificate that must not be
// issued by keys alone.
func TestForbiddenProofByKeys(t *testing.T) {
	p := openPractice(t)
	s := sit(t, p)
	s.begin(p, '1', "kinship-certificate")
	s.command(text.CmdGuide)
	s.words("亲属关系证明")
	s.key(tea.KeyEnter)
	s.key(tea.KeyF8)
	s.lines(p, desk.ActReferralGiven, 1)
	s.sheet(p)
}

// TestAcceptanceByKeys plays the scene of the complete case by keys alone, with
// the card, the scanner and the pad of practice.
func TestAcceptanceByKeys(t *testing.T) {
	p := openPractice(t)
	s := sit(t, p)
	s.begin(p, '2', "residence-renewal")
	s.command(text.CmdGuide)
	s.words("居住证签注")
	s.key(tea.KeyEnter)
	s.key(tea.KeyF9)
	s.wait("the card", func() bool { return s.shows("李德福") })
	s.key(tea.KeyEnter)
	s.lines(p, practice.ActBound, 1)
	s.key(tea.KeyF6)
	s.press(tea.KeyPressMsg{Code: '1', Text: "1"})
	for i := range 2 {
		s.press(tea.KeyPressMsg{Code: ' ', Text: " "}) // scan
		s.lines(p, practice.ActPage, i+1)
		s.wait("the end of the scan", func() bool { return s.shows("扫描完") })
		s.key(tea.KeyEnter) // complete, and to the next one
	}
	s.key(tea.KeyF9)
	s.lines(p, desk.ActCaseAccepted, 1)
	s.sheet(p)
}

// TestCommandsOfPracticeLeaveLiveDataAlone runs every command of every screen
// while the environment names a live folder.
func TestCommandsOfPracticeLeaveLiveDataAlone(t *testing.T) {
	dir := live(t, false)
	t.Setenv("XIAOCHUANG_DATA", dir)
	p, err := OpenPractice(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	before := digest(t, dir)
	s := sit(t, p)
	s.key(tea.KeyEnter)
	ran := map[string]bool{}
	for _, place := range places {
		for _, x := range s.screens {
			for _, a := range x.Actions() {
				if a.Twin == "" || a.Twin == text.CmdQuit || ran[place+a.Twin] {
					continue
				}
				ran[place+a.Twin] = true
				s.command(place)
				s.command(a.Twin)
				s.key(tea.KeyEnter) // whatever it asks is answered
				s.key(tea.KeyEscape)
			}
		}
		if s.quit {
			t.Fatal("a command has ended the program")
		}
	}
	if len(ran) < 100 {
		t.Errorf("only %d commands tried", len(ran))
	}
	after := digest(t, dir)
	for path, sum := range before {
		if strings.HasPrefix(path, dir+string(filepath.Separator)) && after[path] != sum {
			t.Errorf("%s has changed", path)
		}
	}
	for path := range after {
		if _, ok := before[path]; !ok && strings.HasPrefix(path, dir+string(filepath.Separator)) {
			t.Errorf("%s was made", path)
		}
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range open {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && strings.HasPrefix(to, dir+string(filepath.Separator)) {
			t.Errorf("practice has %s open", to)
		}
	}
}
