package wire

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	plain "xiaochuang/peripherals/printer/text"
)

// wordFolder holds the template files that a lead edits.
const wordFolder = "templates"

// newWordings are the words of a station's papers.
func newWordings(dir string, l desk.Ledger, log *slog.Logger) *notice.Wordings {
	folder := filepath.Join(dir, wordFolder)
	put := func(name string, b []byte) error {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		return replaceFile(filepath.Join(folder, name), b)
	}
	return notice.NewWordings(l, os.DirFS(folder), put, log)
}

// TemplatePath is where the template file with the name is edited.
func (d *Desk) TemplatePath(name string) string { return filepath.Join(d.Dir, wordFolder, name) }

// SpecimenText lays a paper about nobody out with a template, as lines of text.
func (d *Desk) SpecimenText(ctx context.Context, k desk.PaperKind, text string, m notice.Medium) ([]string, error) {
	doc, err := d.Words.Specimen(ctx, k, text, m)
	if err != nil {
		return nil, err
	}
	return plain.Plain(doc), nil
}
