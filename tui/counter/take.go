package counter

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// walkInKey is the outcome of 0: a visit without a number.
const walkInKey = "walkin"

// slipKey begins the outcome of a number on a slip: the visitor comes back with
// it and has priority.
const slipKey = "slip:"

// slip reports whether what is typed, or scanned, is the number of a slip.
func (d *takeDialog) slip() bool { return strings.Contains(d.field.Value(), "-") }

// shown is how many matters the dialog lists.
const shown = 7

// takeDialog asks for the matter of a number. Enter alone takes one in the
// default lane, 0 begins a visit without a number, a digit takes the matter in
// that row.
type takeDialog struct {
	matters Matters
	field   *ui.Field
	table   ui.Table
}

func newTakeDialog(m Matters) *takeDialog {
	d := &takeDialog{matters: m, field: ui.NewField(ui.Command, 40)}
	d.field.Placeholder = text.TakePlaceholder
	d.table = ui.Table{Headless: true, Digits: true, Empty: text.NoMatter, Columns: []ui.Column{{}}}
	d.find()
	return d
}

func (d *takeDialog) find() {
	q := d.field.Value()
	var lines []ui.Line
	if q == "" {
		lines = append(lines, ui.Line{ID: "", Cells: []string{text.DefaultLane}})
	}
	if d.slip() {
		lines = append(lines, ui.Line{ID: slipKey + q, Cells: []string{text.BySlip(q)}})
	} else {
		for _, m := range d.matters.Find(q, shown) {
			lines = append(lines, ui.Line{ID: m.ID, Cells: []string{m.Name}})
		}
	}
	d.table.Set(lines)
	if len(lines) > 0 {
		d.table.Select(lines[0].ID)
	}
}

// Title stands in the frame.
func (d *takeDialog) Title() string { return text.Take }

// Size takes a line for the field and the list under it.
func (d *takeDialog) Size(w, _ int) (int, int) { return min(w, 60), shown + 4 }

// Focused is true: what is typed searches.
func (d *takeDialog) Focused() bool { return true }

// Update takes keys.
func (d *takeDialog) Update(msg tea.Msg) (ui.Outcome, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		key := ui.KeyOf(k)
		switch {
		case key == "0" && d.field.Value() == "":
			return ui.Outcome{OK: true, Key: walkInKey}, true
		case key == "enter":
			return d.picked()
		case key == "up" || key == "down" || !d.slip() && len(key) == 1 && key[0] >= '1' && key[0] <= '9':
			if d.table.Update(msg) == ui.TablePicked {
				return d.picked()
			}
			return ui.Outcome{}, false
		}
	}
	before := d.field.Value()
	d.field.Update(msg)
	if d.field.Value() != before {
		d.find()
	}
	return ui.Outcome{}, false
}

func (d *takeDialog) picked() (ui.Outcome, bool) {
	if s := d.table.Selected(); s != nil {
		return ui.Outcome{OK: true, Key: s.ID}, true
	}
	return ui.Outcome{}, false
}

// Draw draws the field and the list.
func (d *takeDialog) Draw(f *ui.Frame) {
	f.Put(0, 0, ui.Dim, text.TakeHint)
	d.field.Draw(f.Sub(ui.Rect{X: 0, Y: 1, W: f.W(), H: 1}), true)
	d.table.Draw(f.Sub(ui.Rect{X: 0, Y: 3, W: f.W(), H: f.H() - 3}))
}
