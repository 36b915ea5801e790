// Package blob keeps sealed scan pages as files named after the digest of their
// sealed bytes, and assembles those that arrive in parts.
//
// It is not a cache and not an archive: it neither seals nor opens, does not know
// what a page belongs to, and forgets nothing by itself. The desk and the centre
// use the same store; a centre opens one for each street, so that nobody learns
// from it what another street holds.
package blob

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"xiaochuang/store/seal"
)

// Errors that callers tell apart.
var (
	// ErrID is returned for an id that is not a digest of the store's suite.
	ErrID = errors.New("blob: not a digest id of this store")
	// ErrNotFound is returned for a blob that is not held.
	ErrNotFound = errors.New("blob: not held")
	// ErrDamaged is returned for bytes that do not have the digest they are named
	// after.
	ErrDamaged = errors.New("blob: bytes do not fit their digest")
	// ErrTooLarge is returned for a blob or part beyond its limit.
	ErrTooLarge = errors.New("blob: larger than its limit")
	// ErrIncomplete is returned while parts are missing.
	ErrIncomplete = errors.New("blob: parts are missing")
)

// NoRoom is returned when a file would leave less room on the disk than the store
// must keep free. Nothing of it is left.
type NoRoom struct {
	Free int64 // bytes free now
	Keep int64 // bytes to be kept free
}

func (e *NoRoom) Error() string {
	return fmt.Sprintf("blob: no room: %d bytes free, %d are kept", e.Free, e.Keep)
}

const (
	blobDir    = "b"
	tempDir    = "tmp"
	stagingDir = "staging"
	lockFile   = "lock"
)

// A Store is a folder of blobs. Several processes may have it open at once. The
// exported fields are set before it is used and not changed after. It is safe
// for concurrent use.
type Store struct {
	// Keep is how many bytes of the disk Put and PutPart leave free; by default
	// 500 MiB, so that tickets and cases go on when scans cannot. Finalise may go
	// below, for what it takes comes back with the parts.
	Keep int64
	// Warn is how many free bytes there are when Room begins to warn; by
	// default 2 GiB.
	Warn int64
	// PartLimit is the largest part in bytes; by default 512 KiB.
	PartLimit int
	// BlobLimit is the largest assembled blob in bytes; by default 64 MiB.
	BlobLimit int64

	suite seal.Suite
	root  *os.Root
	disk  disk

	durable sync.Map // folders that survive a power cut, by path
}

// Open opens the store in dir and makes its folders where they are missing, each
// for its owner alone. Ids are digests of the given suite.
func Open(dir string, s seal.Suite) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open blob store: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open blob store: %w", err)
	}
	b := &Store{
		Keep: 500 << 20, Warn: 2 << 30, PartLimit: 512 << 10, BlobLimit: 64 << 20,
		suite: s, root: root, disk: disk{syncFile: (*os.File).Sync, rename: root.Rename, free: freeBytes},
	}
	for _, sub := range []string{blobDir, tempDir, stagingDir} {
		if err := b.makeDir(sub); err != nil {
			root.Close()
			return nil, fmt.Errorf("open blob store: %w", err)
		}
		if err := root.Chmod(sub, 0o700); err != nil {
			root.Close()
			return nil, fmt.Errorf("open blob store: %w", err)
		}
	}
	return b, nil
}

// Close releases the folder. Readers that are open go on.
func (b *Store) Close() error { return b.root.Close() }

// place is where the blob called id lies. Only the parsed digest goes into a
// path, with a dash for the colon, which some backup media do not take.
func (b *Store) place(id string) (dir, file string, err error) {
	name, err := b.name(id)
	if err != nil {
		return "", "", err
	}
	digits := name[len(b.suite.Algorithm())+1:]
	dir = blobDir + "/" + digits[:2] + "/" + digits[2:4]
	return dir, dir + "/" + name, nil
}

func (b *Store) name(id string) (string, error) {
	algorithm, sum, err := seal.ParseDigest(id)
	if err != nil || algorithm != b.suite.Algorithm() {
		return "", ErrID
	}
	return fmt.Sprintf("%s-%x", algorithm, sum), nil
}

// idOf reverses name. It returns ErrID for a file that the store did not make.
func (b *Store) idOf(name string) (string, error) {
	id := strings.Replace(name, "-", ":", 1)
	if back, err := b.name(id); err != nil || back != name {
		return "", ErrID
	}
	return id, nil
}

// Stat returns the size of a blob in bytes, or ErrNotFound. It does not look at
// its contents.
func (b *Store) Stat(ctx context.Context, id string) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	_, file, err := b.place(id)
	if err != nil {
		return 0, err
	}
	about, err := b.root.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("stat blob: %w", err)
	}
	if !about.Mode().IsRegular() {
		return 0, ErrDamaged
	}
	return about.Size(), nil
}

// small is what Put and PutWhole take below Keep as well: one block, such as a key. A desk that
// cannot put down the keys for the street could send nothing of what it has.
const small = 4 << 10

// Put stores what r holds, at most limit bytes, and returns its id and size. When
// it returns without an error, the blob is on the disk and survives a power cut.
// A blob that is there already is replaced by the same bytes, which also makes it
// young again for Sweep. Beyond limit it returns ErrTooLarge, with too little
// space on the disk a *NoRoom; a limit of a block at most may use what is kept.
func (b *Store) Put(ctx context.Context, r io.Reader, limit int64) (string, int64, error) {
	if limit > small {
		if err := b.roomFor(0); err != nil {
			return "", 0, err
		}
	}
	var id string
	var size int64
	err := b.write(ctx, func(f io.Writer) (string, error) {
		h := b.suite.NewHash()
		n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(bound{ctx, r}, limit))
		if err != nil {
			return "", err
		}
		if err := atEnd(r); err != nil {
			return "", err
		}
		id, size = b.suite.DigestOf(h), n
		_, file, err := b.place(id)
		return file, err
	})
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	return id, size, nil
}

// PutWhole stores a blob of which every byte is at hand, as Put does, under its id.
// It reports whether the blob was not there, and returns ErrDamaged where the bytes
// are not those of the id.
func (b *Store) PutWhole(ctx context.Context, id string, whole []byte) (created bool, err error) {
	_, file, err := b.place(id)
	if err != nil {
		return false, err
	}
	switch size, err := b.Stat(ctx, id); { // One of another size is replaced.
	case err == nil && size == int64(len(whole)):
		return false, nil
	case err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrDamaged):
		return false, err
	case int64(len(whole)) > b.BlobLimit:
		return false, ErrTooLarge
	case b.suite.Digest(whole) != id:
		return false, ErrDamaged
	}
	if len(whole) > small {
		if err := b.roomFor(int64(len(whole))); err != nil {
			return false, err
		}
	}
	err = b.write(ctx, func(f io.Writer) (string, error) {
		_, err := f.Write(whole)
		return file, err
	})
	if err != nil {
		return false, fmt.Errorf("put blob: %w", err)
	}
	return true, nil
}

// atEnd returns ErrTooLarge when r holds more than was read from it.
func atEnd(r io.Reader) error {
	switch n, err := io.ReadFull(r, make([]byte, 1)); {
	case n > 0:
		return ErrTooLarge
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}

// Get opens a blob for reading. The last read returns ErrDamaged in place of
// io.EOF when the bytes do not fit the id, so what was read is good only after
// io.EOF. The caller closes it.
func (b *Store) Get(ctx context.Context, id string) (io.ReadCloser, error) {
	f, err := b.open(ctx, id)
	if err != nil {
		return nil, err
	}
	return &page{ctx: ctx, file: f, id: id, suite: b.suite, hash: b.suite.NewHash()}, nil
}

// Raw opens a blob for a reader who compares it with its id, as a centre does with
// what it is sent.
func (b *Store) Raw(ctx context.Context, id string) (io.ReadCloser, error) {
	f, err := b.open(ctx, id)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (b *Store) open(ctx context.Context, id string) (*os.File, error) {
	if _, err := b.Stat(ctx, id); err != nil {
		return nil, err
	}
	_, file, err := b.place(id)
	if err != nil {
		return nil, err
	}
	f, err := b.root.OpenFile(file, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("get blob: %w", err)
	}
	return f, nil
}

// page is a blob being read.
type page struct {
	ctx   context.Context
	file  *os.File
	id    string
	suite seal.Suite
	hash  hash.Hash
}

func (p *page) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.file.Read(b)
	p.hash.Write(b[:n])
	if errors.Is(err, io.EOF) && p.suite.DigestOf(p.hash) != p.id {
		return n, ErrDamaged
	}
	return n, err
}

func (p *page) Close() error { return p.file.Close() }

// Verify reads a blob and compares it with its id: nil, ErrNotFound, ErrDamaged
// or what reading met.
func (b *Store) Verify(ctx context.Context, id string) error {
	r, err := b.Get(ctx, id)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// Delete removes a blob for good. To remove one that is not there is no error.
func (b *Store) Delete(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	dir, file, err := b.place(id)
	if err != nil {
		return err
	}
	switch err := b.root.Remove(file); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("delete blob: %w", err)
	}
	return b.syncDir(dir)
}

// Touch makes a blob young for Sweep, because somebody is about to refer to it.
// It returns ErrNotFound when Sweep was faster.
func (b *Store) Touch(ctx context.Context, id string, at time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, file, err := b.place(id)
	if err != nil {
		return err
	}
	unlock, err := b.lock(syscall.LOCK_SH)
	if err != nil {
		return err
	}
	defer unlock()
	switch err := b.root.Chtimes(file, at, at); {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("touch blob: %w", err)
	}
	return nil
}

// bound ends a read when its context does.
type bound struct {
	ctx context.Context
	r   io.Reader
}

func (b bound) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.r.Read(p)
}
