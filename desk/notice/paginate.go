package notice

import "xiaochuang/desk"

// maxPages is the most pages a paper may have; more is a mistake in its data.
const maxPages = 60

// paginate distributes groups over pages that hold limit quarter rows of
// lines, or on one page when limit is 0.
func paginate(groups []group, limit int) ([][]Line, error) {
	if limit == 0 {
		var all []Line
		for _, g := range groups {
			all = append(all, g.lines...)
		}
		return [][]Line{all}, nil
	}
	p := &paginator{limit: limit, pages: [][]Line{nil}}
	for i := 0; i < len(groups); {
		j := i
		for j < len(groups)-1 && groups[j].next {
			j++
		}
		p.add(groups[i : j+1])
		i = j + 1
		if len(p.pages) > maxPages {
			return nil, &desk.Problem{Kind: desk.Full, What: "paper.pages"}
		}
	}
	return p.pages, nil
}

type paginator struct {
	limit int
	used  int
	pages [][]Line
}

// add puts groups that belong together on the current page, or on the next
// one where they fit only there.
func (p *paginator) add(gs []group) {
	h := 0
	for _, g := range gs {
		h += Height(g.lines)
	}
	if p.used > 0 && p.used+h > p.limit && h <= p.limit {
		p.turn(gs[0])
	}
	for _, g := range gs {
		if p.used > 0 && p.used+Height(g.lines) > p.limit && Height(g.lines) <= p.limit {
			p.turn(g)
		}
		for _, l := range g.lines {
			p.line(l, g)
		}
	}
}

// turn begins a page.
func (p *paginator) turn(g group) {
	p.pages = append(p.pages, nil)
	p.used = 0
	for _, l := range g.head {
		p.put(l)
	}
}

func (p *paginator) line(l Line, g group) {
	blank := len(l.Runs) == 0 && l.Rule == nil && l.Code == nil && !l.Under && len(l.Edges) == 0
	if p.used == 0 && blank {
		return // no space at the top of a page
	}
	if p.used > 0 && p.used+l.Height > p.limit {
		p.turn(g)
	}
	p.put(l)
}

func (p *paginator) put(l Line) {
	n := len(p.pages) - 1
	p.pages[n] = append(p.pages[n], l)
	p.used += l.Height
}
