package desk

import (
	"cmp"
	"slices"
)

// Told remembers what the notices of a case have said, so that a later one can
// be held against them: everything that lacks is to be told at once.
type Told struct {
	Staff  string   `json:"staff"`  // who gave the latest notice
	Listed []string `json:"listed"` // keys that stood on the checklist when notices were given
	Named  []string `json:"named"`  // keys that were told as lacking
}

// A LateWhy is the reason for telling a defect that could be seen before.
type LateWhy string

// The reasons. Only the first is a lapse of whoever looked.
const (
	LateOverlooked LateWhy = "overlooked" // 上次没有看出来
	LateReplaced   LateWhy = "replaced"   // 补来的材料换过
	LateChanged    LateWhy = "changed"    // 情况变了，或证件过期了
	LateStreet     LateWhy = "street"     // 街道审核时提出
	LateGuide      LateWhy = "guide"      // 指南改了，或没有写清
)

// LateWhys lists the reasons in the order of their digits.
func LateWhys() []LateWhy {
	return []LateWhy{LateOverlooked, LateReplaced, LateChanged, LateStreet, LateGuide}
}

// A LateDefect is a material that a notice named although an earlier one, with
// the material on its checklist, had not (二次告知).
type LateDefect struct {
	Key   string  `json:"key"` // Material.Key, the line of the guide
	Why   LateWhy `json:"why"`
	First string  `json:"first"` // staff who gave the notice before
	Staff string  `json:"staff"` // staff who gave this one
	Day   Day     `json:"day"`
}

// LateDefects lists the materials that lack now and were on the checklist of an
// earlier notice that did not name them.
func (c *Case) LateDefects() []Material {
	if c.Told == nil {
		return nil
	}
	var out []Material
	for _, m := range c.Materials {
		if m.Lacking() && slices.Contains(c.Told.Listed, m.Key) && !slices.Contains(c.Told.Named, m.Key) {
			out = append(out, m)
		}
	}
	return out
}

// tell records a notice that names everything which lacks now.
func (c *Case) tell(d Duty, day Day, why LateWhy) error {
	late := c.LateDefects()
	if len(late) > 0 && !slices.Contains(LateWhys(), why) {
		p := &Problem{Kind: Blocked, What: "notice.late"}
		for _, m := range late {
			p.Open = append(p.Open, m.Name)
		}
		return p
	}
	told := Told{}
	if c.Told != nil {
		told = Told{Staff: c.Told.Staff, Listed: slices.Clone(c.Told.Listed), Named: slices.Clone(c.Told.Named)}
	}
	for _, m := range late {
		c.Late = append(slices.Clip(c.Late), LateDefect{Key: m.Key, Why: why, First: told.Staff, Staff: d.Staff.ID, Day: day})
	}
	for _, m := range c.Materials {
		told.Listed = include(told.Listed, m.Key)
		if m.Lacking() {
			told.Named = include(told.Named, m.Key)
		}
	}
	told.Staff = d.Staff.ID
	c.Told = &told
	c.Notices++
	return nil
}

func include(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// A LateCount is how often one line of a matter's guide was told late after a
// notice of one person.
type LateCount struct {
	First string  `json:"first"`
	Item  string  `json:"item"`
	Key   string  `json:"key"`
	Why   LateWhy `json:"why"`
	Times int     `json:"times"`
}

// CountLate counts the late defects of cases by person, matter, line of the
// guide and reason, the most frequent first.
func CountLate(cases []Case, from, to Day) []LateCount {
	var out []LateCount
	for _, c := range cases {
		for _, l := range c.Late {
			if from != "" && l.Day < from || to != "" && l.Day > to {
				continue
			}
			one := LateCount{First: l.First, Item: c.Item, Key: l.Key, Why: l.Why}
			i := slices.IndexFunc(out, func(x LateCount) bool {
				x.Times = 0
				return x == one
			})
			if i < 0 {
				i = len(out)
				out = append(out, one)
			}
			out[i].Times++
		}
	}
	slices.SortStableFunc(out, func(a, b LateCount) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.First, b.First), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Key, b.Key))
	})
	return out
}
