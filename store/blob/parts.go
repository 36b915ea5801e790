package blob

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// partCount bounds how many parts of one blob are held, so that a sender of tiny
// parts cannot fill a folder.
const partCount = 4096

// partTries bounds how often PutPart begins again because the folder of parts
// went away. That happens when the blob is complete, which the next try sees.
const partTries = 8

// A Part is one piece of a blob that has not been finalised.
type Part struct {
	Offset int64 // of its first byte in the blob
	Size   int64 // bytes
}

// PutPart stores bytes [offset, offset+len(part)) of the blob called id, and
// returns how far the blob is now held without a gap. When it returns without an
// error, the part survives a power cut. Parts may come in any order and again,
// also cut otherwise than before. An empty part stores nothing. For a blob that
// is held already, PutPart stores nothing and returns its size.
//
// A part that differs from what was stored at its place shows that one of them is
// wrong; nobody can say which, so all parts are dropped and ErrDamaged tells the
// sender to start again.
func (b *Store) PutPart(ctx context.Context, id string, offset int64, part []byte) (next int64, err error) {
	name, err := b.name(id)
	if err != nil {
		return 0, err
	}
	if offset < 0 || len(part) > b.PartLimit || offset > b.BlobLimit-int64(len(part)) {
		return 0, ErrTooLarge
	}
	for range partTries {
		next, err = b.putPart(ctx, id, name, offset, part)
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		// The folder went with a finaliser while it was being used.
	}
	if err != nil {
		return 0, fmt.Errorf("put part: %w", err)
	}
	return next, nil
}

func (b *Store) putPart(ctx context.Context, id, name string, offset int64, part []byte) (next int64, err error) {
	if size, err := b.Stat(ctx, id); !errors.Is(err, ErrNotFound) {
		return size, err
	}
	if len(part) == 0 {
		return b.NextOffset(ctx, id)
	}
	held, err := b.agrees(ctx, id, name, offset, part)
	if errors.Is(err, ErrDamaged) {
		return 0, errors.Join(err, b.dropParts(name))
	}
	if err != nil {
		return 0, err
	}
	if !held {
		if err := b.placePart(ctx, id, name, offset, part); err != nil {
			return 0, err
		}
	}
	return b.NextOffset(ctx, id)
}

func (b *Store) placePart(ctx context.Context, id, name string, offset int64, part []byte) error {
	if err := b.roomFor(int64(len(part))); err != nil {
		return err
	}
	parts, err := b.Parts(ctx, id)
	if err != nil {
		return err
	}
	if len(parts) >= partCount {
		return ErrTooLarge
	}
	return b.write(ctx, func(f io.Writer) (string, error) {
		_, err := f.Write(part)
		return partFile(name, Part{offset, int64(len(part))}), err
	})
}

// agrees says whether all of part is stored at its offset already. It returns
// ErrDamaged when other bytes are.
func (b *Store) agrees(ctx context.Context, id, name string, offset int64, part []byte) (held bool, err error) {
	parts, err := b.Parts(ctx, id)
	if err != nil {
		return false, err
	}
	for _, p := range parts {
		if p.Offset != offset {
			continue
		}
		stored, err := b.readPart(name, p, len(part))
		if errors.Is(err, fs.ErrNotExist) {
			continue // A finaliser was faster.
		}
		if err != nil {
			return false, err
		}
		if !bytes.HasPrefix(part, stored) {
			return false, ErrDamaged
		}
		held = held || len(stored) == len(part)
	}
	return held, nil
}

// readPart reads the first n bytes of a part, or all of a shorter one.
func (b *Store) readPart(name string, p Part, n int) ([]byte, error) {
	f, err := b.openPart(name, p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(n)))
}

func (b *Store) openPart(name string, p Part) (*os.File, error) {
	return b.root.OpenFile(partFile(name, p), os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}

// partFile names a part after its offset and size, so that of two senders that
// cut a blob differently neither replaces what the other was told is stored.
func partFile(name string, p Part) string {
	return path.Join(stagingDir, name, fmt.Sprintf("%d-%d", p.Offset, p.Size))
}

// ParsePart reads the name that a part is stored under, its offset and size.
func ParsePart(file string) (p Part, ok bool) {
	offset, size, _ := strings.Cut(file, "-")
	var err, err2 error
	p.Offset, err = strconv.ParseInt(offset, 10, 64)
	p.Size, err2 = strconv.ParseInt(size, 10, 64)
	return p, err == nil && err2 == nil && p.Offset >= 0 && p.Size > 0 && fmt.Sprintf("%d-%d", p.Offset, p.Size) == file
}

// Parts lists the stored parts of a blob by offset. There are none after it was
// finalised.
func (b *Store) Parts(ctx context.Context, id string) ([]Part, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	name, err := b.name(id)
	if err != nil {
		return nil, err
	}
	files, err := fs.ReadDir(b.root.FS(), path.Join(stagingDir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list parts: %w", err)
	}
	var parts []Part
	for _, f := range files {
		p, ok := ParsePart(f.Name())
		if !ok {
			continue
		}
		about, err := f.Info()
		if err != nil || about.Size() != p.Size {
			continue // Dropped while we looked, or damaged: not held.
		}
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b Part) int { return cmp.Compare(a.Offset, b.Offset) })
	return parts, nil
}

// NextOffset is how far the blob is held without a gap, 0 when nothing is. It
// looks at parts only.
func (b *Store) NextOffset(ctx context.Context, id string) (int64, error) {
	parts, err := b.Parts(ctx, id)
	return Reach(parts), err
}

// Reach is how far parts go from the beginning without a gap.
func Reach(parts []Part) int64 {
	var next int64
	for p, more := Covering(parts, next); more; p, more = Covering(parts, next) {
		next = p.Offset + p.Size
	}
	return next
}

// Finalise makes a blob of total bytes from its parts and drops them. It may be
// called again and by several at once: created is true for those that placed the
// blob, all of them the same bytes, and false for those that found it. It returns
// ErrIncomplete while parts are missing, and ErrDamaged when the parts do not
// make a blob of that size and digest; they are dropped then, and the sender
// starts again.
func (b *Store) Finalise(ctx context.Context, id string, total int64) (created bool, err error) {
	name, err := b.name(id)
	if err != nil {
		return false, err
	}
	if total < 0 || total > b.BlobLimit {
		return false, ErrTooLarge
	}
	if held, err := b.holds(ctx, id, total); held || err != nil {
		return false, errors.Join(err, b.dropParts(name))
	}
	err = b.assemble(ctx, id, name, total)
	switch {
	case err == nil:
		return true, b.dropParts(name)
	case errors.Is(err, ErrDamaged):
		return false, errors.Join(err, b.dropParts(name))
	case errors.Is(err, ErrIncomplete), errors.Is(err, fs.ErrNotExist):
		// Another finaliser may have taken the parts away from under this one.
		if held, _ := b.holds(ctx, id, total); held {
			return false, nil
		}
		return false, ErrIncomplete
	}
	return false, fmt.Errorf("finalise blob: %w", err)
}

// holds says whether the blob is there. One of another size is ErrDamaged.
func (b *Store) holds(ctx context.Context, id string, total int64) (bool, error) {
	size, err := b.Stat(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case size != total:
		return false, ErrDamaged
	}
	return true, nil
}

func (b *Store) assemble(ctx context.Context, id, name string, total int64) error {
	parts, err := b.Parts(ctx, id)
	if err != nil {
		return err
	}
	return b.write(ctx, func(f io.Writer) (string, error) {
		h := b.suite.NewHash()
		out := io.MultiWriter(f, h)
		var at int64
		for at < total {
			p, found := Covering(parts, at)
			if !found {
				return "", ErrIncomplete
			}
			if p.Offset+p.Size > total {
				return "", ErrDamaged
			}
			if err := b.copyPart(ctx, out, name, p, at); err != nil {
				return "", err
			}
			at = p.Offset + p.Size
		}
		if _, more := Covering(parts, total); more || b.suite.DigestOf(h) != id {
			return "", ErrDamaged
		}
		_, file, err := b.place(id)
		return file, err
	})
}

// Covering picks the part that holds byte at and reaches furthest.
func Covering(parts []Part, at int64) (best Part, found bool) {
	for _, p := range parts {
		if p.Offset <= at && p.Offset+p.Size > max(at, best.Offset+best.Size) {
			best, found = p, true
		}
	}
	return best, found
}

// copyPart copies the part from byte at of the blob on.
func (b *Store) copyPart(ctx context.Context, out io.Writer, name string, p Part, at int64) error {
	f, err := b.openPart(name, p)
	if err != nil {
		return err
	}
	defer f.Close()
	section := io.NewSectionReader(f, at-p.Offset, p.Offset+p.Size-at)
	n, err := io.Copy(out, bound{ctx, section})
	if err == nil && n != p.Offset+p.Size-at {
		return ErrDamaged
	}
	return err
}

// dropParts moves the parts out of the way in one step, so that one that arrives
// meanwhile does not stop it. What it cannot remove then, Sweep will.
func (b *Store) dropParts(name string) error {
	away := tempDir + "/" + rand.Text()
	switch err := b.root.Rename(path.Join(stagingDir, name), away); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("drop parts: %w", err)
	}
	b.root.RemoveAll(away)
	return nil
}
