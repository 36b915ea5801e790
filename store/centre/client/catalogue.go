package client

import (
	"context"
	"net/url"

	"xiaochuang/desk/uplink"
)

var _ uplink.Library = (*Client)(nil)

// Manifest implements uplink.Library.
func (c *Client) Manifest(ctx context.Context) (uplink.Manifest, error) {
	var m uplink.Manifest
	_, err := c.send(ctx, c.look(uplink.ManifestPath), &m)
	return m, err
}

// ManifestOf implements uplink.Library.
func (c *Client) ManifestOf(ctx context.Context, version string) (uplink.Manifest, error) {
	var m uplink.Manifest
	_, err := c.send(ctx, c.look(uplink.ManifestOfPath(version)), &m)
	return m, err
}

// Delta implements uplink.Library.
func (c *Client) Delta(ctx context.Context, from, to, at string) ([]uplink.Piece, error) {
	var lines raw
	q := url.Values{"from": {from}, "to": {to}, "at": {at}}
	ask := c.look(uplink.DeltaPath + "?" + q.Encode())
	ask.header = map[string]string{"Accept-Encoding": "gzip"}
	if _, err := c.send(ctx, ask, &lines); err != nil {
		return nil, err
	}
	return uplink.ParseDelta(lines)
}

// Object implements uplink.Library.
func (c *Client) Object(ctx context.Context, id string) (uplink.Piece, error) {
	var body raw
	_, err := c.send(ctx, c.look(uplink.ObjectPath(id)), &body)
	return uplink.Piece{ID: id, Body: string(body)}, err
}

// raw is an answer that is taken as it is.
type raw []byte
