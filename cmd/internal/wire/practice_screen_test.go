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
	quit    bool
}

func sit(t *testing.T, p *Practice) *seat {
	t.Helper()
	d := p.desk
	s := &seat{t: t, screens: p.screens(t.Context(), 1), now: d.Clock.Now()}
	s.app = tui.New(tui.Config{
		Station: d.Station.Name, Window: 1, Screens: s.screens, Start: ui.ScreenLogin, Home: ui.ScreenCounter,
		Theme: ui.Mono(), Practice: d.Station.Practice, Marks: d.marks(t.Context()), Health: p.devices.Health,
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

// run runs a command and what follows from it. Clocks are left alone, and a
// command that waits for somebody is not waited for.
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

// TestSceneByKeys plays the scene of the forbidden certificate by keys alone.
func TestSceneByKeys(t *testing.T) {
	p := openPractice(t)
	s := sit(t, p)
	s.key(tea.KeyEnter) // on duty
	s.key(tea.KeyF11)   // to the scenes
	s.press(tea.KeyPressMsg{Code: '1', Text: "1"})
	n := p.Stage.Now()
	if !n.Playing || n.Scene.ID != "kinship-certificate" {
		t.Fatalf("playing %v %s\n%s", n.Playing, n.Scene.ID, strings.Join(s.rows(), "\n"))
	}
	s.command(text.CmdTake)
	s.key(tea.KeyEnter)
	s.key(tea.KeyF5)
	s.key(tea.KeyEnter)
	for range n.Left() {
		s.key(tea.KeyF11)
		if n = p.Stage.Now(); !s.shows(n.Said) {
			t.Fatalf("%q is not on the screen\n%s", n.Said, strings.Join(s.rows(), "\n"))
		}
	}
	s.command(text.CmdGuide)
	s.words("亲属关系证明")
	s.key(tea.KeyEnter)
	s.key(tea.KeyF8)
	s.command(text.CmdCounter)
	s.key(tea.KeyF9)
	s.key(tea.KeyF11)
	s.key(tea.KeyF9)
	s.key(tea.KeyEnter)
	if !s.shows("100/100") {
		t.Errorf("the sheet says\n%s", strings.Join(s.rows(), "\n"))
	}
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
