package text

import (
	"fmt"
	"strconv"
	"strings"

	"xiaochuang/desk/guide"
)

// Words of what has changed in the catalogue.
const (
	Updates       = "事项更新"
	UpdatesTip    = "事项库换版以后，哪些事项新增、取消、改了，改了什么"
	CmdUpdates    = "更新"
	UpdatesNone   = "没有变化：现在的事项库和您上次上岗时一样。"
	UpdatesRead   = "都看过了"
	UpdatesTipOK  = "记下您看过这一版的变化，晨检不再提醒；今天指南里的标记还在"
	CmdRead       = "看过"
	UpdatesSaved  = "已记下，这一版的变化您看过了"
	UpdatesDone   = "这一版的变化您已经看过"
	UpdatesCard   = "看指南"
	UpdatesTipGo  = "打开选中事项的办事指南，改过的行有标记"
	CmdSeeCard    = "看指南"
	UpdateGone    = "已取消的事项没有指南可看"
	UpdateIsNew   = "以前没有的事项，按 Enter 看指南"
	UpdateIsGone  = "以后不再收这一项。有人来问，先问街道，再按首问登记答复"
	UpdateLook    = "原来怎么写"
	UpdateLookTip = "在改过的行下面写出原来的内容，再按收起"
	CmdBefore     = "原来"
	UpdateNotHere = "这个事项没有变化"

	MarkChanged = "改"
	MarkAdded   = "新"
	WasWritten  = "原："
)

// changeWords name what became of an item.
var changeWords = map[guide.ChangeKind]string{guide.NewThere: "新增", guide.Gone: "取消", guide.Altered: "修改"}

// ChangeWord names what became of an item.
func ChangeWord(k guide.ChangeKind) string { return changeWords[k] }

// ChangeMark is the mark of an item that has changed.
func ChangeMark(k guide.ChangeKind) string {
	if k == guide.NewThere {
		return MarkAdded
	}
	return MarkChanged
}

// UpdatesHead sums up what has changed.
func UpdatesHead(n guide.News) string {
	kinds := map[guide.ChangeKind]int{}
	for _, c := range n.Changes {
		kinds[c.Kind]++
	}
	var parts []string
	for _, k := range [...]guide.ChangeKind{guide.NewThere, guide.Altered, guide.Gone} {
		if kinds[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", changeWords[k], kinds[k]))
		}
	}
	read := "还没有记下看过，看完按 F9"
	if n.Read {
		read = "已看过"
	}
	return fmt.Sprintf("事项库 %s，和您上次上岗时的 %s 比：%s。%s。", n.To, n.From, strings.Join(parts, "、"), read)
}

// UpdatesSince heads the list that a command gives.
func UpdatesSince(version, since string, n int) string {
	return fmt.Sprintf("事项库 %s，和上次上岗时的 %s 比，%d 项不一样：", version, since, n)
}

// ChangedLines counts the lines of an item that differ.
func ChangedLines(n int) string { return fmt.Sprintf("%d 处", n) }

// ChangeSays words one line of an item that differs.
func ChangeSays(l guide.LineChange) string {
	field := FieldPath(l.Field, l.Of)
	switch l.Kind {
	case guide.NewThere:
		return field + "  加上：" + said(l.New)
	case guide.Gone:
		return field + "  去掉：" + said(l.Old)
	}
	return field + "  原：" + said(l.Old) + "  现：" + said(l.New)
}

// said words a value that is yes or no.
func said(v string) string {
	switch v {
	case "true":
		return "是"
	case "false":
		return "否"
	}
	return v
}

// elements are what the elements of an item are called.
var elements = map[string]string{
	"name": "名称", "aliases": "别名", "keywords": "检索词", "category": "分类", "category_code": "分类编码", "mode_code": "办理类别",
	"item_type_code": "事项类型", "exercise_level_code": "行使层级", "served_at_level_code": "服务层级",
	"basic_code": "基本编码", "task_code": "实施编码", "handle_item_code": "办理编码", "codes_synthetic": "编码为演示", "version": "事项版本",
	"department": "主管部门", "handled_at": "办理地点说明", "applicant_codes": "服务对象", "project_type_code": "办件类型",
	"promise_days": "承诺时限", "promise_unit": "时限单位", "legal_days": "法定时限", "basis": "设定依据", "conditions": "受理条件",
	"materials": "材料", "flow": "流程", "result": "结果", "check_points": "审核要点", "answer": "统一答复口径", "stages": "环节",
	"situations": "情形", "fee": "收费", "places": "地点", "onsite_visits": "到现场次数", "proxy_allowed": "可委托", "season": "时间窗",
	"vertical_system": "垂直系统", "double_entry": "要二次录入", "excludes": "不能同时享受", "guide_url": "指南网址", "online": "自己办",
	"verified": "已核实", "verified_fields": "已核实的要素", "source": "来源", "note": "说明",
	"kind": "种类", "form": "形式", "originals": "原件份数", "copies": "复印件份数", "check_original": "核原件", "required": "必需",
	"condition": "什么时候要", "e_license": "可用电子证照", "scan": "要扫描", "accept_substitutes": "可以代替的",
	"body": "谁办", "duty": "做什么", "rule": "依据", "ask": "问题", "fact": "自动判断", "when": "什么时候问", "answers": "回答",
	"say": "回答", "adds": "加的材料", "drops": "去的材料", "charged": "是否收费", "text": "收费标准",
	"address": "地址", "hours": "时间", "phone": "电话", "url": "网址", "steps": "步骤",
}

// FieldPath words the path of an element, such as materials[m3].note, of the entries
// that are called so. A name that nobody has given stays as it is.
func FieldPath(path, of string) string {
	var out []string
	for part := range strings.SplitSeq(path, ".") {
		name, _, _ := strings.Cut(part, "[")
		if w := elements[name]; w != "" {
			name = w
		}
		out = append(out, name)
	}
	s := strings.Join(out, "·")
	if of != "" {
		s += "（" + of + "）"
	}
	return s
}

// CardChanged tells, on a card, that lines of it have changed since a version.
func CardChanged(lines int, since string) string {
	return fmt.Sprintf(" 与 %s 比改了 %d 行，行首标“改”“新”；按 8 看原来怎么写 ", since, lines)
}

// CardElsewhere tells, on a card, that what changed does not stand on it.
func CardElsewhere(since string) string {
	return " 与 " + since + " 比有改动，不在这几行里，打 :更新 看 "
}

// CardNew tells, on a card, that the matter is new since a version.
func CardNew(since string) string { return " " + since + " 以后新增的事项 " }

// CatalogueTurned tells that another version is in force from now on.
func CatalogueTurned(version string, changed int) string {
	if changed == 0 {
		return "事项库已换成 " + version + "，事项没有变化"
	}
	return fmt.Sprintf("事项库已换成 %s，%d 项有变化，打 :更新 看", version, changed)
}

// MarkStale is the mark of the title line for a catalogue that should have been
// replaced.
func MarkStale(days int) string { return fmt.Sprintf("事项库%d天未更新", days) }

// UpdatesFound words the line of the morning check about changes.
func UpdatesFound(version string, unread int) string {
	if unread == 0 {
		return "没有要看的变化"
	}
	return fmt.Sprintf("%s 有 %d 项变化没看，按 3 看", version, unread)
}

// EditionLine tells which catalogue is in force.
func EditionLine(version string, items int, signed bool) string {
	s := fmt.Sprintf("事项库  %s，%d 项", version, items)
	if signed {
		return s + "，有发布方签名"
	}
	return s + "，本机文件"
}

// EditionStale tells that the catalogue should have been replaced.
func EditionStale(days int) string {
	return "事项库 " + strconv.Itoa(days) + " 天未更新，已过有效期。照常办理，拿不准的问街道；请街道催发布方"
}

// Words of a draft that was begun with an earlier version.
const (
	DriftTitle   = "事项库换版了"
	DriftRenew   = "按新版办，有变的材料重新核对"
	DriftKeep    = "仍按原来那一版办"
	DriftKnown   = "知道了"
	CmdRenew     = "换新版"
	RenewAct     = "换新版"
	RenewTip     = "把这份草稿换到现在的事项库；有变的材料要重新核对，扫过的页都在"
	RenewNone    = "这份草稿用的就是现在的事项库"
	RenewTaken   = "已经收件，按收件时的事项库办到底"
	RenewGone    = "现在的事项库里没有这个事项，请先问街道"
	driftMost    = 6
	driftUnknown = "原来那一版本机已经没有了，说不出改了什么；换到新版要把材料从头核对。"
)

// DriftAsk tells what has changed for the matter of a draft, and asks what to do.
func DriftAsk(d guide.Drift) string {
	head := fmt.Sprintf("这份草稿是按事项库 %s 开始的，现在用的是 %s。", d.From, d.To)
	switch {
	case d.Gone:
		return head + "\n新版里没有这个事项了：请先问街道还收不收。要收，仍按原来那一版的材料办。"
	case d.Unknown:
		return head + "\n" + driftUnknown
	}
	rows := []string{fmt.Sprintf("%s本事项改了 %d 处：", head, len(d.Lines))}
	for i, l := range d.Lines {
		if i == driftMost {
			rows = append(rows, fmt.Sprintf("还有 %d 处，打 :更新 看", len(d.Lines)-i))
			break
		}
		rows = append(rows, " "+ChangeSays(l))
	}
	return strings.Join(rows, "\n")
}

// DriftSame tells that another version is in force, which says the same of the matter.
func DriftSame(d guide.Drift) string {
	return fmt.Sprintf("事项库已换成 %s，本事项没有变化，仍按 %s 办", d.To, d.From)
}

// Renewed tells that a draft was moved on.
func Renewed(version string, open int) string {
	if open == 0 {
		return "已换到 " + version + "，材料都核对过"
	}
	return fmt.Sprintf("已换到 %s，%d 样材料要核对", version, open)
}

// ByVersion stands beside the mode of a draft that was begun with an earlier version.
func ByVersion(version string) string { return "按 " + version + " 办" }

// WhyUpdates explains what the list of changes is compared with.
func WhyUpdates(n guide.News) Why {
	w := Why{
		Thing: Updates, Source: "发布方签名的事项库", Version: n.To,
		Rule: "每个人和自己上次上岗时的版本比；记下看过以后，晨检不再提醒",
	}
	if len(n.Changes) == 0 {
		w.Sentence = UpdatesNone
		return w
	}
	w.Sentence = fmt.Sprintf("从 %s 到 %s，%d 项不一样。", n.From, n.To, len(n.Changes))
	w.Next = "看完按 F9 记下"
	return w
}
