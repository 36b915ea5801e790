package command

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// A keycardView is the key card.
type keycardView struct {
	Keys []keycardKey `json:"keys"`
}

type keycardKey struct {
	Screen  string `json:"screen,omitempty"` // "" for what works everywhere
	Key     string `json:"key,omitempty"`
	Word    string `json:"word"`
	Command string `json:"command,omitempty"`
	Tip     string `json:"tip"`
}

// Size of the card on a terminal or a line printer.
const (
	cardWidth = 88
	cardRows  = 60
)

func (v keycardView) lines(s *sheet) {
	for _, page := range text.KeyCard(cardWidth, cardRows) {
		s.say(strings.Join(page, "\n"))
	}
}

// keycardCommand writes the key card, which is made from the action tables of the
// screens.
func (p *program) keycardCommand() *cobra.Command {
	var out string
	c := leaf("keycard", exactly(0), func(*cobra.Command, []string) error {
		if out != "" {
			return p.cardTo(out)
		}
		v := keycardView{Keys: []keycardKey{}}
		for _, k := range text.CardKeys() {
			v.Keys = append(v.Keys, keycardKey{k.Screen, k.Key, k.Word, k.Twin, k.Tip})
		}
		return p.give(v)
	})
	c.Flags().StringVar(&out, "pdf", "", text.FlagUse("xiaochuang keycard", "pdf"))
	return p.json(c)
}

// cardTo writes the card into a new file.
func (p *program) cardTo(path string) error {
	b, err := wire.KeyCard(time.Now())
	if err != nil {
		return err
	}
	if err := newFile(path, b); err != nil {
		return err
	}
	fmt.Fprintln(p.out, clean(text.KeyCardWritten(path)))
	return nil
}

// newFile writes a file that was not there.
func newFile(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(b); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
