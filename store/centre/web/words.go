package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// sentence words an error for somebody of the street: what happened, and what to
// do. The cause goes to the log.
func (p *Pages) sentence(err error) string {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return "填的内容太多，没有收下。请分开填。"
	}
	k, ok := errors.AsType[*desk.Problem](err)
	if !ok {
		return "没有办成，已保存的内容都还在。请再试一次；还不行就告诉管理员，原因已记入日志。"
	}
	if w, ok := sentences[k.What]; ok {
		return strings.ReplaceAll(w, "{谁}", p.c.Words.State(desk.CaseState(k.Holder)))
	}
	return p.c.Words.Problem(err)
}

var sentences = map[string]string{
	"web.page":           "没有这一页。请从上面的菜单重新进入。",
	"web.token":          "这一页放得太久，没有办成。请刷新页面再办一次。",
	"web.role":           "您的账号不能看这一页。需要时请找管理员。",
	"web.carrying":       "正有人在交 U 盘里的包，请等他交完再交。",
	"web.scratch":        "中心的磁盘没有地方放，没有收。请先腾出空间。",
	"web.parcel":         "没有选包。请选 U 盘上 xiaochuang 目录里的包，一次最多 64 个。",
	"rectify.none":       "没有这条差评。请从评价整改的列表里打开，或等站里传送过来。",
	"rectify.state":      "这条有了新情况，现在不能这样答复，没有提交。请看最新情况再定。",
	"rectify.appeal":     "没有等着定的申诉，没有提交。请看最新情况。",
	"rectify.words":      "话没有写，或超过五百字、有不能显示的字符，没有提交。退回和交办一定要写。",
	"rectify.day":        "期限不对，没有提交：不能早于今天；督办只能提前，退回、交办最长两个月。",
	"rectify.do":         "没有选意见，没有提交。请选一项。",
	"rectify.level":      "没有选评价，没有交办。请选不满意或非常不满意。",
	"rectify.channel":    "没有选从哪里来，没有交办。请选一项。",
	"rectify.case":       "办件编号要写完整，没有交办。请核对编号。",
	"web.station":        "没有勾选站点，没有发。请勾选要发给哪些站，或选全部站点。",
	"web.roster":         "没有选文件，或文件是空的。请选一个 CSV 文件再看。",
	"web.sure":           "输入的编号和这台电脑的不一样，没有下指令。请照着输入。",
	"announcement":       "没有这条公告。请从公告列表里打开。",
	"announce.words":     "公告要写一到五百个字，不能有特殊字符。没有发。",
	"announce.days":      "公告的日期不对，没有发：到期不能早于今天，也不能早于开始，最长一年。",
	"centre.station":     "这个站点没有接入，或已停用，没有发。请重新选站点。",
	"centre.stations":    "一次最多发给一千个站点，没有发。请分开发。",
	"roster":             "月份不对，没有发。请选年和月。",
	"roster.file":        "这个文件读不了：可能不是 CSV，或太大、行太多（最多 600 行）。电子表格请另存为 CSV 再选。",
	"roster.empty":       "文件里没有一行排班，没有发。每行五项，用逗号分开：日期,编号,窗口,从,到。",
	"order":              "日期不对，没有下指令。请重新选日期。",
	"order.open":         "这台电脑已经有同样的指令还没有做，没有再下。请等它下次传送。",
	"web.busy":           "现在人多，请过几秒再试。",
	"web.form":           "填的内容不对，没有办成。请回到上一页重新填写。",
	"web.again":          "两次输入的新口令不一样，没有更换。请再输一次。",
	"web.image":          "这一页不是能显示的图片，没有打开。请让站里重新扫描。",
	"web.check":          "没有勾选任何一件，没有保存。",
	"web.scan":           "这张清单里没有这个编号。请核对是不是别的批次的。",
	"web.choose":         "没有选答复，没有提交。请选一项。",
	"account.sitting":    "登录已经过期，刚才的内容没有办成。请重新登录再办。",
	"account.secret":     "账号或口令不对，没有登录。连错五次会锁十五分钟。",
	"account.given":      "发给您的初始口令已经过期。请管理员重新发一个。",
	"account.locked":     "连错太多次，这个账号暂时锁住了。请十五分钟后再试，或请管理员解锁。",
	"account.choose":     "新口令太简单，没有更换。请用十个字符以上，不要和旧的一样，也不要含账号或姓名。",
	"case":               "没有这个办件。请核对编号，或等站里传送过来。",
	"case.moved":         "您打开以后，这个办件有了新情况（别人已经答复，或窗口有改动）。您的答复没有保存，请看最新情况再定。",
	"case.state":         "这个办件现在是“{谁}”，不能这样答复。没有提交。",
	"case.key":           "开这份资料的钥匙还没有传到，或已按期销毁，现在打不开。",
	"decision":           "没有选答复，没有提交。请选一项。",
	"decision.words":     "补正和退回要写清楚给窗口和群众看的话，五百字以内。没有提交。",
	"rid":                "这一次操作已经办过了，没有再办一遍。请看最新情况。",
	"page":               "这一页扫描件还没有传到，或打不开。请等站里下一次传送。",
	"key":                "开这份资料的钥匙还没有传到，或已按期销毁，现在打不开。",
	"batch":              "没有这张移交清单。请核对编号，或等站里传送过来。",
	"batch.case":         "清单里没有这个办件，没有保存。请刷新后再核对。",
	"batch.note":         "备注太长或有不能显示的字符，没有保存。请写在五百字以内。",
	"desk":               "没有这台窗口电脑。",
	"transcript":         "这个办件不用录入别的系统。",
	"transcript.map":     "还没有这个系统的抄录顺序表。请管理员把它放进 fieldmaps 目录。",
	"transcript.number":  "这个编号的样子不对，没有保存。请对照该系统的页面再输一遍。",
	"transcript.check":   "编号的校验位不对，没有保存。请对照该系统的页面再输一遍。",
	"transcript.differs": "两遍输入的编号不一样，没有保存。请对照该系统的页面再输一遍。",
	"transcript.again":   "这个系统的编号没有校验位，请再输一遍核对。没有保存。",
	"transcript.entered": "这个办件已经有编号了，没有再保存。请看最新情况。",
	"transcript.cost":    "计时不对，没有保存。请重新打开这一件。",
	"centre.person":      "账号的名字不能用，没有办成。请找管理员。",
}

// decisionName names a decision as whoever makes it does.
func decisionName(d desk.Decision) string {
	switch d {
	case desk.DecideAccept:
		return "街道受理"
	case desk.DecideSupplement:
		return "需要补正"
	case desk.DecideReject:
		return "退回（不予）"
	case desk.DecideDone:
		return "办结"
	}
	return ""
}

func roleName(r centre.Role) string {
	if r == centre.RoleAdmin {
		return "管理"
	}
	return "审核"
}

// didName names an act of the street's people.
func didName(kind string) string {
	if w, ok := dids[kind]; ok {
		return w
	}
	return kind
}

var dids = map[string]string{
	"announce": "发公告", "withdraw": "收回公告", "roster": "发排班", "rectify": "差评整改", "order": "命令窗口机", "rekey": "换钥匙",
	"carried": "收U盘", "decide": "答复", "open": "看完整资料", "page": "看扫描件", "export": "导出完整资料", "check": "核对交接", "enter": "填回编号",
	"fields": "看抄录内容", "signin": "登录", "locked": "连错被锁", "account": "账号", "secret": "口令",
}

func faultName(f desk.CopyFault) string {
	switch f {
	case desk.CopyEmpty:
		return "没有内容"
	case desk.CopyLong:
		return "比该系统能收的长"
	case desk.CopyEncoding:
		return "有该系统没有的字"
	}
	return ""
}

// sizeName writes a number of bytes.
func sizeName(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)/1024)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}
