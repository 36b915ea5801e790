package text

import (
	"strings"

	"xiaochuang/desk"
)

// Words of the communities of a station (一站多居).
const (
	MoveComm    = "换居（村）"
	MoveCommTip = "这件事是哪个居（村）的；交街道之前都可以换，会记录"
	CmdMoveComm = "居"
	CommMoved   = "已换到 "
	CommLate    = "已经交出去了，不能再换居（村）"
	CommOne     = "本站只服务一个居（村）"
)

// MoveCommAsk is the question of the choice of a community.
func MoveCommAsk(now string) string {
	return "现在是：" + now + "。这件事是哪个居（村）的？"
}

// CommBadge is a community with how it was found.
func CommBadge(name string, by desk.CommBy) string {
	switch by {
	case desk.CommByAddress:
		return name + "（按住址）"
	case desk.CommByHand:
		return name + "（人工选）"
	}
	return name
}

// CommName is the name of a community, marked where the houses are gone.
func CommName(c desk.Community) string {
	if c.Removed {
		return c.Name + "（拆迁）"
	}
	return c.Name
}

// CommShort is the name of a community in a narrow column: what tells it from
// its neighbours.
func CommShort(c desk.Community) string {
	for _, end := range [...]string{"社区", "村"} {
		if s, ok := strings.CutSuffix(c.Name, end); ok && s != "" {
			return s
		}
	}
	return c.Name
}

// NumberTail is the last four characters of a document number in a narrow column.
func NumberTail(number string) string {
	r := []rune(number)
	if len(r) < 8 {
		return ""
	}
	return "*" + string(r[len(r)-4:])
}
