package guide

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// A heard query is one line of testdata/heard.tsv.
type heard struct{ text, want, kind string }

// readHeard reads the queries that were written down before any nickname was
// tuned to them.
func readHeard(t *testing.T) []heard {
	t.Helper()
	f, err := os.Open("testdata/heard.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []heard
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		p := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(p[0], "#") {
			continue
		}
		if len(p) != 3 {
			t.Fatalf("line %q", lines.Text())
		}
		out = append(out, heard{p[0], p[1], p[2]})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// common counts the different characters that two texts share.
func common(a, b string) int {
	seen := map[rune]bool{}
	for _, r := range a {
		seen[r] = seen[r] || strings.ContainsRune(b, r)
	}
	n := 0
	for _, both := range seen {
		if both {
			n++
		}
	}
	return n
}

// TestHeardQueriesAreWhatTheySay holds the file to its promise: two hundred
// different queries of five kinds, and life events that a search by characters
// alone could not find.
func TestHeardQueriesAreWhatTheySay(t *testing.T) {
	c := demonstration(t)
	texts, kinds := map[string]bool{}, map[string]int{}
	for _, q := range readHeard(t) {
		texts[q.text] = true
		kinds[q.kind]++
		for w := range strings.SplitSeq(q.want, ",") {
			it, ok := c.Item("BJ-SQ-" + w)
			if !ok {
				t.Errorf("%s wants %s, which the guide has not", q.text, w)
			}
			if n := common(q.text, it.Name); q.kind == "life" && n > 1 {
				t.Errorf("%s shares %d characters with %s", q.text, n, it.Name)
			}
		}
	}
	if len(texts) != 200 {
		t.Errorf("%d different queries, want 200", len(texts))
	}
	for _, k := range []string{"characters", "initials", "typo", "nickname", "life"} {
		if kinds[k] < 30 {
			t.Errorf("%d queries of the kind %q, want at least 30", kinds[k], k)
		}
	}
}

// TestHeardQueries holds that what was said at the counter finds its matter: in
// the first three for 95 % of all queries, and for no kind under 85 %.
func TestHeardQueries(t *testing.T) {
	ix := NewIndex(demonstration(t))
	asked, found := map[string]int{}, map[string]int{}
	all, right := 0, 0
	for _, q := range readHeard(t) {
		asked[q.kind]++
		all++
		hits := ix.Find(q.text, 3, nil)
		if within(hits, q.want) {
			found[q.kind]++
			right++
			continue
		}
		names := make([]string, 0, len(hits))
		for _, h := range hits {
			names = append(names, h.Item+h.Certificate+" "+h.Name)
		}
		t.Logf("%s (%s): want %s, got %v", q.text, q.kind, q.want, names)
	}
	for kind, n := range asked {
		t.Logf("%s: %d of %d", kind, found[kind], n)
		if found[kind]*100 < n*85 {
			t.Errorf("%q: %d of %d found", kind, found[kind], n)
		}
	}
	if right*100 < all*95 {
		t.Errorf("%d of %d found", right, all)
	}
}
