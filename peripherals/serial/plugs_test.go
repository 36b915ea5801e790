package serial

import (
	"os"
	"path/filepath"
	"testing"
)

// A shelf is a sysfs and a /dev of the test, with files where nodes would be:
// nothing may open them.
type shelf struct {
	t    *testing.T
	tree Tree
}

func (s *shelf) file(path, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) link(to, at string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Symlink(to, at); err != nil {
		s.t.Fatal(err)
	}
}

// adapter plugs a USB serial adapter in. Without id udev knows it by its socket
// only.
func (s *shelf) adapter(node, socket, usb, name, serial, id string) {
	bus := filepath.Join(s.tree.Sys, "devices/usb1", socket)
	s.file(filepath.Join(bus, "idVendor"), usb[:4]+"\n")
	s.file(filepath.Join(bus, "idProduct"), usb[5:]+"\n")
	s.file(filepath.Join(bus, "product"), name+"\n")
	if serial != "" {
		s.file(filepath.Join(bus, "serial"), serial+"\n")
	}
	port := filepath.Join(bus, socket+":1.0", node)
	s.file(filepath.Join(port, "port_number"), "0\n")
	s.link(port, filepath.Join(s.tree.Sys, "class/tty", node, "device"))
	dev := filepath.Join(s.tree.Dev, node)
	s.file(dev, "")
	s.link(dev, filepath.Join(s.tree.Dev, "serial/by-path", "pci-usb-"+socket))
	if id != "" {
		at := filepath.Join(s.tree.Dev, "serial/by-id", id)
		_ = os.Remove(at) // of two adapters with one name the last one has it
		s.link(dev, at)
	}
}

func newShelf(t *testing.T) *shelf {
	dir := t.TempDir()
	return &shelf{t: t, tree: Tree{Sys: filepath.Join(dir, "sys"), Dev: filepath.Join(dir, "dev")}}
}

func TestPortsAreNamedByWhatStays(t *testing.T) {
	s := newShelf(t)
	s.adapter("ttyUSB0", "1-1", "0403:6001", "FT232R\x1b[2J USB UART", "A1", "usb-FTDI-A1")
	s.adapter("ttyUSB1", "1-2", "1a86:7523", "USB Serial", "", "usb-1a86")
	s.adapter("ttyUSB2", "1-3", "1a86:7523", "USB Serial", "", "usb-1a86")
	for _, n := range []struct{ node, kind string }{{"ttyS0", "4"}, {"ttyS1", "0"}} {
		dir := filepath.Join(s.tree.Sys, "class/tty", n.node)
		s.file(filepath.Join(dir, "type"), n.kind+"\n")
		s.file(filepath.Join(dir, "device/id"), "")
		s.file(filepath.Join(s.tree.Dev, n.node), "")
	}
	s.file(filepath.Join(s.tree.Sys, "class/tty/tty1/dev"), "") // a console: nothing is attached

	dev := func(p string) string { return filepath.Join(s.tree.Dev, p) }
	want := []Plug{
		{Node: dev("ttyS0"), Path: dev("ttyS0"), Hold: HoldSocket},
		{Node: dev("ttyUSB0"), Path: dev("serial/by-id/usb-FTDI-A1"), Hold: HoldDevice, USB: "0403:6001", Name: "FT232R[2J USB UART", Serial: "A1"},
		{Node: dev("ttyUSB1"), Path: dev("serial/by-path/pci-usb-1-2"), Hold: HoldSocket, USB: "1a86:7523", Name: "USB Serial"},
		{Node: dev("ttyUSB2"), Path: dev("serial/by-path/pci-usb-1-3"), Hold: HoldSocket, USB: "1a86:7523", Name: "USB Serial"},
	}
	got := s.tree.Ports()
	if len(got) != len(want) {
		t.Fatalf("ports: %+v", got)
	}
	for i := range want {
		if got[i].Since.IsZero() {
			t.Errorf("%s: no time of plugging in", got[i].Node)
		}
		want[i].Since = got[i].Since
		if got[i] != want[i] {
			t.Errorf("port %d:\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func TestPrintersOfUSB(t *testing.T) {
	s := newShelf(t)
	bus := filepath.Join(s.tree.Sys, "devices/usb1/1-4")
	s.file(filepath.Join(bus, "idVendor"), "0483\n")
	s.file(filepath.Join(bus, "idProduct"), "5743\n")
	s.file(filepath.Join(bus, "manufacturer"), "STMicroelectronics\n")
	s.file(filepath.Join(bus, "product"), "POS80 Printer\n")
	s.file(filepath.Join(bus, "1-4:1.0/usbmisc/lp0/dev"), "")
	s.link(filepath.Join(bus, "1-4:1.0"), filepath.Join(s.tree.Sys, "class/usbmisc/lp0/device"))
	s.file(filepath.Join(s.tree.Dev, "usb/lp0"), "")
	got := s.tree.Printers()
	if len(got) != 1 || got[0].Node != filepath.Join(s.tree.Dev, "usb/lp0") || got[0].Name != "STMicroelectronics POS80 Printer" {
		t.Fatalf("printers: %+v", got)
	}
	if got := (Tree{Sys: t.TempDir(), Dev: t.TempDir()}).Ports(); got != nil {
		t.Errorf("a machine without ports has %+v", got)
	}
}
