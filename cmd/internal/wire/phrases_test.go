package wire

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/tui"
)

func quietLog() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func TestPhrasesAreKept(t *testing.T) {
	dir := t.TempDir()
	b := openPhrases(dir, quietLog())
	if err := b.Keep("u01", []string{"一", "\"二\""}); err != nil {
		t.Fatal(err)
	}
	other := openPhrases(dir, quietLog()) // of another process
	if err := other.Keep("u02", []string{"三"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Keep("u01", []string{"\"二\""}); err != nil {
		t.Fatal(err)
	}
	again := openPhrases(dir, quietLog())
	if !slices.Equal(again.Of("u01"), []string{"\"二\""}) || !slices.Equal(again.Of("u02"), []string{"三"}) {
		t.Errorf("kept %q and %q", again.Of("u01"), again.Of("u02"))
	}
	if st, err := os.Stat(filepath.Join(dir, phrasesFile)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", st, err)
	}
}

// TestABadFileOfPhrasesStays: a file that cannot be read gives no phrases, and
// nothing is written over it.
func TestABadFileOfPhrasesStays(t *testing.T) {
	for _, bad := range []string{"u01 = [", "u01 = \"一\"", "# " + strings.Repeat("x", maxPhrases)} {
		dir := t.TempDir()
		path := filepath.Join(dir, phrasesFile)
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		b := openPhrases(dir, quietLog())
		err := b.Keep("u01", []string{"一"})
		if got, _ := os.ReadFile(path); string(got) != bad || desk.KindOf(err) != desk.Broken || len(b.Of("u01")) != 0 {
			t.Errorf("%.20q: %v, and the file is %.20q", bad, err, got)
		}
	}
}

// TestPhrasesOfAFileAreBounded: whatever a file holds, what comes of it is at most
// nine phrases of sixty characters without a control character.
func TestPhrasesOfAFileAreBounded(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, phrasesFile)
	rapid.Check(t, func(t *rapid.T) {
		var file strings.Builder
		file.WriteString("u01 = [")
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			file.WriteString("'" + rapid.StringMatching(`[a-z\x{4e00}-\x{4e20}\x{202e}\x{9}]{0,80}`).Draw(t, "phrase") + "', ")
		}
		file.WriteString("]\n")
		if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		list := openPhrases(dir, quietLog()).Of("u01")
		if len(list) > tui.MostPhrases {
			t.Fatalf("%d phrases", len(list))
		}
		for _, w := range list {
			if w == "" || len([]rune(w)) > tui.LongestPhrase || strings.ContainsAny(w, "\t\u202e") {
				t.Fatalf("the phrase %q", w)
			}
		}
	})
}
