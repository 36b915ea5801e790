package screentest

import (
	"strings"
	"time"
	"unicode/utf8"
)

// escWait is how long the terminal waits after Esc, so that the next key is
// not taken for its second half.
const escWait = 80 * time.Millisecond

// sequences are the keys that send more or other than their own character.
var sequences = map[string]string{
	"enter": "\r", "tab": "\t", "esc": "\x1b", "backspace": "\x7f", "space": " ",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"insert": "\x1b[2~", "delete": "\x1b[3~", "shift+tab": "\x1b[Z",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
	"f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~",
	"f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}

// Keys presses keys by name ("f5", "enter", "ctrl+u", "space"); whatever is no
// name of a key is typed as it stands, a word in one piece as an input method
// commits it. Type types a word that is a name, such as "up".
func (m *Term) Keys(keys ...string) {
	m.t.Helper()
	for _, k := range keys {
		seq, named := sequences[k]
		if c, ok := strings.CutPrefix(k, "ctrl+"); ok && len(c) == 1 && c[0] >= 'a' && c[0] <= 'z' {
			seq, named = string(rune(c[0]-'a'+1)), true
		}
		if !named {
			m.Type(k)
			continue
		}
		m.press(seq, 1)
		if k == "esc" {
			time.Sleep(escWait)
		}
	}
}

// Type types s as it stands.
func (m *Term) Type(s string) {
	m.t.Helper()
	m.press(s, utf8.RuneCountInString(s))
}

// Paste pastes s as a terminal does when bracketed paste is on. It counts as
// one key.
func (m *Term) Paste(s string) {
	m.t.Helper()
	m.press("\x1b[200~"+s+"\x1b[201~", 1)
}

func (m *Term) press(seq string, keys int) {
	m.t.Helper()
	m.mu.Lock()
	m.keys += keys
	m.mu.Unlock()
	if _, err := m.pty.WriteString(seq); err != nil {
		m.t.Fatalf("press %q: %v", seq, err)
	}
}
