// Package lend carries a window's devices over the SSH connection of a seat:
// the Lender stands on the seat's PC beside the real devices, Link, Line and
// Scanner on the PC with the store. A serial device becomes a pseudo-terminal
// there, so that its driver cannot tell it from a cable; a scanner keeps its
// driver beside it and sends finished pages.
//
// It is not a driver and understands no byte of a device. The seat opens
// nothing that its own configuration does not name, whatever it is asked for.
package lend

import (
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
)

// Channel types (RFC 4254, 5.1; names with a domain are private use, RFC 4250,
// 4.6.1). The PC with the store opens them, the seat accepts or refuses.
const (
	ChannelSerial = "serial@xiaochuang"
	ChannelScan   = "scan@xiaochuang"
)

// An Offer is one device that a seat lends.
type Offer struct {
	Family  desk.Family `json:"family"`
	Profile string      `json:"profile,omitempty"` // of a pad
	Wait    int         `json:"wait,omitempty"`    // seconds that a pad waits for a key
	Source  string      `json:"source,omitempty"`  // of a scanner: "" or "adf"
}

// CodeLine is the code of a device whose line to the seat is cut.
const CodeLine = "line"

// Times of the line.
const (
	openTime  = 5 * time.Second  // for the seat to accept a channel
	writeTime = 5 * time.Second  // for a serial device to take what it is sent
	pageTime  = 90 * time.Second // of silence before a scan is given up
)

// An Opener opens channels to a seat; ssh.Conn is one.
type Opener interface {
	OpenChannel(name string, data []byte) (ssh.Channel, <-chan *ssh.Request, error)
}
