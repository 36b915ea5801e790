package desk

import "slices"

// Sides of a stack that went through a single-sided feeder twice come in the
// order 1, 3, 5, 6, 4, 2: the fronts, and then, with the stack turned over as it
// lay, the backs from the last one. These functions put pages right; each returns
// new pages and leaves what it was given.

// Interleaved puts the sides of such a stack into their order, and marks the
// backs. Of an odd number the last front has none.
func Interleaved(pages []Page) []Page {
	n := len(pages)
	fronts := (n + 1) / 2
	out := make([]Page, 0, n)
	for i := range fronts {
		out = append(out, pages[i])
		if back := n - 1 - i; back >= fronts {
			out = append(out, pages[back])
		}
	}
	for i := range out {
		out[i].Back = i%2 == 1
	}
	return out
}

// Reversed turns the order of the sheets round; a back stays behind its front.
func Reversed(pages []Page) []Page {
	out := make([]Page, 0, len(pages))
	for end := len(pages); end > 0; {
		start := end - 1
		for start > 0 && pages[start].Back {
			start--
		}
		out = append(out, pages[start:end]...)
		end = start
	}
	return out
}

// BlankBacks lists the places of the backs on which nothing stands.
func BlankBacks(pages []Page) []int {
	var out []int
	for i, p := range pages {
		if i > 0 && p.Back && p.Flaw == FlawBlank {
			out = append(out, i)
		}
	}
	return out
}

// Without leaves the pages at some places out.
func Without(pages []Page, places []int) []Page {
	out := make([]Page, 0, len(pages))
	for i, p := range pages {
		if !slices.Contains(places, i) {
			out = append(out, p)
		}
	}
	return out
}
