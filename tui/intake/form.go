package intake

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/desk/notice"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// rowPrint is the last row of the form: what to print.
const rowPrint = "print"

// Options of the last row.
const (
	printFilled = "filled"
	printBlank  = "blank"
)

// printedMsg says that a form went to the printer, or why not.
type printedMsg struct {
	no  string
	err error
}

// hasForm reports whether there is something for the citizen to sign.
func (s *Screen) hasForm() bool { return len(s.sheet.Fields) > 0 }

// formForm is the application form: what is known is shown with its source, and
// only what is missing is asked. The last row prints it.
func (s *Screen) formForm() *ui.Form {
	p := s.draft.Case.Private
	var rows []ui.FormRow
	for _, e := range s.sheet.Fields {
		value, source := p.FormValue(e)
		switch {
		case e.From != "":
			if value != "" {
				rows = append(rows, ui.FormRow{Key: e.Key, Label: ui.Clean(e.Label, 20), Show: shown(e, value) + text.SourceMark(source)})
			}
		case e.Kind == "choice":
			rows = append(rows, ui.FormRow{Key: e.Key, Label: ui.Clean(e.Label, 20), Choice: choiceOf(e, value), Hint: text.SourceHint(source)})
		default:
			f := s.fieldOf(e)
			f.Set(inYuan(e, value))
			hint := text.SourceHint(source)
			if hint == "" && e.Kind == desk.KindAddress {
				hint = s.addressHint()
			}
			rows = append(rows, ui.FormRow{Key: e.Key, Label: ui.Clean(e.Label, 20), Field: f, Hint: hint})
		}
	}
	rows = append(rows, ui.FormRow{Key: rowPrint, Label: text.LabelPrint, Hint: text.PrintHint, Act: true, Choice: ui.NewChoice([]ui.Option{
		{Key: printFilled, Word: text.PrintFilled}, {Key: printBlank, Word: text.PrintBlank},
	}, "")})
	f := ui.NewForm(rows...)
	f.FocusOn(rowPrint)
	for _, r := range rows { // the first that is still to be asked, else what prints it
		if r.Value() == "" && f.FocusOn(r.Key) {
			break
		}
	}
	return f
}

// shown is a known value as it may stand on the clerk's screen.
func shown(e desk.FormField, value string) string {
	switch strings.TrimPrefix(e.From, "agent_") {
	case "number", "phone":
		return identity.MaskTail(value)
	}
	return ui.Clean(value, 60)
}

// fieldOf is the field for an entry of the form.
func (s *Screen) fieldOf(e desk.FormField) *ui.Field {
	most := e.Max
	if most <= 0 {
		most = 40
	}
	switch e.Kind {
	case "date":
		return s.anyDay()
	case "phone":
		f := ui.NewField(ui.Phone, most)
		f.Check = func(v string) string {
			if err := s.cfg.People.Check(desk.Person{Phone: v}, s.today); err != nil {
				return text.Problem(err)
			}
			return ""
		}
		return f
	case "digits":
		return ui.NewField(ui.Digits, most)
	case desk.KindMoney:
		return amountField(most)
	case desk.KindCitizen:
		f := ui.NewField(ui.IDNumber, citizenPlaces)
		kind := func() string { return string(identity.CitizenCard) }
		f.Check = func(v string) string { return s.numberFault(kind(), v) }
		s.tellAtOnce(f, kind)
		return f
	}
	return ui.NewField(ui.Free, most)
}

// amountField takes an amount in yuan, and says it in capital characters.
func amountField(most int) *ui.Field {
	f := ui.NewField(ui.Amount, most)
	f.Check = func(v string) string {
		if _, ok := desk.ReadMoney(v); v != "" && !ok {
			return text.AmountWrong
		}
		return ""
	}
	f.Note = func(v string) string {
		if m, ok := desk.ReadMoney(v); ok {
			return notice.Capital(m)
		}
		return ""
	}
	return f
}

// inFen is what is kept of what stands in a field: an amount in fen. What is no
// amount yet is kept as it was typed; it has a point or too many digits, so that
// it is never taken for fen.
func inFen(e desk.FormField, v string) string {
	if m, ok := desk.ReadMoney(v); ok && e.Kind == desk.KindMoney {
		return m.Fen()
	}
	return v
}

// inYuan is what a field shows of what is kept.
func inYuan(e desk.FormField, v string) string {
	if m, ok := desk.ParseMoney(v); ok && e.Kind == desk.KindMoney {
		return m.String()
	}
	return v
}

// choiceOf offers the options of an entry by their words, which are what is kept.
func choiceOf(e desk.FormField, value string) *ui.Choice {
	opts := make([]ui.Option, 0, len(e.Options))
	for _, w := range e.Options {
		opts = append(opts, ui.Option{Key: w, Word: ui.Clean(w, 20)})
	}
	return ui.NewChoice(opts, value)
}

// formKey takes a key on the form.
func (s *Screen) formKey(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok && s.form.Focus() == rowPrint {
		switch ui.KeyOf(k) {
		case "1":
			return s.printForm(false)
		case "2":
			return s.printForm(true)
		case "space", "left", "right", "enter":
			return nil // printing is a digit, so that no hurried key prints
		}
	}
	switch s.form.Update(msg) {
	case ui.FormChanged:
		s.dirty, s.pulses = true, 0
		if k, ok := msg.(tea.KeyPressMsg); ok && !s.form.Focused() && len(ui.KeyOf(k)) == 1 { // a digit is a whole answer
			s.form.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		}
	case ui.FormLeft:
		return s.save()
	}
	return nil
}

// collectForm writes what stands on the form into the draft. What was changed was
// said now, wherever it came from before.
func (s *Screen) collectForm() {
	if s.form == nil {
		return
	}
	p := &s.draft.Case.Private
	for _, e := range s.sheet.Fields {
		r := s.form.Row(e.Key)
		if e.From != "" || r == nil {
			continue
		}
		value := inFen(e, r.Value())
		if value == p.Fields[e.Key] {
			continue
		}
		if p.Fields == nil {
			p.Fields = map[string]string{}
		}
		if p.Sources == nil {
			p.Sources = map[string]string{}
		}
		p.Fields[e.Key], p.Sources[e.Key] = value, desk.SourceSaid
		if value == "" {
			delete(p.Fields, e.Key)
			delete(p.Sources, e.Key)
		}
	}
}

func (s *Screen) noForm() string {
	if s.open && !s.hasForm() {
		return text.NoForm
	}
	return s.closed()
}

// printForm prints the form, filled in as far as it is known, or blank.
func (s *Screen) printForm(blank bool) tea.Cmd {
	if why := s.noForm(); why != "" {
		return ui.Say(ui.Care, why)
	}
	if s.busy {
		return nil
	}
	s.busy = true
	c, d, rid := s.snapshot().Case, s.duty, s.cfg.Mint()
	return tea.Batch(ui.Say(ui.Info, text.FormPrinting), ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		p, err := s.cfg.Desk.PrintForm(ctx, rid, d, c, blank)
		return printedMsg{p.No, err}
	}))
}

func (s *Screen) printed(m printedMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return ui.Say(ui.Fault, text.Problem(m.err))
	}
	return tea.Batch(ui.Say(ui.Done, text.FormPrinted(desk.Tail(m.no))), s.save())
}

// drawForm draws the form under a line that says how much is still to be asked.
func (s *Screen) drawForm(f *ui.Frame) {
	left := 0
	for _, e := range s.sheet.Fields {
		if r := s.form.Row(e.Key); r != nil && e.From == "" && !e.Optional && r.Value() == "" {
			left++
		}
	}
	f.PutCut(0, 0, f.W(), ui.Dim, text.FormHead(ui.Clean(s.sheet.Title, 40), strconv.Itoa(left)))
	var keys []string
	for _, e := range s.sheet.Fields {
		if e.Kind == "phone" || e.Kind == desk.KindCitizen || e.Kind == "digits" && e.Max > 12 { // of a person or an account
			keys = append(keys, e.Key)
		}
	}
	unmask := mask(s.form, keys)
	s.form.Draw(f.Sub(ui.Rect{X: 0, Y: 1, W: f.W(), H: f.H() - 1}))
	unmask()
}
