package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fileWith writes a file of the test and returns its path.
func fileWith(t *testing.T, name, contents string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(contents), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCatalogueImport(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	b, err := os.ReadFile(filepath.Join("testdata", "catalogue.json"))
	if err != nil {
		t.Fatal(err)
	}
	good := string(b)
	bad := strings.Replace(good, `"mode_code": "S"`, `"mode_code": "Q"`, 1)
	bad = strings.Replace(bad, `"promise_unit": "自然日"`, `"promise_unit": "天"`, 1)
	bad = strings.Replace(bad, `"fee": {`, `"fees": {`, 1)
	path := fileWith(t, "bad.json", bad)
	e := f.fails(exitProblem, "catalogue", "catalogue", "import", path, "--json")
	f.golden("catalogue-import-bad.json", f.steady(e.out))
	e = f.fails(exitProblem, "catalogue", "catalogue", "import", path)
	f.golden("catalogue-import-bad.txt", f.steady(e.out))
	if kept, err := os.ReadFile(filepath.Join(f.dir, "catalogue.json")); err != nil || string(kept) != good {
		t.Error("the catalogue in force was touched")
	}

	path = fileWith(t, "good.json", strings.Replace(good, "test-1", "test-2", 1))
	v := read[catalogueView](t, f.ok("catalogue", "import", path, "--json"))
	if !v.Imported || v.Version != "test-2" || v.Items != 3 || v.Errors != 0 || v.Warnings != len(v.Findings) {
		t.Errorf("import tells %+v", v)
	}
	if got := read[searchView](t, f.ok("guide", "search", "调解", "--json")); got.Catalogue != "test-2" {
		t.Errorf("in force is %s", got.Catalogue)
	}
	f.fails(exitProblem, "catalogue", "catalogue", "import", filepath.Join(t.TempDir(), "none.json"))
	f.fails(exitProblem, "catalogue", "catalogue", "import", fileWith(t, "x.json", "{"))
}

func TestCalendarImport(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	table, err := filepath.Abs("../../../desk/calendar/tables/2026.json")
	if err != nil {
		t.Fatal(err)
	}
	if v := read[calendarView](t, f.ok("calendar", "import", table, "--json")); !v.Imported || v.Year != 2026 {
		t.Errorf("import tells %+v", v)
	}
	bad := `{
  "year": 2027,
  "papers": ["https://www.gov.cn/x", "https://example.com/x"],
  "days": [
    {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
    {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
    {"name": "春节", "date": "2027-02-30", "isOffDay": true},
    {"name": "调休", "date": "2027-03-01", "isOffDay": false}
  ]
}
`
	e := f.fails(exitProblem, "calendar.file", "calendar", "import", fileWith(t, "bad.json", bad))
	f.golden("calendar-import-bad.txt", e.out)
	if _, err := os.Stat(filepath.Join(f.dir, "calendar", "2027.json")); !os.IsNotExist(err) {
		t.Errorf("the bad table was kept: %v", err)
	}
	f.fails(exitProblem, "calendar.file", "calendar", "import", filepath.Join(t.TempDir(), "none.json"))
}
