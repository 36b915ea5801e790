package wire

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"xiaochuang/peripherals/serial"
)

// access looks whether this user may open what is plugged in, without opening
// it, and names the groups that are missing.
func (x *examination) access(context.Context) {
	tree := serial.Tree{}
	var nodes, groups, shut []string
	for _, p := range slices.Concat(tree.Ports(), tree.Printers()) {
		nodes = append(nodes, p.Node)
	}
	cameras, _ := filepath.Glob("/dev/video*")
	for _, node := range append(nodes, cameras...) {
		if !errors.Is(serial.Openable(node), fs.ErrPermission) {
			continue
		}
		shut = append(shut, node)
		if g := groupMissing(node); g != "" && !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	facts := []string{"paths", strings.Join(shut, " "), "groups", strings.Join(groups, ","), "user", userName()}
	switch {
	case len(nodes)+len(cameras) == 0:
		x.say("access", CheckSkipped, "access.none")
	case len(groups) > 0:
		x.say("access", CheckWarning, "access.group", facts...)
	case len(shut) > 0:
		x.say("access", CheckWarning, "access.rules", facts...)
	default:
		x.say("access", CheckOK, "")
	}
}
