package command

import (
	"context"
	"strconv"
	"time"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A materialView is one line of a checklist.
type materialView struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
	State    string `json:"state"`
	Reason   string `json:"reason,omitempty"`
	Due      string `json:"due,omitempty"`
	Kept     int    `json:"originals_kept,omitempty"`
	Pages    int    `json:"pages"`
}

// A stepView is one journal line about a case.
type stepView struct {
	N      int64  `json:"n"`
	Kind   string `json:"kind"`
	At     string `json:"at"`
	Staff  string `json:"staff,omitempty"`
	Who    string `json:"staff_name,omitempty"`
	Window int    `json:"window,omitempty"`
}

// A caseShowView is what case show tells.
type caseShowView struct {
	caseView
	ItemVersion int            `json:"item_version"`
	Catalogue   string         `json:"catalogue"`
	Phone       string         `json:"phone,omitempty"`        // last four
	Agent       string         `json:"agent,omitempty"`        // first and last character
	AgentNumber string         `json:"agent_number,omitempty"` // last four
	Carrier     string         `json:"carrier,omitempty"`      // who takes the result by post
	Post        string         `json:"post,omitempty"`         // last four of the number there
	Handed      string         `json:"handed,omitempty"`
	Sheet       string         `json:"sheet,omitempty"`
	External    string         `json:"external,omitempty"`
	Words       string         `json:"words,omitempty"`
	Silence     string         `json:"silence,omitempty"`
	Rev         int            `json:"rev"`
	Materials   []materialView `json:"materials"`
	Papers      []paperView    `json:"papers"`
	History     []stepView     `json:"history"`
}

func (p *program) showCase(ctx context.Context, d *wire.Desk, typed string) error {
	c, err := find(ctx, d.Store, typed)
	if err != nil {
		return err
	}
	a := c.Private.Applicant
	v := caseShowView{
		caseView: viewOfCase(c), ItemVersion: c.ItemVersion, Catalogue: c.Catalogue, Phone: tailOf(a.Phone),
		Handed: instant(c.Handed), Sheet: c.Sheet, External: c.External, Words: c.Words,
		Silence: string(c.Silence), Rev: c.Rev,
		Materials: []materialView{}, History: []stepView{},
	}
	if g := c.Private.Agent; g != nil {
		one := viewOfCase(desk.Case{Private: desk.CasePrivate{Applicant: *g}})
		v.Agent, v.AgentNumber = one.Applicant, one.Number
	}
	if x := c.Private.Post; x != nil {
		v.Carrier, v.Post = string(x.Carrier), tailOf(x.No)
	}
	for _, m := range c.Materials {
		v.Materials = append(v.Materials, materialView{
			Key: m.Key, Name: m.Name, Required: m.Required, State: string(m.State), Reason: m.Reason,
			Due: string(m.Due), Kept: m.Kept, Pages: len(m.Pages),
		})
	}
	if v.Papers, err = papersOf(ctx, d, desk.PaperFilter{Case: c.ID}); err != nil {
		return err
	}
	if v.History, err = steps(ctx, d, "case:"+c.ID); err != nil {
		return err
	}
	if err := looked(ctx, d, desk.LookNumber, c); err != nil {
		return err
	}
	return p.give(v)
}

// looked writes down that cases were looked at. With a clock in doubt nothing is
// written, and they can be seen all the same.
func looked(ctx context.Context, d *wire.Desk, by desk.Look, found ...desk.Case) error {
	err := d.Counter.Looked(ctx, d.Mint(), d.Duty("", 0), by, found)
	if desk.KindOf(err) == desk.ClockDoubt {
		return nil
	}
	return err
}

// steps reads the history of an object.
func steps(ctx context.Context, d *wire.Desk, obj string) ([]stepView, error) {
	entries, err := d.Store.History(ctx, obj)
	if err != nil {
		return nil, err
	}
	out := []stepView{}
	for _, e := range entries {
		at := time.Time(e.Line.At)
		by, _ := d.Station.Person(e.Line.Staff) // nobody for the night run
		out = append(out, stepView{
			N: e.N, Kind: string(e.Line.Kind), At: instant(&at), Staff: e.Line.Staff, Who: by.Name, Window: e.Line.Window,
		})
	}
	return out, nil
}

func (v caseShowView) lines(s *sheet) {
	s.say(text.TwinCase(v.No, v.Title, desk.Mode(v.Mode), desk.CaseState(v.State)))
	s.say(text.CaseWho(v.Applicant, v.Number, v.Phone))
	if v.Agent != "" {
		s.say(text.CaseAgent(v.Agent, v.AgentNumber))
	}
	if v.Carrier != "" {
		s.say(text.CasePost(desk.Carrier(v.Carrier), v.Post))
	}
	s.say(text.TwinDates(short(v.Received), short(v.Accepted), v.due()))
	if v.BackEntry != "" {
		s.say(text.TwinBackEntry(v.BackEntry))
	}
	if v.SupplyUntil != "" {
		s.say(text.TwinSupplyUntil(v.SupplyUntil))
	}
	switch {
	case v.Decision != "":
		s.say(text.CaseDecision(v.Decision, v.Words))
	case v.Words != "":
		s.say(text.CaseWords(v.Words))
	}
	s.head(text.Counted(text.CardMaterials, len(v.Materials)))
	var rows [][]string
	for _, m := range v.Materials {
		rows = append(rows, []string{
			"  " + text.MaterialState(desk.MaterialState(m.State)), text.TwinPages(m.Pages), m.Name, m.Reason,
		})
	}
	s.table(nil, rows)
	s.head(text.Counted(text.TwinPapers, len(v.Papers)))
	paperTable(s, v.Papers)
	s.head(text.HistoryTitle)
	rows = nil
	for _, h := range v.History {
		window := ""
		if h.Window > 0 {
			window = text.WindowName(h.Window)
		}
		rows = append(rows, []string{
			"  " + strconv.FormatInt(h.N, 10), short(h.At), text.Act(desk.ActKind(h.Kind)), h.Who, window,
		})
	}
	s.table(nil, rows)
}
