package notice

import "xiaochuang/desk"

// A Medium is what a paper is printed on, and how large.
type Medium string

// The media. A roll is counted in half-width cells of 12 dots at 203 dpi, 24
// for the large one.
const (
	A4          Medium = "a4"       // upright, 11.5 pt
	A4Large     Medium = "a4-large" // upright, 18 pt
	Roll80      Medium = "80"       // 80 mm roll, 576 dots
	Roll80Slim  Medium = "80-slim"  // 80 mm roll, 512 dots
	Roll80Large Medium = "80-large" // 80 mm roll, every character doubled
	Roll58      Medium = "58"       // 58 mm roll, 384 dots
)

// Media lists all media.
func Media() []Medium {
	return []Medium{A4, A4Large, Roll80, Roll80Slim, Roll80Large, Roll58}
}

// ParseMedium returns the medium with the name, or a Problem of kind Invalid.
func ParseMedium(name string) (Medium, error) {
	for _, m := range Media() {
		if string(m) == name {
			return m, nil
		}
	}
	return "", &desk.Problem{Kind: desk.Invalid, What: "medium"}
}

// Columns returns the width in half-width cells, 0 for an unknown medium.
func (m Medium) Columns() int {
	switch m {
	case A4:
		return 88
	case A4Large:
		return 56
	case Roll80:
		return 48
	case Roll80Slim:
		return 42
	case Roll80Large:
		return 24
	case Roll58:
		return 32
	}
	return 0
}

// Rows returns how many rows of body text stand on one page, 0 for a roll,
// which is one page of any length.
func (m Medium) Rows() int {
	switch m {
	case A4:
		return 51
	case A4Large:
		return 32
	}
	return 0
}

// Roll reports whether the medium is a roll of thermal paper.
func (m Medium) Roll() bool { return m.Rows() == 0 }

// Large reports whether the medium is meant for weak eyes.
func (m Medium) Large() bool { return m == A4Large || m == Roll80Large }

// Zoom returns how many times a cell of the medium is larger, both ways, than
// the device's own.
func (m Medium) Zoom() int {
	if m == Roll80Large {
		return 2
	}
	return 1
}

// Enlarged returns the large medium of the same paper. The slim rolls have
// none: fewer than ten characters in a line cannot be read either.
func (m Medium) Enlarged() Medium {
	switch m {
	case A4:
		return A4Large
	case Roll80:
		return Roll80Large
	}
	return m
}
