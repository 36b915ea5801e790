package identity

import "testing"

func TestMaskWords(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"a phone within words", "赵问事 13711112222 问失业金", "赵问事 *******2222 问失业金"},
		{"a document number with X", "号码11010118000101001X的", "号码**************001X的"},
		{"a year is no number of a person", "2026年的事", "2026年的事"},
		{"a short extension stays", "分机 650012", "分机 650012"},
		{"nothing", "", ""},
	} {
		if got := MaskWords(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
