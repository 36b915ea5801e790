package scanner

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"xiaochuang/desk"
)

// FuzzService reads what a maker's service on this PC, or whoever listens at its
// port, says in answer to a picture.
func FuzzService(f *testing.F) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		f.Fatal(err)
	}
	const function = "Cam_Photo"
	good, err := json.Marshal(serviceAnswer{Function: function, Base64: base64.StdEncoding.EncodeToString(b.Bytes())})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte(`{"functionName":"Cam_Photo","success":-1,"DevCount":1e9}`))
	f.Add([]byte(`{"functionName":"Cam_Photo","base64":"/9j="}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, ok := readService(b, function)
		if !ok {
			return
		}
		if err := a.fault(); (err == nil) != (a.Success == 0) || err != nil && Cause(err) != Fault {
			t.Fatalf("%d means %v", a.Success, err)
		}
		p, err := a.picture(time.Unix(0, 0))
		if err != nil {
			if desk.KindOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		if p.Width < 1 || p.Height < 1 || p.Width*p.Height > maxPixels || len(p.Bytes) == 0 {
			t.Fatalf("%d × %d", p.Width, p.Height)
		}
	})
}
