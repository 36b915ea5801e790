package notice

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain text stays", "买买提·艾山 𬭎𫖯𬸪", "买买提·艾山 𬭎𫖯𬸪"},
		{"line breaks are spaces", "一\r\n二\t三", "一 二 三"},
		{"escape sequences", "王\x1b[2J\x1b]52;c;x\x07五", "王\uFFFD[2J\uFFFD]52;c;x\uFFFD五"},
		{"C1 controls", "王\u009b5m五", "王\uFFFD5m五"},
		{"bidirectional controls", "王\u202e\u2066五", "王\uFFFD五"},
		{"zero width", "王\u200b\u200d\ufeff五", "王\uFFFD五"},
		{"private use", "王\ue000\U000f0000五", "王\uFFFD五"},
		{"invalid bytes", "王\xff\xfe五", "王\uFFFD五"},
		{"too many marks", "a\u0316\u0317\u0318\u0319", "a\u0316\u0317\u0318"},
		{"ideographic variation selector", "葛\U000e0100", "葛\U000e0100"},
		{"a mark without a character", "\u0903五", "\u25CC\u0903五"},
		{"composed", "e\u0301", "é"},
		{"cut", strings.Repeat("长", 30), strings.Repeat("长", 25) + "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in, 25); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
