package wire

import (
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"xiaochuang/desk"
	"xiaochuang/desk/fieldmap"
)

// mapFolder holds a station's own field maps, one file an outside system.
const mapFolder = "fieldmaps"

// fieldMaps are the built-in field maps with those of the folder over them. What
// is wrong with a file goes to the log with its line; the built-in one stays.
func fieldMaps(dir string, st desk.Station, log *slog.Logger) *fieldmap.Set {
	var own fs.FS
	if p := filepath.Join(dir, mapFolder); isFolder(p) {
		own = os.DirFS(p)
	}
	set, found := fieldmap.New(st, own)
	for _, f := range found {
		log.Error("field map", "file", f.File, "line", f.Line, "code", f.Code)
	}
	return set
}

func isFolder(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}
