package serial

import (
	"os"
	"path/filepath"
	"testing"
	"unicode"
)

// FuzzAttribute has a device call itself anything: what is read of it is short
// and fit for a screen.
func FuzzAttribute(f *testing.F) {
	f.Add([]byte("USB-Serial\n"))
	f.Add([]byte("\x1b[2J\xc2\x9b\xff\x00"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, "product"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		s := attribute(dir, "product")
		if len(s) > mostAttribute {
			t.Fatalf("%d bytes", len(s))
		}
		for _, r := range s {
			if unicode.IsControl(r) {
				t.Fatalf("%q", s)
			}
		}
	})
}
