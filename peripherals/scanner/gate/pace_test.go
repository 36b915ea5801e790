package gate_test

import (
	"bytes"
	"image/jpeg"
	"testing"
	"time"

	"xiaochuang/peripherals/scanner/gate"
)

// a4 returns full pages of A4 at 200 dpi: body text, and text as small as it
// gets, each as a grey file and as one in colour.
func a4(t testing.TB) map[string][]byte {
	t.Helper()
	face := embedded(t)
	pages := map[string][]byte{}
	for name, n := range map[string]int{"letter": 0, "dense": 6} {
		s := take(sound, uint64(n), 200)
		s.dpi, s.quality, s.camera, s.tint = 200, 80, false, [2]int{}
		page := drawn(face, n, 200)
		pages[name+" grey"] = s.expose(page)
		s.tint = [2]int{3, -3}
		pages[name+" colour"] = s.expose(page)
	}
	return pages
}

// BenchmarkLook reports the time for a page on one core, and how many times
// that of decoding alone it is.
func BenchmarkLook(b *testing.B) {
	for name, page := range a4(b) {
		b.Run(name, func(b *testing.B) {
			var decoding time.Duration
			n := 0
			for b.Loop() {
				if _, err := gate.Look(b.Context(), page, "image/jpeg"); err != nil {
					b.Fatal(err)
				}
				n++
				b.StopTimer()
				began := time.Now()
				if _, err := jpeg.Decode(bytes.NewReader(page)); err != nil {
					b.Fatal(err)
				}
				decoding += time.Since(began)
				b.StartTimer()
			}
			b.ReportMetric(b.Elapsed().Seconds()*1000/float64(n), "ms/page")
			b.ReportMetric(b.Elapsed().Seconds()/decoding.Seconds(), "times-decode")
		})
	}
}

// BenchmarkBox reports the time for a page looked at in a process of its own, and
// how many times that of decoding alone it is.
func BenchmarkBox(b *testing.B) {
	page, box := a4(b)["letter colour"], boxed(b, "work")
	var decoding time.Duration
	n := 0
	for b.Loop() {
		if _, _, err := box.Look(b.Context(), scanned(page, "image/jpeg", 200)); err != nil {
			b.Fatal(err)
		}
		n++
		b.StopTimer()
		began := time.Now()
		if _, err := jpeg.Decode(bytes.NewReader(page)); err != nil {
			b.Fatal(err)
		}
		decoding += time.Since(began)
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(n), "ms/page")
	b.ReportMetric(b.Elapsed().Seconds()/decoding.Seconds(), "times-decode")
}
