package wire

import (
	"cmp"

	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/serial"
)

// A ticketConfig is a receipt printer: address, path or port says where it is.
type ticketConfig struct {
	Address string `toml:"address"` // host:port
	Path    string `toml:"path"`    // device file, such as /dev/usb/lp0
	Port    string `toml:"port"`    // serial line
	Baud    int    `toml:"baud"`    // of the line; 0 for rollSpeed
	Width   int    `toml:"width"`   // millimetres: 80 or 58
	Mute    bool   `toml:"mute"`
}

// rollSpeed is the speed that most receipt printers leave the factory with.
const rollSpeed = 9600

// at is where the printer is, "" for nowhere.
func (c ticketConfig) at() string { return c.Address + c.Path + c.Port }

// fault returns the first key that cannot be right.
func (c ticketConfig) fault() (key, code string) {
	if c.Width != 0 && c.Width != wide && c.Width != narrow {
		return "devices.ticket.width", "80_or_58"
	}
	if c.at() != cmp.Or(c.Address, c.Path, c.Port) {
		return "devices.ticket.address", "one_place"
	}
	return "", ""
}

// settings are those of the driver, under the name of a lamp or a post.
func (c ticketConfig) settings(name string) printer.RawSettings {
	set := printer.RawSettings{Name: name, Address: c.Address, Path: c.Path, Mute: c.Mute}
	if c.Port != "" {
		set.Line = serial.Line{Path: c.Port, Baud: cmp.Or(c.Baud, rollSpeed)}
	}
	return set
}

// rollBlock is the height of a picture on a roll, in dots: one line of characters.
// A printer at a serial line takes in so much at once, whatever its buffer.
const rollBlock = 24

// rollProfile is how slips are written for every receipt printer.
func rollProfile() escpos.Profile { return escpos.Profile{Block: rollBlock} }
