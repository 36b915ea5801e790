package fieldmap

import (
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte("system: a\nversion: 2\nencoding: GBK\nnumber: [0-9]{8}\ncheck: luhn\npage: p # one\nx | case.no | digits | 18\ny | applicant.name | - | 30B\n"))
	f.Add([]byte("system: a\nx | case.no\n|||\nnumber: (((\n:\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, found := Parse("x.map", b)
		lines := strings.Count(string(b), "\n") + 1
		for _, x := range found {
			if x.Code == "" || x.Line < 0 || x.Line > lines {
				t.Fatalf("finding %+v in %d lines", x, lines)
			}
		}
		if len(found) > 0 {
			return
		}
		if m.System == "" || len(m.Fields) == 0 || len(m.Fields) > mostFields {
			t.Fatalf("%+v", m)
		}
		for _, x := range m.Fields {
			if x.Page == "" || x.Label == "" || !Known(x.Value) || x.Max < 0 || x.Max > mostChars {
				t.Fatalf("%+v", x)
			}
		}
	})
}
