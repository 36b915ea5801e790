package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// What tells a bar-code reader that types like a keyboard from a person.
const (
	burstLeast = 6                     // characters of a code that is not ours
	burstGap   = 30 * time.Millisecond // at most between two characters of a reader
	smallGap   = 12 * time.Millisecond // the same, behind one small letter that is typed into a field
	burstMost  = 256                   // characters that are kept at one time
)

// A Burst keeps the characters that come faster than a person can type them
// until it is clear what they are: nothing of a code may reach a field or act as
// a key. A character of a person waits for one gap and is then pressed as ever.
// No number begins with a small letter, so those wait less where they are typed
// into a field. Characters other than ASCII and its full-width twins are a
// person's, since an input method commits them.
type Burst struct {
	keys   []tea.KeyPressMsg
	typing bool // a text field had the focus when the first one came
	n      int
}

// Takes reports whether a key may be part of a code.
func (b *Burst) Takes(k tea.KeyPressMsg) bool {
	s := Fold(k.Text)
	return len(s) == 1 && s[0] > ' ' && s[0] < 0x7f && !k.IsRepeat && len(b.keys) < burstMost
}

// Hold keeps a key. When gap has gone by and no other key was held, Over says
// that n is still the latest, and what was kept ends with End.
func (b *Burst) Hold(k tea.KeyPressMsg, typing bool) (n int, gap time.Duration) {
	if len(b.keys) == 0 {
		b.typing = typing
	}
	b.keys = append(b.keys, k)
	b.n++
	if c := k.Text[0]; b.typing && len(b.keys) == 1 && c >= 'a' && c <= 'z' {
		return b.n, smallGap
	}
	return b.n, burstGap
}

// Latest is the n of the key that was held last.
func (b *Burst) Latest() int { return b.n }

// Over reports whether nothing has come since the key that Hold called n.
func (b *Burst) Over(n int) bool { return n == b.n }

// End takes everything that was kept. ended says that the key which ends a code,
// Enter or Tab, has come within the gap: it belongs to the code. Where the keys
// are a code it is returned with the keys that a person pressed before and behind
// it; where they are none, all are before. A code that is not ours is one of kind
// ScanUnknown: where no field has the focus any six characters; in a field only
// what can be nothing else, with the key that ends it, because a slow line may
// bring a person's keys together too.
func (b *Burst) End(ended bool) (before []tea.KeyPressMsg, s Scan, after []tea.KeyPressMsg, code bool) {
	keys := b.keys
	b.keys = nil
	b.n++
	var text strings.Builder
	for i := range keys {
		text.WriteString(Fold(keys[i].Text))
	}
	if pre, s, post, ok := FindScan(text.String()); ok {
		s.Ended = ended
		return keys[:len(pre)], s, keys[len(keys)-len(post):], true
	}
	if len(keys) >= burstLeast && !b.typing || ended && isForeign(text.String()) {
		return nil, Scan{Text: text.String(), Ended: ended}, nil, true
	}
	return keys, Scan{}, nil, false
}
