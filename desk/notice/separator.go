package notice

import (
	"strconv"
	"time"

	"rsc.io/qr"

	"xiaochuang/desk"
)

// separatorSheet is the kind of a separator. It is no paper of the desk: it has no
// number, no journal line and no place in the print queue.
const separatorSheet desk.PaperKind = "FG"

// separatorFile is the template of a separator. A lead cannot word it.
const separatorFile = "separator"

// The size of a separator's code: half as wide as the sheet, so that a coarse copy
// of a page is enough to read it. Its error correction is the highest, since the
// sheet is used for years.
const (
	separatorCells  = 54
	separatorHeight = 84 // quarter rows
)

// SeparatorSheets lays out a set of separators on A4, one a page: the one that leads
// to the next line, and one for each line that has a separator of its own.
func SeparatorSheets(station string, codes desk.Separators, at time.Time) (Doc, error) {
	t, err := compile(separatorFile, mustRead(partsFile), mustRead(separatorFile))
	if err != nil {
		return Doc{}, err
	}
	var all Doc
	for line := range desk.MostSeparators + 1 {
		p := desk.Paper{Kind: separatorSheet, At: at}
		p.Content.Station, p.Content.Lines = station, []string{strconv.Itoa(line)}
		code, err := qr.Encode(codes.Code(line), qr.H)
		if err != nil {
			return Doc{}, &desk.Problem{Kind: desk.Invalid, What: "paper.qr", Cause: err}
		}
		d, err := t.layoutWith(newSheet(p, A4, 1), A4, &Code{
			Payload: codes.Code(line), code: code, Cells: separatorCells, Height: separatorHeight,
		})
		if err != nil {
			return Doc{}, err
		}
		d.Pages = append(all.Pages, d.Pages...)
		all = d
	}
	return all, nil
}
