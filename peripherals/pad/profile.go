package pad

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// MaxProfile is the size of the longest profile file, in bytes.
const MaxProfile = 64 << 10

//go:embed profiles/*.toml
var embedded embed.FS

// A Profile describes one kind of pad. Parse, Embedded and nothing else make
// one that can be used.
type Profile struct {
	Name      string             `toml:"name"`
	Title     string             `toml:"title"`    // maker and model, for the list of devices
	Verified  bool               `toml:"verified"` // tried on the device itself
	Note      string             `toml:"note"`     // where the protocol is from and what is unsure
	Channel   desk.Channel       `toml:"channel"`
	Charset   string             `toml:"charset"` // gb18030, gbk, utf-8 or ascii
	Strip     string             `toml:"strip"`   // characters that text must not hold, because frames use them
	Address   int                `toml:"address"` // default of {addr}
	Transport Transport          `toml:"transport"`
	Frame     []string           `toml:"frame"`
	Limits    map[string]int     `toml:"limits"` // longest text of a placeholder, in bytes
	Commands  map[string]Command `toml:"commands"`
	Poll      *Poll              `toml:"poll"`
	Events    []EventSpec        `toml:"events"`
	Keymap    map[string]int     `toml:"keymap"` // key of the device → stars, 5 for the best

	// Guessed lists the fields that are placeholders: nobody has told what
	// stands there, and it must be put right by the maker's word.
	Guessed []string `toml:"guessed"`

	frame  *frame
	levels map[string]desk.Level
}

// A Command is something the desk says to the pad.
type Command struct {
	Body      []string       `toml:"body"`
	JSON      map[string]any `toml:"json"`   // instead of Body: an object, whose texts may be placeholders
	Expect    string         `toml:"expect"` // event that acknowledges it, "" for none
	TimeoutMS int            `toml:"timeout_ms"`
	Retries   int            `toml:"retries"`

	body template
}

// timeout is how long one attempt waits for its acknowledgement.
func (c Command) timeout() time.Duration {
	if c.TimeoutMS == 0 {
		return 500 * time.Millisecond
	}
	return time.Duration(c.TimeoutMS) * time.Millisecond
}

// A Poll asks a pad that does not speak unasked.
type Poll struct {
	Command    string `toml:"command"`
	IntervalMS int    `toml:"interval_ms"`
}

// Interval is how often the pad is asked while a citizen may rate.
func (p *Poll) interval() time.Duration { return time.Duration(p.IntervalMS) * time.Millisecond }

// Profiles lists the names of the profiles that come with the program.
func Profiles() []string {
	names, _ := fs.Glob(embedded, "profiles/*.toml")
	for i, n := range names {
		names[i] = strings.TrimSuffix(path.Base(n), ".toml")
	}
	return names
}

// Embedded returns a profile that comes with the program. An unknown name is
// a Problem of kind NotFound.
func Embedded(name string) (*Profile, error) {
	if !slices.Contains(Profiles(), name) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "pad.profile"}
	}
	b, err := embedded.ReadFile("profiles/" + name + ".toml")
	if err != nil {
		return nil, fmt.Errorf("read profile: %w", err)
	}
	return Parse(b)
}

// Parse reads and lints a profile. What is wrong with it is a Problem of kind
// Invalid whose Open lists the fatal findings.
func Parse(b []byte) (*Profile, error) {
	p, found := Lint(b)
	found = slices.DeleteFunc(found, func(f Finding) bool { return !f.Fatal })
	if len(found) == 0 {
		return p, nil
	}
	bad := &desk.Problem{Kind: desk.Invalid, What: "pad.profile"}
	for _, f := range found {
		bad.Open = append(bad.Open, f.String())
	}
	bad.Cause = errors.New(strings.Join(bad.Open, "; "))
	return nil, bad
}

// decode reads the file; unknown keys are findings with their lines.
func decode(b []byte) (*Profile, []Finding) {
	if len(b) > MaxProfile {
		return nil, []Finding{{Code: "too_long", Fatal: true}}
	}
	p := &Profile{}
	md, err := toml.NewDecoder(bytes.NewReader(b)).Decode(p)
	if bad, ok := errors.AsType[toml.ParseError](err); ok {
		return nil, []Finding{{Line: bad.Position.Line, Field: bad.LastKey, Code: "syntax", Fatal: true}}
	}
	if err != nil {
		return nil, []Finding{{Code: "syntax", Field: err.Error(), Fatal: true}}
	}
	var found []Finding
	for _, k := range md.Undecoded() {
		found = append(found, Finding{Line: lineOf(b, k), Field: k.String(), Code: "unknown_key", Fatal: true})
	}
	return p, found
}

// lineOf returns the first line that sets or opens the last part of a key, or
// 0. TOML keys carry no position after decoding.
func lineOf(b []byte, k toml.Key) int {
	last := regexp.QuoteMeta(k[len(k)-1])
	want := regexp.MustCompile(`^\s*(\[+[^\]]*\b` + last + `"?\s*\]+|"?` + last + `"?\s*=)`)
	for i, l := range bytes.Split(b, []byte("\n")) {
		if want.Match(l) {
			return i + 1
		}
	}
	return 0
}

// Level returns the rating of a key; ok is false for a key that the profile
// does not list.
func (p *Profile) Level(key string) (l desk.Level, ok bool) {
	l, ok = p.levels[key]
	return l, ok
}

// WithKeys returns the profile with the office's own choice of levels, for
// pads with three keys.
func (p *Profile) WithKeys(keys map[string]int) (*Profile, error) {
	c := *p
	c.Keymap = keys
	var found []Finding
	c.levels, found = c.compileKeys()
	if len(found) > 0 {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "pad.keymap", Cause: errors.New(found[0].String())}
	}
	return &c, nil
}

// has reports whether the profile has a command.
func (p *Profile) has(name string) bool { _, ok := p.Commands[name]; return ok }

// Grammar finds the profile's frames in a stream, in both directions.
func (p *Profile) Grammar() serial.Grammar { return p.frame.cut }

// HasLength reports whether a frame says how long it is; otherwise silence
// ends it.
func (p *Profile) HasLength() bool { return p.frame.known }
