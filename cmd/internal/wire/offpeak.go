package wire

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// offPeakConfig is one time of 错峰延时 service.
type offPeakConfig struct {
	Days string `toml:"days"` // such as 一二三四五
	From string `toml:"from"` // such as 12:00
	To   string `toml:"to"`

	Staff []string `toml:"staff"` // ids of those who are down for it
	Items []string `toml:"items"` // ids of the matters that are taken in then; none for all
}

// read makes the noun; ok is false for what cannot be read.
func (c offPeakConfig) read() (o desk.OffPeak, ok bool) {
	all := []rune(text.Weekdays)
	for i, r := range all {
		if strings.ContainsRune(c.Days, r) {
			o.Days = append(o.Days, time.Weekday(i))
		}
	}
	var err1, err2 error
	o.From, err1 = clockTime(c.From)
	o.To, err2 = clockTime(c.To)
	o.Staff, o.Items = c.Staff, c.Items
	known := strings.Trim(c.Days, text.Weekdays) == "" && len(o.Days) == len([]rune(c.Days))
	return o, err1 == nil && err2 == nil && known && len(o.Days) > 0 && o.From < o.To
}

// offPeaks checks the times of 错峰延时 and who is down for them.
func (c *Config) offPeaks() (key, code string) {
	for i, o := range c.OffPeak {
		at := func(key string) string { return fmt.Sprintf("off_peak.%d.%s", i+1, key) }
		if _, ok := o.read(); !ok {
			return at("days"), "off_peak"
		}
		for _, id := range o.Staff {
			if !slices.ContainsFunc(c.Staff, func(s staffConfig) bool { return s.ID == id }) {
				return at("staff"), "off_peak_staff"
			}
		}
		for _, id := range o.Items {
			if strings.TrimSpace(id) == "" {
				return at("items"), "missing"
			}
		}
	}
	return "", ""
}
