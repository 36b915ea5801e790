package text

import "xiaochuang/desk"

// BeginWord names the key that takes a matter in.
func BeginWord(m desk.Mode) string {
	if m == desk.ModeCollect {
		return CollectHere
	}
	return Accept
}

// NotServed says why matters of a mode are not taken in at this station.
func NotServed(m desk.Mode) string {
	if m == desk.ModeCollect {
		return "本站不做代收代办，这件事不能收件。请按指南说清去哪里办，或记首问"
	}
	return "本站不设受理窗口，这件事不能受理。请按指南说清去哪里办，或记首问"
}

// NotServedFor says why a matter of a mode is not taken in for a community.
func NotServedFor(community string, m desk.Mode) string {
	if m == desk.ModeCollect {
		return community + "没有代收代办，不能收件；可以换居（村），或记首问"
	}
	return community + "不设受理窗口，不能受理；可以换居（村），或记首问"
}
