package command

import (
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
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// tlsConf is nginx as it comes, with TLS, before a centre.
const tlsConf = `
%[1]s
daemon off;
pid %[2]s/pid;
error_log %[2]s/error.log;
events {}
http {
	access_log off;
	client_body_temp_path %[2]s/body;
	proxy_temp_path %[2]s/proxy;
	fastcgi_temp_path %[2]s/fastcgi;
	uwsgi_temp_path %[2]s/uwsgi;
	scgi_temp_path %[2]s/scgi;
	server {
		listen %[3]s ssl;
		ssl_certificate %[2]s/cert.pem;
		ssl_certificate_key %[2]s/key.pem;
		location / { proxy_pass %[4]s; }
	}
}
`

// behindTLS puts nginx with TLS before an address and returns its own.
func behindTLS(t *testing.T, to string) string {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx"
	}
	dir, err := os.MkdirTemp("", "xc-web-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr, user := l.Addr().String(), ""
	l.Close()
	if os.Geteuid() == 0 {
		user = "user root;"
	}
	certify(t, dir)
	conf := filepath.Join(dir, "conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, tlsConf, user, dir, addr, to), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(program, "-p", dir, "-e", dir+"/error.log", "-c", conf)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Stderr = os.Stderr
	if err := run.Start(); err != nil {
		t.Fatalf("nginx does not start, run .ci/deps: %v", err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-run.Process.Pid, syscall.SIGKILL)
		_ = run.Wait()
	})
	for range 400 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return "https://" + addr
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("nginx does not listen")
	return ""
}

// certify writes a certificate for loopback.
func certify(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "centre"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	priv, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: priv}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// tabTo presses Tab until something has the focus, as who has no mouse does.
func (r *reader) tabTo(css string) {
	r.t.Helper()
	for range 40 {
		act(r, chromedp.KeyEvent("\t"))
		if act(r, chromedp.Evaluate[bool](`document.activeElement.matches('`+css+`')`)) {
			return
		}
	}
	r.t.Fatalf("Tab does not get to %s", css)
}

// enter presses Enter, and waits for the page that it leads to.
func (r *reader) enter() {
	r.t.Helper()
	r.load(chromedp.KeyEvent("\r"))
}

// TestTheStreetsPagesOverTLS is the door and the sittings of the street's people
// behind a gateway that ends TLS, worked with the keyboard alone and without
// JavaScript.
func TestTheStreetsPagesOverTLS(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	url := behindTLS(t, f.serve("--street", "110101001", "--gateway"))
	first := read[secretView](t, f.street(exitOK, "account", "add", "lisl", "--name", "李示例", "--role", "review", "--json").out)
	f.street(exitOK, "account", "add", "guanli", "--name", "王示例", "--role", "admin")
	r := newReader(t, url, chromedp.Flag("ignore-certificate-errors", true))
	signIn := func(secret string) {
		t.Helper()
		r.open("/web/entries")
		r.says("登录")
		act(r, chromedp.KeyEvent("lisl"))
		r.tabTo("#secret")
		act(r, chromedp.KeyEvent(secret))
		r.enter()
	}
	const secret = "sample secret of 1899"
	signIn(first.Secret)
	r.says("先换成自己的")
	for _, field := range [][2]string{{"#old", first.Secret}, {"#new", secret}, {"#again", secret}} {
		r.tabTo(field[0])
		act(r, chromedp.KeyEvent(field[1]))
	}
	r.enter()
	r.says("没有等街道处理的办件")
	r.silent("查阅记录", "账号") // which are the other role's

	got, err := chromedp.Call(r.ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		t.Fatal(err)
	}
	token := ""
	for _, c := range got.Cookies {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HTTPOnly || c.SameSite != network.CookieSameSiteStrict || c.Path != "/" || !c.Session {
			t.Errorf("cookie %+v", c)
		}
		if c.Name == "__Host-centre" {
			token = c.Value
		}
	}
	if token == "" {
		t.Fatal("no cookie of a sitting")
	}
	outside := &outsider{t: t, url: url, token: token}
	outside.send(http.MethodGet, "/web/cases", "", http.StatusOK)
	outside.send(http.MethodPost, "/web/signout", "token=guessed", http.StatusForbidden)
	outside.send(http.MethodGet, "/web/acts", "", http.StatusForbidden)
	outside.send(http.MethodGet, "/web/cases", "", http.StatusOK) // it was not signed out

	for path, says := range map[string]string{
		"/web/batches": "没有等核对的移交清单", "/web/entries": "没有要街道录入的办件", "/web/desks": "还没有接入的窗口",
		"/web/cases?all=1": "没有符合的办件", "/web/cases/nobody": "没有这个办件", "/web/nowhere": "没有这一页",
	} {
		r.open(path)
		r.says(says)
		r.shot("empty" + strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path))
	}
	r.tabTo("header button")
	r.enter()
	r.says("登录")
	outside.send(http.MethodGet, "/web/cases", "", http.StatusSeeOther) // the cookie is worth nothing any more

	for range 5 {
		signIn("wrong")
		r.says("账号或口令不对")
	}
	signIn(secret)
	r.says("暂时锁住")
	f.street(exitOK, "account", "enable", "lisl")
	signIn(secret)
	r.says("待录") // where it had been going
}

// An outsider has somebody's cookie, and none of the pages.
type outsider struct {
	t          *testing.T
	url, token string
}

// send makes a request that no page of ours made.
func (o *outsider) send(method, path, form string, want int) {
	o.t.Helper()
	at, err := url.JoinPath(o.url, path)
	if err != nil {
		o.t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(o.t.Context(), method, at, strings.NewReader(form))
	if err != nil {
		o.t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.AddCookie(&http.Cookie{Name: "__Host-centre", Value: o.token})
	c := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	a, err := c.Do(q)
	if err != nil {
		o.t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != want || a.Header.Get("Strict-Transport-Security") == "" || strings.HasPrefix(a.Header.Get("Location"), "http") {
		o.t.Errorf("%s %s: %d to %q, want %d", method, path, a.StatusCode, a.Header.Get("Location"), want)
	}
}
