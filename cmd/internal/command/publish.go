package command

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
)

// A itemChangeView is one item that stations will see changed.
type itemChangeView struct {
	Item  string           `json:"item"`
	Name  string           `json:"name"`
	Kind  string           `json:"kind"`
	Lines []lineChangeView `json:"lines,omitempty"`
}

type lineChangeView struct {
	Field string `json:"field"`
	Of    string `json:"of,omitempty"` // what the entry is called
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

func changeLines(s *sheet, list []itemChangeView) {
	for _, c := range list {
		s.say(text.ChangeLine(guide.ChangeKind(c.Kind), c.Item, c.Name))
		for _, l := range c.Lines {
			s.say(text.ChangedFrom(l.Field, l.Of, l.Old, l.New))
		}
	}
}

func viewsOfChanges(list []guide.Change) []itemChangeView {
	out := make([]itemChangeView, 0, len(list))
	for _, c := range list {
		one := itemChangeView{Item: c.Item, Name: c.Name, Kind: string(c.Kind)}
		for _, l := range c.Lines {
			one.Lines = append(one.Lines, lineChangeView{l.Field, l.Of, l.Old, l.New})
		}
		out = append(out, one)
	}
	return out
}

// A publishView is what publish tells.
type publishView struct {
	Published bool             `json:"published"`
	Version   string           `json:"version,omitempty"`
	Before    string           `json:"before,omitempty"`
	Effective string           `json:"effective_at,omitempty"`
	Errors    int              `json:"errors"`
	Warnings  int              `json:"warnings"`
	Findings  []findingView    `json:"findings"`
	Changes   []itemChangeView `json:"changes"`
}

func (v publishView) lines(s *sheet) {
	findingTable(s, v.Findings)
	s.say(text.CatalogueChecked(v.Errors, v.Warnings))
	changeLines(s, v.Changes)
	switch {
	case v.Published:
		s.say(text.CataloguePublished(v.Version, v.Effective))
	case v.Errors == 0:
		s.say(text.CatalogueNotYet(v.Version))
	}
}

func viewOfPublishing(x wire.Publishing) publishView {
	v := publishView{Before: x.Before, Findings: []findingView{}, Changes: []itemChangeView{}}
	for _, f := range x.Findings {
		severity := fault
		if f.Severity == guide.Warning {
			severity = warning
			v.Warnings++
		} else {
			v.Errors++
		}
		v.Findings = append(v.Findings, findingView{
			Line: f.Line, Item: f.Item, Field: f.Field, Severity: severity, Code: string(f.Code), Value: f.Value, Says: text.Finding(f),
		})
	}
	if x.Catalog != nil {
		v.Version = x.Catalog.Version()
	}
	v.Changes = append(v.Changes, viewsOfChanges(x.Changes)...)
	return v
}

func (p *program) publishCommand(o *wire.StreetOptions) *cobra.Command {
	var key, by, effective string
	var yes bool
	c := leaf("publish", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		var at time.Time
		if effective != "" {
			day, err := desk.ParseDay(effective)
			if err != nil {
				return err
			}
			at = day.Start()
		}
		x, prepared := s.PreparePublishing(ctx, args[0], at)
		if prepared != nil && x.Catalog == nil && len(x.Findings) == 0 {
			return prepared
		}
		v := viewOfPublishing(x)
		if prepared == nil && yes {
			done, err := s.Publish(ctx, x, key, by)
			if err != nil {
				return err
			}
			v.Published, v.Effective = true, instant(&done.Effective)
		}
		if err := p.give(v); err != nil {
			return err
		}
		return prepared
	}))
	f := c.Flags()
	f.StringVar(&key, "key", "publisher.keys", text.FlagUse(p.name+" publish", "key"))
	f.StringVar(&by, "by", text.Reviewer, text.FlagUse("", "by"))
	f.StringVar(&effective, "effective", "", text.FlagUse(p.name+" publish", "effective"))
	f.BoolVar(&yes, "yes", false, text.FlagUse(p.name+" publish", "yes"))
	return p.json(c)
}

// A publisherView is one key that signs the catalogue.
type publisherView struct {
	Key  string `json:"key"`
	Name string `json:"name,omitempty"`
	File string `json:"file,omitempty"`
}

// publishersView is what publisher-key tells.
type publishersView []publisherView

func (v publishersView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoPublishers)
	}
	for _, k := range v {
		s.say(text.PublisherLine(k.Name, k.Key))
	}
}

func (p *program) publisherCommands(o *wire.StreetOptions) *cobra.Command {
	list := func(ctx context.Context, s *wire.Street) error {
		known, err := s.Publishers(ctx)
		if err != nil {
			return err
		}
		v := publishersView{}
		for _, k := range known {
			v = append(v, publisherView{Key: k.Key, Name: k.Name})
		}
		return p.give(v)
	}
	var name string
	create := p.json(leaf("make", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		key, _, err := s.NewPublisherKey(args[0])
		if err != nil {
			return err
		}
		if err := s.AddPublisher(ctx, key, name); err != nil {
			return err
		}
		return list(ctx, s)
	})))
	create.Flags().StringVar(&name, "name", "", text.FlagUse(p.name+" publisher-key make", "name"))
	return group("publisher-key", create,
		p.json(leaf("list", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error { return list(ctx, s) }))),
		p.json(leaf("remove", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
			if err := s.RemovePublisher(ctx, args[0]); err != nil {
				return err
			}
			return list(ctx, s)
		}))),
	)
}

// An editionsView is what catalogue show tells.
type editionsView struct {
	Version   string `json:"version"`
	Signed    bool   `json:"signed"`
	Items     int    `json:"items"`
	Expires   string `json:"expires_at,omitempty"`
	Expired   bool   `json:"expired"`
	Next      string `json:"next,omitempty"`
	Effective string `json:"next_effective_at,omitempty"`
	Whole     bool   `json:"next_whole"`
	Refused   string `json:"refused,omitempty"`
	Code      string `json:"refused_code,omitempty"`
	Trusted   bool   `json:"publisher_known"`
}

func (v editionsView) lines(s *sheet) {
	s.say(text.EditionInForce(v.Version, v.Items, v.Signed))
	if v.Expired {
		s.say(text.EditionExpired(v.Expires))
	}
	if v.Next != "" {
		s.say(text.EditionNext(v.Next, v.Effective, v.Whole))
	}
	if v.Refused != "" {
		s.say(text.EditionRefused(v.Refused, v.Code))
	}
	if !v.Trusted {
		s.say(text.EditionUntrusted)
	}
}

func (p *program) editionsCommand() *cobra.Command {
	return p.json(leaf("show", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		e, err := d.Editions(ctx)
		if err != nil {
			return err
		}
		v := editionsView{
			Version: d.Catalogue.Version(), Items: len(d.Catalogue.Items()), Refused: e.Refused, Code: e.Code, Trusted: e.Trusted,
		}
		if c := e.Current; c != nil {
			v.Signed, v.Expires, v.Expired = true, instant(&c.Expires), d.Clock.Now().After(c.Expires)
		}
		if n := e.Next; n != nil {
			v.Next, v.Effective, v.Whole = n.Version, instant(&n.Effective), n.Staged
		}
		return p.give(v)
	})))
}
