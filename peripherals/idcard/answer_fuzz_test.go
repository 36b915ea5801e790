package idcard

import "testing"

// FuzzAnswer takes whole frames of the module apart, as far as a session does.
func FuzzAnswer(f *testing.F) {
	f.Add(Frame(0, 0, byte(OK)))
	f.Add(Frame(append([]byte{0, 0, byte(OK)}, make([]byte, 16)...)...))
	f.Add(Frame(append([]byte{0, 0, byte(OK), 1, 0, 0, 3}, make([]byte, BlockSize+3)...)...))
	f.Add(Frame(0, 0, byte(Text[0]), 1, 0, 0xff, 0xff))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := Cut(b, true)
		if err != nil || n == 0 {
			return
		}
		if n > len(b) {
			t.Fatalf("%d bytes of %d", n, len(b))
		}
		st, data, err := parseAnswer(b[:n])
		if err != nil {
			return
		}
		if st.err() != nil && st == OK {
			t.Fatal("OK is an error")
		}
		if s := moduleNumber(data); s != "" && (len(data) != 16 || len(s) < 20) {
			t.Fatalf("%q of %d bytes", s, len(data))
		}
		block, err := parseText(data)
		if err != nil {
			return
		}
		if len(block) != BlockSize {
			t.Fatalf("a block of %d bytes", len(block))
		}
		_, _ = Decode(block)
	})
}
