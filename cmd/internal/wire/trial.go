package wire

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/printer/pdf"
	"xiaochuang/tui/text"
)

// How long the steps of a trial may take. Together with the first answer they
// stay below a minute.
const (
	cardTime  = 20 * time.Second
	keyTime   = 15 * time.Second
	slipTime  = 25 * time.Second
	pageTime  = 40 * time.Second
	sheetTime = 40 * time.Second
	trialTime = 55 * time.Second
)

// Codes of a trial that are no fault: nobody did what was asked for.
const (
	codeNoCard = "no_card"
	codeNoKey  = "no_key"
)

// A trial tries one device with its real driver.
type trial struct {
	d    *Desk
	v    *Devices
	tell func(desk.Trial)
}

// try goes through the steps of a family and tells each as it begins and as it
// comes out. A step that fails ends the trial. It returns whether all is good.
func (t trial) try(ctx context.Context, f desk.Family) bool {
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	steps := []func(context.Context, desk.Family) desk.Trial{t.answer}
	switch f {
	case desk.FamilyReader:
		steps = append(steps, t.card)
	case desk.FamilyPad:
		steps = append(steps, t.key)
	case desk.FamilyTicket:
		steps = append(steps, t.slip)
	case desk.FamilyPrinter:
		steps = append(steps, t.page)
	case desk.FamilyScanner:
		steps = []func(context.Context, desk.Family) desk.Trial{t.sheet}
	}
	for _, step := range steps {
		began := time.Now()
		out := step(ctx, f)
		out.Took = time.Since(began)
		t.tell(out)
		if !out.Good() {
			return false
		}
	}
	return true
}

// begins tells that a step waits for the device, or for a hand.
func (t trial) begins(step string) {
	t.tell(desk.Trial{Step: step, State: desk.DeviceConnecting})
}

// answer waits for the device's first word.
func (t trial) answer(ctx context.Context, f desk.Family) desk.Trial {
	t.begins("answer")
	end := time.Now().Add(firstHealth)
	for {
		h := t.v.of(f)
		waits := h.State == desk.DeviceConnecting || h.State == desk.DeviceUnknown && h.Code == ""
		if !waits || time.Now().After(end) || ctx.Err() != nil {
			if waits {
				h.State, h.Code = desk.DeviceSilent, "no_answer"
			}
			return desk.Trial{Step: "answer", State: h.State, Code: h.Code}
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// of is the condition of one family.
func (v *Devices) of(f desk.Family) desk.Health {
	for _, h := range v.Health() {
		if h.Family == f {
			return h
		}
	}
	return desk.Health{Family: f, State: desk.DeviceOff}
}

// card reads a test card, and forgets it: only its layout is told.
func (t trial) card(ctx context.Context, f desk.Family) desk.Trial {
	t.begins("card")
	ctx, cancel := context.WithTimeout(ctx, cardTime)
	defer cancel()
	r, err := t.v.Reader.Read(ctx)
	switch {
	case err == nil:
		fact := string(r.Layout)
		if r.Gaps {
			fact += " gaps"
		}
		return desk.Trial{Step: "card", State: desk.DeviceOK, Fact: fact}
	case ctx.Err() != nil:
		return desk.Trial{Step: "card", State: desk.DeviceUnknown, Code: codeNoCard}
	}
	return t.stopped("card", f, err)
}

// stopped is a step that a device or its driver has ended.
func (t trial) stopped(step string, f desk.Family, err error) desk.Trial {
	t.d.Log.Warn("trial", "family", string(f), "step", step, "err", err.Error())
	h := t.v.of(f)
	out := desk.Trial{Step: step, State: h.State, Code: problemCode(err, h.Code)}
	if desk.KindOf(err) == desk.Conflict || desk.KindOf(err) == desk.Locked {
		out.State, out.Code = desk.DeviceUnknown, "busy" // the counter has it, and goes before
	} else if out.Good() {
		out.State = desk.DeviceFault
	}
	return out
}

// key asks for a rating of nothing; whoever tries the pad presses a key.
func (t trial) key(ctx context.Context, f desk.Family) desk.Trial {
	t.begins("key")
	a, err := t.v.Pad.Ask(ctx, desk.PadRequest{Visit: "test-" + desk.NewID(t.d.Clock.Now()), Staff: text.TrialStaff, Number: text.TrialNumber, Wait: keyTime})
	switch {
	case err != nil:
		return t.stopped("key", f, err)
	case a.Level != "":
		return desk.Trial{Step: "key", State: desk.DeviceOK, Fact: fmt.Sprint(a.Level.Stars())}
	case a.Silence == desk.PadFault:
		h := t.v.of(f)
		if h.State == desk.DeviceOK || h.State == desk.DeviceUnknown {
			h.State, h.Code = desk.DeviceFault, "fault"
		}
		return desk.Trial{Step: "key", State: h.State, Code: h.Code}
	}
	return desk.Trial{Step: "key", State: desk.DeviceUnknown, Code: codeNoKey}
}

// slip prints the test slip on a receipt printer.
func (t trial) slip(ctx context.Context, f desk.Family) desk.Trial {
	t.begins("slip")
	m := notice.Roll80
	if t.d.rollWidth(postTicket) == 58 {
		m = notice.Roll58
	}
	return t.print(ctx, "slip", f, t.v.Ticket, m, slipTime)
}

// page prints the test page on an A4 printer.
func (t trial) page(ctx context.Context, f desk.Family) desk.Trial {
	t.begins("page")
	return t.print(ctx, "page", f, t.v.Printer, notice.A4, pageTime)
}

func (t trial) print(ctx context.Context, step string, f desk.Family, p desk.Printer, m notice.Medium, within time.Duration) desk.Trial {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	now := t.d.Clock.Now()
	doc, err := notice.TestSlip(m, text.DeviceName(f), "CS"+now.In(desk.Beijing).Format("0102150405"), now)
	var b []byte
	if err == nil && p.Accepts() == printer.PDF {
		b, err = pdf.Render(doc)
	} else if err == nil {
		b, err = escpos.Render(doc, rollProfile())
	}
	if err != nil {
		return t.stopped(step, f, err)
	}
	o, err := p.Print(ctx, desk.PrintJob{
		ID: "test-" + desk.NewID(now), Title: text.TrialTitle, MIME: p.Accepts(), Body: bytes.NewReader(b), Size: int64(len(b)), Copies: 1,
	})
	switch o.State {
	case desk.PrintConfirmed:
		return desk.Trial{Step: step, State: desk.DeviceOK}
	case desk.PrintSent:
		return desk.Trial{Step: step, State: desk.DeviceUnknown, Code: o.Code}
	}
	t.d.Log.Warn("trial", "family", string(f), "step", step, "code", o.Code, "err", err)
	return desk.Trial{Step: step, State: desk.DeviceFault, Code: o.Code}
}

// sheet takes one page from the glass and drops it.
func (t trial) sheet(ctx context.Context, f desk.Family) desk.Trial {
	t.begins("sheet")
	ctx, cancel := context.WithTimeout(ctx, sheetTime)
	defer cancel()
	fact := ""
	_, err := t.v.Scanner.Scan(ctx, desk.ScanRequest{Source: t.d.Config.Devices.Scanner.Source, Limit: 1}, func(p desk.ScannedPage) error {
		fact = fmt.Sprintf("%d×%d %d dpi %d KB", p.Width, p.Height, p.DPI, len(p.Bytes)>>10)
		return nil
	})
	switch {
	case err == nil && fact != "":
		return desk.Trial{Step: "sheet", State: desk.DeviceOK, Fact: fact}
	case err == nil:
		return desk.Trial{Step: "sheet", State: desk.DeviceFault, Code: "no_documents"}
	}
	return t.stopped("sheet", f, err)
}
