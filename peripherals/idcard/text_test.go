package idcard_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// alter returns the block of the recorded citizen with some units replaced.
func alter(t *testing.T, at int, units ...uint16) []byte {
	t.Helper()
	b := block(vector(t, "vec-CN.bin"))
	for i, u := range units {
		binary.LittleEndian.PutUint16(b[at+2*i:], u)
	}
	return b
}

func TestOddCharacters(t *testing.T) {
	for _, tt := range []struct {
		name  string
		units []uint16
		want  string
		gaps  bool
	}{
		{"zeros pad like spaces", []uint16{'甲', 0, 0, 0, 0}, "甲", false},
		{"private use is marked", []uint16{'甲', 0xE123, '乙', ' ', ' '}, "甲□乙", true},
		{"half a pair is marked", []uint16{'甲', 0xD872, '乙', ' ', ' '}, "甲□乙", true},
		{"a pair is one character", []uint16{0xD872, 0xDF4E, ' ', ' ', ' '}, "𬭎", false},
		{"private use beyond the first plane is marked", []uint16{0xDBC0, 0xDC00, ' ', ' ', ' '}, "□", true},
		{"an escape is marked", []uint16{'甲', 0x1B, '[', 'm', ' '}, "甲□[m", true},
		{"a direction override is marked", []uint16{'甲', 0x202E, '乙', ' ', ' '}, "甲□乙", true},
		{"ideographic spaces pad too", []uint16{'甲', 0x3000, 0x3000, ' ', ' '}, "甲", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := idcard.Decode(alter(t, 0, tt.units...))
			if err != nil {
				t.Fatal(err)
			}
			if got.Name != tt.want || got.Gaps != tt.gaps {
				t.Fatalf("name %q gaps %v", got.Name, got.Gaps)
			}
		})
	}
}

func TestWhatIsNoCard(t *testing.T) {
	for name, b := range map[string][]byte{
		"too short":            make([]byte, 255),
		"nothing but zeros":    make([]byte, 256),
		"letters in a number":  alter(t, 122, 'A'),
		"an unknown flag":      alter(t, 122, '2'), // set below
		"layout I, CN content": alter(t, 248, 'I'),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "an unknown flag" {
				binary.LittleEndian.PutUint16(b[248:], 'Q')
			}
			got, err := idcard.Decode(b)
			if desk.KindOf(err) != desk.Invalid || got != (desk.CardReading{}) {
				t.Fatal(err)
			}
		})
	}
	// A flag nobody knows is taken for a resident card only when the number
	// proves it.
	if got, err := idcard.Decode(alter(t, 248, 'Q')); err != nil || got.Layout != desk.CardCN {
		t.Fatal(err)
	}
}

func TestUnreadableDetailsLeaveGaps(t *testing.T) {
	for name, b := range map[string][]byte{
		"no such day":  alter(t, 36+8, '1', '3'),
		"no such sex":  alter(t, 30, '7'),
		"no first day": alter(t, 188, ' '),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := idcard.Decode(b)
			if err != nil || !got.Gaps {
				t.Fatal(err, got.Gaps)
			}
		})
	}
}

func TestNumberProvesAReading(t *testing.T) {
	for _, tt := range []struct {
		number string
		birth  desk.Day
		want   bool
	}{
		{"11010519491231002X", "1949-12-31", true}, // sample of GB 11643-1999
		{"440524188001010014", "1880-01-01", true}, // sample of GB 11643-1999
		{"110105194912310021", "1949-12-31", false},
		{"11010519491231002X", "1949-12-30", false},
		{"11010519491231002", "1949-12-31", false},
		{"1101051949123100AX", "1949-12-31", false},
	} {
		r := desk.CardReading{Layout: desk.CardCN, Number: tt.number, Birth: tt.birth}
		if got := idcard.Proven(r); got != tt.want {
			t.Errorf("%s with %s: %v", tt.number, tt.birth, got)
		}
	}
}

func TestSimulatedHoldersAreInvented(t *testing.T) {
	c, err := sim.NewCard(t.TempDir(), "reader")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	who := people["vec-CN.bin"]
	who.Birth = "1901-01-01"
	if err := c.Insert(who); err == nil {
		t.Fatal("a holder born in 1901 was accepted")
	}
}

// FuzzText holds that no block makes the decoder panic, and that what it
// returns can be shown.
func FuzzText(f *testing.F) {
	for name := range people {
		f.Add(block(vector(f, name)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := idcard.Decode(b)
		if err != nil {
			return
		}
		all := got.Number + got.Name + got.English + got.Sex + got.Nation + got.Address + got.Issuer + got.Pass +
			string(got.Birth+got.From+got.Until)
		if !utf8.ValidString(all) || strings.ContainsFunc(all, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Co, r) }) {
			t.Fatal("something that cannot be shown")
		}
		if strings.ContainsRune(all, idcard.Gap) && !got.Gaps {
			t.Fatal("an unmarked gap")
		}
	})
}

// FuzzFrames holds that a stream of anything yields only whole frames with a
// right sum, and that a good frame after silence is always found.
func FuzzFrames(f *testing.F) {
	f.Add(vector(f, "vec-CN.bin"), 7)
	f.Add([]byte("\xAA\xAA\xAA\x96\x69\x00\x04\x00\x00\x80\x84"), 1)
	f.Fuzz(func(t *testing.T, in []byte, piece int) {
		fr := serial.NewFramer(idcard.Cut)
		for rest := in; len(rest) > 0; {
			rest = rest[fr.Feed(rest[:min(max(piece, 1), len(rest))]):]
			for x, ok := fr.Next(); ok; x, ok = fr.Next() {
				if n, err := idcard.Cut(x, true); n != len(x) || err != nil {
					t.Fatal("not a frame")
				}
			}
		}
		fr.Quiet()
		for _, ok := fr.Next(); ok; _, ok = fr.Next() {
		}
		fr.Feed(idcard.Find.Request())
		if x, ok := fr.Next(); !ok || len(x) != 10 {
			t.Fatal("the good frame was lost")
		}
	})
}
