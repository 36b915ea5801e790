package wire

import (
	"context"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// posts are the street's announcements as the console shows them, looked up now
// and then: no frame waits for the disk.
type posts struct {
	d *Desk

	mu   sync.Mutex
	list []desk.Dispatch
	wipe bool
}

// postsEvery is how often the announcements are looked up.
const postsEvery = 10 * time.Second

// startPosts looks announcements up until ctx ends; gone is called once the keys of
// this station were dropped by order of the street.
func (d *Desk) startPosts(ctx context.Context, gone func()) *posts {
	p := &posts{d: d}
	go func() {
		for {
			p.look(ctx)
			if at, err := d.Store.Wiped(ctx); err == nil && !at.IsZero() {
				gone()
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(postsEvery):
			}
		}
	}()
	return p
}

func (p *posts) look(ctx context.Context) {
	list, err := p.d.Dispatches.Current(ctx)
	if err != nil {
		return
	}
	wipe := p.d.ordered(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list, p.wipe = list, wipe
}

// unread are the announcements that somebody has not read, the latest first.
func (p *posts) unread(staff string) (first desk.Dispatch, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.list {
		if !d.ReadBy(staff) {
			if n == 0 {
				first = d
			}
			n++
		}
	}
	return first, n
}

// Unread implements tui.Posts.
func (p *posts) Unread(staff string) string {
	d, n := p.unread(staff)
	if n == 0 {
		return ""
	}
	return text.Unread(d.Words, n-1)
}

// Read implements tui.Posts.
func (p *posts) Read(ctx context.Context, by desk.Duty) (string, error) {
	d, n := p.unread(by.Staff.ID)
	if n == 0 {
		return "", &desk.Problem{Kind: desk.NotFound, What: "dispatch"}
	}
	_, err := p.d.Dispatches.Read(ctx, p.d.Mint(), by, d.ID)
	p.look(ctx)
	return d.Words, err
}

// wiping reports whether the street has ordered the keys to be dropped.
func (p *posts) wiping() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wipe
}
