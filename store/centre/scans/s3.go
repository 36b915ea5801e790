package scans

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"xiaochuang/store/blob"
	"xiaochuang/store/seal"
)

// Limits, as those of files.
const (
	partLimit = 512 << 10
	blobLimit = 64 << 20
	partCount = 4096
)

// newBucket is the shelf of a bucket that exists.
func newBucket(host, bucket, prefix, key, secret string, q url.Values, s seal.Suite) (Shelf, error) {
	c, err := minio.New(host, &minio.Options{
		Creds: credentials.NewStaticV4(key, secret, ""), Secure: q.Get("tls") != "0", Region: q.Get("region"), MaxRetries: 3,
	})
	if err != nil {
		return nil, ErrAddress
	}
	return &shelf{client: c, bucket: bucket, prefix: prefix, suite: s}, nil
}

// A shelf is one bucket, in which the names of a street begin with its digits.
type shelf struct {
	client *minio.Client
	bucket string
	prefix string
	suite  seal.Suite
}

func (s *shelf) Street(tenant string) (Scans, error) {
	return &Bucket{shelf: s, root: path.Join(s.prefix, tenant)}, nil
}

// A Bucket is the scans of one street in an S3 service. S3's own parts are of 5 MiB
// at least, which no page is, so a part is an object of its own until the page is
// whole. Nothing is locked: objects never change, and the one that names the page
// is placed only where none is.
type Bucket struct {
	*shelf

	root string
}

// page is the name of the object that is the page with the id, and part the
// beginning of the names of its parts.
func (b *Bucket) page(id string) (string, error) {
	algorithm, sum, err := seal.ParseDigest(id)
	if err != nil || algorithm != b.suite.Algorithm() {
		return "", blob.ErrID
	}
	digits := fmt.Sprintf("%x", sum)
	return path.Join(b.root, "b", digits[:2], algorithm+"-"+digits), nil
}

func (b *Bucket) parts(id string) (string, error) {
	name, err := b.page(id)
	if err != nil {
		return "", err
	}
	return path.Join(b.root, "staging", path.Base(name)) + "/", nil
}

// Stat is that of Scans.
func (b *Bucket) Stat(ctx context.Context, id string) (int64, error) {
	name, err := b.page(id)
	if err != nil {
		return 0, err
	}
	o, err := b.client.StatObject(ctx, b.bucket, name, minio.StatObjectOptions{})
	if err != nil {
		return 0, ofS3("stat page", err)
	}
	return o.Size, nil
}

// Get is that of Scans.
func (b *Bucket) Get(ctx context.Context, id string) (io.ReadCloser, error) {
	name, err := b.page(id)
	if err != nil {
		return nil, err
	}
	o, err := b.client.GetObject(ctx, b.bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, ofS3("get page", err)
	}
	if _, err := o.Stat(); err != nil {
		o.Close()
		return nil, ofS3("get page", err)
	}
	return &page{object: o, id: id, suite: b.suite, hash: b.suite.NewHash()}, nil
}

// page is a page being read.
type page struct {
	object *minio.Object
	id     string
	suite  seal.Suite
	hash   hash.Hash
}

func (p *page) Read(b []byte) (int, error) {
	n, err := p.object.Read(b)
	p.hash.Write(b[:n])
	if errors.Is(err, io.EOF) && p.suite.DigestOf(p.hash) != p.id {
		return n, blob.ErrDamaged
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = ofS3("read page", err)
	}
	return n, err
}

func (p *page) Close() error { return p.object.Close() }

// Put is that of Scans.
func (b *Bucket) Put(ctx context.Context, r io.Reader, limit int64) (string, int64, error) {
	whole, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, err
	}
	if int64(len(whole)) > limit {
		return "", 0, blob.ErrTooLarge
	}
	id := b.suite.Digest(whole)
	_, err = b.place(ctx, id, whole)
	return id, int64(len(whole)), err
}

// PutWhole is that of Scans.
func (b *Bucket) PutWhole(ctx context.Context, id string, whole []byte) (created bool, err error) {
	switch {
	case int64(len(whole)) > blobLimit:
		return false, blob.ErrTooLarge
	case len(whole) == 0 || b.suite.Digest(whole) != id:
		if _, err := b.page(id); err != nil {
			return false, err
		}
		return false, blob.ErrDamaged
	}
	return b.place(ctx, id, whole)
}

// place puts a whole page under its name, where none is. A service that refuses
// because one is there may close the line before it has read the page, and its
// answer is lost then: whether the page is there is what counts.
func (b *Bucket) place(ctx context.Context, id string, whole []byte) (created bool, err error) {
	name, err := b.page(id)
	if err != nil {
		return false, err
	}
	err = b.put(ctx, name, whole, true)
	if code := minio.ToErrorResponse(err).StatusCode; code == http.StatusPreconditionFailed || code == http.StatusConflict {
		return false, nil
	}
	if err != nil {
		if _, there := b.Stat(ctx, id); there == nil {
			return false, nil
		}
	}
	return err == nil, ofS3("put page", err)
}

func (b *Bucket) put(ctx context.Context, name string, whole []byte, fresh bool) error {
	o := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true}
	if fresh {
		o.SetMatchETagExcept("*")
	}
	_, err := b.client.PutObject(ctx, b.bucket, name, bytes.NewReader(whole), int64(len(whole)), o)
	return err
}

// PutPart is that of Scans.
func (b *Bucket) PutPart(ctx context.Context, id string, offset int64, part []byte) (int64, error) {
	dir, err := b.parts(id)
	if err != nil {
		return 0, err
	}
	if offset < 0 || len(part) > partLimit || offset > blobLimit-int64(len(part)) {
		return 0, blob.ErrTooLarge
	}
	if size, err := b.Stat(ctx, id); !errors.Is(err, blob.ErrNotFound) {
		return size, err
	}
	held, err := b.staged(ctx, dir)
	if err != nil || len(part) == 0 {
		return blob.Reach(held), err
	}
	if len(held) >= partCount {
		return 0, blob.ErrTooLarge
	}
	for _, p := range held {
		if p.Offset != offset {
			continue
		}
		stored, err := b.read(ctx, partName(dir, p))
		switch n := min(len(stored), len(part)); {
		case errors.Is(err, blob.ErrNotFound): // A finaliser was faster.
		case err != nil:
			return 0, err
		case !bytes.Equal(stored[:n], part[:n]):
			return 0, errors.Join(blob.ErrDamaged, b.drop(ctx, dir, held))
		case len(stored) >= len(part):
			return blob.Reach(held), nil
		}
	}
	p := blob.Part{Offset: offset, Size: int64(len(part))}
	if err := b.put(ctx, partName(dir, p), part, false); err != nil {
		return 0, ofS3("put part", err)
	}
	return blob.Reach(append(held, p)), nil
}

func partName(dir string, p blob.Part) string { return fmt.Sprintf("%s%d-%d", dir, p.Offset, p.Size) }

// staged lists the parts that are held below a name.
func (b *Bucket) staged(ctx context.Context, dir string) ([]blob.Part, error) {
	var parts []blob.Part
	for o := range b.client.ListObjects(ctx, b.bucket, minio.ListObjectsOptions{Prefix: dir, Recursive: true}) {
		if o.Err != nil {
			return nil, ofS3("list parts", o.Err)
		}
		if p, ok := blob.ParsePart(path.Base(o.Key)); ok && p.Size == o.Size {
			parts = append(parts, p)
		}
	}
	return parts, ctx.Err()
}

func (b *Bucket) read(ctx context.Context, name string) ([]byte, error) {
	o, err := b.client.GetObject(ctx, b.bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, ofS3("read part", err)
	}
	defer o.Close()
	raw, err := io.ReadAll(io.LimitReader(o, partLimit+1))
	if err != nil {
		return nil, ofS3("read part", err)
	}
	return raw, nil
}

// NextOffset is that of Scans.
func (b *Bucket) NextOffset(ctx context.Context, id string) (int64, error) {
	dir, err := b.parts(id)
	if err != nil {
		return 0, err
	}
	held, err := b.staged(ctx, dir)
	return blob.Reach(held), err
}

// Finalise is that of Scans.
func (b *Bucket) Finalise(ctx context.Context, id string, total int64) (created bool, err error) {
	dir, err := b.parts(id)
	if err != nil {
		return false, err
	}
	if total < 0 || total > blobLimit {
		return false, blob.ErrTooLarge
	}
	held, err := b.staged(ctx, dir)
	if err != nil {
		return false, err
	}
	switch size, err := b.Stat(ctx, id); {
	case err == nil && size == total:
		return false, b.drop(ctx, dir, held)
	case err == nil:
		return false, errors.Join(blob.ErrDamaged, b.drop(ctx, dir, held))
	case !errors.Is(err, blob.ErrNotFound):
		return false, err
	}
	whole, err := b.join(ctx, dir, held, total)
	if err == nil && b.suite.Digest(whole) != id {
		err = blob.ErrDamaged
	}
	switch {
	case errors.Is(err, blob.ErrDamaged):
		return false, errors.Join(err, b.drop(ctx, dir, held))
	case errors.Is(err, blob.ErrIncomplete), errors.Is(err, blob.ErrNotFound):
		// Another finaliser may have taken the parts away from under this one.
		if size, err := b.Stat(ctx, id); err == nil && size == total {
			return false, nil
		}
		return false, blob.ErrIncomplete
	case err != nil:
		return false, err
	}
	if created, err = b.place(ctx, id, whole); err != nil {
		return false, err
	}
	return created, b.drop(ctx, dir, held)
}

// join puts a page of total bytes together.
func (b *Bucket) join(ctx context.Context, dir string, held []blob.Part, total int64) ([]byte, error) {
	whole := make([]byte, 0, total)
	for int64(len(whole)) < total {
		at := int64(len(whole))
		p, found := blob.Covering(held, at)
		if !found {
			return nil, blob.ErrIncomplete
		}
		if p.Offset+p.Size > total {
			return nil, blob.ErrDamaged
		}
		raw, err := b.read(ctx, partName(dir, p))
		if err != nil {
			return nil, err
		}
		if int64(len(raw)) != p.Size {
			return nil, blob.ErrDamaged
		}
		whole = append(whole, raw[at-p.Offset:]...)
	}
	if _, more := blob.Covering(held, total); more {
		return nil, blob.ErrDamaged
	}
	return whole, nil
}

// drop removes parts. What it cannot remove, SweepParts will.
func (b *Bucket) drop(ctx context.Context, dir string, held []blob.Part) error {
	for _, p := range held {
		if err := b.remove(ctx, partName(dir, p)); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bucket) remove(ctx context.Context, name string) error {
	err := ofS3("remove", b.client.RemoveObject(ctx, b.bucket, name, minio.RemoveObjectOptions{}))
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	return err
}

// Verify is that of Scans.
func (b *Bucket) Verify(ctx context.Context, id string) error {
	r, err := b.Get(ctx, id)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// Delete is that of Scans.
func (b *Bucket) Delete(ctx context.Context, id string) error {
	name, err := b.page(id)
	if err != nil {
		return err
	}
	return b.remove(ctx, name)
}

// List is that of Scans.
func (b *Bucket) List(ctx context.Context, each func(blob.Entry) error) error {
	ctx, cancel := context.WithCancel(ctx) // Ends the listing when each does.
	defer cancel()
	for o := range b.client.ListObjects(ctx, b.bucket, minio.ListObjectsOptions{Prefix: path.Join(b.root, "b") + "/", Recursive: true}) {
		if o.Err != nil {
			return ofS3("list pages", o.Err)
		}
		id := strings.Replace(path.Base(o.Key), "-", ":", 1)
		if name, err := b.page(id); err != nil || name != o.Key {
			continue
		}
		if err := each(blob.Entry{ID: id, Size: o.Size, Since: o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// SweepParts is that of Scans.
func (b *Bucket) SweepParts(ctx context.Context, before time.Time) (blob.Swept, error) {
	var swept blob.Swept
	type staged struct {
		names []string
		bytes int64
		young bool
	}
	all := map[string]*staged{}
	for o := range b.client.ListObjects(ctx, b.bucket, minio.ListObjectsOptions{Prefix: path.Join(b.root, "staging") + "/", Recursive: true}) {
		if o.Err != nil {
			return swept, ofS3("sweep parts", o.Err)
		}
		s := all[path.Dir(o.Key)]
		if s == nil {
			s = &staged{}
			all[path.Dir(o.Key)] = s
		}
		s.names, s.bytes, s.young = append(s.names, o.Key), s.bytes+o.Size, s.young || !o.LastModified.Before(before)
	}
	for _, s := range all {
		if s.young {
			continue
		}
		for _, name := range s.names {
			if err := b.remove(ctx, name); err != nil {
				return swept, err
			}
			swept.Files++
		}
		swept.Bytes += s.bytes
	}
	return swept, ctx.Err()
}

// Close does nothing: a shelf keeps no connection of its own for a street.
func (b *Bucket) Close() error { return nil }

// ofS3 turns what the service said into an error of the port.
func ofS3(doing string, err error) error {
	if err == nil {
		return nil
	}
	said := minio.ToErrorResponse(err)
	_, network := errors.AsType[net.Error](err)
	switch {
	case said.Code == minio.NoSuchKey || said.StatusCode == http.StatusNotFound && said.Code != minio.NoSuchBucket:
		return blob.ErrNotFound
	case said.StatusCode == http.StatusInsufficientStorage || said.Code == "XMinioStorageFull" || said.Code == "QuotaExceeded":
		return &blob.NoRoom{}
	case network, said.StatusCode >= 500, said.StatusCode == http.StatusTooManyRequests, said.Code == minio.NoSuchBucket,
		said.StatusCode == http.StatusForbidden, said.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%w: %s: %w", ErrAway, doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
