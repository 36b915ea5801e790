package idcard_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// attach returns a running reader on a simulated module.
func attach(t *testing.T, o idcard.Options) (*idcard.Reader, *sim.Card) {
	t.Helper()
	card, err := sim.NewCard(t.TempDir(), "reader")
	if err != nil {
		t.Fatal(err)
	}
	o.Label, o.Line = "reader", serial.Line{Path: card.Path(), Baud: 115200}
	o.Every = 20 * time.Millisecond
	r := idcard.New(o)
	go r.Run(t.Context())
	t.Cleanup(func() {
		_ = r.Close()
		_ = card.Close()
	})
	return r, card
}

func TestReaderKeepsTheContract(t *testing.T) {
	t.Parallel()
	devtest.Reader(t, func(t *testing.T) devtest.ReaderRig {
		r, card := attach(t, idcard.Options{})
		return devtest.ReaderRig{
			Reader: r,
			Lay: func(n int) *desk.CardReading {
				who := people[[]string{"vec-CN-rare.bin", "vec-Y.bin"}[n]]
				if err := card.Insert(who); err != nil {
					t.Error(err)
				}
				return &who
			},
			Lift:   card.Remove,
			Unplug: card.Unplug,
			Replug: func() {
				if err := card.Replug(); err != nil {
					t.Error(err)
				}
			},
			Mute: func(on bool) {
				if on {
					card.Fault(sim.CardSilent, -1)
					return
				}
				card.Fault(0, 0)
			},
		}
	})
}

func readFor(t *testing.T, r *idcard.Reader, d time.Duration) (desk.CardReading, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	return r.Read(ctx)
}

// same compares a reading with what its card says.
func same(got, want desk.CardReading) bool {
	want.ID, want.At = got.ID, got.At
	return got == want
}

func TestEveryRecordedCardIsRead(t *testing.T) {
	r, card := attach(t, idcard.Options{})
	for name, want := range people {
		if err := card.InsertFrame(vector(t, name)); err != nil {
			t.Fatal(err)
		}
		got, err := readFor(t, r, 10*time.Second)
		if err != nil || !same(got, want) {
			t.Fatal(name, err)
		}
		card.Remove()
	}
	if got, want := r.Module(), "05.03-20200101-0001234567-0089012345"; got != want {
		t.Errorf("module %s, want %s", got, want)
	}
}

func TestNewestAddressCounts(t *testing.T) {
	r, card := attach(t, idcard.Options{})
	want := people["vec-CN.bin"]
	if err := card.Insert(want); err != nil {
		t.Fatal(err)
	}
	want.Address = "北京市某某区某某新村7号"
	card.Added(want.Address)
	got, err := readFor(t, r, 10*time.Second)
	if err != nil || !same(got, want) {
		t.Fatal(err, got.Address)
	}
}

func TestFaultsOfTheLineAreOvercome(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sim.CardFault{
		"silent once": sim.CardSilent,
		"half frame":  sim.CardHalf,
		"garbage":     sim.CardGarbage,
		"wrong sum":   sim.CardBadSum,
		"slow":        sim.CardSlow,
		"endless":     sim.CardLong,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, card := attach(t, idcard.Options{})
			want := people["vec-Y.bin"]
			card.Fault(fault, 1)
			if err := card.Insert(want); err != nil {
				t.Fatal(err)
			}
			got, err := readFor(t, r, 10*time.Second)
			if err != nil || !same(got, want) {
				t.Fatal(err)
			}
		})
	}
}

func TestReadingsThatDifferAreRefused(t *testing.T) {
	r, card := attach(t, idcard.Options{})
	card.Fault(sim.CardWrong, -1)
	if err := card.Insert(people["vec-CN.bin"]); err != nil {
		t.Fatal(err)
	}
	got, err := readFor(t, r, 10*time.Second)
	if !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: idcard.CodeUnstable}) || got != (desk.CardReading{}) {
		t.Fatal(err)
	}
}

func TestModuleThatGivesACardOnlyOnce(t *testing.T) {
	t.Run("the number proves it", func(t *testing.T) {
		t.Parallel()
		r, card := attach(t, idcard.Options{})
		card.Once(true)
		want := people["vec-CN.bin"]
		if err := card.Insert(want); err != nil {
			t.Fatal(err)
		}
		if got, err := readFor(t, r, 10*time.Second); err != nil || !same(got, want) {
			t.Fatal(err)
		}
	})
	t.Run("no check digit: the card is put down twice", func(t *testing.T) {
		t.Parallel()
		r, card := attach(t, idcard.Options{})
		card.Once(true)
		want := people["vec-I.bin"]
		if err := card.Insert(want); err != nil {
			t.Fatal(err)
		}
		if _, err := readFor(t, r, 10*time.Second); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: idcard.CodeAgain}) {
			t.Fatal(err)
		}
		card.Remove()
		if err := card.Insert(want); err != nil {
			t.Fatal(err)
		}
		if got, err := readFor(t, r, 10*time.Second); err != nil || !same(got, want) {
			t.Fatal(err)
		}
	})
}

func TestModuleThatFindsALyingCardAgain(t *testing.T) {
	t.Parallel()
	r, card := attach(t, idcard.Options{})
	card.Loose(true)
	first, second := people["vec-CN.bin"], people["vec-J.bin"]
	if err := card.Insert(first); err != nil {
		t.Fatal(err)
	}
	if got, err := readFor(t, r, 10*time.Second); err != nil || !same(got, first) {
		t.Fatal(err)
	}
	if _, err := readFor(t, r, 300*time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal("a card that was not lifted:", err)
	}
	// Swapped so fast that no look found the field empty.
	if err := card.Insert(second); err != nil {
		t.Fatal(err)
	}
	if got, err := readFor(t, r, 10*time.Second); err != nil || !same(got, second) {
		t.Fatal(err)
	}
}

func TestUnprovenCardsAreNeverRead(t *testing.T) {
	for _, st := range []idcard.Status{idcard.CardUnproven, idcard.SAMUnproven, idcard.TextUnproven} {
		r, card := attach(t, idcard.Options{})
		card.Refuse(st)
		if err := card.Insert(people["vec-CN.bin"]); err != nil {
			t.Fatal(err)
		}
		got, err := readFor(t, r, 10*time.Second)
		if !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: idcard.CodeUnproven}) || got != (desk.CardReading{}) {
			t.Fatal(err)
		}
	}
	r, card := attach(t, idcard.Options{})
	card.Refuse(idcard.NotRead)
	if err := card.Insert(people["vec-CN.bin"]); err != nil {
		t.Fatal(err)
	}
	if _, err := readFor(t, r, 10*time.Second); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: idcard.CodeUnreadable}) {
		t.Fatal(err)
	}
}

// TestCardThatIsLeftHalfRead breaks the line after the module has given the
// card: it will not find it again, and the clerk must be told.
func TestCardThatIsLeftHalfRead(t *testing.T) {
	r, card := attach(t, idcard.Options{})
	want := people["vec-CN.bin"]
	if err := card.Insert(want); err != nil {
		t.Fatal(err)
	}
	card.Refuse(idcard.NotRead)
	card.Once(true)
	got := make(chan error, 1)
	go func() { _, err := readFor(t, r, 10*time.Second); got <- err }()
	for !slices.Contains(card.Seen(), idcard.Text) {
		time.Sleep(time.Millisecond)
	}
	card.Remove()
	if err := <-got; !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: idcard.CodeUnreadable}) {
		t.Fatal(err)
	}
}

// TestCardReadForNobody lays a card down in the moment in which the clerk
// turns away. A module that gives a card once will not find it again; the next
// Read must get the card or be told, never wait in vain.
func TestCardReadForNobody(t *testing.T) {
	t.Parallel()
	r, card := attach(t, idcard.Options{})
	want := people["vec-CN.bin"]
	for range 10 {
		ctx, cancel := context.WithCancel(t.Context())
		before := len(card.Seen())
		done := make(chan error, 1)
		go func() { _, err := r.Read(ctx); done <- err }()
		for len(card.Seen()) < before+2 {
			time.Sleep(time.Millisecond)
		}
		if err := card.Insert(want); err != nil {
			t.Fatal(err)
		}
		for n := len(card.Seen()); len(card.Seen()) < n+3; { // in the middle of reading
		}
		cancel()
		if err := <-done; err == nil {
			card.Remove()
			continue
		}
		got, err := readFor(t, r, 2*time.Second)
		if err != nil && !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: idcard.CodeUnreadable}) || err == nil && !same(got, want) {
			t.Fatal(err)
		}
		card.Remove()
		_, _ = readFor(t, r, 100*time.Millisecond)
	}
}

func TestBrokenModuleIsAFault(t *testing.T) {
	for st, code := range map[idcard.Status]string{
		idcard.SelfTest:    idcard.CodeSelfTest,
		idcard.NotLicensed: idcard.CodeLicence,
	} {
		card, err := sim.NewCard(t.TempDir(), "reader")
		if err != nil {
			t.Fatal(err)
		}
		card.Break(st)
		r := idcard.New(idcard.Options{Line: serial.Line{Path: card.Path(), Baud: 9600}})
		go r.Run(t.Context())
		h := r.Health()
		for end := time.Now().Add(5 * time.Second); h.State != desk.DeviceFault && time.Now().Before(end); h = r.Health() {
			time.Sleep(5 * time.Millisecond)
		}
		if h.State != desk.DeviceFault || h.Code != code || !h.LastOK.IsZero() {
			t.Fatalf("%+v", h)
		}
		_, _ = r.Close(), card.Close()
	}
}

func TestReaderHeldByAnotherProgram(t *testing.T) {
	r, card := attach(t, idcard.Options{})
	second := idcard.New(idcard.Options{Line: serial.Line{Path: card.Path(), Baud: 115200}})
	for end := time.Now().Add(5 * time.Second); r.Health().State != desk.DeviceOK && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	go second.Run(t.Context())
	h := second.Health()
	for end := time.Now().Add(5 * time.Second); h.State != desk.DeviceOffline && time.Now().Before(end); h = second.Health() {
		time.Sleep(5 * time.Millisecond)
	}
	if h.Code != serial.CodeHeld {
		t.Fatalf("%+v", h)
	}
	_ = second.Close()
	if h := r.Health(); h.State != desk.DeviceOK {
		t.Fatalf("the owner was disturbed: %+v", h)
	}
}

// TestNothingOfACardStays reads a card and looks into every buffer of the
// driver for its text, its number and its photo.
func TestNothingOfACardStays(t *testing.T) {
	card, err := sim.NewCard(t.TempDir(), "reader")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = card.Close() }()
	for name, want := range people {
		if err := card.InsertFrame(vector(t, name)); err != nil {
			t.Fatal(err)
		}
		r := idcard.New(idcard.Options{Line: serial.Line{Path: card.Path(), Baud: 115200}})
		got, left, err := idcard.ReadOnce(t.Context(), r)
		if err != nil || !same(got, want) {
			t.Fatal(name, err)
		}
		if i := slices.IndexFunc(left, func(b byte) bool { return b != 0 }); i >= 0 {
			t.Fatalf("%s: byte %d of %d is left", name, i, len(left))
		}
		if len(left) != 2*idcard.BlockSize+serial.MaxFrame {
			t.Fatal("looked only at", len(left), "bytes")
		}
		card.Remove()
	}
}

// TestTraceAndErrorsTellNoPerson drives a card through every fault and looks
// for its text in all that a log would get.
func TestTraceAndErrorsTellNoPerson(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var log bytes.Buffer
	note := func(s string) {
		mu.Lock()
		defer mu.Unlock()
		log.WriteString(s + "\n")
	}
	r, card := attach(t, idcard.Options{
		Trace:  func(e serial.TraceEvent) { note(e.Op + " " + e.Code) },
		Failed: func(err error) { note(err.Error()) },
	})
	who, other := people["vec-CN.bin"], people["vec-J.bin"]
	for _, f := range []sim.CardFault{sim.CardGarbage, sim.CardHalf, sim.CardWrong, sim.CardSlow} {
		card.Remove()
		who, other = other, who
		if err := card.Insert(who); err != nil {
			t.Fatal(err)
		}
		card.Fault(f, 1)
		if _, err := readFor(t, r, 3*time.Second); err != nil {
			note(err.Error())
		}
	}
	_ = r.Close()
	mu.Lock()
	defer mu.Unlock()
	for _, s := range []string{who.Number, who.Name, other.Number, other.Name, who.Number[6:14], other.Address[:9]} {
		if strings.Contains(log.String(), s) {
			t.Fatal("the log tells a person")
		}
	}
	if log.Len() == 0 {
		t.Fatal("nothing was logged at all")
	}
}

func TestReadPollsOnlyWhileSomebodyWaits(t *testing.T) {
	t.Parallel()
	r, card := attach(t, idcard.Options{})
	for end := time.Now().Add(5 * time.Second); r.Health().State != desk.DeviceOK && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	finds := func() (n int) {
		for _, c := range card.Seen() {
			if c == idcard.Find {
				n++
			}
		}
		return n
	}
	time.Sleep(100 * time.Millisecond)
	if n := finds(); n != 0 {
		t.Fatal("looked", n, "times with nobody waiting")
	}
	if _, err := readFor(t, r, 200*time.Millisecond); err == nil {
		t.Fatal("read without a card")
	}
	if n := finds(); n < 3 {
		t.Fatal("looked only", n, "times")
	}
}
