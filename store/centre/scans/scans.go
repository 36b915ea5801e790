// Package scans keeps the sealed pages of streets: in files by default, or in the
// bucket of an S3 service, where any number of instances share them.
//
// It neither seals nor opens, and knows no case.
package scans

import (
	"context"
	"errors"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"xiaochuang/store/blob"
	"xiaochuang/store/seal"
)

// Scans are the pages of one street, named after the digest of their bytes. They
// are safe for concurrent use, by several processes as well. Errors are those of
// store/blob, and ErrAway.
type Scans interface {
	// Stat returns the size of a page in bytes, or blob.ErrNotFound.
	Stat(ctx context.Context, id string) (int64, error)

	// Get opens a page. The last read returns blob.ErrDamaged in place of io.EOF
	// when the bytes do not fit the id. The caller closes it.
	Get(ctx context.Context, id string) (io.ReadCloser, error)

	// Put stores a whole page of at most limit bytes and returns its id. When it
	// returns without an error the page is durable.
	Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error)

	// PutWhole stores a page of which every byte is at hand under its id, and
	// reports whether it was not there. It is blob.ErrDamaged where the bytes are
	// not those of the id.
	PutWhole(ctx context.Context, id string, whole []byte) (created bool, err error)

	// PutPart stores bytes of a page from an offset on, durably, and returns how
	// far the page is now held without a gap; of one that is held whole, its
	// size. Parts may come in any order, again, and cut otherwise than before; one
	// that differs from what was stored at its place drops all and is
	// blob.ErrDamaged.
	PutPart(ctx context.Context, id string, offset int64, part []byte) (next int64, err error)

	// NextOffset is how far the parts of a page go without a gap.
	NextOffset(ctx context.Context, id string) (int64, error)

	// Finalise makes a page of total bytes from its parts and drops them. Several
	// may do so at once. It returns blob.ErrIncomplete while parts are missing, and
	// blob.ErrDamaged, with the parts dropped, where they do not make the page.
	Finalise(ctx context.Context, id string, total int64) (created bool, err error)

	// Verify reads a page and compares it with its id.
	Verify(ctx context.Context, id string) error

	// Delete removes a page for good. To remove one that is not there is no error.
	Delete(ctx context.Context, id string) error

	// List calls each for every page, in no order worth relying on.
	List(ctx context.Context, each func(blob.Entry) error) error

	// SweepParts drops the parts of pages to which none was added since before.
	SweepParts(ctx context.Context, before time.Time) (blob.Swept, error)

	// Close releases what is held.
	Close() error
}

var _ Scans = (*blob.Store)(nil)

// ErrAway means that the service does not answer.
var ErrAway = errors.New("scans: service does not answer")

// ErrAddress is returned for an address that is none.
var ErrAddress = errors.New("scans: not an address of a bucket")

// A Shelf opens the scans of a street.
type Shelf interface {
	Street(tenant string) (Scans, error)
}

// Open returns the shelf at an address: the path of a folder, or
// s3://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX], with ?tls=0 for plain HTTP and
// ?region=NAME where the service wants one. It sends nothing yet.
func Open(address string, s seal.Suite) (Shelf, error) {
	if !strings.HasPrefix(address, "s3://") {
		return folder{address, s}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User == nil {
		return nil, ErrAddress // What url.Parse says quotes the secret.
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	secret, _ := u.User.Password()
	if bucket == "" || secret == "" {
		return nil, ErrAddress
	}
	return newBucket(u.Host, bucket, prefix, u.User.Username(), secret, u.Query(), s)
}

// A folder has a folder a street.
type folder struct {
	dir   string
	suite seal.Suite
}

func (f folder) Street(tenant string) (Scans, error) {
	b, err := blob.Open(filepath.Join(f.dir, tenant), f.suite)
	if err != nil {
		return nil, err
	}
	return b, nil
}
