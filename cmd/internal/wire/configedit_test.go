package wire

import (
	"errors"
	"strings"
	"testing"

	"xiaochuang/desk"
)

func TestEditKeepsWhatItIsNotAskedToChange(t *testing.T) {
	pad := []setting{{"devices.pad.port", "/dev/serial/by-id/usb-x"}, {"devices.pad.baud", 9600}}
	out, err := editConfig(template, pad)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parseConfig(configFile, out); err != nil {
		t.Fatal(err)
	}
	was, is := strings.Split(string(template), "\n"), strings.Split(string(out), "\n")
	if len(is) != len(was)+1 {
		t.Fatalf("%d lines became %d", len(was), len(is))
	}
	var changed []string
	for i, j := 0, 0; j < len(is); j++ {
		if i < len(was) && was[i] == is[j] {
			i++
			continue
		}
		changed = append(changed, is[j])
		if !strings.HasPrefix(is[j], "baud") {
			i++
		}
	}
	want := []string{`port = "/dev/serial/by-id/usb-x" # 评价器：串口，或网络地址如 192.0.2.40:8000、ws://127.0.0.1:22335/pad`, "baud = 9600"}
	if strings.Join(changed, "|") != strings.Join(want, "|") {
		t.Errorf("changed %q, want %q", changed, want)
	}
}

func TestEdit(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		set        setting
		want       string
	}{
		{"a comment stays in its column", "[a]\nk = \"long value\"   # why\n", setting{"a.k", "v"}, "[a]\nk = \"v\"            # why\n"},
		{"a sign in a string begins no comment", "[a]\nk = \"a#b\" # why\n", setting{"a.k", "c"}, "[a]\nk = \"c\"   # why\n"},
		{"a literal string", "[a]\nk = 'x'\n", setting{"a.k", `a\b"c`}, "[a]\nk = \"a\\\\b\\\"c\"\n"},
		{"a number and a flag", "[a]\nk = 80 # mm\n", setting{"a.k", 58}, "[a]\nk = 58 # mm\n"},
		{"a key that only a comment has", "[a]\n# k = 1\nj = 2\n\n[b]\n", setting{"a.k", 3}, "[a]\n# k = 1\nj = 2\nk = 3\n\n[b]\n"},
		{"a table that is not there", "[a]\nj = 2", setting{"d.pad.k", true}, "[a]\nj = 2\n\n[d.pad]\nk = true\n"},
		{"a head with a comment", "[ a . b ] # x\nk = 1\n", setting{"a.b.k", 2}, "[ a . b ] # x\nk = 2\n"},
		{"lines of another system", "[a]\r\nk = \"x\"\r\n", setting{"a.k", "y"}, "[a]\r\nk = \"y\"\r\n"},
		{"one of several tables", "[[l]]\nk = 1\n[[l]]\nk = 1 # x\n", setting{"l[2].k", 2}, "[[l]]\nk = 1\n[[l]]\nk = 2 # x\n"},
		{"a list", "[a]\nk = [\"x\"] # y\n", setting{"a.k", []any{"p", int64(3)}}, "[a]\nk = [\"p\", 3] # y\n"},
		{"a key that goes", "[a]\nj = 1\nk = 2\n\n[b]\nk = 3\n", setting{"a.k", nil}, "[a]\nj = 1\n\n[b]\nk = 3\n"},
		{"a key that is not there goes", "[a]\nj = 1\n", setting{"b.k", nil}, "[a]\nj = 1\n"},
		{"an empty file", "", setting{"a.k", 1}, "\n[a]\nk = 1\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := editConfig([]byte(tt.text), []setting{tt.set})
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got\n%q\nwant\n%q", got, tt.want)
			}
		})
	}
}

func TestEditRefusesWhatItCannotProve(t *testing.T) {
	for name, text := range map[string]string{
		"a dotted key":           "devices.pad.port = \"x\"\n",
		"an inline table":        "[devices]\npad = {port = \"x\"}\n",
		"a table in a string":    "[a]\nt = \"\"\"\n[devices.pad]\nport = 1\n\"\"\"\n",
		"a list over many lines": "[devices.pad]\nport = [\n1,\n2]\n",
		"not TOML":               "[devices.pad\n",
	} {
		out, err := editConfig([]byte(text), []setting{{"devices.pad.port", "/dev/x"}})
		if err == nil {
			t.Errorf("%s: edited to %q", name, out)
		}
	}
	for name, s := range map[string]setting{
		"a table that is not among several": {"l[3].k", 1}, "a key below a value": {"a.k.j", 1}, "a whole table": {"l[1]", nil}, "no number": {"l[x].k", 1},
	} {
		if out, err := editConfig([]byte("[a]\nk = 1\n[[l]]\nk = 1\n"), []setting{s}); err == nil {
			t.Errorf("%s: edited to %q", name, out)
		}
	}
	if _, err := editConfig(nil, []setting{{"a.k", "x\ny"}}); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "config.value"}) {
		t.Errorf("a line break in a value: %v", err)
	}
}

// FuzzEdit holds that whatever is edited is the old configuration with the
// setting, or refused.
func FuzzEdit(f *testing.F) {
	f.Add(string(template), "v")
	f.Add("[devices.pad]\nport = 1 # x", "a\"\\#")
	f.Add("[[devices.pad]]\nport = 'x'\n[devices]", "")
	f.Fuzz(func(t *testing.T, text, value string) {
		out, err := editConfig([]byte(text), []setting{{"devices.pad.port", value}})
		if err != nil {
			return
		}
		again, err := editConfig(out, []setting{{"devices.pad.port", value}})
		if err != nil || string(again) != string(out) {
			t.Errorf("set twice: %v\n%q\n%q", err, out, again)
		}
	})
}
