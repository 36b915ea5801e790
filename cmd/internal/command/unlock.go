package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// onCitizens is onDesk for a command that shows or seals what is personal: where
// the keys are protected it asks for a PIN first.
func (p *program) onCitizens(do func(ctx context.Context, d *wire.Desk, args []string) error) func(*cobra.Command, []string) error {
	return p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		if err := p.unlock(ctx, d); err != nil {
			return err
		}
		return do(ctx, d, args)
	})
}

// unlock opens the keys with the PIN of whoever is named, or of the first one who
// has one and may.
func (p *program) unlock(ctx context.Context, d *wire.Desk) error {
	g, err := d.Gate.Guard(ctx)
	if err != nil || g.Open {
		return err
	}
	by, err := p.holder(d, g)
	if err != nil {
		return err
	}
	pin, err := p.secret(text.PINOf(by.Name))
	if err != nil {
		return err
	}
	if err := d.Gate.Enter(ctx, d.Mint(), desk.Duty{Staff: by}, pin); err != nil {
		return err
	}
	if g, err = d.Gate.Guard(ctx); err == nil && !g.Open {
		return &desk.Problem{Kind: desk.Denied, What: "right.citizens"}
	}
	return err
}

// holder is whose PIN is asked for.
func (p *program) holder(d *wire.Desk, g desk.Guard) (desk.Staff, error) {
	for _, s := range d.Station.Staff {
		switch {
		case p.pinOf == "" && g.Passes[s.ID].PIN && s.May(desk.RightCitizens):
			return s, nil
		case p.pinOf != "" && (p.pinOf == s.ID || p.pinOf == s.Name):
			return s, nil
		}
	}
	return desk.Staff{}, &desk.Problem{Kind: desk.NotFound, What: "staff", Open: []string{p.pinOf}}
}

// mostSecret bounds what is read as a PIN or a code, in bytes.
const mostSecret = 256

// secret reads one line that nobody is to see: from the descriptor that was named,
// or from the terminal without showing it. It is never an argument: those can be
// read by others and stay in the history of the shell.
func (p *program) secret(ask string) (string, error) {
	if p.pinFD >= 0 {
		if p.secrets == nil {
			f := os.NewFile(uintptr(p.pinFD), "pin")
			if f == nil {
				return "", &desk.Problem{Kind: desk.Locked, What: "store.keys"}
			}
			p.secrets = bufio.NewReaderSize(io.LimitReader(f, 8*mostSecret), mostSecret)
		}
		line, err := p.secrets.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", &desk.Problem{Kind: desk.Locked, What: "store.keys", Cause: err}
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	if p.in == nil || !term.IsTerminal(p.in.Fd()) {
		return "", &desk.Problem{Kind: desk.Locked, What: "store.keys"}
	}
	fmt.Fprint(p.err, clean(ask)+"：")
	line, err := term.ReadPassword(p.in.Fd())
	fmt.Fprintln(p.err)
	if err != nil {
		return "", &desk.Problem{Kind: desk.Locked, What: "store.keys", Cause: err}
	}
	return string(line[:min(len(line), mostSecret)]), nil
}
