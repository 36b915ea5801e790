package rehearsal

import (
	"bytes"
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
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// A day is what one desk has to send at closing.
type day struct {
	cases, pages int // pages a case
	size         int // bytes of a page before it is sealed
	tickets      int // lines besides those of cases
}

// A window is a whole desk: a store, and what it did today.
type window struct {
	*store.Store

	t       testing.TB
	no      string // of the station, twelve digits
	outbox  *store.Outbox
	line    *line
	report  uplink.Report // of all runs together
	runs    int
	pageIDs []string
}

// station is the i-th of the street.
func station(i int) string { return fmt.Sprintf("%s%03d", street, i+1) }

func (w *window) id() string { return w.no + "-01" }

// newWindow opens a desk that has lived through a day.
func newWindow(t testing.TB, dir string, i int, d day) *window {
	t.Helper()
	st := storetest.Station()
	st.Code = station(i)
	s, err := store.Open(t.Context(), store.Config{Dir: filepath.Join(dir, st.Code), Station: st, Built: storetest.Built, Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	w := &window{Store: s, t: t, no: st.Code, outbox: s.Outbox()}
	t.Cleanup(func() {
		w.outbox.Close()
		w.Close()
	})
	r := rand.NewChaCha8([32]byte{byte(i)})
	for range d.cases {
		if err := w.takeIn(d, r); err != nil {
			t.Fatal(err)
		}
	}
	for range d.tickets {
		id := desk.NewID(time.Now())
		if _, err := w.Write(t.Context(), id, storetest.Duty(), storetest.TakeTicket(id, "A")); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// takeIn takes one case in. Pages are noise, as compressed images are.
func (w *window) takeIn(d day, r io.Reader) error {
	id := desk.NewID(time.Now())
	c := storetest.NewCase(id, storetest.Person())
	m := desk.Material{Key: "m"}
	for range d.pages {
		image := make([]byte, d.size)
		if _, err := io.ReadFull(r, image); err != nil {
			return err
		}
		p, err := w.PutPage(w.t.Context(), id, image, desk.Page{MIME: "image/jpeg"})
		if err != nil {
			return err
		}
		m.Pages, w.pageIDs = append(m.Pages, p), append(w.pageIDs, p.ID)
	}
	c.Materials = []desk.Material{m}
	_, err := w.Write(w.t.Context(), desk.NewID(time.Now()), storetest.Duty(), storetest.TakeIn(c))
	return err
}

// enrol makes the desk known to a street, at one of its boxes.
func (w *window) enrol(x *centre.Centre, url string, t *tally) {
	w.t.Helper()
	w.line = t.line()
	code, err := x.NewCode(w.t.Context(), w.no, "01")
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := dial(url, w.id(), w.Keys(), w.line)
	if err != nil {
		w.t.Fatal(err)
	}
	e, err := c.Enrol(w.t.Context(), code, "rehearsal")
	if err := errors.Join(err, w.outbox.Enrolled(w.t.Context(), e)); err != nil {
		w.t.Fatal(err)
	}
}

// dial is the real client over a line that counts.
func dial(url, id string, k *seal.Keys, l *line) (*client.Client, error) {
	return client.Dial(client.Config{URL: url, Desk: id, Keys: k, Transport: l})
}

// run makes one run of the real courier, whose waits are shorter by a factor.
func (w *window) run(ctx context.Context, url string, factor int, r *rand.Rand) error {
	c, err := dial(url, w.id(), w.Keys(), w.line)
	if err != nil {
		return err
	}
	defer w.line.close()
	o := uplink.Options{
		Software: "rehearsal", Random: r.Float64,
		Sleep: func(ctx context.Context, d time.Duration) error { return sleep(ctx, d/time.Duration(factor)) },
	}
	got, err := uplink.NewCourier(w.outbox, c, w.Keys().Suite(), desk.SystemClock{}, o).Run(ctx)
	w.runs++
	w.report.Requests += got.Requests
	w.report.Retries += got.Retries
	w.report.Sent += got.Sent
	w.report.Blobs += got.Blobs
	w.report.Bytes += got.Bytes
	w.report.Left = got.Left
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// same makes sure that a street has every line and page of a desk to the byte, once,
// none besides, and that nothing is left in the outbox.
func (w *window) same(x *centre.Centre) {
	w.t.Helper()
	lines, blobs := map[string][]byte{}, []string{}
	for after := int64(0); ; {
		page, err := w.Journal(w.t.Context(), after, 1000)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			var l desk.Line
			if err := json.Unmarshal(e.Raw, &l); err != nil {
				w.t.Fatal(err)
			}
			lines[l.RID], after = e.Raw, e.N
			blobs = append(blobs, l.Blobs...)
		}
	}
	have := 0
	err := x.Records(w.t.Context(), w.id(), func(r centre.Record) error {
		have++
		if !bytes.Equal(lines[r.RID], r.Line) || r.Code != "" {
			w.t.Errorf("%s: line %s differs, or was set aside %q", w.id(), r.RID, r.Code)
		}
		return nil
	})
	if err != nil || have != len(lines) {
		w.t.Errorf("%s: the street has %d of %d lines, %v", w.id(), have, len(lines), err)
	}
	for _, id := range blobs {
		r, err := x.Scan(w.t.Context(), street, id)
		if err != nil {
			w.t.Errorf("%s: page %s: %v", w.id(), id, err)
			continue
		}
		n, err := io.Copy(io.Discard, r) // The last read compares it with its digest.
		if err := errors.Join(err, r.Close()); err != nil || n == 0 {
			w.t.Errorf("%s: page %s: %d bytes, %v", w.id(), id, n, err)
		}
	}
	s, err := w.outbox.State(w.t.Context())
	if err != nil || s.Pending != (uplink.Pending{}) {
		w.t.Errorf("%s: left in the outbox: %+v, %v", w.id(), s.Pending, err)
	}
}
