package sim

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/serial"
)

// A CardFault is how a simulated card reader misbehaves.
type CardFault int

// Faults of a card reader.
const (
	CardSilent  CardFault = iota + 1 // takes commands, never answers
	CardHalf                         // stops in the middle of an answer
	CardGarbage                      // sends noise before the answer
	CardBadSum                       // last byte of the answer is wrong
	CardSlow                         // sends the answer in small pieces
	CardLong                         // announces a frame of 64 KiB
	CardWrong                        // changes one character of each text, with a valid checksum
)

// moduleID is the number of the simulated module: 05.03-20200101-….
var moduleID = [16]byte{0x05, 0, 0x03, 0, 0xA5, 0x3A, 0x34, 0x01, 0x87, 0xD6, 0x12, 0, 0x79, 0x38, 0x4E, 0x05}

// A Card is a simulated reader for identity cards, byte for byte as a SAM
// module answers. Like one, it finds a card again only after it was lifted.
type Card struct {
	*Pty

	mu       sync.Mutex
	block    []byte // text of the card in the field, nil for none
	address  string // added after issue, "" for none
	read     bool   // the card in the field was read
	selected bool
	once     bool
	loose    bool
	status   idcard.Status // of State; OK unless the module is broken
	verify   idcard.Status // of Text instead of OK, 0 for none
	fault    CardFault
	times    int // answers the fault still spoils, < 0 for all
	seen     []idcard.Command
	wrongs   byte
}

// NewCard plugs a simulated reader in behind dir/name.
func NewCard(dir, name string) (*Card, error) {
	c := &Card{status: idcard.OK}
	var err error
	c.Pty, err = Link(dir, name, c.run)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Insert lays a card down. The holder must be invented: it fails for a birth
// year after 1900.
func (c *Card) Insert(r desk.CardReading) error {
	if t := r.Birth.Start(); t.IsZero() || t.Year() > 1900 {
		return errors.New("sim: the holder of a simulated card is born in 1900 or earlier")
	}
	b, err := CardBlock(r)
	if err != nil {
		return err
	}
	c.lay(b)
	return nil
}

// InsertFrame lays down the card whose whole answer to a read is frame.
func (c *Card) InsertFrame(frame []byte) error {
	n, err := idcard.Cut(frame, true)
	const at = 14 // preamble, length, status, two lengths
	if err != nil || n != len(frame) || n < at+idcard.BlockSize {
		return errors.New("sim: not a whole answer to a read")
	}
	c.lay(slices.Clone(frame[at : at+idcard.BlockSize]))
	return nil
}

func (c *Card) lay(block []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.block, c.read, c.selected, c.address = block, false, false, ""
}

// Remove lifts the card.
func (c *Card) Remove() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.block, c.read, c.selected, c.address = nil, false, false, ""
}

// Added gives the card in the field an address added after issue.
func (c *Card) Added(address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.address = address
}

// Once makes the module give a card's text only once, as some do.
func (c *Card) Once(on bool) { c.set(func() { c.once = on }) }

// Loose makes the module find a card again that was not lifted, as some do.
func (c *Card) Loose(on bool) { c.set(func() { c.loose = on }) }

// Break sets what the module says of itself, such as idcard.SelfTest; OK
// mends it.
func (c *Card) Break(s idcard.Status) { c.set(func() { c.status = s }) }

// Refuse makes reads answer s, such as idcard.TextUnproven; 0 ends that.
func (c *Card) Refuse(s idcard.Status) { c.set(func() { c.verify = s }) }

// Fault spoils the next answers: times of them, or all when times is
// negative, or none when it is 0.
func (c *Card) Fault(f CardFault, times int) { c.set(func() { c.fault, c.times = f, times }) }

func (c *Card) set(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

// Seen returns the commands that came, in order.
func (c *Card) Seen() []idcard.Command {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.seen)
}

// run is the module's side of one plugging-in.
func (c *Card) run(line io.ReadWriter) {
	f := serial.NewFramer(idcard.Cut)
	var b [256]byte
	for {
		n, err := line.Read(b[:])
		if err != nil {
			return
		}
		for in := b[:n]; ; {
			in = in[f.Feed(in):]
			frame, ok := f.Next()
			if !ok {
				break
			}
			p := idcard.Payload(frame)
			if err := c.reply(line, idcard.Command{p[0], p[1]}); err != nil {
				return
			}
		}
	}
}

// reply answers one command, with the fault that is set.
func (c *Card) reply(w io.Writer, cmd idcard.Command) error {
	c.mu.Lock()
	c.seen = append(c.seen, cmd)
	fault := c.fault
	if c.times == 0 {
		fault = 0
	}
	c.times = max(c.times-1, min(c.times, 0))
	st, data := c.answer(cmd)
	if fault == CardWrong && cmd == idcard.Text && len(data) > 0 {
		c.wrongs++
		data[4] ^= c.wrongs
	}
	c.mu.Unlock()
	return spoil(w, idcard.Frame(append([]byte{0, 0, byte(st)}, data...)...), fault)
}

// spoil sends a frame the way a fault has it.
func spoil(w io.Writer, frame []byte, fault CardFault) error {
	switch fault {
	case CardSilent:
		return nil
	case CardHalf:
		frame = frame[:len(frame)/2]
	case CardGarbage:
		frame = append([]byte("\xAA\xAA\x00\xFF\xAA"), frame...)
	case CardBadSum:
		frame[len(frame)-1] ^= 0x55
	case CardLong:
		frame = []byte("\xAA\xAA\xAA\x96\x69\xFF\xFF\x00\x00\x90")
	case CardSlow:
		for piece := range slices.Chunk(frame, max(1, len(frame)/8)) {
			if _, err := w.Write(piece); err != nil {
				return err
			}
			time.Sleep(3 * time.Millisecond)
		}
		return nil
	}
	_, err := w.Write(frame)
	return err
}

// answer is what a sound module says to a command in the present state.
func (c *Card) answer(cmd idcard.Command) (idcard.Status, []byte) {
	switch cmd {
	case idcard.Reset, idcard.State:
		return c.status, nil
	case idcard.Serial:
		return idcard.OK, moduleID[:]
	case idcard.Find:
		if c.block == nil || c.read && !c.loose {
			return idcard.NotFound, nil
		}
		c.selected = false
		return idcard.Found, make([]byte, 4)
	case idcard.Select:
		if c.block == nil {
			return idcard.NotSelected, nil
		}
		c.selected = true
		return idcard.OK, make([]byte, 8)
	case idcard.Text:
		return c.text()
	case idcard.Address:
		return c.added()
	}
	return idcard.BadCommand, nil
}

// text answers with the block and a photo that holds nothing.
func (c *Card) text() (idcard.Status, []byte) {
	const photo = 1024
	switch {
	case c.block == nil, !c.selected, c.once && c.read:
		return idcard.NotRead, nil
	case c.verify != 0:
		return c.verify, nil
	}
	c.read = true
	b := binary.BigEndian.AppendUint16(nil, idcard.BlockSize)
	b = binary.BigEndian.AppendUint16(b, photo)
	b = append(b, c.block...)
	b = append(b, "WLf"...)
	return idcard.OK, append(b, make([]byte, photo-3)...)
}

func (c *Card) added() (idcard.Status, []byte) {
	switch {
	case c.block == nil || !c.selected:
		return idcard.NotRead, nil
	case c.address == "":
		return idcard.Absent, nil
	}
	b := make([]byte, 70)
	if err := put(b, 0, len(b), c.address); err != nil {
		return idcard.NotRead, nil
	}
	return idcard.OK, b
}

// String says what the simulated reader is, for a list of devices.
func (c *Card) String() string { return fmt.Sprintf("simulated card reader at %s", c.Path()) }
