package wire

import (
	"bytes"
	"context"
	"path/filepath"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/store/centre"
)

// A Publishing is a catalogue on its way to the desks, before anybody said yes.
type Publishing struct {
	Findings []guide.Finding
	Catalog  *guide.Catalogue // nil where the linter found an error
	Changes  []guide.Change   // against the version that is out; every item where there is none
	Before   string           // version that is out, "" for none
	Draft    centre.Publication
}

// PublishedCatalogue is one version that the centre hands out.
type PublishedCatalogue = centre.CatalogueView

// PreparePublishing reads a catalogue file, runs the linter over it and says what desks
// will see. With an error of the linter nothing more is done.
func (s *Street) PreparePublishing(ctx context.Context, file string, effective time.Time) (Publishing, error) {
	var p Publishing
	b, err := readBounded(file, maxCatalogue)
	if err != nil {
		return p, &desk.Problem{Kind: desk.Invalid, What: "catalogue.file", Cause: err}
	}
	if p.Catalog, p.Findings, err = guide.Parse(filepath.Base(file), bytes.NewReader(b)); err != nil {
		return p, &desk.Problem{Kind: desk.Invalid, What: "catalogue", Cause: err}
	}
	m, before, err := s.Latest(ctx)
	if err != nil {
		return p, err
	}
	if m != nil {
		p.Before, p.Changes = m.Version, guide.Changes(before, p.Catalog)
	} else {
		for _, it := range p.Catalog.Items() {
			p.Changes = append(p.Changes, guide.Change{Item: it.ID, Name: it.Name, Kind: guide.NewThere})
		}
	}
	p.Draft, err = s.Prepare(ctx, p.Catalog, centre.Times{Effective: effective})
	return p, err
}

// Publish signs what was prepared with the key in a file, and hands it out from now on.
func (s *Street) Publish(ctx context.Context, p Publishing, key, by string) (PublishedCatalogue, error) {
	k, err := centre.PublisherKey(key)
	if err != nil {
		return PublishedCatalogue{}, err
	}
	if err := s.Sign(&p.Draft, k); err != nil {
		return PublishedCatalogue{}, err
	}
	return s.Store(ctx, p.Draft, by)
}
