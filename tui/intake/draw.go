package intake

import (
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Draw draws the matter, the steps, and the part that is open.
func (s *Screen) Draw(f *ui.Frame) {
	if !s.open {
		msg := text.NothingOpen
		if s.fault != "" {
			msg = s.fault
		}
		f.Put(2, 1, ui.Warn, msg)
		return
	}
	c := &s.draft.Case
	x := f.Put(1, 0, ui.Heading, ui.Shorten(ui.Clean(c.Title, 60), f.W()-titleRest))
	x = f.Put(x+2, 0, ui.Dim, text.ModeName(c.Mode))
	switch {
	case c.No != "":
		f.Put(x+2, 0, ui.Warn, text.GoesOn(desk.Tail(c.No)))
	case s.drift.Behind():
		f.Put(x+2, 0, ui.Warn, text.ByVersion(ui.Clean(c.Catalogue, 20)))
	}
	if c.No != "" && c.Words != "" {
		f.PutCut(1, 2, f.W()-2, ui.Warn, text.StreetAsks(ui.Clean(c.Words, 200)))
	}
	s.drawSteps(f)
	body := f.Sub(ui.Rect{X: 1, Y: 3, W: f.W() - 2, H: f.H() - 3})
	switch s.part {
	case partPerson:
		s.drawPerson(body)
	case partSituation:
		if ui.Wide(f.W()) {
			s.drawSituationWide(body)
			break
		}
		s.situ.Draw(body)
	case partForm:
		s.drawForm(body)
	default:
		if ui.Wide(f.W()) {
			s.drawMaterialsWide(body)
			break
		}
		s.drawMaterials(body)
	}
}

// titleRest is the room that mode and number of a case take beside its title.
const titleRest = 34

func (s *Screen) drawSteps(f *ui.Frame) {
	x, n := 1, 0
	for i, name := range [...]string{text.PartPerson, text.PartSituation, text.PartMaterials, text.PartForm} {
		if part(i) == partSituation && len(s.situ.Rows) == 0 || part(i) == partForm && !s.hasForm() {
			continue
		}
		st := ui.Dim
		if part(i) == s.part {
			st = ui.Selected
		}
		n++
		x = f.Put(x, 1, st, " "+strconv.Itoa(n)+" "+name+" ")
		x = f.Put(x, 1, ui.Dim, " ")
	}
	if len(s.draft.Case.Private.Applicant.Name) > 0 && s.part != partPerson {
		a := s.draft.Case.Private.Applicant
		f.Put(x+1, 1, ui.Strong, ui.Clean(a.Name, 20)+" "+identity.MaskTail(a.Number))
	}
}

func (s *Screen) drawPerson(f *ui.Frame) {
	switch {
	case s.reading != nil:
		r := s.reading
		f.PutCut(0, 0, f.W(), ui.Good, text.CardRead(ui.Clean(r.Name, 20), identity.MaskTail(r.Number), s.forAgent()))
	case s.cfg.Reader == nil:
		f.Put(0, 0, ui.Dim, text.NoReader)
	default:
		f.Put(0, 0, ui.Dim, text.PutCard)
	}
	unmask := mask(s.person, secret[:])
	defer unmask()
	if below := personRows + 2; ui.Wide(f.W()) && f.H() >= below+8 {
		s.person.Draw(f.Sub(ui.Rect{X: 0, Y: 1, W: f.W(), H: personRows}))
		s.drawBelowPerson(f.Rows(below, f.H()-below))
		return
	}
	s.person.Draw(f.Sub(ui.Rect{X: 0, Y: 1, W: f.W(), H: f.H() - 1}))
}

// drawStrip draws the pages of the selected line, how many sheets they are of and
// how much room they take, and what was counted of originals and copies.
func (s *Screen) drawStrip(f *ui.Frame) {
	m := s.line()
	if m == nil {
		return
	}
	x := 0
	if s.scanning && s.feeding.stack {
		x = f.Put(x, 0, ui.Warn, text.StackRuns(s.feeding.Pages, s.feeding.Sheets)) + 2
	} else if s.feeding.left() != nil {
		x = f.Put(x, 0, ui.Warn, text.StackBar(s.feeding.Sheets, s.feeding.Through()+1)) + 2
	} else if p, no := s.flawed(); p != nil {
		f.Band(0, ui.LampBad, text.FlawBar(no, p.Flaw))
		return
	}
	if n := len(m.Pages); n > 0 {
		x = f.Put(x, 0, ui.Strong, text.PageStrip(n, stripPages))
		x = f.Put(x+2, 0, ui.Text, text.PageCount(n, m.Sheets(), m.Size()))
		x += 2
	}
	f.PutCut(x, 0, f.W()-x, ui.Dim, text.PaperCount(m.Seen, m.Copies, m.Kept))
}

// stripPages is how many pages of a line stand one by one.
const stripPages = 12

// secret are the rows whose values are masked while they do not have the focus:
// a number is seen whole only by whoever is typing it.
var secret = [...]string{rowNumber, rowPhone, rowAgentNumber, rowAgentPhone}

// mask puts masked fields in the place of those without focus, for one drawing.
func mask(form *ui.Form, keys []string) (unmask func()) {
	rows := make([]*ui.FormRow, len(keys))
	fields := make([]*ui.Field, len(keys))
	for i, key := range keys {
		r := form.Row(key)
		if r == nil || r.Field == nil || form.Focus() == key || r.Value() == "" {
			continue
		}
		m := ui.NewField(ui.Free, 0)
		m.Set(identity.MaskTail(r.Value()))
		m.SetFault(r.Field.Fault())
		m.Wide = r.Field.Max + 1
		rows[i], fields[i] = r, r.Field
		r.Field = m
	}
	return func() {
		for i, r := range rows {
			if r != nil {
				r.Field = fields[i]
			}
		}
	}
}

// noteRows is the height of what the guide says of the selected material.
const noteRows = 4

func (s *Screen) drawMaterials(f *ui.Frame) {
	h := max(f.H()-noteRows-1, 3)
	s.table.Draw(f.Sub(ui.Rect{X: 0, Y: 0, W: f.W(), H: h}))
	r := s.requirement()
	if r.Key == "" {
		return
	}
	s.drawStrip(f.Rows(h, 1))
	note := f.Sub(ui.Rect{X: 0, Y: h + 1, W: f.W(), H: noteRows})
	y := 0
	for _, l := range text.RequirementNote(r) {
		for _, row := range ui.Wrap(ui.Clean(l, 300), note.W()) {
			if y >= noteRows {
				return
			}
			note.Put(0, y, ui.Dim, row)
			y++
		}
	}
}
