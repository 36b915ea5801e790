// Package help shows what can be done on a screen, from its action table.
package help

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Page is the F1 page of one screen; it is a dialog that any of Esc, F1 and
// Enter closes.
type Page struct {
	title string
	pager ui.Pager
	rows  int
}

// New returns the page for a screen's actions.
func New(title string, rows []ui.HelpRow) *Page {
	p := &Page{title: text.HelpOf(title), rows: len(rows)}
	lines := make([]ui.PageLine, 0, len(rows))
	for _, r := range rows {
		lines = append(lines, ui.PageLine{Text: text.HelpLine(r.Key, r.Word, r.Twin, r.Tip, r.Why)})
	}
	p.pager.Set(lines)
	return p
}

// Title stands in the frame.
func (p *Page) Title() string { return p.title }

// Size takes most of the window.
func (p *Page) Size(w, h int) (int, int) { return min(w, 76), min(h, max(p.rows, 3)) }

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
func (p *Page) Draw(f *ui.Frame) { p.pager.Draw(f) }
