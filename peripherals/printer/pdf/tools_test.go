package pdf_test

import (
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer/pdf"
)

// tool runs a program of the package and returns what it prints.
func tool(t *testing.T, pkg, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing: apt-get install %s", name, pkg)
	}
	cmd := exec.Command(name, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, stderr.String())
	}
	return string(out)
}

// file renders the Doc into a file.
func file(t *testing.T, d notice.Doc) string {
	t.Helper()
	b, err := pdf.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// picture draws page 1 at a resolution.
func picture(t *testing.T, path, dpi string) (name string, img image.Image) {
	t.Helper()
	base := strings.TrimSuffix(path, ".pdf")
	tool(t, "poppler-utils", "pdftoppm", "-r", dpi, "-gray", "-png", "-f", "1", "-l", "1", "-singlefile", path, base)
	f, err := os.Open(base + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	img, err = png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return base + ".png", img
}

func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\u3000", "", "\f", "").Replace(s)
}
