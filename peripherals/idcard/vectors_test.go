package idcard_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// people are the invented holders of the recorded cards.
var people = map[string]desk.CardReading{
	"vec-CN.bin": {
		Layout: desk.CardCN, Document: "111", Number: "110101190001010022", Name: "测试喆犇", Sex: "2", Nation: "01",
		Birth: "1900-01-01", Address: "北京市某某区某某街道某某路1号院2号楼3单元404室", Issuer: "北京市公安局某某分局",
		From: "2020-01-01", Forever: true,
	},
	"vec-CN-rare.bin": {
		Layout: desk.CardCN, Document: "111", Number: "110101190002020011", Name: "测试𬭎㛃", Sex: "1", Nation: "11",
		Birth: "1900-02-02", Address: "北京市某某区某某胡同5号", Issuer: "北京市公安局某某分局",
		From: "2020-01-01", Until: "2040-01-01",
	},
	"vec-J.bin": {
		Layout: desk.CardHM, Number: "810000190003030012", Name: "测试港人", Sex: "1",
		Birth: "1900-03-03", Address: "北京市某某区某某路6号", Issuer: "北京市公安局某某分局",
		From: "2020-01-01", Until: "2025-01-01", Pass: "H00000000",
	},
	"vec-I.bin": {
		Layout: desk.CardI, Document: "553", Number: "UTO110000010101", Name: "测试外人", English: "TESTER, SAMPLE", Sex: "2",
		Nation: "UTO", Birth: "1900-04-04", Issuer: "1500", From: "2020-01-01", Until: "2030-01-01",
	},
	"vec-Y.bin": {
		Layout: desk.CardY, Document: "553", Number: "911999190005050020", Name: "测试新证", Sex: "2", Nation: "UTO",
		English: "TESTER, SAMPLE LONG GIVEN NAMES HERE CONTINUED", Birth: "1900-05-05",
		From: "2024-01-01", Until: "2034-01-01",
	},
}

func vector(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// block is where the text lies in a recorded answer.
func block(frame []byte) []byte { return frame[14 : 14+idcard.BlockSize] }

func TestFiveRecordedCards(t *testing.T) {
	for name, want := range people {
		t.Run(name, func(t *testing.T) {
			frame := vector(t, name)
			if n, err := idcard.Cut(frame, false); n != 1295 || err != nil {
				t.Fatal(n, err)
			}
			got, err := idcard.Decode(block(frame))
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Fatalf("got  %+v\nwant %+v", got, want)
			}
			if proven := idcard.Proven(got); proven != (got.Layout != desk.CardI) {
				t.Error("proven by its number:", proven)
			}
		})
	}
}

// TestSimulatedCardsAreByteExact holds the simulator's encoder, which was
// written apart from the decoder, against the recordings.
func TestSimulatedCardsAreByteExact(t *testing.T) {
	for name, who := range people {
		t.Run(name, func(t *testing.T) {
			got, err := sim.CardBlock(who)
			if err != nil {
				t.Fatal(err)
			}
			if want := block(vector(t, name)); !bytes.Equal(got, want) {
				t.Fatalf("got  %x\nwant %x", got, want)
			}
		})
	}
}

func TestCommandBytes(t *testing.T) {
	for want, c := range map[string]idcard.Command{
		"AAAAAA9669000310FFEC": idcard.Reset,
		"AAAAAA9669000311FFED": idcard.State,
		"AAAAAA9669000312FFEE": idcard.Serial,
		"AAAAAA96690003200122": idcard.Find,
		"AAAAAA96690003200221": idcard.Select,
		"AAAAAA96690003300132": idcard.Text,
		"AAAAAA96690003300330": idcard.Address,
	} {
		if got := strings.ToUpper(hex.EncodeToString(c.Request())); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// frames feeds a stream in pieces and returns the payloads found.
func frames(stream []byte, piece int) [][]byte {
	f := serial.NewFramer(idcard.Cut)
	var got [][]byte
	take := func() {
		for x, ok := f.Next(); ok; x, ok = f.Next() {
			got = append(got, bytes.Clone(idcard.Payload(x)))
		}
	}
	for len(stream) > 0 {
		stream = stream[f.Feed(stream[:min(piece, len(stream))]):]
		take()
	}
	f.Quiet()
	take()
	return got
}

func TestFrames(t *testing.T) {
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	found, none := "AAAAAA9669 0008 00009F00000000 97", "AAAAAA9669 0004 000080 84"
	for _, tt := range []struct {
		name string
		in   string
		want []string
	}{
		{"found", found, []string{"00009f00000000"}},
		{"two glued", found + none, []string{"00009f00000000", "000080"}},
		{"garbage before", "00FF13AA55" + none, []string{"000080"}},
		{"one AA too many", "AA" + none, []string{"000080"}},
		{"many AA too many", "AAAAAAAAAAAA" + none, []string{"000080"}},
		{"longer than any frame", "AAAAAA9669 FFFF" + none, []string{"000080"}},
		{"length of 4097", "AAAAAA9669 0FFB" + none, []string{"000080"}},
		{"no payload", "AAAAAA9669 0001 01" + none, []string{"000080"}},
		{"wrong sum", "AAAAAA9669 0004 000080 85" + none, []string{"000080"}},
		{"cut short", "AAAAAA9669 0508 000090", nil},
		{"cut short before a good one", "AAAAAA9669 0508 000090" + none, []string{"000080"}},
		{"a good one inside a broken one", "AAAAAA9669 0020 000090" + none + strings.Repeat("00", 30), []string{"000080"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := unhex(tt.in)
			for piece := 1; piece <= len(in); piece++ {
				var got []string
				for _, p := range frames(in, piece) {
					got = append(got, hex.EncodeToString(p))
				}
				if strings.Join(got, " ") != strings.Join(tt.want, " ") {
					t.Fatalf("pieces of %d: %q, want %q", piece, got, tt.want)
				}
			}
		})
	}
}

func TestFrameSplitAtEveryByte(t *testing.T) {
	frame := vector(t, "vec-CN.bin")
	want := idcard.Payload(frame)
	f := serial.NewFramer(idcard.Cut)
	for at := 1; at < len(frame); at++ {
		f.Feed(frame[:at])
		if _, ok := f.Next(); ok {
			t.Fatal("a frame from", at, "bytes")
		}
		f.Feed(frame[at:])
		got, ok := f.Next()
		if !ok || !bytes.Equal(idcard.Payload(got), want) {
			t.Fatal("split at", at)
		}
		f.Wipe()
	}
}
