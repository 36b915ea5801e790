package wire

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// changes are those of a desk, newest first.
func changes(t *testing.T, o Options) []desk.ConfigChange {
	t.Helper()
	list, err := ConfigChanges(o, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// inForce is a value of the configuration as it stands in the file.
func inForce(t *testing.T, dir, key string) any {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, configFile))
	if err != nil {
		t.Fatal(err)
	}
	all, err := values(b)
	if err != nil {
		t.Fatal(err)
	}
	return all[key]
}

// TestEveryChangeIsInTheHistory holds who, how, before and after for what a command
// sets and what an editor writes; that a value which cannot be right changes
// nothing; and that one change, or one key of it, is taken back by itself.
func TestEveryChangeIsInTheHistory(t *testing.T) {
	t.Parallel()
	d, _, b := workshop(t, setting{"devices.pad.wait", 60})
	o := Options{Data: d.Dir, Demo: true}
	set := func(key, value string) {
		t.Helper()
		if _, err := SetConfig(t.Context(), o, "", key, value); err != nil {
			t.Fatalf("%s = %s: %v", key, value, err)
		}
	}
	set("devices.pad.wait", "45")
	set("station.phone", "010")        // a number in letters stays a word
	set("lane[2].name", "问询")          // one of several tables
	set("board.hours", `["12-14=20"]`) // a list
	set("seat.keep", "15")             // taken back below, after a later change
	set("seat.keep", "20")
	for key, v := range map[string]any{"devices.pad.wait": int64(45), "station.phone": "010", "lane[2].name": "问询", "seat.keep": int64(20)} {
		if got := inForce(t, d.Dir, key); got != v {
			t.Errorf("%s is %v, want %v", key, got, v)
		}
	}
	for _, bad := range []struct{ key, value, code string }{
		{"station.desk", "7", "two_digits"},
		{"devices.ticket.width", "70", "80_or_58"},
		{"devices.pad.prot", "x", "unknown_key"},
		{"devices.pad.wait", "soon", "syntax"},
		{"security.suite", "none", "gm_or_intl"},
	} {
		before, _ := os.ReadFile(filepath.Join(d.Dir, configFile))
		_, err := SetConfig(t.Context(), o, "", bad.key, bad.value)
		c, ok := errors.AsType[*ConfigError](err)
		if !ok || c.Code != bad.code {
			t.Errorf("%s = %s: %v, want %s", bad.key, bad.value, err, bad.code)
		}
		if after, _ := os.ReadFile(filepath.Join(d.Dir, configFile)); string(after) != string(before) {
			t.Errorf("%s = %s has changed the file", bad.key, bad.value)
		}
	}
	if _, err := SetConfig(t.Context(), o, "nobody", "seat.keep", "9"); desk.KindOf(err) != desk.NotFound {
		t.Errorf("set by nobody: %v", err)
	}
	list := changes(t, o)
	if len(list) != 6 || list[0].N != 6 || list[5].N != 1 || list[5].How != desk.HowSet || list[5].Staff != "u01" || list[5].At.IsZero() ||
		list[5].Changes[0] != (desk.KeyChange{Key: "devices.pad.wait", Before: "60", After: "45"}) {
		t.Fatalf("history %+v", list)
	}
	// the editor
	path := filepath.Join(d.Dir, configFile)
	text, _ := os.ReadFile(path)
	text = []byte(strings.Replace(strings.Replace(string(text), "silent = false", "silent = true", 1), "wait = 45", "wait = 30", 1))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	d.keepGood()
	d.keepGood() // seen once
	list = changes(t, o)
	if len(list) != 7 || list[0].How != desk.HowByHand || list[0].Staff != "" || len(list[0].Changes) != 2 {
		t.Fatalf("by hand: %+v", list[0])
	}
	// back
	if _, err := UndoConfig(t.Context(), o, "", 1, nil); !errors.Is(err, &desk.Problem{Kind: desk.Conflict, What: "config.since"}) {
		t.Errorf("an earlier change under a later one: %v", err)
	}
	if _, err := UndoConfig(t.Context(), o, "", 7, []string{"devices.pad.wait"}); err != nil {
		t.Fatal(err)
	}
	if w, s := inForce(t, d.Dir, "devices.pad.wait"), inForce(t, d.Dir, "board.silent"); w != int64(45) || s != true {
		t.Errorf("one key back: wait %v, silent %v", w, s)
	}
	for _, n := range []int{4, 3} {
		if _, err := b.Undo(t.Context(), d.Mint(), lead, n, nil); err != nil {
			t.Errorf("take %d back: %v", n, err)
		}
	}
	if got := inForce(t, d.Dir, "lane[2].name"); got != "咨询" {
		t.Errorf("the lane is %v", got)
	}
	if l, ok := inForce(t, d.Dir, "board.hours").([]any); !ok || len(l) != 0 {
		t.Errorf("the hours are %v", l)
	}
	if list = changes(t, o); len(list) != 10 || list[0].How != desk.HowUndone || list[0].N != 10 {
		t.Errorf("after it: %+v", list[0])
	}
	last, err := d.Store.Latest(t.Context(), 1)
	if err != nil || last[0].Line.Kind != desk.ActConfigChanged || !strings.Contains(string(last[0].Line.Body), "lane[2].name") ||
		strings.Contains(string(last[0].Line.Body), "问询") {
		t.Errorf("the journal says %+v, %v", last, err)
	}
	if _, err := UndoConfig(t.Context(), o, "", 99, nil); desk.KindOf(err) != desk.NotFound {
		t.Errorf("a change that is none: %v", err)
	}
}

// TestAConfigurationTravelsWithoutSecrets holds what an export has, what it has
// not, and that another station takes it, or refuses it by the key.
func TestAConfigurationTravelsWithoutSecrets(t *testing.T) {
	t.Parallel()
	here := t.TempDir()
	full, err := editConfig(template, []setting{
		{"devices.pad.wait", 45},
		{"devices.pad.profile", "ff68"},
		{"devices.ticket.address", "192.0.2.10:9100"},
		{"devices.printer.url", "ipp://user:geheim@192.0.2.20/ipp/print"},
		{"centre.url", "https://street.example"},
		{"board.silent", true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(here, configFile), full, 0o600); err != nil {
		t.Fatal(err)
	}
	there, _, _ := workshop(t)
	o, to := Options{Data: here, Demo: true}, Options{Data: there.Dir, Demo: true}
	for _, places := range []bool{false, true} {
		b, n, err := ExportConfig(o, places)
		if err != nil || n < 10 {
			t.Fatalf("%d values, %v", n, err)
		}
		for _, secret := range []string{"geheim", "keys", "street.example", "张示例", "[staff", "code =", "suite", "user"} {
			if strings.Contains(strings.SplitN(string(b), "\n", 2)[1], secret) {
				t.Errorf("%q is in the export:\n%s", secret, b)
			}
		}
		if strings.Contains(string(b), "192.0.2.10:9100") != places {
			t.Errorf("places %v:\n%s", places, b)
		}
		if err := os.WriteFile(filepath.Join(there.Dir, "in.toml"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in := filepath.Join(there.Dir, "in.toml")
	list, err := CompareExport(to, in, nil)
	if err != nil || len(list) != 4 {
		t.Fatalf("would change %+v, %v", list, err)
	}
	if got := inForce(t, there.Dir, "devices.pad.wait"); got != int64(60) {
		t.Errorf("compared, and changed to %v", got)
	}
	if _, err := ImportConfig(t.Context(), to, "", in, []string{"devices.pad", "board"}); err != nil {
		t.Fatal(err)
	}
	for key, v := range map[string]any{"devices.pad.wait": int64(45), "devices.pad.profile": "ff68", "board.silent": true, "devices.ticket.address": ""} {
		if got := inForce(t, there.Dir, key); got != v {
			t.Errorf("%s is %v, want %v", key, got, v)
		}
	}
	if l := changes(t, to); len(l) != 1 || l[0].How != desk.HowImported || len(l[0].Changes) != 3 {
		t.Errorf("history there: %+v", l)
	}
	for text, want := range map[string]string{
		"[station]\ncode = \"110101001002\"\n":                            "config.foreign",
		"[centre]\nurl = \"https://other\"\n":                             "config.foreign",
		"[[staff]]\nid = \"x\"\n":                                         "config.foreign",
		"[devices.pad]\nprot = 1\n":                                       "config",
		"[devices.ticket]\nwidth = 70\n":                                  "config",
		"[devices.pad]\nport = \"/dev/ttyUSB0\"\nprofile = \"nowhere\"\n": "config",
		"[devices.pad\n":                                                  "config",
		"":                                                                "config.nothing",
	} {
		if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ImportConfig(t.Context(), to, "", in, nil)
		if p, ok := errors.AsType[*desk.Problem](err); !ok || p.What != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if l := changes(t, to); len(l) != 1 {
		t.Errorf("a refused file is in the history: %+v", l)
	}
	if hushed("ipp://user:geheim@h/x") != "ipp://…@h/x" || hushed("a@b") != "…" || hushed("ipp://h/x") != "ipp://h/x" {
		t.Errorf("hushed: %s %s", hushed("ipp://user:geheim@h/x"), hushed("a@b"))
	}
	if err := WriteExport(in, nil); desk.KindOf(err) != desk.Conflict {
		t.Errorf("a file is replaced: %v", err)
	}
}
