package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// pdfText reads a PDF's text back; the tool is poppler's.
func (s *station) pdfText(pdf []byte) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		s.t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		s.t.Fatalf("pdftotext (package poppler-utils): %v", err)
	}
	return string(out)
}

// pdfCodes decodes the QR codes of a PDF's first page.
func (s *station) pdfCodes(pdf []byte) string {
	s.t.Helper()
	dir := s.t.TempDir()
	path := filepath.Join(dir, "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		s.t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", "150", "-png", "-singlefile", path, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		s.t.Fatalf("pdftoppm (package poppler-utils): %v\n%s", err, out)
	}
	out, err := exec.Command("zbarimg", "-q", "--raw", filepath.Join(dir, "page.png")).Output()
	if err != nil {
		s.t.Fatalf("zbarimg (package zbar-tools) reads no code: %v", err)
	}
	return string(out)
}

// printed waits for a PDF at the printer that holds all words, and returns it.
func (s *station) printed(words ...string) []byte {
	s.t.Helper()
	var last string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		for _, pdf := range s.printer.Spool(s.t) {
			last = s.pdfText(pdf)
			if holds(last, words) {
				return pdf
			}
		}
	}
	s.t.Fatalf("the printer received no paper with %q; the last one reads:\n%s", words, last)
	return nil
}

// holds reports whether a text holds all words, blanks aside: a layout may
// spread them.
func holds(text string, words []string) bool {
	flat := strings.Join(strings.Fields(text), "")
	for _, w := range words {
		if !strings.Contains(flat, strings.Join(strings.Fields(w), "")) {
			return false
		}
	}
	return true
}

// slip waits for a receipt with the words among its GBK text.
func (s *station) slip(words ...string) []byte {
	s.t.Helper()
	want := make([][]byte, len(words))
	for i, w := range words {
		b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(w))
		if err != nil {
			s.t.Fatal(err)
		}
		want[i] = b
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
	next:
		for _, b := range s.ticket.Tickets() {
			for _, w := range want {
				if !bytes.Contains(b, w) {
					continue next
				}
			}
			return b
		}
	}
	s.t.Fatalf("the receipt printer printed nothing with %q", words)
	return nil
}

// rate presses a key on the pad once it asks.
func (s *station) rate(key string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if _, shown := s.pad.Asking(); shown {
			if err := s.pad.Press(key); err != nil {
				s.t.Fatal(err)
			}
			return
		}
	}
	s.t.Fatal("the pad was not asked")
}

// A listed case is one line of `case list --json`.
type listedCase struct {
	ID    string `json:"id"`
	No    string `json:"no"`
	Item  string `json:"item"`
	Mode  string `json:"mode"`
	State string `json:"state"`
	Due   string `json:"due"`
	Rated string `json:"rated"`
}

// cases lists the cases by item.
func (s *station) cases() map[string]listedCase {
	s.t.Helper()
	var list []listedCase
	if err := json.Unmarshal([]byte(s.desk("case", "list", "--json")), &list); err != nil {
		s.t.Fatal(err)
	}
	byItem := map[string]listedCase{}
	for _, c := range list {
		byItem[c.Item] = c
	}
	return byItem
}

// drain reads to the end, which checks what was read, and closes.
func drain(r io.ReadCloser) error {
	_, err := io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}
