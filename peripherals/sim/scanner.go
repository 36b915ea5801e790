package sim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
)

// A Scanner is a simulated scanner with a glass and a feeder. Its pages are
// real JPEG files of A4 paper with ruled lines and a number that no two pages
// of one Scanner share. It is safe for use by several goroutines.
type Scanner struct {
	clock desk.Clock
	job   sync.Mutex // held for the length of a job

	mu     sync.Mutex
	health desk.Health
	sheets int           // in the feeder
	serial int           // of the last page drawn
	jam    int           // sheets until the jam; 0 for none
	slow   time.Duration // for each page
	hang   bool
	gone   bool
	closed chan struct{}
	laid   [][]byte // pages to give instead of drawn ones
}

// NewScanner returns a scanner that works, with ten sheets in its feeder.
func NewScanner(name string, clock desk.Clock) *Scanner {
	return &Scanner{
		clock: clock, sheets: 10, closed: make(chan struct{}),
		health: desk.Health{Family: desk.FamilyScanner, Name: name, State: desk.DeviceUnknown, Since: clock.Now()},
	}
}

// Load puts n sheets into the feeder in place of what is there.
func (s *Scanner) Load(n int) { s.with(func() { s.sheets = n }) }

// JamAt jams the feeder at the n-th sheet from now, 1 for the next; 0 clears
// the jam.
func (s *Scanner) JamAt(n int) { s.with(func() { s.jam = n }) }

// Slow makes each page take d.
func (s *Scanner) Slow(d time.Duration) { s.with(func() { s.slow = d }) }

// Hang makes the scanner take jobs and never give a page.
func (s *Scanner) Hang(on bool) { s.with(func() { s.hang = on }) }

// Unplug pulls the cable out, or puts it back.
func (s *Scanner) Unplug(out bool) {
	s.with(func() {
		s.gone = out
		if out {
			s.light(desk.DeviceOffline, scanner.Offline)
		} else if s.health.State == desk.DeviceOffline {
			s.light(desk.DeviceUnknown, "")
		}
	})
}

// Lay gives these JPEG files as the next pages, before any drawn ones.
func (s *Scanner) Lay(pages ...[]byte) { s.with(func() { s.laid = append(s.laid, pages...) }) }

func (s *Scanner) with(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// light is called with mu held.
func (s *Scanner) light(state desk.DeviceState, code string) {
	now := s.clock.Now()
	if s.health.State == desk.DeviceOff {
		return
	}
	if s.health.State != state {
		s.health.Since = now
	}
	s.health.State, s.health.Code = state, code
	if state == desk.DeviceOK {
		s.health.LastOK = now
	}
}

// Health implements desk.Device.
func (s *Scanner) Health() desk.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health
}

// Close implements desk.Device; it stops a running job.
func (s *Scanner) Close() error {
	s.with(func() {
		select {
		case <-s.closed:
		default:
			close(s.closed)
		}
		s.light(desk.DeviceOff, scanner.Closed)
	})
	return nil
}

// Scan implements desk.Scanner with the causes of package scanner.
func (s *Scanner) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	if !s.job.TryLock() {
		return 0, scanner.Trouble(scanner.Busy, errors.New("another job is running"))
	}
	defer s.job.Unlock()
	dpi, limit := r.Resolution, max(r.Limit, 1)
	if dpi == 0 {
		dpi = 200
	}
	switch {
	case r.Source != "" && r.Source != "adf" && r.Source != "duplex":
		return 0, scanner.Trouble(scanner.Source, fmt.Errorf("source %q", r.Source))
	case r.Limit < 0 || r.Limit > scanner.MaxPages:
		return 0, scanner.Trouble(scanner.Limit, fmt.Errorf("%d pages", r.Limit))
	case dpi < 50 || dpi > 600:
		return 0, scanner.Trouble(scanner.Resolution, fmt.Errorf("%d dpi", dpi))
	case r.Source == "":
		limit = 1
	}
	n := 0
	for n < limit {
		back := r.Source == "duplex" && n%2 == 1
		p, err := s.feed(ctx, r.Source != "" && !back, dpi, r.Colour)
		if n > 0 && errors.Is(err, &desk.Problem{Kind: desk.NotFound}) {
			break // the stack is through
		}
		if err != nil {
			return n, s.blame(err)
		}
		p.No, p.Back = n+1, back
		if err := keep(p); err != nil {
			return n, err
		}
		n++
	}
	s.with(func() { s.light(desk.DeviceOK, "") })
	return n, nil
}

// blame lights the lamp for a cause.
func (s *Scanner) blame(err error) error {
	code := scanner.Cause(err)
	s.with(func() {
		switch code {
		case scanner.NoDocuments:
			s.light(desk.DeviceOK, "")
		case scanner.Jam:
			s.light(desk.DeviceFault, code)
		case scanner.Offline:
			s.light(desk.DeviceOffline, code)
		case scanner.Timeout:
			s.light(desk.DeviceSilent, code)
		}
	})
	return err
}

// feed gives the next page.
func (s *Scanner) feed(ctx context.Context, feeder bool, dpi int, colour bool) (desk.ScannedPage, error) {
	if err := s.wait(ctx); err != nil {
		return desk.ScannedPage{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.gone:
		return desk.ScannedPage{}, scanner.Trouble(scanner.Offline, errors.New("unplugged"))
	case feeder && s.sheets == 0:
		return desk.ScannedPage{}, scanner.Trouble(scanner.NoDocuments, nil)
	case feeder && s.jam == 1:
		return desk.ScannedPage{}, scanner.Trouble(scanner.Jam, nil)
	}
	if feeder {
		s.sheets--
		s.jam = max(s.jam-1, 0)
	}
	b, err := s.image(dpi, colour)
	if err != nil {
		return desk.ScannedPage{}, err
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return desk.ScannedPage{}, scanner.Trouble(scanner.Cut, err)
	}
	return desk.ScannedPage{
		MIME: "image/jpeg", Bytes: b, Width: c.Width, Height: c.Height, DPI: dpi, At: s.clock.Now(),
	}, nil
}

// wait takes the time of one page.
func (s *Scanner) wait(ctx context.Context) error {
	s.mu.Lock()
	d, hang := s.slow, s.hang
	s.mu.Unlock()
	var ready <-chan time.Time
	if !hang {
		t := time.NewTimer(d)
		defer t.Stop()
		ready = t.C
	}
	if ctx.Err() == nil {
		select {
		case <-s.closed:
			return scanner.Trouble(scanner.Closed, nil)
		case <-ctx.Done():
		case <-ready:
			select {
			case <-s.closed:
				return scanner.Trouble(scanner.Closed, nil)
			default:
			}
		}
	}
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return scanner.Trouble(scanner.Timeout, context.Cause(ctx))
	case ctx.Err() != nil:
		return scanner.Trouble(scanner.Cancelled, context.Cause(ctx))
	}
	return nil
}

// image returns the next laid page, or draws one. It is called with mu held.
func (s *Scanner) image(dpi int, colour bool) ([]byte, error) {
	if len(s.laid) > 0 {
		b := s.laid[0]
		s.laid = s.laid[1:]
		return b, nil
	}
	s.serial++
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Page(s.serial, dpi, colour), &jpeg.Options{Quality: 75}); err != nil {
		return nil, fmt.Errorf("draw page: %w", err)
	}
	return b.Bytes(), nil
}

// Page draws a sheet of A4 with a number and lines like writing.
func Page(number, dpi int, colour bool) image.Image {
	mm := func(v float64) int { return int(v / 25.4 * float64(dpi)) }
	size := image.Rect(0, 0, mm(210), mm(297))
	var m draw.Image = image.NewGray(size)
	if colour {
		m = image.NewRGBA(size)
	}
	fill(m, size, color.White)
	bar := func(c color.Color, x, y, w, h float64) {
		fill(m, image.Rect(mm(x), mm(y), mm(x+w), mm(y+h)), c)
	}
	for row := range 24 {
		y := 70 + float64(row)*9
		for x := 20.0; x < 180; x += 5 {
			if (int(x)+row*7+number)%11 > 1 { // gaps as between words
				bar(color.Gray{Y: 40}, x, y, 3.5, 3.5)
			}
		}
	}
	bar(color.RGBA{R: 200, A: 255}, 150, 240, 30, 30) // where a seal stands
	digits := fmt.Sprint(number)
	for i, d := range digits {
		segments(int(d-'0'), func(x, y, w, h float64) { bar(color.Black, 20+float64(i)*18+x, 20+y, w, h) })
	}
	return m
}

// fill paints a rectangle. image/draw has no quick way into a grey image.
func fill(m draw.Image, r image.Rectangle, c color.Color) {
	g, ok := m.(*image.Gray)
	if !ok {
		draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src)
		return
	}
	r = r.Intersect(g.Rect)
	grey := []byte{color.GrayModel.Convert(c).(color.Gray).Y}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(g.Pix[g.PixOffset(r.Min.X, y):], bytes.Repeat(grey, r.Dx()))
	}
}

// segments draws a digit of seven strokes, 12 mm wide and 24 mm high.
func segments(digit int, bar func(x, y, w, h float64)) {
	lit := [10]uint8{0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110, 0b1101011, 0b1111011, 0b0100101, 0b1111111, 0b1101111}[digit]
	for i, s := range [7][4]float64{
		{0, 0, 12, 2},
		{0, 0, 2, 12},
		{10, 0, 2, 12},
		{0, 11, 12, 2},
		{0, 12, 2, 12},
		{10, 12, 2, 12},
		{0, 22, 12, 2},
	} {
		if lit>>i&1 == 1 {
			bar(s[0], s[1], s[2], s[3])
		}
	}
}
