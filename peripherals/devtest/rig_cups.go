package devtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// cupsFiles and cupsConf keep a spooler within a folder of its own.
const (
	cupsFiles = `ServerRoot DIR
CacheDir DIR/cache
DataDir /usr/share/cups
DocumentRoot /usr/share/cups/doc-root
RequestRoot DIR/spool
ServerBin /usr/lib/cups
StateDir DIR/run
TempDir DIR/tmp
AccessLog DIR/access_log
ErrorLog DIR/error_log
PageLog DIR/page_log
FileDevice Yes
SystemGroup root
User lp
Group lp
Sandboxing relaxed
`
	cupsConf = `Listen 127.0.0.1:PORT
Browsing No
WebInterface No
IdleExitTimeout 0
DefaultAuthType None
LogLevel warn
JobRetryInterval 1
DirtyCleanInterval 0
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
`
)

// A CUPSRig is a real print server, cupsd, with queues whose printers are
// ippeveprinter, as a PC of the office has.
type CUPSRig struct {
	URI     string  // of the first queue
	Printer *IPPRig // behind it: its faults, and what reached it
	dir     string
	port    string
	daemon  *process
}

// CUPS starts the rig with one queue, window01.
func CUPS(t testing.TB) *CUPSRig {
	t.Helper()
	r := &CUPSRig{Printer: IPP(t), port: freePort(t)}
	dir, err := os.MkdirTemp("", "cups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	r.dir = dir
	if err := os.Chmod(dir, 0o755); err != nil { // its filters run as lp
		t.Fatal(err)
	}
	for _, sub := range []string{"cache", "spool", "run", "tmp", "ppd", "ssl"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "cups-files.conf"), strings.ReplaceAll(cupsFiles, "DIR", dir), 0o600)
	write(t, filepath.Join(dir, "cupsd.conf"), strings.ReplaceAll(cupsConf, "PORT", r.port), 0o600)
	r.On(t)
	r.URI = r.Queue(t, "window01", r.Printer)
	return r
}

// Queue makes a queue for a printer, with the model "everywhere", and returns where it
// is.
func (r *CUPSRig) Queue(t testing.TB, name string, printer *IPPRig) string {
	t.Helper()
	r.admin(t, "lpadmin", "-p", name, "-E", "-v", printer.URI, "-m", "everywhere", "-o", "printer-error-policy=retry-current-job")
	return fmt.Sprintf("ipp://127.0.0.1:%s/printers/%s", r.port, name)
}

// admin runs one of the commands of CUPS for whoever looks after printers.
func (r *CUPSRig) admin(t testing.TB, program string, args ...string) {
	t.Helper()
	c := exec.Command(tool(t, program, "cups-client"), append([]string{"-h", "127.0.0.1:" + r.port}, args...)...)
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, said)
	}
}

// Pause stops a queue as a person does: it takes jobs and prints none until
// Resume.
func (r *CUPSRig) Pause(t testing.TB, queue string) { r.admin(t, "cupsdisable", queue) }

// Hold has a queue hold the jobs that come from now on.
func (r *CUPSRig) Hold(t testing.TB, queue string) { r.admin(t, "cupsdisable", "--hold", queue) }

// Reject has a queue take no jobs.
func (r *CUPSRig) Reject(t testing.TB, queue string) { r.admin(t, "cupsreject", queue) }

// Resume takes Pause and Reject back.
func (r *CUPSRig) Resume(t testing.TB, queue string) {
	r.admin(t, "cupsenable", queue)
	r.admin(t, "cupsaccept", queue)
}

// On starts the spooler. It is on after CUPS.
func (r *CUPSRig) On(t testing.TB) {
	t.Helper()
	r.daemon = run(t, []string{"HOME=" + r.dir}, tool(t, "cupsd", "cups-daemon"), "-f",
		"-c", filepath.Join(r.dir, "cupsd.conf"), "-s", filepath.Join(r.dir, "cups-files.conf"))
	if err := until(10*time.Second, func() bool {
		c, err := net.Dial("tcp", "127.0.0.1:"+r.port)
		if err == nil {
			_ = c.Close()
		}
		return err == nil || r.daemon.ended()
	}); err != nil || r.daemon.ended() {
		log, _ := os.ReadFile(filepath.Join(r.dir, "error_log"))
		t.Fatalf("cupsd: %v\n%s\n%s", err, &r.daemon.out, log)
	}
}

// Off ends the spooler at once.
func (r *CUPSRig) Off() { r.daemon.kill() }
