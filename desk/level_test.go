package desk_test

import (
	"testing"

	"xiaochuang/desk"
)

func TestLevelsAreNumberedBothWaysRound(t *testing.T) {
	for _, tt := range []struct {
		level          desk.Level
		stars, gb39046 int
		bad            bool
	}{
		{desk.VerySatisfied, 5, 1, false},
		{desk.Satisfied, 4, 2, false},
		{desk.Fair, 3, 3, false},
		{desk.Dissatisfied, 2, 4, true},
		{desk.VeryDissatisfied, 1, 5, true},
		{"", 0, 0, false},
		{"splendid", 0, 0, false},
	} {
		if tt.level.Stars() != tt.stars || tt.level.GB39046() != tt.gb39046 || tt.level.Bad() != tt.bad {
			t.Errorf("%q: %d stars, GB/T 39046 %d, bad %v; want %d, %d, %v",
				tt.level, tt.level.Stars(), tt.level.GB39046(), tt.level.Bad(), tt.stars, tt.gb39046, tt.bad)
		}
		back, ok := desk.LevelOfStars(tt.stars)
		if want := tt.stars > 0; ok != want || want && back != tt.level {
			t.Errorf("%d stars are %q, %v", tt.stars, back, ok)
		}
	}
	for _, n := range []int{-1, 0, 6, 100} {
		if l, ok := desk.LevelOfStars(n); ok || l != "" {
			t.Errorf("%d stars are %q", n, l)
		}
	}
	if len(desk.Levels) != 5 {
		t.Errorf("%d levels", len(desk.Levels))
	}
}
