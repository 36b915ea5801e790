package scanner

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// errPin says that another device answers, or the same one with another
// certificate. Somebody has to look which.
var errPin = errors.New("certificate is not the one that is pinned")

// A pin holds a device to the certificate it was known by first.
type pin struct {
	mu    sync.Mutex
	known string // hexadecimal SHA-256 of the leaf; "" until one is taken
	taken func(string)
	log   *slog.Logger
}

// readPin brings a fingerprint from the settings into the form in which it is
// compared.
func readPin(text string) (string, error) {
	p := strings.ToLower(strings.TrimSpace(text))
	p = strings.NewReplacer(":", "", " ", "").Replace(strings.TrimPrefix(p, "sha256:"))
	if b, err := hex.DecodeString(p); err != nil || len(b) != 0 && len(b) != sha256.Size {
		return "", errors.New("pin is not a SHA-256 in hexadecimal")
	}
	return p, nil
}

// fingerprint returns the SHA-256 of the certificate that the device showed.
func fingerprint(s *tls.ConnectionState) string {
	if s == nil || len(s.PeerCertificates) == 0 {
		return ""
	}
	sum := sha256.Sum256(s.PeerCertificates[0].Raw)
	return hex.EncodeToString(sum[:])
}

// verify is called on every connection before anything is said on it.
func (p *pin) verify(s tls.ConnectionState) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if shown := fingerprint(&s); shown == "" || p.known != "" && shown != p.known {
		return fmt.Errorf("%w: shown %.16s…, pinned %.16s…", errPin, shown, p.known)
	}
	return nil
}

// keep takes the certificate under which a good answer came, unless there is
// one already. A stranger who answers in another tongue is not taken.
func (p *pin) keep(s *tls.ConnectionState) {
	shown := fingerprint(s)
	p.mu.Lock()
	first := p.known == "" && shown != ""
	if first {
		p.known = shown
	}
	p.mu.Unlock()
	if !first {
		return
	}
	p.log.Info("certificate pinned", "sha256", shown)
	if p.taken != nil {
		p.taken(shown)
	}
}
