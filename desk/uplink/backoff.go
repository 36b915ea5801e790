package uplink

import "time"

// Bounds of waiting between tries.
const (
	backoffFloor = 2 * time.Second
	backoffBase  = 15 * time.Second
	backoffMost  = 20 * time.Minute
)

// Backoff is how long to wait after the n-th failure in a row, counted from 0,
// with full jitter: anywhere between nothing and a bound that doubles, but never
// less than the floor or than what the centre asked for. random is in [0, 1).
func Backoff(n int, random float64, asked time.Duration) time.Duration {
	most := backoffMost
	if n < 7 { // 15 s · 2⁷ is beyond 20 min.
		most = min(most, backoffBase<<max(n, 0))
	}
	return max(time.Duration(random*float64(most)), backoffFloor, asked)
}

// A budget keeps retries to a fifth of the requests of a run, beyond a few that
// everybody has, so that a thousand desks do not storm a centre that comes back.
type budget struct {
	requests, retries int
	free              int
}

func (b *budget) may() bool { return b.retries < b.free+b.requests/5 }
