package centre

import (
	"bytes"
	"context"
	"errors"
	"io"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// mostImage bounds a page of a case, in sealed bytes.
const mostImage = 64 << 20

// An Image is a page of a case that is open. Close it.
type Image struct {
	MIME string // as the desk named it

	suite  seal.Suite
	key    seal.Key
	sealed io.ReadCloser
}

// WriteTo writes the page as it is opened, piece by piece. What was written before
// an error is only a beginning.
func (i *Image) WriteTo(w io.Writer) (int64, error) {
	n, err := seal.OpenBlob(i.suite, w, i.sealed, i.key)
	if err != nil {
		err = &desk.Problem{Kind: desk.Broken, What: "page", Cause: err}
	}
	return n, err
}

// Close implements io.Closer.
func (i *Image) Close() error { return i.sealed.Close() }

// Image opens a page of a case for a person, and writes that down before the
// first byte of it is read. It is a Problem of kind NotFound where the case has no
// such page, or the page or its key has not come.
func (x *Centre) Image(ctx context.Context, p Person, caseNo, pageID string) (*Image, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	none := &desk.Problem{Kind: desk.NotFound, What: "page"}
	var tenant, id string
	i := &Image{suite: x.suite}
	has := false
	err := x.read(ctx, func(tx *records.Tx) (err error) {
		if tenant, id, err = findCase(ctx, tx, p, caseNo); err != nil {
			return err
		}
		r, err := loadCase(ctx, tx, tenant, id)
		for _, m := range r.doc.Materials {
			for _, page := range m.Pages {
				if page.ID == pageID {
					i.MIME, has = page.MIME, true
				}
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if !has || !x.blobID(pageID) {
		return nil, none
	}
	if i.key, err = x.ObjectKey(ctx, tenant, "case:"+id); err != nil {
		return nil, err
	}
	s, err := x.street(ctx, tenant)
	if err != nil {
		return nil, err
	}
	size, err := s.scans.Stat(ctx, pageID)
	if err == nil && size > mostImage {
		return nil, &desk.Problem{Kind: desk.Full, What: "page"}
	}
	if err == nil {
		i.sealed, err = s.scans.Get(ctx, pageID)
	}
	if errors.Is(err, blob.ErrNotFound) {
		return nil, none
	}
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Broken, What: "page", Cause: err}
	}
	if err := x.seen(ctx, tenant, p, actPage, "case:"+id, pageID); err != nil {
		return nil, errors.Join(err, i.Close())
	}
	return i, nil
}

// OpenPage is Image for a page that is wanted whole.
func (x *Centre) OpenPage(ctx context.Context, p Person, caseNo, pageID string) ([]byte, error) {
	i, err := x.Image(ctx, p, caseNo, pageID)
	if err != nil {
		return nil, err
	}
	defer i.Close()
	var b bytes.Buffer
	if _, err := i.WriteTo(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
