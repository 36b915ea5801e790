// Command xiaochuang-centre is the street centre: it keeps what desks send, and
// a reviewer answers cases with it.
package main

import (
	"os"

	"xiaochuang/cmd/internal/command"
)

func main() {
	os.Exit(command.Centre(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
