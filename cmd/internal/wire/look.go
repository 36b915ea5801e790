package wire

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/scanner"
	"xiaochuang/peripherals/serial"
)

// Look lists what is there that may be a device of a family: at the sockets of
// this PC, in its print and scan services, on the network, and in the
// demonstration what is simulated. Nothing that is attached is opened. What
// cannot be asked in time is left out.
func (b *Bench) Look(ctx context.Context, f desk.Family) []desk.Plugged {
	ctx, cancel := context.WithTimeout(ctx, waitLook)
	defer cancel()
	models := b.d.models(f)
	b.mu.Lock()
	b.models[f] = models // a profile may have come
	b.mu.Unlock()
	var list, near []desk.Plugged
	var asking sync.WaitGroup
	asking.Go(func() { near = b.neighbours(ctx, f) })
	switch f {
	case desk.FamilyReader, desk.FamilyPad:
		list = plugged(b.tree.Ports(), desk.FormSerial)
	case desk.FamilyTicket:
		list = slices.Concat(plugged(b.tree.Printers(), desk.FormDevice), plugged(b.tree.Ports(), desk.FormSerial))
	case desk.FamilyPrinter:
		list = queues(ctx)
	case desk.FamilyScanner:
		var more []desk.Plugged
		if b.discovers() {
			asking.Go(func() { more = netScanners(ctx) })
		}
		known := scanners(ctx)
		asking.Wait()
		list = slices.Concat(cameras(), without(more, near), known)
	}
	asking.Wait()
	list = append(near, list...)
	if b.d.Station.Demo {
		list = append(list, simulated(f)...)
	}
	return list
}

// plugged words device files.
func plugged(list []serial.Plug, form string) []desk.Plugged {
	out := make([]desk.Plugged, 0, len(list))
	for _, p := range list {
		x := desk.Plugged{At: p.Path, Form: form, Name: p.Name}
		if p.USB != "" { // what is on the mainboard is never plugged in
			x.Bus, x.Since, x.Mark = "usb:"+p.USB, p.Since, serial.Plugged(p.Node)
		}
		switch pid := serial.Holder(p.Node); {
		case errors.Is(serial.Openable(p.Node), fs.ErrPermission):
			x.Code = "permission"
		case pid > 0 && pid != os.Getpid():
			x.Code, x.Holder = "held", pid
		case p.Hold != serial.HoldDevice:
			x.Code = string(p.Hold)
		}
		out = append(out, x)
	}
	return out
}

// queues lists the printers that the print service of this PC knows.
func queues(ctx context.Context) []desk.Plugged {
	list, err := printer.Queues(ctx, printer.CUPS)
	if err != nil {
		return nil // no print service: printers are reached straight
	}
	out := make([]desk.Plugged, 0, len(list))
	for _, q := range list {
		out = append(out, desk.Plugged{At: q.URI, Form: desk.FormURL, Name: q.Name, Bus: "cups"})
	}
	return out
}

// mostScanners bounds what is read of a list of scanners, in bytes.
const mostScanners = 16 << 10

// scanners lists what SANE finds. Its back-ends may look on the network, which
// takes as long as it takes: the list ends with its time.
func scanners(ctx context.Context) []desk.Plugged {
	program, err := exec.LookPath("scanimage")
	if err != nil {
		return nil
	}
	c := exec.CommandContext(ctx, program, "-f", "%d\t%v %m\t%t%n")
	c.WaitDelay = time.Second
	said, _ := c.Output()
	var out []desk.Plugged
	lines := bufio.NewScanner(bytes.NewReader(said[:min(len(said), mostScanners)]))
	for lines.Scan() {
		part := strings.Split(lines.Text(), "\t")
		if len(part) == 3 && part[0] != "" {
			out = append(out, desk.Plugged{At: part[0], Form: desk.FormSANE, Name: strings.TrimSpace(part[1]), Bus: "sane"})
		}
	}
	return out
}

// netScanners lists the scanners on the network that speak eSCL.
func netScanners(ctx context.Context) []desk.Plugged {
	found, err := scanner.Discover(ctx)
	if err != nil {
		return nil // an address can be typed
	}
	out := make([]desk.Plugged, 0, len(found))
	for _, x := range found {
		out = append(out, desk.Plugged{At: x.URL, Form: desk.FormURL, Name: x.Name, Bus: "mdns", Model: modelESCL})
	}
	return out
}

// cameras lists the video devices of this PC, by the names that stay. The second
// device of a camera gives no pictures.
func cameras() []desk.Plugged {
	paths, _ := filepath.Glob("/dev/v4l/by-id/*-video-index0")
	if len(paths) == 0 {
		paths, _ = filepath.Glob("/dev/video[0-9]*")
	}
	var out []desk.Plugged
	for _, path := range paths {
		x := desk.Plugged{At: path, Form: desk.FormDevice, Model: modelCamera, Mark: serial.Plugged(path)}
		if node, err := filepath.EvalSymlinks(path); err == nil {
			name, _ := readBounded("/sys/class/video4linux/"+filepath.Base(node)+"/name", 200)
			x.Name = strings.TrimSpace(string(name))
			if errors.Is(serial.Openable(node), fs.ErrPermission) {
				x.Code = "permission"
			}
		}
		out = append(out, x)
	}
	return out
}

// simFolder is where simulated devices of this user are plugged in.
func simFolder() string {
	if run := os.Getenv("XDG_RUNTIME_DIR"); run != "" {
		return filepath.Join(run, "xiaochuang-sim")
	}
	return filepath.Join(os.TempDir(), "xiaochuang-sim-"+uid())
}

// simulated lists the simulated devices of a family. Their names begin with it;
// a file tells a network address, a link leads to a line.
func simulated(f desk.Family) []desk.Plugged {
	paths, _ := filepath.Glob(filepath.Join(simFolder(), string(f)+"-*"))
	var out []desk.Plugged
	for _, path := range paths {
		name := strings.TrimPrefix(filepath.Base(path), string(f)+"-")
		st, err := os.Lstat(path)
		if err != nil {
			continue
		}
		x := desk.Plugged{At: path, Form: desk.FormSerial, Name: name, Bus: "sim", Since: st.ModTime(), Code: "simulated", Mark: st.ModTime().String()}
		if st.Mode().IsRegular() {
			at, err := os.ReadFile(path)
			if err != nil || len(at) > 300 {
				continue
			}
			x.At, x.Form = strings.TrimSpace(string(at)), desk.FormNetwork
			if strings.Contains(x.At, "://") {
				x.Form = desk.FormURL
			}
		}
		out = append(out, x)
	}
	return out
}

// uid names this user in a path.
func uid() string { return strconv.Itoa(os.Getuid()) }
