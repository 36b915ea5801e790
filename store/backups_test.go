package store

import (
	"testing"
	"time"
)

// TestEveryPageIsReadWithinAMonth goes through three years, with their ends and a
// leap day: of any thirty days a page is read again on one.
func TestEveryPageIsReadWithinAMonth(t *testing.T) {
	first := time.Date(2026, 11, 1, 14, 0, 0, 0, time.UTC)
	for k := range readAgain {
		id := "sm3-" + string(rune('0'+k))
		last := -1
		for n := range 3 * 366 {
			if !dueToday(id, first.AddDate(0, 0, n)) {
				continue
			}
			if gap := n - last; last >= 0 && gap != readAgain || last < 0 && n >= readAgain {
				t.Fatalf("page %d is read on day %d and on day %d", k, last, n)
			}
			last = n
		}
	}
}
