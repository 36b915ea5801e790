package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// What tells a bar-code reader that types like a keyboard from a person.
const (
	burstLeast = 6                     // characters
	burstGap   = 30 * time.Millisecond // at most between two of them
)

// A Burst finds codes that a reader has typed: at least six characters less
// than 30 ms apart, ended by Enter. Characters other than ASCII are a
// person's, since an input method commits them.
type Burst struct {
	text strings.Builder
	last time.Time
}

// Key takes every key press with its time. When the press is the Enter that
// ends a code it returns the code; the characters have reached whatever had
// the focus, which takes them back with Field.TakeBack, and the Enter must not
// reach it.
func (b *Burst) Key(k tea.KeyPressMsg, now time.Time) (code string, ok bool) {
	quick := now.Sub(b.last) < burstGap
	b.last = now
	if !quick {
		b.text.Reset()
	}
	if k.Code == tea.KeyEnter && k.Mod == 0 {
		code = b.text.String()
		b.text.Reset()
		return code, len(code) >= burstLeast
	}
	if k.Text == "" || !plain(k.Text) || b.text.Len() >= defaultMax {
		b.text.Reset()
		return "", false
	}
	b.text.WriteString(k.Text)
	return "", false
}
