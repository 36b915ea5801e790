package notice

import (
	"rsc.io/qr"

	"xiaochuang/desk"
)

// A Code is a QR code (GB/T 18284) of error correction level M, or L where M
// would make its modules too small for thermal paper.
type Code struct {
	At      int    // first cell
	Cells   int    // width in cells, quiet zone included
	Height  int    // in quarter rows, quiet zone included
	Payload string // what it says
	code    *qr.Code
}

// Quiet is the width of the light margin round a code, in modules.
const Quiet = 4

// sideLimit is the most modules a side should have on thermal paper.
const sideLimit = 37

// Modules returns the number of modules of one side, without the quiet zone.
func (c *Code) Modules() int { return c.code.Size }

// Black reports whether the module in column x and row y is dark; outside the
// code all is light.
func (c *Code) Black(x, y int) bool { return c.code.Black(x, y) }

// newCode encodes the payload and gives it a size that suits the medium.
func newCode(payload string, m Medium) (*Code, error) {
	code, err := qr.Encode(payload, qr.M)
	if err == nil && code.Size > sideLimit {
		code, err = qr.Encode(payload, qr.L)
	}
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "paper.qr", Cause: err}
	}
	c := &Code{Payload: payload, code: code}
	side := code.Size + 2*Quiet
	switch {
	case m == A4:
		c.Cells, c.Height = 13, 20
	case m == A4Large:
		c.Cells, c.Height = 10, 16
	default:
		cell, quarter := CellDots*m.Zoom(), RowDots*m.Zoom()/Row
		width := m.Columns() * cell
		dots := min(max(width*11/20/side, 3), 6)
		c.Cells = min((side*dots+cell-1)/cell, m.Columns())
		c.Height = (side*dots + quarter - 1) / quarter
	}
	return c, nil
}

// The grid of thermal printers at 203 dpi: a half-width cell and a row of body
// text with its leading, in dots.
const (
	CellDots = 12
	RowDots  = 32
)
