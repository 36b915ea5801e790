package wire

import (
	_ "embed"
	"os"
	"os/user"
	"slices"
	"strconv"
	"syscall"
)

// UdevRules is a rules file for udev that names the devices of the counter by
// what stays with them and lets the groups of the desk open them.
//
//go:embed xiaochuang.rules
var UdevRules string

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// userName is the name of this user, or its number.
func userName() string {
	u, err := user.Current()
	if err != nil || u.Username == "" {
		return strconv.Itoa(os.Getuid())
	}
	return u.Username
}

// groupMissing returns the groups that this user needs to be in for a device
// file it may not open: the group that owns the file.
func groupMissing(path string) (group string) {
	st, err := os.Stat(path)
	if err != nil {
		return ""
	}
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok || sys.Mode&0o060 != 0o060 {
		return "" // its group may not open it either
	}
	g, err := user.LookupGroupId(strconv.Itoa(int(sys.Gid)))
	if err != nil {
		return ""
	}
	return g.Name
}
