package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/seal"
)

// A light desk is keys and the real client: it makes its lines and pages when it
// sends them and keeps nothing.
type light struct {
	no     int
	id     string
	keys   *seal.Keys
	client *client.Client
	line   *line
	next   int64
	chain  uplink.Chain
	pages  []string
}

// newLight enrols the i-th desk of a city of streets with forty desks each, in
// twenty stations.
func newLight(ctx context.Context, x *centre.Centre, dir, url string, i int, t *tally) (*light, error) {
	station := fmt.Sprintf("11%02d%02d%03d%03d", i/40/17%90+1, i/40%17+1, i/40/17/90+1, i%40/2+1)
	l := &light{no: i, id: fmt.Sprintf("%s-%02d", station, i%2+1), line: t.line()}
	var err error
	if l.keys, err = seal.Create(filepath.Join(dir, l.id), x.Suite()); err != nil {
		return nil, err
	}
	if l.client, err = dial(url, l.id, l.keys, l.line); err != nil {
		return nil, err
	}
	defer l.line.close()
	code, err := x.NewCode(ctx, station, l.id[13:])
	if err != nil {
		return nil, err
	}
	_, err = l.client.Enrol(ctx, code, "rehearsal")
	return l, err
}

// incarnation is the one that the desk has.
func (l *light) incarnation() string { return "inc-" + l.id }

// hello opens a session where the desk stands.
func (l *light) hello(ctx context.Context) error {
	s := l.keys.Suite()
	if l.next == 0 {
		l.next, l.chain = 1, uplink.Begin(s, l.incarnation())
	}
	w, err := l.client.Hello(ctx, uplink.Hello{
		Desk: l.id, Incarnation: l.incarnation(), No: 1, Head: l.next - 1, Acked: l.next - 1, AckedChain: l.chain.Text(s),
		JournalHash: s.Digest([]byte(l.id)), Instance: l.keys.Instance(), Software: "rehearsal", Wall: time.Now().UTC(),
	})
	if err == nil && w.Action != uplink.Continue {
		err = fmt.Errorf("%s is told %s", l.id, w.Action)
	}
	if err != nil {
		return err
	}
	l.next = w.NextSeq
	l.chain, err = uplink.ParseChain(s, w.Chain)
	return err
}

// image is the i-th page, other bytes in each.
func (l *light) image(i, size int) []byte {
	b := make([]byte, size)
	io.ReadFull(rand.NewChaCha8([32]byte{byte(l.no), byte(l.no >> 8), byte(i)}), b) // Never fails.
	return b
}

// lines are those of a day: one for each case with its pages, and tickets.
func (l *light) lines(d day) ([][]byte, error) {
	var out [][]byte
	for i := range d.cases + d.tickets {
		line := desk.Line{
			V: desk.LineVersion, RID: fmt.Sprintf("%s-%d", l.id, i), Kind: desk.ActTicketTaken, KV: 1,
			At: desk.LineTime(time.Now().UTC()), Day: "2026-11-23", Desk: l.id, Inc: l.incarnation(), Staff: "u01", Window: 1, Clk: "ok",
			Obj: fmt.Sprintf("ticket:%d", i),
		}
		body := desk.Body{Note: map[string]string{"lane": "A", "reason": l.keys.Suite().Digest([]byte{byte(i)})}}
		if i < d.cases {
			c := desk.CaseDoc{Case: desk.Case{
				ID: fmt.Sprintf("%s-%d", l.id, i), No: fmt.Sprintf("BJ-%s-20261123-%sA%04d", l.id[:12], l.id[13:], i+1),
				Mode: desk.ModeCollect, Item: "item-1", ItemVersion: 1, Title: "Sample item", State: desk.CaseReceived, Rev: 1,
			}}
			m := desk.Material{Key: "m"}
			for range d.pages {
				id := l.keys.Suite().Digest(l.image(len(l.pages), d.size))
				l.pages, line.Blobs = append(l.pages, id), append(line.Blobs, id)
				m.Pages = append(m.Pages, desk.Page{ID: id, MIME: "image/jpeg", Size: int64(d.size)})
			}
			c.Materials = []desk.Material{m}
			line.Kind, line.Obj, body.Cases = desk.ActCaseReceived, "case:"+c.ID, []desk.CaseDoc{c}
		}
		var err error
		if line.Body, err = json.Marshal(body); err != nil {
			return nil, err
		}
		raw, err := json.Marshal(line)
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}

// events sends the lines of a day.
func (l *light) events(ctx context.Context, d day) error {
	lines, err := l.lines(d)
	for len(lines) > 0 && err == nil {
		n := min(len(lines), uplink.MaxBatch)
		s := uplink.Slice{Incarnation: l.incarnation(), First: l.next, Prev: l.chain, Lines: lines[:n]}
		var a uplink.Appended
		if a, err = l.client.Append(ctx, s); err == nil && len(a.Quarantined) > 0 {
			err = fmt.Errorf("%s: set aside: %+v", l.id, a.Quarantined[0])
		}
		l.next, l.chain, lines = l.next+int64(n), s.Chain(l.keys.Suite()), lines[n:]
	}
	return err
}

// missing asks for all pages, of which the centre must have so many.
func (l *light) missing(ctx context.Context, held int) error {
	for ids := l.pages; len(ids) > 0; {
		n := min(len(ids), uplink.MaxMissing)
		wants, err := l.client.Missing(ctx, ids[:n])
		if err != nil {
			return err
		}
		ids, held = ids[n:], held-(n-len(wants))
	}
	if held != 0 {
		return fmt.Errorf("%s: the centre has %d pages less than it was sent", l.id, held)
	}
	return nil
}

// parts sends the pages, each in parts.
func (l *light) parts(ctx context.Context, d day) error {
	for i, id := range l.pages {
		image := l.image(i, d.size)
		for at := 0; at < d.size; at += uplink.MaxPart {
			end := min(at+uplink.MaxPart, d.size)
			t, err := l.client.Part(ctx, id, int64(at), int64(d.size), image[at:end])
			if err == nil && t.Complete != (end == d.size) {
				err = errors.New("a page is not complete")
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// feed asks for what came down.
func (l *light) feed(ctx context.Context) error {
	_, err := l.client.Feed(ctx, "", uplink.MaxFeed)
	return err
}

// each runs do for all desks, so many at once.
func each(t *testing.T, desks []*light, atOnce int, do func(*light) error) {
	t.Helper()
	todo, failed := make(chan *light), make(chan error, len(desks))
	for range atOnce {
		go func() {
			for l := range todo {
				failed <- do(l)
				l.line.close()
			}
		}()
	}
	for _, l := range desks {
		todo <- l
	}
	close(todo)
	var errs []error
	for range desks {
		if err := <-failed; err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		t.Fatalf("%d desks failed, the first: %v", len(errs), errs[0])
	}
}
