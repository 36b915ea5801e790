package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
