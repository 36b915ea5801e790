package printer

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/OpenPrinting/goipp"
)

// FuzzAnswer has hostile answers of a printer: no panic, every text bounded and
// fit for a log.
func FuzzAnswer(f *testing.F) {
	m := goipp.NewResponse(goipp.DefaultVersion, goipp.StatusOk, 1)
	m.Printer.Add(goipp.MakeAttribute("printer-state", goipp.TagEnum, goipp.Integer(5)))
	m.Printer.Add(goipp.MakeAttribute("printer-state-reasons", goipp.TagKeyword, goipp.String("media-empty-error")))
	m.Printer.Add(goipp.MakeAttribute("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(true)))
	m.Printer.Add(goipp.MakeAttribute("printer-input-tray", goipp.TagString, goipp.Binary("type=sheet;level=0;name=a")))
	b, err := m.EncodeBytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add(bytes.Replace(b, []byte("media"), []byte("\x1b[2J\xff"), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decode(bytes.NewReader(b))
		if err != nil {
			return
		}
		for _, name := range []string{"printer-state-reasons", "printer-state-message", "printer-input-tray", "job-state-reasons"} {
			for _, s := range texts(m.Printer, name) {
				if len(s) > maxValue || !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\n") {
					t.Fatalf("%s: %q", name, s)
				}
			}
		}
		state, _ := integer(m.Printer, "printer-state")
		l := printerLook{
			state: state, accepting: boolean(m.Printer, "printer-is-accepting-jobs", true),
			reasons: texts(m.Printer, "printer-state-reasons"), message: text(m.Printer, "printer-state-message"),
		}
		if c := l.cause(); c != "" && lampOf(c) == "" {
			t.Fatalf("cause %q lights no lamp", c)
		}
		noPaper(texts(m.Printer, "printer-input-tray"))
	})
}

// FuzzStatus has any three status bytes of a receipt printer.
func FuzzStatus(f *testing.F) {
	f.Add(byte(0x12), byte(0x12), byte(0x12))
	f.Add(byte(0x1a), byte(0x16), byte(0x72))
	f.Add(byte(0x12), byte(0x52), byte(0x1e))
	f.Fuzz(func(t *testing.T, a, b, c byte) {
		code := readStatus(a, b, c)
		if code != "" && (strings.ToLower(code) != code || lampOf(code) == "") {
			t.Fatalf("%q", code)
		}
	})
}
