package pad

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/peripherals/serial"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustFrame(t testing.TB, list ...string) *frame {
	t.Helper()
	f, err := compileFrame(list, false)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestOneGrammarForManyDevices writes and reads known bytes of devices that
// have nothing in common.
func TestOneGrammarForManyDevices(t *testing.T) {
	sam := []string{"hex:AAAAAA9669", "len16be:body,sum", "body", "xor:len,body"}
	ff68 := []string{"hex:FF68", "len8:body", "len8:body", "hex:68", "body", "sum8:body", "hex:16"}
	for _, tt := range []struct {
		name string
		list []string
		body string
		want string
	}{
		{"card module: find", sam, "2001", "AAAAAA96690003200122"},
		{"card module: state", sam, "11FF", "AAAAAA9669000311FFED"},
		{"card module: found", sam, "00009F00000000", "AAAAAA9669000800009F0000000097"},
		{"caller: number A016 at window 1", ff68, "013241303136", "FF6806066801324130313 60B16"},
		{"key box", []string{"body1"}, "33", "33"},
		{"ASCII", []string{"ascii:S", "body", "ascii:E"}, "3031", "53303145"},
		{"ASCII, empty", []string{"ascii:S", "body", "ascii:E"}, "", "5345"},
		{"little-endian length", []string{"hex:02", "len16le:body", "body"}, "AABB", "020200AABB"},
		{"ours: ping", []string{"hex:5835", "len8:body", "body", "crc16modbus:len,body"}, "01", "58350101C1E0"},
		{"Modbus: the standard's own example", []string{"hex:00", "len8:body", "body", "crc16modbus:body"}, "0207", "0002020741 12"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := mustFrame(t, tt.list...)
			body, want := unhex(t, tt.body), unhex(t, tt.want)
			got, err := f.encode(body)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%x %v, want %x", got, err, want)
			}
			back, n, err := f.decode(got, true)
			if err != nil || n != len(got) || !bytes.Equal(back, body) {
				t.Fatalf("%x %d %v", back, n, err)
			}
		})
	}
}

func TestBrokenFramesAreNotRead(t *testing.T) {
	f := mustFrame(t, "hex:FF68", "len8:body", "len8:body", "hex:68", "body", "sum8:body", "hex:16")
	for name, in := range map[string]string{
		"wrong sum":         "FF6801016805 06 16",
		"lengths differ":    "FF6801026805 05 16",
		"no second start":   "FF6801016705 05 16",
		"no end":            "FF6801016805 05 17",
		"another beginning": "FE6801016805 05 16",
	} {
		t.Run(name, func(t *testing.T) {
			if _, n, err := f.decode(unhex(t, in), false); err == nil {
				t.Fatal("read", n)
			}
		})
	}
	whole := unhex(t, "FF6801016805 05 16")
	for i := 1; i < len(whole); i++ {
		if _, n, err := f.decode(whole[:i], false); n != 0 || err != nil {
			t.Fatalf("%d bytes: size %d, %v", i, n, err)
		}
	}
}

func TestWhatIsNoFrame(t *testing.T) {
	for name, list := range map[string][]string{
		"nothing":               nil,
		"no body":               {"hex:00"},
		"two bodies":            {"body", "body"},
		"endless body":          {"hex:02", "body"},
		"body without a start":  {"body", "hex:03"},
		"sum of an endless one": {"hex:02", "body", "xor:body", "hex:03"},
		"length behind":         {"hex:02", "body", "len8:body"},
		"unknown element":       {"len24:body", "body"},
		"bad hex":               {"hex:0", "len8:body", "body"},
		"empty literal":         {"ascii:", "len8:body", "body"},
		"sum over nothing":      {"len8:body", "body", "xor:"},
		"length of the length":  {"len8:body,len", "body"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := compileFrame(list, false); err == nil {
				t.Fatal("compiled")
			}
		})
	}
}

// TestAnyBodySurvives sends any body through any of the embedded grammars,
// with noise around it, in any pieces.
func TestAnyBodySurvives(t *testing.T) {
	grammars := []*frame{
		mustFrame(t, "hex:5835", "len8:body", "body", "crc16modbus:len,body"),
		mustFrame(t, "hex:FF68", "len8:body", "len8:body", "hex:68", "body", "sum8:body", "hex:16"),
		mustFrame(t, "hex:AAAAAA9669", "len16be:body,sum", "body", "xor:len,body"),
	}
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.SampledFrom(grammars).Draw(t, "grammar")
		body := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")
		noise := rapid.SliceOfN(rapid.ByteRange(0, 0x50), 0, 20).Draw(t, "noise")
		want, err := g.encode(body)
		if err != nil {
			t.Fatal(err)
		}
		f := serial.NewFramer(g.cut)
		in := append(noise, want...)
		piece := rapid.IntRange(1, 64).Draw(t, "piece")
		for len(in) > 0 {
			in = in[f.Feed(in[:min(piece, len(in))]):]
			if got, ok := f.Next(); ok {
				if !bytes.Equal(got, want) {
					t.Fatalf("%x, want %x", got, want)
				}
				return
			}
		}
		t.Fatal("lost")
	})
}

func TestEndLetterInsideText(t *testing.T) {
	// 0x45, the end mark E, is also the second byte of many GBK characters.
	f := mustFrame(t, "ascii:S", "body", "ascii:E")
	in := unhex(t, "53 3036 7C7C 8145 7C7C 45")
	fr := serial.NewFramer(f.cut)
	fr.Feed(in)
	if _, ok := fr.Next(); ok {
		t.Fatal("ended before silence")
	}
	fr.Quiet()
	if got, ok := fr.Next(); !ok || !bytes.Equal(got, in) {
		t.Fatalf("%x", got)
	}
}

// FuzzFrame holds that whatever a grammar accepts it would also write.
func FuzzFrame(f *testing.F) {
	g := mustFrame(f, "hex:5835", "len8:body", "body", "crc16modbus:len,body")
	s := mustFrame(f, "ascii:S", "body", "ascii:E")
	f.Add(unhex(f, "58350101C1E0"))
	f.Add([]byte("S02||1E"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, g := range []*frame{g, s} {
			if len(in) == 0 {
				return
			}
			body, n, err := g.decode(in, true)
			if err != nil || n == 0 {
				continue
			}
			if again, err := g.encode(body); err != nil || !bytes.Equal(again, in[:n]) {
				t.Fatalf("%x from %x", again, in[:n])
			}
		}
	})
}
