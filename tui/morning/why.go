package morning

import (
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains every line that is red or amber.
func (s *Screen) Why() []ui.Reason {
	var list []text.Why
	for _, red := range []bool{true, false} {
		for _, f := range s.found {
			if f.Red() == red && !f.Green() {
				list = append(list, text.WhyMorning(f))
			}
		}
	}
	return ui.Reasons(list...)
}
