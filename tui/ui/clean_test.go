package ui

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"clipboard sequence loses its controls", "王\x1b]52;c;eA==\x07", "王\ufffd]52;c;eA==\ufffd"},
		{"C1 as UTF-8", "a\u009b31mb", "a\ufffd31mb"},
		{"C1 as a byte", "a\x9b31mb", "a\ufffd31mb"},
		{"bidi controls", "a\u202eb\u2066c\u200fd", "a\ufffdb\ufffdc\ufffdd"},
		{"zero-width", "王\u200b秀\u200d英\ufeff", "王\ufffd秀\ufffd英\ufffd"},
		{"tags", "a\U000e0041b", "a\ufffdb"},
		{"private use", "a\ue000b\U000f0000", "a\ufffdb\ufffd"},
		{"noncharacters", "a\ufffe\ufdd0\U0001ffff", "a\ufffd\ufffd\ufffd"},
		{"broken UTF-8", "a\xc3(", "a\ufffd("},
		{"line breaks", "a\r\nb\tc", "a\ufffd\ufffdb\ufffdc"},
		{"NFC", "e\u0301", "é"},
		{"three marks stay", "x\u0301\u0302\u0303\u0304\u0305", "x\u0301\u0302\u0303"},
		{"marks of every script are counted", "ꙮ\ua66f\ua66f\ua66f\ua66f", "ꙮ\ua66f\ua66f\ua66f"},
		{"ideographic variation stays", "葛\U000e0100城", "葛\U000e0100城"},
		{"names of every plane stay", "买买提·艾山𬭎𫖯𬸪", "买买提·艾山𬭎𫖯𬸪"},
		{"quotes, dashes and numbers stay", "“①”—…№Ⅲ　（）", "“①”—…№Ⅲ　（）"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in, 100); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := Clean("王秀英abc", 4); got != "王秀英a" {
		t.Errorf("cut to four runes: %q", got)
	}
	if got := CleanLines("甲\r\n乙\n\tc\r", 100); got != "甲\n乙\n\ufffdc\ufffd" {
		t.Errorf("lines: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"王秀英", "a\x1b[2J", "e\u0301\u0301\u0301\u0301", "\u202e\u200d", "\xff\xfe", "葛\U000e0100", "각"} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		n %= 1000
		got := Clean(s, n)
		if utf8.RuneCountInString(got) > max(n, 0) || !utf8.ValidString(got) {
			t.Fatalf("%q is too long or broken", got)
		}
		if again := Clean(got, n); again != got {
			t.Fatalf("cleaning %q again gives %q", got, again)
		}
		if !norm.NFC.IsNormalString(got) {
			t.Fatalf("%q is not NFC", got)
		}
		for _, r := range got {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) || r&0xfffe == 0xfffe || strings.ContainsRune("\u2028\u2029", r) {
				t.Fatalf("%U came through in %q", r, got)
			}
		}
	})
}
