package escpos

import (
	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

// A Charset is the set of Chinese characters that a printer has in its memory.
type Charset string

// Character sets. Either is sent in the two-byte code that both share.
const (
	GBK    Charset = "gbk"    // 20,902 Chinese characters
	GB2312 Charset = "gb2312" // 6,763
)

// A Cut is what the printer does at the end of a paper.
type Cut string

// Cuts. A printer without a cutter ignores the command.
const (
	CutPartial Cut = "partial"
	CutFull    Cut = "full"
	CutNone    Cut = "none"
)

// A Profile says what a printer can do. The zero values are the common case.
type Profile struct {
	Dots    int     // printable dots of a line at 203 dpi; 0 for as many as the medium needs
	Charset Charset // "" for GBK
	Cut     Cut     // "" for partial
	Feed    int     // rows fed before the cut; 0 for 4
	Picture bool    // draw every line as a picture: for printers without Chinese characters
	Block   int     // most rows of one raster block; 0 for 255
}

const (
	defaultFeed  = 4
	defaultBlock = 255
)

// settle fills in the defaults and checks the profile against the paper.
func (p Profile) settle(d notice.Doc) (Profile, error) {
	need := d.Width() * notice.CellDots * d.Medium.Zoom()
	if !d.Medium.Roll() || need == 0 {
		return p, &desk.Problem{Kind: desk.Invalid, What: "printer.medium"}
	}
	if p.Dots == 0 {
		p.Dots = need
	}
	if p.Dots < need {
		return p, &desk.Problem{Kind: desk.Invalid, What: "printer.dots"}
	}
	if p.Charset == "" {
		p.Charset = GBK
	}
	if p.Cut == "" {
		p.Cut = CutPartial
	}
	if p.Feed <= 0 {
		p.Feed = defaultFeed
	}
	if p.Block <= 0 || p.Block > defaultBlock {
		p.Block = defaultBlock
	}
	return p, nil
}
