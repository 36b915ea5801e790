package desk

// A Role is what a person may do. A supervisor is a role of the centre.
type Role string

// Roles at the station.
const (
	RoleClerk      Role = "clerk"
	RoleLead       Role = "lead"
	RoleTrainer    Role = "trainer"
	RoleTechnician Role = "technician"
)

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

// Has reports whether the person has the role.
func (s Staff) Has(r Role) bool {
	for _, x := range s.Roles {
		if x == r {
			return true
		}
	}
	return false
}

// Duty is who acts, and where: the staff and window of every journal line.
type Duty struct {
	Staff  Staff
	Window int // 0 for a command or the night run
}
