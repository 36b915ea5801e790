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
	if s.seen == 0 {
		return
	}
	if ui.Wide(f.W()) {
		s.drawThree(f)
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
	f.PutCut(0, 1, f.W(), ui.Strong, s.f5())
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

// drawWindow draws who is at the window, and below what else is open here.
func (s *Screen) drawWindow(f *ui.Frame) {
	s.drawMine(f.Rows(0, mineRows))
	drawParts(f.Rows(mineRows, f.H()-mineRows), s.parts)
}

// drawParts draws lists below one another, with the room shared among them.
func drawParts(f *ui.Frame, parts []part) {
	gap := share(parts, f.H())
	y := 0
	for i := range parts {
		y += gap
		y = parts[i].draw(f, y)
	}
}

// mineRows is the height of what is said of the visit in hand.
const mineRows = 4

func (s *Screen) drawMine(f *ui.Frame) {
	f.Put(0, 0, ui.Heading, text.MineTitle)
	t := s.mine()
	if t == nil {
		f.Put(0, 1, ui.Dim, text.NobodyServed)
		return
	}
	f.Put(0, 1, ui.Strong, t.No+"  "+text.TicketState(t.State))
	f.PutCut(0, 2, f.W(), ui.Text, s.matter(*t))
	f.PutCut(0, 3, f.W(), ui.Dim, s.hint(*t))
}

// hint says what to do with the visit in hand.
func (s *Screen) hint(t desk.Ticket) string {
	n := s.draftsOf(t.ID)
	switch {
	case t.State == desk.TicketCalled && t.Recalls > 0:
		return text.HintRecalled(t.Recalls, s.cfg.Station.Recalls())
	case t.State == desk.TicketCalled:
		return text.HintArrived
	case n > 0:
		return text.HintDraft(n)
	case len(s.cases) > 0:
		return text.HintCases(len(s.cases))
	}
	return text.HintOpen
}

// A part is one list below the visit in hand. Its heading counts all of it, so
// that what finds no room is not overlooked.
type part struct {
	title string
	style ui.Style
	rows  []string
	show  int  // rows that find room
	apart bool // about the station rather than this window; at the far right where there are three panes
}

func (p *part) draw(f *ui.Frame, y int) int {
	f.PutCut(0, y, f.W(), ui.Heading, p.title)
	y++
	for _, r := range p.rows[:p.show] {
		f.PutCut(0, y, f.W(), p.style, r)
		y++
	}
	return y
}

// share gives every part a row for its heading and one for what is first on it,
// then the room that is left one row at a time, and returns how many blank rows
// go before each part: none where rows would have to go for them.
func share(parts []part, room int) (gap int) {
	want := 0
	for i := range parts {
		parts[i].show = min(1, len(parts[i].rows))
		room -= 1 + parts[i].show
		want += 1 + min(len(parts[i].rows), airy) - parts[i].show
	}
	if room >= want {
		gap, room = 1, room-len(parts)
	}
	for given := true; given && room > 0; {
		given = false
		for i := range parts {
			if p := &parts[i]; room > 0 && p.show < min(len(p.rows), listed) {
				p.show++
				room--
				given = true
			}
		}
	}
	return gap
}

const (
	listed = 6 // rows of one part that are shown at most
	airy   = 3 // rows of each part that count more than blank ones
)

// written are the lists that have something to say, in the order in which a clerk
// reads them. The questions that are owed an answer (首问负责) are always there.
func (s *Screen) written() []part {
	var out []part
	tickets := func(title string, list []desk.Ticket) {
		if len(list) == 0 {
			return
		}
		p := part{title: text.Counted(title, len(list))}
		for _, t := range list {
			row := t.No + "  "
			if t.Window != 0 {
				row += text.WindowName(t.Window) + "  "
			}
			p.rows = append(p.rows, row+s.matter(t))
		}
		out = append(out, p)
	}
	if n := len(s.queue.Held); n > 0 {
		p := part{title: text.Counted(text.HeldTitle, n)}
		for _, t := range s.queue.Held {
			row := t.No + "  "
			if long := s.heldFor(t); long >= heldLong {
				row += text.HeldSince(long) + "  "
				p.style = ui.Warn
			}
			if d := s.draftOf(t.ID); d != nil {
				row += ui.Clean(d.Case.Private.Applicant.Name, 20) + " " + ui.Clean(d.Case.Title, 60)
			} else {
				row += s.matter(t)
			}
			p.rows = append(p.rows, row)
		}
		out = append(out, p)
	}
	tickets(text.MissedTitle, s.queue.Missed)
	out = append(out, s.owed())
	if len(s.unsure) > 0 {
		p := part{title: text.Counted(text.UnprintedTitle, len(s.unsure)), style: ui.Warn, apart: true}
		for _, u := range s.unsure {
			p.rows = append(p.rows, u.name+" "+text.Unprinted(u.job))
		}
		out = append(out, p)
	}
	tickets(text.OthersTitle, s.queue.Others)
	if n := len(s.queue.Others); n > 0 {
		out[len(out)-1].apart = true
	}
	return out
}

// ownerWidth is the room for whoever answers for a question.
const ownerWidth = 12

// owed lists the questions that wait for an answer, with who answers for each.
func (s *Screen) owed() part {
	p := part{title: text.Counted(text.OwedTitle, len(s.open)), style: ui.Warn}
	if len(s.open) == 0 {
		p.style, p.rows = ui.Dim, []string{text.NothingOwed}
	}
	for _, q := range s.open {
		owner := q.Owner
		if x, ok := s.cfg.Station.Person(q.Owner); ok {
			owner = x.Name
		}
		what := q.Private.Words // masked when it was read
		if what == "" {
			what = s.cfg.Matters.Name(q.Item)
		}
		p.rows = append(p.rows, ui.Shorten(ui.Clean(owner, 20), ownerWidth)+"  "+ui.Clean(what, 60))
	}
	return p
}
