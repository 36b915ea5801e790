package escpos

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// GB/T 2312-1980 has 6,763 Chinese characters and 682 others.
func TestTableOfGB2312(t *testing.T) {
	hanzi, other := 0, 0
	for lead := 0xA1; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			if !gb2312(byte(lead), byte(trail)) {
				continue
			}
			s, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(lead), byte(trail)})
			if err != nil || string(s) == "\uFFFD" {
				t.Errorf("%02X%02X is no character", lead, trail)
			}
			if lead >= 0xB0 {
				hanzi++
			} else {
				other++
			}
		}
	}
	if hanzi != 6763 || other != 682 {
		t.Errorf("%d Chinese characters and %d others", hanzi, other)
	}
}

func TestEncode(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  Charset
		in   string
		ok   bool
	}{
		{"common characters", GB2312, "身份证A1（原件）“甲”·…—①√□", true},
		{"朱镕基 in GBK", GBK, "镕", true},
		{"朱镕基 in GB 2312", GB2312, "镕", false},
		{"beyond the BMP", GBK, "𬭎", false},
		{"Latin letter with an accent is one cell here and two there", GBK, "é", false},
		{"euro sign is one byte", GBK, "€", false},
		{"with a mark", GBK, "n\u0303\u0304", false},
		{"with a selector", GBK, "葛\U000e0100", false},
		{"control character", GBK, "a\x1b@", false},
		{"delete", GBK, "\x7f", false},
		{"line feed", GBK, "\n", false},
		{"nothing", GBK, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, ok := Profile{Charset: tt.set}.encode(tt.in)
			if ok != tt.ok {
				t.Fatalf("encode(%q) = %v, want %v", tt.in, ok, tt.ok)
			}
			for _, c := range b {
				if c < 0x20 || c == 0x7F {
					t.Errorf("byte %#02x", c)
				}
			}
		})
	}
}
