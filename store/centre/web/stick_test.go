package web_test

import (
	"bytes"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store"
	"xiaochuang/store/centre/web"
	"xiaochuang/store/parcel"
)

// upload sends files in the form of the stick, after the token or before it.
func (b *browser) upload(token, from string, files map[string][]byte) answer {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("token", token)
	for name, f := range files {
		w, err := m.CreateFormFile("parcel", name)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = w.Write(f)
	}
	_ = m.Close()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+"/web/stick", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", from)
	return b.do(r)
}

// TestStickOverThePages carries a desk's parcel in by the page and the answer back
// to the desk, which then has nothing left to send; what is spoilt, of strangers or
// without the page's token changes nothing.
func TestStickOverThePages(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(*desk.Case) {})
	o := s.desk.Outbox()
	defer o.Close()
	stick := t.TempDir()
	out, err := o.CarryOut(t.Context(), stick, store.ParcelOptions{Software: "test"})
	if err != nil || len(out.Files) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	name := filepath.Base(out.Files[0])
	b, err := os.ReadFile(filepath.Join(stick, parcel.Folder, name))
	if err != nil {
		t.Fatal(err)
	}
	administers := s.chief()
	token := formOf(administers.get("/web/stick"), nil).Get("token")
	reviews := s.reviewer()
	reviews.get("/web/stick").is(t, "a reviewer looks", http.StatusForbidden)
	reviews.upload(formOf(reviews.get("/web/cases"), nil).Get("token"), "same-origin", map[string][]byte{name: b}).is(t, "a reviewer sends", http.StatusForbidden)
	administers.upload("x", "same-origin", map[string][]byte{name: b}).is(t, "without the token", http.StatusForbidden)
	administers.upload(token, "cross-site", map[string][]byte{name: b}).is(t, "from elsewhere", http.StatusForbidden)
	administers.upload(token, "same-origin", nil).is(t, "no file", http.StatusUnprocessableEntity, "没有选包")
	spoilt := bytes.Clone(b)
	spoilt[len(spoilt)/2] ^= 1
	if a := administers.upload(token, "same-origin", map[string][]byte{name: spoilt}); a.status < 400 {
		t.Errorf("a spoilt parcel: %d", a.status)
	}
	administers.get("/web/desks").is(t, "nothing was taken", http.StatusOK, "还没有来过")
	a := administers.upload(token, "same-origin", map[string][]byte{name: b})
	_, disposition, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
	if a.status != http.StatusOK || err != nil || !parcel.IsAnswer(disposition["filename"]) {
		t.Fatalf("answered %d %v %v", a.status, a.header, err)
	}
	if err := os.WriteFile(filepath.Join(stick, parcel.Folder, disposition["filename"]), []byte(a.raw), 0o600); err != nil {
		t.Fatal(err)
	}
	if in, err := o.CarryIn(t.Context(), stick, "", desk.Duty{}); err != nil || in.Lines == 0 {
		t.Errorf("carried back: %+v, %v", in, err)
	}
	reviews.get("/web/cases").is(t, "the case", http.StatusOK, c.No)
	administers.get("/web/acts").is(t, "who did it", http.StatusOK, "收U盘")
}

// A start removes what an upload left that a stop cut off, and nothing that another
// program is at.
func TestStartSweepsUploads(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"carried-1": 2 * time.Hour, "carried-2": time.Minute, "scans": 2 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Join(path, "volume-0"), 0o700); err != nil {
			t.Fatal(err)
		}
		if at := time.Now().Add(-age); os.Chtimes(path, at, at) != nil {
			t.Fatal("no times of files")
		}
	}
	web.New(web.Config{Scratch: dir, Log: slog.New(slog.DiscardHandler)})
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 2 || filepath.Base(left[0]) != "carried-2" || filepath.Base(left[1]) != "scans" {
		t.Errorf("left are %v, %v", left, err)
	}
}
