package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
)

// Files of a data folder.
const (
	catalogueFile  = "catalogue.json"
	calendarFolder = "calendar"
	maxCatalogue   = 64 << 20
)

// loadCatalogue reads the imported catalogue of a folder, or the demonstration.
func loadCatalogue(dir string) (*guide.Catalogue, error) {
	path := filepath.Join(dir, catalogueFile)
	b, err := readBounded(path, maxCatalogue)
	if errors.Is(err, fs.ErrNotExist) {
		return guide.Demo()
	}
	if err != nil {
		return nil, err
	}
	c, findings, err := guide.Parse(catalogueFile, bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("catalogue with %d findings: %w", len(findings), err)
	}
	return c, nil
}

// ImportCatalogue lints a file and, when nothing in it is an error, makes it
// the catalogue of the folder. The findings come back either way.
func ImportCatalogue(dir, file string) (*guide.Catalogue, []guide.Finding, error) {
	b, err := readBounded(file, maxCatalogue)
	if err != nil {
		return nil, nil, &desk.Problem{Kind: desk.Invalid, What: "catalogue", Cause: err}
	}
	c, findings, err := guide.Parse(filepath.Base(file), bytes.NewReader(b))
	if err != nil {
		return nil, findings, &desk.Problem{Kind: desk.Invalid, What: "catalogue", Cause: err}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, findings, err
	}
	return c, findings, replaceFile(filepath.Join(dir, catalogueFile), b)
}

// ImportCalendar checks a year's table and keeps it in the folder.
func ImportCalendar(dir, file string) (int, error) {
	b, err := readBounded(file, maxConfig)
	if err != nil {
		return 0, &desk.Problem{Kind: desk.Invalid, What: "calendar.file", Cause: err}
	}
	y, err := calendar.Parse(b)
	if err != nil {
		return 0, &desk.Problem{Kind: desk.Invalid, What: "calendar.file", Cause: err}
	}
	to := filepath.Join(dir, calendarFolder)
	if err := os.MkdirAll(to, 0o700); err != nil {
		return 0, err
	}
	return y.Number, replaceFile(filepath.Join(to, fmt.Sprintf("%d.json", y.Number)), b)
}

// loadCalendar is the built-in tables with the imported ones over them.
func loadCalendar(dir string) (calendar.Calendar, error) {
	c, err := calendar.BuiltIn()
	if err != nil {
		return c, err
	}
	names, err := filepath.Glob(filepath.Join(dir, calendarFolder, "*.json"))
	if err != nil {
		return c, err
	}
	sort.Strings(names)
	for _, n := range names {
		b, err := readBounded(n, maxConfig)
		if err != nil {
			return c, err
		}
		y, err := calendar.Parse(b)
		if err != nil {
			return c, fmt.Errorf("calendar %s: %w", filepath.Base(n), err)
		}
		c = c.With(y)
	}
	return c, nil
}

// readBounded reads a whole regular file of at most limit bytes.
func readBounded(path string, limit int64) ([]byte, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() || st.Size() > limit {
		return nil, fmt.Errorf("%s: not a regular file of at most %d bytes", filepath.Base(path), limit)
	}
	return os.ReadFile(path)
}

// replaceFile puts a file in place whole or not at all.
func replaceFile(path string, b []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(b); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Sync(); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// matters names and finds items for the counter.
type matters struct{ *guide.Live }

// Name returns an item's name, "" for none.
func (m matters) Name(id string) string {
	it, _ := m.Item(id)
	return it.Name
}
