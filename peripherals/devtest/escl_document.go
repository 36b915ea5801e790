package devtest

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
)

// esclSays is what a ScannerStatus document says. Empty parts are left out.
type esclSays struct {
	State  string
	Adf    string
	Reason string
	Jobs   []esclSaysJob `toml:"job"`
}

// esclSaysJob is what it says of one job.
type esclSaysJob struct {
	URI       string
	UUID      string
	State     string
	Reason    string
	Completed *int
	Left      *int
}

// document writes the status as XML.
func (s esclSays) document() []byte {
	var b strings.Builder
	put := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "<%s>%s</%s>\n", name, text, name)
		}
	}
	count := func(name string, n *int) {
		if n != nil {
			put(name, fmt.Sprint(*n))
		}
	}
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerStatus xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>2.63</pwg:Version>
`)
	put("pwg:State", s.State)
	if s.Reason != "" {
		put("pwg:StateReasons", "<pwg:StateReason>"+s.Reason+"</pwg:StateReason>")
	}
	put("scan:AdfState", s.Adf)
	if len(s.Jobs) > 0 {
		b.WriteString("<scan:Jobs>\n")
		for _, j := range s.Jobs {
			b.WriteString("<scan:JobInfo>\n")
			put("pwg:JobUri", j.URI)
			put("pwg:JobUuid", j.UUID)
			count("pwg:ImagesCompleted", j.Completed)
			count("pwg:ImagesToTransfer", j.Left)
			put("pwg:JobState", j.State)
			if j.Reason != "" {
				put("pwg:JobStateReasons", "<pwg:JobStateReason>"+j.Reason+"</pwg:JobStateReason>")
			}
			b.WriteString("</scan:JobInfo>\n")
		}
		b.WriteString("</scan:Jobs>\n")
	}
	b.WriteString("</scan:ScannerStatus>\n")
	return []byte(b.String())
}

// An esclWish is what a client's ScanSettings ask for.
type esclWish struct {
	feeder, colour bool
	duplex         bool
	dpi            int
	width, height  int // 1/300 inch
}

// scanSettings is the part of a ScanSettings document that the rig honours,
// with the namespaces that the specification gives its elements.
type scanSettings struct {
	XMLName xml.Name `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 ScanSettings"`
	Version string   `xml:"http://www.pwg.org/schemas/2010/12/sm Version"`
	Regions []struct {
		Units  string `xml:"http://www.pwg.org/schemas/2010/12/sm ContentRegionUnits"`
		X      int    `xml:"http://www.pwg.org/schemas/2010/12/sm XOffset"`
		Y      int    `xml:"http://www.pwg.org/schemas/2010/12/sm YOffset"`
		Width  int    `xml:"http://www.pwg.org/schemas/2010/12/sm Width"`
		Height int    `xml:"http://www.pwg.org/schemas/2010/12/sm Height"`
	} `xml:"http://www.pwg.org/schemas/2010/12/sm ScanRegions>ScanRegion"`
	Source string `xml:"http://www.pwg.org/schemas/2010/12/sm InputSource"`
	Colour string `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 ColorMode"`
	Format string `xml:"http://www.pwg.org/schemas/2010/12/sm DocumentFormat"`
	X      int    `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 XResolution"`
	Y      int    `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 YResolution"`
	Duplex string `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 Duplex"`
	Intent string `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 Intent"`
}

// What capabilities.xml offers.
var (
	esclResolutions = []int{75, 100, 150, 200, 300, 600}
	esclColours     = []string{"Grayscale8", "RGB24"}
	esclIntents     = []string{"", "Document", "Photo", "Preview", "TextAndGraphic"}
)

const esclMaxWidth, esclMaxHeight, esclMaxHeightFeeder = 2550, 3508, 4200

// readWish reads a client's settings and says what is wrong with them.
func readWish(body []byte) (esclWish, []string) {
	var s scanSettings
	if err := xml.Unmarshal(body, &s); err != nil {
		return esclWish{}, []string{"settings: " + err.Error()}
	}
	w := esclWish{feeder: s.Source == "Feeder", colour: s.Colour == "RGB24", duplex: s.Duplex == "true", dpi: s.X}
	var faults []string
	must := func(ok bool, format string, a ...any) {
		if !ok {
			faults = append(faults, "settings: "+fmt.Sprintf(format, a...))
		}
	}
	must(strings.HasPrefix(s.Version, "2."), "version %q", s.Version)
	must(w.feeder || s.Source == "Platen", "source %q", s.Source)
	must(slices.Contains(esclColours, s.Colour), "colour mode %q", s.Colour)
	must(slices.Contains(esclIntents, s.Intent), "intent %q", s.Intent)
	must(s.Format == "image/jpeg", "format %q", s.Format)
	must(s.X == s.Y && slices.Contains(esclResolutions, s.X), "resolution %d × %d", s.X, s.Y)
	must(w.feeder || !w.duplex, "both sides on the glass")
	must(len(s.Regions) == 1, "%d regions", len(s.Regions))
	if len(s.Regions) == 1 {
		r := s.Regions[0]
		w.width, w.height = r.Width, r.Height
		tall := esclMaxHeight
		if w.feeder {
			tall = esclMaxHeightFeeder
		}
		must(r.Units == "escl:ThreeHundredthsOfInches", "unit %q", r.Units)
		must(r.X >= 0 && r.Y >= 0 && r.Width >= 16 && r.Height >= 16 && r.X+r.Width <= esclMaxWidth && r.Y+r.Height <= tall,
			"region %+v", r)
	}
	return w, faults
}
