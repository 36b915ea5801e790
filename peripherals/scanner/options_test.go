package scanner

import (
	"slices"
	"strings"
	"testing"
)

// The listings are in the form of scanimage 1.2.1; the names are those of
// common backends.
func TestOptionsOfSeveralBackends(t *testing.T) {
	for _, tt := range []struct {
		name                        string
		listing                     []string
		grey, colour, feeder, glass string
		yes, no                     []float64 // resolutions
	}{
		{
			"test",
			[]string{
				"    --mode Gray|Color [Gray]",
				"    --resolution 1..1200dpi (in steps of 1) [50]",
				"    --source Flatbed|Automatic Document Feeder [Flatbed]",
			},
			"Gray", "Color", "Automatic Document Feeder", "Flatbed",
			[]float64{1, 200, 1200},
			[]float64{0, 1201, 99999},
		},
		{
			"brother",
			[]string{
				"    --mode Black & White|Gray[Error Diffusion]|True Gray|24bit Color|24bit Color[Fast] [24bit Color]",
				"    --resolution 100|150|200|300|400|600|1200dpi [200]",
				"    --source FlatBed|Automatic Document Feeder(left aligned)|Automatic Document Feeder(left aligned,Duplex) [FlatBed]",
			},
			"True Gray", "24bit Color", "Automatic Document Feeder(left aligned)", "FlatBed",
			[]float64{200, 1200},
			[]float64{250, 2400},
		},
		{
			"airscan",
			[]string{
				"    --resolution auto||75|100|200|300dpi [300]",
				"    --mode Color|Gray [Color]",
				"    --source Flatbed|ADF|ADF Duplex [Flatbed]",
			},
			"Gray", "Color", "ADF", "Flatbed",
			[]float64{75, 300},
			[]float64{150},
		},
		{
			"feeder only, duplex first",
			[]string{
				"    --source ADF Duplex|ADF Front [ADF Front]",
				"    --mode Lineart|Gray|Color [Lineart]",
				"    --resolution 50..600dpi (in steps of 1) [inactive]",
			},
			"Gray", "Color", "ADF Front", "",
			[]float64{200},
			nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := readOptions(tt.listing)
			grey, _ := o.mode(false)
			colour, _ := o.mode(true)
			feeder, _ := o.feeder()
			glass, _ := o.flatbed()
			if got, want := []string{grey, colour, feeder, glass}, []string{tt.grey, tt.colour, tt.feeder, tt.glass}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			for _, v := range tt.yes {
				if !o["resolution"].allows(v) {
					t.Errorf("%v dpi refused", v)
				}
			}
			for _, v := range tt.no {
				if o["resolution"].allows(v) {
					t.Errorf("%v dpi allowed", v)
				}
			}
		})
	}
}

func TestOptionsThatCannotBeSetAreLeftOut(t *testing.T) {
	o := readOptions([]string{
		"All options specific to device `x':",
		"    --three-pass[=(yes|no)] [inactive]",
		"    --button [hardware]",
		"    --depth 1|8|16 [8]",
		"        Number of bits per sample, --mode Gray [Gray]",
		"    --int <int> [3]",
		"    --gamma 0..255,... (in steps of 1) [advanced]",
		"    --buffer-size 4096 [32] [advanced]",
	})
	var names []string
	for n := range o {
		names = append(names, n)
	}
	slices.Sort(names)
	if want := []string{"buffer-size", "depth", "int"}; !slices.Equal(names, want) {
		t.Errorf("got %q", names)
	}
}

func FuzzReadOptions(f *testing.F) {
	f.Add("    --resolution 1..1200dpi (in steps of 1) [50]")
	f.Add("    --mode Gray|Color[Fast] [Gray]")
	f.Fuzz(func(t *testing.T, line string) {
		for name, o := range readOptions([]string{line}) {
			if name == "" || o.ranged && len(o.words) > 0 {
				t.Errorf("%q gives %q %+v", line, name, o)
			}
		}
	})
}

func FuzzExamine(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\x64\x00\x64\x00\x00\xff\xd9"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x00IEND\xaeB`\x82"))
	f.Fuzz(func(t *testing.T, b []byte) {
		form, c, err := examine(b)
		if err == nil && (c.Width < 1 || c.Height < 1 || c.Width*c.Height > maxPixels) {
			t.Errorf("%d × %d accepted", c.Width, c.Height)
		}
		if density(form, b) < 0 {
			t.Error("negative density")
		}
	})
}

func TestFeederWithBothSides(t *testing.T) {
	for _, tt := range []struct {
		source, mode, want string
		ok                 bool
	}{
		{"    --source Flatbed|ADF|ADF Duplex [Flatbed]", "", "ADF Duplex", true},
		{"    --source Flatbed|Automatic Document Feeder [Flatbed]", "    --adf-mode Simplex|Duplex [Simplex]", "Automatic Document Feeder", true},
		{"    --source Flatbed|Automatic Document Feeder [Flatbed]", "", "", false},
		{"    --source Flatbed [Flatbed]", "    --adf-mode Simplex|Duplex [Simplex]", "", false},
	} {
		if got, ok := readOptions([]string{tt.source, tt.mode}).duplex(); got != tt.want || ok != tt.ok {
			t.Errorf("%s %s: %q, %v", tt.source, tt.mode, got, ok)
		}
	}
}

// FuzzComplaint has hostile lines of scanimage: the first cause stays.
func FuzzComplaint(f *testing.F) {
	f.Add("scanimage: sane_start: Document feeder jammed\nBatch terminated, 3 pages scanned")
	f.Add("Scanned page 3. (scanner status = 5)\nScanned page 4. (scanner status = 6)")
	f.Add("scanimage: open of device x failed: Invalid argument")
	f.Add("Scanned page 99999999999999999999. (scanner status = -1)")
	f.Fuzz(func(t *testing.T, said string) {
		j := &job{}
		first := ""
		for line := range strings.SplitSeq(said, "\n") {
			v := j.complaint(printable([]byte(line)))
			if v != talk && v != last {
				t.Fatalf("%q means %d", line, v)
			}
			if first == "" {
				first = j.fault
			}
			if j.fault != first {
				t.Fatalf("%q after %q", j.fault, first)
			}
		}
		if first != "" && Cause(Trouble(first, nil)) != first {
			t.Fatalf("cause %q", first)
		}
	})
}
