package command

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"xiaochuang/peripherals/sim"
)

// TestPrintsAreCancelledAndSentOn has no console running: a paper that was queued
// stays so until a command takes it out or sends it elsewhere.
func TestPrintsAreCancelledAndSentOn(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.ok("init", f.dir)
	path := filepath.Join(f.dir, "station.toml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after, ok := strings.Cut(string(b), "\n[devices.printer]\n")
	after = strings.Replace(strings.Replace(after, "url = \"\"", "url = \"ipp://127.0.0.1:9/none\"", 1), "address = \"\"", "address = \"127.0.0.1:9\"", 1)
	conf := before + "\n[devices.printer]\n" + after
	if !ok || strings.Count(conf, "127.0.0.1:9") != 2 {
		t.Fatalf("station.toml names its printers otherwise")
	}
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	f.ok("ticket", "take")
	no := read[papersView](t, f.ok("paper", "list", "--kind", "PH", "--json"))[0].No
	f.fails(exitNotFound, "paper", "paper", "cancel", "PH-000")
	f.fails(exitNotFound, "job.printer", "paper", "sendon", no, "--to", "nowhere")
	v := read[printedView](t, f.ok("paper", "sendon", no, "--json"))
	if v.Paper.Print == nil || v.Paper.Print.State != "queued" {
		t.Errorf("sent on: %+v", v.Paper.Print)
	}
	v = read[printedView](t, f.ok("paper", "cancel", no, "--json"))
	if v.Paper.Print == nil || v.Paper.Print.State != "failed" || v.Paper.Print.Code != "cancelled" {
		t.Errorf("cancelled: %+v", v.Paper.Print)
	}
	f.fails(exitBlocked, "job.cancel", "paper", "cancel", no)
	again := read[printedView](t, f.ok("paper", "sendon", no, "--json"))
	if again.Paper.Print.State != "queued" || again.Paper.Print.Attempt != 1 { // nothing has come out yet
		t.Errorf("sent on after it was cancelled: %+v", again.Paper.Print)
	}
}

// withTicket is a demonstration whose only printer is a receipt printer.
func withTicket(t *testing.T, s *sim.Ticket) *folder {
	t.Helper()
	f := demonstration(t)
	f.ok("init", f.dir)
	path := filepath.Join(f.dir, "station.toml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after, ok := strings.Cut(string(b), "\n[devices.ticket]\n")
	after = strings.Replace(after, `address = ""`, `address = "`+s.Address()+`"`, 1)
	if !ok || !strings.Contains(after, s.Address()) {
		t.Fatal("station.toml names its receipt printer otherwise")
	}
	if err := os.WriteFile(path, []byte(before+"\n[devices.ticket]\n"+after), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

// A printd is the command under way.
type printd struct {
	t   *testing.T
	cmd *exec.Cmd
	err bytes.Buffer
}

func (f *folder) printd() *printd {
	f.t.Helper()
	d := &printd{t: f.t, cmd: f.command(context.WithoutCancel(f.t.Context()), "xiaochuang", append(f.flags(), "printd")...)}
	d.cmd.Stderr = &d.err
	if err := d.cmd.Start(); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = d.cmd.Process.Kill() })
	return d
}

// end signals it and returns how it ended.
func (d *printd) end(s syscall.Signal) int {
	d.t.Helper()
	if err := d.cmd.Process.Signal(s); err != nil {
		d.t.Fatal(err)
	}
	_ = d.cmd.Wait()
	return d.cmd.ProcessState.ExitCode()
}

// becomes waits until the print of the latest slip stands so.
func (f *folder) becomes(state string) *printView {
	f.t.Helper()
	var v *printView
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if v = read[papersView](f.t, f.ok("paper", "list", "--kind", "PH", "--json"))[0].Print; v != nil && v.State == state {
			return v
		}
	}
	f.t.Fatalf("the print is %+v, want %s", v, state)
	return nil
}

// TestPrintdDeliversWhatCommandsQueue holds that a command that prints only queues,
// that printd delivers, one in a station, and that it ends when it is told to.
func TestPrintdDeliversWhatCommandsQueue(t *testing.T) {
	t.Parallel()
	bare := demonstration(t)
	bare.ok("init", bare.dir)
	bare.fails(exitNotFound, "print.none", "printd")
	s, err := sim.NewTicket("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f := withTicket(t, s)
	f.ok("ticket", "take")
	f.becomes("queued")
	d := f.printd()
	f.becomes("confirmed")
	f.fails(exitLocked, "lock.print", "printd")
	f.ok("ticket", "take")
	f.becomes("confirmed")
	if code := d.end(syscall.SIGTERM); code != 0 || !strings.Contains(d.err.String(), "Ctrl-C") {
		t.Errorf("ended with %d: %s", code, &d.err)
	}
	f.ok("ticket", "take")
	f.becomes("queued")

	// Killed with a slip half out: it is unknown, and comes out once more only when
	// somebody asks for it.
	s.Stuck(true)
	d = f.printd()
	f.becomes("sent")
	d.end(syscall.SIGKILL)
	s.Stuck(false)
	d = f.printd()
	f.becomes("unknown")
	f.ok("ticket", "take")
	f.becomes("confirmed")
	if code := d.end(syscall.SIGINT); code != 0 {
		t.Errorf("ended with %d: %s", code, &d.err)
	}
	count := read[printCountsView](t, f.ok("paper", "count", "--json"))
	if len(count) != 1 || count[0] != (printCountView{"ticket", 3, 3, 0, 1}) {
		t.Errorf("counted %+v", count)
	}
	states := map[string]int{}
	for _, x := range read[papersView](t, f.ok("paper", "list", "--kind", "PH", "--json")) {
		states[x.Print.State]++
	}
	if states["confirmed"] != 3 || states["unknown"] != 1 {
		t.Errorf("prints %v", states)
	}
}
