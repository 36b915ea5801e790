package seal

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// FuzzOpenWith gives both suites what is said to be sealed to them.
func FuzzOpenWith(f *testing.F) {
	aad := []byte("owner")
	var boxes []PrivateKey
	good := map[string]bool{}
	for i, s := range []Suite{GM(), Intl()} {
		box, err := s.GenerateBox()
		if err != nil {
			f.Fatal(err)
		}
		boxes = append(boxes, box)
		to, err := box.Public()
		if err != nil {
			f.Fatal(err)
		}
		sealed, err := s.SealTo(to, aad, []byte("a key"))
		if err != nil {
			f.Fatal(err)
		}
		good[string(sealed)] = true
		f.Add(i == 0, sealed)
		f.Add(i == 0, sealed[:len(sealed)-1])
		f.Add(i == 0, append([]byte{sealed[0]}, binary.BigEndian.AppendUint16(nil, 0xffff)...))
	}
	f.Fuzz(func(t *testing.T, gm bool, sealed []byte) {
		s, box := Intl(), boxes[1]
		if gm {
			s, box = GM(), boxes[0]
		}
		// Keys are another in each worker of the fuzzer: what is good was made here.
		if plain, err := s.OpenWith(box, aad, sealed); err == nil && !good[string(sealed)] {
			t.Fatalf("%d forged bytes open as %q", len(sealed), plain)
		}
	})
}

// FuzzRing loads a key ring that may be anything.
func FuzzRing(f *testing.F) {
	dir := f.TempDir()
	for _, s := range []Suite{GM(), Intl()} {
		path := filepath.Join(dir, s.Name())
		if _, err := Create(path, s); err != nil {
			f.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(bytes.Replace(b, []byte(`"slots"`), []byte(`"slot"`), 1))
	}
	f.Add([]byte(`{"version":2,"suite":"gm","slots":[{}]}`))
	path := filepath.Join(dir, "ring")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := Load(path)
		if (k == nil) != (err != nil) {
			t.Fatal(k, err)
		}
		if err != nil {
			return
		}
		if k.Instance() == "" || k.Protected() == k.Open() && !k.Protected() {
			t.Fatalf("protected %v, open %v", k.Protected(), k.Open())
		}
	})
}
