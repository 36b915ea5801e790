package gate

import (
	"testing"

	"xiaochuang/desk"
)

// FuzzAnswer has whatever a process may say that a page has taken over.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"Finding":{"Verdict":"pass"},"Width":3,"Height":4}` + "\n"))
	f.Add([]byte(`{"Finding":{"Defects":[{"Defect":"blur"}]},"Width":3,"Height":4,"Changed":true}` + "\n\xff\xd8\xff"))
	f.Add([]byte(`{"Kind":"full","What":"gate.too_large"}` + "\n"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, kept, err := read(b)
		if err != nil {
			if k := desk.KindOf(err); k == "" {
				t.Fatal(err)
			}
			return
		}
		if a.Width < 1 || a.Height < 1 || a.Width > maxSide || a.Height > maxSide || a.Changed != (len(kept) > 0) {
			t.Fatalf("%+v with %d bytes", a, len(kept))
		}
		for _, d := range a.Finding.Defects {
			if !d.Defect.Known() {
				t.Fatalf("%+v", d)
			}
		}
	})
}
