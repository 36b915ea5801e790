package sim

import "bytes"

// A token is a piece of an ESC/POS stream: bytes to print, or a request.
type token struct {
	bytes    []byte
	realTime byte // n of DLE EOT n
	inTurn   bool // GS r n
}

// A scanESC cuts a stream into tokens. It knows the length of commands that
// carry images or codes, so that their bytes are never taken for requests.
type scanESC struct{ rest []byte }

// feed takes more of the stream and returns what is complete.
func (s *scanESC) feed(b []byte) []token {
	s.rest = append(s.rest, b...)
	var all []token
	plain := 0 // bytes to print before the next request
	flush := func() {
		if plain > 0 {
			all = append(all, token{bytes: bytes.Clone(s.rest[:plain])})
			s.rest = s.rest[plain:]
			plain = 0
		}
	}
	for plain < len(s.rest) {
		next := s.rest[plain:]
		n, ok := length(next)
		if !ok {
			break
		}
		switch {
		case n == 3 && next[0] == 0x10 && next[1] == 0x04:
			flush()
			all = append(all, token{realTime: next[2]})
			s.rest = s.rest[3:]
		case n == 3 && next[0] == 0x1d && next[1] == 0x72:
			flush()
			all = append(all, token{inTurn: true})
			s.rest = s.rest[3:]
		default:
			plain += n
		}
	}
	flush()
	return all
}

// length returns how many bytes the command or character at the beginning of b
// has; false when b does not hold enough to tell, or not all of it.
func length(b []byte) (int, bool) {
	enough := func(n int) (int, bool) { return n, len(b) >= n }
	if b[0] != 0x10 && b[0] != 0x1b && b[0] != 0x1d {
		return 1, true
	}
	if len(b) < 2 {
		return 0, false
	}
	u16 := func(i int) int { return int(b[i]) | int(b[i+1])<<8 }
	switch string(b[:2]) {
	case "\x10\x04", "\x1dr": // DLE EOT n, GS r n
		return enough(3)
	case "\x1dv": // GS v 0 m xL xH yL yH data
		if len(b) < 8 {
			return 0, false
		}
		return enough(8 + u16(4)*u16(6))
	case "\x1d(", "\x1b(": // GS ( f pL pH data
		if len(b) < 5 {
			return 0, false
		}
		return enough(5 + u16(3))
	case "\x1b*": // ESC * m nL nH data
		if len(b) < 5 {
			return 0, false
		}
		columns := u16(3)
		if b[2] >= 32 {
			columns *= 3
		}
		return enough(5 + columns)
	}
	return 2, true
}
