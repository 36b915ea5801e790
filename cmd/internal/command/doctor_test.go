package command

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// tamper changes the database behind the store's back, as somebody with the
// file could: the triggers that forbid it are taken off and put back.
func (f *folder) tamper(query string) {
	f.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(f.dir, "desk.db")+"?_busy_timeout=5000")
	if err != nil {
		f.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
	if err != nil {
		f.t.Fatal(err)
	}
	triggers := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			f.t.Fatal(err)
		}
		triggers[name] = text
	}
	if err := rows.Close(); err != nil {
		f.t.Fatal(err)
	}
	exec := func(query string) int64 {
		r, err := db.Exec(query)
		if err != nil {
			f.t.Fatalf("%s: %v", query, err)
		}
		n, _ := r.RowsAffected()
		return n
	}
	for name := range triggers {
		exec(`DROP TRIGGER ` + name)
	}
	if query != "" && exec(query) != 1 {
		f.t.Fatalf("%s did not change one row", query)
	}
	for _, text := range triggers {
		exec(text)
	}
}

// doctor runs the real doctor and returns its checks by name.
func (f *folder) doctor() (doctorView, map[string]checkView) {
	f.t.Helper()
	e := f.run("doctor", "--json")
	v := read[doctorView](f.t, e.out)
	if v.Exit != e.code {
		f.t.Errorf("doctor tells %d and ends with %d", v.Exit, e.code)
	}
	by := map[string]checkView{}
	for _, c := range v.Checks {
		by[c.Check] = c
	}
	return v, by
}

// TestDoctorNamesTheBrokenEntry breaks one byte of one journal line, and lets the
// same hand pass over the database without breaking anything as the control.
func TestDoctorNamesTheBrokenEntry(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	var third string
	for range 4 {
		f.ok("ticket", "take")
	}
	d := f.open()
	list, err := d.Store.Journal(t.Context(), 2, 1)
	if err != nil || len(list) != 1 || list[0].N != 3 {
		t.Fatalf("the third line is %v, %v", list, err)
	}
	third = list[0].Line.RID
	f.close(d)

	f.tamper("") // the control: every trigger off and on again
	v, by := f.doctor()
	if v.Exit != exitOK || by["journal"].State != "ok" || by["rows"].State != "ok" || by["database"].State != "ok" {
		t.Fatalf("the doctor finds fault with a sound desk: %+v", v)
	}
	if f.run("journal", "verify").code != exitOK {
		t.Fatal("journal verify finds fault with a sound journal")
	}

	f.tamper(`UPDATE journal SET line = CAST(replace(CAST(line AS TEXT), 'ticket.taken', 'ticket.takem') AS BLOB) WHERE n = 3`)
	v, by = f.doctor()
	got := by["journal"]
	if v.Exit != exitDamaged || got.State != "fault" || got.Facts["n"] != "3" || got.Facts["record"] != third || got.Facts["why"] != "sha" {
		t.Errorf("with one byte broken the doctor says %+v and ends with %d", got, v.Exit)
	}
	if by["rows"].State != "skipped" {
		t.Errorf("rows are compared with a broken journal: %+v", by["rows"])
	}
	e := f.run("doctor")
	if line := lineWith(e.out, "流水"); e.code != exitDamaged || !strings.Contains(line, "第 3 条（记录 "+third+"）对不上：内容被改过") {
		t.Errorf("to people it says %q", line)
	}
	bad := read[verifyView](t, f.fails(exitDamaged, "journal", "journal", "verify", "--json").out)
	if bad.OK || bad.Lines != 2 || bad.Bad == nil || bad.Bad.N != 3 || bad.Bad.RID != third {
		t.Errorf("journal verify tells %+v", bad)
	}
	f.fails(exitDamaged, "journal.damaged", "journal", "rebuild", "--yes")
}

func lineWith(out, word string) string {
	for l := range strings.Lines(out) {
		if strings.Contains(l, "  "+word+" ") {
			return strings.TrimSpace(l)
		}
	}
	return ""
}

// TestRebuildMendsRows breaks a row of a table, which the journal puts right.
func TestRebuildMendsRows(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.ok("ticket", "take")
	if got := read[rebuildView](t, f.ok("journal", "rebuild", "--check", "--json")); !got.Same || got.Rebuilt {
		t.Fatalf("a sound desk differs: %+v", got)
	}
	f.tamper(`DELETE FROM ticket`)
	e := f.fails(exitDamaged, "journal.rows", "journal", "rebuild", "--check", "--json")
	if got := read[rebuildView](t, e.out); got.Same || len(got.Differences) != 1 || got.Differences[0].Table != "ticket" || !got.Differences[0].Missing {
		t.Errorf("the missing row is told as %+v", got)
	}
	if v, by := f.doctor(); v.Exit != exitDamaged || by["rows"].Code != "rows.differ" || by["rows"].Facts["table"] != "ticket" {
		t.Errorf("the doctor says %+v", by["rows"])
	}
	f.ok("journal", "rebuild", "--yes")
	f.ok("journal", "rebuild", "--check")
	if got := f.ok("ticket", "list"); !strings.Contains(got, "A001") {
		t.Errorf("the number did not come back: %s", got)
	}
}

func TestDoctorOnFolderAndKeys(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.ok("ticket", "take")
	for _, tt := range []struct {
		name        string
		spoil, mend func() error
		check, code string
		state       string
		exit        int
	}{
		{
			"as it is", func() error { return nil }, func() error { return nil }, "keys", "keys.file", "warning", exitOK,
		},
		{
			"key ring open to others",
			func() error { return os.Chmod(f.dir+".keys", 0o644) }, func() error { return os.Chmod(f.dir+".keys", 0o600) },
			"keys", "keys.exposed", "fault", exitProblem,
		},
		{
			"key ring gone",
			func() error { return os.Rename(f.dir+".keys", f.dir+".away") }, func() error { return os.Rename(f.dir+".away", f.dir+".keys") },
			"keys", "keys.missing", "fault", exitProblem,
		},
		{
			"folder open to others",
			func() error { return os.Chmod(f.dir, 0o755) }, func() error { return nil }, // the next start closes it
			"folder", "folder.open", "warning", exitOK,
		},
		{
			"station of another desk",
			func() error {
				return os.WriteFile(filepath.Join(f.dir, "station.toml"), []byte(otherDesk), 0o600)
			},
			func() error { return os.Remove(filepath.Join(f.dir, "station.toml")) },
			"database", "store.station", "fault", exitProblem,
		},
		{
			"catalogue cut short",
			func() error { return os.Truncate(filepath.Join(f.dir, "catalogue.json"), 100) },
			func() error { return os.Remove(filepath.Join(f.dir, "catalogue.json")) },
			"catalogue", "catalogue", "fault", exitProblem,
		},
	} {
		if err := tt.spoil(); err != nil {
			t.Fatal(err)
		}
		v, by := f.doctor()
		if got := by[tt.check]; got.State != tt.state || got.Code != tt.code || v.Exit != tt.exit {
			t.Errorf("%s: the doctor says %+v and ends with %d", tt.name, got, v.Exit)
		}
		if got := by[tt.check]; got.Says == "" || got.Next == "" || strings.ContainsAny(got.Says+got.Next, "{}") {
			t.Errorf("%s: worded as %q, %q", tt.name, got.Says, got.Next)
		}
		if err := tt.mend(); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(filepath.Join(f.dir, "log", "doctor.json"))
	if err != nil || !strings.Contains(string(kept), `"check": "journal"`) {
		t.Errorf("the report was not kept: %v", err)
	}
}

const otherDesk = `
[station]
code = "110101001001"
name = "示例社区服务站"
desk = "02"

[[window]]
no = 1
name = "综合窗口"

[[staff]]
id = "u01"
name = "王小窗"
`

// TestDoctorListsEveryCheck holds the order and that every check has a line.
func TestDoctorListsEveryCheck(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	v, by := f.doctor()
	var names []string
	for _, c := range v.Checks {
		names = append(names, c.Check)
	}
	want := []string{
		"config", "folder", "disk", "database", "journal", "rows", "keys", "clock", "calendar", "catalogue",
		"access", "devices", "terminal", "centre", "backup",
	}
	if !slices.Equal(names, want) {
		t.Errorf("the doctor checks %v", names)
	}
	for _, name := range []string{"database", "journal", "rows", "keys"} {
		if by[name].State != "skipped" {
			t.Errorf("without data, %s is %+v", name, by[name])
		}
	}
	for _, made := range []string{filepath.Join(f.dir, "desk.db"), f.dir + ".keys"} {
		if _, err := os.Stat(made); !os.IsNotExist(err) {
			t.Errorf("the doctor made %s", made)
		}
	}
	if lines := strings.Count(f.run("doctor").out, "\n"); lines != len(want)+1 {
		t.Errorf("the doctor wrote %d lines for %d checks", lines, len(want))
	}
}
