package wire

import (
	"io"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
	"xiaochuang/peripherals/scanner/gate"
)

// LookAtPage is what the program is started with, as its first argument, to look
// at one page in a process of its own. It is no command: nobody types it.
const LookAtPage = "look-at-page"

// RunLookAtPage is that process: the arguments after the first, the page, the answer. It
// returns its exit code.
func RunLookAtPage(args []string, in io.Reader, out io.Writer) int { return gate.Work(args, in, out) }

// ShootCamera is what the program is started with to take one picture with a
// document camera.
const ShootCamera = "shoot-camera"

// RunShootCamera is that process. It returns its exit code.
func RunShootCamera(args []string, out, said io.Writer) int {
	if len(args) != 1 {
		return 2
	}
	return scanner.Shoot(args[0], out, said)
}

// usualPageKB is the most that a page takes where nothing else is configured: A4
// in colour at 300 dpi.
const usualPageKB = 1536

// pageGate looks at scanned pages, nil where this program cannot be started a
// second time.
func (d *Desk) pageGate() desk.PageGate {
	if len(d.look) == 0 {
		return nil
	}
	kb := d.Config.Devices.Scanner.PageKB
	if kb == 0 {
		kb = usualPageKB
	}
	return gate.Box{Command: d.look, Most: kb * 1024}
}

// gateFailed notes that a page was kept without having been looked at.
func (d *Desk) gateFailed(err error) { d.Log.Warn("page gate", "err", err) }
