package pad

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheManualsProfileWorks puts the profile that the technician's manual writes
// step by step together, and holds that it is one.
func TestTheManualsProfileWorks(t *testing.T) {
	b, err := os.ReadFile("../../docs/technician.md")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, m := range regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(b), -1) {
		text.WriteString(m[1] + "\n")
	}
	p, err := Parse([]byte(text.String()))
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	frame, err := p.CommandFrame(CommandEvaluate, Words{Number: "A012"})
	if want := "\xAA\x55\x05\x02A012\xD6"; err != nil || string(frame) != want {
		t.Errorf("the frame that asks is % X, %v, want % X", frame, err, want)
	}
	e, ok := p.Event([]byte("\xAA\x55\x02\x10\x05\x15"))
	if l, known := p.Level(e.Key); !ok || !known || l.Stars() != 5 {
		t.Errorf("the best key is %+v, %v", e, ok)
	}
}
