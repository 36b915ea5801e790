package text

import (
	"fmt"
	"slices"
	"strings"

	"xiaochuang/desk"
)

// Words of the board of bad ratings.
const (
	Ratings       = "评价整改"
	RatingsTip    = "差评要回访、查原因、整改，写明结果，由别人办结；几天内办完看这里"
	CmdRatings    = "整改"
	NothingRated  = "没有要处理的差评"
	ChooseRated   = "先选一条"
	RatedClosed   = "这条已经办结；街道退回才能再改"
	ColRated      = "评价"
	ColServedBy   = "谁办的"
	ColCalled     = "回访"
	OpenRated     = "看这一条"
	OpenRatedTip  = "看评价、谁办的、回访和整改写了什么、街道说了什么"
	CmdOpenRated  = "看"
	CallBack      = "联系"
	CallBackTip   = "给评价的人回电话：写明联系上没有、说了什么"
	CallBackAsk   = "联系的结果"
	CallBackSay   = "对方怎么说？没联系上写明怎么联系的。写完按 F9"
	CmdCallBack   = "联系"
	FindCause     = "原因"
	FindCauseTip  = "为什么给差评：选一类，再写明经过"
	FindCauseAsk  = "主要是哪一类原因？"
	FindCauseSay  = "经过是怎样的？不用写姓名和号码。写完按 F9"
	CmdFindCause  = "原因"
	MendRated     = "整改"
	MendRatedTip  = "怎么改的，或哪一天前改好，或怎么说明的"
	MendRatedAsk  = "怎么处理？"
	MendRatedSay  = "改了什么、说明了什么？写完按 F9"
	MendDayAsk    = "哪一天前改好？如 12.20"
	CmdMendRated  = "改好"
	CloseRated    = "办结"
	CloseRatedTip = "办的人不能自己办结：由站长，没有别的站长时由同事"
	CloseRatedSay = "核实的结果，怎么答复的？写完按 F9"
	CmdCloseRated = "办结整改"
	Object        = "申诉"
	ObjectTip     = "办的人认为是误评：写明理由，附上这次来访的流水，由街道决定，只能一次"
	CmdObject     = "申诉"
	RatedCase     = "看办件"
	RatedCaseTip  = "打开这次的办件，里面可以看联系电话"
	CmdRatedCase  = "办件"
	NoRatedCase   = "这次没有办件，也就没有联系电话"
	RatedAll      = "连办结的"
	RatedOpen     = "只看没办结"
	RatedAllTip   = "在没办结的和全部之间切换"
	CmdRatedAll   = "全部"
	NotConcerned  = "只有办这件事的人能申诉"
	ObjectedOnce  = "已经申诉过，等街道决定；只能一次"
	IsConcerned   = "办的人不能自己办结，请站长或同事来"
	LeadCloses    = "请站长来办结"
	Contacted     = "记下了"
	CauseFound    = "原因记下了"
	Mended        = "整改记下了，等别人办结"
	MendPlanned   = "限期记下了"
	ClosedRated   = "已办结"
	Objected      = "申诉已记下，下次同步送街道"
	RatingWaits   = "有一条评价待处理，见 :整改"
	RectifyTitle  = "差评没办结"
	Uncalled      = "待联系"
	ObjectSay     = "为什么是误评？这次来访的流水会附上。写完按 F9"
)

// RatingTag names a tag of a bad rating, by the codes of the 好差评 interface.
func RatingTag(code string) string {
	if w, ok := ratingTags[code]; ok {
		return w
	}
	return "标签 " + code
}

var ratingTags = map[string]string{
	"207": "没有提供材料样本", "208": "没有提供材料清单", "209": "未在承诺时间内办结",
	"210": "同样内容的证明材料被要求多次提交", "211": "承诺网办但无法在线办理", "212": "在线预约办理后到实体大厅重复取号排队",
	"213": "窗口人员业务不熟练", "214": "服务态度生硬",
	"108": "在办事指南之外增加新的审批条件", "109": "需提供办事指南之外的申报材料", "110": "无理由超过法定办理时间",
	"111": "办事指南提供样本有错", "112": "承诺在线收取申报材料实际无法收取", "113": "多头跑窗口和部门",
	"114": "跑动次数与承诺的不一致", "115": "服务态度差效率低",
}

// RectificationState names where a rectification stands.
func RectificationState(s desk.RectificationState) string {
	if w, ok := rectificationStates[s]; ok {
		return w
	}
	return string(s)
}

var rectificationStates = map[desk.RectificationState]string{
	desk.RectificationOpen: "待联系", desk.RectificationContacted: "查原因", desk.RectificationPlanned: "限期改",
	desk.RectificationFixed: "待办结", desk.RectificationClosed: "已办结",
}

// CallBackWord names what a call-back came to.
func CallBackWord(c desk.CallBack) string {
	if w, ok := callBacks[c]; ok {
		return w
	}
	return Blank
}

var callBacks = map[desk.CallBack]string{
	desk.CallReached: "已回访", desk.CallMissed: "未接通", desk.CallDeclined: "不愿回访", desk.CallAnonymous: "匿名",
}

// RectifyCauseWord names a cause of a bad rating.
func RectifyCauseWord(c desk.RectifyCause) string {
	if w, ok := rectifyCauses[c]; ok {
		return w
	}
	return Blank
}

var rectifyCauses = map[desk.RectifyCause]string{
	desk.CauseMaterials: "材料没有一次说清", desk.CauseDelay: "等得久、超时限", desk.CauseSystem: "系统、设备",
	desk.CauseManner: "态度", desk.CauseSkill: "业务不熟", desk.CauseProcess: "流程、政策", desk.CausePlace: "环境、设施",
	desk.CauseElsewhere: "不是本站办的", desk.CauseMistake: "按错、误评", desk.CauseOther: "其他",
}

// RemedyWord names what was done about a bad rating.
func RemedyWord(r desk.Remedy) string {
	if w, ok := remedies[r]; ok {
		return w
	}
	return Blank
}

var remedies = map[desk.Remedy]string{
	desk.RemedyFixed: "立行立改", desk.RemedyPlanned: "限期整改", desk.RemedyExplained: "解释说明", desk.RemedyNotAccepted: "误评不采纳",
}

// RatingChannel names where a rating came from.
func RatingChannel(c desk.Channel) string {
	if w, ok := ratingChannels[c]; ok {
		return w
	}
	return ""
}

var ratingChannels = map[desk.Channel]string{
	desk.ChannelScreenPad: "评价器", desk.ChannelButtonPad: "评价器", desk.ChannelQR: "扫码", desk.ChannelHotline: "12345", desk.ChannelSMS: "短信",
}

// StreetDoing names what the street says to a rectification.
func StreetDoing(d desk.StreetDoing) string {
	if w, ok := streetDoings[d]; ok {
		return w
	}
	return string(d)
}

var streetDoings = map[desk.StreetDoing]string{
	desk.StreetUrge: "督办", desk.StreetReturn: "退回重办", desk.StreetAccept: "认可", desk.StreetUphold: "申诉成立，不计入",
	desk.StreetReject: "申诉不成立", desk.StreetOpenTask: "交办",
}

// AppealState names where an appeal stands.
func AppealState(s desk.AppealState) string {
	switch s {
	case desk.AppealUpheld:
		return "成立，不计入"
	case desk.AppealRejected:
		return "不成立"
	}
	return "等街道决定"
}

// RatedLeft is how many days are left for a rectification.
func RatedLeft(c *desk.Rectification, today desk.Day) string {
	switch n := c.Left(today); {
	case c.State == desk.RectificationClosed && c.Overdue(today):
		return "逾期办结"
	case c.State == desk.RectificationClosed:
		return "按期"
	case n < 0:
		return fmt.Sprintf("超 %d 天", -n)
	case n == 0:
		return "今天"
	default:
		return fmt.Sprintf("还 %d 天", n)
	}
}

// RatedCalled is what stands of the call-back in a list.
func RatedCalled(c *desk.Rectification) string {
	if c.Call == "" {
		return Uncalled
	}
	return CallBackWord(c.Call)
}

// RatedHead sums the board up.
func RatedHead(t desk.RectifyTotals, uncalled int) string {
	s := fmt.Sprintf("没办结 %d", t.Open)
	if t.Overdue > 0 {
		s += fmt.Sprintf("  超期 %d", t.Overdue)
	}
	if uncalled > 0 {
		s += fmt.Sprintf("  待联系 %d", uncalled)
	}
	return s
}

// RatedFigures sums up what was opened in a time.
func RatedFigures(t desk.RectifyTotals) string {
	s := fmt.Sprintf("近 90 天：差评 %d", t.Opened)
	if t.Excluded > 0 {
		s += fmt.Sprintf("（误评不计 %d）", t.Excluded)
	}
	s += fmt.Sprintf("  按期办结 %d  逾期 %d", t.OnTime, t.Late+t.Overdue)
	if share, ok := t.CallShare(); ok {
		s += fmt.Sprintf("  实名回访 %d%%", share)
	}
	return s
}

// RatedHow is the first line of a card.
func RatedHow(c *desk.Rectification) string {
	s := "【" + Level(c.Level) + "】"
	if w := RatingChannel(c.Channel); w != "" {
		s += w + "  "
	}
	return s + RectificationState(c.State)
}

// RatedTags names the tags of a rating, "" without any.
func RatedTags(codes []string) string {
	out := make([]string, 0, len(codes))
	for _, c := range codes {
		out = append(out, RatingTag(c))
	}
	return strings.Join(out, "、")
}

// RatedDays tells the days of a rectification.
func RatedDays(c *desk.Rectification, today desk.Day) string {
	s := "开单 " + string(c.Day)
	if c.ContactBy != "" && !c.Unnamed {
		s += "  联系不晚于 " + string(c.ContactBy)
	}
	return s + "  办结不晚于 " + string(c.Due) + "（" + RatedLeft(c, today) + "）"
}

// RatedPerson tells who can be called, masked by the caller.
func RatedPerson(c *desk.Rectification, name, phone string) string {
	switch {
	case c.Unnamed && len(c.Cases) == 0:
		return "评价人 匿名，没有办件和电话，不用回访"
	case name == "" && phone == "":
		return "评价人 见办件"
	}
	return fmt.Sprintf("评价人 %s  电话 %s", dash(name), dash(phone))
}

// RatedServed tells who served.
func RatedServed(name string) string { return "办事的人 " + dash(name) }

// RatedMatter names the matters of a visit.
func RatedMatter(names []string) string {
	names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "" })
	if len(names) == 0 {
		return "事项 没有记"
	}
	return "事项 " + strings.Join(names, "、")
}

// RatedCall tells what a call-back brought.
func RatedCall(c *desk.Rectification) string {
	s := "回访 " + RatedCalled(c)
	if c.Calls > 1 {
		s += fmt.Sprintf("（共 %d 次）", c.Calls)
	}
	return withWords(s, c.Private.Said)
}

// RatedCause tells the cause.
func RatedCause(c *desk.Rectification) string {
	return withWords("原因 "+RectifyCauseWord(c.Cause), c.Private.Cause)
}

// RatedRemedy tells what was done.
func RatedRemedy(c *desk.Rectification) string {
	s := "整改 " + RemedyWord(c.Remedy)
	if c.Plan != "" {
		s += "，" + string(c.Plan) + " 前改好"
	}
	return withWords(s, c.Private.Fix)
}

// RatedAppeal tells how the appeal stands.
func RatedAppeal(c *desk.Rectification) string {
	return withWords(fmt.Sprintf("申诉 %s，附流水 %d 条", AppealState(c.Appeal.State), len(c.Appeal.Lines)), c.Private.Grounds)
}

// RatedEnd tells who closed it; closer is "" where the street did.
func RatedEnd(c *desk.Rectification, closer string) string {
	if closer == "" {
		closer = "街道"
	}
	return withWords("办结 "+string(c.ClosedDay)+" "+closer, c.Private.Reply)
}

// RatedStreet tells what the street said last.
func RatedStreet(w *desk.StreetWord) string {
	return withWords("街道 "+clock(w.At)+" "+StreetDoing(w.Do), w.Words)
}

func withWords(s, words string) string {
	if words == "" {
		return s
	}
	return s + "：" + words
}

// CallBackOrder are the outcomes of a call in the order in which they are offered;
// only somebody unknown is anonymous.
func CallBackOrder(unnamed bool) []desk.CallBack {
	out := []desk.CallBack{desk.CallReached, desk.CallMissed, desk.CallDeclined}
	if unnamed {
		out = append(out, desk.CallAnonymous)
	}
	return out
}

// RemedyOrder are the remedies in the order in which they are offered.
func RemedyOrder() []desk.Remedy {
	return []desk.Remedy{desk.RemedyFixed, desk.RemedyExplained, desk.RemedyPlanned}
}

// RectifyRow is one line of what is open at the end of the day.
func RectifyRow(c *desk.Rectification, today desk.Day) string {
	return Level(c.Level) + " " + RectificationState(c.State) + " " + RatedLeft(c, today)
}

// WhyRated explains the clock of a bad rating, and what it waits for.
func WhyRated(c *desk.Rectification, today desk.Day, server string) Why {
	w := Why{
		Thing: Level(c.Level) + " " + RatedLeft(c, today), Source: "好差评制度；站点文件里的整改日数",
		Rule: "差评件件要回访、整改、反馈，由别人办结；北京规定 7 日内",
	}
	if c.State == desk.RectificationClosed {
		w.Sentence = fmt.Sprintf("%s 办结，最后一天是 %s。评价原样留着，不改。", c.ClosedDay, c.Due)
		if c.Excluded() {
			w.Sentence = "街道认定是误评：评价原样留着，统计里另计。"
		}
		return w
	}
	w.Sentence = fmt.Sprintf("%s 开单，最后一天是 %s；办事的人是 %s。", c.Day, c.Due, dash(server))
	if open := c.Missing(); len(open) > 0 {
		words := make([]string, 0, len(open))
		for _, o := range open {
			words = append(words, Open(o))
		}
		w.Next = "还差：" + strings.Join(words, "、")
	} else {
		w.Next = "由站长或同事按 4 办结"
	}
	return w
}

// rectifies words the refusals of what follows a bad rating.
var rectifies = map[string]string{
	"rectification":     "没有这条差评整改。请在 :整改 里看有哪些。",
	"rectify.closed":    "这条已经办结，没有再记。要改请街道退回。",
	"rectify.call":      "联系的结果没有选对，没有记。请选一个。",
	"rectify.named":     "这次有办件，知道是谁，不能记匿名。没打通请选未接通。",
	"rectify.cause":     "原因没有选对，没有记。请从列出的里选一类。",
	"rectify.remedy":    "怎么处理没有选对，没有记。请从列出的里选一个。",
	"rectify.plan":      "改好的日子要从今天起、一年以内。请重新写，如 12.20。",
	"rectify.open":      "还缺：{项}。请先补上再记。",
	"rectify.street":    "误评只由街道认定。请按 5 申诉，或选别的处理。",
	"rectify.concerned": "办这件事的人不能自己办结。请站长或别的同事来；站里只有一个人，等街道认可。",
	"rectify.lead":      "站里有别的站长，由站长办结。请站长来。",
	"rectify.closer":    "不知道是谁办结。请先上岗，或写 --staff。",
	"rectify.appellant": "只有办这件事的人能申诉。请本人上岗后再写。",
	"rectify.appealed":  "已经申诉过一次，不能再申诉。请等街道决定。",
	"rectify.grounds":   "申诉要附上这次来访的流水，最多 20 条；没有流水就不能申诉，请按 3 说明。",
	"rectify.line":      "这条流水不是这次来访的，没有记。请用 rectify show 看编号。",
	"rectify.words":     "要写明经过，一到五百个字。请补上再记。",
	"rectify.opened":    "已经开过单，不用再开。",
}

// rectifyOpen words what stands in the way of closing.
var rectifyOpen = map[string]string{"rectify.call": "回访结果", "rectify.cause": "原因", "rectify.remedy": "整改结果"}
