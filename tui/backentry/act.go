package backentry

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs that the screen opens.
const (
	askAgain = "again"
	askForms = "forms"
	askItem  = "item"
)

// Keys of the rows of the form.
const (
	rowSlip   = "slip"
	rowDate   = "date"
	rowTime   = "time"
	rowHow    = "how"
	rowResult = "result"
	rowItem   = "item"
	rowWords  = "words"
)

// mostForms is how many forms go with a block at most.
const mostForms = 50

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	if s.form != nil {
		return []ui.Action{
			{Key: "f9", Twin: text.CmdBackFile, Word: text.BackFile, Tip: text.BackFileTip, Run: s.file},
			{Key: "esc", Twin: text.CmdBack, Word: text.BackDrop, Tip: text.BackDropTip, Run: s.drop},
		}
	}
	return []ui.Action{
		{Key: "enter", Twin: text.CmdBackGoOn, Word: text.BackGoOn, Tip: text.BackGoOnTip, Run: s.goOn, Blocked: s.notServed},
		{Digit: 1, Twin: text.CmdBackEntry, Word: text.BackNew, Tip: text.BackNewTip, Run: s.begin, Blocked: s.noBlock},
		{Digit: 2, Twin: text.CmdPaperNos, Word: text.PrintSlips, Tip: text.PrintSlipsTip, Run: s.slipsWanted},
		{Digit: 3, Twin: text.CmdForms, Word: text.PrintForms, Tip: text.PrintFormsTip, Run: s.formsWanted},
	}
}

func (s *Screen) noBlock() string {
	if len(s.counts) == 0 {
		return text.NoBlock
	}
	return ""
}

// notServed says why there is no case to go on with.
func (s *Screen) notServed() string {
	if t := s.current(); t == nil || t.BackEntry == nil || t.BackEntry.Result != desk.BackServed {
		return text.ChooseServed
	}
	return ""
}

func (s *Screen) do(f func(ctx context.Context, rid string, d desk.Duty) tea.Msg) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg { return f(ctx, rid, d) })
}

// slipsWanted asks how many forms go with the next block; while slips are left it
// asks first whether there is to be one.
func (s *Screen) slipsWanted() tea.Cmd {
	s.again, s.only = false, false
	if len(s.counts) > 0 && s.counts[0].Left > 0 {
		return ui.Ask(askAgain, ui.NewConfirm(text.PrintSlips, text.SlipsAgainAsk(s.counts[0]), text.Yes, text.No))
	}
	return s.askForms()
}

func (s *Screen) formsWanted() tea.Cmd {
	s.again, s.only = false, true
	return s.askForms()
}

func (s *Screen) askForms() tea.Cmd {
	ask, least := text.FormsAsk, 0
	if s.only {
		ask, least = text.OnlyFormsAsk, 1
	}
	f := ui.NewField(ui.Digits, 2)
	f.Set("10")
	f.Check = func(v string) string {
		if n, err := strconv.Atoi(v); err != nil || n < least || n > mostForms {
			return text.FormsWrong
		}
		return ""
	}
	return ui.Ask(askForms, ui.NewAskField(text.PrintForms, ask, f))
}

// begin opens the form of one slip, with the day and the reason of the slip before.
func (s *Screen) begin() tea.Cmd {
	how := s.order.How
	if how == "" {
		how = desk.BackPower
	}
	day := s.today
	if !s.order.At.IsZero() {
		day = desk.DayOf(s.order.At, 0)
	}
	s.form = newForm(s.today, day, how, s.cfg.Find)
	return nil
}

func newForm(today, day desk.Day, how desk.BackHow, find func(string, int) []ui.Option) *ui.Form {
	slip := ui.NewField(ui.Free, 10)
	slip.Check = func(v string) string {
		if _, _, ok := readSlip(v); !ok {
			return text.SlipWrong
		}
		return ""
	}
	date := ui.NewField(ui.Date, 0)
	date.Today = today
	date.Set(string(day))
	date.Check = func(v string) string {
		if _, ok := ui.ReadDay(v, today); !ok {
			return text.BackDayWrong
		}
		return ""
	}
	at := ui.NewField(ui.Free, 6)
	at.Check = func(v string) string {
		if _, ok := readTime(v); !ok {
			return text.TimeWrong
		}
		return ""
	}
	item := ui.NewField(ui.Free, 40)
	item.Note = func(v string) string {
		if hits := find(v, 1); strings.TrimSpace(v) != "" && len(hits) > 0 {
			return hits[0].Word
		}
		return ""
	}
	var hows, results []ui.Option
	for _, h := range desk.BackHows() {
		hows = append(hows, ui.Option{Key: string(h), Word: text.BackHow(h)})
	}
	for _, r := range desk.BackResults() {
		results = append(results, ui.Option{Key: string(r), Word: text.BackResult(r)})
	}
	return ui.NewForm(
		ui.FormRow{Key: rowSlip, Label: text.SlipField, Field: slip, Hint: text.SlipHint},
		ui.FormRow{Key: rowDate, Label: text.DateField, Field: date},
		ui.FormRow{Key: rowTime, Label: text.TimeField, Field: at, Hint: text.TimeHint},
		ui.FormRow{Key: rowHow, Label: text.HowField, Choice: ui.NewChoice(hows, string(how))},
		ui.FormRow{Key: rowResult, Label: text.ResultField, Choice: ui.NewChoice(results, string(desk.BackServed))},
		ui.FormRow{Key: rowItem, Label: text.ItemField, Field: item, Hint: text.ItemHint},
		ui.FormRow{Key: rowWords, Label: text.WordsField, Field: ui.NewField(ui.Free, 80), Hint: text.WordsHint},
	)
}

// readSlip reads 937, 2-937 or the whole number of a slip.
func readSlip(v string) (block, slip int, ok bool) {
	s := strings.TrimPrefix(strings.TrimSpace(ui.Fold(v)), desk.SlipLane)
	var err error
	if b, n, two := strings.Cut(s, "-"); two {
		if block, err = strconv.Atoi(b); err != nil || block < 1 {
			return 0, 0, false
		}
		s = n
	}
	slip, err = strconv.Atoi(s)
	return block, slip, err == nil && slip > 0
}

// readTime reads 1435, 14:35 or 9:05 as a time after midnight.
func readTime(v string) (time.Duration, bool) {
	s := strings.NewReplacer(":", "", ".", "", " ", "").Replace(ui.Fold(v))
	if len(s) == 3 {
		s = "0" + s
	}
	t, err := time.Parse("1504", s)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}

func (s *Screen) drop() tea.Cmd {
	s.form = nil
	return s.Enter()
}

// file reads the form; where several matters fit what was typed, it asks which.
func (s *Screen) file() tea.Cmd {
	if s.busy || !s.form.Validate() {
		return nil
	}
	v := s.form.Values()
	o := desk.BackOrder{How: desk.BackHow(v[rowHow]), Result: desk.BackResult(v[rowResult]), Words: v[rowWords]}
	o.Block, o.Slip, _ = readSlip(v[rowSlip])
	day, _ := ui.ReadDay(v[rowDate], s.today)
	at, _ := readTime(v[rowTime])
	o.At = day.Start().Add(at)
	s.order = o
	words := strings.TrimSpace(v[rowItem])
	if words == "" {
		return s.enter(o)
	}
	hits := s.cfg.Find(words, 9)
	switch len(hits) {
	case 0:
		s.form.Row(rowItem).Field.SetFault(text.NoSuchItem)
		s.form.FocusOn(rowItem)
		return nil
	case 1:
		s.order.Item = hits[0].Key
		return s.enter(s.order)
	}
	return ui.Ask(askItem, ui.NewPick(text.ItemField, text.PickItem, hits))
}

func (s *Screen) enter(o desk.BackOrder) tea.Cmd {
	return s.do(func(ctx context.Context, rid string, d desk.Duty) tea.Msg {
		t, err := s.cfg.Mode.Enter(ctx, rid, d, o)
		return enteredMsg{t, err}
	})
}

// entered goes on to the case, or to the next slip of the pile.
func (s *Screen) entered(m enteredMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	s.form = nil
	say := ui.Say(ui.Done, text.BackEntered(m.ticket))
	if m.ticket.BackEntry != nil && m.ticket.BackEntry.Result == desk.BackServed {
		return tea.Sequence(say, ui.Go(ui.ScreenIntake, m.ticket))
	}
	return tea.Batch(say, s.Enter())
}

// goOn opens the case of the slip in hand: the one that was taken in, the draft
// that was begun, or a new one.
func (s *Screen) goOn() tea.Cmd {
	t := *s.current()
	return s.do(func(ctx context.Context, _ string, _ desk.Duty) tea.Msg {
		cases, err := s.cfg.Books.Cases(ctx, desk.CaseFilter{Ticket: t.ID})
		if err != nil {
			return goOnMsg{err: err}
		}
		if len(cases) > 0 {
			return goOnMsg{done: cases[0].ID}
		}
		drafts, err := s.cfg.Books.Drafts(ctx)
		for _, d := range drafts {
			if d.Case.Ticket == t.ID {
				return goOnMsg{with: d}
			}
		}
		return goOnMsg{with: t, err: err}
	})
}

// answered goes on after a dialog.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	switch o.ID {
	case askAgain:
		if o.Key == "yes" {
			s.again = true
			return s.askForms()
		}
	case askForms:
		n, err := strconv.Atoi(o.Text)
		if err != nil {
			return nil
		}
		order := desk.SlipOrder{Forms: n, Again: s.again, Only: s.only}
		return s.do(func(ctx context.Context, rid string, d desk.Duty) tea.Msg {
			b, _, err := s.cfg.Mode.PrintSlips(ctx, rid, d, order)
			b.Forms = order.Forms
			return printedMsg{b, err}
		})
	case askItem:
		if s.form != nil {
			s.order.Item = o.Key
			return s.enter(s.order)
		}
	}
	return nil
}

// Why explains by which rules slips are entered.
func (s *Screen) Why() []ui.Reason {
	r := ui.Reason{Thing: text.PaperNumbers, Sentence: text.NoBlock, Rule: text.BackRule}
	if len(s.counts) > 0 {
		r.Sentence = text.SlipCount(s.counts[0])
	}
	if t := s.current(); t != nil && s.form == nil && t.BackEntry != nil {
		r.Thing, r.Sentence = t.No, text.BackEntryMark(*t.BackEntry)
	}
	return []ui.Reason{r}
}
