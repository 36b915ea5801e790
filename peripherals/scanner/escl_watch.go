package scanner

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// Run looks after the lamp until ctx or the scanner ends: a small GET of the
// device's status every ten seconds, sooner while it does not answer, none
// during a job. Scan works without it.
func (s *ESCL) Run(ctx context.Context) {
	if s.bad != nil {
		s.cond.set(desk.DeviceFault, Option)
		return
	}
	back := serial.Backoff{Rand: rand.Float64}
	missed, gone := 0, s.turn.ended()
	for {
		wait := s.waits.every
		switch looked, err := s.safely(ctx, missed); {
		case !looked:
		case err == nil:
			back.Reset()
			missed = 0
		default:
			wait = min(back.Next(), wait)
			missed++
			if missed == 2 { // once a fault, not once a look
				s.log.Warn("status", "code", Cause(err), "err", err)
			}
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
		case <-gone:
			t.Stop()
			return
		}
		t.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// look asks for the status once and lights the lamp by it, unless a job is
// running or has begun meanwhile. One lost answer of a device that was well is
// not yet a fault.
func (s *ESCL) look(ctx context.Context, missed int) (looked bool, err error) {
	ctx, end, ok := s.turn.look(ctx)
	if !ok {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.waits.ask)
	defer cancel()
	st, err := s.askStatus(ctx)
	looked = end(func() {
		switch {
		case err == nil:
			s.light(st)
		case missed > 0 || s.cond.now().State != desk.DeviceOK:
			s.doubt(Cause(err))
		}
	})
	if !looked {
		return false, nil
	}
	return true, err
}

// doubt lights the lamp for a status that could not be had. What says nothing
// about the device in a job, such as an address where no scanner answers, is a
// fault here.
func (s *ESCL) doubt(code string) {
	if _, ok := stateOf(code); !ok && code != Cancelled {
		s.cond.set(desk.DeviceFault, code)
		return
	}
	s.cond.saw(code)
}

// askStatus asks over a connection that is not kept: some devices serve one at
// a time. A panic is a crash of the driver, not of the desk.
func (s *ESCL) askStatus(ctx context.Context) (st scannerStatus, err error) {
	defer func() {
		if v := recover(); v != nil {
			s.log.Error("status", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			err = Trouble(Crash, fmt.Errorf("panic: %v", v))
		}
	}()
	defer s.wire.rest()
	return s.wire.status(ctx)
}

// light sets the lamp by what the device says of itself. An empty feeder, and a
// loaded one, say nothing about the device.
func (s *ESCL) light(st scannerStatus) {
	cause := st.trouble(jobInfo{})
	switch {
	case cause != "":
		s.cond.saw(cause)
	case st.state == "down":
		s.cond.saw(Offline)
	case st.stopped():
		s.cond.saw(Fault)
	default:
		s.cond.saw("")
	}
}

// safely is look, which one broken answer must not end for ever.
func (s *ESCL) safely(ctx context.Context, missed int) (looked bool, err error) {
	defer s.cond.guard(s.log, &err)
	return s.look(ctx, missed)
}
