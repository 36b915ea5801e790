package scanner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
)

func photo(t *testing.T, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, 100)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A tray is a watched folder with short times.
type tray struct {
	*scanner.WatchFolder
	t   *testing.T
	dir string
}

func newTray(t *testing.T) *tray {
	t.Helper()
	dir := t.TempDir()
	w := scanner.NewWatchFolder(scanner.FolderSettings{
		Name: "camera", Dir: dir, Every: 5 * time.Millisecond, Stable: 60 * time.Millisecond,
	}, desk.SystemClock{}, nil)
	t.Cleanup(func() { _ = w.Close() })
	return &tray{w, t, dir}
}

func (y *tray) put(name string, b []byte, age time.Duration) {
	y.t.Helper()
	path := filepath.Join(y.dir, name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		y.t.Fatal(err)
	}
	at := time.Now().Add(-age)
	if err := os.Chtimes(path, at, at); err != nil {
		y.t.Fatal(err)
	}
}

func (y *tray) left() []string {
	y.t.Helper()
	all, err := os.ReadDir(y.dir)
	if err != nil {
		y.t.Fatal(err)
	}
	var names []string
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

// scan takes pages for at most two seconds.
func (y *tray) scan(limit int) ([]desk.ScannedPage, error) {
	y.t.Helper()
	ctx, cancel := context.WithTimeout(y.t.Context(), 2*time.Second)
	defer cancel()
	var pages []desk.ScannedPage
	n, err := y.Scan(ctx, desk.ScanRequest{Limit: limit}, func(p desk.ScannedPage) error {
		pages = append(pages, p)
		p.Kept()
		return nil
	})
	if n != len(pages) {
		y.t.Errorf("told %d, gave %d", n, len(pages))
	}
	return pages, err
}

func TestFolderTakesPagesOldestFirst(t *testing.T) {
	y := newTray(t)
	var p bytes.Buffer
	if err := png.Encode(&p, image.NewGray(image.Rect(0, 0, 30, 40))); err != nil {
		t.Fatal(err)
	}
	y.put("b.JPG", photo(t, 200), time.Hour)
	y.put("a.jpeg", photo(t, 300), time.Minute)
	y.put("c.png", p.Bytes(), time.Second)
	pages, err := y.scan(10)
	if err != nil || len(pages) != 3 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for i, want := range []struct {
		width int
		mime  string
	}{{200, "image/jpeg"}, {300, "image/jpeg"}, {30, "image/png"}} {
		if p := pages[i]; p.No != i+1 || p.Width != want.width || p.MIME != want.mime || p.At.IsZero() {
			t.Errorf("page %d: %d, %d, %s", i+1, p.No, p.Width, p.MIME)
		}
	}
	if left := y.left(); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	if h := y.Health(); h.State != desk.DeviceOK {
		t.Errorf("lamp %+v", h)
	}
}

func TestFolderLeavesTheRestForLater(t *testing.T) {
	y := newTray(t)
	y.put("a.jpg", photo(t, 10), time.Minute)
	y.put("b.jpg", photo(t, 20), time.Second)
	if pages, err := y.scan(1); err != nil || len(pages) != 1 || pages[0].Width != 10 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	if left := y.left(); !slices.Equal(left, []string{"b.jpg"}) {
		t.Errorf("left %v", left)
	}
}

func TestFolderWaitsForAFileThatGrows(t *testing.T) {
	y := newTray(t)
	b := photo(t, 400)
	go func() {
		for n := 1; n <= 4; n++ {
			time.Sleep(30 * time.Millisecond)
			_ = os.WriteFile(filepath.Join(y.dir, "a.jpg"), b[:len(b)*n/4], 0o600)
		}
	}()
	pages, err := y.scan(5)
	if err != nil || len(pages) != 1 || !bytes.Equal(pages[0].Bytes, b) {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
}

func TestFolderRefusesWhatIsNoPage(t *testing.T) {
	t.Parallel()
	y := newTray(t)
	outside := filepath.Join(t.TempDir(), "secret.jpg")
	if err := os.WriteFile(outside, photo(t, 10), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := photo(t, 10)
	y.put("cut.jpg", whole[:len(whole)-9], 0)
	y.put("text.jpg", []byte("hello"), 0)
	for _, name := range []string{".hidden.jpg", "~open.jpg", "-rf.jpg", "x.jpg.part", "x.tmp", "x.pdf", "x"} {
		y.put(name, whole, 0)
	}
	if err := os.Symlink(outside, filepath.Join(y.dir, "link.jpg")); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(filepath.Join(y.dir, "pipe.jpg"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(y.dir, "dir.jpg"), 0o700); err != nil {
		t.Fatal(err)
	}
	before := y.left()
	pages, err := y.scan(20)
	if len(pages) != 0 || scanner.Cause(err) != scanner.NoDocuments || desk.KindOf(err) != desk.NotFound {
		t.Errorf("%d pages, %v", len(pages), err)
	}
	if left := y.left(); !slices.Equal(left, before) {
		t.Errorf("left %v of %v", left, before)
	}
}

func TestFolderLosesNoPage(t *testing.T) {
	y := newTray(t)
	y.put("a.jpg", photo(t, 10), 0)
	full := errors.New("disk full")
	n, err := y.Scan(t.Context(), desk.ScanRequest{}, func(desk.ScannedPage) error { return full })
	if n != 0 || !errors.Is(err, full) {
		t.Fatalf("%d, %v", n, err)
	}
	if left := y.left(); !slices.Equal(left, []string{"a.jpg"}) {
		t.Errorf("not kept, and left %v", left)
	}
	// A desk that was killed in mid job leaves the page under a name of ours.
	if err := os.Rename(filepath.Join(y.dir, "a.jpg"), filepath.Join(y.dir, ".xiaochuang-page-01JD")); err != nil {
		t.Fatal(err)
	}
	if pages, err := y.scan(1); err != nil || len(pages) != 1 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
	if left := y.left(); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

func TestFolderEndings(t *testing.T) {
	y := newTray(t)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		time.Sleep(20 * time.Millisecond)
		cancel()
	}()
	if n, err := y.Scan(ctx, desk.ScanRequest{}, nil); n != 0 || scanner.Cause(err) != scanner.Cancelled {
		t.Errorf("cancelled: %d, %v", n, err)
	}
	if n, err := y.Scan(t.Context(), desk.ScanRequest{Limit: -1}, nil); n != 0 || desk.KindOf(err) != desk.Invalid {
		t.Errorf("limit: %d, %v", n, err)
	}
	if err := os.RemoveAll(y.dir); err != nil {
		t.Fatal(err)
	}
	if n, err := y.scan(1); len(n) != 0 || scanner.Cause(err) != scanner.Folder || y.Health().State != desk.DeviceOffline {
		t.Errorf("no folder: %v, lamp %+v", err, y.Health())
	}
	if err := y.Close(); err != nil {
		t.Error(err)
	}
	if _, err := y.scan(1); scanner.Cause(err) != scanner.Closed {
		t.Errorf("closed: %v", err)
	}
}

// TestFolderKeepsWhatIsNotKept cuts the power, or fills the disk, between a page and
// its being sealed: its file is still there and comes with the next job, once.
func TestFolderKeepsWhatIsNotKept(t *testing.T) {
	y := newTray(t)
	for i := range 3 {
		y.put(fmt.Sprintf("%d.jpg", i), photo(t, 100+i), time.Hour-time.Duration(i)*time.Minute)
	}
	full := &desk.Problem{Kind: desk.Full, What: "disk"}
	room := 1 // pages that the disk takes
	var sealed []int
	f := desk.Feed{Scanner: y, Put: func(_ context.Context, p desk.ScannedPage) (desk.Page, error) {
		if room--; room < 0 {
			return desk.Page{}, full
		}
		sealed = append(sealed, p.Width)
		return desk.Page{}, nil
	}}
	run := func() (int, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		return f.Run(ctx, desk.ScanRequest{Limit: 10}, func(desk.Page) error { return nil })
	}
	if n, err := run(); n != 1 || !errors.Is(err, full) || len(y.left()) != 2 {
		t.Fatalf("%d pages, %v, left %v", n, err, y.left())
	}
	room = 10
	if n, err := run(); n != 2 || err != nil || len(y.left()) != 0 || !slices.Equal(sealed, []int{100, 101, 102}) {
		t.Errorf("%d pages more, %v, left %v, sealed %v", n, err, y.left(), sealed)
	}
}
