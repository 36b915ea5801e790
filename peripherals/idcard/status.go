package idcard

import "xiaochuang/peripherals/serial"

// A Status is the third status byte of an answer.
type Status byte

// Status bytes.
const (
	OK           Status = 0x90
	Found        Status = 0x9F
	NotFound     Status = 0x80 // no card, or the card has not left since it was read
	NotSelected  Status = 0x81
	BadSum       Status = 0x10
	BadLength    Status = 0x11
	BadCommand   Status = 0x21
	Unknown      Status = 0x24
	CardUnproven Status = 0x31 // the module does not accept the card
	SAMUnproven  Status = 0x32 // the card does not accept the module
	TextUnproven Status = 0x33 // the signature over the data is wrong
	WrongCard    Status = 0x40
	NotRead      Status = 0x41
	NoRandom     Status = 0x47
	SelfTest     Status = 0x60
	NotLicensed  Status = 0x66
	Absent       Status = 0x91 // the card has no such item
)

// Codes for desk.Health and for the What of a Problem.
const (
	CodeSelfTest   = "sam_self_test"    // the module's own test failed
	CodeLicence    = "sam_unauthorised" // the module is not authorised
	CodeUnproven   = "card.unproven"    // the card or its data failed verification: do not accept it
	CodeUnreadable = "card.unreadable"  // several attempts failed: put the card down again
	CodeAgain      = "card.again"       // one good reading that could not be repeated: put the card down once more
	CodeUnstable   = "card.unstable"    // readings of one card differ
	CodeNoCard     = "card.unknown"     // not a card of a known layout
	CodeBusy       = "reader.busy"      // another read is waiting
	CodeClosed     = "reader.closed"    // the driver was closed
)

// garbled reports whether the module did not understand what was sent, so
// that it is worth sending again.
func (s Status) garbled() bool {
	return s == BadSum || s == BadLength || s == BadCommand || s == Unknown
}

// unproven reports whether verification failed.
func (s Status) unproven() bool {
	return s == CardUnproven || s == SAMUnproven || s == TextUnproven
}

// err returns the fault of a module that cannot work, or nil.
func (s Status) err() error {
	switch s {
	case SelfTest:
		return &serial.Fault{Code: CodeSelfTest}
	case NotLicensed:
		return &serial.Fault{Code: CodeLicence}
	}
	return nil
}
