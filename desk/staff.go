package desk

import "slices"

// A Role is what a person may do. A supervisor is a role of the centre.
type Role string

// Roles at the station.
const (
	RoleClerk      Role = "clerk"
	RoleLead       Role = "lead"
	RoleTrainer    Role = "trainer"
	RoleTechnician Role = "technician"
)

// Roles lists every role in the order of the rights table.
var Roles = []Role{RoleClerk, RoleLead, RoleTrainer, RoleTechnician}

// A Right is one thing that a person may do or not.
type Right string

// Rights at the station.
const (
	RightServe    Right = "serve"    // call, take in, accept, file questions
	RightCitizens Right = "citizens" // see who people are: cases, papers, questions
	RightClose    Right = "close"    // end the day, hand the shift over
	RightRelease  Right = "release"  // let through what a rule has stopped, with the own PIN
	RightPINs     Right = "pins"     // give another PIN, let somebody try again, make a recovery sheet
	RightWords    Right = "words"    // adopt the words of papers
	RightTrain    Right = "train"    // practice
	RightDevices  Right = "devices"  // devices and their tests
	RightSetup    Right = "setup"    // put devices in service, change the configuration or put it back
	RightSync     Right = "sync"     // the night run by hand
	RightGuide    Right = "guide"    // look matters up
)

// A Grant is one row of the rights table: a right, and the roles that have it.
type Grant struct {
	Right Right
	Roles []Role
}

// Grants is the rights table. It is the one place that says who may do what.
var Grants = []Grant{
	{RightServe, []Role{RoleClerk, RoleLead}},
	{RightCitizens, []Role{RoleClerk, RoleLead}},
	{RightClose, []Role{RoleClerk, RoleLead}},
	{RightRelease, []Role{RoleLead}},
	{RightPINs, []Role{RoleLead}},
	{RightWords, []Role{RoleLead}},
	{RightTrain, []Role{RoleClerk, RoleLead, RoleTrainer}},
	{RightDevices, []Role{RoleClerk, RoleLead, RoleTechnician}},
	{RightSetup, []Role{RoleLead, RoleTechnician}},
	{RightSync, []Role{RoleClerk, RoleLead, RoleTechnician}},
	{RightGuide, []Role{RoleClerk, RoleLead, RoleTrainer, RoleTechnician}},
}

// Staff is one person who serves. The name and post are shown to citizens
// (亮明身份).
type Staff struct {
	ID    string `json:"id"` // as in the journal, such as "u01"
	Name  string `json:"name"`
	Post  string `json:"post"`
	No    string `json:"no"` // 工号 printed on papers
	Roles []Role `json:"roles"`
	Phone string `json:"phone,omitempty"` // business phone, shown on papers
}

// Has reports whether the person has the role. One for whom no role is written
// down is a clerk.
func (s Staff) Has(r Role) bool {
	if len(s.Roles) == 0 {
		return r == RoleClerk
	}
	return slices.Contains(s.Roles, r)
}

// May reports whether one of the person's roles has the right.
func (s Staff) May(r Right) bool {
	for _, g := range Grants {
		if g.Right == r {
			return slices.ContainsFunc(g.Roles, s.Has)
		}
	}
	return false
}

// Duty is who acts, and where: the staff and window of every journal line.
type Duty struct {
	Staff  Staff
	Window int // 0 for a command or the night run
}
