package client

import (
	"context"
	"net/url"
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

var (
	_ uplink.Archive   = (*Client)(nil)
	_ uplink.Certifier = (*Client)(nil)
)

// Witness implements uplink.Centre.
func (c *Client) Witness(ctx context.Context, lines []uplink.Signed) (uplink.Witnessed, error) {
	var w uplink.Witnessed
	_, err := c.ask(ctx, place{path: uplink.WitnessPath}, uplink.Testimony{Lines: lines}, &w)
	return w, err
}

// Rekey implements uplink.Certifier. From the answer on, this client signs with the
// key that OtherKey returns.
func (c *Client) Rekey(ctx context.Context, r uplink.Rekey) error {
	var a uplink.Rekeyed
	if _, err := c.ask(ctx, place{path: uplink.RekeyPath}, r, &a); err != nil {
		return err
	}
	if a.Key != r.Key {
		return &desk.Problem{Kind: desk.Unavailable, What: "sync.answer"}
	}
	c.turn()
	return nil
}

// turn signs with the other key from now on, and reports whether there is one.
func (c *Client) turn() bool {
	if c.c.OtherKey == nil {
		return false
	}
	k, ok := c.c.OtherKey()
	if ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.key = k
	}
	return ok
}

// signing is the key that this client signs with.
func (c *Client) signing() seal.PrivateKey {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.key.IsZero() {
		return c.c.Keys.Signing()
	}
	return c.key
}

// Log implements uplink.Archive.
func (c *Client) Log(ctx context.Context, after string, limit int) (uplink.LogPage, error) {
	var p uplink.LogPage
	q := url.Values{"after_rid": {after}, "limit": {strconv.Itoa(limit)}}
	ask := c.look(uplink.LogPath + "?" + q.Encode())
	ask.patience = c.c.PartTime
	_, err := c.send(ctx, ask, &p)
	return p, err
}
