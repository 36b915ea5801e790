package gate_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/image/font"
)

// layouts are the kinds of page that the tests draw.
var layouts = []func(*pen){letter, form, list, copied, sparse, certificate, dense, receipts, ledger, foreign}

// drawn returns the n-th page of renderer A: A4 at a resolution.
func drawn(face typeface, n int, dpi float64) *sheet {
	p := &pen{
		sheet: newSheet(int(210/25.4*dpi), int(297/25.4*dpi), dpi, 1),
		Rand:  rand.New(rand.NewPCG(uint64(n), 0x5ca11)),
		face:  face, faces: map[int]font.Face{},
	}
	p.ink = 0.03 + 0.2*p.Float32()
	layouts[n%len(layouts)](p)
	return p.sheet
}

// between returns a number from lo to hi.
func between(r *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }

func (p *pen) title(y, pt float64, text string) {
	em := pt * 25.4 / 72
	p.write(105-em*float64(len([]rune(text)))/2, y, pt, text)
}

func letter(p *pen) {
	left := between(p.Rand, 14, 30)
	right := 210 - left
	p.title(35, 20, "关于"+p.sentence(5)+"的说明")
	y, pt := 50.0, between(p.Rand, 9, 14)
	for y < 190 {
		y = p.paragraph(left, right, y, pt, 1.5, p.sentence(40+p.IntN(120)))
	}
	p.write(right-50, y+12, pt, "申请人："+p.sentence(2))
	p.write(right-50, y+22, pt, "2024年3月15日")
	if p.IntN(3) > 0 {
		p.seal(right-30, y+16, between(p.Rand, 15, 21))
	}
}

func form(p *pen) {
	p.title(28, 18, p.sentence(6)+"申请表")
	left, right := 15.0, 195.0
	y, line := 38.0, between(p.Rand, 0.15, 0.4)
	row := between(p.Rand, 8, 13)
	for i := 0; y+row < 255; i++ {
		p.bar(left, y, right-left, line, p.ink)
		x := left
		for x < right-20 {
			w := between(p.Rand, 22, 50)
			p.bar(x, y, line, row, p.ink)
			if p.IntN(3) > 0 {
				p.write(x+2, y+row*0.65, 10.5, p.sentence(2))
			}
			x += w
		}
		y += row
	}
	p.bar(left, y, right-left, line, p.ink)
	for _, x := range []float64{left, right} {
		p.bar(x, 38, line, y-38, p.ink)
	}
	p.photo(right-28, 40, 26, 34)
	p.paragraph(left, right, y+8, 9, 1.4, p.sentence(60))
}

func list(p *pen) {
	left, right, y := 18.0, 190.0, 26.0
	p.write(left, y, 16, p.sentence(8))
	y += 12
	for n := 1; y < 252; n++ {
		p.write(left, y, 12, fmt.Sprintf("%d．%s", n, p.sentence(6)))
		y += 7
		for range 1 + p.IntN(3) {
			y = p.paragraph(left+4, right, y, 10.5, 1.45, p.sentence(25+p.IntN(50)))
		}
		y += between(p.Rand, 0, 5)
	}
	p.title(285, 9, fmt.Sprint(1+p.IntN(9)))
}

func copied(p *pen) {
	p.title(30, 14, "复印件与原件一致")
	for i := range 2 {
		x, y := between(p.Rand, 30, 90), 60+float64(i)*85
		p.bar(x, y, 85.6, 54, 0.86)
		if i == 0 {
			p.photo(x+56, y+8, 24, 31)
		} else {
			p.photo(x+6, y+6, 20, 18)
		}
		for l := range 5 {
			p.write(x+6, y+31*float64(i)+9+float64(l)*6.5*float64(1-i)+float64(l)*4*float64(i), 9, p.sentence(6+p.IntN(5)))
		}
	}
	p.write(30, 250, 12, "仅供"+p.sentence(8)+"使用")
}

func sparse(p *pen) {
	p.title(between(p.Rand, 40, 110), 18, p.sentence(8))
	y := between(p.Rand, 120, 200)
	p.write(25, y, 12, p.sentence(10+p.IntN(20)))
	p.write(120, y+30, 12, p.sentence(6))
}

func certificate(p *pen) {
	for _, d := range []float64{11, 13} {
		p.bar(d, d, 210-2*d, 0.8, 0.4)
		p.bar(d, 297-d-0.8, 210-2*d, 0.8, 0.4)
		p.bar(d, d, 0.8, 297-2*d, 0.4)
		p.bar(210-d-0.8, d, 0.8, 297-2*d, 0.4)
	}
	p.title(60, 34, "证明书")
	y := 90.0
	for range 5 {
		y = p.paragraph(30, 180, y, 16, 1.9, p.sentence(30+p.IntN(30)))
	}
	p.seal(150, 250, 20)
	p.write(125, 255, 16, "2023年12月")
}

func dense(p *pen) {
	left, right, y := 13.0, 197.0, 18.0
	pt := between(p.Rand, 7.5, 9.5)
	for y < 262 {
		y = p.paragraph(left, right, y, pt, 1.25, p.sentence(100+p.IntN(150)))
	}
}

func receipts(p *pen) {
	y := 25.0
	for range 3 {
		h := between(p.Rand, 60, 75)
		x := between(p.Rand, 20, 60)
		p.bar(x, y, 110, 0.3, p.ink)
		p.bar(x, y+h, 110, 0.3, p.ink)
		for l := 8.0; l < h-4; l += 6 {
			p.write(x+3, y+l, 9, p.sentence(6))
			p.write(x+60, y+l, 9, fmt.Sprintf("%d.%02d", p.IntN(900), p.IntN(100)))
		}
		if p.IntN(2) == 0 {
			p.seal(x+85, y+h*0.7, 14)
		}
		y += h + 10
	}
}

// ledger is a bank statement: figures and little else.
func ledger(p *pen) {
	p.title(26, 15, p.sentence(4)+"流水明细")
	pt := between(p.Rand, 7.5, 11)
	for y := 40.0; y < 275; y += pt * 0.6 {
		p.write(15, y, pt, fmt.Sprintf("2024-%02d-%02d", 1+p.IntN(12), 1+p.IntN(28)))
		if p.IntN(3) == 0 {
			p.write(45, y, pt, p.sentence(4))
		}
		p.write(90, y, pt, fmt.Sprintf("%d.%02d", p.IntN(9000), p.IntN(100)))
		p.write(120, y, pt, fmt.Sprintf("%d.%02d", p.IntN(90000), p.IntN(100)))
		p.write(150, y, pt, fmt.Sprintf("%08d%08d", p.IntN(1e8), p.IntN(1e8)))
	}
}

// foreign is a letter in English.
func foreign(p *pen) {
	common := strings.Fields(`the of and to in a is that for it as was with be by on not he his but at are
		this have from or had an they which one you were all her she there would their we him been has when
		who will no more if out so up said what its about than into them can only other time new some could
		these two may first then do any like my now over such our man me even most made after also did many
		certificate employment residence registered hereby passport company address date`)
	left, pt := between(p.Rand, 18, 30), between(p.Rand, 9, 13)
	p.write(left, 35, 16, "To whom it may concern")
	for y := 55.0; y < 240; y += pt * 0.55 {
		x := left
		for x < 170 && p.IntN(25) > 0 {
			x = p.write(x, y, pt, common[p.IntN(len(common))]) + pt*0.1
		}
	}
}
