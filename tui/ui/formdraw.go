package ui

// labelGap is the number of blanks between a label and its field.
const labelGap = 2

// Draw draws the rows that fit, scrolled so that the focused one is in sight; the
// acts at the end of a form that does not fit stand below what scrolls. Fields and
// choices stand only on rows that an input method's list of candidates does not
// cover; see Frame.Room.
func (m *Form) Draw(f *Frame) {
	room := f.Room()
	if room == 0 || len(m.Rows) == 0 {
		return
	}
	label := m.labelWidth(f.W())
	w := f.W() - label
	end, foot := m.foot(w, room)
	room -= foot
	m.scroll(w, room, end)
	y := 0
	for i := m.top; i < end; i++ {
		h := m.height(i, w)
		if y+h > room {
			m.drawMore(f, min(y, f.H()-1), label, foot > 0)
			break
		}
		m.drawRow(f.Rows(y, h), i, label)
		y += h
	}
	if m.top > 0 {
		f.PutRight(label-1, 0, Dim, "↑")
	}
	for i, y := end, room; i < len(m.Rows); i++ {
		h := m.height(i, w)
		m.drawRow(f.Rows(y, h), i, label)
		y += h
	}
}

// drawMore says that rows follow below what is in sight: at the edge, or before the
// fields where acts stand on the row itself.
func (m *Form) drawMore(f *Frame, y, label int, acts bool) {
	if acts {
		f.PutRight(label-1, y, Dim, "↓")
		return
	}
	f.PutRight(f.W(), y, Dim, "↓")
}

// foot returns where the rows end that scroll, and how many rows the acts below
// take: none where everything fits, or where they would leave too little.
func (m *Form) foot(w, room int) (end, rows int) {
	const least = 4 // rows that scroll
	end = len(m.Rows)
	if m.fitsFrom(0, w, room) {
		return end, 0
	}
	for end > 0 && m.Rows[end-1].Act {
		end--
		rows += m.height(end, w)
	}
	if room-rows < least {
		return len(m.Rows), 0
	}
	return end, rows
}

// labelWidth returns the column at which the fields begin.
func (m *Form) labelWidth(w int) int {
	n := 0
	for i := range m.Rows {
		n = max(n, Width(m.Rows[i].Label))
	}
	return min(n+labelGap, w/2)
}

// height returns the rows that row i needs in w cells, its sentence included.
func (m *Form) height(i, w int) int {
	h := 1
	if c := m.Rows[i].Choice; c != nil {
		h = c.Height(w)
	}
	if s, _ := m.sentence(i); s != "" {
		h++
	}
	return h
}

// sentence returns what stands under row i: what is wrong with it, or its hint
// while it has the focus.
func (m *Form) sentence(i int) (string, Style) {
	r := &m.Rows[i]
	if r.Field != nil && r.Field.Fault() != "" {
		return r.Field.Fault(), Error
	}
	if i == m.focus {
		if r.Field != nil {
			if w := r.Field.early(); w != "" {
				return w, Error
			}
			if n := r.Field.note(); n != "" {
				return n, Dim
			}
		}
		return r.Hint, Dim
	}
	return "", Dim
}

// scroll moves the first row shown so that the focused one fits into room; with the
// focus on an act below it is the last row before the acts.
func (m *Form) scroll(w, room, end int) {
	m.top = min(m.top, end-1)
	if m.focus < 0 || end == 0 {
		return
	}
	at := min(m.focus, end-1)
	m.top = min(m.top, at)
	used := 0
	for i := m.top; i <= at; i++ {
		used += m.height(i, w)
	}
	for used > room && m.top < at {
		used -= m.height(m.top, w)
		m.top++
	}
	// Come back as far as everything up to the focus still fits.
	for m.top > 0 && used+m.height(m.top-1, w) <= room && m.fits(m.top-1, end, w, room) {
		m.top--
		used += m.height(m.top, w)
	}
}

// fitsFrom reports whether all rows from i on fit into room.
func (m *Form) fitsFrom(i, w, room int) bool { return m.fits(i, len(m.Rows), w, room) }

// fits reports whether the rows from i to end fit into room.
func (m *Form) fits(i, end, w, room int) bool {
	used := 0
	for ; i < end; i++ {
		used += m.height(i, w)
	}
	return used <= room
}

// besideGap is the room between a field and what its value comes to.
const besideGap = 2

// drawBeside draws what the value comes to on the field's own row, where there is
// room. Only without focus: nothing may stand to the right of a text that is
// being composed.
func (d *Field) drawBeside(f *Frame) {
	n := d.note()
	x := min(d.wide(), f.W()) + besideGap
	if n != "" && x+Width(n) <= f.W() {
		f.Put(x, 0, Dim, n)
	}
}

func (m *Form) drawRow(f *Frame, i, label int) {
	r := &m.Rows[i]
	focus := i == m.focus
	st := Label
	if focus {
		st = Strong
	}
	f.PutCut(0, 0, label-labelGap, st, r.Label)
	sub := f.Sub(Rect{label, 0, f.W() - label, f.H()})
	switch {
	case r.Field != nil:
		r.Field.Draw(sub, focus)
		if !focus {
			r.Field.drawBeside(sub)
		}
	case r.Choice != nil:
		r.Choice.Draw(sub, focus)
	default:
		sub.PutCut(0, 0, sub.W(), Text, r.Show)
	}
	if s, st := m.sentence(i); s != "" {
		sub.PutCut(0, f.H()-1, sub.W(), st, s)
	}
}
