package wire

import (
	"os"
	"path/filepath"
)

// practiceMark is the file that makes a data folder one of practice. Practice
// opens no folder with a store but without it, and a live desk opens none with
// it.
const practiceMark = "practice"

// practiceFolder reports whether a folder belongs to practice.
func practiceFolder(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, practiceMark))
	return err == nil
}
