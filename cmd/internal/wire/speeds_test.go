package wire

import (
	"bytes"
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/sim"
)

// TestASerialPrinterOfUnknownSpeedIsPutInService plugs a printer in whose speed
// nobody knows: the trial finds it, prints the test slip, and what is saved has it.
func TestASerialPrinterOfUnknownSpeedIsPutInService(t *testing.T) {
	roll, err := sim.NewTicketLine(t.TempDir(), "roll")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = roll.Close() })
	roll.Speed(115200)
	d, _, b := workshop(t)
	f := desk.Fitting{Family: desk.FamilyTicket, Model: modelRoll58, At: roll.Path()}
	var steps []desk.Trial
	good, err := b.Try(t.Context(), f, func(x desk.Trial) {
		if x.State != desk.DeviceConnecting {
			steps = append(steps, x)
		}
	})
	if err != nil || !good || len(steps) != 3 || steps[0].Step != "speed" || steps[0].Fact != "115200" || steps[2].Step != "slip" {
		t.Fatalf("trial: %v %v %+v", good, err, steps)
	}
	printed := roll.Tickets()
	slip := printed[len(printed)-1]
	slip = slip[bytes.Index(slip, []byte("\x1b@")):] // behind what came at other speeds
	tape, err := escpos.Read(slip)
	if err != nil || tape.Cuts != 1 || roll.Lost() != 0 {
		t.Errorf("the slip: %d cuts, %d bytes lost, %v", tape.Cuts, roll.Lost(), err)
	}
	if !slices.ContainsFunc(tape.Lines, func(l escpos.TapeLine) bool { return l.Picture != nil }) {
		t.Error("no character was drawn as a picture: 𠮷 is not in the firmware")
	}
	if _, err := b.Fit(t.Context(), d.Mint(), lead, f); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(d.Dir)
	want := ticketConfig{Port: roll.Path(), Baud: 115200, Width: narrow}
	if err != nil || c.Devices.Ticket != want {
		t.Errorf("saved %+v, %v", c.Devices.Ticket, err)
	}
	fits := c.Devices.fittings()
	if i := slices.IndexFunc(fits, func(x desk.Fitting) bool { return x.Family == desk.FamilyTicket }); fits[i].Model != modelRoll58 || fits[i].At != roll.Path() || fits[i].Baud != 115200 {
		t.Errorf("%+v", fits[i])
	}
}

// TestNobodyAtTheLine tries a printer where nobody answers at any speed.
func TestNobodyAtTheLine(t *testing.T) {
	roll, err := sim.NewTicketLine(t.TempDir(), "roll")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = roll.Close() })
	roll.Mute(true)
	_, _, b := workshop(t)
	var last desk.Trial
	good, err := b.Try(t.Context(), desk.Fitting{Family: desk.FamilyTicket, Model: modelRoll80, At: roll.Path()}, func(x desk.Trial) { last = x })
	if good || err != nil || last.Step != "speed" || last.State != desk.DeviceSilent {
		t.Errorf("%v %v %+v", good, err, last)
	}
	if n := len(roll.Tickets()); n != 0 {
		t.Errorf("%d slips came out", n)
	}
}
