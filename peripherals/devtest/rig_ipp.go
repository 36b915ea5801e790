package devtest

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// busConfig is a system bus for ippeveprinter alone: its DNS-SD library wants
// one, even when nothing is to be announced.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// command is run by ippeveprinter for each document. The fault file is a piece
// of shell; what it writes to stderr becomes the printer's state.
const command = `#!/bin/sh
fault=RIG/fault
say() { echo "$*" >&2; }
if [ -f $fault ]; then . $fault; fi
say "ATTR: job-impressions=1 job-impressions-completed=1"
exit 0
`

// An IPPRig is a real IPP Everywhere printer, ippeveprinter of CUPS, on a port
// of its own.
type IPPRig struct {
	URI string

	dir, bus, port string
	printer        *process
}

// IPP starts the rig and waits until it listens.
func IPP(t testing.TB) *IPPRig {
	t.Helper()
	tool(t, "ippeveprinter", "cups-ipp-utils")
	daemon := tool(t, "dbus-daemon", "dbus-daemon")
	// A unix socket's path is short by law, and t.TempDir's is not.
	dir, err := os.MkdirTemp("", "ipp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	r := &IPPRig{dir: dir, bus: filepath.Join(dir, "bus"), port: freePort(t)}
	r.URI = "ipp://localhost:" + r.port + "/ipp/print"
	write(t, filepath.Join(dir, "bus.conf"), strings.ReplaceAll(busConfig, "SOCKET", r.bus), 0o600)
	write(t, filepath.Join(dir, "command"), strings.ReplaceAll(command, "RIG", dir), 0o700)
	if err := os.Mkdir(filepath.Join(dir, "spool"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := run(t, nil, daemon, "--config-file="+dir+"/bus.conf", "--nofork", "--nopidfile")
	if err := until(5*time.Second, func() bool { _, err := os.Stat(r.bus); return err == nil || p.ended() }); err != nil || p.ended() {
		t.Fatalf("dbus-daemon: %v", err)
	}
	r.On(t)
	return r
}

func write(t testing.TB, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// On switches the printer on. It is on after IPP.
func (r *IPPRig) On(t testing.TB) {
	t.Helper()
	r.printer = run(t,
		[]string{"DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + r.bus, "HOME=" + r.dir},
		tool(t, "ippeveprinter", "cups-ipp-utils"),
		"-r", "off", "-n", "localhost", "-p", r.port, "-f", "application/pdf",
		"-d", r.dir+"/spool", "-K", r.dir, "-k", "-s", "60,60", "-c", r.dir+"/command", "Rig",
	)
	if err := until(10*time.Second, func() bool {
		c, err := net.Dial("tcp", "localhost:"+r.port)
		if err == nil {
			_ = c.Close()
		}
		return err == nil || r.printer.ended()
	}); err != nil || r.printer.ended() {
		t.Fatalf("ippeveprinter: %v\n%s", err, &r.printer.out)
	}
}

// Off cuts the power: jobs under way are lost.
func (r *IPPRig) Off() { r.printer.kill() }

// Paper lays A4 sheets into both trays; 0 takes the last one out. A job that
// finds no paper waits for it.
func (r *IPPRig) Paper(t testing.TB, sheets int) {
	t.Helper()
	form := url.Values{}
	for _, tray := range []string{"1", "2"} {
		form.Set("size"+tray, "iso_a4_210x297mm")
		form.Set("type"+tray, "stationery")
		form.Set("level"+tray, strconv.Itoa(sheets))
	}
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get("http://localhost:" + r.port + "/media?" + form.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("media form: %s", answer.Status)
	}
}

// Break makes the printer give up each job after telling a keyword of
// printer-state-reasons such as media-jam-error. For media-empty use Paper: a
// printer told so waits instead.
func (r *IPPRig) Break(t testing.TB, keyword string) {
	t.Helper()
	r.Script(t, "say 'STATE: +"+keyword+"'; exit 1")
}

// Stall makes the printer tell the keyword and hold each job until Mend.
func (r *IPPRig) Stall(t testing.TB, keyword string) {
	t.Helper()
	r.Script(t, "say 'STATE: +"+keyword+"'; while [ -f $fault ]; do sleep 0.05; done; say 'STATE: -"+keyword+"'")
}

// Script runs a piece of shell for each document before it counts as printed.
// It may use the function say to write to stderr, as ippeveprinter(1) explains
// it under COMMAND OUTPUT.
func (r *IPPRig) Script(t testing.TB, shell string) {
	t.Helper()
	part := filepath.Join(r.dir, "part")
	write(t, part, shell, 0o600)
	if err := os.Rename(part, filepath.Join(r.dir, "fault")); err != nil {
		t.Fatal(err)
	}
}

// Mend takes the fault away. A state reason that Break told stays until the
// next job.
func (r *IPPRig) Mend() { _ = os.Remove(filepath.Join(r.dir, "fault")) }

// Heal makes the printer take back a reason that Break told, with its next job.
func (r *IPPRig) Heal(t testing.TB, keyword string) {
	t.Helper()
	r.Script(t, "say 'STATE: -"+keyword+"'")
}

// Spool returns the documents that reached the printer, oldest first, byte for
// byte as they were sent.
func (r *IPPRig) Spool(t testing.TB) [][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(r.dir, "spool", "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(jobNumber(a), jobNumber(b)) })
	var all [][]byte
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// jobNumber reads the number that begins a spooled file's name.
func jobNumber(path string) int {
	n, _, _ := strings.Cut(filepath.Base(path), "-")
	i, _ := strconv.Atoi(n)
	return i
}
