package gate_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// tool runs a program of a Debian package.
func tool(t testing.TB, pkg, name string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing: apt-get install %s", name, pkg)
	}
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// papers prints our own papers as PDF into a folder and lists the files.
func papers(t testing.TB) []string {
	t.Helper()
	dir := t.TempDir()
	tool(t, "golang-go", "go", "run", "./testdata/papers", dir)
	files, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d papers, %v", len(files), err)
	}
	slices.Sort(files)
	return files
}

// printed returns the pages of renderer B: poppler's pictures of a PDF.
func printed(t testing.TB, file string, dpi int) []*sheet {
	t.Helper()
	dir := t.TempDir()
	tool(t, "poppler-utils", "pdftoppm", "-r", fmt.Sprint(dpi), "-gray", file, filepath.Join(dir, "p"))
	pictures, err := filepath.Glob(filepath.Join(dir, "*.pgm"))
	if err != nil || len(pictures) == 0 {
		t.Fatalf("no picture of %s: %v", filepath.Base(file), err)
	}
	slices.Sort(pictures)
	var pages []*sheet
	for _, name := range pictures {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var w, h, most int
		if _, err := fmt.Fscanf(bytes.NewReader(b), "P5\n%d %d\n%d", &w, &h, &most); err != nil || most != 255 || len(b) < w*h {
			t.Fatalf("%s is no grey picture: %v", filepath.Base(name), err)
		}
		s := newSheet(w, h, float64(dpi), 0)
		for i, g := range b[len(b)-w*h:] {
			s.pix[i] = float32(g) / 255
		}
		pages = append(pages, s)
	}
	return pages
}
