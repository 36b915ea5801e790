package wire

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// shelf is that of this desk: with keys of publishers in station.toml, they alone are
// trusted.
func (d *Desk) shelf() *store.Shelf { return d.Store.Shelf(d.Config.Centre.Publishers) }

// Editions tells which catalogues came down to this desk.
func (d *Desk) Editions(ctx context.Context) (store.Editions, error) { return d.shelf().Editions(ctx) }

// inForce is the catalogue that came down and is in force, or else the folder's own.
// What waits for its time comes into effect here too, at the start of a program.
func (d *Desk) inForce(ctx context.Context) (*guide.Catalogue, error) {
	h := d.shelf()
	due, err := h.Due(ctx)
	if err == nil && due {
		due, err = h.Adopt(ctx)
	}
	if err != nil {
		d.Log.Warn("adopt catalogue", "err", err)
	} else if due {
		d.Log.Info("catalogue adopted")
	}
	version, err := h.InForce(ctx)
	if err != nil || version == "" {
		return loadCatalogue(d.Dir)
	}
	return h.Edition(ctx, version)
}

// older reads a version that is not in force: from the shelf, or the folder's own.
func (d *Desk) older(version string) (*guide.Catalogue, error) {
	ctx, cancel := context.WithTimeout(context.Background(), turnFor)
	defer cancel()
	c, err := d.shelf().Edition(ctx, version)
	if desk.KindOf(err) != desk.NotFound {
		return c, err
	}
	if c, err := loadCatalogue(d.Dir); err == nil && c.Version() == version {
		return c, nil
	}
	return nil, &desk.Problem{Kind: desk.NotFound, What: "catalogue"}
}

// News tells what has changed in the catalogue for somebody of the staff: since the
// version that they read about last, or worked with before today, whichever is older.
// Whoever did neither is told what came with the version in force.
func (d *Desk) News(ctx context.Context, staff string) (guide.News, error) {
	h, now := d.shelf(), d.Catalogue.Now()
	version, err := h.InForce(ctx)
	if err != nil || version == "" || version != now.Version() {
		return guide.News{}, err
	}
	today, err := d.Store.Today(ctx)
	if err != nil {
		return guide.News{}, err
	}
	known, worked, err := h.Known(ctx, staff, today.Day)
	if err != nil {
		return guide.News{}, err
	}
	read, told, err := h.Read(ctx, staff)
	if err != nil {
		return guide.News{}, err
	}
	since := known
	switch {
	case told && (!worked || uplink.Higher(known, read)):
		since = read
	case !worked:
		if since, err = h.Before(ctx); err != nil {
			return guide.News{}, err
		}
	}
	before, ok := d.edition(ctx, since)
	if !ok || before.Version() == version {
		return guide.News{To: version, Read: true}, nil
	}
	n := d.turning.compared(before, now)
	n.Read = told && read == version
	return n, nil
}

// edition is the catalogue of a version that somebody knows, "" being the folder's own
// file; ok is false for the embedded demonstration, which nobody compares with, and for
// what is not here any more.
func (d *Desk) edition(ctx context.Context, version string) (*guide.Catalogue, bool) {
	if version != "" {
		return d.Catalogue.Of(version)
	}
	if _, err := os.Stat(filepath.Join(d.Dir, catalogueFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	c, err := loadCatalogue(d.Dir)
	if err != nil {
		d.Log.Warn("catalogue of the folder", "err", err)
	}
	return c, err == nil
}

// editionLines tell how the catalogue stands, for the screen of the exchange.
func (d *Desk) editionLines(ctx context.Context) ([]ui.PageLine, error) {
	e, err := d.Editions(ctx)
	if err != nil {
		return nil, err
	}
	var out []ui.PageLine
	add := func(st ui.Style, s string) { out = append(out, ui.PageLine{Style: st, Text: s}) }
	c := d.Catalogue.Now()
	add(ui.Text, text.EditionLine(c.Version(), len(c.Items()), e.Current != nil))
	if n := e.Next; n != nil {
		add(ui.Text, text.EditionNext(n.Version, shortTime(n.Effective), n.Staged))
	}
	if days := staleDays(e, d.Clock.Now()); days > 0 {
		add(ui.Warn, text.EditionStale(days))
	}
	switch {
	case e.Refused != "":
		add(ui.Warn, text.EditionRefused(e.Refused, e.Code))
	case !e.Trusted:
		add(ui.Warn, text.EditionUntrusted)
	}
	return out, nil
}

func shortTime(t time.Time) string { return t.In(desk.Beijing).Format("2006-01-02 15:04") }

// staleDays is for how many days there has been nothing new, where the version in force
// should have been replaced by now; else 0.
func staleDays(e store.Editions, now time.Time) int {
	if e.Current == nil || e.Current.Expires.IsZero() || !now.After(e.Current.Expires) {
		return 0
	}
	return max(1, int(now.Sub(e.Current.Published)/(24*time.Hour)))
}
