package wire

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// TestTheDaysOfARectificationAreConfigured reads the calendar days from station.toml,
// and the day for the call-back from the tables of holidays.
func TestTheDaysOfARectificationAreConfigured(t *testing.T) {
	days := func(n string) (Config, error) {
		s := strings.Replace(string(template), "rectify_days = 7 ", "rectify_days = "+n+" ", 1)
		if s == string(template) && n != "7" {
			t.Fatal("the template has no days")
		}
		return parseConfig(configFile, []byte(s))
	}
	for n, want := range map[string]desk.Day{"7": "2026-10-07", "5": "2026-10-05"} {
		c, err := days(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, due := c.station().Rectify.Due("2026-09-30"); due != want {
			t.Errorf("%s days end on %s", n, due)
		}
	}
	_, err := days("61")
	if e, ok := errors.AsType[*ConfigError](err); !ok || e.Code != "range" {
		t.Errorf("sixty-one days: %v", err)
	}
	d, err := Open(t.Context(), Options{Data: t.TempDir(), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for opened, want := range map[desk.Day]desk.Day{
		"2026-11-23": "2026-11-24", // a Monday
		"2026-09-30": "2026-10-08", // before the days of the National Day
		"2199-01-01": "",           // no table
	} {
		if contact, _ := d.Station.Rectify.Due(opened); contact != want {
			t.Errorf("opened on %s, somebody is to be called until %q", opened, contact)
		}
	}
}

// TestTheMorningOpensWhatOlderRatingsMissed has a store with a bad rating of an older
// version, and looks at the list of the morning.
func TestTheMorningOpensWhatOlderRatingsMissed(t *testing.T) {
	d, err := Open(t.Context(), Options{Data: t.TempDir(), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ctx := t.Context()
	_, err = d.Store.Write(ctx, d.Mint(), d.Duty("u01", 1), func(tx desk.Tx) (desk.Act, error) {
		r := desk.Rating{ID: "old", Visit: "gone", Level: desk.Dissatisfied, At: tx.Stamp().At, Staff: "u01", Day: tx.Stamp().Day}
		return desk.Act{Kind: desk.ActRated, Obj: "ticket:gone", Ratings: []desk.Rating{r}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // once each
		lines, err := d.check(func() []desk.Health { return nil }, false)(ctx, "u01")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(lines, func(f desk.MorningLine) bool { return f.What == "rectify" })
		if i < 0 || lines[i].Count != 1 || lines[i].Green() {
			t.Errorf("the morning check has %+v", lines)
		}
	}
	list, err := d.Rectify.List(ctx, desk.RectificationFilter{})
	if err != nil || len(list) != 1 || list[0].Rating != "old" {
		t.Errorf("opened %+v, %v", list, err)
	}
}

func TestTheMorningNamesWhatIsLate(t *testing.T) {
	at := desk.Stamp{At: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), Day: "2026-11-23"}
	rule := desk.RectifyRule{Contact: func(d desk.Day) desk.Day { return d.Add(1) }}
	open := []desk.Rectification{
		rule.Rectify(desk.Rating{Level: desk.Dissatisfied}, at, "", true),
		rule.Rectify(desk.Rating{Level: desk.Dissatisfied}, at, "", false),
	}
	for day, want := range map[desk.Day]string{
		"2026-11-23": "rectify", "2026-11-24": "rectify callback", "2026-12-01": "rectify callback rectifylate",
	} {
		var got []string
		for _, f := range rectifyLines(open, day) {
			got = append(got, f.What)
			if f.Green() {
				t.Errorf("on %s %s is green", day, f.What)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("on %s the morning names %v", day, got)
		}
	}
	if lines := rectifyLines(nil, at.Day); len(lines) != 1 || !lines[0].Green() {
		t.Errorf("with none: %+v", lines)
	}
}
