package tui_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"xiaochuang/tui/ui"
)

// cardFile is what the printed key card is laid out from.
const cardFile = "text/keys.tsv"

// TestKeyCard holds that the printed key card has every key of every state of
// the console, and no other. It is written by -update from the action tables, the
// one source of the key line and the help pages too.
func TestKeyCard(t *testing.T) {
	var order []string
	rows := map[string][]string{}
	add := func(screen string, acts []ui.Action) {
		if rows[screen] == nil {
			order = append(order, screen)
		}
		for _, h := range ui.HelpPage(acts) {
			row := strings.Join([]string{screen, h.Key, h.Word, h.Twin, h.Tip}, "\t")
			if !slices.Contains(rows[screen], row) {
				rows[screen] = append(rows[screen], row)
			}
		}
	}
	const every = ""
	for _, s := range states {
		r := s.come(t)
		own := r.app.Top().Actions()
		add(r.app.Top().Title(), own)
		add(every, r.app.Actions()[len(own):])
	}
	order = append(slices.DeleteFunc(order, func(s string) bool { return s == every }), every)
	var b strings.Builder
	for _, screen := range order {
		for _, row := range rows[screen] {
			b.WriteString(row + "\n")
		}
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(cardFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(cardFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not what the screens have; go test ./tui -update writes it\n%s", cardFile, b.String())
	}
}
