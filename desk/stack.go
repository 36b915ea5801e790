package desk

import "slices"

// A Stack is how far a stack of sheets has come through the feeder and which line
// its next sheet belongs to. It is kept with the draft, in one write with the
// pages, so that a stack that a jam, a person or a power cut has stopped goes
// on at the right sheet.
type Stack struct {
	Line   string `json:"line"`             // key of the line that the next sheet goes to
	Split  []int  `json:"split,omitempty"`  // sheets of the lines from Line on; none where all go to Line
	Filled int    `json:"filled,omitempty"` // sheets that Line has of the stack
	Pages  int    `json:"pages,omitempty"`  // that were kept
	Sheets int    `json:"sheets,omitempty"` // that were kept
	Parts  int    `json:"parts,omitempty"`  // separators that were taken out
	Astray int    `json:"astray,omitempty"` // separators that led nowhere, or were kept since nobody could read them
	Both   bool   `json:"both,omitempty"`   // both sides are scanned
	Front  string `json:"front,omitempty"`  // key of the line that the latest front went to, "" where it was a separator
	Half   bool   `json:"half,omitempty"`   // the latest page is a front, and its back may still come
}

// Through is how many sheets have left the feeder for good, separators included:
// the stack goes on at the one after them.
func (s *Stack) Through() int { return s.Sheets + s.Parts }

// Take counts a page and returns it with the key of the line that it belongs to.
// Where the key is "" the page is the blank back of a separator and not kept.
func (s *Stack) Take(p Page, lines []Material) (Page, string) {
	s.Both = s.Both || p.Back
	if p.Back && s.Pages+s.Parts > 0 {
		s.Half = false
		if s.Front != "" {
			s.Pages++
			return p, s.Front
		}
		if p.Flaw == FlawBlank {
			return p, ""
		}
	}
	p.Back = false // also what stands on the back of a separator: a page of its own
	if len(s.Split) > 0 && s.Filled >= s.Split[0] {
		if next := lineAfter(s.Line, lines); next != "" {
			s.Line, s.Filled, s.Split = next, 0, s.Split[1:]
		}
	}
	if p.Flaw == FlawSeparator {
		s.Astray++
	}
	s.Pages++
	s.Sheets++
	s.Filled++
	s.Front, s.Half = s.Line, s.Both
	return p, s.Line
}

// To has the sheets that follow go to a line. What was counted out before does not
// hold any more.
func (s *Stack) To(line string) { s.Line, s.Filled, s.Split = line, 0, nil }

// Part takes a separator out of the stack. Where it lay upside down its blank
// front was taken for a page: blank is the key of the line whose last page is to go
// then, "" for none. It reports whether the checklist has a line that the
// separator leads to; else the sheets that follow go on where they went.
//
// One that leads to the next line does nothing as the first sheet: it lies before
// the line that was chosen.
func (s *Stack) Part(x Separator, lines []Material) (blank string, ok bool) {
	if x.Back {
		s.Both = true
		if endsBlank(lines, s.Front) {
			blank = s.Front
			s.giveBack()
		}
	}
	first := s.Through() == 0
	s.Parts++
	s.Front, s.Half = "", false
	to := ""
	switch {
	case x.Line == 0 && first:
		return blank, true
	case x.Line == 0:
		to = lineAfter(s.Line, lines)
	case x.Line <= len(lines):
		to = lines[x.Line-1].Key
	}
	if to == "" {
		s.Astray++
		return blank, false
	}
	s.To(to)
	return blank, true
}

// Torn tells of a stack that stopped between a front and its back: the front, the
// last page of the line, is to go, and its sheet is scanned anew. key is "" where
// all sheets are whole.
func (s *Stack) Torn() (key string) {
	if !s.Half {
		return ""
	}
	s.Half = false
	s.giveBack()
	return s.Front
}

// giveBack takes the latest front out of the counts.
func (s *Stack) giveBack() {
	s.Pages--
	s.Sheets--
	s.Filled = max(s.Filled-1, 0)
}

// lineAfter is the key of the line behind another, "" at the end.
func lineAfter(key string, lines []Material) string {
	i := slices.IndexFunc(lines, func(m Material) bool { return m.Key == key })
	if i < 0 || i+1 >= len(lines) {
		return ""
	}
	return lines[i+1].Key
}

// endsBlank reports whether the last page of a line is a blank front.
func endsBlank(lines []Material, key string) bool {
	i := slices.IndexFunc(lines, func(m Material) bool { return m.Key == key })
	if i < 0 || len(lines[i].Pages) == 0 {
		return false
	}
	last := lines[i].Pages[len(lines[i].Pages)-1]
	return last.Flaw == FlawBlank && !last.Back
}
