package notice

import (
	"time"

	"xiaochuang/desk"
)

// recoverySheet is the kind of a recovery sheet. It is no paper of the desk: it has
// no number, no journal line and no place in the print queue.
const recoverySheet desk.PaperKind = "HF"

// recoveryFile is the template of the recovery sheet. A lead cannot word it.
const recoveryFile = "recovery"

// RecoverySheet lays out the sheet with the code that opens the keys when every PIN
// is forgotten. The Doc holds the code: it is printed and forgotten.
func RecoverySheet(m Medium, station string, by desk.Staff, code string, at time.Time) (Doc, error) {
	if m.Columns() == 0 {
		return Doc{}, &desk.Problem{Kind: desk.Invalid, What: "medium"}
	}
	s, err := compile(recoveryFile, mustRead(partsFile), mustRead(recoveryFile))
	if err != nil {
		return Doc{}, err
	}
	p := desk.Paper{Kind: recoverySheet, At: at}
	p.Content.Station, p.Content.StaffName, p.Content.StaffNo = station, by.Name, by.No
	p.Content.Lines = []string{code}
	return s.layout(newSheet(p, m, 1), m)
}
