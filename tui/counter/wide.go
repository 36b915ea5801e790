package counter

import (
	"slices"
	"time"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// drawThree draws a wide window: the waiting room, this window with what is open
// here, and the day with what concerns the whole station.
func (s *Screen) drawThree(f *ui.Frame) {
	waiting, rest := f.Split(f.W() * 2 / 5)
	own, day := rest.Split(rest.W() / 2)
	s.drawWaiting(waiting.Sub(ui.Rect{X: 1, Y: 0, W: waiting.W() - 1, H: waiting.H()}))
	s.drawMine(own.Rows(0, mineRows))
	here, apart := slices.Clone(s.parts), []part(nil)
	here = slices.DeleteFunc(here, func(p part) bool {
		if p.apart {
			apart = append(apart, p)
		}
		return p.apart
	})
	drawParts(own.Rows(mineRows, own.H()-mineRows), here)
	day.Put(0, 0, ui.Heading, text.SideFigures)
	y := 1
	for _, x := range s.figures() {
		day.Put(1, y, ui.Text, x.word)
		day.PutRight(figureWidth, y, ui.Strong, x.value)
		y++
	}
	drawParts(day.Rows(y, day.H()-y), apart)
}

// figureWidth is where the figures of the day end.
const figureWidth = 22

// A figure is one number of the day.
type figure struct{ word, value string }

// figures are those of the day as the waiting room has them; where nobody queues
// those of a queue are left out.
func (s *Screen) figures() []figure {
	q := s.queue
	out := []figure{{text.FigureDone, text.People(q.Done)}}
	if s.cfg.Station.Queue {
		out = append(
			out,
			figure{text.FigureTaken, text.People(q.Taken)},
			figure{text.FigureWaiting, text.People(len(q.Waiting) + len(q.Apart))},
			figure{text.FigureMissed, text.People(len(q.Missed))},
		)
	}
	var longest time.Duration
	for _, t := range slices.Concat(q.Waiting, q.Apart) {
		longest = max(longest, q.Stamp.At.Sub(t.Taken))
	}
	if longest > 0 {
		out = append(out, figure{text.FigureLongest, text.Minutes(longest)})
	}
	return append(
		out,
		figure{text.FigureDrafts, text.Pieces(len(s.drafts))},
		figure{text.FigureOwed, text.Pieces(len(s.open))},
	)
}
