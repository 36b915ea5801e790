package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// NextSigning makes the signing key that is to follow the one in use, and writes it
// into the file at path before it returns it: whoever certifies it may already know
// it when this PC loses its power. One that was made before is returned again. The
// caller excludes others who change the file.
func (k *Keys) NextSigning(path string) (PrivateKey, error) {
	if r, err := k.fresh(path); err != nil || !r.Next.IsZero() {
		return r.Next, err
	}
	next, err := k.suite.GenerateSigning()
	if err != nil {
		return PrivateKey{}, err
	}
	return next, k.change(path, func(r *ring, _ hand) error {
		r.Next = next
		return nil
	})
}

// TurnSigning puts the next signing key in the place of the one in use, which is
// gone afterwards. Without a next one it does nothing. The caller excludes others
// who change the file.
func (k *Keys) TurnSigning(path string) error {
	if r, err := k.fresh(path); err != nil || r.Next.IsZero() {
		return err
	}
	return k.change(path, func(r *ring, _ hand) error {
		r.Signing, r.Next = r.Next, PrivateKey{}
		return nil
	})
}

// OtherSigning is a signing key that the file at path has and that this ring does
// not sign with: the one that another process has put in its place since, which is
// then in use here too, or the next one. It is zero for none.
func (k *Keys) OtherSigning(path string) (PrivateKey, error) {
	r, err := k.fresh(path)
	if err != nil {
		return PrivateKey{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if r.Signing != k.signing {
		k.signing = r.Signing
		return r.Signing, nil
	}
	return r.Next, nil
}

// Erase overwrites the ring at path and removes it, and with it every way of
// opening what was sealed under it. A ring that is not there is erased already.
// What the disk itself keeps of blocks that were overwritten is beyond this.
func Erase(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("erase key ring: %w", err)
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil {
		return fmt.Errorf("erase key ring: %w", err)
	}
	noise := make([]byte, min(max(about.Size(), 1), ringLimit))
	rand.Read(noise)
	_, err = f.WriteAt(noise, 0)
	if err = errors.Join(err, f.Sync(), os.Remove(path)); err != nil {
		return fmt.Errorf("erase key ring: %w", err)
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
