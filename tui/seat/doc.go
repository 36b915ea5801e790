// Package seat serves the console to a second window over SSH, and is the
// program at that window: terminal bytes, the copy of the catalogue, notes
// written while the line was cut, and channels for the devices that the window
// lends go over one connection.
//
// It knows no store and no device: what a window shows is a tea.Model that it
// is given, and channels of other types are handed on. It never numbers.
package seat

import (
	"encoding/json"
	"time"
)

// Names of requests and channels of our own (RFC 4250, 4.6.1).
const (
	requestHello = "hello@xiaochuang" // seat to desk: what it lends; answered with a Welcome
	requestNote  = "note@xiaochuang"  // seat to desk: one note; answered with an Answer
	requestAlive = "keepalive@xiaochuang"
	requestDuty  = "duty@xiaochuang" // desk to seat: who is on duty there
	channelCopy  = "copy@xiaochuang" // seat to desk: the catalogue, compressed
	channelEnrol = "enrol@xiaochuang"
)

// protocol is the version of what is said in these.
const protocol = 1

// enrolUser is the user name of a connection that only hands in a one-time code.
const enrolUser = "enrol"

// A Hello is what a seat says before its session.
type Hello struct {
	V      int             `json:"v"`
	Offers json.RawMessage `json:"offers,omitempty"` // devices that it lends; package lend knows them
}

// A Welcome is the answer.
type Welcome struct {
	V       int    `json:"v"`
	Station string `json:"station"`
	Window  int    `json:"window"`
	Copy    string `json:"copy"` // digest of the catalogue
}

// An Answer is the end of a note or of an enrolment.
type Answer struct {
	OK    bool   `json:"ok"`
	Later bool   `json:"later,omitempty"` // nobody is on duty yet: ask again
	Code  string `json:"code,omitempty"`
}

// An enrolment is what a new seat sends.
type enrolment struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// On is who is on duty at a window, for the seat's notes.
type On struct {
	Station string `json:"station"`
	Staff   string `json:"staff"`
	Name    string `json:"name"`
}

// Bounds of the protocol.
const (
	maxSmall = 32 << 10 // bytes of a request
	maxCopy  = 64 << 20 // bytes of a catalogue
)

// Times of a line.
const (
	dialTime   = 3 * time.Second
	greetTime  = 8 * time.Second         // for the SSH handshake
	aliveEvery = 300 * time.Millisecond  // how often a seat asks whether the line stands
	aliveTime  = 1300 * time.Millisecond // how long it waits for the answer
)
