package escpos

// Next returns how many bytes the first command or character of b has, its
// arguments and picture included. It knows what Render writes; 0 stands for
// anything else, and for half of a command. Between two of them a printer may
// be asked how it is.
func Next(b []byte) int {
	n := next(b)
	if n > len(b) {
		return 0
	}
	return n
}

func next(b []byte) int {
	switch {
	case len(b) == 0:
		return 0
	case b[0] >= 0x80:
		return 2 // of GBK
	case b[0] != esc && b[0] != fs && b[0] != gs:
		return 1
	case len(b) < 2:
		return 0
	}
	name := [2]byte(b)
	n, known := arguments[name]
	switch {
	case !known || len(b) < 2+n:
		return 0
	case name == [2]byte{gs, 'V'} && b[2] == 'B':
		n++ // the feed
	case name == [2]byte{gs, 'v'}:
		n += (int(b[4]) | int(b[5])<<8) * (int(b[6]) | int(b[7])<<8)
	}
	return 2 + n
}
