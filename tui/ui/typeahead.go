package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// The limits of type-ahead.
const (
	aheadKeys = 32
	aheadFor  = 3 * time.Second
)

// Typeahead keeps the keys that are typed while an action runs, to replay them
// when it has ended. Keys older than three seconds are dropped: the person has
// given up on them.
type Typeahead struct {
	keys []held
}

type held struct {
	msg tea.Msg
	at  time.Time
}

// Hold keeps a key or paste. It returns false when there is no room, so that
// the App can sound the bell.
func (t *Typeahead) Hold(msg tea.Msg, now time.Time) bool {
	if len(t.keys) >= aheadKeys {
		return false
	}
	t.keys = append(t.keys, held{msg, now})
	return true
}

// Len returns how many keys wait.
func (t *Typeahead) Len() int { return len(t.keys) }

// Next takes the oldest key that is still fresh; ok is false when none is
// left.
func (t *Typeahead) Next(now time.Time) (msg tea.Msg, ok bool) {
	for len(t.keys) > 0 {
		k := t.keys[0]
		t.keys = t.keys[1:]
		if now.Sub(k.at) <= aheadFor {
			return k.msg, true
		}
	}
	t.keys = nil
	return nil, false
}

// Clear forgets all keys, as when a dialog has come up that they were not
// meant for.
func (t *Typeahead) Clear() { t.keys = nil }
