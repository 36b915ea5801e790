package wire

import (
	"context"
	"os"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/peripherals/sim"
)

// TestATraceShowsFramesAndNobody holds that every frame of a pad is in its trace,
// in both directions, with texts masked as they are written, and that the trace
// of a reader has no byte of a card.
func TestATraceShowsFramesAndNobody(t *testing.T) {
	p := simPad(t, "xc5", "pad")
	card, err := sim.NewCard(t.TempDir(), "reader")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = card.Close() })
	dir := t.TempDir()
	d := &Desk{Dir: dir, Clock: desk.SystemClock{}}
	d.Config.Devices.Pad = serialConfig{Port: p.Path(), Profile: "xc5"}
	d.Config.Devices.Reader = serialConfig{Port: card.Path()}
	if err := os.Mkdir(dir+"/log", 0o700); err != nil {
		t.Fatal(err)
	}
	for f, want := range map[desk.Family][]string{
		desk.FamilyPad:    {"open", "> ping 58 35 01 01", "< pong 58 35 01 81", "== ok"},
		desk.FamilyReader: {"open", "> state AA AA AA 96 69 00 03 11 FF ED", "< state AA AA AA 96 69 00 04 00 00 90 ..", "== ok"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		var said strings.Builder
		path, err := d.Trace(ctx, f, func(l string) {
			said.WriteString(l + "\n")
			if strings.Contains(l, "== ok") {
				cancel()
			}
		})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(said.String(), string(b)) {
			t.Errorf("%s: kept %v\n%s", f, err, b)
		}
		for _, w := range want {
			if !strings.Contains(said.String(), w) {
				t.Errorf("%s: no %q in\n%s", f, w, &said)
			}
		}
	}
	got := masked([]byte("\x58\x35\x1010011900\x00\xe6\xb5\x8b\xe8\xaf\x95\x00A012"))
	if got != "58 35 10 .. .. .. .. .. .. .. .. 00 .. .. .. .. .. .. 00 41 30 31 32" {
		t.Errorf("masked: %s", got)
	}
	if _, err := (&Desk{Dir: dir}).Trace(t.Context(), desk.FamilyPrinter, nil); desk.KindOf(err) != desk.NotFound {
		t.Errorf("a trace of nothing: %v", err)
	}
}
