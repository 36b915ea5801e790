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
const shown = 9

// takeDialog asks for the matter of a number. Enter alone takes one in the
// default lane, 0 begins a visit without a number, a digit takes the matter in
// that row. Tab and a digit give a reason for priority before.
type takeDialog struct {
	matters Matters
	reasons []ui.Option // for priority
	asking  bool        // the list shows the reasons
	reason  int         // the one chosen, plus one; 0 for none
	field   *ui.Field
	table   ui.Table
}

func newTakeDialog(m Matters, reasons []ui.Option) *takeDialog {
	d := &takeDialog{matters: m, reasons: reasons, field: ui.NewField(ui.Command, 40)}
	d.field.Placeholder = text.TakePlaceholder
	d.table = ui.Table{Headless: true, Digits: true, Empty: text.NoMatter, Columns: []ui.Column{{}}}
	d.find()
	return d
}

func (d *takeDialog) find() {
	q := d.field.Value()
	var lines []ui.Line
	if d.asking {
		for _, r := range d.reasons {
			lines = append(lines, ui.Line{ID: r.Key, Cells: []string{r.Word}})
		}
		d.list(lines)
		return
	}
	if q == "" {
		lines = append(lines, ui.Line{ID: "", Cells: []string{text.DefaultLane}})
	}
	if d.slip() {
		lines = append(lines, ui.Line{ID: slipKey + q, Cells: []string{text.BySlip(q)}})
	} else {
		for _, m := range d.matters.Find(q, shown-len(lines)) {
			lines = append(lines, ui.Line{ID: m.ID, Cells: []string{m.Name}})
		}
	}
	d.list(lines)
}

// list shows rows with the first one selected.
func (d *takeDialog) list(lines []ui.Line) {
	d.table.Set(lines)
	d.table.Update(tea.KeyPressMsg{Code: tea.KeyHome})
}

// Title stands in the frame.
func (d *takeDialog) Title() string { return text.Take }

// Size takes a line for the field and the list under it.
func (d *takeDialog) Size(w, _ int) (int, int) { return min(w, 62), shown + 4 }

// Focused is true while what is typed searches.
func (d *takeDialog) Focused() bool { return !d.asking }

// TakesScan is true for the slip that a visitor comes back with.
func (d *takeDialog) TakesScan(s ui.Scan) bool {
	return !d.asking && (s.Kind == ui.ScanSlip || s.Kind == ui.ScanCase)
}

// Update takes keys.
func (d *takeDialog) Update(msg tea.Msg) (ui.Outcome, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		key := ui.KeyOf(k)
		switch {
		case key == "tab" || key == "shift+tab":
			d.asking = !d.asking
			d.find()
			return ui.Outcome{}, false
		case d.asking:
			if d.table.Update(msg) == ui.TablePicked {
				d.reason, d.asking = d.table.At()+1, false
				d.find()
			}
			return ui.Outcome{}, false
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
		o := ui.Outcome{OK: true, Key: s.ID}
		if d.reason > 0 {
			o.Text = d.reasons[d.reason-1].Key
		}
		return o, true
	}
	return ui.Outcome{}, false
}

// Draw draws the field and the list.
func (d *takeDialog) Draw(f *ui.Frame) {
	switch {
	case d.asking:
		f.Put(0, 0, ui.Strong, text.PriorityAsk)
	case d.reason > 0:
		f.PutCut(0, 0, f.W(), ui.Strong, text.PriorityChosen(d.reasons[d.reason-1].Word))
	default:
		f.Put(0, 0, ui.Dim, text.TakeHint)
	}
	if !d.asking {
		d.field.Draw(f.Sub(ui.Rect{X: 0, Y: 1, W: f.W(), H: 1}), true)
	}
	d.table.Draw(f.Sub(ui.Rect{X: 0, Y: 3, W: f.W(), H: f.H() - 3}))
}
