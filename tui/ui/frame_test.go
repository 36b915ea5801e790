package ui

import "testing"

func TestFrameCutsWideGlyphs(t *testing.T) {
	f := NewFrame(8, 1)
	sub := f.Sub(Rect{1, 0, 5, 1})
	if end := sub.Put(0, 0, Text, "王秀英甲"); end != 8 {
		t.Errorf("Put returned %d, want 8", end)
	}
	if got, want := f.String(), " 王秀   "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f.Put(2, 0, Text, "x") // onto the right half of 王
	if got, want := f.String(), "  x秀   "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFrameDropsControls(t *testing.T) {
	f := NewFrame(12, 1)
	f.Put(0, 0, Text, "a\x1b[2J\u009b\u202eb\x00")
	if got, want := f.String(), "a[2Jb       "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
