package wire

import (
	"log/slog"
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
		if got := c.route(k, 1); !slices.Equal(got, want) {
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

const ofWindows = `
[[window]]
no = 2
name = "二号窗口"

[[window]]
no = 3
name = "三号窗口"

[devices.windows.2.ticket]
address = "192.0.2.12:9100"
width = 58

[devices.windows.3.printer]
url = "ipp://192.0.2.30/ipp/print"
`

// TestAWindowHasItsOwnPrinters holds that papers of a window go to what stands there
// first, then to the station's of its kind, then on; and that the others' come last.
func TestAWindowHasItsOwnPrinters(t *testing.T) {
	c, err := configOf(t, ofWindows+groups)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		window int
		kind   desk.PaperKind
		want   []string
	}{
		{0, desk.PaperTicket, []string{"ticket", "a4", "后台打印机", "窄小票", "ticket-2", "a4-3"}},
		{1, desk.PaperTicket, []string{"ticket", "a4", "后台打印机", "窄小票", "ticket-2", "a4-3"}},
		{2, desk.PaperTicket, []string{"ticket-2", "ticket", "a4", "后台打印机", "窄小票", "a4-3"}},
		{3, desk.PaperTicket, []string{"ticket", "a4-3", "a4", "后台打印机", "窄小票", "ticket-2"}},
		{2, desk.PaperAccept, []string{"a4", "ticket-2", "ticket", "后台打印机", "窄小票", "a4-3"}},
		{3, desk.PaperAccept, []string{"a4-3", "a4", "ticket", "后台打印机", "窄小票", "ticket-2"}},
		{3, desk.PaperNotice, []string{"窄小票", "a4-3", "a4", "后台打印机"}}, // as its group says
	} {
		if got := c.route(tt.kind, tt.window); !slices.Equal(got, tt.want) {
			t.Errorf("%s of window %d goes to %v, want %v", tt.kind, tt.window, got, tt.want)
		}
	}
	if got := c.next(desk.Job{Kind: desk.PaperTicket, Window: 2, Printer: "ticket-2"}); got != "ticket" {
		t.Errorf("after the window's own comes %q", got)
	}
	if c.rollWidth("ticket-2") != 58 || c.rollWidth(postTicket) != 80 {
		t.Errorf("widths %d and %d", c.rollWidth("ticket-2"), c.rollWidth(postTicket))
	}
	alone, err := configOf(t, strings.ReplaceAll(ofWindows, "windows.2", "windows.1"))
	if err != nil {
		t.Fatal(err)
	}
	alone.Devices.Ticket, alone.Devices.Printer = ticketConfig{}, printerConfig{}
	if got := alone.route(desk.PaperTicket, 1); !slices.Equal(got, []string{"ticket-1", "a4-3"}) {
		t.Errorf("where the station has none: %v", got)
	}
	for key, more := range map[string]string{
		"devices.windows.9":             "[devices.windows.9.ticket]\naddress = \"x:1\"\n",
		"devices.windows.zwei":          "[devices.windows.zwei.ticket]\naddress = \"x:1\"\n",
		"devices.windows.1.ticket":      "[devices.windows.1.ticket]\naddress = \"x:1\"\nwidth = 70\n",
		"devices.windows.1.ticket.baud": "[devices.windows.1.ticket]\nport = \"/dev/x\"\nbaud = 1\n",
	} {
		_, err := configOf(t, more)
		if e, ok := err.(*ConfigError); !ok || e.Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// TestLampsOfAWindow holds that a window's lamps are those of its own printers.
func TestLampsOfAWindow(t *testing.T) {
	c, err := configOf(t, ofWindows)
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{Config: c, Clock: desk.SystemClock{}, Log: slog.New(slog.DiscardHandler)}
	v, err := d.makeDevices()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for _, tt := range []struct {
		window     int
		a4, ticket string
	}{{1, "printer", "ticket"}, {2, "printer", "ticket-2"}, {3, "a4-3", "ticket"}} {
		for _, h := range v.at(tt.window) {
			want := map[desk.Family]string{desk.FamilyPrinter: tt.a4, desk.FamilyTicket: tt.ticket}[h.Family]
			if want != "" && h.Name != want {
				t.Errorf("window %d shows %q as its %s", tt.window, h.Name, h.Family)
			}
			if h.Family == desk.FamilyTicket && h.Code != "elsewhere" {
				t.Errorf("a receipt printer that nobody has taken yet: %+v", h)
			}
		}
	}
	if err := v.take(); err != nil {
		t.Fatal(err)
	}
	for _, window := range []int{1, 2} {
		for _, h := range v.at(window) {
			if h.Family == desk.FamilyTicket && h.Code == "elsewhere" {
				t.Errorf("window %d: taken, and %+v", window, h)
			}
		}
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
