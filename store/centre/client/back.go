package client

import (
	"context"
	"net/url"
	"strconv"

	"xiaochuang/desk/uplink"
)

var _ uplink.Archive = (*Client)(nil)

// Witness implements uplink.Centre.
func (c *Client) Witness(ctx context.Context, lines []uplink.Signed) (uplink.Witnessed, error) {
	var w uplink.Witnessed
	_, err := c.ask(ctx, place{path: uplink.WitnessPath}, uplink.Testimony{Lines: lines}, &w)
	return w, err
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
