package centre_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/storetest"
)

// An authority makes certificates for centres.
type authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pem  []byte
	n    int64
}

// The tests of certificates live on the days of the desks' clocks.
var (
	yearBefore = storetest.Morning.AddDate(-1, 0, 0)
	yearAfter  = storetest.Morning.AddDate(1, 0, 0)
)

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, key: newKey(t)}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Unix(0, 0),
		NotAfter: storetest.Morning.AddDate(50, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// issue writes a certificate for an address and its key into a folder.
func (a *authority) issue(dir, ip string, from, until time.Time) (cert, key string) {
	a.t.Helper()
	a.n++
	k := newKey(a.t)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(a.n + 1), Subject: pkix.Name{CommonName: "centre"}, IPAddresses: []net.IP{net.ParseIP(ip)},
		NotBefore: from, NotAfter: until,
	}, a.cert, &k.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	priv, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(a.t, cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	write(a.t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: priv}))
	return cert, key
}

// serveTLS is a centre that serves by itself, with a certificate.
func serveTLS(t *testing.T, cert, key string) *street {
	t.Helper()
	s := &street{dir: filepath.Join(t.TempDir(), "centre")}
	var err error
	s.Centre, err = centre.Open(t.Context(), centre.Config{
		Dir: s.dir, Addr: "127.0.0.1:0", Reserve: -1, Street: tenant, Cert: cert, Key: key,
	})
	if err != nil {
		t.Fatal(err)
	}
	addr, err := s.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.url = "https://" + addr.String()
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("serve ended with %v", err)
		}
		s.Centre.Close()
	})
	return s
}

// A centre with a certificate of the street's own authority serves the night over
// TLS 1.3, by itself and behind a gateway that ends TLS.
func TestNightOverTLS(t *testing.T) {
	a := newAuthority(t)
	cert, key := a.issue(t.TempDir(), "127.0.0.1", yearBefore, yearAfter)
	s := serveTLS(t, cert, key)
	t.Run("by itself", func(t *testing.T) {
		w := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), "01")
		w.ca = a.pem
		wholeNight(t, s, w, s.url)
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(a.pem)
		c, err := tls.Dial("tcp", strings.TrimPrefix(s.url, "https://"), &tls.Config{
			RootCAs: pool, Time: func() time.Time { return storetest.Morning },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if v := c.ConnectionState().Version; v != tls.VersionTLS13 {
			t.Errorf("speaks %s", tls.VersionName(v))
		}
	})
	t.Run("behind nginx", func(t *testing.T) {
		plain := newStreet(t)
		g := nginxTLS(t, strings.TrimPrefix(plain.url, "http://"), cert, key)
		w := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), "02")
		w.ca = a.pem
		wholeNight(t, plain, w, g.url)
	})
}

// A certificate that does not do ends a run at its first request, with the reason,
// and everything stays; with one that does, it goes.
func TestCertificatesThatDoNotDo(t *testing.T) {
	a, other := newAuthority(t), newAuthority(t)
	const here = "127.0.0.1"
	for i, tt := range []struct {
		name        string
		by          *authority
		ip          string
		from, until time.Time
		says        string
	}{
		{"of another authority", other, here, yearBefore, yearAfter, "sync.cert_unknown"},
		{"ran out", a, here, yearBefore, storetest.Morning.Add(-time.Hour), "sync.cert_late"},
		{"of tomorrow", a, here, storetest.Morning.AddDate(0, 0, 1), yearAfter, "sync.cert_early"},
		{"of another address", a, "192.0.2.1", yearBefore, yearAfter, "sync.cert_name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			cert, key := tt.by.issue(dir, tt.ip, tt.from, tt.until)
			s := serveTLS(t, cert, key)
			w := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), fmt.Sprintf("%02d", i+1))
			w.ca = a.pem
			code, err := s.NewCode(t.Context(), station, w.no)
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.client(s.url).Enrol(t.Context(), code, "test")
			kindIs(t, err, desk.Denied, tt.says)
		})
	}
	t.Run("none", func(t *testing.T) {
		s, w := newStreet(t), newWindow(t)
		w.enrol(s)
		w.tickets(2)
		r, err := w.run(w.client("https" + strings.TrimPrefix(s.url, "http")))
		kindIs(t, err, desk.Denied, "sync.no_tls")
		if r.Requests != 1 || r.Left.Events == 0 {
			t.Errorf("run: %+v", r)
		}
	})
	t.Run("of an old version", func(t *testing.T) {
		s, w := newStreet(t), newWindow(t)
		w.enrol(s)
		old := httptest.NewUnstartedServer(http.NotFoundHandler())
		old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
		old.StartTLS()
		defer old.Close()
		_, err := w.run(w.client(old.URL))
		kindIs(t, err, desk.Denied, "sync.no_tls")
	})
	t.Run("no file", func(t *testing.T) {
		x, err := centre.Open(t.Context(), centre.Config{Dir: t.TempDir(), Addr: "127.0.0.1:0", Reserve: -1, Cert: "nowhere", Key: "nowhere"})
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		_, err = x.Listen(t.Context())
		kindIs(t, err, desk.Invalid, "centre.cert")
	})
}

// A street that renews its certificate while a desk is away loses no desk: the new
// one is served without a restart, and half of one is not.
func TestRenewedWhileADeskWasAway(t *testing.T) {
	a, dir := newAuthority(t), t.TempDir()
	cert, key := a.issue(dir, "127.0.0.1", yearBefore, storetest.Morning.AddDate(0, 0, 3))
	s := serveTLS(t, cert, key)
	w := newWindow(t)
	w.ca = a.pem
	w.enrolAt(s, s.url)
	w.takeIn(1000)
	w.mustRun(s.url)
	w.clock.Add(7 * 24 * time.Hour)
	w.tickets(4)
	_, err := w.run(w.client(s.url))
	kindIs(t, err, desk.Denied, "sync.cert_late")

	priv, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	a.issue(dir, "127.0.0.1", yearBefore, yearAfter)
	renewed, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, key, priv) // The new certificate is there and its key is not.
	s.LookAtCertificate()
	_, err = w.run(w.client(s.url))
	kindIs(t, err, desk.Denied, "sync.cert_late")
	write(t, key, renewed)
	s.LookAtCertificate()
	w.mustRun(s.url)
	same(t, s, w, nil)
}

// A PC whose battery died starts in another year. Its certificates are judged by
// what it has seen, not by what its clock says; where the clock stands years ahead
// the desk says that it may be the clock, until somebody has named the day.
func TestCertificateUnderADeadBattery(t *testing.T) {
	a := newAuthority(t)
	cert, key := a.issue(t.TempDir(), "127.0.0.1", storetest.Morning.AddDate(0, -1, 0), yearAfter)
	s := serveTLS(t, cert, key)
	for i, tt := range []struct {
		name string
		by   time.Duration
		says string
	}{
		{"1970", time.Until(time.Unix(0, 0)) - time.Until(storetest.Morning), ""},
		{"two years behind", -2 * 365 * 24 * time.Hour, ""},
		{"ten years ahead", 10 * 365 * 24 * time.Hour, "sync.cert_late"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), fmt.Sprintf("%02d", i+1))
			w.ca = a.pem
			w.enrolAt(s, s.url)
			w.tickets(2)
			w.clock.Add(tt.by)
			_, err := w.run(w.client(s.url))
			if tt.says == "" {
				if err != nil {
					t.Fatal(err)
				}
				same(t, s, w, nil)
				return
			}
			kindIs(t, err, desk.Denied, tt.says)
			if err := w.ConfirmDay(t.Context(), "r-day", storetest.Duty(), storetest.Today); err != nil {
				t.Fatal(err)
			}
			w.mustRun(s.url)
			same(t, s, w, nil)
		})
	}
}
