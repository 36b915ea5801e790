package desk_test

import (
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

func TestReadMoney(t *testing.T) {
	for in, want := range map[string]string{
		"3000": "3000.00", "3,000.5": "3000.50", ".5": "0.50", "0": "0.00", "12.30": "12.30", "9999999999.99": "9999999999.99", "5.": "5.00", "007": "7.00",
		"": "", ".": "", "12.345": "", "1.2.3": "", "-1": "", "1e3": "", "10000000000": "", "３": "", "1 2": "",
	} {
		m, ok := desk.ReadMoney(in)
		if ok != (want != "") || ok && m.String() != want {
			t.Errorf("%q reads as %q (%t), want %q", in, m, ok, want)
		}
	}
}

// TestMoneyComesBack: every amount survives being written in yuan and in fen.
func TestMoneyComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := desk.Money(rapid.Int64Range(0, 999_999_999_999).Draw(t, "fen"))
		if got, ok := desk.ReadMoney(m.String()); !ok || got != m {
			t.Fatalf("%d fen come back as %d (%t)", m, got, ok)
		}
		if got, ok := desk.ParseMoney(m.Fen()); !ok || got != m {
			t.Fatalf("%d fen come back as %d (%t)", m, got, ok)
		}
	})
}
