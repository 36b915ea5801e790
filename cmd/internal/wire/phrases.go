package wire

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
	"xiaochuang/tui"
	"xiaochuang/tui/ui"
)

// phrasesFile keeps the words that each of the staff uses often, in a data folder.
const phrasesFile = "phrases.toml"

// maxPhrases bounds phrases.toml, in bytes.
const maxPhrases = 64 << 10

// A phraseBook is phrases.toml: the staff's ids with up to tui.MostPhrases phrases
// each. The consoles of one process share it, so that reading never waits for the
// disk.
type phraseBook struct {
	path string
	mu   sync.Mutex
	of   map[string][]string
}

// openPhrases reads the book. A file that cannot be read goes to the log, and
// stays as it is: nothing is written over it.
func openPhrases(dir string, log *slog.Logger) *phraseBook {
	b := &phraseBook{path: filepath.Join(dir, phrasesFile)}
	of, err := b.read()
	if err != nil {
		log.Error("phrases", "err", err)
	}
	b.of = of
	return b
}

func (b *phraseBook) read() (map[string][]string, error) {
	raw, err := readBounded(b.path, maxPhrases)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string][]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	of := map[string][]string{}
	if _, err := toml.Decode(string(raw), &of); err != nil {
		return nil, err
	}
	for staff, list := range of {
		var clean []string
		for _, w := range list[:min(len(list), tui.MostPhrases)] {
			if w = ui.Clean(w, tui.LongestPhrase); w != "" {
				clean = append(clean, w)
			}
		}
		of[staff] = clean
	}
	return of, nil
}

// Of implements tui.Phrases.
func (b *phraseBook) Of(staff string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.of[staff])
}

// Keep implements tui.Phrases. What another console has written meanwhile for
// somebody else stays.
func (b *phraseBook) Keep(staff string, list []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	of, err := b.read()
	if err != nil {
		return &desk.Problem{Kind: desk.Broken, What: "phrases", Cause: err}
	}
	of[staff] = slices.Clone(list)
	if len(list) == 0 {
		delete(of, staff)
	}
	var out bytes.Buffer
	if err := toml.NewEncoder(&out).Encode(of); err != nil {
		return err
	}
	if err := replaceFile(b.path, out.Bytes()); err != nil {
		return &desk.Problem{Kind: desk.Broken, What: "phrases", Cause: err}
	}
	b.of = of
	return nil
}
