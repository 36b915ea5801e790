package ui

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

func TestReadDay(t *testing.T) {
	for in, want := range map[string]desk.Day{
		"20261122": "2026-11-22", "2026-11-22": "2026-11-22", "2026.1.2": "2026-01-02", "2026/1/02": "2026-01-02",
		"2026年11月22日": "2026-11-22", "11.22": "2026-11-22", "1-2": "2026-01-02", "1122": "2026-11-22", "11月22日": "2026-11-22",
		"２０２６１１２２": "2026-11-22", "１１．２２": "2026-11-22", "20240229": "2024-02-29", " 2026-11-22 ": "2026-11-22",
		"20260229": "", "11.31": "", "1331": "", "": "", "-": "", "2026": "", "2026-11": "", "26-11-22": "", "today": "",
		"2026-11-22-1": "", "99999999": "", "2026-+1-02": "",
	} {
		got, ok := ReadDay(in, "2026-11-23")
		if got != want || ok != (want != "") {
			t.Errorf("%q reads as %q, want %q", in, got, want)
		}
	}
	if _, ok := ReadDay("11.22", ""); ok {
		t.Error("a day without a year, and no today to take it from")
	}
}

// TestReadDayIsADay: whatever is typed, what comes out is a day of the calendar,
// and every day comes out of each way to write it.
func TestReadDayIsADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if d, ok := ReadDay(rapid.StringMatching(`[0-9０-９./年月日 -]{0,12}`).Draw(t, "typed"), "2026-11-23"); ok {
			if _, err := desk.ParseDay(string(d)); err != nil {
				t.Fatalf("%q is no day", d)
			}
		}
		day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 100_000).Draw(t, "day"))
		for _, form := range []string{"20060102", "2006-1-2", "2006.01.02", "2006年1月2日"} {
			if d, ok := ReadDay(day.Format(form), ""); !ok || string(d) != day.Format(time.DateOnly) {
				t.Fatalf("%s reads as %q", day.Format(form), d)
			}
		}
	})
}

func TestADateIsWrittenOutWhenLeft(t *testing.T) {
	d := NewField(Date, 10)
	d.Today = "2026-11-23"
	d.Check = func(v string) string {
		if _, err := desk.ParseDay(v); err != nil {
			return "wrong"
		}
		return ""
	}
	d.Note = func(v string) string { return "day " + v }
	d.Set("１２．１")
	if !d.Validate() || d.Value() != "2026-12-01" || d.note() != "day 2026-12-01" {
		t.Errorf("left with %q, said %q", d.Value(), d.note())
	}
	d.Set("2月30日")
	if d.Validate() || d.note() != "" {
		t.Errorf("%q passed", d.Value())
	}
}
