package gate

import (
	"context"
	"math"

	"xiaochuang/desk"
)

// A Defect is a reason to take a page again.
type Defect = desk.PageFlaw

// The defects, in the order in which a Finding lists them.
const (
	Blank      = desk.FlawBlank
	Dark       = desk.FlawDark
	Blur       = desk.FlawBlur
	Glare      = desk.FlawGlare
	Cut        = desk.FlawCut
	UpsideDown = desk.FlawUpsideDown
)

// A Verdict is what the gate advises. The clerk may overrule it with a reason.
type Verdict string

// Verdicts.
const (
	Pass Verdict = "pass"
	Stop Verdict = "stop"
)

// A Score is one defect with what was measured and the limit that it crossed,
// in the unit of that limit.
type Score struct {
	Defect       Defect
	Value, Limit float64
}

// Measures are what was measured of a page, each in the unit of its limit. On a
// blank page only Paper and Strokes are.
type Measures struct {
	Paper      float64 // brightness of the paper, 0–255
	Strokes    float64 // length of all strokes, mm
	Edges      float64 // width of the edges of strokes, mm
	Pixel      float64 // side of a pixel, mm
	Glare      float64 // patches that cut writing, mm²
	AtFrame    float64 // strokes that run into the frame
	Missing    float64 // of a corner, mm²
	Characters int     // that were looked at for their direction
	Upright    float64 // standard errors; negative is upside down
}

// A Finding is what the gate says of one page.
type Finding struct {
	Verdict  Verdict
	Defects  []Score // none on a page that passes
	Measures Measures
}

// Has reports whether the page has the defect.
func (f Finding) Has(d Defect) bool {
	for _, s := range f.Defects {
		if s.Defect == d {
			return true
		}
	}
	return false
}

// Look measures a page, a whole JPEG or PNG file of the stated type, against
// the default limits, and takes it for a sheet of A4. It keeps nothing. Its errors
// are Problems: Unreadable, TooLarge, or Stopped when ctx ends, which it notices
// even while the image is decoded.
func Look(ctx context.Context, page []byte, mime string) (Finding, error) {
	return Defaults().Look(ctx, page, mime, 0)
}

// LookPage is Look for a page as it left the device, with its resolution.
func LookPage(ctx context.Context, p desk.ScannedPage) (Finding, error) {
	return Defaults().Look(ctx, p.Bytes, p.MIME, float64(p.DPI))
}

// Sizes that a resolution must give to be believed, in millimetres for the
// longer side: from an identity card to A3. Cameras state 72 or 96 dpi for
// whatever they take.
const (
	leastSide = 50.0
	mostSide  = 450.0
)

// Look measures a page of a resolution in dpi, 0 where it is unknown, against
// these limits.
func (l Limits) Look(ctx context.Context, page []byte, mime string, dpi float64) (Finding, error) {
	m, err := decode(ctx, page, mime)
	if err != nil {
		return Finding{}, err
	}
	f, _, err := l.see(ctx, lumaOf(m), dpi)
	return f, err
}

// see is Look for a decoded page; the sight is for what else is done with it.
func (l Limits) see(ctx context.Context, full luma, dpi float64) (Finding, *sight, error) {
	if side := float64(max(full.w, full.h)) / dpi * 25.4; !(side >= leastSide && side <= mostSide) {
		dpi = 0
	}
	s := view(full, dpi)
	m, err := measure(ctx, s, l)
	if err != nil {
		return Finding{}, nil, err
	}
	return l.judge(m), s, nil
}

// measure takes the measures whose limits are set.
func measure(ctx context.Context, s *sight, l Limits) (Measures, error) {
	cells := s.written()
	m := Measures{
		Paper:   float64(s.level),
		Strokes: s.strokes(cells),
		Pixel:   1 / s.scale / float64(s.k),
	}
	if m.Strokes < l.Blank {
		return m, nil
	}
	for _, step := range []struct {
		wanted bool
		do     func()
	}{
		{l.Blur > 0, func() { m.Edges = s.smear(cells) }},
		{l.Glare > 0, func() { m.Glare = s.glare(l.GlareJump, l.GlareCells) }},
		{l.Cut > 0, func() { m.AtFrame = s.atFrame() }},
		{l.Missing > 0, func() { m.Missing = s.missing() }},
		{l.UpsideDown > 0, func() { m.Upright, m.Characters = s.upright(cells) }},
	} {
		if ctx.Err() != nil {
			return Measures{}, stopped(ctx)
		}
		if step.wanted {
			step.do()
		}
	}
	return m, nil
}

// judge compares the measures with the limits.
func (l Limits) judge(m Measures) Finding {
	f := Finding{Verdict: Pass, Measures: m}
	found := func(d Defect, value, limit float64, over bool) {
		if limit > 0 && over {
			f.Verdict = Stop
			f.Defects = append(f.Defects, Score{d, value, limit})
		}
	}
	found(Blank, m.Strokes, l.Blank, m.Strokes < l.Blank)
	found(Dark, m.Paper, l.Dark, m.Paper < l.Dark)
	if m.Strokes < l.Blank {
		return f
	}
	blur := 0.0
	if l.Blur > 0 {
		blur = l.Blur + l.BlurPixel*m.Pixel
	}
	found(Blur, m.Edges, blur, m.Edges > blur)
	found(Glare, m.Glare, l.Glare, m.Glare >= l.Glare)
	if l.Cut > 0 && m.AtFrame >= l.Cut {
		found(Cut, m.AtFrame, l.Cut, true)
	} else {
		found(Cut, m.Missing, l.Missing, m.Missing >= l.Missing)
	}
	found(UpsideDown, math.Max(-m.Upright, 0), l.UpsideDown, -m.Upright >= l.UpsideDown)
	return f
}
