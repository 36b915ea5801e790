package centre_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// nginxConf is nginx with the settings that it has by itself, but that it asks an
// instance which failed again at once and not after ten seconds.
const nginxConf = `
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
	upstream centres {
%[3]s	}
	server {
		listen %[4]s;%[5]s
		location / { proxy_pass http://centres; }
	}
}
`

// haproxyConf has the settings that the distribution ships for every proxy.
const haproxyConf = `
defaults
	mode http
	option httplog
	option dontlognull
	timeout connect 5000
	timeout client 50000
	timeout server 50000
frontend desks
	bind %s
	default_backend centre
backend centre
	server one %s
`

// tinyproxyConf has the settings that the distribution ships, and one path that
// leads to the centre.
const tinyproxyConf = `
Port %s
Listen 127.0.0.1
Timeout 600
LogFile "%s/log"
LogLevel Info
PidFile "%s/pid"
MaxClients 100
Allow 127.0.0.1
ReversePath "/" "http://%s/"
ReverseOnly Yes
`

// A gateway is a program of the trade between desks and their centre.
type gateway struct {
	url   string
	addr  string
	start func() *exec.Cmd
	run   *exec.Cmd
}

func nginx(t *testing.T, centres ...string) *gateway { return nginxWith(t, "", centres...) }

// nginxTLS ends TLS before a centre.
func nginxTLS(t *testing.T, centre, cert, key string) *gateway {
	t.Helper()
	g := nginxWith(t, fmt.Sprintf(" ssl_certificate %s; ssl_certificate_key %s;", cert, key), centre)
	g.url = "https" + strings.TrimPrefix(g.url, "http")
	return g
}

func nginxWith(t *testing.T, more string, centres ...string) *gateway {
	t.Helper()
	dir, user, servers := gatewayDir(t), "", ""
	if os.Geteuid() == 0 {
		user = "user root;"
	}
	for _, c := range centres {
		servers += "\t\tserver " + c + " max_fails=0;\n"
	}
	addr, conf := freePort(t), filepath.Join(dir, "conf")
	listen := addr
	if more != "" {
		listen += " ssl"
	}
	write(t, conf, fmt.Appendf(nil, nginxConf, user, dir, servers, listen, more))
	return startGateway(t, addr, "nginx", "-p", dir, "-e", dir+"/error.log", "-c", conf)
}

func haproxy(t *testing.T, centre string) *gateway {
	t.Helper()
	addr, conf := freePort(t), filepath.Join(gatewayDir(t), "conf")
	write(t, conf, fmt.Appendf(nil, haproxyConf, addr, centre))
	return startGateway(t, addr, "haproxy", "-db", "-q", "-f", conf)
}

func tinyproxy(t *testing.T, centre string) *gateway {
	t.Helper()
	dir, addr := gatewayDir(t), freePort(t)
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(dir, "conf")
	write(t, conf, fmt.Appendf(nil, tinyproxyConf, port, dir, dir, centre))
	return startGateway(t, addr, "tinyproxy", "-d", "-c", conf)
}

// gatewayDir is a folder with a short name, as some of them need.
func gatewayDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "xc-gate-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func startGateway(t *testing.T, addr, name string, args ...string) *gateway {
	t.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		if program = "/usr/sbin/" + name; !there(program) {
			t.Fatalf("%s is not installed: run .ci/deps", name)
		}
	}
	g := &gateway{url: "http://" + addr, addr: addr, start: func() *exec.Cmd {
		c := exec.Command(program, args...)
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		c.Stderr = os.Stderr
		return c
	}}
	g.up(t)
	t.Cleanup(g.kill)
	return g
}

// up starts the gateway and waits until it listens.
func (g *gateway) up(t *testing.T) {
	t.Helper()
	g.run = g.start()
	if err := g.run.Start(); err != nil {
		t.Fatal(err)
	}
	for range 400 {
		if c, err := net.Dial("tcp", g.addr); err == nil {
			c.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("%s does not listen", g.run.Path)
}

// kill ends the gateway and its workers as a power switch would.
func (g *gateway) kill() {
	if g.run == nil {
		return
	}
	_ = syscall.Kill(-g.run.Process.Pid, syscall.SIGKILL)
	_ = g.run.Wait()
	g.run = nil
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// nightBehind lets a desk do everything that there is between it and its street
// over one way: enrol, send lines and pages, bring an answer down, and find the
// second time that nothing is left to do.
func nightBehind(t *testing.T, s *street, no, url string) {
	t.Helper()
	wholeNight(t, s, openWindowNo(t, filepath.Join(t.TempDir(), "desk"), no), url)
}

func wholeNight(t *testing.T, s *street, w *window, url string) {
	t.Helper()
	w.enrolAt(s, url)
	c := w.takeIn(1000, 700_000)
	w.tickets(210)
	// Tinyproxy breaks off an answer now and then.
	if r := w.mustRun(url); r.Sent < 212 || r.Retries > 2 || r.Duplicates != 0 || len(r.PutOff) != 0 {
		t.Errorf("run: %+v", r)
	}
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	if r := w.mustRun(url); r.Applied != 1 {
		t.Errorf("run for the answer: %+v", r)
	}
	same(t, s, w, nil)
	once(t, w, map[string]int{c.ID: 1})
	if again := w.mustRun(url); again.Moved() || again.Requests > 6 {
		t.Errorf("second run: %+v", again)
	}
}

// Gateways of the trade, with the settings that they come with, change nothing.
func TestNightBehindGateways(t *testing.T) {
	s := newStreet(t)
	at := strings.TrimPrefix(s.url, "http://")
	for i, tt := range []struct {
		name  string
		start func() *gateway
	}{
		{"nginx", func() *gateway { return nginx(t, at) }},
		{"haproxy", func() *gateway { return haproxy(t, at) }},
		{"tinyproxy", func() *gateway { return tinyproxy(t, at) }},
		{"haproxy before nginx before tinyproxy", func() *gateway {
			last := tinyproxy(t, at).addr
			return haproxy(t, nginx(t, last).addr)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { nightBehind(t, s, fmt.Sprintf("%02d", i+1), tt.start().url) })
	}
}

// A gateway that dies in the middle of a run leaves a run that goes on where it
// was, when there is a gateway again. While it lives and the centre does not, the
// desk is told just that.
func TestGatewayDiesInMidRun(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	g := nginx(t, strings.TrimPrefix(s.url, "http://"))
	var left atomic.Int32 // requests before the gateway dies; what it had passed on is still answered then
	killed := make(chan struct{}, 1)
	s.log.before = func(http.ResponseWriter, *http.Request) bool {
		if left.Add(-1) == 0 {
			g.kill()
			killed <- struct{}{}
		}
		return false
	}
	w.enrolAt(s, g.url)
	for _, at := range []int32{2, 4, 3, 5} {
		left.Store(at)
		w.takeIn(600_000)
		w.tickets(210)
		_, err := w.run(w.client(g.url))
		kindIs(t, err, desk.Unavailable, "sync.unreachable")
		<-killed
		g.up(t)
	}
	left.Store(0)
	if r := w.mustRun(g.url); r.Sent+r.Blobs+r.Known == 0 {
		t.Errorf("nothing was left for the last run: %+v", r)
	}
	same(t, s, w, nil)

	w.tickets(1)
	s.http.Close()
	_, err := w.run(w.client(g.url))
	kindIs(t, err, desk.Unavailable, "sync.gateway_down")
	if st, err := w.outbox.State(t.Context()); err != nil || st.Pending.Events == 0 {
		t.Errorf("%+v, %v", st.Pending, err)
	}
}

// A gateway that takes little at a time gets pieces that it takes, and nobody is
// called for it: the size is halved at once, and is not tried again in that run.
func TestGatewayWithASmallBody(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	g := nginx(t, strings.TrimPrefix(s.url, "http://"))
	w.enrol(s)
	w.takeIn(700_000)
	conf := filepath.Join(g.run.Args[2], "conf")
	b, err := os.ReadFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	g.kill()
	write(t, conf, []byte(strings.Replace(string(b), "listen", "client_max_body_size 100k; listen", 1)))
	g.up(t)
	r := w.mustRun(g.url)
	same(t, s, w, nil)
	if r.Left != (uplink.Pending{}) || r.Retries != 0 || r.Requests > 30 {
		t.Errorf("run: %+v", r)
	}
	w.mustRun(s.url)
	same(t, s, w, nil)
}
