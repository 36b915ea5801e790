package gate_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner/gate"
)

// TestMain is the process that looks at a page, where a Box of these tests starts it,
// or one that has been taken over by what it looked at.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != "box" {
		code := m.Run()
		if full() {
			fmt.Print(figures.table())
		}
		os.Exit(code)
	}
	args := os.Args[3:]
	switch os.Args[2] {
	case "work":
		os.Exit(gate.Work(args, os.Stdin, os.Stdout))
	case "hog":
		gate.Work(nil, os.Stdin, os.Stdout) // confines, and refuses the arguments
		b := make([]byte, 3<<30)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
	case "write":
		gate.Work(nil, os.Stdin, os.Stdout)
		if err := os.WriteFile(args[0], []byte("taken"), 0o600); err != nil {
			os.Exit(3)
		}
	case "spin":
		time.Sleep(time.Hour)
	case "flood":
		for range 70 {
			os.Stdout.Write(make([]byte, 1<<20))
		}
	case "lie":
		os.Stdout.WriteString(os.Args[3] + "\n" + os.Args[4])
	}
	os.Exit(0)
}

// boxed is a Box whose process is this test program.
func boxed(t testing.TB, mode string, more ...string) gate.Box {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return gate.Box{Command: append([]string{self, "box", mode}, more...), Time: time.Minute}
}

func scanned(page []byte, mime string, dpi int) desk.ScannedPage {
	return desk.ScannedPage{No: 1, MIME: mime, Bytes: page, DPI: dpi}
}

// TestBoxSaysWhatLookSays has each flaw looked at in a process of its own.
func TestBoxSaysWhatLookSays(t *testing.T) {
	b, base := boxed(t, "work"), drawn(embedded(t), 1, 100)
	for i, f := range append([]flaw{sound}, blurred, dark, empty, turned) {
		page := take(f, uint64(500+i), 100).expose(base)
		want, err := gate.Look(t.Context(), page, "image/jpeg")
		if err != nil {
			t.Fatal(err)
		}
		kept, flaws, err := b.Look(t.Context(), scanned(page, "image/jpeg", 0))
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		var named []desk.PageFlaw
		for _, d := range want.Defects {
			named = append(named, d.Defect)
		}
		if !slices.Equal(flaws, named) || (f != sound) != (len(flaws) > 0) {
			t.Errorf("%s: %v, want %v", f, flaws, named)
		}
		if _, err := jpeg.Decode(bytes.NewReader(kept.Bytes)); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestPageIsCutToThePaper has a camera's picture of a page on a dark desk. A page
// that fills its frame stays as the device gave it, and so does one with a dark
// band along one side, or one of which little would be left.
func TestPageIsCutToThePaper(t *testing.T) {
	base := drawn(embedded(t), 3, 100)
	on := func(camera bool, lid float32, band bool) []byte {
		s := take(sound, 7, 100)
		s.dpi, s.camera, s.lid, s.skew, s.slideX, s.slideY = 100, camera, lid, 0, 0, 0
		page := base
		if band {
			page = newSheet(base.w, base.h, base.dpi, 1)
			copy(page.pix, base.pix)
			page.bar(0, 0, 210, 30, 0.1)
		}
		return s.expose(page)
	}
	b := boxed(t, "work")
	kept, _, err := b.Look(t.Context(), scanned(on(true, 0.1, false), "image/jpeg", 100))
	if err != nil {
		t.Fatal(err)
	}
	w, h := float64(kept.Width)*25.4/100, float64(kept.Height)*25.4/100
	if w < 208 || w > 216 || h < 295 || h > 303 {
		t.Errorf("a page of 210 × 297 mm is kept as %.0f × %.0f", w, h)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(kept.Bytes))
	if err != nil || c.Width != kept.Width || c.Height != kept.Height {
		t.Errorf("the file is %d × %d, %v", c.Width, c.Height, err)
	}
	for name, page := range map[string][]byte{"full frame": on(false, 1, false), "dark band": on(false, 1, true)} {
		kept, _, err := b.Look(t.Context(), scanned(page, "image/jpeg", 100))
		if err != nil || !bytes.Equal(kept.Bytes, page) {
			t.Errorf("%s: changed, or %v", name, err)
		}
	}
	black := image.NewGray(image.Rect(0, 0, 800, 1100))
	for y := 500; y < 560; y++ {
		for x := 300; x < 500; x++ {
			black.SetGray(x, y, color.Gray{Y: 255})
		}
	}
	if kept, _, err := b.Look(t.Context(), scanned(encoded(t, black, "image/jpeg"), "image/jpeg", 0)); err != nil || kept.Width != 800 {
		t.Errorf("a little white on black is kept %d wide, %v", kept.Width, err)
	}
}

// TestPageIsNoLargerThanItMayBe has noise, which no encoder makes small, and a PNG.
func TestPageIsNoLargerThanItMayBe(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	noise := image.NewRGBA(image.Rect(0, 0, 450, 600))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(r.Uint32())
	}
	b := boxed(t, "work")
	for _, most := range []int{100_000, 10_000} {
		b.Most = most
		kept, _, err := b.Look(t.Context(), scanned(encoded(t, noise, "image/png"), "image/png", 0))
		if err != nil || len(kept.Bytes) > most || kept.MIME != "image/jpeg" {
			t.Errorf("%d bytes of %s, %v, want at most %d", len(kept.Bytes), kept.MIME, err, most)
		}
		if _, err := jpeg.Decode(bytes.NewReader(kept.Bytes)); err != nil {
			t.Error(err)
		}
	}
	b.Most = 300
	if _, _, err := b.Look(t.Context(), scanned(encoded(t, noise, "image/png"), "image/png", 0)); !errors.Is(err, &desk.Problem{Kind: desk.Full, What: gate.TooLarge}) {
		t.Errorf("in 300 bytes: %v", err)
	}
}

// TestBoxHoldsAHostilePage has pages that are no pages, and processes that such a
// page has taken over.
func TestBoxHoldsAHostilePage(t *testing.T) {
	page := encoded(t, grey(drawn(embedded(t), 4, 30)), "image/jpeg")
	taken := filepath.Join(t.TempDir(), "taken")
	const good = `{"Finding":{"Verdict":"pass"},"Width":3,"Height":4}`
	tests := []struct {
		name string
		box  gate.Box
		page []byte
		kind desk.Kind
		what string
	}{
		{"no image", boxed(t, "work"), []byte("%PDF"), desk.Invalid, gate.Unreadable},
		{"cut short", boxed(t, "work"), page[:len(page)/2], desk.Invalid, gate.Unreadable},
		{"too large", boxed(t, "work"), stated(page, 8000, 5000, 0xc2), desk.Full, gate.TooLarge},
		{"takes memory", boxed(t, "hog"), page, desk.Invalid, gate.Crashed},
		{"never ends", boxed(t, "spin"), page, desk.Unavailable, gate.Stopped},
		{"writes a file", boxed(t, "write", taken), page, desk.Invalid, gate.Crashed},
		{"never stops talking", boxed(t, "flood"), page, desk.Invalid, gate.Crashed},
		{"says nothing", boxed(t, "lie", "", ""), page, desk.Invalid, gate.Crashed},
		{"says nonsense", boxed(t, "lie", "[1]", ""), page, desk.Invalid, gate.Crashed},
		{"no size", boxed(t, "lie", `{}`, ""), page, desk.Invalid, gate.Crashed},
		{"a problem of its own", boxed(t, "lie", `{"Kind":"denied","What":"right"}`, ""), page, desk.Invalid, gate.Crashed},
		{"a flaw of its own", boxed(t, "lie", `{"Finding":{"Defects":[{"Defect":"x"}]},"Width":3,"Height":4}`, ""), page, desk.Invalid, gate.Crashed},
		{"another page", boxed(t, "lie", good, "\xff\xd8\xff"), page, desk.Invalid, gate.Crashed},
		{"no program", gate.Box{Command: []string{"/nonexistent"}}, page, desk.Unavailable, gate.Missing},
		{"nothing to start", gate.Box{}, page, desk.Unavailable, gate.Missing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.box.Time = time.Minute
			if tt.what == gate.Stopped {
				tt.box.Time = 50 * time.Millisecond
			}
			kept, flaws, err := tt.box.Look(t.Context(), scanned(tt.page, "image/jpeg", 0))
			if !errors.Is(err, &desk.Problem{Kind: tt.kind, What: tt.what}) || flaws != nil || !bytes.Equal(kept.Bytes, tt.page) {
				t.Errorf("%v, %v, want %s %s", flaws, err, tt.kind, tt.what)
			}
		})
	}
	if _, _, err := boxed(t, "lie", good, "").Look(t.Context(), scanned(page, "image/jpeg", 0)); err != nil {
		t.Errorf("the answer that the lies are made of is refused: %v", err)
	}
	if b, err := os.ReadFile(taken); len(b) > 0 {
		t.Errorf("%d bytes were written, %v", len(b), err)
	}
}

func TestBoxEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := boxed(t, "spin").Look(ctx, scanned(nil, "image/jpeg", 0)); desk.KindOf(err) != desk.Unavailable {
		t.Error(err)
	}
}
