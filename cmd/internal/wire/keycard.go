package wire

import (
	"time"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer/pdf"
	"xiaochuang/tui/text"
)

// KeyCard is the printed key card as a PDF of A4 pages.
func KeyCard(at time.Time) ([]byte, error) {
	m := notice.A4
	d := notice.Doc{Title: text.KeyCardTitle, Medium: m, At: at}
	for _, lines := range text.KeyCard(m.Columns(), m.Rows()) {
		var p notice.Page
		for i, l := range lines {
			line := notice.Line{Height: 4}
			if l != "" {
				line.Runs = []notice.Run{{Cells: ansi.StringWidth(l), Text: l, Scale: 1, Bold: i == 0}}
			}
			p.Lines = append(p.Lines, line)
		}
		d.Pages = append(d.Pages, p)
	}
	return pdf.Render(d)
}
