package wire

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/printer/pdf"
	"xiaochuang/store/seal"
)

// separatorKey is the file with the key of this station's separators: sheets that
// others have made divide no stack. It guards nothing else; without it another
// one is made, and the sheets are printed anew.
const separatorKey = "separator.key"

// Separators are the sheets that divide a stack at this station. The key is made
// when it is first asked for.
func (d *Desk) Separators() (*desk.Separators, error) {
	suite, err := seal.Named(suiteName(d.Config))
	if err != nil {
		return nil, err
	}
	key, err := keyOfSeparators(filepath.Join(d.Dir, separatorKey))
	if err != nil {
		return nil, err
	}
	return &desk.Separators{Check: func(text string) []byte { return suite.Index(key, "separator", text) }}, nil
}

// keyOfSeparators reads the key, or makes one where there is none.
func keyOfSeparators(path string) (seal.Key, error) {
	var key seal.Key
	b, err := readBounded(path, 1024)
	if errors.Is(err, fs.ErrNotExist) {
		key = seal.NewObjectKey()
		return key, replaceFile(path, []byte(hex.EncodeToString(key[:])+"\n"))
	}
	if err != nil {
		return key, err
	}
	if n, err := hex.Decode(key[:], []byte(strings.TrimSpace(string(b)))); err != nil || n != len(key) {
		return key, &desk.Problem{Kind: desk.Broken, What: "separator.key", Cause: err}
	}
	return key, nil
}

// separators are the station's separators for a console, nil where their key
// cannot be had: stacks go on without.
func (d *Desk) separators() *desk.Separators {
	s, err := d.Separators()
	if err != nil {
		d.Log.Warn("separators", "err", err)
		return nil
	}
	return s
}

// SeparatorSheets is a set of separators as a PDF of A4 pages.
func (d *Desk) SeparatorSheets() ([]byte, error) {
	s, err := d.Separators()
	if err != nil {
		return nil, err
	}
	doc, err := notice.SeparatorSheets(d.Station.Name, *s, d.Clock.Now())
	if err != nil {
		return nil, err
	}
	return pdf.Render(doc)
}

// separate prints a set of separators, past the print queue: they are stationery
// and no papers. It is nil where the window has no A4 printer.
func (d *Desk) separate(v *Devices) func(context.Context) error {
	if v.Printer == nil || v.Printer.Accepts() != printer.PDF {
		return nil
	}
	return func(ctx context.Context) error {
		body, err := d.SeparatorSheets()
		if err != nil {
			return err
		}
		o, err := d.printApart(ctx, v.Printer, "separators", body)
		switch o.State {
		case desk.PrintConfirmed:
			return nil
		case desk.PrintFailed:
			return &desk.Problem{Kind: desk.Unavailable, What: "separator.print", Cause: err}
		default:
			return &desk.Problem{Kind: desk.Conflict, What: "separator.unknown", Cause: err}
		}
	}
}
