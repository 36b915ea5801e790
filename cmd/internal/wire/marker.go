package wire

import (
	"os"
	"path/filepath"

	"xiaochuang/desk"
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

// demoMark is the file that makes a data folder one of the demonstration. It
// holds invented people: no live desk opens it, and the demonstration opens no
// folder with a store but without it.
const demoMark = "demonstration"

// databaseFile is the store's database in a data folder.
const databaseFile = "desk.db"

// claimDemo marks a folder without a store as one of the demonstration, and
// refuses one that holds a live store. What it finds for a live desk it only
// checks.
func claimDemo(dir string, demo bool) error {
	mark := filepath.Join(dir, demoMark)
	_, err := os.Lstat(mark)
	marked := err == nil
	_, err = os.Lstat(filepath.Join(dir, databaseFile))
	stored := err == nil
	switch {
	case marked == demo:
		return nil
	case marked, stored:
		return &desk.Problem{Kind: desk.Denied, What: "live.demo"}
	case !demo:
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return replaceFile(mark, []byte("invented people only\n"))
}
