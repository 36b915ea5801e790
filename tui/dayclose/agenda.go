package dayclose

import (
	"slices"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// most is how many lines of one kind are listed; the heading counts all.
const most = 20

// agenda lists what is open at the end of the day.
func agenda(a desk.Agenda, out Out) []ui.PageLine {
	l := &list{}
	l.add(ui.Strong, text.DayCounts(a.Tickets, a.Served, a.Cases, a.Asked, a.Unrated))
	if a.Guided+a.Coached > 0 {
		l.add(ui.Text, text.AssistCounts(a.Guided, a.Coached))
	}
	l.numbers(text.AtWindows, a.Held, true, func(t desk.Ticket) string { return t.No + " " + text.TicketState(t.State) })
	l.numbers(text.StillWaiting, a.Waiting, true, number)
	l.numbers(text.MissedTitle, a.Missed, false, number)
	l.group(text.OwedTitle, len(a.Inquiries), true, func(i int) string { return identity.MaskWords(a.Inquiries[i].Private.Words) })
	l.group(text.RectifyTitle, len(a.Rectify), true, func(i int) string { return text.RectifyRow(&a.Rectify[i], a.Stamp.Day) })
	l.group(text.DraftsTitle, len(a.Drafts), true, func(i int) string { return a.Drafts[i].Case.Title })
	l.group(text.DueTitle, len(a.Due), true, func(i int) string {
		return desk.Tail(a.Due[i].No) + " " + a.Due[i].Title + " " + string(a.Due[i].Due)
	})
	l.group(text.ToHandTitle, len(a.HandOver), false, func(i int) string {
		row := desk.Tail(a.HandOver[i].No) + " " + a.HandOver[i].Title
		if bagged(a, a.HandOver[i]) {
			row += text.BagFirst
		}
		return row
	})
	if n := len(a.Shelf.Bags) + len(a.Shelf.Missing); n > 0 {
		st, say := ui.Heading, text.ShelfAgrees
		switch {
		case len(a.Shelf.Missing) > 0 || a.Shelf.Latest != nil && !a.Shelf.Agrees():
			st, say = ui.Warn, text.ShelfDiffers
		case a.Shelf.Latest == nil:
			st, say = ui.Warn, text.ShelfUncounted
		}
		l.add(st, text.Counted(text.ShelfTitle, len(a.Shelf.Bags))+" "+say)
	}
	for _, c := range a.Slips {
		switch {
		case len(c.Gaps) > 0:
			l.add(ui.Warn, text.SlipCount(c))
		case c.Used > 0:
			l.add(ui.Heading, text.SlipCount(c))
		}
	}
	l.heading(text.QueuedTitle, out.Queued, true)
	if out.Unsent+out.Pages > 0 {
		l.add(ui.Heading, text.OutboxTitle(out.Unsent, out.Pages))
	}
	return l.out
}

// bagged reports whether originals of a case lie here: they are scanned out at
// the hand-over, and the closing of the day does not take the case along.
func bagged(a desk.Agenda, c desk.Case) bool {
	of := func(b desk.Bag) bool { return b.Case == c.ID }
	return slices.ContainsFunc(a.Shelf.Bags, of) || slices.ContainsFunc(a.Shelf.Missing, of)
}

func number(t desk.Ticket) string { return t.No }

// list collects the lines.
type list struct{ out []ui.PageLine }

func (l *list) add(st ui.Style, t string) {
	l.out = append(l.out, ui.PageLine{Style: st, Text: ui.Clean(t, 400)})
}

// heading counts; what must be dealt with stands out.
func (l *list) heading(title string, n int, warn bool) {
	st := ui.Heading
	if n > 0 && warn {
		st = ui.Warn
	}
	l.add(st, text.Counted(title, n))
}

// group lists one thing a line.
func (l *list) group(title string, n int, warn bool, each func(i int) string) {
	l.heading(title, n, warn)
	for i := range min(n, most) {
		l.add(ui.Text, "  "+each(i))
	}
}

// numbers lists tickets in one line.
func (l *list) numbers(title string, tickets []desk.Ticket, warn bool, each func(desk.Ticket) string) {
	l.heading(title, len(tickets), warn)
	row := make([]string, 0, len(tickets))
	for _, t := range tickets {
		row = append(row, each(t))
	}
	if len(row) > 0 {
		l.add(ui.Text, "  "+strings.Join(row, "  "))
	}
}
