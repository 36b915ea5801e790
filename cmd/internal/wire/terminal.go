package wire

import (
	"context"
	"os"
	"strings"

	"xiaochuang/tui/keytest"
)

// A Terminal is how a terminal came out of its test.
type Terminal struct {
	Widths  Widths
	Missing []string // keys that did not arrive
	Words   string   // what an input method has committed
	UTF8    bool
	Locale  string
}

// ExamineTerminal measures the widths of characters and has somebody press every
// key.
func ExamineTerminal(ctx context.Context, in, out *os.File) (Terminal, error) {
	t := Terminal{Locale: locale()}
	t.UTF8 = strings.Contains(strings.ReplaceAll(strings.ToLower(t.Locale), "-", ""), "utf8")
	var err error
	if t.Widths, err = MeasureWidths(in, out); err != nil {
		return t, err
	}
	m := keytest.New()
	if err := run(ctx, m, nil); err != nil {
		return t, err
	}
	t.Missing, t.Words = m.Missing(), m.Words()
	return t, nil
}
