package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
)

// tables exports into a new folder and returns what was told and the files.
func (f *folder) tables(code int, more ...string) (v tablesView, files map[string]string) {
	f.t.Helper()
	dir := filepath.Join(f.t.TempDir(), "out")
	e := f.runs("xiaochuang-centre", append([]string{"export", dir, "--shape", "five-tables", "--json"}, more...)...)
	if e.code != code {
		f.t.Fatalf("export %q ended with %d, want %d\n%s%s", more, e.code, code, e.out, e.err)
	}
	files = map[string]string{}
	list, err := os.ReadDir(dir)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, x := range list {
		b, err := os.ReadFile(filepath.Join(dir, x.Name()))
		if err != nil {
			f.t.Fatal(err)
		}
		files[x.Name()] = string(b)
	}
	return read[tablesView](f.t, e.out), files
}

// TestCasesAreExchanged exports a day into the five tables with the real programs:
// masked unless asked for and written down, whole cases only, in the order of codes
// that the other side has.
func TestCasesAreExchanged(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, collected := f.casework()
	url := f.serve()
	f.ok("enrol", url, read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code)
	f.ok("sync")

	v, files := f.tables(exitProblem)
	if v.Cases != 1 || v.Revealed || len(v.Tables) != 5 || len(v.Left) != 1 || v.Left[0].No != collected.No || v.Left[0].Says != "还没有受理：街道受理或办结以后再导" {
		t.Errorf("export tells %+v", v)
	}
	accept := files["up_pro_accept.csv"]
	if !strings.HasPrefix(accept, "\ufeffrow_guid,dataver,") || !strings.Contains(accept, accepted.No) || strings.Contains(accept, collected.No) {
		t.Errorf("up_pro_accept is %s", accept)
	}
	for name, b := range files {
		if strings.Contains(b, "张秀英") || strings.Contains(b, checked(applicantNumber)) || strings.Contains(b, applicantPhone) {
			t.Errorf("%s names a person", name)
		}
	}
	var m wire.TablesExported
	if err := json.Unmarshal([]byte(files["manifest.json"]), &m); err != nil || m.Batch != v.Batch || m.Shape != "five-tables" || len(m.Tables) != 5 || m.Tables[0].SHA256 == "" {
		t.Errorf("the manifest is %+v, %v", m, err)
	}

	there := t.TempDir()
	for _, tt := range []struct {
		code  int
		words string
		args  []string
	}{
		{exitProblem, "代码 export.there", []string{there}},
		{exitProblem, "代码 export.shape", []string{there + "/a", "--shape", "six"}},
		{exitProblem, "代码 export.by", []string{there + "/a", "--reveal"}},
		{exitProblem, "代码 export.desk", []string{there + "/a", "--desk", "110101001001-01"}},
		{exitProblem, "代码 exchange.format", []string{there + "/a", "--format", "xlsx"}},
		{exitProblem, "代码 day", []string{there + "/a", "--since", "2026-2-30"}},
		{exitProblem, "代码 day", []string{there + "/a", "--since", "2026-12-02", "--until", "2026-12-01"}},
		{exitNotFound, "代码 exchange.profile", []string{there + "/a", "--profile", "none"}},
		{exitProblem, "satisfaction", []string{there + "/a", "--profile", fileWith(t, "own.toml", "satisfaction = \"old\"\n")}},
		{exitProblem, "代码 write", []string{there + "/no/such"}},
	} {
		args := append([]string{"export", tt.args[0], "--shape", "five-tables"}, tt.args[1:]...)
		if e := f.street(tt.code, args...); !strings.Contains(e.err, tt.words) {
			t.Errorf("%q says %q", tt.args, e.err)
		}
	}
	if left, err := os.ReadDir(there); err != nil || len(left) > 0 {
		t.Errorf("refusals left %v", left)
	}

	f.street(exitOK, "decide", collected.No, "accept", "--by", "街道示例")
	v, files = f.tables(exitOK, "--reveal", "--by", "街道示例", "--format", "jsonl", "--profile", "reversed")
	if v.Cases != 2 || !v.Revealed || strings.Count(files["up_pro_accept.jsonl"], `"applyer_name":"张秀英"`) != 2 ||
		!strings.Contains(files["up_pro_accept.jsonl"], checked(applicantNumber)) || !strings.Contains(files["up_pro_process.jsonl"], "街道示例") {
		t.Errorf("revealed: %+v\n%s", v, files["up_pro_accept.jsonl"])
	}
	s, err := wire.OpenStreet(t.Context(), wire.StreetOptions{Data: f.dir + "-street"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	acts, err := s.Acts(t.Context(), wire.StreetPerson{Name: "街道示例"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]int{}
	for _, a := range acts {
		if a.Kind == "export" && a.Who == "街道示例" {
			written[a.No]++
		}
	}
	if written[accepted.No] != 1 || written[collected.No] != 1 || len(written) != 2 {
		t.Errorf("written down %v", written)
	}
	if v, _ := f.tables(exitOK, "--of-street", "999999999"); v.Cases != 0 || v.Tables[0].Rows != 0 {
		t.Errorf("another street has %+v", v)
	}
	if v, _ := f.tables(exitOK, "--until", "2000-01-01"); v.Cases != 0 {
		t.Errorf("before all days there are %+v", v)
	}
	if got := f.street(exitOK, "export", filepath.Join(t.TempDir(), "out"), "--shape", "five-tables", "--since", string(desk.DayOf(*accepted.Received, 0))).out; !strings.Contains(got, "up_pro_accept（受理） 2 行") || !strings.Contains(got, "已遮住") {
		t.Errorf("to people it says %s", got)
	}
}
