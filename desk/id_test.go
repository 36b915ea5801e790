package desk

import "testing"

func TestNumbers(t *testing.T) {
	s := Serial{Station: "110101001001", Desk: "01", Letter: "A"}
	no := s.Number("GZ", "2026-11-22", 7)
	if no != "GZ-110101001001-20261122-01A0007" {
		t.Errorf("paper number = %q", no)
	}
	for _, tt := range []struct {
		name string
		no   string
		want int
	}{
		{"counter after the letter", no, 7},
		{"two letters after many incarnations", "GZ-110101001001-20261122-01AB0012", 12},
		{"more than four digits", s.Number("GZ", "2026-11-22", 12345), 12345},
		{"no counter", "nonsense", 0},
	} {
		if got := Running(tt.no); got != tt.want {
			t.Errorf("%s: Running(%q) = %d, want %d", tt.name, tt.no, got, tt.want)
		}
	}
	if got := s.Ticket("A", 12); got != "A012" {
		t.Errorf("ticket = %q", got)
	}
	s.Letter = "B"
	if got := s.Ticket("A", 12); got != "A012B" {
		t.Errorf("ticket of the second incarnation = %q", got)
	}
	s.Practice = true
	if got := s.Ticket("A", 12); got != "演A012B" {
		t.Errorf("practice ticket = %q", got)
	}
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 53: "BA"} {
		if got := IncarnationLetter(n); got != want {
			t.Errorf("letter of incarnation %d = %q, want %q", n, got, want)
		}
	}
}
