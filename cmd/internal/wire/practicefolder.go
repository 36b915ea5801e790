package wire

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"xiaochuang/desk"
)

// markText is what the marker file of a practice folder says. A file of that
// name with other content marks nothing for practice, so that a marker put into
// a live folder by mistake opens nothing.
const markText = "xiaochuang practice 1\n"

// practiceDir returns the folder that the options choose for practice.
func practiceDir(o Options) string {
	if o.Data != "" {
		return o.Data
	}
	return DefaultDir(false, true)
}

// errLive says that a folder is not practice's own.
func errLive(dir string) error {
	return &desk.Problem{Kind: desk.Denied, What: "practice.live", Open: []string{dir}}
}

// claimPractice makes a folder one of practice, or finds that it is one. Only an
// empty or absent folder can become one, and only where nothing live stands
// around or beside it: whatever else a folder holds may be somebody's real work.
// It returns the folder with no symbolic link in its path.
func claimPractice(dir string) (string, error) {
	dir, err := resolved(dir)
	if err != nil {
		return "", err
	}
	for up := filepath.Dir(dir); up != filepath.Dir(up); up = filepath.Dir(up) {
		if liveFolder(up) {
			return "", errLive(dir)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	switch marked, err := markedFolder(dir); {
	case err != nil:
		return "", err
	case marked:
		return dir, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	if len(entries) > 0 || there(dir+".keys") {
		return "", errLive(dir)
	}
	return dir, replaceFile(filepath.Join(dir, practiceMark), []byte(markText))
}

// resolved returns the absolute path of a folder that may not be there yet, with
// no symbolic link in the part that is.
func resolved(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	rest := ""
	for {
		real, err := filepath.EvalSymlinks(dir)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) || there(dir) || dir == filepath.Dir(dir) {
			return "", err
		}
		dir, rest = filepath.Dir(dir), filepath.Join(filepath.Base(dir), rest)
	}
}

// markedFolder reports whether a folder has a marker of practice.
func markedFolder(dir string) (bool, error) {
	b, err := readBounded(filepath.Join(dir, practiceMark), int64(len(markText)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !bytes.Equal(b, []byte(markText)) {
		return false, errLive(dir)
	}
	return true, nil
}

// liveFolder reports whether a folder is the data folder of a live desk or of a
// centre.
func liveFolder(dir string) bool {
	if practiceFolder(dir) {
		return false
	}
	for _, name := range []string{configFile, databaseFile, "centre.db"} {
		if there(filepath.Join(dir, name)) {
			return true
		}
	}
	return false
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
