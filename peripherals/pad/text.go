package pad

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Clean makes text safe to show on a device: no control or formatting
// character, no private use, no line break, single spaces.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// charsets are the encodings a profile may name; ASCII is UTF-8 of which only
// the first half is used.
func charset(name string) (encoding.Encoding, bool) {
	switch name {
	case "gb18030":
		return simplifiedchinese.GB18030, true
	case "gbk":
		return simplifiedchinese.GBK, true
	case "utf-8", "ascii":
		return encoding.Nop, true
	}
	return nil, false
}

// encodeText cleans text and writes it in the pad's characters, at most limit
// bytes of whole characters; what the pad has no character for becomes "?".
// Whole is false when anything of s is missing.
func (p *Profile) encodeText(s string, limit int) (out []byte, whole bool) {
	c := Clean(s)
	whole = c == s
	cs, _ := charset(p.Charset)
	for _, r := range c {
		if strings.ContainsRune(p.Strip, r) {
			whole = false
			continue
		}
		b, err := cs.NewEncoder().String(string(r))
		if err != nil || p.Charset == "ascii" && r > unicode.MaxASCII {
			b, whole = "?", false
		}
		if limit > 0 && len(out)+len(b) > limit {
			return out, false
		}
		out = append(out, b...)
	}
	return out, whole
}

// decodeText reads the pad's characters.
func (p *Profile) decodeText(b []byte) string {
	cs, _ := charset(p.Charset)
	s, err := cs.NewDecoder().Bytes(b)
	if err != nil {
		return ""
	}
	return Clean(string(s))
}
