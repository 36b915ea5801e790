package pad

import (
	"fmt"
	"strings"
	"testing"
)

// TestFindingsNameTheirLines holds that whoever writes a profile is led to the
// line, or to the nearest thing that is there where something is missing.
func TestFindingsNameTheirLines(t *testing.T) {
	text := strings.Join([]string{
		`name     = "x"`,
		`verified = true`,
		`channel  = "button_pad"`,
		`charset  = "latin"`, // 4
		`frame    = ["body1"]`,
		`[transport]`,
		`kind = "serial"`,
		`baud = 9600`,
		`[limits]`,
		`staff = 0`,             // 10
		`[commands."evaluate"]`, // 11
		`body = ["hexx:01"]`,
		`[[events]]`, // 13
		`name = "rated"`,
		`[[events]]`,
		`name = "unheard"`, // 16
		`[keymap]`,
		`"0x31" = 9`, // 18
	}, "\n")
	_, found := Lint([]byte(text))
	got := map[string]int{}
	for _, f := range found {
		got[f.Field+" "+f.Code] = f.Line
	}
	for want, line := range map[string]int{
		"charset unknown_value": 4, "limits.staff out_of_range": 10, "events[0].key missing": 13,
		"events[1].name unknown_value": 16, "keymap.0x31 out_of_range": 18,
	} {
		if got[want] != line {
			t.Errorf("%s stands on line %d, want %d\n%s", want, got[want], line, fmt.Sprint(found))
		}
	}
	for _, broken := range []string{"[", "[[", "= 1", "[[a", "]"} {
		lines([]byte(broken)) // must not break on what the decoder refuses
	}
}
