package wire

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"gopkg.in/natefinch/lumberjack.v2"

	"xiaochuang/desk"
)

// Dir is the data folder that the options choose.
func (o Options) Dir() string {
	if o.Data != "" {
		return o.Data
	}
	return DefaultDir(o.Demo, false)
}

// Folder returns the data folder that the options choose for a command that
// changes files of it without opening the desk. It refuses what Open refuses: a
// folder of practice, and one without a station.toml unless it is a
// demonstration.
func Folder(o Options) (string, error) {
	dir := o.Dir()
	if practiceFolder(dir) {
		return dir, &desk.Problem{Kind: desk.Denied, What: "live.practice"}
	}
	if o.Demo {
		return dir, nil
	}
	_, err := os.Stat(filepath.Join(dir, configFile))
	if errors.Is(err, fs.ErrNotExist) {
		return dir, ErrNoStation
	}
	return dir, err
}

// FolderLog is the log of a data folder for a program that could not open what
// is in it. Where there is no folder yet, it discards: nothing is made by
// failing.
func FolderLog(dir, program string) (*slog.Logger, func()) {
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return slog.New(slog.DiscardHandler), func() {}
	}
	w := &lumberjack.Logger{
		Filename: filepath.Join(dir, "log", program+".log"), MaxSize: 10, MaxBackups: 4, MaxAge: 400,
	}
	return slog.New(slog.NewJSONHandler(w, nil)), func() { _ = w.Close() }
}
