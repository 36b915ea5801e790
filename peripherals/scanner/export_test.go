package scanner

import "time"

// Hasten shortens the waits for a child that hangs, which tests need not sit
// out. The tests on SANE's own backend keep the real ones.
func (s *SANE) Hasten(silence time.Duration) {
	s.dog = watchdog{silence: silence, settle: 300 * time.Millisecond, grace: 300 * time.Millisecond}
}
