package blob

import (
	"testing"
	"time"
)

// TestTurn goes through three years, with their ends and a leap day: each blob is
// read again every thirty days.
func TestTurn(t *testing.T) {
	const days = 30
	first := time.Date(2026, 11, 1, 14, 0, 0, 0, time.UTC)
	for k := range days {
		id, last := "sm3-"+string(rune('0'+k)), -1
		for n := range 3 * 366 {
			if !Turn(id, first.AddDate(0, 0, n), days) {
				continue
			}
			if gap := n - last; last >= 0 && gap != days || last < 0 && n >= days {
				t.Fatalf("blob %d is read on day %d and on day %d", k, last, n)
			}
			last = n
		}
	}
}
