package centre_test

import "testing"

// BenchmarkNight sends 100 pages of 512 KB and 1,000 lines, over loopback, to a
// centre on the same disk.
func BenchmarkNight(b *testing.B) {
	const pages, lines = 100, 1000
	var sent int64
	for b.Loop() {
		b.StopTimer()
		s, w := newStreet(b), newWindow(b)
		w.enrol(s)
		for range pages / 10 {
			w.takeIn(512_000, 512_000, 512_000, 512_000, 512_000, 512_000, 512_000, 512_000, 512_000, 512_000)
		}
		w.tickets(lines)
		b.StartTimer()
		r := w.mustRun(s.url)
		sent += r.Bytes
		b.ReportMetric(float64(r.Requests), "requests/op")
		b.StopTimer()
		w.close()
		s.close()
		b.StartTimer()
	}
	b.ReportMetric(float64(sent)/1e6/b.Elapsed().Seconds(), "MB/s")
}
