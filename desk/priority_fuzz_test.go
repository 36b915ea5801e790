package desk

import "testing"

// FuzzReasons reads any bytes as a station's own reasons for priority.
func FuzzReasons(f *testing.F) {
	f.Add([]byte("[[reason]]\ncode = \"x\"\nname = \"老年人\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := ParseReasons(b)
		if err != nil {
			return
		}
		for _, r := range list {
			if r.Code == "" || r.Name == "" {
				t.Fatalf("%+v", r)
			}
		}
	})
}
