// Command centre-conformance proves from outside that a street centre keeps the
// wire of the night run.
package main

import (
	"os"

	"xiaochuang/cmd/internal/command"
)

func main() {
	os.Exit(command.Conformance(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
