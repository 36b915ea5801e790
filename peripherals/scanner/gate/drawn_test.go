package gate_test

import (
	"image"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A typeface sets the pages that the tests draw themselves.
type typeface struct {
	font  *opentype.Font
	runes []rune // that it can draw, common ones first
}

// embedded reads the typeface of our papers.
func embedded(t testing.TB) typeface {
	t.Helper()
	return readFace(t, "../../printer/pdf/face/text.ttf")
}

func readFace(t testing.TB, path string) typeface {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := opentype.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("../../printer/pdf/face/standard.txt")
	if err != nil {
		t.Fatal(err)
	}
	face := typeface{font: f}
	for i, r := range []rune(string(table)) {
		if g, err := f.GlyphIndex(nil, r); i < 3500 && err == nil && g > 0 && r > ' ' {
			face.runes = append(face.runes, r)
		}
	}
	if len(face.runes) < 3000 {
		t.Fatalf("%s draws only %d common characters", path, len(face.runes))
	}
	return face
}

// words are what the papers of citizens are full of.
var words = []string{
	"申请人", "居民身份证", "户口簿", "劳动合同", "营业执照", "房屋租赁", "社区服务站", "街道办事处", "证明", "材料",
	"办理", "居住", "登记", "审核", "受理", "本人", "承诺", "以上", "情况", "属实", "如有", "虚假", "愿意", "承担",
	"责任", "联系电话", "地址", "北京市", "东城区", "出生", "日期", "民族", "性别", "关系", "配偶", "子女", "父母",
	"老年人", "优待", "补贴", "医疗", "保险", "参保", "缴费", "单位", "公章", "年", "月", "日", "第一条", "规定",
	"应当", "提供", "复印件", "原件", "2024", "2019", "110101", "37", "1", "A4", "No", "cm", "WGS", "page",
}

// A pen draws on a sheet. Its random source alone decides what stands there.
type pen struct {
	*sheet
	*rand.Rand
	face  typeface
	faces map[int]font.Face // by size in tenths of a point
	ink   float32
}

func (p *pen) sized(pt float64) font.Face {
	key := int(math.Round(pt * 10))
	if f, ok := p.faces[key]; ok {
		return f
	}
	f, err := opentype.NewFace(p.face.font, &opentype.FaceOptions{Size: pt, DPI: p.dpi})
	if err != nil {
		panic(err)
	}
	p.faces[key] = f
	return f
}

// write sets text with its baseline at y and returns where it ends. All in
// millimetres, the size in points.
func (p *pen) write(x, y, pt float64, text string) float64 {
	f := p.sized(pt)
	dot := fixed.Point26_6{X: fixed.Int26_6(p.px(x) * 64), Y: fixed.Int26_6(p.px(y) * 64)}
	for _, r := range text {
		dr, mask, at, advance, ok := f.Glyph(dot, r)
		if !ok {
			continue
		}
		p.stamp(dr, mask.(*image.Alpha), at)
		dot.X += advance
	}
	return p.mm(float64(dot.X) / 64)
}

// stamp lays ink through a mask.
func (p *pen) stamp(dr image.Rectangle, mask *image.Alpha, at image.Point) {
	clip := dr.Intersect(image.Rect(0, 0, p.w, p.h))
	for y := clip.Min.Y; y < clip.Max.Y; y++ {
		row := mask.Pix[mask.PixOffset(at.X+clip.Min.X-dr.Min.X, at.Y+y-dr.Min.Y):]
		to := p.pix[y*p.w+clip.Min.X:]
		for i := range clip.Dx() {
			to[i] += (min(p.ink, to[i]) - to[i]) * float32(row[i]) / 255
		}
	}
}

// sentence makes a text of n characters or a little more.
func (p *pen) sentence(n int) string {
	var out []rune
	since := 0
	for len(out) < n {
		if p.IntN(3) == 0 {
			out = append(out, p.face.runes[p.IntN(len(p.face.runes))])
		} else {
			out = append(out, []rune(words[p.IntN(len(words))])...)
		}
		if since++; since > 3 && p.IntN(4) == 0 {
			out = append(out, []rune("，，，。、；：")[p.IntN(7)])
			since = 0
		}
	}
	return string(out)
}

// paragraph fills lines between left and right from y and returns the y below.
func (p *pen) paragraph(left, right, y, pt, leading float64, text string) float64 {
	em := pt * 25.4 / 72
	x := left + 2*em
	for _, r := range text {
		if x+em > right {
			x = left
			y += em * leading
		}
		x = p.write(x, y, pt, string(r))
	}
	return y + em*leading
}

// seal draws a round stamp with a star of strokes in it, in red as grey shows
// it.
func (p *pen) seal(cx, cy, r float64) {
	grey := 0.3 + 0.25*p.Float32()
	p.each(cx-r, cy-r, 2*r, 2*r, func(x, y float64, g float32) float32 {
		d := math.Hypot(x-cx, y-cy)
		a := math.Atan2(y-cy, x-cx)
		if d < r && d > r-1.1 || d < r*0.3*(0.65+0.35*math.Cos(5*a)) {
			return min(g, grey)
		}
		return g
	})
	save := p.ink
	p.ink = grey
	p.write(cx-r*0.6, cy+r*0.7, 9, "业务专用章")
	p.ink = save
}

// photo draws a block as halftones are: smooth areas, some edges, grain.
func (p *pen) photo(x, y, w, h float64) {
	var k [8]float64
	for i := range k {
		k[i] = p.Float64()
	}
	cx, cy, r := x+w*(0.4+0.2*k[0]), y+h*(0.35+0.1*k[1]), w*(0.2+0.1*k[2])
	p.each(x, y, w, h, func(px, py float64, _ float32) float32 {
		g := 0.45 + 0.2*math.Sin(k[3]*9+px/w*3) + 0.15*math.Cos(k[4]*9+py/h*4)
		if math.Hypot(px-cx, (py-cy)*0.8) < r {
			g = 0.72 - 0.1*(px-cx)/r
		} else if py > y+h*0.65 && math.Abs(px-cx) < w*0.38 {
			g = 0.18 + 0.05*math.Sin(px)
		}
		return float32(g) + 0.04*(p.Float32()-0.5)
	})
}
