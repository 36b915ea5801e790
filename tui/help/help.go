// Package help shows what can be done on a screen, from its action table, and
// says why things are as they are.
package help

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Page is the help of one screen: first a page of at most twenty lines, and by
// F1 again every key with its sentence. It is a dialog that any of Esc and Enter
// closes.
type Page struct {
	title  string
	brief  Brief
	rows   []ui.HelpRow
	every  bool // every key with its sentence
	pager  ui.Pager
	folded int // for which width the pager has the lines
	height int // of the lines in that width
}

// New returns the help for a screen: its first page and all of its actions.
func New(title string, brief Brief, rows []ui.HelpRow) *Page {
	return &Page{title: text.HelpOf(title), brief: brief, rows: rows}
}

// fold lays the lines out for a width.
func (p *Page) fold(w int) {
	if p.folded == w {
		return
	}
	p.folded = w
	lines := p.brief.Lines(w)
	if p.every {
		lines = p.all(w)
	}
	p.height = len(lines)
	p.pager.Set(lines)
}

// all lists every action with its sentence: one that is too long goes on below
// itself.
func (p *Page) all(w int) []ui.PageLine {
	lines := make([]ui.PageLine, 0, len(p.rows)+1)
	for _, r := range p.rows {
		st, lead := ui.Text, text.HelpLead(r.Key, r.Word, r.Twin)
		if r.Why != "" {
			st = ui.Dim
		}
		for _, part := range ui.Wrap(text.HelpRow(r.Tip, r.Why), w-text.HelpLeadWidth) {
			lines = append(lines, ui.PageLine{Style: st, Text: lead + part})
			lead = strings.Repeat(" ", text.HelpLeadWidth)
		}
	}
	return append(lines, ui.PageLine{Style: ui.Dim, Text: text.HelpLess})
}

// Title stands in the frame.
func (p *Page) Title() string { return p.title }

// Size takes most of the window.
func (p *Page) Size(w, h int) (int, int) {
	w = min(w, widest)
	p.fold(w)
	return w, min(h-titleRows, max(p.height, 3))
}

const titleRows = 2 // what the page leaves uncovered, so that the marks of the title line show

// widest is how wide a page is at most.
const widest = 100

// Focused is false: nothing is typed here.
func (p *Page) Focused() bool { return false }

// Update turns the page, scrolls, or closes it.
func (p *Page) Update(msg tea.Msg) (ui.Outcome, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch ui.KeyOf(k) {
		case "f1":
			if !k.IsRepeat {
				p.every, p.folded = !p.every, 0
			}
			return ui.Outcome{}, false
		case "enter", "q":
			return ui.Outcome{OK: true}, true
		}
	}
	p.pager.Update(msg)
	return ui.Outcome{}, false
}

// Draw draws the page.
func (p *Page) Draw(f *ui.Frame) {
	p.fold(f.W())
	p.pager.Draw(f)
}
