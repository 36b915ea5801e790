package intake

import (
	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Where there is room, what the clerk would look up stands beside the work: at the
// right of the checklist and of the questions, where no text is typed, and below
// the applicant, since nothing may stand at the right of a text field.

// The room for what stands at the right; questions need more than names.
const (
	sideWidth   = 46
	besideAsked = 38
)

// lines collects the lines of a pane.
type lines []ui.PageLine

func (l *lines) add(st ui.Style, s string) {
	*l = append(*l, ui.PageLine{Style: st, Text: ui.Clean(s, 400)})
}

// group adds a heading with its lines, nothing where there are none.
func (l *lines) group(title string, list []string) {
	if len(list) == 0 {
		return
	}
	if len(*l) > 0 {
		*l = append(*l, ui.PageLine{})
	}
	l.add(ui.Heading, title)
	for _, s := range list {
		l.add(ui.Text, " "+s)
	}
}

// drawMaterialsWide draws the checklist, and beside it what the guide says of the
// selected line, who applies, and what to look at.
func (s *Screen) drawMaterialsWide(f *ui.Frame) {
	left, right := f.Split(f.W() - sideWidth - 2)
	h := left.H() - 1
	s.table.Draw(left.Rows(0, h))
	s.drawStrip(left.Rows(h, 1))
	var l lines
	if r := s.requirement(); r.Key != "" {
		l.add(ui.Strong, r.Name)
		for _, n := range text.RequirementHead(r) {
			l.add(ui.Dim, n)
		}
		l.group(text.CardCheckPoints, r.CheckPoints)
		l.group(text.SideSubstitutes, r.Substitutes)
	}
	l.group(text.PartPerson, s.whose())
	l.group(text.PartSituation, s.said())
	l.group(text.SideItemPoints, s.item.CheckPoints)
	right.Flow(0, l)
}

// drawSituationWide draws the questions, and beside them the list as the answers
// so far make it.
func (s *Screen) drawSituationWide(f *ui.Frame) {
	left, right := f.Split(f.W() - besideAsked - 2)
	s.situ.Draw(left)
	var l lines
	l.add(ui.Heading, text.Counted(text.CardMaterials, len(s.draft.Case.Materials)))
	for _, m := range s.draft.Case.Materials {
		l.add(ui.Text, " "+m.Name)
	}
	l.group(text.SideNotes, s.notes())
	l.group(text.PartPerson, s.whose())
	right.Flow(0, l)
}

// personRows is the height that the applicant's form takes before anything stands
// below it; with an agent it has all of it.
const personRows = 20

// drawBelowPerson draws what to say and to look at below the form of the applicant,
// where the window is high enough.
func (s *Screen) drawBelowPerson(f *ui.Frame) {
	points, list := f.Split(f.W() - sideWidth - 2)
	var l lines
	if s.item.Answer != "" {
		l.group(text.CardAnswer, []string{s.item.Answer})
	}
	l.group(text.SideItemPoints, s.item.CheckPoints)
	points.Flow(0, l)
	var m lines
	m.add(ui.Heading, text.Counted(text.CardMaterials, len(s.draft.Case.Materials)))
	for _, x := range s.draft.Case.Materials {
		m.add(ui.Text, " "+x.Name)
	}
	list.Flow(0, m)
}

// whose tells who applies, and who acts, masked as everywhere.
func (s *Screen) whose() []string {
	p := s.draft.Case.Private
	if p.Applicant.Name == "" && p.Applicant.Number == "" {
		return nil
	}
	out := []string{text.SidePerson(p.Applicant.Name, identity.MaskTail(p.Applicant.Number))}
	if p.Applicant.Birth != "" {
		out = append(out, text.Born(p.Applicant.Birth, p.Applicant.Sex, identity.Age(p.Applicant.Birth, s.today.Start())))
	}
	if p.Applicant.Phone != "" {
		out = append(out, text.LabelPhone+" "+identity.MaskTail(p.Applicant.Phone))
	}
	if a := p.Agent; a != nil && a.Name+a.Number != "" {
		out = append(out, text.SideAgent(a.Name, identity.MaskTail(a.Number)))
	}
	return out
}

// said lists the questions that matter with their answers.
func (s *Screen) said() []string {
	var out []string
	for _, q := range s.item.Questions(s.draft.Case.Answers) {
		if say := q.Says(s.draft.Case.Answers[q.Key]); say != "" {
			out = append(out, q.Ask+" "+say)
		}
	}
	return out
}

// notes are what the chosen answers add in words.
func (s *Screen) notes() []string {
	t, err := guide.Tailor(s.item, answersOf(s.item, s.draft.Case.Answers))
	if err != nil {
		return nil
	}
	return t.Notes
}

// answersOf are the answers that the item as it is now has questions for; a draft
// may have been begun with an older catalogue.
func answersOf(it desk.Item, answers map[string]string) map[string]string {
	out := map[string]string{}
	for _, q := range it.Situations {
		if q.Says(answers[q.Key]) != "" {
			out[q.Key] = answers[q.Key]
		}
	}
	return out
}
