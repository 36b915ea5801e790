package desk

import (
	"context"
	"strconv"
	"strings"
)

// A MorningLine is one line of the morning check: how a thing stands, as the state of
// a device, and a code of why.
type MorningLine struct {
	What  string      // such as "printer", "clock", "due"
	State DeviceState // DeviceOK is green; DeviceFault and DeviceOffline are red; DeviceOff is not there; the rest is amber
	Code  string      // of a device, "" for none
	Count int         // such as how many cases are due
	Words string      // a day, a version or hours, as shown
}

// Red reports whether something has to be done before work that needs it.
func (f MorningLine) Red() bool { return f.State == DeviceFault || f.State == DeviceOffline }

// Green reports whether all is well, or there is no such thing here.
func (f MorningLine) Green() bool { return f.State == DeviceOK || f.State == DeviceOff }

// MorningDone reports whether the check of the business day was made or skipped.
func (x *Days) MorningDone(ctx context.Context) (bool, error) {
	s, err := x.ledger.Today(ctx)
	if err != nil {
		return false, err
	}
	lines, err := x.ledger.History(ctx, "day:"+string(s.Day))
	if err != nil {
		return false, err
	}
	for _, e := range lines {
		if e.Line.Kind == ActMorningChecked {
			return true, nil
		}
	}
	return false, nil
}

// Morning writes down how the check came out; what was skipped is remembered as
// well as what was found.
func (x *Days) Morning(ctx context.Context, rid string, d Duty, found []MorningLine, skipped bool) error {
	n := map[string]string{"skipped": strconv.FormatBool(skipped)}
	var amber, red []string
	for _, f := range found {
		code := f.What
		if f.Code != "" {
			code += ":" + f.Code
		}
		switch {
		case f.Red():
			red = append(red, code)
		case !f.Green():
			amber = append(amber, code)
		}
	}
	n["checked"], n["amber"], n["red"] = strconv.Itoa(len(found)), strings.Join(amber, " "), strings.Join(red, " ")
	_, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		return Act{Kind: ActMorningChecked, Obj: "day:" + string(tx.Stamp().Day), Note: n}, nil
	})
	return err
}
