package wire

import (
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

const groups = `
[[printer]]
name = "后台打印机"
url = "ipp://192.0.2.20/ipp/print"

[[printer]]
name = "窄小票"
address = "192.0.2.21:9100"
width = 58

[[route]]
papers = ["一次性告知单", "BZ"]
printers = ["窄小票", "a4", "后台打印机"]
`

func configOf(t *testing.T, more string) (Config, error) {
	t.Helper()
	s := strings.Replace(string(template), `url = ""             # A4`, `url = "ipp://localhost/ipp" # A4`, 1)
	s = strings.Replace(s, `address = ""`, `address = "192.0.2.10:9100"`, 1)
	return parseConfig("station.toml", []byte(s+more))
}

func TestPrinterGroups(t *testing.T) {
	c, err := configOf(t, groups)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[desk.PaperKind][]string{
		desk.PaperTicket:     {"ticket", "a4", "后台打印机", "窄小票"},
		desk.PaperAccept:     {"a4", "ticket", "后台打印机", "窄小票"},
		desk.PaperNotice:     {"窄小票", "a4", "后台打印机"},
		desk.PaperSupplement: {"窄小票", "a4", "后台打印机"},
	} {
		if got := c.route(k); !slices.Equal(got, want) {
			t.Errorf("%s goes to %v, want %v", k, got, want)
		}
	}
	for was, want := range map[string]string{"": "a4", "窄小票": "a4", "a4": "后台打印机", "后台打印机": "窄小票", "gone": "窄小票"} {
		if got := c.next(desk.Job{Kind: desk.PaperNotice, Printer: was}); got != want {
			t.Errorf("after %q comes %q, want %q", was, got, want)
		}
	}
	if got := c.next(desk.Job{Kind: desk.PaperNotice, Wanted: "a4"}); got != "后台打印机" {
		t.Errorf("after the wanted one comes %q", got)
	}
	if c.rollWidth("窄小票") != 58 || c.rollWidth(postTicket) != 80 {
		t.Errorf("widths %d and %d", c.rollWidth("窄小票"), c.rollWidth(postTicket))
	}
	none := Config{}
	if got := none.next(desk.Job{Kind: desk.PaperNotice}); got != "" {
		t.Errorf("without printers the next is %q", got)
	}
}

func TestPrinterGroupsThatCannotBe(t *testing.T) {
	for key, more := range map[string]string{
		"printer.name":   "[[printer]]\nname = \"a4\"\nurl = \"ipp://x\"\n",
		"printer.name ":  "[[printer]]\nname = \"b\"\n",
		"printer.width":  "[[printer]]\nname = \"b\"\naddress = \"x:1\"\nwidth = 70\n",
		"route.papers":   "[[route]]\npapers = [\"没有的单子\"]\nprinters = [\"a4\"]\n",
		"route.printers": "[[route]]\npapers = [\"GZ\"]\nprinters = [\"b\"]\n",
	} {
		_, err := configOf(t, more)
		if e, ok := err.(*ConfigError); !ok || e.Key != strings.TrimSpace(key) || e.Line == 0 {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestLittlePaperIsMarkedBeforeAnythingIsIssued(t *testing.T) {
	health := []desk.Health{{Family: desk.FamilyTicket, Code: "paper_low"}, {Family: desk.FamilyPrinter, Code: "paper_out"}, {Family: desk.FamilyPad, Code: "paper_out"}}
	marks := withPaper(func() []ui.Mark { return nil }, func() []desk.Health { return health })
	if got := marks(); len(got) != 2 || got[0].Word != "小票纸少" || got[1].Word != "A4没纸" {
		t.Errorf("marks %v", got)
	}
}
