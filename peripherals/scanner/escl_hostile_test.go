package scanner_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
)

// TestESCLLies has the device answer one request with what no device should.
func TestESCLLies(t *testing.T) {
	t.Parallel()
	picture := func(width, height int) []byte {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	body := func(b []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
	}
	endless := func(part string) http.HandlerFunc {
		return func(w http.ResponseWriter, q *http.Request) {
			for q.Context().Err() == nil {
				if _, err := io.WriteString(w, part); err != nil {
					return
				}
			}
		}
	}
	good := picture(620, 877)
	for _, tt := range []struct {
		name, request string
		answer        http.HandlerFunc
		cause         string
	}{
		{"the truth", "GET NextDocument", body(good), ""},
		{"a JPEG padded with zeros", "GET NextDocument", body(append(bytes.Clone(good), 0, 0, 0)), ""},
		{"half a page", "GET NextDocument", body(good[:len(good)/2]), scanner.Cut},
		{"text for a page", "GET NextDocument", body([]byte("<html>Error</html>")), scanner.Cut},
		{"PDF for a page", "GET NextDocument", body([]byte("%PDF-1.7\n%%EOF")), scanner.Unsupported},
		{"a thumbnail", "GET NextDocument", body(picture(62, 88)), scanner.Size},
		{"twice the resolution", "GET NextDocument", body(picture(1240, 1754)), scanner.Size},
		{"too many pixels", "GET NextDocument", body(picture(1, 20_001)), scanner.TooLarge},
		{"a page without end", "GET NextDocument", endless(strings.Repeat("\xff", 1<<16)), scanner.TooLarge},
		{"a page that claims 1 TiB", "GET NextDocument", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(int64(1)<<40))
		}, scanner.TooLarge},
		{"a page by drops", "GET NextDocument", func(w http.ResponseWriter, q *http.Request) {
			for q.Context().Err() == nil {
				_, _ = io.WriteString(w, "\xff")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		}, scanner.Timeout},
		{"a status without end", "GET ScannerStatus", endless("<ScannerStatus>"), ""},
		{"capabilities without end", "GET ScannerCapabilities", endless("<ScannerCapabilities>"), scanner.Unsupported},
		{"a web page for capabilities", "GET ScannerCapabilities", body([]byte("<html><body>Login</body></html>")), scanner.Unsupported},
		{"a header without end", "GET ScannerCapabilities", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 1<<20))
		}, scanner.IO},
		{"a redirect of the job", "POST ScanJobs", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/eSCL/ScanJobs")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, scanner.Unsupported},
		{"a place outside", "POST ScanJobs", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/eSCL/../../7")
			w.WriteHeader(http.StatusCreated)
		}, scanner.Unsupported},
		{"zip for XML", "GET ScannerCapabilities", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("\x1f\x8b\x08\x00"))
		}, scanner.Unsupported},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				name := q.Method + " " + q.URL.Path[strings.LastIndexByte(q.URL.Path, '/')+1:]
				switch {
				case name == tt.request:
					tt.answer(w, q)
				case name == "GET ScannerCapabilities":
					_, _ = io.WriteString(w, "<ScannerCapabilities><Platen/></ScannerCapabilities>")
				case name == "GET ScannerStatus":
					_, _ = io.WriteString(w, "<ScannerStatus><State>Processing</State></ScannerStatus>")
				case name == "POST ScanJobs":
					w.Header().Set("Location", "/eSCL/ScanJobs/1")
					w.WriteHeader(http.StatusCreated)
				case name == "GET NextDocument":
					_, _ = w.Write(good)
				}
			}))
			t.Cleanup(func() {
				server.CloseClientConnections()
				server.Close()
			})
			s := newESCL(t, server.URL, func(set *scanner.ESCLSettings) {
				set.PageTime = time.Minute
				if tt.cause == scanner.Timeout {
					set.PageTime = time.Second
				}
			})
			pages, err := take(t, s, desk.ScanRequest{})
			want := 0
			if tt.cause == "" {
				want = 1
			}
			if len(pages) != want || scanner.Cause(err) != tt.cause || (err == nil) != (tt.cause == "") {
				t.Errorf("%d pages, %v", len(pages), err)
			}
		})
	}
}

// TestESCLEmptyAnswerAtTheCountedEnd takes a page of no bytes for the end where
// the device has counted as many images as were handed over, and nowhere else.
func TestESCLEmptyAnswerAtTheCountedEnd(t *testing.T) {
	t.Parallel()
	var good bytes.Buffer
	if err := jpeg.Encode(&good, image.NewGray(image.Rect(0, 0, 620, 877)), nil); err != nil {
		t.Fatal(err)
	}
	for counted, cause := range map[int]string{1: "", 2: scanner.Cut} {
		given := false
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			switch q.Method + q.URL.Path {
			case "GET/eSCL/ScannerCapabilities":
				_, _ = io.WriteString(w, "<ScannerCapabilities><Adf/></ScannerCapabilities>")
			case "GET/eSCL/ScannerStatus":
				_, _ = fmt.Fprintf(w, "<ScannerStatus><State>Idle</State><Jobs><JobInfo><JobState>Completed</JobState>"+
					"<ImagesCompleted>%d</ImagesCompleted></JobInfo></Jobs></ScannerStatus>", counted)
			case "POST/eSCL/ScanJobs":
				w.Header().Set("Location", "/eSCL/ScanJobs/1")
				w.WriteHeader(http.StatusCreated)
			case "GET/eSCL/ScanJobs/1/NextDocument":
				if !given {
					_, _ = w.Write(good.Bytes())
				}
				given = true
			}
		}))
		pages, err := take(t, newESCL(t, server.URL, nil), desk.ScanRequest{Source: "adf", Limit: 5})
		if len(pages) != 1 || scanner.Cause(err) != cause || (err == nil) != (cause == "") {
			t.Errorf("%d counted: %d pages, %v", counted, len(pages), err)
		}
		server.Close()
	}
}
