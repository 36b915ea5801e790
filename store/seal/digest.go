package seal

import (
	"encoding/hex"
	"strings"
)

// ParseDigest takes a digest id apart. Only the form that Suite.Digest writes is
// accepted, so that one content has one id: an algorithm known here, a colon and
// 64 lower-case hex digits. It returns ErrDigest for everything else.
func ParseDigest(id string) (algorithm string, sum [32]byte, err error) {
	algorithm, digits, found := strings.Cut(id, ":")
	if !found || len(digits) != 2*len(sum) || (algorithm != "sm3" && algorithm != "sha256") {
		return "", sum, ErrDigest
	}
	if strings.ContainsAny(digits, "ABCDEF") {
		return "", sum, ErrDigest
	}
	if _, err := hex.Decode(sum[:], []byte(digits)); err != nil {
		return "", [32]byte{}, ErrDigest
	}
	return algorithm, sum, nil
}
