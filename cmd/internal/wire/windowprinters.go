package wire

import (
	"iter"
	"maps"
	"slices"
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
)

// A windowPrinters is what prints at one window: its printers. Papers of the window come out
// there, and at the station's where these cannot print.
type windowPrinters struct {
	Printer printerConfig `toml:"printer"`
	Ticket  ticketConfig  `toml:"ticket"`
}

// windows are the windows that have printers of their own.
func (c *devicesConfig) windows() iter.Seq2[int, windowPrinters] {
	return func(yield func(int, windowPrinters) bool) {
		for _, key := range slices.Sorted(maps.Keys(c.Windows)) {
			x := c.Windows[key]
			if w, err := strconv.Atoi(key); err == nil && (x.Printer.URL != "" || x.Ticket.at() != "") && !yield(w, x) {
				return
			}
		}
	}
}

// windowFault returns the first key of the windows' own printers that cannot be
// right.
func (c *Config) windowFault() (key, code string) {
	for _, key := range slices.Sorted(maps.Keys(c.Devices.Windows)) {
		x, at := c.Devices.Windows[key], "devices.windows."+key
		w, err := strconv.Atoi(key)
		if err != nil || strconv.Itoa(w) != key || !slices.ContainsFunc(c.Window, func(x windowConfig) bool { return x.No == w }) {
			return at, "window"
		}
		if _, code := x.Ticket.fault(); code != "" {
			return at + ".ticket", code
		}
		if b := x.Ticket.Baud; b != 0 && (b < 300 || b > 4000000) {
			return at + ".ticket.baud", "range"
		}
	}
	return "", ""
}

// ownPost names the post of a printer that stands at a window, after the station's
// that it stands for; "" for no window.
func ownPost(post string, window int) string {
	if window == 0 {
		return ""
	}
	return post + "-" + strconv.Itoa(window)
}

// ownPosts names the printers that stand at windows.
func (c *Config) ownPosts() []string {
	var out []string
	for w, x := range c.Devices.windows() {
		if x.Printer.URL != "" {
			out = append(out, ownPost(postA4, w))
		}
		if x.Ticket.at() != "" {
			out = append(out, ownPost(postTicket, w))
		}
	}
	return out
}

// openOwn opens the printers that stand at windows. Each has its place among the
// lamps of its window.
func (d *Desk) openOwn(v *Devices) error {
	v.own = map[int]map[desk.Family]desk.Device{}
	for w, x := range d.Config.Devices.windows() {
		v.own[w] = map[desk.Family]desk.Device{}
		for _, p := range []struct {
			family desk.Family
			post   string
			there  bool
		}{
			{desk.FamilyPrinter, postA4, x.Printer.URL != ""},
			{desk.FamilyTicket, postTicket, x.Ticket.at() != ""},
		} {
			if !p.there {
				continue
			}
			a4, roll := printerConfig{}, ticketConfig{}
			if p.family == desk.FamilyPrinter {
				a4 = x.Printer
			} else {
				roll = x.Ticket
			}
			s, err := d.openPost(v, ownPost(p.post, w), a4, roll)
			if err != nil {
				return err
			}
			v.own[w][p.family] = s
			v.more = append(v.more, printer.Post{Name: ownPost(p.post, w), Printer: s})
		}
	}
	return nil
}

// at is the condition of each family as a window has it: its own printers are its
// lamps.
func (v *Devices) at(window int) []desk.Health {
	list := v.station()
	for i := range list {
		if x := v.own[window][list[i].Family]; x != nil {
			f := list[i].Family
			list[i] = x.Health()
			list[i].Family = f
		}
	}
	return list
}
