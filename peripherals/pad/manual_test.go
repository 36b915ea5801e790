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

// TestTheManualsNetworkProfileWorks reads the one for TCP, and holds that its
// bytes are those of the text around it.
func TestTheManualsNetworkProfileWorks(t *testing.T) {
	b, err := os.ReadFile("../../docs/technician.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```toml tcp\n(.*?)```").FindSubmatch(b)
	if m == nil {
		t.Fatal("no profile")
	}
	p, err := Parse(m[1])
	if err != nil {
		t.Fatal(err)
	}
	frame, err := p.CommandFrame(CommandEvaluate, Words{Visit: "v1", Number: `A"12`})
	if want := `{"cmd":"ask","id":"v1","number":"A\"12"}` + "\n"; err != nil || string(frame) != want {
		t.Errorf("%q, %v, want %q", frame, err, want)
	}
	for _, cut := range []int{1, 10, len(`{"cmd":"result","data":{"star":4,"id":"v1"}}`)} {
		if n, err := p.Grammar()([]byte(`{"cmd":"result","data":{"star":4,"id":"v1"}}` + "\n")[:cut], false); n != 0 || err != nil {
			t.Errorf("after %d bytes: %d, %v", cut, n, err)
		}
	}
	e, ok := p.Event([]byte(`{"cmd":"result","data":{"star":4,"id":"v1"}}` + "\n"))
	if !ok || e.Key != "4" || e.Visit != "v1" {
		t.Errorf("%+v, %v", e, ok)
	}
}
