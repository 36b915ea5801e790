package desk

import "time"

// A DeviceChange is one change of a lamp, for whoever looks later.
type DeviceChange struct {
	At     time.Time   `json:"at"`
	Family Family      `json:"family"`
	Was    DeviceState `json:"was"`
	State  DeviceState `json:"state"`
	Code   string      `json:"code,omitempty"`
}
