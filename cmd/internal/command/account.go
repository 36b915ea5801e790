package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// operator is who makes accounts: whoever may run the program on the centre.
var operator = wire.StreetPerson{Name: text.CentreOperator}

func (p *program) accountCommands(o *wire.StreetOptions) *cobra.Command {
	return add(&cobra.Command{Use: "account"},
		p.accountAddCommand(o), p.accountListCommand(o), p.accountEnableCommand(o, "disable", false),
		p.accountEnableCommand(o, "enable", true), p.accountPasswdCommand(o),
	)
}

// A secretView is a secret that is given out: once, and to one person.
type secretView struct {
	Login  string `json:"login"`
	Secret string `json:"secret"`
}

func (v secretView) lines(s *sheet) { s.say(text.SecretFor(v.Login, v.Secret)) }

func (p *program) accountAddCommand(o *wire.StreetOptions) *cobra.Command {
	var a wire.Account
	var role string
	c := leaf("add", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		a.Login, a.Role = args[0], wire.StreetRole(role)
		secret, err := s.AddAccount(ctx, operator, a)
		if err != nil {
			return err
		}
		return p.give(secretView{a.Login, secret})
	}))
	c.Flags().StringVar(&a.Name, "name", "", text.FlagUse(p.name+" account add", "name"))
	c.Flags().StringVar(&role, "role", "review", text.FlagUse(p.name+" account add", "role"))
	c.Flags().StringVar(&a.Tenant, "street", "", text.FlagUse(p.name+" account add", "street"))
	return p.json(c)
}

// An accountView is an account without its secret.
type accountView struct {
	Login  string `json:"login"`
	Name   string `json:"name"`
	Street string `json:"street"`
	Role   string `json:"role"`
	Active bool   `json:"active"`
	Given  bool   `json:"secret_given"` // and not changed yet
	Locked string `json:"locked_until,omitempty"`
	Seen   string `json:"seen,omitempty"`
}

func viewOfAccount(a wire.Account) accountView {
	return accountView{
		Login: a.Login, Name: a.Name, Street: a.Tenant, Role: string(a.Role), Active: a.Active, Given: a.Given,
		Locked: instant(&a.Locked), Seen: instant(&a.Seen),
	}
}

func (v accountView) lines(s *sheet) {
	s.say(text.AccountNow(v.Login, text.AccountState(v.Active, v.Locked != "", v.Given)))
}

// An accountsView is what account list tells.
type accountsView []accountView

func (v accountsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoAccounts)
		return
	}
	var rows [][]string
	for _, a := range v {
		rows = append(rows, []string{
			a.Login, a.Name, text.AccountRole(a.Role), text.AccountState(a.Active, a.Locked != "", a.Given), short(a.Seen), a.Street,
		})
	}
	s.table([]string{text.AccountCol, text.AccountColName, text.AccountColRole, text.TwinColState, text.AccountColSeen, text.AccountColStreet}, rows)
}

func (p *program) accountListCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("list", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		list, err := s.Accounts(ctx, operator)
		if err != nil {
			return err
		}
		v := accountsView{}
		for _, a := range list {
			v = append(v, viewOfAccount(a))
		}
		return p.give(v)
	})))
}

func (p *program) accountEnableCommand(o *wire.StreetOptions, name string, may bool) *cobra.Command {
	return p.json(leaf(name, exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		a, err := s.EnableAccount(ctx, operator, args[0], may)
		if err != nil {
			return err
		}
		return p.give(viewOfAccount(a))
	})))
}

func (p *program) accountPasswdCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("passwd", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		secret, err := s.GiveSecret(ctx, operator, args[0])
		if err != nil {
			return err
		}
		return p.give(secretView{args[0], secret})
	})))
}
