// Command separators writes a set of separators as a PDF file, with codes of which
// the tests know the key. It is a program of its own for the same reason as
// papers beside it.
package main

import (
	"fmt"
	"os"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer/pdf"
)

func main() {
	if err := write(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: separators FILE")
	}
	known := desk.Separators{Check: func(text string) []byte { return []byte(text + "-of-a-test") }}
	doc, err := notice.SeparatorSheets("示例社区服务站", known, time.Date(2026, 11, 23, 9, 0, 0, 0, desk.Beijing))
	if err != nil {
		return err
	}
	b, err := pdf.Render(doc)
	if err != nil {
		return err
	}
	return os.WriteFile(args[1], b, 0o600)
}
