package sync

import (
	"strings"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// fewItems is how many cases that wait are named where there is no room for more
// and for the runs before.
const fewItems = 4

// named is a case's number, or its day and end where the station's code before it would take
// the room of what is to be read.
func named(f *ui.Frame, no string) string {
	if no == "" {
		return ""
	}
	if tail := desk.Tail(no); f.W() < 100 {
		day := strings.TrimSuffix(no, "-"+tail)
		return day[strings.LastIndexByte(day, '-')+1:] + "-" + tail
	}
	return no
}

// looksBack draws what is below the state of the exchange: the cases whose pages
// wait, in the order in which they go, and the runs before.
func (s *Screen) looksBack(f *ui.Frame, y int) {
	bottom := f.H()
	items, runs := s.status.Items, s.status.Runs
	if room := bottom - y - 1; len(items) > 0 && room > 0 {
		n := len(items)
		if len(runs) > 0 {
			n = min(n, max(fewItems, room-len(runs)-2))
		}
		if n = min(n, room); n < len(items) && n > 1 {
			n-- // for the line that says how many there are
		}
		f.Put(1, y, ui.Dim, text.ItemsWait)
		for i, it := range items[:n] {
			style := ui.Text
			if it.Code != "" {
				style = ui.Warn
			}
			f.PutCut(3, y+1+i, f.W()-4, style, text.ItemWaits(named(f, it.Case), it.Pages, it.Bytes, it.Code, it.Next))
		}
		y += n + 1
		if n < len(items) && y < bottom {
			f.PutCut(3, y, f.W()-4, ui.Dim, text.MoreWait(len(items)-n))
			y++
		}
		y++
	}
	if len(runs) == 0 || y+1 >= bottom {
		return
	}
	f.Put(1, y, ui.Dim, text.RunsBefore)
	for i, r := range runs[:min(len(runs), bottom-y-1)] {
		style := ui.Text
		if r.Fault != nil {
			style = ui.Warn
		}
		f.PutCut(3, y+1+i, f.W()-4, style, text.RunBefore(r.Began, r.Ended, r.Why, r.Lines, r.Pages, r.Applied, r.Bytes, r.Fault))
	}
}
