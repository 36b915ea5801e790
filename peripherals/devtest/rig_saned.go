package devtest

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A SanedRig is SANE's network daemon with the test backend behind it, as on
// another PC of the office, and a configuration in which the only scanner is
// that one.
type SanedRig struct {
	Far    *SANERig // of the other PC: its faults
	Env    []string // for the process that scans here
	Device string   // name of the scanner as it is called here

	daemon *process
}

// Saned starts the rig and waits until it listens.
func Saned(t testing.TB) *SanedRig {
	t.Helper()
	far := SANE(t)
	near := t.TempDir()
	r := &SanedRig{Far: far, Env: []string{"SANE_CONFIG_DIR=" + near}}
	r.Device = "net:127.0.0.1:" + far.Device
	for path, text := range map[string]string{
		filepath.Join(far.Dir, "saned.conf"): "127.0.0.1\nlocalhost\n",
		filepath.Join(near, "dll.conf"):      "net\n",
		filepath.Join(near, "net.conf"):      "connect_timeout = 3\n127.0.0.1\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.On(t)
	return r
}

// On switches the other PC on. It is on after Saned.
func (r *SanedRig) On(t testing.TB) {
	t.Helper()
	r.daemon = run(t, r.Far.Env, tool(t, "saned", "sane-utils"), "-l", "-e", "-b", "127.0.0.1", "-p", sanePort)
	if err := until(10*time.Second, func() bool {
		c, err := net.Dial("tcp", "127.0.0.1:"+sanePort)
		if err == nil {
			_ = c.Close()
		}
		return err == nil || r.daemon.ended()
	}); err != nil || r.daemon.ended() {
		t.Fatalf("saned: %v\n%s", err, &r.daemon.out)
	}
}

// sanePort is the only port on which SANE's client looks for a daemon.
const sanePort = "6566"

// Off cuts the other PC's power: scans under way are lost.
func (r *SanedRig) Off() { r.daemon.kill() }
