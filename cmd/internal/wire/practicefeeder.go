package wire

import (
	"context"

	"xiaochuang/desk"
	"xiaochuang/peripherals/sim"
)

// A handFed scanner gets one sheet each time it is asked: in practice the trainee
// lays in what the visitor has just handed over. A full feeder would run on over
// materials that nobody has looked at.
type handFed struct{ *sim.Scanner }

// Scan implements desk.Scanner.
func (s handFed) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	s.Load(1)
	return s.Scanner.Scan(ctx, r, keep)
}
