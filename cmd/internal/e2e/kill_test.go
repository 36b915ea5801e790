package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaochuang/tui/screentest"
)

// bare is a demonstration desk without devices.
func bare(t *testing.T) *station {
	t.Helper()
	s := &station{t: t, dir: filepath.Join(t.TempDir(), "desk"), shift: time.Until(tenOnMonday(time.Now()))}
	s.env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.utf8", "LC_ALL=C.utf8")
	return s
}

// console starts a console that the test may kill.
func (s *station) console() *exec.Cmd {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(bin, "xiaochuang"), "--demo", "--data", s.dir, "--clock-shift", s.shift.String())
	cmd.Env = s.env
	s.term = screentest.Start(s.t, cmd, 80, 24)
	s.term.WaitFor("今天谁上岗")
	s.term.Keys("1")
	s.term.WaitFor("本窗口")
	return cmd
}

var takenNo = regexp.MustCompile(`已取号 A(\d{3})`)

// TestKilledWhileNumbering kills the console at random moments while numbers
// are taken: every number that was shown is there afterwards, once, without a
// gap.
func TestKilledWhileNumbering(t *testing.T) {
	t.Parallel()
	rounds := 5
	if os.Getenv("XC_FULL") != "" {
		rounds = 1000
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	s := bare(t)
	shown := 0
	for range rounds {
		cmd := s.console()
		end := time.Now().Add(time.Duration(50+dice.IntN(400)) * time.Millisecond)
		for time.Now().Before(end) {
			s.term.Keys("f2", "enter")
			if m := takenNo.FindStringSubmatch(s.term.Text()); m != nil {
				n, _ := strconv.Atoi(m[1])
				shown = max(shown, n)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		s.term.Exit(30 * time.Second)
	}
	if shown == 0 {
		t.Fatal("no number was ever shown: the test kills too early to prove anything")
	}
	var list []struct {
		No string `json:"no"`
	}
	if err := json.Unmarshal([]byte(s.desk("ticket", "list", "--json")), &list); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, x := range list {
		if seen[x.No] {
			t.Errorf("%s was given out twice", x.No)
		}
		seen[x.No] = true
	}
	for n := 1; n <= len(list); n++ {
		if no := "A" + pad3(n); !seen[no] {
			t.Errorf("%s is missing among %d numbers", no, len(list))
		}
	}
	if len(list) < shown {
		t.Errorf("A%s was shown, but only %d numbers are there", pad3(shown), len(list))
	}
	s.desk("journal", "verify")
	s.desk("journal", "rebuild", "--check")
	t.Logf("%d kills, %d numbers, the last one shown was A%s", rounds, len(list), pad3(shown))
}

func pad3(n int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, 3-len(s))) + s
}

// TestKilledInIntake kills the console in the middle of an intake: after the
// start it stands at the same step with every field that was left.
func TestKilledInIntake(t *testing.T) {
	t.Parallel()
	s := bare(t)
	cmd := s.console()
	s.number("yqdj", "A001", "养犬登记咨询预审")
	s.do("enter", "办理")
	s.sees("证件号码")
	s.term.Type(leapNo)
	s.term.Keys("enter")
	s.term.Type("买买提·艾山")
	s.term.Keys("enter")
	s.term.Type(somePhon)
	s.term.Keys("enter")
	s.do("f6", "下一步")
	s.sees("未查")
	s.do("enter", "齐")
	s.sees("齐")
	s.term.Idle()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.term.Exit(30 * time.Second)
	s.console()
	s.sees("有 1 份草稿")
	began := time.Now()
	s.do("enter", "办理")
	s.sees("买买提·艾山", "未查")
	t.Logf("back in the intake after %d ms", time.Since(began).Milliseconds())
	if !regexp.MustCompile(`(?m)^ 齐`).MatchString(s.term.Text()) {
		t.Errorf("the finding on the first material is lost:\n%s", s.term.Text())
	}
	s.do("f7", "上一步")
	s.sees(leapNo[:6]+" "+leapNo[6:14]+" "+leapNo[14:], "*******"+somePhon[7:]) // what is not being typed is masked
	s.noPlainText(leapNo, somePhon, "买买提")
	s.quit()
}

// noPlainText sees that no file of the data folder holds the words.
func (s *station) noPlainText(words ...string) {
	s.t.Helper()
	files := 0
	err := filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".reserve") || strings.Contains(path, "desk.db") {
			return err // the database is looked into by the store's own test, through SQLite
		}
		files++
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, w := range words {
			if strings.Contains(string(b), w) {
				s.t.Errorf("%s holds a person in the clear", filepath.Base(path))
			}
		}
		return nil
	})
	if err != nil || files == 0 {
		s.t.Fatalf("looked through %d files: %v", files, err)
	}
}

// TestTwoWindows takes two consoles on one store: one number goes to one
// window, and a second console of the same window is refused by name.
func TestTwoWindows(t *testing.T) {
	t.Parallel()
	s := bare(t)
	s.console()
	first := s.term
	s.do("f2", "取号")
	s.sees("输入事项")
	s.term.Keys("enter")
	s.sees("已取号 A001")
	cmd := exec.Command(filepath.Join(bin, "xiaochuang"), "--demo", "--data", s.dir, "--clock-shift", s.shift.String(), "--window", "2")
	cmd.Env = s.env
	second := screentest.Start(t, cmd, 120, 40)
	second.WaitFor("今天谁上岗")
	second.Keys("2")
	second.WaitFor("A001")
	first.Keys("f5")
	second.Keys("f5")
	first.Idle()
	second.Idle()
	one := strings.Contains(first.Row(1), "已叫 A001")
	two := strings.Contains(second.Row(1), "已叫 A001")
	if one == two {
		t.Errorf("window 1 has the number: %v, window 2 has it: %v", one, two)
	}
	again := exec.Command(filepath.Join(bin, "xiaochuang"), "--demo", "--data", s.dir, "--clock-shift", s.shift.String(), "--window", "1")
	again.Env = s.env
	third := screentest.Start(t, again, 80, 24)
	if code := third.Exit(30 * time.Second); code == 0 || !strings.Contains(third.Text(), "pid") {
		t.Errorf("a second console of window 1 ended with %d:\n%s", code, third.Text())
	}
}
