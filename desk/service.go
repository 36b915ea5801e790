package desk

import (
	"slices"
	"time"
)

// A Service is one of the four ways in which the city's plan (京政服发, 任务五)
// lets a community be served. A community may have several.
type Service string

// The four ways.
const (
	ServeWindow  Service = "window"  // “一窗”式服务: matters are accepted at a counter
	ServeKiosk   Service = "kiosk"   // 自助智能服务: a terminal, and somebody who guides at it (导办)
	ServeMobile  Service = "mobile"  // 移动掌上服务: the matters are in the city's app
	ServeCollect Service = "collect" // 代收代办服务: papers are collected and carried to the street
)

// Services lists the four in the order of the plan.
func Services() []Service { return []Service{ServeWindow, ServeKiosk, ServeMobile, ServeCollect} }

// Valid reports whether s is one of the four.
func (s Service) Valid() bool { return slices.Contains(Services(), s) }

// Service is the way of serving that a matter of the mode needs; "" for advice,
// which is given everywhere.
func (m Mode) Service() Service {
	switch m {
	case ModeAccept:
		return ServeWindow
	case ModeCollect:
		return ServeCollect
	}
	return ""
}

// Serves reports whether the community is served in a way. One that says nothing
// has a window and collects.
func (c Community) Serves(s Service) bool {
	if len(c.Modes) == 0 {
		return s == ServeWindow || s == ServeCollect
	}
	return slices.Contains(c.Modes, s)
}

// Takes reports whether matters of a mode are taken in for the community.
func (c Community) Takes(m Mode) bool {
	s := m.Service()
	return s == "" || c.Serves(s)
}

// Serves reports whether any community of the station is served in a way.
func (s Station) Serves(x Service) bool {
	if len(s.Communities) == 0 {
		return Community{}.Serves(x)
	}
	return slices.ContainsFunc(s.Communities, func(c Community) bool { return c.Serves(x) })
}

// Takes reports whether matters of a mode are taken in for any community of the
// station.
func (s Station) Takes(m Mode) bool {
	x := m.Service()
	return x == "" || s.Serves(x)
}

// Everywhere reports whether matters of a mode are taken in for each community.
func (s Station) Everywhere(m Mode) bool {
	return !slices.ContainsFunc(s.Communities, func(c Community) bool { return !c.Takes(m) })
}

// unserved is why a matter of a mode is not taken in for a community.
func unserved(m Mode) error {
	return &Problem{Kind: Blocked, What: "service." + string(m.Service())}
}

// mayTake holds that a new case is taken in for a community that is served so, and
// at a time for it; what was done on paper was done at its own time.
func (s Station) mayTake(c *Case, m Mode, back *BackEntry, now time.Time) error {
	switch {
	case c.Rev > 0:
		return nil
	case !s.Community(c.Comm).Takes(m):
		return unserved(m)
	case back != nil:
		return nil
	}
	return s.notNow(c.Item, m, c.Opened, now)
}
