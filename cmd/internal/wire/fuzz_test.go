package wire

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui"
)

// FuzzConfig reads any bytes as station.toml: a configuration that can be used, or
// an error that names the file.
func FuzzConfig(f *testing.F) {
	f.Add(template)
	f.Add([]byte("[station]\ncode = \"110101001001\"\n"))
	f.Add([]byte("[devices.ticket]\nport = \"/dev/ttyS0\"\nbaud = 9600\naddress = \"x:1\""))
	f.Add([]byte("[[printer]]\nname = \"x\"\nport = \"/dev/ttyS1\"\n[[route]]\npapers = [\"GZ\"]\nprinters = [\"x\"]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := parseConfig(configFile, b)
		if err != nil {
			if e, ok := err.(*ConfigError); !ok || e.Path != configFile || e.Code == "" || len(e.Error()) == 0 {
				t.Fatalf("%#v", err)
			}
			return
		}
		s := c.station()
		if len(s.Code) != 12 || len(s.Staff) == 0 || len(s.Windows) == 0 {
			t.Fatalf("%+v", s)
		}
		for _, fit := range c.Devices.fittings() {
			if (fit.Model == "") != (fit.At == "") {
				t.Fatalf("%+v", fit)
			}
		}
		c.route(desk.PaperTicket, 0)
	})
}

// FuzzBuildings reads any bytes as buildings.toml.
func FuzzBuildings(f *testing.F) {
	f.Add([]byte("[[estate]]\ncommunity = \"110101001001\"\nname = \"x\"\nbuildings = [\"1-12号楼\", \"甲3号楼\"]"))
	f.Add([]byte("[[estate]]\nbuildings = [\"1-999999999999号楼\"]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		to := []desk.Community{{Code: "110101001001", Name: "x"}}
		if addBuildings(buildingsFile, b, to) != nil {
			return
		}
		for _, e := range to[0].Estates {
			if e.Name == "" || len(e.Buildings) > 10_000 {
				t.Fatalf("%q has %d buildings", e.Name, len(e.Buildings))
			}
		}
	})
}

// FuzzPhrases reads any bytes as phrases.toml: what comes out fits into a field.
func FuzzPhrases(f *testing.F) {
	f.Add([]byte("u01 = [\"请带原件\"]"))
	f.Add([]byte("u01 = [\"\\u0007\\u202e\", \"\"]\n[u02]\n"))
	path := filepath.Join(f.TempDir(), phrasesFile)
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		of, err := (&phraseBook{path: path}).read()
		if err != nil {
			return
		}
		for _, list := range of {
			if len(list) > tui.MostPhrases {
				t.Fatalf("%d phrases", len(list))
			}
			for _, w := range list {
				if strings.ContainsAny(w, "\x00\x07\x1b\n\r") {
					t.Fatalf("%q", w)
				}
			}
		}
	})
}
