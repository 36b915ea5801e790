package wire

import (
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
	known := strings.Trim(c.Days, text.Weekdays) == "" && len(o.Days) == len([]rune(c.Days))
	return o, err1 == nil && err2 == nil && known && len(o.Days) > 0 && o.From < o.To
}
