package board

import (
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// The smallest board.
const (
	minW = 40
	minH = 12
)

// A layout says where the parts of a board stand.
type layout struct {
	tooSmall bool
	title    ui.Rect
	call     ui.Rect // the number in large figures, and the sentence below it
	windows  ui.Rect
	last     ui.Rect // beside the windows where there is room, else below
	foot     ui.Rect
}

// arrange lays a board out.
func arrange(w, h, windows int) layout {
	if w < minW || h < minH {
		return layout{tooSmall: true}
	}
	foot := 1
	if h >= 20 {
		foot = 3
	}
	call := min(max(h*2/5, 6), 3+ui.BlockRows((w-2)/37))
	l := layout{
		title: ui.Rect{X: 0, Y: 0, W: w, H: 1},
		call:  ui.Rect{X: 0, Y: 1, W: w, H: call},
		foot:  ui.Rect{X: 1, Y: h - foot, W: w - 2, H: foot},
	}
	y := 1 + call
	rest := h - foot - y
	if w >= 70 {
		last := max(w/4, 25)
		l.windows = ui.Rect{X: 1, Y: y, W: w - last - 4, H: rest}
		l.last = ui.Rect{X: w - last - 1, Y: y, W: last, H: rest}
		return l
	}
	l.windows = ui.Rect{X: 1, Y: y, W: w - 2, H: min(rest, windows+1)}
	l.last = ui.Rect{X: 1, Y: y + l.windows.H, W: w - 2, H: rest - l.windows.H}
	return l
}

// Draw draws the board into f.
func (b *Board) Draw(f *ui.Frame) {
	l := arrange(f.W(), f.H(), len(b.board.Windows))
	if l.tooSmall {
		f.Put(0, 0, ui.Strong, ui.Shorten(text.BoardTooSmall, f.W()))
		return
	}
	b.title(f.Sub(l.title))
	b.call(f.Sub(l.call))
	b.windows(f.Sub(l.windows))
	b.last(f.Sub(l.last))
	b.foot(f.Sub(l.foot))
}

// title is the station, its marks and the time.
func (b *Board) title(f *ui.Frame) {
	t := ui.TitleLine{Parts: []string{b.board.Station}}
	if b.board.Practice {
		t.Marks = append(t.Marks, ui.Mark{Word: text.MarkPractice, Style: ui.Practice})
	}
	if b.board.Demo {
		t.Marks = append(t.Marks, ui.Mark{Word: text.MarkDemo, Style: ui.Demo})
	}
	t.Marks = append(t.Marks, ui.Mark{Word: b.cfg.Now().In(desk.Beijing).Format("15:04"), Style: ui.Title})
	t.Draw(f)
}

// call is the number that was called last, in figures as large as fit.
func (b *Board) call(f *ui.Frame) {
	if b.shown == nil {
		b.welcome(f)
		return
	}
	st := ui.Strong
	if b.lit {
		st = ui.Selected
		f.Fill(ui.Rect{X: 0, Y: 0, W: f.W(), H: f.H()}, st)
	}
	no, window := b.shown.No, strconv.Itoa(b.shown.Window)
	says := text.BoardInvite(no, b.shown.Window)
	f.Put((f.W()-ui.Width(says))/2, f.H()-1, st, says)
	k, between := scaleFor(f.W()-2, f.H()-2, no, window)
	if k == 0 {
		return
	}
	w := ui.BlockTextWidth(no, k) + ui.BlockTextWidth(between, k) + ui.BlockTextWidth(window, k) + 4*k
	x, y := (f.W()-w)/2, (f.H()-1-ui.BlockRows(k))/2
	for i, part := range [...]string{no, between, window} {
		if i > 0 {
			x += 2 * k
		}
		x = f.Block(x, y, st, part, k)
	}
}

// scaleFor is the largest scale at which a number and a window fit, and the arrow
// between them where it does not make them smaller; 0 where none does.
func scaleFor(w, h int, no, window string) (scale int, between string) {
	const arrow = ">"
	for k := min(h*2/ui.BlockDots, 12); k > 0; k-- {
		if ui.BlockRows(k) > h {
			continue
		}
		n := ui.BlockTextWidth(no, k) + ui.BlockTextWidth(window, k) + 4*k
		switch {
		case n+ui.BlockTextWidth(arrow, k) <= w:
			return k, arrow
		case n <= w:
			return k, ""
		}
	}
	return 0, ""
}

// welcome stands where no number was called yet.
func (b *Board) welcome(f *ui.Frame) {
	says := text.BoardWelcome
	switch {
	case !b.known:
		says = text.BoardLoading
	case !b.board.Queue:
		says = text.BoardNoQueue
	}
	if w := ui.LargeWidth(says, 1); w <= f.W() && f.H() > ui.LargeRows {
		f.Large((f.W()-w)/2, (f.H()-ui.LargeRows)/2, ui.Strong, says, 1)
		return
	}
	f.Put((f.W()-ui.Width(says))/2, f.H()/2, ui.Strong, says)
}

// windows is what each window does and who serves there: a row a window, or
// large characters where all of them have room for it.
func (b *Board) windows(f *ui.Frame) {
	f.PutCut(0, 0, f.W(), ui.Heading, text.BoardWindows)
	if n := len(b.board.Windows); n > 0 && (f.H()-1)/n > ui.LargeRows && f.W() >= leastLarge {
		b.largeWindows(f)
		return
	}
	column := 0
	for i := range b.board.Windows {
		state, _ := windowState(&b.board.Windows[i])
		column = max(column, ui.Width(state))
	}
	for i := range b.board.Windows {
		w := &b.board.Windows[i]
		state, st := windowState(w)
		x := max(f.Put(0, i+1, ui.Strong, text.BoardWindow(w.No))+1, 10)
		f.Put(x, i+1, st, state)
		x += column + 2
		f.PutCut(x, i+1, f.W()-x, ui.Text, serving(w, f.W()-x))
	}
}

// leastLarge is the width in which large windows stand.
const leastLarge = 72

// largeWindows gives each window a large line and a row for who serves.
func (b *Board) largeWindows(f *ui.Frame) {
	const state = 20
	for i := range b.board.Windows {
		w := &b.board.Windows[i]
		y := 1 + i*(ui.LargeRows+1)
		x := f.Large(0, y, ui.Strong, strconv.Itoa(w.No), 1)
		x = max(f.Large(x, y, ui.Strong, text.BoardWindowSign, 1), state)
		says, st := windowState(w)
		if w.Now != "" {
			f.Large(x, y, st, w.Now, 1)
		} else if x+ui.LargeWidth(says, 1) <= f.W() {
			f.Large(x, y, st, says, 1)
		}
		row := text.BoardWindow(w.No) + "  " + says
		if who := serving(w, f.W()-ui.Width(row)-2); who != "" {
			row += "  " + who
		}
		f.PutCut(0, y+ui.LargeRows, f.W(), ui.Text, row)
	}
}

// windowState is what a window does now.
func windowState(w *desk.BoardWindow) (string, ui.Style) {
	switch {
	case w.Called:
		return w.Now + " " + text.BoardCalled, ui.Strong
	case w.Busy && w.Now == "":
		return text.BoardServing, ui.Text
	case w.Busy:
		return w.Now + " " + text.BoardServing, ui.Text
	case w.Staff == "":
		return text.BoardEmpty, ui.Dim
	}
	return text.BoardFree, ui.Text
}

// serving is who serves at a window (亮明身份), as much of it as fits: the name
// before the post, the post before the number.
func serving(w *desk.BoardWindow, room int) string {
	says := w.Staff
	if says == "" {
		return ""
	}
	for _, more := range [...]string{w.Post, text.BoardBadge(w.Badge)} {
		if more != "" && ui.Width(says)+1+ui.Width(more) <= room {
			says += " " + more
		}
	}
	return says
}

// last lists the calls before this one.
func (b *Board) last(f *ui.Frame) {
	if f.H() < 2 || !b.board.Queue {
		return
	}
	f.PutCut(0, 0, f.W(), ui.Heading, text.BoardLast)
	y := 1
	for i := range b.board.Calls {
		c := &b.board.Calls[i]
		if b.shown != nil && c.ID == b.shown.ID {
			continue
		}
		x := max(f.Put(0, y, ui.Strong, c.No)+1, 7)
		if c.Missed {
			f.PutCut(x, y, f.W()-x, ui.Warn, text.BoardMissed)
		} else {
			f.Put(x, y, ui.Text, text.BoardWindow(c.Window))
			f.Put(x+12, y, ui.Dim, c.At.In(desk.Beijing).Format("15:04"))
		}
		if y++; y >= f.H() {
			return
		}
	}
	if y == 1 && b.shown == nil {
		f.PutCut(0, 1, f.W(), ui.Dim, text.BoardNobodyYet)
	}
}

// foot is who waits, and what the station owes people: or, on a board that is
// old, how old.
func (b *Board) foot(f *ui.Frame) {
	y := f.H() - 1
	phone := text.BoardSupervision(b.board.Supervision)
	if now := b.cfg.Now(); b.known && now.Sub(b.board.At) >= staleAfter {
		says := text.BoardStale(b.board.At.In(desk.Beijing), now.In(desk.Beijing))
		if ui.Width(says+text.BoardAsk)+2 <= f.W() {
			says += "  " + text.BoardAsk
		}
		f.Band(y, ui.Error, says)
		f.Restyle(ui.Rect{X: 0, Y: y, W: f.W(), H: 1}, ui.Selected)
		y--
	}
	if y < 0 || !b.known {
		return
	}
	waiting := ""
	if b.board.Queue {
		waiting = b.waiting(f.W() - ui.Width(phone) - 2)
	}
	f.Put(0, y, ui.Strong, waiting)
	f.PutRight(f.W(), y, ui.Text, phone)
	if y > 0 {
		f.PutCut(0, y-1, f.W(), ui.Text, text.BoardPromise(b.board.Promise))
	}
}

// waiting counts those who wait, by lane where there is room.
func (b *Board) waiting(room int) string {
	says := text.BoardWaiting(b.board.Waiting)
	for _, l := range b.board.Lanes {
		if more := says + "  " + text.BoardLane(l.Letter, l.Name, l.Waiting); ui.Width(more) <= room {
			says = more
		}
	}
	return says
}
