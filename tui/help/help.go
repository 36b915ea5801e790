// Package help shows what can be done on a screen, from its action table.
package help

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Page is the F1 page of one screen; it is a dialog that any of Esc, F1 and
// Enter closes.
type Page struct {
	title  string
	rows   []ui.HelpRow
	pager  ui.Pager
	folded int // for which width the pager has the rows
	height int // of the rows in that width
}

// New returns the page for a screen's actions.
func New(title string, rows []ui.HelpRow) *Page {
	return &Page{title: text.HelpOf(title), rows: rows}
}

// fold lays the rows out for a width: a tip that is too long goes on below
// itself.
func (p *Page) fold(w int) {
	if p.folded == w {
		return
	}
	p.folded = w
	lines := make([]ui.PageLine, 0, len(p.rows))
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
	p.height = len(lines)
	p.pager.Set(lines)
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

// Update scrolls, or closes the page.
func (p *Page) Update(msg tea.Msg) (ui.Outcome, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch ui.KeyOf(k) {
		case "f1", "enter", "q":
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
