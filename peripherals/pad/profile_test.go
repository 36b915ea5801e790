package pad

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
)

func profileFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("profiles/" + name + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEmbeddedProfiles(t *testing.T) {
	weak := map[string][]string{
		"xc5":         {LintUnverified},
		"xc5-ws":      {LintUnverified},
		"keybox3":     {LintUnverified, LintNoEcho, LintNoPing, LintFewLevels, LintReversed, LintPlaceholder},
		"ff68":        append([]string{LintUnverified, LintNoEcho}, slices.Repeat([]string{LintPlaceholder}, 9)...),
		"s-ascii":     {LintUnverified, LintNoEcho, LintPlaceholder, LintPlaceholder, LintPlaceholder},
		"s-ascii-udp": {LintUnverified, LintNoEcho, LintPlaceholder, LintPlaceholder, LintPlaceholder},
		"s-json":      {LintUnverified, LintNoEcho, LintNoPing, LintPlaceholder, LintPlaceholder, LintPlaceholder, LintPlaceholder},
	}
	names := Profiles()
	if len(names) != len(weak) {
		t.Fatal(names)
	}
	for _, n := range names {
		t.Run(n, func(t *testing.T) {
			p, err := Embedded(n)
			if err != nil || p.Name != n || p.Title == "" || p.Note == "" || p.Verified {
				t.Fatal(err)
			}
			_, found := Lint(profileFile(t, n))
			var got []string
			for _, f := range found {
				if f.Line == 0 && f.Code != LintNoPing && f.Code != LintNoCancel {
					t.Errorf("%s stands on no line", f)
				}
				got = append(got, f.Code)
			}
			if !slices.Equal(got, weak[n]) {
				t.Errorf("findings %v, want %v", got, weak[n])
			}
		})
	}
	if _, err := Embedded("../profile"); desk.KindOf(err) != desk.NotFound {
		t.Fatal(err)
	}
}

func TestKeysAreNeverGuessed(t *testing.T) {
	p, err := Embedded("keybox3")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]desk.Level{"0x33": desk.Satisfied, "0x34": desk.Fair, "0x35": desk.Dissatisfied} {
		if l, ok := p.Level(key); !ok || l != want {
			t.Errorf("%s: %q", key, l)
		}
	}
	for _, key := range []string{"0x30", "0x36", "", "3", "0x133"} {
		if l, ok := p.Level(key); ok || l != "" {
			t.Errorf("%q was taken for %q", key, l)
		}
	}
	other, err := p.WithKeys(map[string]int{"0x33": 5, "0x34": 3, "0x35": 1})
	if err != nil {
		t.Fatal(err)
	}
	if l, _ := other.Level("0x35"); l != desk.VeryDissatisfied {
		t.Error(l)
	}
	if l, _ := p.Level("0x35"); l != desk.Dissatisfied {
		t.Error("the profile itself was changed")
	}
	for _, bad := range []map[string]int{nil, {"0x33": 6}, {"0x33": 0}, {"x": 3}, {"0x33": 3, "0x34": 3}, {"0x33": 3, "51": 4}} {
		if _, err := p.WithKeys(bad); desk.KindOf(err) != desk.Invalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestLinter(t *testing.T) {
	base := string(profileFile(t, "xc5"))
	const network = "kind = \"serial\"\nbaud = 9600\nmode = \"8N1\""
	for _, tt := range []struct {
		name     string
		old, new string
		want     string
	}{
		{"unknown key with its line", "charset  =", "charzet  =", "line 19: charzet: unknown_key"},
		{"syntax with its line", `name     = "xc5"`, `name     = xc5`, "line 14: name: syntax"},
		{"no name", `name     = "xc5"`, `name = ""`, "name: missing"},
		{"channel", `"button_pad"`, `"letter"`, "channel: unknown_value"},
		{"charset", `"utf-8"`, `"big5"`, "charset: unknown_value"},
		{"no note though unverified", `note     = "我们`, `title2 = "Our`, "note: missing"},
		{"transport that is known", `kind = "serial"`, `kind = "exec"`, "transport.kind: transport_unsupported"},
		{"speed of a network", `kind = "serial"`, `kind = "tcp"`, "transport.baud: other_transport"},
		{"network of a line", `kind = "serial"`, "kind = \"serial\"\nport = 5000", "transport.port: other_transport"},
		{"no such port", network, "kind = \"tcp\"\nport = 70000", "transport.port: out_of_range"},
		{"gap", network, "kind = \"tcp\"\ngap_ms = 1", "transport.gap_ms: out_of_range"},
		{"gap of datagrams", network, "kind = \"udp\"\ngap_ms = 100", "transport.gap_ms: other_transport"},
		{"a low port of this PC", network, "kind = \"udp\"\nlocal_port = 80", "transport.local_port: out_of_range"},
		{"calls without asking for results", network, "kind = \"tcp\"\neach_command = true", "transport.each_command: no_poll"},
		{"address of a service", network, "kind = \"websocket\"\nurl = \"http://127.0.0.1/\"", "transport.url: grammar"},
		{"address with a password", network, "kind = \"websocket\"\nurl = \"ws://a:b@127.0.0.1/\"", "transport.url: grammar"},
		{"kind of message", network, "kind = \"websocket\"\nmessage = \"hex\"", "transport.message: unknown_value"},
		{"subprotocol", network, "kind = \"websocket\"\nsubprotocol = \"a b\"", "transport.subprotocol: grammar"},
		{"a guess about nothing", "charset  = \"utf-8\"", "charset = \"utf-8\"\nguessed = [\"commands.poll\"]", "guessed: no_such_name"},
		{"a guess that is verified", "verified = false", "verified = true\nguessed = [\"charset\"]", "guessed: ambiguous"},
		{"JSON and a body", "[commands.thanks]", "[commands.thanks]\njson = { a = 1 }", "commands.thanks: ambiguous"},
		{"JSON with half a placeholder", `body = ["hex:12", "text:{visit}"]`, `json = { a = "No. {visit}" }`, "commands.thanks.json: grammar"},
		{"JSON with a list", `body = ["hex:12", "text:{visit}"]`, `json = { a = [1] }`, "commands.thanks.json: grammar"},
		{"an empty object", `body = ["hex:12", "text:{visit}"]`, `json = {}`, "commands.thanks.json: grammar"},
		{"a path that leads nowhere", "key       = 1\nvisit     = 2", "json_key = \"a..b\"", "events[3].json_key: grammar"},
		{"JSON and a place in the bytes", "where_hex = \"20\"\nkey       = 1", "json_key = \"a\"\nkey = 1", "events[3].key: missing"},
		{"an end that nothing begins", `"body", "crc16modbus:len,body"`, `"body", "end:0A"`, "frame: grammar"},
		{"transport nobody knows", `kind = "serial"`, `kind = "pigeon"`, "transport.kind: unknown_value"},
		{"mode", `"8N1"`, `"9N1"`, "transport: out_of_range"},
		{"frame", `"len8:body", "body"`, `"body"`, "frame: grammar"},
		{"command nobody sends", "[commands.thanks]", "[commands.applaud]", "commands.applaud: unknown_value"},
		{"command body", `"text:{visit}", "hex:00", "text:{staff}"`, `"text:{visit}", "text:{staff}"`, "commands.evaluate.body: grammar"},
		{"placeholder", `"text:{number}"`, `"text:{phone}"`, "commands.evaluate.body: grammar"},
		{"expectation", `expect  = "pong"`, `expect  = "ping"`, "commands.ping.expect: no_such_name"},
		{"retries", "retries = 1", "retries = 99", "commands.cancel: out_of_range"},
		{"two commands alike", `["hex:12", "text:{visit}"]`, `["hex:11", "text:{visit}"]`, "commands.thanks.body: ambiguous"},
		{"two events alike", `where_hex = "91"`, `where_hex = "90"`, "events[2]: ambiguous"},
		{"event name", `name      = "refused"`, `name      = "sulked"`, "events[4].name: unknown_value"},
		{"event bytes", `where_hex = "81"`, `where_hex = "8"`, "events[0].where_hex: grammar"},
		{"rating without a key", "key       = 1\n", "", "events[3].key: missing"},
		{"texts longer than a frame", "number = 24", "number = 250", "commands.evaluate.body: out_of_range"},
		{"stars", `"0x05" = 5`, `"0x05" = 7`, "keymap.0x05: out_of_range"},
		{"stars twice", `"0x05" = 5`, `"0x05" = 4`, "keymap.0x05: ambiguous"},
		{"key twice", `"0x05" = 5`, `"1" = 5`, "keymap.1: ambiguous"},
		{"no such key", `"0x05" = 5`, `"happy" = 5`, "keymap.happy: grammar"},
		{"a raw answer that begins a frame", "[keymap]", "[[events]]\nname = \"timeout\"\nraw = \"hex:58\"\n\n[keymap]", "events[5].raw: ambiguous"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(base, tt.old) {
				t.Fatal("the profile has changed: no", tt.old)
			}
			p, err := Parse([]byte(strings.Replace(base, tt.old, tt.new, 1)))
			bad, ok := errors.AsType[*desk.Problem](err)
			if !ok || p != nil || bad.Kind != desk.Invalid || !slices.ContainsFunc(bad.Open, func(s string) bool {
				return s == tt.want || strings.HasPrefix(s, "line ") && strings.HasSuffix(s, strings.TrimPrefix(tt.want, "line "))
			}) {
				t.Fatalf("found %v, want %s", err, tt.want)
			}
		})
	}
}

func TestProfileFilesAreBounded(t *testing.T) {
	if _, err := Parse(bytes.Repeat([]byte("#"), MaxProfile+1)); desk.KindOf(err) != desk.Invalid {
		t.Fatal(err)
	}
}

func TestTextForPads(t *testing.T) {
	gb := &Profile{Charset: "gb18030", Strip: "|"}
	ascii := &Profile{Charset: "ascii"}
	for _, tt := range []struct {
		name  string
		p     *Profile
		in    string
		limit int
		want  string
		whole bool
	}{
		{"plain", gb, "王某", 0, "\xcd\xf5\xc4\xb3", true},
		{"cut at a character", gb, "王某", 3, "\xcd\xf5", false},
		{"four-byte character", gb, "𬭎", 0, "\x99\x33\xa9\x32", true},
		{"controls go", gb, "A\x1b[2JB\x00\nC", 0, "A[2JB C", false},
		{"direction override goes", gb, "A\u202eB", 0, "AB", false},
		{"what frames use goes", gb, "A||E", 0, "AE", false},
		{"no such character", ascii, "A王", 0, "A?", false},
		{"invalid bytes go", ascii, "A\xff\xfeB", 0, "AB", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, whole := tt.p.encodeText(tt.in, tt.limit)
			if string(got) != tt.want || whole != tt.whole {
				t.Fatalf("%q %v", got, whole)
			}
		})
	}
}

func TestCommandsReadAsTheyWereWritten(t *testing.T) {
	for _, name := range Profiles() {
		p, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		w := Words{Visit: "01JDXYZ", Staff: "王某", Number: "A012", Window: "3", Text: "请评价", Addr: 7}
		for c, spec := range p.Commands {
			b, err := p.CommandFrame(c, w)
			if err != nil {
				t.Fatal(name, c, err)
			}
			n, got, ok := p.ParseCommand(b)
			if !ok || n != c {
				t.Errorf("%s: %s was read as %q", name, c, n)
			}
			for _, ph := range placeholders {
				want := ""
				if spec.uses(ph) {
					want = *w.text(ph)
				}
				if *got.text(ph) != want {
					t.Errorf("%s: %s: {%s} was read as %q", name, c, ph, *got.text(ph))
				}
			}
			if spec.uses("addr") && got.Addr != 7 {
				t.Errorf("%s: %s: address %d", name, c, got.Addr)
			}
		}
	}
}

func TestEventsReadAsTheyWereWritten(t *testing.T) {
	for _, name := range Profiles() {
		p, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		for key := range p.Keymap {
			b, err := p.EventFrame(Event{Name: EventRated, Key: key, Visit: "01JDXYZ"})
			if err != nil {
				t.Fatal(name, err)
			}
			got, ok := p.Event(b)
			if l, known := p.Level(got.Key); !ok || got.Name != EventRated || !known || l.Stars() != p.Keymap[key] {
				t.Errorf("%s: key %s was read as %+v", name, key, got)
			}
		}
	}
}

func TestVisitIsNeverCut(t *testing.T) {
	p, err := Embedded("xc5")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.CommandFrame(CommandEvaluate, Words{Visit: strings.Repeat("v", 65)}); desk.KindOf(err) != desk.Invalid {
		t.Fatal(err)
	}
	b, err := p.CommandFrame(CommandEvaluate, Words{Visit: "v", Staff: strings.Repeat("王", 100)})
	if err != nil {
		t.Fatal(err)
	}
	if _, w, _ := p.ParseCommand(b); w.Staff != strings.Repeat("王", 16) {
		t.Fatalf("staff of %d bytes", len(w.Staff))
	}
}

// FuzzProfile holds that no file makes the linter panic, and that what it
// passes can be used.
func FuzzProfile(f *testing.F) {
	for _, n := range Profiles() {
		f.Add(profileFile(f, n))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			return
		}
		for c := range p.Commands {
			if frame, err := p.CommandFrame(c, Words{Visit: "v"}); err == nil {
				p.ParseCommand(frame)
			}
		}
		for _, e := range p.Events {
			if frame, err := p.EventFrame(Event{Name: e.Name, Key: "0x01", Visit: "v"}); err == nil {
				p.Event(frame)
			}
		}
		p.Event(b[:min(len(b), 300)])
	})
}
