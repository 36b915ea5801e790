package wire

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/mattn/go-runewidth"
	"golang.org/x/crypto/ssh"
	"gopkg.in/natefinch/lumberjack.v2"

	"xiaochuang/desk"
	"xiaochuang/peripherals/lend"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
	"xiaochuang/tui"
	"xiaochuang/tui/cut"
	guidescreen "xiaochuang/tui/guide"
	"xiaochuang/tui/inquiries"
	sshseat "xiaochuang/tui/seat"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// seatPort is where seats are served unless told otherwise.
const seatPort = "7122"

// SeatOptions choose a second window.
type SeatOptions struct {
	Data    string // folder, "" for the default
	Host    string // of the first window's PC, with or without a port
	Window  int
	Shift   time.Duration            // moves the clock of notes, in the demonstration only
	Code    string                   // one-time code, "" to be asked for where it is needed
	Compare func(words string) bool  // asks whether the words are those at the first window
	AskCode func(name string) string // asks for the one-time code
	In, Out *os.File
	Shoot   []string // program and arguments that take a picture, see ShootCamera
}

// SeatDir is the folder of a second window.
func SeatDir(o SeatOptions) string {
	if o.Data != "" {
		return o.Data
	}
	return DefaultDir(false, false) + "-seat"
}

// Seat is the program at a second window: it shows the console of the first
// window's PC until the clerk quits, and returns that side's exit code.
func Seat(ctx context.Context, o SeatOptions) (int, error) {
	dir := SeatDir(o)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 1, err
	}
	conf, err := loadSeat(dir)
	if err != nil {
		return 1, err
	}
	w := &lumberjack.Logger{Filename: filepath.Join(dir, "log", "seat.log"), MaxSize: 10, MaxBackups: 4, MaxAge: 400}
	defer w.Close()
	log := slog.New(slog.NewJSONHandler(w, nil))
	_, secret, err := keyFile(filepath.Join(dir, seatKey))
	if err != nil {
		return 1, err
	}
	signer, err := ssh.ParsePrivateKey(secret)
	if err != nil {
		return 1, err
	}
	addr, err := seatAddress(o.Host)
	if err != nil {
		return 1, err
	}
	out, err := openOutbox(filepath.Join(dir, seatNotes), secret)
	if err != nil {
		return 1, err
	}
	copied := openKept(dir, log)
	lender, offers, err := conf.lender(dir, o.Shoot, log)
	if err != nil {
		return 1, err
	}
	if lender.Scanner != nil {
		defer lender.Scanner.Close()
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP, syscall.SIGTERM)
	defer stop()
	runewidth.DefaultCondition.EastAsianWidth = false
	return sshseat.NewClient(sshseat.ClientConfig{
		Addr: addr, Window: o.Window, Name: conf.Name, Key: signer, Code: o.Code,
		Pins: pins{filepath.Join(dir, seatHosts)}, Copy: copied, Notes: out, OnDuty: copied.onDuty,
		Offers: offers, Channels: []string{lend.ChannelSerial, lend.ChannelScan}, Take: lender.Take,
		Local: func(state func() sshseat.State) sshseat.Local {
			return newLocal(ctx, o, copied, out, state, log)
		},
		Compare: func(digest []byte) bool { return o.Compare(text.FingerprintWords(digest)) },
		AskCode: func() string { return o.AskCode(conf.Name) },
		In:      o.In, Out: o.Out, Log: log,
	}).Run(ctx)
}

// seatAddress adds the usual port.
func seatAddress(host string) (string, error) {
	wrong := &desk.Problem{Kind: desk.Invalid, What: "seat.address"}
	if host == "" || strings.ContainsAny(host, " /@\n") {
		return "", wrong
	}
	if h, port, err := net.SplitHostPort(host); err == nil {
		if h == "" || port == "" {
			return "", wrong
		}
		return host, nil
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), seatPort), nil
}

// lender opens nothing yet: it knows which devices stand here.
func (c seatDevices) lender(dir string, shoot []string, log *slog.Logger) (*lend.Lender, json.RawMessage, error) {
	l := &lend.Lender{Serial: map[desk.Family]serial.Line{}, Log: log}
	var offers []lend.Offer
	if s, _ := c.Devices.Scanner.open(dir, shoot, desk.SystemClock{}, log); s != nil {
		l.Scanner = s
		offers = append(offers, lend.Offer{Family: desk.FamilyScanner, Source: c.Devices.Scanner.Source})
	}
	if r := c.Devices.Reader; r.Port != "" {
		l.Serial[desk.FamilyReader] = line(r)
		offers = append(offers, lend.Offer{Family: desk.FamilyReader})
	}
	if p := c.Devices.Pad; p.Port != "" {
		prof, err := pad.Embedded(profileOf(p))
		if err != nil {
			return nil, nil, &ConfigError{Path: seatFile, Code: "profile", Key: "devices.pad.profile", Err: err}
		}
		if prof.Transport.Kind != pad.Serial || !strings.HasPrefix(p.Port, "/") {
			return nil, nil, &ConfigError{Path: seatFile, Code: "seat_pad", Key: "devices.pad.port"}
		}
		at := serial.Line{Path: p.Port, Baud: p.Baud, Mode: prof.Transport.Mode}
		if at.Baud == 0 {
			at.Baud = prof.Transport.Baud
		}
		l.Serial[desk.FamilyPad] = at
		offers = append(offers, lend.Offer{Family: desk.FamilyPad, Profile: profileOf(p), Wait: p.Wait})
	}
	if len(offers) == 0 {
		return l, nil, nil
	}
	b, err := json.Marshal(offers)
	return l, b, err
}

// A local is the program of a second window while its line is cut. Of the
// screens of the desk it has those that need no desk.
type local struct {
	*tui.App
	duty desk.Duty
}

// Init puts whoever was on duty last on duty.
func (l *local) Init() tea.Cmd {
	on := ui.OnDuty{Duty: l.duty}
	return tea.Batch(l.App.Init(), func() tea.Msg { return on })
}

func newLocal(ctx context.Context, o SeatOptions, k *kept, out *outbox, state func() sshseat.State, log *slog.Logger) *local {
	on := k.state().On
	duty := desk.Duty{Staff: desk.Staff{ID: on.Staff, Name: on.Name}, Window: o.Window}
	if on.Staff == "" {
		duty.Staff = desk.Staff{ID: nobodyHere, Name: text.CutNobody}
	}
	clock := desk.SystemClock{}
	mint := func() string { return desk.NewID(clock.Now()) }
	b := localBooks{out, duty, shifted{o.Shift}}
	st := desk.Station{Staff: []desk.Staff{duty.Staff}}
	look := func() cut.State {
		s := state()
		c := cut.State{Since: s.Since, Next: s.Next, Back: s.Back, Waiting: len(out.Waiting()), Copied: k.state().At}
		if desk.KindOf(s.Err) == desk.Denied {
			c.Fault = s.Err // a person has to act
		}
		return c
	}
	app := tui.New(tui.Config{
		Station: on.Station, Window: o.Window, Start: ui.ScreenCut, Home: ui.ScreenCut, Theme: themeOf(os.Getenv, ""), Now: clock.Now, Log: log, Free: true,
		Marks: func() []ui.Mark { return []ui.Mark{{Word: text.CutMark, Style: ui.TitleMark}} },
		Screens: []ui.Screen{
			cut.New(ctx, cut.Config{State: look, Notes: b, Now: clock.Now, Mint: mint}),
			guidescreen.New(ctx, guidescreen.Config{Finder: k, Catalogue: k, Counter: b, Books: b, Hall: b, Mint: mint}),
			inquiries.New(ctx, inquiries.Config{Station: st, Register: b, Books: b, Mint: mint, Name: func(id string) string {
				it, _ := k.Item(id)
				return it.Name
			}}),
		},
	})
	return &local{app, duty}
}

// Update hands a message on.
func (l *local) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := l.App.Update(msg)
	return l, cmd
}

// nobodyHere is the staff id while it is not known who is on duty.
const nobodyHere = "seat"

// localBooks stands for the desk while the line is cut: questions are kept,
// everything else says that the line is cut.
type localBooks struct {
	out  *outbox
	duty desk.Duty
	now  desk.Clock
}

// isCut is why something cannot be done.
func isCut() error { return &desk.Problem{Kind: desk.Unavailable, What: "seat.cut"} }

// Ask keeps a question until the line is back.
func (b localBooks) Ask(_ context.Context, rid string, d desk.Duty, o desk.AskOrder) (desk.Inquiry, error) {
	n := seatNote{
		RID: rid, At: b.now.Now().UTC().Truncate(time.Millisecond), Staff: d.Staff.ID, Item: o.Item, Channel: o.Channel,
		State: o.State, LedTo: o.LedTo, Words: o.Private.Words,
	}
	if n.Staff == nobodyHere {
		n.Staff = ""
	}
	if err := b.out.add(n); err != nil {
		return desk.Inquiry{}, err
	}
	return b.inquiry(n), nil
}

// inquiry shows a note as the register shows a question.
func (b localBooks) inquiry(n seatNote) desk.Inquiry {
	return desk.Inquiry{
		ID: n.RID, Item: n.Item, Channel: n.Channel, State: n.State, First: b.duty.Staff.ID, Owner: b.duty.Staff.ID, LedTo: n.LedTo,
		At: n.At, Private: desk.InquiryPrivate{Words: n.Words},
	}
}

// Inquiries lists what waits.
func (b localBooks) Inquiries(context.Context, desk.InquiryFilter) ([]desk.Inquiry, error) {
	var out []desk.Inquiry
	for _, n := range b.out.notes() {
		out = append(out, b.inquiry(n))
	}
	return out, nil
}

// Today is this PC's day.
func (localBooks) Today(context.Context) (desk.Stamp, error) {
	now := time.Now()
	return desk.Stamp{At: now, Day: desk.DayOf(now, 0)}, nil
}

// Used is unknown here.
func (localBooks) Used(context.Context, desk.Day) (map[string]int, error) { return nil, nil }

// Notice needs the line.
func (localBooks) Notice(context.Context, string, desk.Duty, string, map[string]string, string) (desk.Paper, error) {
	return desk.Paper{}, isCut()
}

// Referral needs the line.
func (localBooks) Referral(context.Context, string, desk.Duty, desk.Certificate, string) (desk.Paper, error) {
	return desk.Paper{}, isCut()
}

// Assist needs the line.
func (localBooks) Assist(context.Context, string, desk.Duty, desk.AssistOrder) (desk.Assist, error) {
	return desk.Assist{}, isCut()
}

// Steps needs the line.
func (localBooks) Steps(context.Context, string, desk.Duty, string, desk.AssistChannel, string) (desk.Paper, error) {
	return desk.Paper{}, isCut()
}

// Assists are on the other side of the line.
func (localBooks) Assists(context.Context, desk.AssistFilter) ([]desk.Assist, error) { return nil, nil }

// WalkIn needs the line.
func (localBooks) WalkIn(context.Context, string, desk.Duty, desk.TakeOrder) (desk.Ticket, error) {
	return desk.Ticket{}, isCut()
}

// CloseInquiry needs the line.
func (localBooks) CloseInquiry(context.Context, string, desk.Duty, string, string) (desk.Inquiry, error) {
	return desk.Inquiry{}, isCut()
}

// Lead needs the line.
func (localBooks) Lead(context.Context, string, desk.Duty, string, string) (desk.Inquiry, error) {
	return desk.Inquiry{}, isCut()
}
