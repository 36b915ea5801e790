package practice

import (
	"xiaochuang/desk/practice"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// briefRows is the room below the list for the visitor's first words.
const briefRows = 5

// Draw draws the list, the scene that is played, or the sheet.
func (s *Screen) Draw(f *ui.Frame) {
	body := f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()})
	switch {
	case s.fault != "":
		body.Put(0, 1, ui.Error, s.fault)
	case s.sheet != nil:
		s.pager.Draw(body)
	case s.stage.Now().Playing:
		drawScene(body, s.stage.Now())
	default:
		s.drawList(body)
	}
}

func (s *Screen) drawList(f *ui.Frame) {
	h := f.H() - briefRows
	s.table.Draw(f.Rows(0, h))
	brief := f.Rows(h, briefRows)
	if s.leftOut > 0 {
		brief.PutCut(0, briefRows-1, f.W(), ui.Warn, text.ScenesLeftOut(s.leftOut))
	}
	if l := s.selected(); l != nil {
		drawVisitor(brief, l.Scene.Visitor)
		x := brief.Put(0, 2, ui.Label, text.FirstWords+" ")
		brief.Put(x, 2, ui.Strong, ui.Clean(text.Spoken(1, l.Scene.First()), 200))
	}
}

func drawVisitor(f *ui.Frame, v practice.Visitor) {
	x := f.Put(0, 1, ui.Label, text.Visitor+" ")
	x = f.Put(x, 1, ui.Strong, ui.Clean(v.Name, 60))
	f.Put(x+2, 1, ui.Dim, text.Mood(v.Mood))
}

// drawScene shows what the visitor has said so far.
func drawScene(f *ui.Frame, n practice.Now) {
	f.Put(0, 0, ui.Heading, ui.Clean(n.Scene.Title, 90))
	drawVisitor(f, n.Scene.Visitor)
	for i := range n.Heard {
		st := ui.Text
		if i == n.Heard-1 {
			st = ui.Strong
		}
		f.Put(2, 3+i, st, ui.Clean(text.Spoken(i+1, n.Scene.Visitor.Says[i]), 200))
	}
	f.PutCut(0, f.H()-1, f.W(), ui.Dim, text.PlayingHint)
}

// show lays a sheet out.
func (s *Screen) show(x practice.Sheet) {
	s.sheet = &x
	var out []ui.PageLine
	add := func(st ui.Style, t string) { out = append(out, ui.PageLine{Style: st, Text: ui.Clean(t, 300)}) }
	add(ui.Heading, text.SheetTitle(x))
	add(ui.Strong, text.Goods)
	for _, i := range x.Goods {
		add(ui.Good, "  "+text.SheetRow(x.Rows[i]))
	}
	if len(x.Goods) == 0 {
		add(ui.Dim, "  "+text.NothingKept)
	}
	add(ui.Strong, text.Better)
	for _, i := range x.Better {
		add(ui.Warn, "  "+text.SheetRow(x.Rows[i]))
		add(ui.Text, "      "+text.SheetFault(x.Rows[i].Faults[0]))
	}
	if len(x.Better) == 0 {
		add(ui.Good, "  "+text.AllKept)
	}
	add(ui.Strong, text.NextDrill)
	add(ui.Text, "  "+s.next(x))
	add(ui.Strong, text.EachLine)
	for _, r := range x.Rows {
		st := ui.Text
		if r.Lost() > 0 {
			st = ui.Warn
		}
		add(st, "  "+text.SheetRow(r))
		for _, fault := range r.Faults {
			add(ui.Text, "      "+text.SheetFault(fault))
		}
	}
	s.pager.Set(out)
}

// next is what to practise after a sheet: the same scene until nothing is lost,
// then the first one that is not full yet.
func (s *Screen) next(x practice.Sheet) string {
	if x.Points < x.Of {
		return text.DrillAgain
	}
	for _, l := range s.list {
		if l.Scene.ID != x.Scene && (l.Runs == 0 || l.Best < l.Scene.Total()) {
			return ui.Clean(l.Scene.Title, 60)
		}
	}
	return text.DrillDone
}
