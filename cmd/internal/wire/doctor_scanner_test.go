package wire

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// TestDoctorIsDefiniteAboutScanners asks about each way to a scanner that says
// nothing by itself: it works, or there is one cause.
func TestDoctorIsDefiniteAboutScanners(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := websocket.Accept(w, r, nil); err == nil {
			_ = c.CloseNow()
		}
	}))
	t.Cleanup(service.Close)
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ws := func(url string) string { return "ws" + strings.TrimPrefix(url, "http") }
	for _, tt := range []struct {
		name string
		c    scannerConfig
		want string // code, "" for all well
	}{
		{"folder", scannerConfig{Folder: dir}, ""},
		{"no folder", scannerConfig{Folder: filepath.Join(dir, "none")}, "folder"},
		{"a file for a folder", scannerConfig{Folder: file}, "folder"},
		{"no camera", scannerConfig{Camera: filepath.Join(dir, "video0")}, "absent"},
		{"no video device", scannerConfig{Camera: file}, "unsupported"},
		{"service", scannerConfig{Service: ws(service.URL)}, ""},
		{"nobody there", scannerConfig{Service: "ws://" + nobody}, "offline"},
		{"another program there", scannerConfig{Service: ws(other.URL)}, "noise"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []Check
			x := &examination{dir: dir, over: func() bool { return false }, log: slog.New(slog.DiscardHandler), cfg: &Config{Devices: devicesConfig{Scanner: tt.c}}, tell: func(c Check) { got = append(got, c) }}
			x.scanner(t.Context(), "device.scanner")
			if len(got) != 1 || got[0].Code != tt.want || (got[0].State == CheckOK) != (tt.want == "") {
				t.Errorf("%+v, want %q", got, tt.want)
			}
		})
	}
}
