package guide

import (
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// set shows the lines of a card from the top.
func (s *Screen) set(card []cardLine) {
	s.card, s.folded = card, 0
}

func (s *Screen) drawCard(f *ui.Frame) {
	if _, w := ui.Columns(f.W()); s.folded != w {
		s.folded = w
		s.pager.Set(fold(s.card, w))
	}
	s.pager.Draw(f)
}

// fold wraps lines so that what goes on stands under the words, not under the
// number or the blanks before them. A line that has changed has its mark in front.
func fold(card []cardLine, w int) []ui.PageLine {
	out := make([]ui.PageLine, 0, len(card))
	for _, l := range card {
		if l.mark == "" {
			out = folded(out, l.PageLine, w)
			continue
		}
		if l.Style == ui.Text || l.Style == ui.Dim {
			l.Style = ui.Strong
		}
		lead := l.mark + " "
		l.Text = strings.TrimPrefix(l.Text, "  ")
		n := len(out)
		out = folded(out, l.PageLine, w-ui.Width(lead))
		for i := n; i < len(out); i++ {
			out[i].Text = lead + out[i].Text
			lead = strings.Repeat(" ", ui.Width(lead))
		}
	}
	return out
}

// folded adds one line, wrapped.
func folded(out []ui.PageLine, l ui.PageLine, w int) []ui.PageLine {
	n := len(l.Text) - len(strings.TrimLeft(l.Text, " 0123456789."))
	if n >= len(l.Text) || ui.Width(l.Text) <= w || !strings.HasPrefix(l.Text, " ") {
		n = 0
	}
	for i, row := range ui.Wrap(l.Text[n:], w-n) {
		lead := l.Text[:n]
		if i > 0 {
			lead = strings.Repeat(" ", n)
		}
		out = append(out, ui.PageLine{Style: l.Style, Text: lead + row})
	}
	return out
}

// lines collects the lines of a card.
type lines struct{ out []ui.PageLine }

func (l *lines) add(st ui.Style, t string) {
	l.out = append(l.out, ui.PageLine{Style: st, Text: ui.Clean(t, 600)})
}

// group adds a heading with its lines; without any it says 待核, since what has
// no source is not shown as a fact.
func (l *lines) group(title string, list []string) {
	l.add(ui.Heading, title)
	if len(list) == 0 {
		l.add(ui.Dim, "  "+text.NotYet)
		return
	}
	for _, x := range list {
		l.add(ui.Text, "  "+x)
	}
}

// itemCard is the whole card of an item, but for its version.
func itemCard(it desk.Item, t guide.Tailored, answers map[string]string) []ui.PageLine {
	l := &lines{}
	l.add(ui.Strong, it.Name+"  【"+text.ModeName(it.Mode)+"】")
	l.add(ui.Dim, text.CardHead(it))
	if !it.Verified {
		l.add(ui.Demo, text.CardUnverified)
	}
	l.group(text.CardAnswer, some(it.Answer))
	l.add(ui.Text, text.CardLimits(it))
	l.group(text.CardConditions, it.Conditions)
	l.situations(it, t, answers)
	l.materials(t)
	l.group(text.CardCheckPoints, it.CheckPoints)
	l.stages(it)
	l.online(it)
	l.group(text.CardFlow, some(text.FlowLine(it.Flow)))
	l.group(text.CardPlaces, places(it))
	l.group(text.CardBasis, it.Basis)
	l.add(ui.Heading, text.CardMore)
	for _, x := range text.CardRest(it) {
		l.add(ui.Text, "  "+x)
	}
	return l.out
}

// online lists the channels in which a citizen does the matter alone; a matter
// without any has no such heading.
func (l *lines) online(it desk.Item) {
	if len(it.Online) == 0 {
		return
	}
	l.add(ui.Heading, text.CardOnline)
	for _, o := range it.Online {
		l.add(ui.Text, "  "+text.OnlineLine(o))
	}
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func places(it desk.Item) []string {
	var out []string
	for _, p := range it.Places {
		out = append(out, text.PlaceLine(p))
	}
	return out
}

func (l *lines) situations(it desk.Item, t guide.Tailored, answers map[string]string) {
	if len(it.Situations) == 0 {
		return
	}
	l.add(ui.Heading, text.CardSituations(t.Answered, t.Questions))
	for _, q := range it.Questions(answers) {
		said := q.Says(answers[q.Key])
		if said == "" {
			said = text.NotAnswered
		}
		l.add(ui.Text, "  "+q.Ask+"  "+said)
	}
	for _, n := range t.Notes {
		l.add(ui.Warn, "  "+n)
	}
}

func (l *lines) materials(t guide.Tailored) {
	l.add(ui.Heading, text.Counted(text.CardMaterials, len(t.Asked)))
	for i, m := range t.Asked {
		l.add(ui.Text, text.CardMaterial(i+1, m.Requirement))
		for _, c := range m.CheckPoints {
			l.add(ui.Dim, "      "+text.CheckMark+c)
		}
		if m.Why == guide.Added && m.Answer != nil {
			l.add(ui.Dim, "      "+text.BecauseSaid(m.Answer.Say))
		}
	}
	undecided := 0
	for _, m := range t.Left {
		if m.Why == guide.Undecided {
			undecided++
		}
	}
	if undecided > 0 {
		l.add(ui.Warn, "  "+text.MoreWithSituation(undecided))
	}
}

func (l *lines) stages(it desk.Item) {
	l.add(ui.Heading, text.CardStages)
	if len(it.Stages) == 0 {
		l.add(ui.Dim, "  "+text.NotYet)
		return
	}
	for _, s := range it.Stages {
		l.add(ui.Text, "  "+text.StageLine(s))
	}
}

// certificateCard says why a certificate is not issued here and where to go.
func certificateCard(c desk.Certificate) []ui.PageLine {
	l := &lines{}
	l.add(ui.Strong, c.Name)
	l.add(ui.Error, text.MustNotIssueLong)
	l.group(text.CertWhy, some(c.Why))
	l.group(text.CertInstead, some(c.Instead))
	l.group(text.CertWhere, some(text.WhereLine(c)))
	l.add(ui.Dim, text.CertHint)
	return l.out
}
