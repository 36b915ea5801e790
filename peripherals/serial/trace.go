package serial

import "time"

// A TraceEvent is one act on a line: what, how much, how long and how it
// ended. It never holds a byte that was sent or received.
type TraceEvent struct {
	Op    string // open, read, write, frame, skip, close
	Bytes int
	Took  time.Duration
	Code  string // "" when it went well, else the code of its Condition
}

// A Trace receives every act on a line; nil receives nothing. It is called
// from the goroutine that acts and must return at once.
type Trace func(TraceEvent)

func (t Trace) event(op string, n int, start time.Time, err error) {
	if t == nil {
		return
	}
	e := TraceEvent{Op: op, Bytes: n, Took: time.Since(start)}
	if err != nil {
		_, e.Code = Condition(err)
	}
	t(e)
}
