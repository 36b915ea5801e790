package e2e

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/sim"
	"xiaochuang/tui/screentest"
)

// bin is the folder of the programs, built once.
var bin string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "xiaochuang-e2e-")
	if err != nil {
		panic(err)
	}
	bin = dir
	build := exec.Command("go", "build", "-o", dir+"/", "../../xiaochuang", "../../xiaochuang-centre")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// A station is one window with every device, and the street at the far end.
type station struct {
	t       *testing.T
	dir     string // data folder of the desk
	street  string // data folder of the centre
	env     []string
	shift   time.Duration // so that the day is a weekday at ten in the morning
	card    *sim.Card
	pad     *sim.Pad
	ticket  *sim.Ticket
	scans   *devtest.SANERig
	printer *devtest.IPPRig
	url     string // of the centre
	centre  *exec.Cmd
	term    *screentest.Term
	keys    int
	twins   bool   // acts by their names instead of their keys
	last    string // key pressed last

	edits []func(conf string) string // of station.toml
	begin string                     // words of the screen where the day is spent
	lit   []string                   // lamps that are on once everything is well
}

const stationCode = "110101001001"

// open sets everything up: devices, configuration, centre, enrolment. The edits
// make another kind of station of it.
func open(t *testing.T, twins bool, edits ...func(conf string) string) *station {
	t.Helper()
	s := &station{
		t: t, edits: edits, begin: "本窗口",
		lit: []string{"读●", "评●", "印●", "票●"}, // the scanner is not known before its first page
	}
	s.dir, s.street, s.twins = filepath.Join(t.TempDir(), "desk"), filepath.Join(t.TempDir(), "street"), twins
	s.shift = time.Until(tenOnMonday(time.Now()))
	s.scans = devtest.SANE(t)
	s.env = append(os.Environ(), s.scans.Env...)
	s.env = append(s.env, "TERM=xterm-256color", "LANG=C.utf8", "LC_ALL=C.utf8")
	s.printer = devtest.IPP(t)
	s.printer.Paper(t, 200)
	ports := t.TempDir()
	var err error
	if s.card, err = sim.NewCard(ports, "reader"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.card.Close() })
	prof, err := pad.Embedded("xc5")
	if err != nil {
		t.Fatal(err)
	}
	if s.pad, err = sim.NewPad(ports, "pad", prof); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.pad.Close() })
	if s.ticket, err = sim.NewTicket("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.ticket.Close() })
	s.serve()
	s.configure(s.scans.Device)
	s.enrol()
	return s
}

// tenOnMonday is ten in the morning of the coming Monday in Beijing, so that
// no play runs over midnight and the day after is a weekday too. It is ahead of
// now: a clock before the program was built would be in doubt.
func tenOnMonday(now time.Time) time.Time {
	t := now.In(desk.Beijing).AddDate(0, 0, 1)
	d := time.Date(t.Year(), t.Month(), t.Day(), 10, 0, 0, 0, desk.Beijing)
	for d.Weekday() != time.Monday {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

func (s *station) configure(scanner string) {
	s.t.Helper()
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		s.t.Fatal(err)
	}
	conf := fmt.Sprintf(`
[station]
code = %q
name = "示例社区服务站"
street = "示例街道"
centre = "示例街道政务服务中心"
address = "示例街道示例路1号"
phone = "010-65000000"
supervision = "12345"
hours = "周一至周五 9:00-17:00，午间不间断"
promise = "一窗受理、一次告知、限时办结"
desk = "01"
queue = true

[[community]]
code = %q
name = "示例社区"

[[window]]
no = 1
name = "综合窗口"

[[lane]]
letter = "A"
name = "综合"

[[staff]]
id = "u01"
name = "王小窗"
post = "全能社工"
no = "001"
roles = ["clerk", "lead"]

[[entry]]
system = "医疗保险信息系统"
staff = ["u01"]
office = "示例街道社会保障所"
from = "2020-01-01"
until = "2099-12-31"
document = "示例街社〔2026〕1号"

[devices.scanner]
device = %q
resolution = 100

[devices.reader]
port = %q
baud = 115200

[devices.pad]
port = %q
profile = "xc5"
wait = 4

[devices.printer]
url = %q

[devices.ticket]
address = %q
width = 80

[centre]
night = ""
`, stationCode, stationCode, scanner, s.card.Path(), s.pad.Path(), s.printer.URI, s.ticket.Address())
	for _, edit := range s.edits {
		conf = edit(conf)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "station.toml"), []byte(conf), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run runs a program to its end and returns what it printed.
func (s *station) run(program string, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(bin, program), args...)
	cmd.Env = s.env
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s %s: %v\n%s%s", program, strings.Join(args, " "), err, out, errs.String())
	}
	return string(out)
}

// desk runs a command of the desk on the station's data.
func (s *station) desk(args ...string) string {
	s.t.Helper()
	return s.run("xiaochuang", append([]string{"--demo", "--data", s.dir, "--clock-shift", s.shift.String()}, args...)...)
}

// ends runs a program whose end may be a refusal.
func (s *station) ends(program string, args ...string) (code int, out, said string) {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(bin, program), args...)
	cmd.Env = s.env
	var errs strings.Builder
	cmd.Stderr = &errs
	b, err := cmd.Output()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		s.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(b), errs.String()
}

// office runs a command of the street centre.
func (s *station) office(args ...string) string {
	s.t.Helper()
	return s.run("xiaochuang-centre", append([]string{"--data", s.street}, args...)...)
}

// serve starts the street centre.
func (s *station) serve() {
	s.t.Helper()
	if s.url == "" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			s.t.Fatal(err)
		}
		s.url = "http://" + l.Addr().String()
		l.Close()
	}
	s.centre = exec.Command(filepath.Join(bin, "xiaochuang-centre"), "--data", s.street, "serve", "--addr", strings.TrimPrefix(s.url, "http://"))
	s.centre.Env = s.env
	s.centre.Stderr = os.Stderr
	if err := s.centre.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.stopCentre)
	for range 200 {
		resp, err := http.Get(s.url + "/health")
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.t.Fatal("the centre does not answer")
}

// stopCentre kills the centre.
func (s *station) stopCentre() {
	if s.centre != nil && s.centre.Process != nil {
		_ = s.centre.Process.Kill()
		_ = s.centre.Wait()
		s.centre = nil
	}
}

var codeForm = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`)

func (s *station) enrol() {
	s.t.Helper()
	code := codeForm.FindString(s.office("code", stationCode+"-01"))
	if code == "" {
		s.t.Fatal("the centre gave no one-time code")
	}
	s.desk("enrol", s.url, code)
}

// start opens the console in a terminal and chooses who is on duty.
func (s *station) start() {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(bin, "xiaochuang"), "--demo", "--data", s.dir, "--clock-shift", s.shift.String())
	cmd.Env = s.env
	s.term = screentest.Start(s.t, cmd, 80, 24)
	s.term.WaitFor("今天谁上岗")
	s.term.Keys("1")
	s.term.WaitUntil("the window or the morning check", 20*time.Second, func() bool {
		text := s.term.Text()
		return strings.Contains(text, s.begin) || strings.Contains(text, "按 Enter 开窗")
	})
	if strings.Contains(s.term.Text(), "按 Enter 开窗") {
		s.term.Keys("enter")
		s.term.WaitFor(s.begin)
	}
	s.lamps(s.lit...)
}

// lamps waits until the title line shows the lamps.
func (s *station) lamps(want ...string) {
	s.t.Helper()
	s.term.WaitUntil(strings.Join(want, " "), 20*time.Second, func() bool {
		title := s.term.Row(0)
		for _, w := range want {
			if !strings.Contains(title, w) {
				return false
			}
		}
		return true
	})
}

// quit closes the console.
func (s *station) quit() {
	s.t.Helper()
	s.term.Keys("ctrl+c")
	s.term.WaitFor("要退出")
	s.term.Keys("1")
	if code := s.term.Exit(30 * time.Second); code != 0 {
		s.t.Errorf("the console ended with %d", code)
	}
	k, _ := s.term.Count()
	s.keys += k
	s.term = nil
}

// finger is less than anybody needs to press one key twice.
const finger = 80 * time.Millisecond

// do presses a key, or in the second play types the act's name instead.
func (s *station) do(key, twin string) {
	s.t.Helper()
	if !s.twins {
		if key == s.last {
			time.Sleep(finger) // faster is a key held down, which does not act twice
		}
		s.last = key
		s.term.Keys(key)
		return
	}
	s.term.Keys("f12")
	s.term.Type(twin)
	s.term.Keys("enter")
}

// sees waits for words on the screen.
func (s *station) sees(words ...string) {
	s.t.Helper()
	for _, w := range words {
		s.term.WaitUntil(w, 20*time.Second, func() bool { return strings.Contains(s.term.Text(), w) })
	}
}
