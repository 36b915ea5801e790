package scanner

import (
	"errors"
	"image"
	"os"
	"time"

	"github.com/blackjack/webcam"
	"golang.org/x/sys/unix"
)

// motionJPEG is the pixel format MJPG of V4L2.
const motionJPEG = webcam.PixelFormat('M' | 'J'<<8 | 'P'<<16 | 'G'<<24)

// video is a lens on a device of Linux.
type video struct{ cam *webcam.Webcam }

func openVideo(device string) (lens, error) {
	if _, err := os.Stat(device); err != nil {
		return nil, err
	}
	cam, err := webcam.Open(device)
	if err != nil {
		return nil, err
	}
	return &video{cam}, nil
}

// CameraName opens a video device, asks what it calls itself, and closes it again
// without taking a picture. A file that is no camera is an error.
func CameraName(device string) (string, error) {
	if err := unix.Access(device, unix.R_OK|unix.W_OK); err != nil {
		return "", err
	}
	cam, err := webcam.Open(device)
	if err != nil {
		return "", err
	}
	defer cam.Close()
	name, err := cam.GetName()
	return printable([]byte(name)), err
}

func (v *video) sizes() []image.Point {
	if _, ok := v.cam.GetSupportedFormats()[motionJPEG]; !ok {
		return nil
	}
	var out []image.Point
	for _, s := range v.cam.GetSupportedFrameSizes(motionJPEG) {
		out = append(out, image.Pt(int(s.MaxWidth), int(s.MaxHeight)))
	}
	return out
}

func (v *video) start(size image.Point) error {
	f, _, _, err := v.cam.SetImageFormat(motionJPEG, uint32(size.X), uint32(size.Y))
	if err != nil {
		return err
	}
	if f != motionJPEG {
		return Trouble(Unsupported, errors.New("device does not keep to Motion JPEG"))
	}
	return v.cam.StartStreaming()
}

func (v *video) frame(wait time.Duration) ([]byte, error) {
	err := v.cam.WaitForFrame(uint32(max(wait/time.Second, 1)))
	var slow *webcam.Timeout
	switch {
	case errors.As(err, &slow):
		return nil, os.ErrDeadlineExceeded
	case err != nil:
		return nil, err
	}
	return v.cam.ReadFrame()
}

func (v *video) close() error { return v.cam.Close() }
