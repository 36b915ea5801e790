package serial

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A Tree is where the kernel and udev tell what is plugged in. Nothing in it is
// opened: opening a port may reset what is attached to it.
type Tree struct {
	Sys string // sysfs, "" for /sys
	Dev string // device files, "" for /dev
}

// A Hold says by what a configuration names a port.
type Hold string

// What a name stays with.
const (
	HoldDevice Hold = "device" // the device itself, in whatever socket it is
	HoldSocket Hold = "socket" // the socket: in another one it has to be set up again
	HoldNumber Hold = "number" // nothing: the kernel may number otherwise next time
)

// A Plug is one device file that a device of the counter may stand behind.
type Plug struct {
	Node   string // device file, such as /dev/ttyUSB0
	Path   string // the most stable name that leads to it, to be written down
	Hold   Hold
	USB    string // vendor and product in hexadecimal, such as 1a86:7523; "" for what is not on USB
	Name   string // maker and product as the device says it, "" for silence
	Serial string // serial number of the adapter
	Since  time.Time
}

// Ports lists the serial ports that are there, by their device files. Ports of
// a mainboard that have no hardware behind them are left out.
func (t Tree) Ports() []Plug {
	return t.plugs("tty", "", func(dir string) bool {
		kind, err := os.ReadFile(filepath.Join(dir, "type"))
		return err != nil || strings.TrimSpace(string(kind)) != "0"
	})
}

// Printers lists the printers that take bytes at a device file of USB.
func (t Tree) Printers() []Plug {
	return t.plugs("usbmisc", "usb", func(dir string) bool { return strings.HasPrefix(filepath.Base(dir), "lp") })
}

func (t Tree) sys() string {
	if t.Sys == "" {
		return "/sys"
	}
	return t.Sys
}

func (t Tree) dev() string {
	if t.Dev == "" {
		return "/dev"
	}
	return t.Dev
}

// plugs lists the members of a class whose device files stand in dev/under.
func (t Tree) plugs(class, under string, want func(dir string) bool) []Plug {
	dirs, _ := filepath.Glob(filepath.Join(t.sys(), "class", class, "*", "device"))
	var list []Plug
	for _, d := range dirs {
		dir := filepath.Dir(d)
		node := filepath.Join(t.dev(), under, filepath.Base(dir))
		st, err := os.Stat(node)
		if err != nil || !want(dir) {
			continue
		}
		p := Plug{Node: node, Path: node, Hold: HoldNumber, Since: st.ModTime()}
		if made, ok := changed(node); ok {
			p.Since = made
		}
		p.describe(d)
		list = append(list, p)
	}
	ids, sockets := t.names("by-id"), t.names("by-path")
	for i := range list {
		p := &list[i]
		twin := slices.ContainsFunc(list, func(o Plug) bool { return o.Node != p.Node && p.USB != "" && o.USB == p.USB && o.Serial == p.Serial })
		switch id, socket := ids[p.Node], sockets[p.Node]; {
		case id != "" && !twin:
			p.Path, p.Hold = id, HoldDevice
		case socket != "":
			p.Path, p.Hold = socket, HoldSocket
		case p.USB == "": // a port of the mainboard is always the same
			p.Hold = HoldSocket
		}
	}
	slices.SortFunc(list, func(a, b Plug) int { return strings.Compare(a.Node, b.Node) })
	return list
}

// changed is when a device file was made or given its owner.
func changed(path string) (time.Time, bool) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return time.Time{}, false
	}
	return time.Unix(st.Ctim.Unix()), true
}

// names maps device files to the names that udev has given them.
func (t Tree) names(kind string) map[string]string {
	out := map[string]string{}
	links, _ := filepath.Glob(filepath.Join(t.dev(), "serial", kind, "*"))
	for _, l := range links {
		if to, err := filepath.EvalSymlinks(l); err == nil && out[to] == "" {
			out[to] = l
		}
	}
	return out
}

// usbDepth is how far up from an interface its device is looked for.
const usbDepth = 6

// describe reads what the USB device above a class member says of itself.
func (p *Plug) describe(device string) {
	dir, err := filepath.EvalSymlinks(device)
	if err != nil {
		return
	}
	for range usbDepth {
		if vendor := attribute(dir, "idVendor"); vendor != "" {
			p.USB = vendor + ":" + attribute(dir, "idProduct")
			p.Name = strings.TrimSpace(attribute(dir, "manufacturer") + " " + attribute(dir, "product"))
			p.Serial = attribute(dir, "serial")
			return
		}
		dir = filepath.Dir(dir)
	}
}

// mostAttribute bounds what is read of a device's own words, in bytes.
const mostAttribute = 128

// attribute reads one file of sysfs. A device writes what it likes into it:
// only printable characters are kept.
func attribute(dir, name string) string {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	defer f.Close()
	b := make([]byte, mostAttribute)
	n, _ := f.Read(b)
	s := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == 0xFFFD || r >= 0x80 && r < 0xA0 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b[:n]), ""))
	return strings.TrimSpace(s)
}

// Openable says whether this user may open a device file, without opening it.
// The error is that of a failed opening, such as fs.ErrPermission.
func Openable(path string) error {
	if err := unix.Access(path, unix.R_OK|unix.W_OK); err != nil {
		return &fs.PathError{Op: "access", Path: path, Err: err}
	}
	return nil
}

// Holder returns the process that has a device file open, 0 where it cannot be
// told or nobody has.
func Holder(path string) int {
	to, err := filepath.EvalSymlinks(path)
	if err != nil {
		return 0
	}
	return holder(to)
}
