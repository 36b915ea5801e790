package conformance_test

import (
	"go/parser"
	"go/token"
	"net/http/httptest"
	"strings"
	"testing"

	"xiaochuang/store/centre/conformance"
	"xiaochuang/store/seal"
)

// meet serves the reference and returns it as a run sees it, with its cases answered when asked for.
func (c *reference) meet(t testing.TB, level int) conformance.Target {
	t.Helper()
	srv := httptest.NewServer(c)
	t.Cleanup(srv.Close)
	id := station + "-" + deskNo
	return conformance.Target{
		URL: srv.URL, Code: c.code(id), Desk: id, Suite: seal.Intl(), Level: level,
		Asked: func(cases []string) {
			for _, no := range append(cases, cases[0]) {
				if err := c.decide(no, "accept", "come on Monday"); err != nil {
					t.Error(err)
				}
			}
		},
	}
}

// A stranger who had nothing but the pages built a centre that conforms.
func TestTheReferenceConforms(t *testing.T) {
	for _, level := range []int{conformance.L1, conformance.L2} {
		t.Run(string(rune('0'+level)), func(t *testing.T) {
			t.Parallel()
			list, _ := run(t, newReference(t, level).meet(t, level))
			passes(t, list)
			if !conformance.Proven(list) {
				t.Error("it is not proven")
			}
		})
	}
}

// TestTheReferenceIsAStranger holds that it has no code of ours, or it would prove nothing.
func TestTheReferenceIsAStranger(t *testing.T) {
	for _, file := range []string{"reference_test.go", "reference_lines_test.go", "reference_seal_test.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if first, _, _ := strings.Cut(strings.Trim(i.Path.Value, `"`), "/"); first == "xiaochuang" || strings.Contains(first, ".") {
				t.Errorf("%s imports %s", file, i.Path.Value)
			}
		}
	}
}

// What is wrong inside of a centre shows from outside.
func TestWrongReferencesAreNoticed(t *testing.T) {
	for wrong, fails := range map[string]string{
		"chain":    "events.fork events.prev events.race?",    // takes any line anywhere
		"records":  "events.reborn events.twice lines.reborn", // stores a record as often as it comes
		"counter":  "proof.counter",                           // takes a request that was recorded
		"nonce":    "hello.replayed",                          // and a hello
		"digest":   "proof.body part.digest",                  // believes what a part says of itself
		"complete": "part.order part.damaged",                 // is content when the last byte came
		"whole":    "part.damaged",                            // does not look at the bytes of a whole
		"gap":      "feed.gapless",                            // loses numbers of the feed
		"cursor":   "feed.refetch",                            // takes any cursor for the beginning
		// Chains what its library made of a line.
		"encoding": "lines.malformed lines.unknown lines.foreign lines.told_again lines.reborn lines.raw",
	} {
		t.Run(wrong, func(t *testing.T) {
			t.Parallel()
			c := newReference(t, conformance.L2)
			c.wrong = wrong
			mutant{fails: fails}.noticed(t, c.meet(t, conformance.L2))
		})
	}
}
