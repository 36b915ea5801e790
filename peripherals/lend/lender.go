package lend

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// A Lender answers on the seat's PC for the devices that stand there. What is
// not in it cannot be opened from the other side.
type Lender struct {
	Serial  map[desk.Family]serial.Line // pad and reader, by the seat's own configuration
	Scanner desk.Scanner                // nil for none
	Log     *slog.Logger
}

// Take serves one channel until it ends; it refuses what is not lent. ctx ends
// with the connection.
func (l *Lender) Take(ctx context.Context, ask ssh.NewChannel) {
	switch ask.ChannelType() {
	case ChannelSerial:
		l.serial(ctx, ask)
	case ChannelScan:
		l.scan(ctx, ask)
	default:
		_ = ask.Reject(ssh.UnknownChannelType, "unknown")
	}
}

// serial connects a channel with a serial device.
func (l *Lender) serial(ctx context.Context, ask ssh.NewChannel) {
	var want serialAsk
	if err := json.Unmarshal(ask.ExtraData(), &want); err != nil {
		_ = ask.Reject(ssh.ConnectionFailed, "settings")
		return
	}
	line, lent := l.Serial[want.Family]
	if !lent {
		l.Log.Warn("lend", "refused", "a device that is not in the configuration")
		_ = ask.Reject(ssh.Prohibited, "not_lent")
		return
	}
	port, err := serial.Open(line, nil)
	if err != nil {
		_, code := serial.Condition(err)
		_ = ask.Reject(ssh.ConnectionFailed, code)
		return
	}
	defer port.Close()
	ch, reqs, err := ask.Accept()
	if err != nil {
		return
	}
	defer ch.Close()
	go ssh.DiscardRequests(reqs)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer cancel()
		var b [512]byte
		for {
			n, err := ch.Read(b[:])
			if err != nil {
				return
			}
			w, done := context.WithTimeout(ctx, writeTime)
			_, err = port.Write(w, b[:n])
			done()
			if err != nil {
				return
			}
		}
	}()
	go func() {
		select {
		case <-port.Gone():
			cancel()
		case <-ctx.Done():
		}
	}()
	var b [serial.MaxFrame]byte
	defer clear(b[:])
	for {
		n, err := port.Read(ctx, b[:])
		if err != nil {
			return
		}
		if _, err := ch.Write(b[:n]); err != nil {
			return
		}
	}
}

// scan runs the seat's own scanner and sends each finished page.
func (l *Lender) scan(ctx context.Context, ask ssh.NewChannel) {
	var want scanAsk
	if err := json.Unmarshal(ask.ExtraData(), &want); err != nil {
		_ = ask.Reject(ssh.ConnectionFailed, "option")
		return
	}
	if l.Scanner == nil {
		_ = ask.Reject(ssh.Prohibited, "not_lent")
		return
	}
	ch, reqs, err := ask.Accept()
	if err != nil {
		return
	}
	defer ch.Close()
	go ssh.DiscardRequests(reqs)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan struct{})
	go func() { // the desk's answers; the end of the channel stops the scanner
		defer cancel()
		var b [1]byte
		for {
			if _, err := io.ReadFull(ch, b[:]); err != nil || b[0] != kept {
				return
			}
			select {
			case answers <- struct{}{}:
			case <-ctx.Done():
				return
			}
		}
	}()
	_, err = l.Scanner.Scan(ctx, desk.ScanRequest(want), func(p desk.ScannedPage) error {
		err := sendPage(ctx, ch, p, answers)
		if err == nil && p.Kept != nil {
			p.Kept()
		}
		return err
	})
	_ = writeHead(ch, ending(err))
}

// sendPage sends a page and waits until the desk has it.
func sendPage(ctx context.Context, ch io.Writer, p desk.ScannedPage, answers <-chan struct{}) error {
	if len(p.Bytes) == 0 || len(p.Bytes) > maxPage {
		return trouble(desk.Full, "too_large", nil)
	}
	err := writeHead(ch, head{
		No: p.No, MIME: p.MIME, Width: p.Width, Height: p.Height, DPI: p.DPI, Back: p.Back, At: p.At, Size: len(p.Bytes),
	})
	if err != nil {
		return err
	}
	if _, err := ch.Write(p.Bytes); err != nil {
		return err
	}
	t := time.NewTimer(pageTime)
	defer t.Stop()
	select {
	case <-answers:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return context.DeadlineExceeded
	}
}

// ending is the head that ends a job.
func ending(err error) head {
	if err == nil {
		return head{}
	}
	if p, ok := errors.AsType[*desk.Problem](err); ok {
		return head{Kind: string(p.Kind), What: p.What}
	}
	return head{Kind: string(desk.Unavailable), What: "scanner.io"}
}
