package centre

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// A certificate is that of the centre, from two PEM files. A street renews it once
// a year or so by putting other files there: they are taken up without a restart.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	read   [2]time.Time // when the files were changed that pair was read from
	looked time.Time
}

// lookEvery is how often the files are looked at while somebody connects.
const lookEvery = 10 * time.Second

// openCertificate reads both files.
func openCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log}
	_, err := c.now()
	return c, err
}

// forHello is for tls.Config.GetCertificate. Files that cannot be read, or do not
// fit each other, such as in the middle of being replaced, leave the pair before.
func (c *certificate) forHello(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) < lookEvery {
		return c.pair, nil
	}
	p, err := c.now()
	if err != nil {
		c.log.Error("certificate not taken up", "cause", err.Error())
	}
	return p, nil
}

func (c *certificate) now() (*tls.Certificate, error) {
	c.looked = time.Now()
	var changed [2]time.Time
	for i, path := range []string{c.cert, c.key} {
		about, err := os.Stat(path)
		if err != nil {
			return c.pair, err
		}
		changed[i] = about.ModTime()
	}
	if c.pair != nil && changed == c.read {
		return c.pair, nil
	}
	p, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return c.pair, err
	}
	if c.pair != nil {
		c.log.Info("certificate taken up", "until", p.Leaf.NotAfter)
	}
	c.pair, c.read = &p, changed
	return c.pair, nil
}
