package command

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
)

func (p *program) guideCommands() *cobra.Command {
	var limit int
	search := leaf("search", atLeastOne, p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		return p.search(ctx, d, strings.Join(args, " "), limit)
	}))
	search.Flags().IntVar(&limit, "limit", 10, text.FlagUse("", "limit"))
	show := leaf("show", exactly(1), p.onDesk(func(_ context.Context, d *wire.Desk, args []string) error {
		return p.showGuide(d, args[0])
	}))
	return group("guide", p.json(search), p.json(show))
}

func atLeastOne(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage(c, text.ArgsWrong(synopsis(c)))
	}
	return nil
}

// A hitView is one answer of the look-up.
type hitView struct {
	Item        string `json:"item,omitempty"`
	Certificate string `json:"certificate,omitempty"`
	Name        string `json:"name"`
	Mode        string `json:"mode,omitempty"`
	How         string `json:"how"`
	Found       string `json:"found,omitempty"` // what matched, where it was not the name
}

// A searchView is what guide search tells.
type searchView struct {
	Query         string    `json:"query"`
	Catalogue     string    `json:"catalogue"`
	Demonstration bool      `json:"demonstration"`
	Hits          []hitView `json:"hits"`
}

func (v searchView) lines(s *sheet) {
	var rows [][]string
	for _, h := range v.Hits {
		id, kind := h.Item, text.ModeName(desk.Mode(h.Mode))
		if h.Certificate != "" {
			id, kind = h.Certificate, text.MustNotIssue
		}
		rows = append(rows, []string{id, kind, h.Name, h.Found})
	}
	if len(rows) > 0 {
		s.table([]string{text.TwinColNo, text.TwinColMode, text.TwinColName, text.TwinColFound}, rows)
	}
	if v.Demonstration {
		s.say("", text.DemonstrationNote)
	}
}

// used is how far back look-ups count for the order of an answer, in days.
const used = 90

func (p *program) search(ctx context.Context, d *wire.Desk, query string, limit int) error {
	now, err := d.Store.Today(ctx)
	if err != nil {
		return err
	}
	counts, err := d.Store.Used(ctx, now.Day.Add(-used))
	if err != nil {
		return err
	}
	v := searchView{
		Query: query, Catalogue: d.Catalogue.Version(), Demonstration: d.Catalogue.Demonstration(), Hits: []hitView{},
	}
	for _, h := range d.Catalogue.Find(query, limit, counts) {
		it, _ := d.Catalogue.Item(h.Item) // the zero item for a certificate
		v.Hits = append(v.Hits, hitView{
			Item: h.Item, Certificate: h.Certificate, Name: h.Name, Mode: string(it.Mode),
			How: string(h.How), Found: text.FoundBy(h),
		})
	}
	if err := p.give(v); err != nil {
		return err
	}
	if len(v.Hits) == 0 {
		return &desk.Problem{Kind: desk.NotFound, What: "guide.search"}
	}
	return nil
}

// A cardView is what guide show tells: an item, or a certificate that must not
// be issued.
type cardView struct {
	Catalogue     string            `json:"catalogue"`
	Demonstration bool              `json:"demonstration"`
	Item          *desk.Item        `json:"item,omitempty"`
	Certificate   *desk.Certificate `json:"certificate,omitempty"`
}

func (p *program) showGuide(d *wire.Desk, id string) error {
	v := cardView{Catalogue: d.Catalogue.Version(), Demonstration: d.Catalogue.Demonstration()}
	if it, ok := d.Catalogue.Item(id); ok {
		v.Item = &it
		return p.give(v)
	}
	if c, ok := d.Catalogue.Certificate(id); ok {
		v.Certificate = &c
		return p.give(v)
	}
	return &desk.Problem{Kind: desk.NotFound, What: "item"}
}

func (v cardView) lines(s *sheet) {
	if c := v.Certificate; c != nil {
		s.say(c.Name, text.MustNotIssueLong)
		listUnder(s, text.CertWhy, c.Why)
		listUnder(s, text.CertInstead, c.Instead)
		listUnder(s, text.CertWhere, text.WhereLine(*c))
		return
	}
	it := *v.Item
	s.say(it.Name+"  【"+text.ModeName(it.Mode)+"】", text.CardHead(it))
	if !it.Verified {
		s.say(strings.TrimSpace(text.CardUnverified))
	}
	listUnder(s, text.CardAnswer, it.Answer)
	s.say("", text.CardLimits(it))
	listUnder(s, text.CardConditions, it.Conditions...)
	situationLines(s, it)
	materialLines(s, it)
	listUnder(s, text.CardCheckPoints, it.CheckPoints...)
	var stages, places []string
	for _, x := range it.Stages {
		stages = append(stages, text.StageLine(x))
	}
	for _, x := range it.Places {
		places = append(places, text.PlaceLine(x))
	}
	listUnder(s, text.CardStages, stages...)
	listUnder(s, text.CardFlow, text.FlowLine(it.Flow))
	listUnder(s, text.CardPlaces, places...)
	listUnder(s, text.CardBasis, it.Basis...)
	listUnder(s, text.CardMore, text.CardRest(it)...)
	s.say("", text.CardVersion(it, v.Catalogue))
}

// listUnder adds a heading with its lines. Without any it says 待核, since what
// has no source is not shown as a fact.
func listUnder(s *sheet, title string, list ...string) {
	s.head(title)
	empty := true
	for _, x := range list {
		if x != "" {
			s.say("  " + x)
			empty = false
		}
	}
	if empty {
		s.say("  " + text.NotYet)
	}
}

func situationLines(s *sheet, it desk.Item) {
	if len(it.Situations) == 0 {
		return
	}
	s.head(text.CardSituations(0, len(it.Situations)))
	for _, q := range it.Situations {
		var says []string
		for _, a := range q.Answers {
			says = append(says, a.Say)
		}
		s.say("  " + q.Ask + "  " + strings.Join(says, " / "))
	}
}

// materialLines lists what every visitor brings, and says how many more depend
// on the situation.
func materialLines(s *sheet, it desk.Item) {
	t, err := guide.Tailor(it, nil)
	if err != nil {
		return // no answers were given, so none can be wrong
	}
	s.head(text.Counted(text.CardMaterials, len(t.Asked)))
	for i, m := range t.Asked {
		s.say(text.CardMaterial(i+1, m.Requirement))
		for _, c := range m.CheckPoints {
			s.say("      " + text.CheckMark + c)
		}
	}
	n := 0
	for _, m := range t.Left {
		if m.Why == guide.Undecided {
			n++
		}
	}
	if n > 0 {
		s.say("  " + text.MoreBySituation(n))
	}
}
