package desk

import (
	"context"
	"slices"
	"strings"
	"time"
)

// A Fitting is one device as it is put in service at the counter.
type Fitting struct {
	Family Family
	Model  string // as DeviceModel.ID; "" takes the device out of service
	At     string // port, host:port, address or name of SANE, as the model is reached by
	Baud   int    // of a serial line, 0 for what the model has
	UUID   string // of a machine of the network that says one, so that it is known again at another address
}

// A DeviceModel is one kind of device that the program can drive.
type DeviceModel struct {
	ID       string
	Title    string   // maker and kind, as shown
	Note     string   // where the protocol is from and what is unsure
	Verified bool     // tried on the device itself, not on a simulator only
	Guessed  []string // what of its protocol nobody has told: fields of its profile
	Form     string   // how At is written: one of the Form constants
}

// Forms of a Fitting's At.
const (
	FormSerial  = "serial"  // device file of a serial port
	FormDevice  = "device"  // device file that takes bytes
	FormNetwork = "network" // host:port
	FormURL     = "url"     // ipp, ipps, http, https
	FormSANE    = "sane"    // name of SANE
)

// PrinterFile reports whether a path is the device file of a printer that takes
// bytes, such as /dev/usb/lp0, as against a serial line.
func PrinterFile(path string) bool {
	return strings.HasPrefix(path, "/") && strings.HasPrefix(path[strings.LastIndex(path, "/")+1:], "lp")
}

// A Plugged is something found that may be a device: at a socket of the PC, on
// the network, or known to a service.
type Plugged struct {
	At     string    // what a Fitting's At would be
	Form   string    // fits models of that form
	Name   string    // as it calls itself, "" where it says nothing
	Bus    string    // such as usb:1a86:7523 or mdns
	Since  time.Time // when it was plugged in, zero where that is not known
	Code   string    // what to know about it: "socket", "number", "held", "permission", "simulated", "in_use", "moved", "another"; "" for nothing
	Model  string    // the model that it says it is, "" for no word
	Mark   string    // changes when it is plugged in again
	Holder int       // process that has it open, 0 for none
	UUID   string    // of a machine of the network, "" where it says none
	Also   []Family  // what else the same machine can do
	Was    string    // of code "moved": where the same machine was
}

// A KeyChange is one value of the configuration before and after; "" is none.
type KeyChange struct {
	Key    string `json:"key"` // such as devices.pad.port, or "line 0012" of a file that cannot be read
	Before string `json:"before"`
	After  string `json:"after"`
}

// A ConfigChange is one change of the configuration: when, by whom, how and what.
type ConfigChange struct {
	N       int         `json:"n"` // counts from 1
	At      time.Time   `json:"at"`
	Staff   string      `json:"staff,omitempty"` // "" where the file was written by hand
	How     string      `json:"how,omitempty"`   // one of the How constants
	Changes []KeyChange `json:"changes"`
}

// Ways in which a configuration is changed.
const (
	HowFitted   = "fitted"   // a device was put in service, or taken out
	HowSet      = "set"      // a value was set by a command
	HowRestored = "restored" // the last good configuration, or parts of it
	HowUndone   = "undone"   // an earlier change was taken back
	HowImported = "imported" // from another station
	HowByHand   = "by_hand"  // station.toml was written by an editor
)

// A Trial is one step of trying a device, as it came out.
type Trial struct {
	Step  string        `json:"step"`  // "speed", "answer", "card", "key", "slip", "page", "sheet" or "call"
	State DeviceState   `json:"state"` // DeviceConnecting while it goes on
	Code  string        `json:"code,omitempty"`
	Fact  string        `json:"fact,omitempty"` // without personal data, such as how many stars were pressed
	Took  time.Duration `json:"took_ns"`
}

// Good reports whether nothing stands against the device.
func (t Trial) Good() bool { return t.State == DeviceOK || t.State == DeviceUnknown }

// Technician puts devices in service, and the configuration back.
type Technician struct{ ledger Ledger }

// NewTechnician returns the use case over a ledger.
func NewTechnician(l Ledger) *Technician { return &Technician{l} }

// Fit writes down that a device was put in service or, without a model, taken
// out; keep makes it so, within the same transaction, and must undo what it did
// by itself when it fails. was is the model before, "" for none. It needs
// RightSetup. A repeated rid keeps nothing again.
func (x *Technician) Fit(ctx context.Context, rid string, d Duty, f Fitting, was string, keep func() error) error {
	return x.write(ctx, rid, d, keep, Act{
		Kind: ActDeviceFitted, Obj: "device:" + string(f.Family),
		Note: map[string]string{"family": string(f.Family), "model": f.Model, "was": was},
	})
}

// Restore writes down that keys of the configuration were put back, all of them
// where none is named.
func (x *Technician) Restore(ctx context.Context, rid string, d Duty, keys []string, keep func() error) error {
	return x.write(ctx, rid, d, keep, Act{
		Kind: ActConfigRestored, Obj: "config:station", Note: map[string]string{"keys": strings.Join(slices.Sorted(slices.Values(keys)), " ")},
	})
}

// Change writes down that keys of the configuration were set, taken back or brought
// from another station, as how says. Their values are not in the line.
func (x *Technician) Change(ctx context.Context, rid string, d Duty, how string, keys func() []string, keep func() error) error {
	return x.write(ctx, rid, d, keep, Act{Kind: ActConfigChanged, Obj: "config:station", Note: map[string]string{"how": how}}, keys)
}

// write keeps and writes a line; keys are asked for when it is known what was kept.
func (x *Technician) write(ctx context.Context, rid string, d Duty, keep func() error, a Act, keys ...func() []string) error {
	if !d.Staff.May(RightSetup) {
		return &Problem{Kind: Denied, What: "right.setup"}
	}
	_, err := x.ledger.Write(ctx, rid, d, func(Tx) (Act, error) {
		err := keep()
		for _, k := range keys {
			a.Note["keys"] = strings.Join(slices.Sorted(slices.Values(k())), " ")
		}
		return a, err
	})
	return err
}
