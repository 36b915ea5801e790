package exchange

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

//go:embed profiles/*.toml
var profiles embed.FS

// DefaultProfile is the one in the order of GB/T 39046—2020.
const DefaultProfile = "gb39046"

// A Profile is how one platform writes names and codes. Every map has one value
// for each of our words; see the embedded files.
type Profile struct {
	Satisfaction  string            `toml:"satisfaction"` // the order of the levels: gb39046 or stars
	ProjectType   map[string]string `toml:"project_type"`
	ApplicantType map[string]string `toml:"applicant_type"`
	Document      map[string]string `toml:"document"` // kinds of document that have a code of this desk's own
	Origin        map[string]string `toml:"origin"`
	Result        map[string]string `toml:"result"`
	Operation     map[string]string `toml:"operation"`
	Stage         map[string]string `toml:"stage"`
	Event         map[string]string `toml:"event"`
	Special       map[string]string `toml:"special"`
	SpecialName   map[string]string `toml:"special_name"`
	Taken         map[string]string `toml:"taken"`
	Opinion       map[string]string `toml:"opinion"`
	Whether       map[string]string `toml:"whether"`
	Names         map[string]string `toml:"names"` // of tables and columns that are called something else there
}

// The words that a profile must have a value for.
var (
	projectTypes = map[desk.ProjectType]string{desk.Instant: "instant", desk.Promised: "promised", desk.OtherPT: "other"}
	stages       = []string{"received", "accepted", "supplement", "paused", "handed", "examined", "ended", "delivered"}
)

// Profiles names the profiles that are built in.
func Profiles() []string {
	var out []string
	list, _ := profiles.ReadDir("profiles")
	for _, f := range list {
		out = append(out, strings.TrimSuffix(f.Name(), ".toml"))
	}
	return out
}

// BuiltIn returns a profile by its name; a Problem of kind NotFound where there is
// none.
func BuiltIn(name string) (Profile, error) {
	if !slices.Contains(Profiles(), name) {
		return Profile{}, &desk.Problem{Kind: desk.NotFound, What: "exchange.profile", Open: Profiles()}
	}
	b, err := profiles.ReadFile("profiles/" + name + ".toml")
	if err != nil {
		return Profile{}, err
	}
	return ReadProfile(b)
}

// longest bounds a name or code of a profile, in characters.
const longest = 60

// ReadProfile reads a profile. One with an unknown key, without a value that is
// needed or with one that names nothing of ours is a Problem of kind Invalid whose
// Open names the key.
func ReadProfile(b []byte) (p Profile, err error) {
	meta, err := toml.Decode(string(b), &p)
	if err != nil {
		return p, &desk.Problem{Kind: desk.Invalid, What: "exchange.profile.form", Cause: err}
	}
	if more := meta.Undecoded(); len(more) > 0 {
		return p, wrongKey(more[0].String())
	}
	if p.Satisfaction != "gb39046" && p.Satisfaction != "stars" {
		return p, wrongKey("satisfaction")
	}
	ends := make([]string, len(endings))
	for i, e := range endings {
		ends[i] = string(e)
	}
	for _, m := range []struct {
		name string
		has  map[string]string
		want []string
	}{
		{"project_type", p.ProjectType, slices.Collect(maps.Values(projectTypes))},
		{"applicant_type", p.ApplicantType, []string{"person", "body"}},
		{"document", p.Document, ownDocuments()},
		{"origin", p.Origin, []string{"window"}},
		{"result", p.Result, ends},
		{"operation", p.Operation, []string{"put", "delete"}},
		{"stage", p.Stage, stages},
		{"event", p.Event, []string{"pass", "back", "other"}},
		{"special", p.Special, []string{"supplement", "special"}},
		{"special_name", p.SpecialName, []string{"supplement", "special"}},
		{"taken", p.Taken, []string{"paper", "scan", "exempt"}},
		{"opinion", p.Opinion, stages},
		{"whether", p.Whether, []string{"yes", "no"}},
	} {
		if key := m.name; !each(m.has, m.want, &key) {
			return p, wrongKey(key)
		}
	}
	return p, p.checkNames()
}

// each reports whether a map has one short value for each word and no other, and
// names the key that is wrong.
func each(has map[string]string, want []string, key *string) bool {
	for _, w := range slices.Sorted(slices.Values(want)) {
		if v := has[w]; v == "" || !short(v) {
			*key = fmt.Sprintf("%s.%s", *key, w)
			return false
		}
	}
	for _, k := range slices.Sorted(maps.Keys(has)) {
		if !slices.Contains(want, k) {
			*key = fmt.Sprintf("%s.%s", *key, k)
			return false
		}
	}
	return true
}

func short(s string) bool {
	return utf8.RuneCountInString(s) <= longest && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// checkNames holds that only names of ours are called something else, each by a
// name that a file and a table can have, and no two of a table by one.
func (p Profile) checkNames() error {
	ours := map[string]bool{}
	for _, t := range tables {
		ours[t.Name] = true
		called := map[string]bool{}
		for _, c := range t.Columns {
			ours[c.Name] = true
			if n := p.called(c.Name); called[n] {
				return wrongKey("names." + c.Name)
			} else {
				called[n] = true
			}
		}
	}
	files := map[string]bool{}
	for _, t := range tables {
		if n := p.called(t.Name); files[n] {
			return wrongKey("names." + t.Name)
		} else {
			files[n] = true
		}
	}
	for _, k := range slices.Sorted(maps.Keys(p.Names)) {
		v := p.Names[k]
		if !ours[k] || v == "" || len(v) > longest || strings.Trim(v, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
			return wrongKey("names." + k)
		}
	}
	return nil
}

func wrongKey(key string) error {
	return &desk.Problem{Kind: desk.Invalid, What: "exchange.profile.key", Open: []string{key}}
}

// ownDocuments are the kinds of document whose code is this desk's own.
func ownDocuments() (out []string) {
	for _, d := range identity.Documents {
		if strings.HasPrefix(string(d), "X") {
			out = append(out, string(d))
		}
	}
	return out
}

// document is the code of a kind of document there.
func (p Profile) document(code string) string {
	if v := p.Document[code]; v != "" {
		return v
	}
	return code
}

// called is what a table or column of ours is called there.
func (p Profile) called(name string) string {
	if n := p.Names[name]; n != "" {
		return n
	}
	return name
}

// satisfaction is the code of a level, "" for none.
func (p Profile) satisfaction(l desk.Level) string {
	n := l.GB39046()
	if p.Satisfaction == "stars" {
		n = l.Stars()
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
