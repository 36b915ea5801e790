package uplink

import (
	"context"
	"errors"
	"fmt"

	"xiaochuang/desk"
)

// A Shelf keeps the catalogues of a desk, that in force and what comes down. What
// it cannot take it returns as a desk.Problem; whatever happens on the way, the
// catalogue in force stays whole.
type Shelf interface {
	// Newest names the newest manifest that was taken, whether it is in force,
	// waits for its time or is still being fetched; the zero Fetched for none.
	Newest(ctx context.Context) (Fetched, error)

	// Offer takes a manifest: within the bounds, signed by a publisher that this
	// desk trusts, and of a version above all that it ever took. Any other is a
	// Problem and changes nothing but what is remembered of the refusal. Links are the
	// versions between the last that this desk took and m, the oldest first: each names
	// the one before it and is signed by a publisher that the one before it named. With
	// one that is not, nothing is taken.
	Offer(ctx context.Context, m Manifest, links ...Manifest) error

	// Trusts reports whether a publisher that this desk trusts has signed m.
	Trusts(ctx context.Context, m Manifest) (bool, error)

	// Lacking lists the objects of the newest manifest that are not here, in the
	// manifest's order.
	Lacking(ctx context.Context) ([]Object, error)

	// Keep stores objects of the newest manifest, durably. One that does not fit
	// its id, or is none of them, refuses all.
	Keep(ctx context.Context, pieces []Piece) error

	// Stage makes the newest manifest ready to come into effect, once nothing is
	// lacking: its root fits and this program's own linter finds no error.
	Stage(ctx context.Context) error
}

// A Fetched is how far a manifest has come.
type Fetched struct {
	Point CataloguePoint
	Base  string // version that its objects are told apart from, "" for none
	Whole bool   // it is staged, or was

	Pinned bool // the publishers stand in the desk's own configuration, and no version names another
}

// A Library is a centre's catalogue as a desk sees it, with the rules of Centre.
type Library interface {
	// Manifest is the newest there is.
	Manifest(ctx context.Context) (Manifest, error)
	// ManifestOf is that of a version. A centre that does not hand out older ones
	// refuses, or answers with the newest.
	ManifestOf(ctx context.Context, version string) (Manifest, error)
	// Delta asks for objects of version to that version from has not, beginning
	// with the one with the id at.
	Delta(ctx context.Context, from, to, at string) ([]Piece, error)
	// Object asks for one object.
	Object(ctx context.Context, id string) (Piece, error)
}

// catalogue brings the catalogue down that hello named. What the desk refuses is
// in the report and ends nothing: the old one stays.
func (r *run) catalogue(ctx context.Context) error {
	if r.opts.Shelf == nil || r.opts.Library == nil || r.report.Catalogue == nil {
		return nil
	}
	r.phase = PhaseCatalogue
	err := r.fetch(ctx, *r.report.Catalogue)
	if rehello(err) {
		return again{err}
	}
	no, refused := errors.AsType[*Refusal](err)
	switch kind := desk.KindOf(err); {
	case err == nil || ctx.Err() != nil:
		return err
	case refused && mayPass(no):
		return err
	case refused:
		r.report.Refused = &desk.Problem{Kind: kindOf(no), What: "catalogue.absent", Cause: err}
	case kind == desk.Denied || kind == desk.Broken || kind == desk.Conflict || kind == desk.Invalid || kind == desk.NotFound:
		r.report.Refused = err
	default:
		return err
	}
	return nil
}

func (r *run) fetch(ctx context.Context, p CataloguePoint) error {
	s, err := r.opts.Shelf.Newest(ctx)
	if err != nil || s.Point == p && s.Whole {
		return err
	}
	if s.Point != p {
		var m Manifest
		err := r.try(ctx, func(ctx context.Context) (err error) {
			m, err = r.opts.Library.Manifest(ctx)
			return err
		})
		if err != nil {
			return err
		}
		// It may be newer than what hello named a moment ago.
		if err := r.offer(ctx, s, m); err != nil {
			return err
		}
		if s, err = r.opts.Shelf.Newest(ctx); err != nil {
			return err
		}
	}
	if err := r.objects(ctx, s); err != nil {
		return err
	}
	if err := r.opts.Shelf.Stage(ctx); err != nil {
		return err
	}
	r.report.Staged = s.Point.Version
	return nil
}

// objects fetches what is lacking: by deltas while they bring something, and one
// by one what they did not bring.
func (r *run) objects(ctx context.Context, s Fetched) error {
	lacking, err := r.opts.Shelf.Lacking(ctx)
	if err != nil {
		return err
	}
	total := len(lacking)
	for len(lacking) > 0 {
		var pieces []Piece
		err := r.try(ctx, func(ctx context.Context) (err error) {
			pieces, err = r.opts.Library.Delta(ctx, s.Base, s.Point.Version, lacking[0].ID)
			return err
		})
		if err != nil {
			return err
		}
		pieces = wanted(pieces, lacking)
		if len(pieces) == 0 {
			return r.single(ctx, lacking)
		}
		if err := r.opts.Shelf.Keep(ctx, pieces); err != nil {
			return err
		}
		r.report.Objects += len(pieces)
		if lacking, err = r.opts.Shelf.Lacking(ctx); err != nil {
			return err
		}
		r.opts.Progress(Progress{Phase: PhaseCatalogue, Done: int64(total - len(lacking)), Total: int64(total)})
	}
	return nil
}

// wanted are the pieces that are lacking; the others an earlier run has brought.
func wanted(pieces []Piece, lacking []Object) []Piece {
	ids := make(map[string]bool, len(lacking))
	for _, o := range lacking {
		ids[o.ID] = true
	}
	out := pieces[:0]
	for _, p := range pieces {
		if ids[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

func (r *run) single(ctx context.Context, lacking []Object) error {
	for _, o := range lacking {
		var p Piece
		err := r.try(ctx, func(ctx context.Context) (err error) {
			p, err = r.opts.Library.Object(ctx, o.ID)
			return err
		})
		if err != nil {
			return err
		}
		if p.ID != o.ID {
			return &desk.Problem{Kind: desk.Broken, What: "catalogue.object", Cause: fmt.Errorf("%s for %s", p.ID, o.ID)}
		}
		if err := r.opts.Shelf.Keep(ctx, []Piece{p}); err != nil {
			return err
		}
		r.report.Objects++
	}
	return nil
}
