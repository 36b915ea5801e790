package counter

import (
	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Draw draws the waiting room at the left, the window and what is owed at the
// right.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 1, ui.Error, s.fault)
		return
	}
	if !s.loaded {
		return
	}
	left := f.W() * 11 / 20
	s.drawWaiting(f.Sub(ui.Rect{X: 1, Y: 0, W: left - 2, H: f.H()}))
	for y := range f.H() {
		f.Put(left, y, ui.Border, "│")
	}
	s.drawWindow(f.Sub(ui.Rect{X: left + 2, Y: 0, W: f.W() - left - 3, H: f.H()}))
}

func (s *Screen) drawWaiting(f *ui.Frame) {
	q := s.queue
	if !s.cfg.Station.Queue {
		f.Put(0, 0, ui.Heading, text.NoQueueTitle)
		for i, l := range ui.Wrap(text.NoQueueHint, f.W()) {
			f.Put(0, 2+i, ui.Text, l)
		}
		return
	}
	f.Put(0, 0, ui.Heading, text.WaitingTitle(len(q.Waiting), q.Taken, q.Done))
	f.Put(0, 1, ui.Strong, s.f5())
	s.table.Draw(f.Sub(ui.Rect{X: 0, Y: 2, W: f.W(), H: f.H() - 2}))
}

// f5 says what F5 will do.
func (s *Screen) f5() string {
	ends := ""
	if s.serving() && s.draftsOf(s.mine().ID) == 0 {
		ends = s.mine().No
	}
	if len(s.queue.Waiting) == 0 {
		return text.F5Nobody(ends)
	}
	t := s.queue.Waiting[0]
	return text.F5Calls(ends, t.No, s.matter(t))
}

func (s *Screen) drawWindow(f *ui.Frame) {
	y := s.drawMine(f, 0)
	y = s.list(f, y, text.HeldTitle, s.queue.Held)
	y = s.list(f, y, text.MissedTitle, s.queue.Missed)
	y = s.list(f, y, text.OthersTitle, s.queue.Others)
	y = s.drawUnsure(f, y)
	s.drawOwed(f, y)
}

// drawUnsure lists papers that have not come out, as far as is known.
func (s *Screen) drawUnsure(f *ui.Frame, y int) int {
	if len(s.unsure) == 0 {
		return y
	}
	f.Put(0, y, ui.Heading, text.Counted(text.UnprintedTitle, len(s.unsure)))
	y++
	for i, j := range s.unsure {
		if i == listed {
			break
		}
		f.PutCut(0, y, f.W(), ui.Warn, text.PaperName(j.Kind)+" "+desk.Tail(j.Paper)+" "+text.Unprinted(j))
		y++
	}
	return y + 1
}

func (s *Screen) drawMine(f *ui.Frame, y int) int {
	f.Put(0, y, ui.Heading, text.MineTitle)
	t := s.mine()
	if t == nil {
		f.Put(0, y+1, ui.Dim, text.NobodyServed)
		return y + 3
	}
	f.Put(0, y+1, ui.Strong, t.No+"  "+text.TicketState(t.State))
	f.PutCut(0, y+2, f.W(), ui.Text, s.matter(*t))
	hint := text.HintArrived
	if t.State == desk.TicketServing {
		hint = text.HintOpen
		if n := s.draftsOf(t.ID); n > 0 {
			hint = text.HintDraft(n)
		} else if len(s.cases) > 0 {
			hint = text.HintCases(len(s.cases))
		}
	} else if t.Recalls > 0 {
		hint = text.HintRecalled(t.Recalls, s.cfg.Station.Recalls())
	}
	f.PutCut(0, y+3, f.W(), ui.Dim, hint)
	return y + 5
}

// listed is how many tickets a short list shows.
const listed = 3

func (s *Screen) list(f *ui.Frame, y int, title string, tickets []desk.Ticket) int {
	if len(tickets) == 0 {
		return y
	}
	f.Put(0, y, ui.Heading, text.Counted(title, len(tickets)))
	y++
	for i, t := range tickets {
		if i == listed {
			f.Put(0, y, ui.Dim, "…")
			y++
			break
		}
		f.PutCut(0, y, f.W(), ui.Text, t.No+"  "+s.matter(t))
		y++
	}
	return y + 1
}

// drawOwed lists the questions that wait for an answer (首问负责).
func (s *Screen) drawOwed(f *ui.Frame, y int) {
	f.Put(0, y, ui.Heading, text.Counted(text.OwedTitle, len(s.open)))
	if len(s.open) == 0 {
		f.Put(0, y+1, ui.Dim, text.NothingOwed)
		return
	}
	for i, q := range s.open {
		if y+1+i >= f.H() {
			return
		}
		owner := q.Owner
		if p, ok := s.cfg.Station.Person(q.Owner); ok {
			owner = p.Name
		}
		what := q.Private.Words
		if what == "" {
			what = s.cfg.Matters.Name(q.Item)
		}
		f.PutCut(0, y+1+i, f.W(), ui.Warn, ui.Clean(owner, 10)+"  "+ui.Clean(what, 60))
	}
}
