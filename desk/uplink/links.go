package uplink

import (
	"context"
	"errors"
	"slices"

	"xiaochuang/desk"
)

// offer offers a manifest to the shelf. One that none of the known publishers signed
// is offered again with the versions between, from which the desk learns who may.
func (r *run) offer(ctx context.Context, s Fetched, m Manifest) error {
	err := r.opts.Shelf.Offer(ctx, m)
	if !unsigned(err) || s.Pinned {
		return err
	}
	links, lerr := r.links(ctx, s.Point.Version, m)
	if lerr != nil {
		return lerr
	}
	if len(links) == 0 {
		return err
	}
	return r.opts.Shelf.Offer(ctx, m, links...)
}

func unsigned(err error) bool {
	return (&desk.Problem{Kind: desk.Denied, What: "catalogue.signature"}).Is(err)
}

// links fetches the versions before m, back to one that a publisher signed whom this
// desk knows, and returns them the oldest first. There are none where the centre does
// not have them, or where they lead behind the version that the desk took last.
func (r *run) links(ctx context.Context, last string, m Manifest) ([]Manifest, error) {
	var back []Manifest
	for at := m; len(back) < MostLinks && at.Prev != "" && Higher(at.Prev, last); {
		var link Manifest
		err := r.try(ctx, func(ctx context.Context) (err error) {
			link, err = r.opts.Library.ManifestOf(ctx, at.Prev)
			return err
		})
		if no, refused := errors.AsType[*Refusal](err); refused && !rehello(err) && !mayPass(no) {
			return nil, nil // It has no older ones.
		}
		if err != nil {
			return nil, err
		}
		if link.Version != at.Prev || link.Check(r.digests) != nil {
			return nil, nil // It answers with the newest, whatever it is asked for.
		}
		back = append(back, link)
		known, err := r.opts.Shelf.Trusts(ctx, link)
		if err != nil {
			return nil, err
		}
		if known {
			slices.Reverse(back)
			return back, nil
		}
		at = link
	}
	return nil, nil
}
