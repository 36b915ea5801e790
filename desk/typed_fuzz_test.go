package desk

import (
	"testing"
	"unicode/utf8"
)

// FuzzTyped reads days and amounts as they are typed.
func FuzzTyped(f *testing.F) {
	for _, s := range []string{"2026-11-23", "2024-02-29", "1899-12-31", "3,000.5", ".50", "-1", "9999999999.99", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDay(s); err == nil {
			if string(d) != s || d.Start().IsZero() || len(d.Compact()) != 8 || d.Add(1).Add(-1) != d {
				t.Fatalf("%q is %q", s, d)
			}
		} else if KindOf(err) != Invalid {
			t.Fatal(err)
		}
		if m, ok := ReadMoney(s); ok {
			if back, ok := ReadMoney(m.String()); m < 0 || !ok || back != m {
				t.Fatalf("%q is %s, which is %s", s, m, back)
			}
			if back, ok := ParseMoney(m.Fen()); !ok || back != m {
				t.Fatalf("%q is kept as %s", s, m.Fen())
			}
		}
		if SeparatorForm(s) && !utf8.ValidString(s) {
			t.Fatalf("the form of a separator's code: %q", s)
		}
	})
}
