package uplink

import (
	"encoding/hex"
	"strings"

	"xiaochuang/desk"
)

// Digests is the part of a crypto suite that the wire needs; a deployment uses
// one suite.
type Digests interface {
	// Algorithm is the prefix of digest ids, "sm3" or "sha256".
	Algorithm() string
	// Hash is the 32-byte digest that chains are made of.
	Hash(b []byte) [32]byte
	// Digest is the id of b.
	Digest(b []byte) string
}

// A Chain is the value of the wire chain after some line of an incarnation.
type Chain [32]byte

// Begin is the chain before the first line of an incarnation: H("inc:" ‖ id).
func Begin(d Digests, incarnation string) Chain {
	return d.Hash([]byte("inc:" + incarnation))
}

// Link is the chain after one more line: H(chain ‖ H(line)). The line is hashed
// as its raw bytes, so that no two JSON libraries can disagree.
func (c Chain) Link(d Digests, line []byte) Chain { return c.LinkSum(d, d.Hash(line)) }

// LinkSum is Link where the digest of the line is known.
func (c Chain) LinkSum(d Digests, sum [32]byte) Chain {
	return d.Hash(append(c[:len(c):len(c)], sum[:]...))
}

// Text is the chain as it stands on the wire.
func (c Chain) Text(d Digests) string { return d.Algorithm() + ":" + hex.EncodeToString(c[:]) }

// ParseChain accepts what Text writes.
func ParseChain(d Digests, text string) (Chain, error) {
	var c Chain
	digits, found := strings.CutPrefix(text, d.Algorithm()+":")
	if !found || len(digits) != 2*len(c) {
		return c, &desk.Problem{Kind: desk.Invalid, What: "sync.chain"}
	}
	if _, err := hex.Decode(c[:], []byte(digits)); err != nil {
		return c, &desk.Problem{Kind: desk.Invalid, What: "sync.chain"}
	}
	return c, nil
}
