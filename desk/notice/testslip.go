package notice

import (
	"strings"
	"time"

	"xiaochuang/desk"
)

// testSlip is the kind of a test slip. It is no paper of the desk: it has no
// number and no journal line.
const testSlip desk.PaperKind = "CS"

// testFile is the template of the test slip.
const testFile = "test"

// TestSlip lays out the page with which a technician checks a printer: a ruler
// as wide as the medium, characters from common to rare (one of them is in no
// font of ours), boxes, a table, very large type and a QR code that says code.
func TestSlip(m Medium, printer, code string, at time.Time) (Doc, error) {
	if m.Columns() == 0 {
		return Doc{}, &desk.Problem{Kind: desk.Invalid, What: "medium"}
	}
	s, err := compile(testFile, mustRead(partsFile), mustRead(testFile))
	if err != nil {
		return Doc{}, err
	}
	p := desk.Paper{Kind: testSlip, No: code, At: at}
	p.Content.Station, p.Content.QR = printer, code
	p.Content.Lines = []string{ruler(m.Columns())}
	return s.layout(newSheet(p, m, 1), m)
}

// ruler returns the last digits of the numbers of n cells.
func ruler(n int) string {
	return strings.Repeat("1234567890", n/10+1)[:n]
}
