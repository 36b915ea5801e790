package handover

import (
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// show sets the table of what is in hand.
func (s *Screen) show() {
	switch {
	case s.part == partReady:
		s.showReady()
	case s.part == partShelf:
		s.showShelf()
	case s.view != nil:
		s.showBags()
	default:
		s.showList()
	}
}

func (s *Screen) showList() {
	s.table.Empty = text.NoBatches
	s.table.Columns = []ui.Column{
		{Title: text.ColBatch, Width: 9},
		{Title: text.ColStands, Width: 8},
		{Title: text.ColWhen, Width: 11},
		{Title: text.ColCases, Width: 4, Right: true},
		{Title: text.ColAnswered, Width: 6, Right: true},
		{Title: text.ColBagsHome, Width: 6, Right: true},
		{Title: text.ColCommunity},
	}
	lines := make([]ui.Line, 0, len(s.list))
	for _, v := range s.list {
		st := ui.Text
		if list, _ := v.Differences(); len(list) > 0 {
			st = ui.Error
		} else if v.State == desk.BatchOpen || v.State == desk.BatchGone {
			st = ui.Warn
		} else if v.Settled() {
			st = ui.Dim
		}
		name := s.cfg.Station.Community(v.Comm).Name
		if v.Name != "" {
			name = v.Name + " · " + name
		}
		lines = append(lines, ui.Line{ID: v.No, Style: st, Cells: []string{
			desk.Tail(v.No), text.BatchStands(v), v.Opened.In(desk.Beijing).Format("01-02 15:04"),
			strconv.Itoa(len(v.Files)), text.Of(v.Answered, len(v.Files)), text.Of(v.Home, len(v.Bags)), ui.Clean(name, 60),
		}})
	}
	s.table.Set(lines)
}

func (s *Screen) showBags() {
	s.table.Empty = text.NoCases
	s.table.Columns = []ui.Column{
		{Title: text.ColBag, Width: 9},
		{Title: text.ColStands, Width: 8},
		{Title: text.ColOriginals, Width: 4, Right: true},
		{Title: text.ColNo, Width: 9},
		{Title: text.ColWho, Width: 10},
		{Title: text.ColMatter},
	}
	bags := map[string][]desk.Bag{}
	for _, b := range s.view.Bags {
		bags[b.Case] = append(bags[b.Case], b)
	}
	var lines []ui.Line
	for _, c := range s.view.Files {
		what := ui.Clean(c.Title, 60)
		who := ui.Clean(c.Private.Applicant.Name, 30)
		plain := ui.Text
		k, differs := s.view.Difference(c.ID)
		if differs {
			what, plain = ui.Clean(text.StreetFound(k), 200), ui.Error
		}
		for _, b := range bags[c.ID] {
			st, stands := styleOf(b, s.view.State), text.BagState(b.State)
			if differs {
				st = ui.Error
			}
			if r := s.left[b.Code]; r != "" && b.State == desk.BagShelf && s.view.State == desk.BatchOpen {
				stands, what = text.BagState(desk.BagMissing), text.Because(ui.Clean(r, 60))
				st = ui.Warn
			}
			lines = append(lines, ui.Line{ID: b.Code, Style: st, Cells: []string{
				desk.Tail(b.Code), stands, strconv.Itoa(b.Originals()), desk.Tail(c.No), who, what,
			}})
		}
		if len(bags[c.ID]) == 0 {
			lines = append(lines, ui.Line{ID: c.ID, Style: plain, Cells: []string{
				text.NoBag, text.CaseState(c.State), "", desk.Tail(c.No), who, what,
			}})
		}
	}
	s.table.Set(lines)
}

// styleOf tells at a glance what is still to be scanned: out while the batch is
// open, in once it has gone.
func styleOf(b desk.Bag, s desk.BatchState) ui.Style {
	switch {
	case b.State == desk.BagMissing:
		return ui.Error
	case s == desk.BatchOpen && b.State == desk.BagPacked, s != desk.BatchOpen && b.State != desk.BagStreet:
		return ui.Good
	}
	return ui.Text
}

func (s *Screen) showReady() {
	s.table.Empty = text.NothingReady
	s.table.Columns = []ui.Column{
		{Title: text.ColNo, Width: 9},
		{Title: text.ColStands, Width: 6},
		{Title: text.ColWaits, Width: 9},
		{Title: text.ColBags, Width: 8},
		{Title: text.ColWho, Width: 10},
		{Title: text.ColMatter},
	}
	lines := make([]ui.Line, 0, len(s.ready))
	for _, r := range s.ready {
		st := ui.Text
		if r.TooLong() {
			st = ui.Warn
		}
		lines = append(lines, ui.Line{ID: r.Case.ID, Style: st, Cells: []string{
			desk.Tail(r.Case.No), text.CaseState(r.Case.State), text.Waits(r.Days, r.TooLong()), text.BagsOf(len(r.Bags), r.Away),
			ui.Clean(r.Case.Private.Applicant.Name, 30), ui.Clean(r.Case.Title, 60),
		}})
	}
	s.table.Set(lines)
}

// whoColumn and roomy: a roomy window gives names of ten characters their room.
const (
	whoColumn = 4
	roomy     = 100
)

// Draw draws the batches, a batch or the results that wait.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 1, ui.Error, s.fault)
		return
	}
	f.PutCut(1, 0, f.W()-2, s.headStyle(), s.head())
	if s.part != partShelf && (s.part == partReady || s.view != nil) {
		s.table.Columns[whoColumn].Width = 10
		if f.W() >= roomy {
			s.table.Columns[whoColumn].Width = 22
		}
	}
	found := s.found(f.W() - 2)
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2 - len(found)}))
	for i, row := range found {
		f.Put(1, f.H()-len(found)+i, ui.Error, row)
	}
}

// mostFound bounds the rows in which the street's findings are written out.
const mostFound = 5

// found writes out what the street found of the batch that is shown: in the table
// there is room for a few words only.
func (s *Screen) found(width int) []string {
	if s.part != partBatches || s.view == nil {
		return nil
	}
	var rows []string
	for _, c := range s.view.Files {
		if k, differs := s.view.Difference(c.ID); differs {
			rows = append(rows, ui.Wrap(desk.Tail(c.No)+" "+ui.Clean(text.StreetFound(k), 600), width)...)
		}
	}
	return rows[:min(len(rows), mostFound)]
}

func (s *Screen) headStyle() ui.Style {
	if s.part == partBatches && s.view != nil {
		if list, _ := s.view.Differences(); len(list) > 0 || s.view.State == desk.BatchOpen && s.unscanned() > 0 {
			return ui.Warn
		}
	}
	return ui.Strong
}

// head says in one line where things stand.
func (s *Screen) head() string {
	switch {
	case s.part == partReady:
		late := 0
		for _, r := range s.ready {
			if r.TooLong() {
				late++
			}
		}
		return text.ReadyHead(len(s.ready), late)
	case s.part == partShelf:
		return text.ShelfHead(s.shelf, len(s.seen))
	case s.view == nil:
		return text.Backlogs(s.wait)
	case s.view.State == desk.BatchOpen:
		return text.BatchHead(*s.view, s.cfg.Station.Community(s.view.Comm).Name, s.unscanned(), len(s.left))
	}
	return text.BatchGoneHead(*s.view, s.cfg.Station.Community(s.view.Comm).Name)
}
