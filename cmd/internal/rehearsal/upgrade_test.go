package rehearsal

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/seal"
	"xiaochuang/tui/text"
)

// TestUpgrade starts today's program on what the first released one left of a city,
// on the embedded default and on PostgreSQL: it brings the tables up to date, tells
// the operator how far it is, tells desks that come meanwhile to come back, keeps
// every line, and serves.
func TestUpgrade(t *testing.T) {
	o := &old{desks: 200, lines: 20, cases: 2, pages: 2, suite: seal.GM(), ends: map[string]uplink.Chain{}}
	if long() {
		o.desks, o.lines, o.cases, o.pages = 7000, 200, 20, 3
	}
	for range speakers {
		k, err := seal.NewKeys(o.suite)
		if err != nil {
			t.Fatal(err)
		}
		o.keys = append(o.keys, k)
	}
	t.Run("SQLite", func(t *testing.T) {
		dir := t.TempDir()
		o.upgraded(t, dir, o.inFile(t, dir))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		dir, beside, address := t.TempDir(), t.TempDir(), recordstest.Shared(t).Database(t)
		size := o.inServer(t, dir, address)
		ring, err := os.ReadFile(filepath.Join(dir, centre.RingFile))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(beside, centre.RingFile), ring, 0o600); err != nil {
			t.Fatal(err)
		}
		other := boxOf(t, beside, "--database", address) // an instance that starts at the same time
		other.launch(io.Discard, os.Stderr)
		t.Cleanup(other.kill)
		o.upgraded(t, dir, size, "--database", address)
		other.await()
	})
}

// upgraded starts the program, lets desks come from the first moment on, and looks
// at what there is afterwards.
func (o *old) upgraded(t *testing.T, dir string, size int64, more ...string) {
	b, began := boxOf(t, dir, more...), time.Now()
	var said bytes.Buffer
	b.launch(&said, &said)
	t.Cleanup(b.kill)
	var all sync.WaitGroup
	seen := make([]visits, speakers)
	for i := range seen {
		all.Go(func() { seen[i] = o.visit(t, b, i) })
	}
	all.Wait()
	took, peak := time.Since(began), b.peak()
	turned, page := 0, ""
	for _, v := range seen {
		turned += v.turned
		page = cmp.Or(page, v.page)
	}
	b.kill()
	t.Logf("%d desks with %d lines, %d cases and %d pages each, %.0f MB: served after %.1f s, at most %.0f MB; %d visits were told to come back, the first %.1f s after the start (load %s); the program said\n%s",
		o.desks, o.lines, o.cases, o.cases*o.pages, float64(size)/1e6, took.Seconds(), float64(peak)/1e6, turned, seen[0].first.Seconds(), load(), said.String())
	if turned == 0 {
		t.Error("no desk was told to come back: it met a closed door")
	}
	if page != text.CentreUpgrading+"\n" {
		t.Errorf("who opened the pages meanwhile read %q", page)
	}
	if long() && peak > 300e6 {
		t.Errorf("the upgrade took %d MB of memory", peak/1e6)
	}
	o.kept(t, dir, more...)
}

// visits are what a desk met until it was served.
type visits struct {
	turned int           // told to come back
	first  time.Duration // from the start until the first answer
	page   string        // what a browser was told meanwhile
}

// visit lets a desk say hello until it is served, and then sends what it has.
func (o *old) visit(t *testing.T, b *box, i int) (v visits) {
	id, _ := deskOf(i)
	chain, began := o.chain(id), time.Now()
	c, err := client.Dial(client.Config{URL: b.url(), Desk: id, Keys: o.keys[i]})
	if err != nil {
		t.Error(err)
		return v
	}
	defer c.Close()
	hello := uplink.Hello{
		Desk: id, Incarnation: inc(id), No: 1, Head: int64(o.lines) + 1, Acked: int64(o.lines), AckedChain: chain.Text(o.suite),
		JournalHash: o.suite.Digest(nil), Instance: o.keys[i].Instance(), Software: "rehearsal", Wall: time.Now().UTC(),
	}
	for {
		w, err := c.Hello(t.Context(), hello)
		if no, refused := errors.AsType[*uplink.Refusal](err); refused {
			if no.Status != http.StatusServiceUnavailable || no.Fault.Code != uplink.CodeBusy || no.After <= 0 {
				t.Errorf("a desk that comes meanwhile is told %v, and to wait %v", no, no.After)
				return v
			}
			if v.turned++; v.turned == 1 {
				v.first = time.Since(began)
			}
			v.page = cmp.Or(v.page, browse(b.url()+centre.PeoplePath))
		}
		if err == nil {
			if w.Action != uplink.Continue || w.NextSeq != int64(o.lines)+1 {
				t.Errorf("%s is told %+v", id, w)
			}
			break
		}
		select {
		case <-b.done:
			t.Error("the centre ended")
			return v
		case <-time.After(20 * time.Millisecond):
		}
	}
	line := &old{suite: o.suite, lines: o.lines + 1}
	s := uplink.Slice{Incarnation: inc(id), First: int64(o.lines) + 1, Prev: chain, Lines: [][]byte{line.line(id, o.lines)}}
	if a, err := c.Append(t.Context(), s); err != nil || a.NextSeq != int64(o.lines)+2 || len(a.Quarantined) > 0 {
		t.Errorf("%s sends a line: %+v %v", id, a, err)
	}
	return v
}

// browse is what a browser is told by a centre that has no pages yet, or "".
func browse(url string) string {
	w, err := http.Get(url)
	if err != nil {
		return ""
	}
	defer w.Body.Close()
	raw, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != http.StatusServiceUnavailable {
		return ""
	}
	return string(raw)
}

// kept looks whether the centre has everything that it had, and knows of each old
// case what it knows of a new one.
func (o *old) kept(t *testing.T, dir string, more ...string) {
	c := centre.Config{Dir: dir, Reserve: -1}
	if len(more) > 0 {
		c.Database = more[1]
	}
	x, err := centre.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	list, err := x.Desks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines := int64(0)
	for _, d := range list {
		lines += d.Events
	}
	if want := int64(o.desks*o.lines + speakers); len(list) != o.desks || lines != want {
		t.Errorf("there are %d desks with %d lines, want %d with %d", len(list), lines, o.desks, want)
	}
	id, _ := deskOf(0)
	entries, err := x.Entries(t.Context(), centre.Person{Tenant: id[:9], Name: "x"}, centre.EntryFilter{Limit: 2000})
	if err != nil {
		t.Fatal(err)
	}
	if want := min(o.desks, 40) * o.cases; len(entries) != want {
		t.Errorf("%d old cases are to be entered by the street, want %d", len(entries), want)
	}
	for _, e := range entries {
		if e.Title != title || e.Received == nil || !e.Received.Equal(then) || e.System != "outside" {
			t.Fatalf("an old case is known as %+v", e)
		}
	}
	backups, _ := filepath.Glob(filepath.Join(dir, "*.bak"))
	for _, path := range backups {
		about, err := os.Stat(path)
		t.Log("kept from before: ", filepath.Base(path), fmt.Sprintf("%.0f MB", float64(about.Size())/1e6), err)
	}
}
