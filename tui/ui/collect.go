package ui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
)

// CollectWords are the sentences of a Collecting.
type CollectWords struct {
	Title   string
	Number  string // asks for the number of whoever has come
	Mandate string // asks whether a delegation was seen
	Seen    string
	No      string
	Name    string // asks for the name of somebody with a delegation
	Needed  string // said where there is none
}

// A Collecting is the talk by which a screen finds out who has come for a result
// or for originals: a number, and for somebody whom the case does not know a
// delegation and a name. It decides nothing; desk.Case.Collector does.
type Collecting struct {
	words CollectWords
	hand  func(desk.Collector) tea.Cmd
	fault func(error) tea.Cmd
	who   desk.Collector
}

// NewCollecting returns a talk. hand is given whoever may collect; fault words a
// refusal.
func NewCollecting(w CollectWords, hand func(desk.Collector) tea.Cmd, fault func(error) tea.Cmd) *Collecting {
	return &Collecting{words: w, hand: hand, fault: fault}
}

// IDs of the dialogs of a Collecting.
const (
	collectNumber  = "collect-number"
	collectMandate = "collect-mandate"
	collectName    = "collect-name"
)

// Ask asks for the number of whoever has come.
func (x *Collecting) Ask() tea.Cmd {
	return Ask(collectNumber, askPerson{NewAskField(x.words.Title, x.words.Number, NewField(Code, 30))})
}

// An askPerson takes a document that was scanned for its number.
type askPerson struct{ *AskField }

// TakesScan is true for the document of a person.
func (askPerson) TakesScan(s Scan) bool { return s.Kind == ScanPerson }

// Came goes on with a number for a case: typed, scanned or read from a card.
func (x *Collecting) Came(c *desk.Case, number string) tea.Cmd {
	x.who = desk.Collector{Number: number}
	return x.check(c)
}

func (x *Collecting) check(c *desk.Case) tea.Cmd {
	_, err := c.Collector(x.who)
	switch {
	case errors.Is(err, &desk.Problem{Kind: desk.Blocked, What: "collect.delegation"}):
		return Ask(collectMandate, NewConfirm(x.words.Title, x.words.Mandate, x.words.Seen, x.words.No))
	case err != nil:
		return x.fault(err)
	}
	return x.hand(x.who)
}

// Answered goes on after a dialog, and reports whether it was one of the talk's.
func (x *Collecting) Answered(c *desk.Case, o Outcome) (cmd tea.Cmd, mine bool) {
	switch o.ID {
	case collectNumber:
		return x.Came(c, o.Text), true
	case collectMandate:
		if o.Key != "yes" {
			return nil, true
		}
		f := NewField(Free, 30)
		f.Check = func(v string) string {
			if v == "" {
				return x.words.Needed
			}
			return ""
		}
		return Ask(collectName, NewAskField(x.words.Title, x.words.Name, f)), true
	case collectName:
		x.who.Delegation, x.who.Name = true, o.Text
		return x.check(c), true
	}
	return nil, false
}
