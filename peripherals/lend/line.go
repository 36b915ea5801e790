package lend

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// A serialAsk is what stands in the opening of a serial channel.
type serialAsk struct {
	Family desk.Family `json:"family"`
}

// longestPause bounds the pause between two attempts to reach a lent device:
// the line may be back at any moment, and asking costs one packet.
const longestPause = 2 * time.Second

// A Line is the near end of a serial device that a seat lends: a stable name
// in a folder that leads to a pseudo-terminal while the device is there. Whoever
// opens it is hung up on when it is unplugged at the seat or the line is cut.
type Line struct {
	link   *Link
	family desk.Family
	path   string

	mu  sync.Mutex
	why string
}

// NewLine returns the line of a device; dir belongs to this process alone.
func NewLine(dir string, f desk.Family, k *Link) *Line {
	return &Line{link: k, family: f, path: filepath.Join(dir, string(f)), why: CodeLine}
}

// Path is what a driver opens.
func (l *Line) Path() string { return l.path }

// Why is the code for which the device is not there, "" while it is.
func (l *Line) Why() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

func (l *Line) note(why string) {
	l.mu.Lock()
	l.why = why
	l.mu.Unlock()
}

// Run keeps the line until ctx ends.
func (l *Line) Run(ctx context.Context) {
	back := serial.Backoff{}
	for ctx.Err() == nil {
		_, moved := l.link.at()
		ch, err := l.link.open(ctx, ChannelSerial, serialAsk{l.family})
		if err == nil {
			l.note("")
			_ = l.carry(ctx, ch) // whichever side ended it, the line is tried again
			l.note(serial.CodeUnplugged)
			back.Reset()
		} else {
			l.note(reason(err))
		}
		select {
		case <-ctx.Done():
		case <-moved:
			back.Reset()
		case <-time.After(min(back.Next(), longestPause)):
		}
	}
	_ = os.Remove(l.path)
}

// carry plugs the pseudo-terminal in and moves bytes until either side ends.
func (l *Line) carry(ctx context.Context, ch ssh.Channel) error {
	defer ch.Close()
	far, near, err := openPty()
	if err != nil {
		return err
	}
	defer near.Close()
	defer far.Close()
	fresh := l.path + ".new"
	_ = os.Remove(fresh)
	if err := os.Symlink(near.Name(), fresh); err != nil {
		return fmt.Errorf("name the line: %w", err)
	}
	if err := os.Rename(fresh, l.path); err != nil {
		return fmt.Errorf("name the line: %w", err)
	}
	defer os.Remove(l.path)
	ended := make(chan struct{}, 2)
	go func() {
		_, _ = io.Copy(far, ch) // from the device
		ended <- struct{}{}
	}()
	go func() {
		_, _ = io.Copy(ch, far)
		ended <- struct{}{}
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	return nil
}
