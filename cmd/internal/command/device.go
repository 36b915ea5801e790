package command

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A plugView is something that may be a device.
type plugView struct {
	At   string `json:"at"`
	Name string `json:"name"`
	Bus  string `json:"bus,omitempty"`
	Code string `json:"code,omitempty"`
	Note string `json:"note"` // in Chinese
}

// A deviceView is one family: what is in service, and what is there.
type deviceView struct {
	Family   string     `json:"family"`
	Name     string     `json:"name"`
	Model    string     `json:"model,omitempty"`
	Title    string     `json:"title,omitempty"`
	At       string     `json:"at,omitempty"`
	Verified bool       `json:"verified"`
	Plugged  []plugView `json:"plugged"`
}

// A devicesView is what device list tells.
type devicesView []deviceView

func (v devicesView) lines(s *sheet) {
	var rows [][]string
	for _, d := range v {
		what := text.NotInService
		if d.Model != "" {
			what = text.InService(d.Title, d.At)
			if !d.Verified {
				what += "（" + text.NotVerified + "）"
			}
		}
		rows = append(rows, []string{d.Name, what})
		for _, p := range d.Plugged {
			rows = append(rows, []string{"", "  · " + p.Name + "  " + p.Note})
		}
	}
	s.table([]string{text.ColDevice, text.ColInService}, rows)
}

func (p *program) deviceCommands() *cobra.Command {
	udev := leaf("udev", exactly(0), func(*cobra.Command, []string) error {
		_, err := fmt.Fprint(p.out, wire.UdevRules)
		return err
	})
	return group("device", p.json(p.deviceListCommand()), p.json(p.deviceTestCommand()), p.deviceSimCommand(), p.json(p.deviceTraceCommand()), udev)
}

func (p *program) deviceListCommand() *cobra.Command {
	return leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		b := d.Bench()
		v := devicesView{}
		for _, f := range b.Fittings() {
			x := deviceView{Family: string(f.Family), Name: text.DeviceName(f.Family), Model: f.Model, Title: f.Model, At: f.At, Plugged: []plugView{}}
			for _, q := range b.Look(ctx, f.Family) {
				x.Plugged = append(x.Plugged, plugView{q.At, text.PlugName(q), q.Bus, q.Code, text.PlugNote(q)})
			}
			for _, m := range b.Models(f.Family) {
				if m.ID == f.Model {
					x.Title, x.Verified = m.Title, m.Verified
				}
			}
			v = append(v, x)
		}
		return p.give(v)
	}))
}

// A trialView is one step of a trial.
type trialView struct {
	Family string `json:"family"`
	Step   string `json:"step"`
	State  string `json:"state"`
	Code   string `json:"code,omitempty"`
	Fact   string `json:"fact,omitempty"`
	TookMS int64  `json:"took_ms"`
	Says   string `json:"says"` // in Chinese
}

// A testView is what device test tells.
type testView struct {
	Good  bool        `json:"good"`
	Steps []trialView `json:"steps"`
}

func (v testView) lines(s *sheet) {
	switch {
	case len(v.Steps) == 0:
		s.say(text.NothingToTest)
	case v.Good:
		s.say(text.SelfTestGood)
	default:
		s.say(text.SelfTestBad)
	}
}

func (p *program) deviceTestCommand() *cobra.Command {
	return &cobra.Command{Use: "test", Args: cobra.ArbitraryArgs, RunE: func(c *cobra.Command, args []string) error {
		var only []desk.Family
		for _, a := range args {
			if !slices.Contains(wire.Families(), desk.Family(a)) {
				return usage(c, text.FamilyUnknown(clean(a)))
			}
			only = append(only, desk.Family(a))
		}
		return p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error { return p.testDevices(ctx, d, only) })(c, args)
	}}
}

// testDevices tries devices and tells each step as it goes.
func (p *program) testDevices(ctx context.Context, d *wire.Desk, only []desk.Family) error {
	v := testView{Steps: []trialView{}}
	var mu sync.Mutex
	good, err := d.Bench().TestSome(ctx, only, func(f desk.Family, t desk.Trial) {
		mu.Lock()
		defer mu.Unlock()
		says := text.DeviceName(f) + " " + text.TrialSays(f, t)
		if !p.asJSON {
			fmt.Fprintln(p.out, clean(says))
		}
		if t.State != desk.DeviceConnecting {
			v.Steps = append(v.Steps, trialView{string(f), t.Step, string(t.State), t.Code, t.Fact, t.Took.Milliseconds(), says})
		}
	})
	if err != nil {
		return err
	}
	v.Good = good
	if err := p.give(v); err != nil {
		return err
	}
	if !good {
		return told(exitUnavailable)
	}
	return nil
}

// deviceSimCommand serves a simulated device until it is interrupted.
func (p *program) deviceSimCommand() *cobra.Command {
	var of wire.Simulated
	c := leaf("sim", exactly(1), func(c *cobra.Command, args []string) error {
		var mu sync.Mutex
		of.Kind = args[0]
		return wire.Simulate(c.Context(), p.opt, of, p.input(), func(event, fact string) {
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintln(p.out, time.Now().Format("15:04:05"), clean(text.SimSays(event, fact)))
		})
	})
	const name = "xiaochuang device sim"
	c.Flags().StringVar(&of.Profile, "profile", "", text.FlagUse(name, "profile"))
	c.Flags().StringVar(&of.At, "at", "", text.FlagUse(name, "at"))
	return c
}

// input is what is typed, or nothing.
func (p *program) input() *os.File {
	if p.in != nil {
		return p.in
	}
	none, _ := os.Open(os.DevNull)
	return none
}
