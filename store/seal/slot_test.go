package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// light is a cost for tests.
var light = Cost{Time: 1, Memory: 64}

// guarded makes a ring that two people unlock and a third only proves himself to.
func guarded(t *testing.T, s Suite) (path string, made *Keys, code string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "keys.json")
	made, err := Create(path, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		who, pin string
		opens    bool
	}{{"u01", "4711", true}, {"u02", "5822", true}, {"u04", "6933", false}} {
		if err := made.SetPIN(path, p.who, p.pin, p.opens, light); err != nil {
			t.Fatal(err)
		}
	}
	if made.Protected() {
		t.Fatal("protected before it was asked for")
	}
	if code, err = made.Protect(path, light); err != nil {
		t.Fatal(err)
	}
	return path, made, code
}

func TestProtectedRingOpensByEachPIN(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		path, made, code := guarded(t, s)
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		box, _ := made.Box().MarshalText()
		if bytes.Contains(file, box) || bytes.Contains(file, []byte("station_key")) {
			t.Fatal("a key stands in the clear")
		}
		for _, open := range []func(*Keys) error{
			func(k *Keys) error { return k.Unlock(path, "u01", "4711") },
			func(k *Keys) error { return k.Unlock(path, "u02", "5822") },
			func(k *Keys) error { return k.Recover(path, " "+code[:10]+" "+code[10:]) },
		} {
			k, err := Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if k.Open() || !k.Protected() || !k.Box().IsZero() {
				t.Fatal("open before anybody has unlocked it")
			}
			if k.BoxPublic() != made.BoxPublic() || k.Signing() != made.Signing() {
				t.Error("what moves sealed bytes is locked as well")
			}
			if err := open(k); err != nil {
				t.Fatal(err)
			}
			if !k.Open() || k.WrapKey() != made.WrapKey() || k.Box() != made.Box() {
				t.Error("another key came out")
			}
		}
	})
}

func TestWrongPINOpensNothing(t *testing.T) {
	path, _, _ := guarded(t, GM())
	k, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		who, pin string
		want     error
	}{
		{"u01", "5822", ErrPIN}, {"u01", "", ErrPIN}, {"u03", "4711", ErrNoSlot}, {"u04", "4711", ErrPIN}, {"u04", "6933", nil},
	} {
		if err := k.Unlock(path, tt.who, tt.pin); !errors.Is(err, tt.want) {
			t.Errorf("%s with %s: %v, want %v", tt.who, tt.pin, err, tt.want)
		}
		if k.Open() {
			t.Fatalf("%s with %s has opened it", tt.who, tt.pin)
		}
	}
	if err := k.Recover(path, "0000-0000-0000-0000-0000-0000"); !errors.Is(err, ErrPIN) {
		t.Errorf("a code that was never given: %v", err)
	}
	if err := k.SetPIN(path, "u03", "1357", true, light); !errors.Is(err, ErrLocked) {
		t.Errorf("a PIN in a locked ring: %v", err)
	}
}

// TestStolenFileNeedsItsSecret holds that a PIN is not all there is to a slot.
func TestStolenFileNeedsItsSecret(t *testing.T) {
	path, _, _ := guarded(t, GM())
	r, s, err := readRing(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Secret[0]++
	if _, err := r.Slots[0].open(s, &r, "4711"); !errors.Is(err, ErrPIN) {
		t.Errorf("the PIN alone: %v", err)
	}
}

func TestChangedPINTakesTheOldOnesPlace(t *testing.T) {
	path, made, code := guarded(t, Intl())
	if err := made.SetPIN(path, "u01", "97531", true, light); err != nil {
		t.Fatal(err)
	}
	again, err := made.Recovery(path, light)
	if err != nil || again == code {
		t.Fatal("the same code again", err)
	}
	k, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Unlock(path, "u01", "4711"); !errors.Is(err, ErrPIN) {
		t.Errorf("the old PIN: %v", err)
	}
	if err := k.Recover(path, code); !errors.Is(err, ErrPIN) {
		t.Errorf("the old code: %v", err)
	}
	if err := k.Unlock(path, "u01", "97531"); err != nil {
		t.Errorf("the new PIN: %v", err)
	}
	who, protected, err := Holders(path)
	if err != nil || len(who) != 3 || !protected {
		t.Errorf("holders %v, protected %v, %v", who, protected, err)
	}
}

func TestRingThatNobodyOpensIsNotProtected(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	k, err := Create(path, GM())
	if err != nil {
		t.Fatal(err)
	}
	if err := k.SetPIN(path, "u04", "6933", false, light); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Protect(path, light); !errors.Is(err, ErrLocked) {
		t.Fatalf("got %v", err)
	}
	if k, err = Load(path); err != nil || !k.Open() {
		t.Errorf("the key is gone: %v", err)
	}
}

// TestAPINIsDerivedBesideTheWork holds that whoever seals and opens is not held up
// while a PIN is set: the file is changed while somebody reads the keys.
func TestAPINIsDerivedBesideTheWork(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		path, k, _ := guarded(t, s)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		k.mu.RLock() // somebody is sealing, and goes on
		set := make(chan error, 1)
		go func() { set <- k.SetPIN(path, "u01", "8124", true, light) }()
		for deadline := time.Now().Add(30 * time.Second); ; {
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(before, after) {
				break
			}
			if time.Now().After(deadline) {
				k.mu.RUnlock()
				t.Fatal("the new PIN waits for whoever uses the keys")
			}
			time.Sleep(time.Millisecond)
		}
		k.mu.RUnlock()
		if err := <-set; err != nil {
			t.Fatal(err)
		}
		if err := k.Unlock(path, "u01", "8124"); err != nil {
			t.Error(err)
		}
	})
}

// TestChangesOfARingDoNotLoseEachOther sets PINs at once.
func TestChangesOfARingDoNotLoseEachOther(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		path, k, _ := guarded(t, s)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := k.SetPIN(path, fmt.Sprint("v", i), fmt.Sprint("740", i), true, light); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := range 8 {
			if err := k.Unlock(path, fmt.Sprint("v", i), fmt.Sprint("740", i)); err != nil {
				t.Errorf("v%d: %v", i, err)
			}
		}
	})
}
