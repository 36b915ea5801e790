package wire

import (
	"errors"
	"strings"
	"testing"
)

// TestCommunitiesAreChecked: a mistake in a list of communities is told with the
// line of the community that has it, not of the first.
func TestCommunitiesAreChecked(t *testing.T) {
	second := "\n[[community]]\ncode = \"110101001002\"\nname = \"示例东社区\"\n"
	for _, tt := range []struct{ name, more, code, at string }{
		{"ways that there are", second + "modes = [\"kiosk\", \"mobile\"]\n", "", ""},
		{"a way that there is not", second + "modes = [\"window\", \"queue\"]\n", "modes", "modes = [\"window\", \"queue\"]"},
		{"a way twice", second + "modes = [\"window\", \"window\"]\n", "modes", "modes = [\"window\", \"window\"]"},
		{"no way at all", second + "modes = []\n", "modes", "modes = []"},
		{"a code twice", strings.Replace(second, "1002", "1001", 1), "community_twice", ""},
		{"a short code", "\n[[community]]\ncode = \"12\"\nname = \"x\"\n", "twelve_digits", "code = \"12\""},
		{"no code", "\n[[community]]\nname = \"示例东社区\"\n", "twelve_digits", "[[community]]\nname = \"示例东社区\""},
		{"no name", "\n[[community]]\ncode = \"110101001003\"\n", "missing", "[[community]]\ncode = \"110101001003\""},
	} {
		_, err := configOf(t, tt.more)
		if tt.code == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		e, ok := errors.AsType[*ConfigError](err)
		if !ok || e.Code != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
			continue
		}
		whole := string(template) + tt.more
		if tt.at != "" && e.Line != 1+strings.Count(whole[:strings.LastIndex(whole, tt.at)], "\n") {
			t.Errorf("%s: line %d", tt.name, e.Line)
		}
		if strings.ContainsAny(e.Key, "0123456789") {
			t.Errorf("%s: the key is %q", tt.name, e.Key)
		}
	}
}

// TestOffPeakIsChecked: a mistake in the times of 错峰延时 is told with its line.
func TestOffPeakIsChecked(t *testing.T) {
	first := "\n[[off_peak]]\ndays = \"一二\"\nfrom = \"12:00\"\nto = \"13:30\"\n"
	for _, tt := range []struct{ name, more, code, at string }{
		{"a roster and a list", "staff = [\"u01\"]\nitems = [\"BJ-SQ-0042\"]\n", "", ""},
		{"no such person", "staff = [\"u09\"]\n", "off_peak_staff", "staff = [\"u09\"]"},
		{"an empty matter", "items = [\" \"]\n", "missing", "items = [\" \"]"},
		{"the second", "\n[[off_peak]]\ndays = \"八\"\nfrom = \"12:00\"\nto = \"13:30\"\n", "off_peak", "days = \"八\""},
	} {
		_, err := configOf(t, first+tt.more)
		if tt.code == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		e, ok := errors.AsType[*ConfigError](err)
		whole := string(template) + first + tt.more
		if !ok || e.Code != tt.code || e.Line != 1+strings.Count(whole[:strings.LastIndex(whole, tt.at)], "\n") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
