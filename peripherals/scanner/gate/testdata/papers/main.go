// Command papers writes the sample papers of the desk as PDF files into a
// folder. It is a program of its own, and not a part of the tests that run it,
// because the families of peripherals must not import one another.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
	"xiaochuang/peripherals/printer/pdf"
)

// A complaint stands in for the test that noticetest expects; a sample that
// cannot be read ends the program.
type complaint struct{ testing.TB }

func (complaint) Helper() {}

func (complaint) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}

func main() {
	if len(os.Args) != 2 {
		complaint{}.Fatal("usage: papers FOLDER")
	}
	for _, s := range noticetest.Papers(complaint{}) {
		media := []notice.Medium{notice.A4, notice.Roll80}
		if s.Name == "notice" || s.Name == "supplement" {
			media = append(media, notice.A4Large)
		}
		for _, m := range media {
			d, err := notice.Layout(s.Paper, m)
			if err != nil {
				complaint{}.Fatal(err)
			}
			b, err := pdf.Render(d)
			if err != nil {
				complaint{}.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(os.Args[1], s.Name+"-"+string(m)+".pdf"), b, 0o600); err != nil {
				complaint{}.Fatal(err)
			}
		}
	}
}
