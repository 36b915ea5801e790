package ui

// Widths from which long texts stand in two and in three columns: each column is
// then at least fifty cells, some twenty-five characters, wide.
const (
	twoColumns   = 112
	threeColumns = 156
)

// columnBar is the room between two columns of text, with a rule in its middle.
const columnBar = 3

// Columns says in how many columns a text stands in w cells, and how wide each
// of them is.
func Columns(w int) (n, each int) {
	switch {
	case w >= threeColumns:
		n = 3
	case w >= twoColumns:
		n = 2
	default:
		return 1, w
	}
	return n, (w - (n-1)*columnBar) / n
}
