package wire

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// TestScrubLeavesWhatATechnicianNeeds: places and programs are no persons.
func TestScrubLeavesWhatATechnicianNeeds(t *testing.T) {
	for _, s := range []string{
		"open /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A1B2-if00-port0: permission denied",
		"http://192.0.2.30:631/printers/window01 /usr/share/xiaochuang/catalogue/version/2026",
		"2026-11-30T09:00:00.000Z took 138.25 ms, 10.0.138.20:8443",
		"xiaochuang/peripherals/scanner.(*SANE).Scan at /sys/devices/platform/serial8250/tty/ttyS0",
	} {
		if got := scrub(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	for _, s := range []string{"/9j/4AAQSkZJRjExMDEwMTE5MDAxMjAzNTIyNv/Y/+AAEEpGSUYx", "iVBORw0KGgo/AAA+NSUhEUgAAAAUA/AAAFCAYAAACN", "138\x0000000000", "138-0000-0000", "138 0000 0000", "110101-1900-0101-002X"} {
		if got := scrub(s); got != number {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// FuzzScrub holds that nothing of what may name a person is left in a line that
// leaves the station, whatever stands around it.
func FuzzScrub(f *testing.F) {
	for _, s := range []string{
		"card 110101190001010022 of 测试喆犇", "tel:13800000000@东路1号院", "1234567", "12345６７", "\x1b[2J𬭎", strings.Repeat("QUJD", 12), "a\xffb", "123\x004567", "123\u200b4567", "+86 138-0000-0000",
	} {
		f.Add(s)
	}
	personal := regexp.MustCompile(`\p{Han}|[0-9]{7}|[A-Za-z0-9]{40}`)
	f.Fuzz(func(t *testing.T, line string) {
		out := scrub(line)
		if at := personal.FindString(out); at != "" {
			t.Fatalf("%q holds %q", out, at)
		}
		for _, r := range out {
			if unicode.In(r, unicode.Cc, unicode.Cf) && r != '\n' && r != '\t' || unicode.Is(unicode.Co, r) || r > unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				t.Fatalf("%q holds %U", out, r)
			}
		}
		if again := scrub(out); again != out {
			t.Fatalf("%q, scrubbed again %q", out, again)
		}
	})
}

// FuzzSticks reads what the kernel says is mounted: the name of a stick is the
// choice of whoever has formatted it.
func FuzzSticks(f *testing.F) {
	dir := f.TempDir()
	f.Add("36 35 98:0 / " + dir + " rw,noatime master:1 - vfat /dev/sdb1 rw\n")
	f.Add("36 35 98:0 / /media/a\\040b rw,x\n36 35 98:0 / \\057\\8 ro\n")
	f.Fuzz(func(t *testing.T, mounts string) {
		for _, s := range sticksIn(strings.NewReader(mounts), []string{dir}) {
			if !strings.HasPrefix(s.Dir, dir) || s.Free < 0 {
				t.Fatalf("%+v", s)
			}
		}
	})
}

// FuzzSeat reads the configuration of a second window's PC.
func FuzzSeat(f *testing.F) {
	f.Add(seatTemplate)
	f.Add([]byte("name = \"a\\u202eb\"\n[devices.pad]\nport = \"/dev/x\"\nprofile = \"../xc5\""))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, seatFile), b, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := loadSeat(dir)
		if err != nil {
			if e, ok := err.(*ConfigError); (!ok || e.Code == "") && len(b) <= maxConfig {
				t.Fatalf("%#v", err)
			}
			return
		}
		if c.Name == "" || c.Name != seatName(c.Name) {
			t.Fatalf("%+v", c)
		}
	})
}
