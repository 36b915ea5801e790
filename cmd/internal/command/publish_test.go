package command

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAVersionReachesTheCounter brings a catalogue from its file at the street to the
// counter, with the real programs: linted, shown, signed, fetched by the run, in force,
// and told to each clerk once as what has changed.
func TestAVersionReachesTheCounter(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.shift = 0 // the street's times are the desk's
	b, err := os.ReadFile(filepath.Join("testdata", "catalogue.json"))
	if err != nil {
		t.Fatal(err)
	}
	version := func(v, old, now string) string {
		t.Helper()
		if !bytes.Contains(b, []byte(old)) {
			t.Fatalf("the file has no %s", old)
		}
		s := strings.Replace(string(b), `"version": "test-1"`, `"version": "`+v+`"`, 1)
		return fileWith(t, "事项.json", strings.Replace(s, old, now, 1))
	}
	const nickname = `"老年卡",`
	first, second := version("2026.11.1", nickname, nickname), version("2026.11.2", nickname, `"老年优待卡",`)
	url := f.serve()
	keys := filepath.Join(t.TempDir(), "publisher.keys")
	f.street(exitProblem, "publish", first, "--key", keys, "--yes") // nobody may sign yet
	f.street(exitOK, "publisher-key", "make", keys, "--name", "区事项管理")
	f.ok("enrol", url, read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code)

	for _, file := range []string{first, second} {
		seen := read[publishView](t, f.street(exitOK, "publish", file, "--key", keys, "--json").out)
		if seen.Published || seen.Errors != 0 || len(seen.Changes) == 0 {
			t.Errorf("before anybody said yes publish tells %+v", seen)
		}
		out := read[publishView](t, f.street(exitOK, "publish", file, "--key", keys, "--yes", "--json").out)
		if !out.Published {
			t.Errorf("publish tells %+v", out)
		}
		f.ok("sync")
		if v := read[editionsView](t, f.ok("catalogue", "show", "--json")); v.Version != out.Version || !v.Signed || v.Expired || v.Refused != "" {
			t.Errorf("catalogue show tells %+v, want %s", v, out.Version)
		}
	}
	f.street(exitProblem, "publish", first, "--key", keys, "--yes") // a version never goes back

	v := read[updatesView](t, f.ok("catalogue", "changes", "--staff", "u02", "--json"))
	if v.From != "2026.11.1" || v.To != "2026.11.2" || v.Read || len(v.Changes) != 1 || len(v.Changes[0].Lines) != 2 {
		t.Fatalf("catalogue changes tells %+v", v)
	}
	if said := f.ok("catalogue", "changes", "--staff", "u02"); !strings.Contains(said, "别名  去掉：老年卡") || !strings.Contains(said, "别名  加上：老年优待卡") {
		t.Errorf("catalogue changes says %s", said)
	}
	before := f.lines()
	f.ok("catalogue", "changes", "--staff", "u02", "--read")
	f.wrote(before)
	if v := read[updatesView](t, f.ok("catalogue", "changes", "--staff", "u02", "--json")); !v.Read {
		t.Errorf("what was read is told as %+v", v)
	}
	if v := read[updatesView](t, f.ok("catalogue", "changes", "--staff", "u01", "--json")); v.Read {
		t.Errorf("what another has read is told as %+v", v)
	}
}
