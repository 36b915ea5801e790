package wire

import (
	"errors"
	"os"
	"strings"
	"syscall"

	"xiaochuang/desk"
)

// A partial is a folder that is being written beside the place where it will stand.
// What another process left there when it was killed is thrown away; while that one
// still writes, there is a Problem of kind Denied.
type partial struct {
	dir, target string
	held        *os.File // the folder itself, locked
}

// partialEnding is what such a folder is called after the target.
const partialEnding = ".part"

func newPartial(target string) (*partial, error) {
	p := &partial{dir: strings.TrimRight(target, "/") + partialEnding, target: target}
	err := p.begin()
	if errors.Is(err, os.ErrExist) {
		if err = p.clear(); err == nil {
			err = p.begin()
		}
	}
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Denied, What: "write", Cause: err}
	}
	return p, nil
}

// begin makes the folder and holds it.
func (p *partial) begin() error {
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return err
	}
	return p.hold()
}

func (p *partial) hold() (err error) {
	if p.held, err = os.Open(p.dir); err != nil {
		return err
	}
	if err := syscall.Flock(int(p.held.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(err, p.held.Close())
	}
	return nil
}

// clear throws away what a dead process left. A folder in which there are folders was
// not made here, and stays.
func (p *partial) clear() error {
	if err := p.hold(); err != nil {
		return err
	}
	defer p.held.Close()
	entries, err := p.held.ReadDir(-1)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			return os.ErrExist
		}
	}
	return os.RemoveAll(p.dir)
}

// end puts the folder in its place where err is nil, and throws it away otherwise.
func (p *partial) end(err error) error {
	if err == nil {
		err = os.Rename(p.dir, p.target)
	}
	if err != nil {
		err = errors.Join(err, os.RemoveAll(p.dir))
	}
	return errors.Join(err, p.held.Close())
}
