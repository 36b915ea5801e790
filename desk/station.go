package desk

import "time"

// A Community is one 社区 or 村 that the station serves (一站多居), demolished
// villages included.
type Community struct {
	Code    string   `json:"code"` // 12 digits, statistical division code; a demolished village keeps its own
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"` // other names, by which addresses are recognised
	Streets []string `json:"streets,omitempty"` // streets, estates and house groups that belong to it
	Estates []Estate `json:"estates,omitempty"` // those whose buildings are known, from buildings.toml
	Items   []string `json:"items,omitempty"`   // ids of the matters done for it; none for all
	Removed bool     `json:"removed,omitempty"` // 拆迁村: the houses are gone, the division and its people are served on

	Modes []Service `json:"modes,omitempty"` // ways in which it is served; none for a window that collects as well
}

// An Estate is a street, estate or group of houses of a community with its
// buildings, such as 示例路1号院 with 1号楼 and 2号楼.
type Estate struct {
	Name      string   `json:"name"`
	Buildings []string `json:"buildings,omitempty"`
}

// A Lane is one class of ticket, such as A 综合.
type Lane struct {
	Letter string   `json:"letter"`
	Name   string   `json:"name"`
	Items  []string `json:"items,omitempty"` // item ids that take this lane; the first lane takes the rest
}

// A Window is one place of service.
type Window struct {
	No          int      `json:"no"`
	Name        string   `json:"name"`
	Communities []string `json:"communities,omitempty"` // codes of those whose numbers it calls; none for all
}

// Station is the place this store belongs to. It comes from station.toml and
// does not change while the program runs.
type Station struct {
	Code          string // 12 digits
	Name          string
	Street        string // name of the street or town
	Centre        string // name of the street's service centre, printed on papers
	Address       string
	Phone         string
	Supervision   string // 监督电话
	Hours         string // as printed, with 错峰延时
	Desk          string // two digits: this store within the station
	Communities   []Community
	Windows       []Window
	Lanes         []Lane
	Staff         []Staff
	Queue         bool          // false in the village case: visits without numbers only
	DayBegins     time.Duration // after midnight
	MaxRecalls    int           // 0 for the default of 3
	MissedBack    int           // ordinary numbers served before a returned one; 0 for the default of 1
	Reasons       []Reason      // for priority; none for the standard ones
	PriorityRatio int           // numbers with priority before one ordinary number; 0 for the default of 2
	Demo          bool          // the built-in demonstration station
	Practice      bool          // practice mode
	Promise       string        // 服务承诺 in one sentence
	EntryGrants   []EntryGrant  // authorisations to enter cases into outside systems

	PINs       bool  // whoever serves proves it with a PIN; false where none is asked for, and one that somebody has still is
	Signatures bool  // a second person signs the end of the day with the own PIN
	Slips      Slips // numbers of the slips for the hours without the program
	Morning    bool  // the first log-in of the day leads to the morning check
	OffPeak    []OffPeak
	Rectify    RectifyRule // clock of what follows a bad rating
}

// Recalls returns how often a number may be called before it is passed over.
func (s Station) Recalls() int {
	if s.MaxRecalls > 0 {
		return s.MaxRecalls
	}
	return 3
}

// Behind returns how many ordinary numbers go before a returned one.
func (s Station) Behind() int {
	if s.MissedBack > 0 {
		return s.MissedBack
	}
	return 1
}

// LaneFor returns the lane of an item; with no item, or none that lists it,
// the first lane.
func (s Station) LaneFor(item string) Lane {
	for _, l := range s.Lanes {
		for _, i := range l.Items {
			if i == item && item != "" {
				return l
			}
		}
	}
	if len(s.Lanes) == 0 {
		return Lane{Letter: "A"}
	}
	return s.Lanes[0]
}

// Person returns the staff member with the id.
func (s Station) Person(id string) (Staff, bool) {
	for _, p := range s.Staff {
		if p.ID == id {
			return p, true
		}
	}
	return Staff{}, false
}

// Community returns the community with the code, or the first one.
func (s Station) Community(code string) Community {
	for _, c := range s.Communities {
		if c.Code == code {
			return c
		}
	}
	if len(s.Communities) > 0 {
		return s.Communities[0]
	}
	return Community{Code: s.Code, Name: s.Name}
}
