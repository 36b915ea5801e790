package scanner

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// A Found is a scanner that was found on the network and speaks eSCL.
type Found struct {
	Name string // as it calls itself
	URL  string // for ESCLSettings
}

// mostFound bounds what is read of a list of scanners, in bytes.
const mostFound = 16 << 10

// Discover lists the scanners on the network that speak eSCL. It asks
// airscan-discover(1) of sane-airscan, which knows DNS-SD and its exceptions; where
// that is not installed it is a Problem with the cause Program. The list ends with
// ctx.
func Discover(ctx context.Context) ([]Found, error) {
	c := exec.CommandContext(ctx, "airscan-discover")
	c.WaitDelay = time.Second
	var said limited
	said.most = mostFound
	c.Stdout = &said
	switch err := c.Run(); {
	case errors.Is(err, exec.ErrNotFound):
		return nil, Trouble(Program, err)
	case ctx.Err() != nil:
		return nil, Trouble(causeOfContext(ctx), context.Cause(ctx))
	}
	return readFound(said.buf.Bytes()), nil
}

// readFound reads a list in the form of airscan.conf(5): a name, "=", the
// address, and after a comma the protocol. Addresses that can never work are left
// out, and so is WSD.
func readFound(said []byte) []Found {
	var out []Found
	lines := bufio.NewScanner(bytes.NewReader(said))
	for lines.Scan() {
		name, rest, ok := strings.Cut(lines.Text(), " = ")
		url, protocol, named := strings.Cut(rest, ",")
		url = strings.TrimSpace(url)
		if !ok || !named || !strings.EqualFold(strings.TrimSpace(protocol), "eSCL") || (ESCLSettings{URL: url}).Check() != nil {
			continue
		}
		out = append(out, Found{Name: printable([]byte(strings.Trim(strings.TrimSpace(name), `"`))), URL: url})
	}
	return out
}
