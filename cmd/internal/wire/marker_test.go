package wire

import (
	"path/filepath"
	"testing"

	"xiaochuang/desk"
)

// TestDemonstrationAndLiveDataStayApart opens each kind of folder as the other.
func TestDemonstrationAndLiveDataStayApart(t *testing.T) {
	ctx := t.Context()
	demo, live := filepath.Join(t.TempDir(), "demo"), filepath.Join(t.TempDir(), "live")
	opens := func(dir string, asDemo bool) error {
		d, err := Open(ctx, Options{Data: dir, Demo: asDemo})
		if err == nil {
			err = d.Close()
		}
		return err
	}
	if err := opens(demo, true); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteTemplate(live); err != nil {
		t.Fatal(err)
	}
	if err := opens(live, false); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		dir    string
		asDemo bool
		refuse bool
	}{
		{"the demonstration again", demo, true, false},
		{"the live desk again", live, false, false},
		{"a live folder as demonstration", live, true, true},
	} {
		if err := opens(tt.dir, tt.asDemo); (desk.KindOf(err) == desk.Denied) != tt.refuse {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := WriteTemplate(demo); err != nil {
		t.Fatal(err)
	}
	if err := opens(demo, false); desk.KindOf(err) != desk.Denied {
		t.Errorf("a folder of the demonstration as a live desk: %v", err)
	}
}
