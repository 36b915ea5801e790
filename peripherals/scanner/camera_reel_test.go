package scanner

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
)

// TestPictureFromAFile takes a picture from a recording in a file as from a device,
// and refuses one in which no picture is whole.
func TestPictureFromAFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := stream(t)
	var out, said bytes.Buffer
	if code := Shoot(write("paper.mjpeg", whole), &out, &said); code != 0 {
		t.Fatalf("exit code %d: %s", code, said.String())
	}
	m, err := jpeg.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	if g := color.GrayModel.Convert(m.At(20, 20)).(color.Gray).Y; g < 88 || g > 92 {
		t.Errorf("the frame of grey %d was taken", g)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none.mjpeg"):        Offline,
		write("empty.mjpeg", nil):               Unsupported,
		write("words.mjpeg", []byte("no film")): Timeout,
		write("dark.mjpeg", whole[:200]):        Timeout,
		write("film.avi", whole):                Unsupported, // only a recording by its name stands for a device
	} {
		said.Reset()
		out.Reset()
		code := Shoot(path, &out, &said)
		if got := shotCause(said.String()); code == 0 || got != want || out.Len() > 0 {
			t.Errorf("%s: code %d, %q", filepath.Base(path), code, said.String())
		}
	}
}
