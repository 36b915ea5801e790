// Command xiaochuang is the window desk of a community service station: the
// console without arguments, and a twin of each act as a command.
package main

import (
	"os"

	"xiaochuang/cmd/internal/command"
)

func main() {
	os.Exit(command.Desk(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
