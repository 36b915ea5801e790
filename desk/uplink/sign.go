package uplink

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// Signing is what a desk signs for one request: method, path with query,
// Content-Digest, session and counter, one a line. In hello and enrol, which
// have no session yet, a fresh nonce stands for it. Session and counter take the
// place of a timestamp, so that a wrong clock locks nobody out.
func Signing(method, target, digest, session string, counter int64) []byte {
	return []byte(strings.Join([]string{method, target, digest, session, strconv.FormatInt(counter, 10)}, "\n"))
}

// FeedSigning is what the street signs for one line of the feed.
func FeedSigning(line []byte) []byte { return append([]byte("feed\n"), line...) }

// ContentDigest is the field of RFC 9530 for a body; of a compressed slice, for
// the body before compression, because gateways unpack.
func ContentDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}
