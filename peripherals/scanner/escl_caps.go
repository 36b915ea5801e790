package scanner

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"xiaochuang/desk"
)

// perInch is the unit of eSCL's scan regions.
const perInch = 300

// capabilities are what a device says that it offers. Every part of it may be
// missing; what is not said is not held against the device.
type capabilities struct {
	platen *intake // nil on a device without glass
	feeder *intake // nil on a device without feeder
	duplex *intake // nil on one whose feeder takes one side only
}

// An intake is one source of paper. Zero means not said.
type intake struct {
	maxWidth, maxHeight int // 1/300 inch
	minWidth, minHeight int
	colours             []string
	formats             []string // of pwg:DocumentFormat
	formatsExt          []string // of scan:DocumentFormatExt
	intents             []string
	resolutions         []int // where the device lists them
	low, high, step     int   // where it gives a range
}

// readCapabilities reads a ScannerCapabilities document.
func readCapabilities(root *element) (*capabilities, error) {
	if root.name != "ScannerCapabilities" {
		return nil, Trouble(Unsupported, fmt.Errorf("document %.40q is not ScannerCapabilities", root.name))
	}
	c := &capabilities{}
	shared := root.kid("SettingProfiles")
	if p := root.kid("Platen"); !p.empty() {
		c.platen = readIntake(p, shared)
	}
	if a := root.kid("Adf"); !a.empty() {
		caps := a
		for _, name := range []string{"AdfSimplexInputCaps", "AdfDuplexInputCaps"} {
			if k := a.kid(name); !k.empty() {
				caps = k
				break
			}
		}
		c.feeder = readIntake(caps, shared)
		if k := a.kid("AdfDuplexInputCaps"); !k.empty() {
			c.duplex = readIntake(k, shared)
		}
	}
	return c, nil
}

// readIntake reads one source. A profile may stand beside the sources and be
// referred to by name; a source with none of its own has those.
func readIntake(e, shared *element) *intake {
	first := func(name string) int {
		for _, k := range e.all(name) {
			return max(k.number(), 0)
		}
		return 0
	}
	in := &intake{
		maxWidth: first("MaxWidth"), maxHeight: first("MaxHeight"),
		minWidth: first("MinWidth"), minHeight: first("MinHeight"),
		intents: append(e.texts("Intent"), e.texts("SupportedIntent")...),
	}
	profile := e
	if len(e.all("SupportedResolutions")) == 0 && len(e.all("ColorMode")) == 0 {
		profile = shared
	}
	in.colours = profile.texts("ColorMode")
	in.formats = profile.texts("DocumentFormat")
	in.formatsExt = profile.texts("DocumentFormatExt")
	in.readResolutions(profile)
	return in
}

// readResolutions reads the list of resolutions or their range, which stands
// under XResolution or under XResolutionRange.
func (in *intake) readResolutions(profile *element) {
	for _, d := range profile.all("DiscreteResolution") {
		x, y := d.kid("XResolution").number(), d.kid("YResolution").number()
		if x > 0 && (x == y || y < 0) {
			in.resolutions = append(in.resolutions, x)
		}
	}
	slices.Sort(in.resolutions)
	for _, name := range []string{"XResolution", "XResolutionRange"} {
		for _, r := range profile.all(name) {
			low, high := r.kid("Min").number(), r.kid("Max").number()
			if low > 0 && high >= low {
				in.low, in.high, in.step = low, high, max(r.kid("Step").number(), 1)
			}
		}
	}
}

// Resolutions that are tried on a device which names none.
const (
	minDPI = 50
	maxDPI = 1200
)

// allows reports whether the source offers a resolution.
func (in *intake) allows(dpi int) bool {
	switch {
	case dpi < minDPI:
		return false
	case len(in.resolutions) > 0:
		return slices.Contains(in.resolutions, dpi)
	case in.high > 0:
		return dpi >= in.low && dpi <= in.high && (dpi-in.low)%in.step == 0
	}
	return dpi <= maxDPI
}

// nearest returns the lowest resolution on offer that is not below dpi, or the
// highest there is.
func (in *intake) nearest(dpi int) int {
	switch {
	case in.allows(dpi):
		return dpi
	case len(in.resolutions) > 0:
		i, _ := slices.BinarySearch(in.resolutions, dpi)
		return in.resolutions[min(i, len(in.resolutions)-1)]
	case in.high > 0:
		steps := (in.high - in.low) / in.step
		return in.low + min(max((dpi-in.low+in.step-1)/in.step, 0), steps)*in.step
	}
	return min(max(dpi, minDPI), maxDPI)
}

// colour returns the mode for colour or grey; where the device lacks it, the
// next best. Sixteen bits a channel are never asked for.
func (in *intake) colour(colour bool) string {
	order := []string{"Grayscale8", "RGB24", "BlackAndWhite1"}
	if colour {
		order = []string{"RGB24", "Grayscale8", "BlackAndWhite1"}
	}
	for _, mode := range order {
		if slices.Contains(in.colours, mode) {
			return mode
		}
	}
	return order[0]
}

// format returns the form to ask pages in: JPEG, or PNG from a device without
// it. A device's PDF is a picture in a wrapper, many times the size.
func (in *intake) format() (imageFormat, error) {
	named := slices.Concat(in.formats, in.formatsExt)
	for _, f := range []imageFormat{jpegFormat, pngFormat} {
		if len(named) == 0 || slices.ContainsFunc(named, func(n string) bool { return strings.EqualFold(n, f.mime) }) {
			return f, nil
		}
	}
	return imageFormat{}, Trouble(Unsupported, fmt.Errorf("device offers %q only", named))
}

// A ticket is what is asked of the device.
type ticket struct {
	source        string // Platen or Feeder
	colour        string
	intent        string // "" for none
	format        imageFormat
	ext           bool // the device wants DocumentFormatExt as well
	dpi           int
	width, height int // 1/300 inch
	duplex        bool
}

// ticket turns a request into a ticket that the device can honour.
func (c *capabilities) ticket(r desk.ScanRequest, set ESCLSettings) (ticket, error) {
	t := ticket{source: "Platen", dpi: r.Resolution}
	in := c.platen
	switch {
	case r.Source == "" && in == nil && c.feeder == nil:
		in = &intake{} // it names no source at all: the glass is what most have
	case r.Source == "adf" && c.feeder != nil, r.Source == "" && in == nil:
		t.source, in = "Feeder", c.feeder
	case r.Source == "duplex" && c.duplex != nil:
		t.source, t.duplex, in = "Feeder", true, c.duplex
	case r.Source != "":
		return ticket{}, Trouble(Source, fmt.Errorf("source %q", r.Source))
	}
	if t.dpi == 0 {
		t.dpi = in.nearest(set.Resolution)
	}
	t.width = side(set.Width, in.minWidth, in.maxWidth)
	t.height = side(set.Height, in.minHeight, in.maxHeight)
	if !in.allows(t.dpi) || t.dpi > maxSide || t.pixels(t.width)*t.pixels(t.height) > maxPixels {
		return ticket{}, Trouble(Resolution, fmt.Errorf("%d dpi", t.dpi))
	}
	var err error
	if t.format, err = in.format(); err != nil {
		return ticket{}, err
	}
	t.colour = in.colour(r.Colour)
	t.ext = len(in.formatsExt) > 0
	if slices.Contains(in.intents, "Document") {
		t.intent = "Document"
	}
	return t, nil
}

// side returns the length to scan: the paper's, within what the source takes.
func side(mm float64, least, most int) int {
	n := max(int(math.Round(mm/mmPerInch*perInch)), least, 1)
	if most > 0 {
		n = min(n, most)
	}
	return n
}

func (t ticket) pixels(length int) int { return length * t.dpi / perInch }

// body is the ScanSettings document of a ticket. Every value in it is ours.
func (t ticket) body() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<scan:ScanSettings xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"` +
		` xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03">` +
		`<pwg:Version>2.0</pwg:Version>`)
	put := func(name, value string) { fmt.Fprintf(&b, "<%s>%s</%s>", name, value, name) }
	if t.intent != "" {
		put("scan:Intent", t.intent)
	}
	fmt.Fprintf(&b, "<pwg:ScanRegions><pwg:ScanRegion>"+
		"<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>"+
		"<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>"+
		"<pwg:Width>%d</pwg:Width><pwg:Height>%d</pwg:Height></pwg:ScanRegion></pwg:ScanRegions>", t.width, t.height)
	put("pwg:InputSource", t.source)
	put("scan:ColorMode", t.colour)
	put("pwg:DocumentFormat", t.format.mime)
	if t.ext {
		put("scan:DocumentFormatExt", t.format.mime)
	}
	put("scan:XResolution", fmt.Sprint(t.dpi))
	put("scan:YResolution", fmt.Sprint(t.dpi))
	if t.source == "Feeder" {
		put("scan:Duplex", fmt.Sprint(t.duplex))
	}
	b.WriteString("</scan:ScanSettings>\n")
	return []byte(b.String())
}
