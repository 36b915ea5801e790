package tui_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"sync"
	"time"

	"xiaochuang/desk"
	syncscreen "xiaochuang/tui/sync"
)

// healthy is the health of a station on which everything works.
func healthy() []desk.Health {
	at := time.Date(2026, 11, 23, 0, 59, 0, 0, time.UTC)
	var out []desk.Health
	for _, f := range []desk.Family{
		desk.FamilyReader, desk.FamilyScanner, desk.FamilyPad, desk.FamilyPrinter, desk.FamilyTicket, desk.FamilyCentre,
	} {
		out = append(out, desk.Health{Family: f, State: desk.DeviceOK, LastOK: at, Since: at})
	}
	return out
}

// appliance is what the devices without hardware share.
type appliance struct{ s *station }

func (a appliance) Health() desk.Health { return desk.Health{State: desk.DeviceOK} }
func (a appliance) Close() error        { return nil }

// sleep tells the rig that the device waits for somebody.
func (a appliance) sleep() {
	select {
	case a.s.asleep <- struct{}{}:
	default:
	}
}

// A reader reads the cards that a test lays on it.
type reader struct {
	appliance
	cards chan desk.CardReading
}

func newReader(s *station) *reader {
	return &reader{appliance{s}, make(chan desk.CardReading, 4)}
}

// Read implements desk.CardReader.
func (r *reader) Read(ctx context.Context) (desk.CardReading, error) {
	select {
	case c := <-r.cards:
		return c, nil
	default:
	}
	r.sleep()
	select {
	case c := <-r.cards:
		return c, nil
	case <-ctx.Done():
		return desk.CardReading{}, ctx.Err()
	}
}

// A scanner feeds as many pages as a test has put in.
type scanner struct {
	appliance
	mu    sync.Mutex
	pages int
	stop  error // after the pages
	page  []byte
	both  bool                  // every second page is a back
	slow  chan struct{}         // one token for each page, nil for at once
	gate  map[int]desk.PageFlaw // what is wrong with the pages, by number
	codes map[int]string        // of the separators among the pages, by number
}

func newScanner(s *station) *scanner {
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	img.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return &scanner{appliance: appliance{s}, page: b.Bytes(), pages: 1}
}

func (x *scanner) put(pages int, stop error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.pages, x.stop = pages, stop
}

// Scan implements desk.Scanner.
func (x *scanner) Scan(ctx context.Context, _ desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	x.mu.Lock()
	n, stop := x.pages, x.stop
	x.mu.Unlock()
	for i := range n {
		if x.slow != nil {
			select {
			case <-x.slow:
			case <-ctx.Done():
				return i, ctx.Err()
			}
		}
		p := desk.ScannedPage{No: i + 1, MIME: "image/png", Bytes: x.page, Width: 8, Height: 8, At: x.s.clock.Now(), Back: x.both && i%2 == 1}
		if err := keep(p); err != nil {
			return i, err
		}
	}
	return n, stop
}

// Look implements desk.PageGate: it finds what a test has told it.
func (x *scanner) Look(_ context.Context, p desk.ScannedPage) (desk.ScannedPage, []desk.PageFlaw, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	p.Code = x.codes[p.No]
	if f := x.gate[p.No]; f != "" {
		return p, []desk.PageFlaw{f}, nil
	}
	return p, nil, nil
}

// A pad answers as a test has told it, or waits for ever.
type pad struct {
	appliance
	mu    sync.Mutex
	level desk.Level
	hush  bool // nobody presses, and the pad says so
	mute  bool // nothing comes back until the context ends
	asked int
}

func newPad(s *station) *pad { return &pad{appliance: appliance{s}, level: desk.VerySatisfied} }

// Ask implements desk.Pad.
func (p *pad) Ask(ctx context.Context, q desk.PadRequest) (desk.PadAnswer, error) {
	p.mu.Lock()
	p.asked++
	level, hush, mute := p.level, p.hush, p.mute
	p.mu.Unlock()
	a := desk.PadAnswer{Visit: q.Visit, Channel: desk.ChannelButtonPad, At: p.s.clock.Now()}
	switch {
	case mute:
		p.sleep()
		<-ctx.Done()
		a.Silence = desk.PadFault
	case hush:
		a.Silence = desk.TimedOut
	default:
		a.Level = level
	}
	return a, nil
}

// A street answers for the centre.
type street struct {
	status syncscreen.Status
	steps  []syncscreen.Progress
	last   syncscreen.Progress
	err    error
	hang   chan struct{} // a run waits here, nil for none
}

// Status implements the port of the sync screen.
func (x *street) Status(context.Context) (syncscreen.Status, error) { return x.status, nil }

// Run implements the port of the sync screen.
func (x *street) Run(ctx context.Context, _ string, tell func(syncscreen.Progress)) (syncscreen.Progress, error) {
	for _, p := range x.steps {
		tell(p)
	}
	if x.hang != nil {
		select {
		case <-x.hang:
		case <-ctx.Done():
			return x.last, ctx.Err()
		}
	}
	return x.last, x.err
}

// The people of these tests are invented: valid numbers of births long ago.
const (
	zhaoNumber = "110101189903070018"
	qianNumber = "110101188511260029"
)

// zhaoCard is a card of 赵示例.
func zhaoCard(name string) desk.CardReading {
	return desk.CardReading{
		ID: "card-1", Layout: desk.CardCN, Document: "111", Number: zhaoNumber, Name: name, Sex: "1",
		Birth: "1899-03-07", Address: "示例街道示例路1号院2号楼3单元401室",
	}
}

// qianCard is the card of another person, for the agent.
func qianCard(name string) desk.CardReading {
	return desk.CardReading{
		ID: "card-2", Layout: desk.CardCN, Document: "111", Number: qianNumber, Name: name, Sex: "2",
		Address: "示例街道示例路2号",
	}
}
