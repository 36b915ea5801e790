package sim

import "io"

// serialBuffer is the receive buffer of a serial receipt printer, in bytes.
const serialBuffer = 4 << 10

// A TicketLine is a simulated receipt printer at the end of a serial line. What
// its buffer cannot hold is lost, as it is with a printer that nobody waits for.
type TicketLine struct {
	*Ticket
	cable *Pty
	line  io.Writer // to the near end, nil while unplugged
}

// NewTicketLine plugs a printer in behind dir/name.
func NewTicketLine(dir, name string) (*TicketLine, error) {
	t := &TicketLine{Ticket: newTicket()}
	t.keeps = serialBuffer
	var err error
	t.cable, err = Link(dir, name, t.run)
	if err != nil {
		return nil, err
	}
	return t, nil
}

// run is the printer's side of one plugging-in. Unplugging cuts its power, too.
func (t *TicketLine) run(line io.ReadWriter) {
	t.mu.Lock()
	n := len(t.tickets)
	t.tickets = append(t.tickets, nil)
	t.down, t.line = false, line
	t.mu.Unlock()
	t.serve(open{line}, n)
	t.with(func() { t.down, t.line = true, nil })
	t.all.Wait()
}

// open is a line that the printer cannot end.
type open struct{ io.ReadWriter }

func (open) Close() error { return nil }

// Halt has the printer hold its sender up (XOFF), or let it go on (XON).
func (t *TicketLine) Halt(on bool) {
	b := []byte{0x11}
	if on {
		b[0] = 0x13
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.line != nil {
		_, _ = t.line.Write(b)
	}
}

// Path returns the stable name of the line.
func (t *TicketLine) Path() string { return t.cable.Path() }

// Cable returns the line itself.
func (t *TicketLine) Cable() *Pty { return t.cable }

// Speed sets the printer's own speed; see Pty.
func (t *TicketLine) Speed(baud int) { t.cable.Speed(baud) }

// Unplug pulls the cable.
func (t *TicketLine) Unplug() {
	t.with(func() { t.down = true }) // a printer that takes no bytes notices, too
	t.cable.Unplug()
}

// Plug puts it back.
func (t *TicketLine) Plug() error { return t.cable.Replug() }

// Close pulls it for good.
func (t *TicketLine) Close() error {
	t.with(func() { t.down = true })
	return t.cable.Close()
}
