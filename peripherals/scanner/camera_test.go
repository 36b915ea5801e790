package scanner

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A recording plays frames as a camera gave them, and nothing behind the last.
type recording struct {
	frames  [][]byte
	offers  []image.Point
	granted error
	size    image.Point // asked for
	opened  int
	silent  int // openings in which no frame comes
	at      int
}

func (r *recording) open() (lens, error)  { r.opened++; return r, nil }
func (r *recording) sizes() []image.Point { return r.offers }
func (r *recording) close() error         { return nil }
func (r *recording) start(s image.Point) error {
	r.size = s
	return r.granted
}

func (r *recording) frame(time.Duration) ([]byte, error) {
	if r.at >= len(r.frames) || r.opened <= r.silent {
		return nil, os.ErrDeadlineExceeded
	}
	r.at++
	return r.frames[r.at-1], nil
}

// stream is a Motion JPEG file as UVC cameras send it: without Huffman tables, each
// frame padded, the first ones dark, one cut short. The grey of a frame is its
// number times ten.
func stream(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	for n := range 14 {
		m := image.NewYCbCr(image.Rect(0, 0, 64, 48), image.YCbCrSubsampleRatio422)
		for i := range m.Y {
			m.Y[i] = uint8(10 * n)
		}
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = 128, 128
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
			t.Fatal(err)
		}
		frame := bytes.Replace(b.Bytes(), usualTables(), nil, 1)
		if n == darkFrames {
			frame = frame[:len(frame)-9]
		}
		out.Write(frame)
		out.Write(make([]byte, 5))
	}
	return out.Bytes()
}

// split cuts a recorded stream at the beginnings of its frames.
func split(b []byte) [][]byte {
	var out [][]byte
	for len(b) > 0 {
		next := bytes.Index(b[1:], []byte("\xff\xd8\xff"))
		if next < 0 {
			return append(out, b)
		}
		out = append(out, b[:next+1])
		b = b[next+1:]
	}
	return out
}

func TestPictureFromARecordedStream(t *testing.T) {
	r := &recording{frames: split(stream(t)), offers: []image.Point{{640, 480}, {4208, 3120}, {1920, 1080}, {99999, 9}}}
	var out, said bytes.Buffer
	if code := shootWith(r.open, &out, &said); code != 0 {
		t.Fatalf("exit code %d: %s", code, said.String())
	}
	if r.size != image.Pt(4208, 3120) {
		t.Errorf("%v was asked for, which is not the largest", r.size)
	}
	m, err := jpeg.Decode(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	// Eight frames are dark and the next one is broken.
	if g := color.GrayModel.Convert(m.At(20, 20)).(color.Gray).Y; g < 88 || g > 92 {
		t.Errorf("the frame of grey %d was taken", g)
	}
	p, err := pictureOf(out.Bytes(), time.Unix(1, 0))
	if err != nil || p.Width != 64 || p.Height != 48 || p.DPI != 0 || p.MIME != "image/jpeg" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestCameraThatGivesNoPicture(t *testing.T) {
	frames, wide := split(stream(t)), []image.Point{{640, 480}}
	for name, tt := range map[string]struct {
		camera recording
		fault  error
		want   string
		opened int
	}{
		"first frame only when opened again": {camera: recording{frames: frames, offers: wide, silent: 2}, opened: 3},
		"no frame at all":                    {camera: recording{offers: wide}, want: Timeout, opened: openings},
		"broken frames only":                 {camera: recording{frames: bytes.SplitAfter(make([]byte, 90), []byte{0}), offers: wide}, want: Cut, opened: 1},
		"no Motion JPEG":                     {camera: recording{frames: frames}, want: Unsupported, opened: 1},
		"taken by another program":           {camera: recording{frames: frames, offers: wide, granted: syscall.EBUSY}, want: Busy, opened: 1},
		"not there":                          {fault: fs.ErrNotExist, want: Offline},
		"unplugged meanwhile":                {camera: recording{offers: wide, granted: syscall.ENODEV}, want: Offline, opened: 1},
		"not ours":                           {fault: fs.ErrPermission, want: Access},
		"no camera":                          {fault: syscall.ENOTTY, want: Unsupported},
		"I/O error":                          {fault: syscall.EIO, want: IO},
	} {
		var out, said bytes.Buffer
		open := tt.camera.open
		if tt.fault != nil {
			open = func() (lens, error) { return nil, fmt.Errorf("open: %w", tt.fault) }
		}
		code := shootWith(open, &out, &said)
		if got := shotCause(said.String()); (code == 0) != (tt.want == "") || tt.want != "" && got != tt.want || tt.camera.opened != tt.opened {
			t.Errorf("%s: code %d, %q after %d openings", name, code, said.String(), tt.camera.opened)
		}
		if code != 0 && out.Len() > 0 {
			t.Errorf("%s: %d bytes of a picture", name, out.Len())
		}
	}
}

// now is a clock.
type now struct{}

func (now) Now() time.Time { return time.Unix(1_700_000_000, 0) }

// cameraOf is a camera whose program is a piece of shell; $1 is the device.
func cameraOf(t *testing.T, shell string) (*Camera, string) {
	t.Helper()
	device := filepath.Join(t.TempDir(), "video0")
	if err := os.WriteFile(device, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := NewCamera(CameraSettings{Name: "cam", Device: device, Command: []string{"/bin/sh", "-c", shell, "sh"}, Time: 4 * time.Second}, now{}, nil)
	t.Cleanup(func() { _ = c.Close() })
	return c, device
}

func TestCameraInAProcessOfItsOwn(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "p.jpg")
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	keep := func(*desk.ScannedPage) func(desk.ScannedPage) error {
		return func(desk.ScannedPage) error { return nil }
	}
	for _, tt := range []struct {
		name, shell, want string
		state             desk.DeviceState
	}{
		{"a picture", "test -e \"$1\" && cat " + picture, "", desk.DeviceOK},
		{"half a picture", "head -c 200 " + picture, Cut, desk.DeviceFault},
		{"garbage", "echo nonsense", Cut, desk.DeviceFault},
		{"a cause", "echo busy held by another >&2; exit 1", Busy, desk.DeviceFault},
		{"a cause that there is not", "echo surprise >&2; exit 1", Crash, desk.DeviceSilent},
		{"a crash", "kill -SEGV $$", Crash, desk.DeviceSilent},
		{"too much", "head -c 70000000 /dev/zero", TooLarge, desk.DeviceFault},
	} {
		c, _ := cameraOf(t, tt.shell)
		c.set.Time = time.Minute // seventy megabytes under the detector of races
		n, err := c.Scan(t.Context(), desk.ScanRequest{}, keep(nil))
		if Cause(err) != tt.want || n != len(tt.want[:0])+map[bool]int{true: 1}[tt.want == ""] {
			t.Errorf("%s: %d pages, %v", tt.name, n, err)
		}
		if h := c.Health(); h.State != tt.state {
			t.Errorf("%s: lamp %s %s", tt.name, h.State, h.Code)
		}
	}
}

func TestCameraThatHangs(t *testing.T) {
	c, device := cameraOf(t, "trap '' INT TERM; sleep 60")
	c.set.Time = 100 * time.Millisecond
	began := time.Now()
	_, err := c.Scan(t.Context(), desk.ScanRequest{}, nil)
	if d := time.Since(began); Cause(err) != Timeout || d > 4*time.Second {
		t.Errorf("%v after %v", err, d)
	}
	if err := os.Remove(device); err != nil {
		t.Fatal(err)
	}
	if h := c.Health(); h.State != desk.DeviceOffline {
		t.Errorf("unplugged: %s", h.State)
	}
	if err := os.WriteFile(device, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if h := c.Health(); h.State != desk.DeviceUnknown {
		t.Errorf("plugged in again: %s", h.State)
	}
	for _, r := range []desk.ScanRequest{{Source: "adf"}, {Limit: -1}} {
		if _, err := c.Scan(t.Context(), r, nil); desk.KindOf(err) != desk.Invalid {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Scan(t.Context(), desk.ScanRequest{}, nil); Cause(err) != Closed {
		t.Errorf("closed: %v", err)
	}
}

func TestErrorOfKeepIsReturnedByCameras(t *testing.T) {
	full := errors.New("disk full")
	picture := filepath.Join(t.TempDir(), "p.jpg")
	var b strings.Builder
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _ := cameraOf(t, "cat "+picture)
	if n, err := c.Scan(t.Context(), desk.ScanRequest{}, func(desk.ScannedPage) error { return full }); n != 0 || !errors.Is(err, full) {
		t.Errorf("%d, %v", n, err)
	}
}

// FuzzWholeFrame has hostile frames: what is taken for whole can be kept.
func FuzzWholeFrame(f *testing.F) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(bytes.Replace(b.Bytes(), []byte("\xff\xc4"), []byte("\xff\xc4\xff\xff"), 1))
	f.Add([]byte("\xff\xd8\xff\xda\x00\x00\xff\xd9"))
	f.Add([]byte("\xff\xd8\xff\xff\xff\xff\xd9"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if whole, ok := wholeFrame(b); ok {
			if _, _, err := examine(whole); err != nil {
				t.Fatal(err)
			}
		}
	})
}
