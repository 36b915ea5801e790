package seal

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
)

func TestSigningKeyTurns(t *testing.T) {
	for _, s := range []Suite{GM(), Intl()} {
		path := filepath.Join(t.TempDir(), "keys")
		k, err := Create(path, s)
		if err != nil {
			t.Fatal(err)
		}
		was, wrap := k.Signing(), k.WrapKey()
		if err := k.TurnSigning(path); err != nil || k.Signing() != was {
			t.Errorf("turned to no key: %v", err)
		}
		next, err := k.NextSigning(path)
		if err != nil || next.IsZero() || next == was {
			t.Fatalf("no other key: %v", err)
		}
		// Another process, or the start after a power cut, finds the same one.
		other, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := other.NextSigning(path); err != nil || again != next || other.Signing() != was {
			t.Errorf("made a third key: %v", err)
		}
		if x, err := other.OtherSigning(path); err != nil || x != next {
			t.Errorf("the other key is not the next: %v", err)
		}
		if err := k.TurnSigning(path); err != nil || k.Signing() != next {
			t.Errorf("did not turn: %v", err)
		}
		if x, err := other.OtherSigning(path); err != nil || x != next || other.Signing() != next {
			t.Errorf("another process signs with the old key: %v", err)
		}
		back, err := Load(path)
		if err != nil || back.Signing() != next || back.WrapKey() != wrap {
			t.Errorf("the ring is another: %v", err)
		}
		if err := errors.Join(Erase(path), Erase(path)); err != nil {
			t.Error(err)
		}
		if _, err := Load(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after it was erased: %v", err)
		}
	}
}
