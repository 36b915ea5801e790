package scanner

import "time"

// Hasten shortens the waits for a child that hangs, which tests need not sit
// out. The tests on SANE's own backend keep the real ones.
func (s *SANE) Hasten() {
	s.dog = watchdog{silence: 1500 * time.Millisecond, settle: 300 * time.Millisecond, grace: 300 * time.Millisecond}
}
