package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
)

// scannerSection puts another scanner into station.toml.
func scannerSection(keys string) func(string) string {
	return func(conf string) string {
		return regexp.MustCompile(`(?s)\[devices\.scanner\].*?\n\n`).ReplaceAllString(conf, "[devices.scanner]\n"+keys+"\n\n")
	}
}

// feeder is a desk whose scanner is a feeder, at the checklist of a case.
func feeder(t *testing.T, keys string) (*duty, *exec.Cmd) {
	t.Helper()
	d := &duty{station: open(t, false, scannerSection(keys))}
	cmd := d.console()
	d.lamps("读●")
	d.number("rmtj", "A001", "人民调解申请")
	d.do("enter", "办理")
	d.identity(womanNo, "测试喆犇")
	d.sees("未查")
	return d, cmd
}

// powerCut kills the console at once.
func (d *duty) powerCut(cmd *exec.Cmd) {
	d.t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		d.t.Fatal(err)
	}
	d.term.Exit(30 * time.Second)
}

var (
	runningAt = regexp.MustCompile(`正在送纸：(\d+) 张`)
	keptUpTo  = regexp.MustCompile(`(?:1–|第 )(\d+) 张在，从第 (\d+) 张接着放`)
)

// fedTo waits until so many sheets of a stack are on the screen.
func (d *duty) fedTo(n int) {
	d.t.Helper()
	d.term.WaitUntil(fmt.Sprintf("sheet %d on the screen", n), 60*time.Second, func() bool {
		m := runningAt.FindStringSubmatch(d.term.Text())
		if m == nil {
			return false
		}
		at, _ := strconv.Atoi(m[1])
		return at >= n
	})
}

// resume starts the console after a power cut and opens the draft. It returns how
// many sheets are said to be there.
func (d *duty) resume() (cmd *exec.Cmd, kept int) {
	d.t.Helper()
	cmd = d.console()
	d.sees("有 1 份草稿")
	d.do("enter", "办理")
	d.sees("送纸停在半路")
	m := keptUpTo.FindStringSubmatch(d.term.Text())
	if m == nil {
		d.t.Fatalf("nothing is said of what was kept:\n%s", d.term.Text())
	}
	kept, _ = strconv.Atoi(m[1])
	if m[2] != strconv.Itoa(kept+1) {
		d.t.Errorf("%d sheets are there, and it goes on at %s", kept, m[2])
	}
	return cmd, kept
}

// longer waits for words that take more than a moment.
func (d *duty) longer(words ...string) {
	d.t.Helper()
	for _, w := range words {
		d.term.WaitUntil(w, 60*time.Second, func() bool { return strings.Contains(d.term.Text(), w) })
	}
}

// TestPowerCutInMidStack kills the console while a feeder runs: what was kept is
// there and said, the stack goes on behind it and past a jam, every side is kept
// once and in its order, and the case does not close on another count.
func TestPowerCutInMidStack(t *testing.T) {
	t.Parallel()
	sheets, cut, jam := 8, 3, 6
	if os.Getenv("XC_FULL") != "" {
		sheets, cut, jam = 50, 18, 31
	}
	r := devtest.ESCL(t)
	r.Load(sheets)
	d, cmd := feeder(t, fmt.Sprintf("url = %q\nsource = \"duplex\"\nresolution = 75", r.URL))
	d.do("space", "扫描")
	d.fedTo(cut)
	d.powerCut(cmd)
	r.Off()
	r.On(t)

	_, kept := d.resume()
	if kept < cut-1 || kept >= jam { // the back of the last one may not have come
		t.Fatalf("%d sheets are kept of a stack that was cut behind %d", kept, cut)
	}
	r.LoadFrom(2*kept+1, sheets-kept)
	r.JamAt(jam - kept)
	time.Sleep(finger)
	d.do("space", "扫描")
	d.longer(fmt.Sprintf("收下 %d 张 %d 面，都在", jam-1, 2*(jam-1)), fmt.Sprintf("从第 %d 张放回去", jam))
	r.JamAt(0)
	r.LoadFrom(2*jam-1, sheets-jam+1)
	d.term.Keys("space")
	d.longer(fmt.Sprintf("收下 %d 张 %d 面", sheets, 2*sheets))

	d.term.Keys("f9")
	d.sees("张数") // of what is open
	time.Sleep(5 * finger)
	d.term.Keys("enter")
	d.command(fmt.Sprintf("点张数 %d", sheets+1))
	d.sees("少了")
	d.command(fmt.Sprintf("点张数 %d", sheets))
	d.sees(fmt.Sprintf("%d 张，对得上", sheets))
	d.quit()
	d.sides(2 * sheets)
	d.sound()
}

// sides holds that the draft has the sides 1 to n of the rig's sheets, in this order.
func (d *duty) sides(n int) {
	d.t.Helper()
	var want []int
	for i := range n {
		want = append(want, i+1)
	}
	if got := slices.Concat(d.kept()...); !slices.Equal(got, want) {
		d.t.Errorf("sides %v, want 1 to %d", got, n)
	}
}

// kept are the numbers of the rig's sides that the draft has, by its lines.
func (d *duty) kept() (lines [][]int) {
	d.t.Helper()
	ctx := context.Background()
	w, err := wire.Open(ctx, wire.Options{Data: d.dir, Demo: true, Stderr: os.Stderr})
	if err != nil {
		d.t.Fatal(err)
	}
	defer w.Close()
	drafts, err := w.Store.Drafts(ctx)
	if err != nil || len(drafts) != 1 {
		d.t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	for _, m := range drafts[0].Case.Materials {
		var got []int
		for _, p := range m.Pages {
			b, err := w.Store.OpenPage(ctx, drafts[0].Case.ID, p.ID)
			if err != nil {
				d.t.Fatal(err)
			}
			got = append(got, devtest.SheetNumber(b))
		}
		lines = append(lines, got)
	}
	return lines
}

// TestPowerCutOnSANE does the same on SANE's own test backend, whose feeder holds
// ten sheets, and has scanimage die with the console.
func TestPowerCutOnSANE(t *testing.T) {
	t.Parallel()
	d, cmd := feeder(t, "device = \"test:0\"\nsource = \"adf\"\nresolution = 100")
	d.scans.Set(t, "read-delay", "true")
	d.scans.Set(t, "read-delay-duration", "20000")
	d.do("space", "扫描")
	d.fedTo(3)
	d.powerCut(cmd)
	_, kept := d.resume()
	if kept < 3 || kept > 9 {
		t.Fatalf("%d sheets of ten are kept", kept)
	}
	time.Sleep(finger)
	d.do("space", "扫描") // the backend's feeder is full again
	d.longer(fmt.Sprintf("收下 %d 张 %d 面", kept+10, kept+10))
	d.quit()
	d.sound()
}

// separatorPages are the sheets of a set that the program itself has printed, as a
// scanner of a resolution in dpi sees them, by the line that each leads to.
func (d *duty) separatorPages(dpi int) (pages [][]byte) {
	d.t.Helper()
	dir := d.t.TempDir()
	d.desk("separators", "--pdf", filepath.Join(dir, "set.pdf"))
	tool := exec.Command("pdftoppm", "-r", strconv.Itoa(dpi), "-jpeg", filepath.Join(dir, "set.pdf"), filepath.Join(dir, "s"))
	if out, err := tool.CombinedOutput(); err != nil {
		d.t.Fatalf("pdftoppm (package poppler-utils): %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "s-*.jpg"))
	if err != nil || len(files) != desk.MostSeparators+1 {
		d.t.Fatalf("%d sheets, %v", len(files), err)
	}
	slices.Sort(files)
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			d.t.Fatal(err)
		}
		pages = append(pages, b)
	}
	return pages
}

// TestSeparatorsDivideAStack prints a set of separators, lays two of them into a
// stack and feeds it on the real program: each sheet is on its line, and the separators
// are pages of none.
func TestSeparatorsDivideAStack(t *testing.T) {
	t.Parallel()
	const dpi = 100
	r := devtest.ESCL(t)
	d, _ := feeder(t, fmt.Sprintf("url = %q\nsource = \"adf\"\nresolution = %d", r.URL, dpi))
	set := d.separatorPages(dpi)
	r.Load(7)
	r.Lay(3, set[0]) // 1 2 | next | 4 5 | third | 7
	r.Lay(6, set[3])
	d.do("space", "扫描")
	d.longer("收下 5 张 5 面，抽掉分隔页 2 张")
	d.command("点张数 5")
	d.sees("5 张，对得上")
	d.quit()
	want := [][]int{{1, 2}, {4, 5}, {7}}
	if got := d.kept(); len(got) < 3 || !slices.EqualFunc(got[:3], want, slices.Equal) {
		t.Errorf("the lines have %v, want %v", got, want)
	}
	d.sound()
}
