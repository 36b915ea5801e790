package text

import (
	"fmt"

	"xiaochuang/desk"
)

// Words of the log-in screen.
const (
	WhoServes    = "今天谁上岗？按数字或用上下键选，Enter 确认"
	Seven        = "服务承诺 · 亮明身份 · 首问负责 · 一次性告知 · 帮办代办 · 错峰延时 · 监督评价"
	NoStaff      = "站点文件里没有工作人员。请在 station.toml 里填写。"
	ColName      = "姓名"
	ColStaffNo   = "工号"
	ColPost      = "岗位"
	ColPIN       = "口令"
	BeginDuty    = "上岗"
	BeginDutyTip = "以选中的人上岗，之后的每件事都记在其名下"
	CmdBegin     = "上岗"
	ClockTitle   = "电脑时钟可疑"
)

// Weekdays are the days as station.toml writes them, beginning with Sunday.
const Weekdays = "日一二三四五六"

// Words of PINs.
const (
	PIN              = "口令"
	ChangePIN        = "改口令"
	ChangePINTip     = "给自己换一个口令：先输旧的，再输两遍新的"
	CmdChangePIN     = "改密"
	ResetPIN         = "重设口令"
	ResetPINTip      = "站长用自己的口令，给选中的人重设一个；忘了口令不丢资料"
	CmdResetPIN      = "重设口令"
	ReleasePIN       = "解除锁定"
	ReleasePINTip    = "站长用自己的口令，让输错五次的人马上再试"
	CmdReleasePIN    = "解除锁定"
	Recovery         = "恢复码"
	RecoveryTip      = "站长换一个恢复码，抄下锁好；原来的作废"
	CmdRecovery      = "恢复码"
	PINOld           = "请输入现在的口令"
	PINNew           = "请设一个口令：4 到 8 位数字，别用生日、连号、重复的数字"
	PINAgain         = "再输一遍，两遍要一样"
	PINDiffer        = "两遍不一样，没有保存。请重新设。"
	PINSaved         = "口令已保存，下次上岗用它"
	PINReleased      = "已解除，可以再试"
	PINNone          = "这个人还没有口令，上岗时会请其设一个"
	PINNotAsked      = "本站不用口令"
	PINNeedsOther    = "资料已由口令保护。请先让有口令的同事上岗一次，再请新来的人设口令。"
	WhichLead        = "哪位站长在场？"
	NoLead           = "站点文件里没有站长（lead）。忘了口令请用恢复码：xiaochuang keys recover"
	RecoveryNoted    = "抄好了"
	RecoveryPrint    = "打印恢复单"
	RecoveryPrintAsk = "只打一张，打印机旁边要有人守着，拿到马上装信封锁好。系统和打印队列都不留底。现在打印？"
	RecoveryPrinted  = "恢复单已印出，请马上装信封锁好"
	RecoveryTitle    = "恢复码，只显示这一次"
	PINSet           = "有"
	PINMissing       = "未设"
	PINSignature     = "签名"
	LockedScreen     = "已锁屏"
	LockNow          = "锁屏"
	LockNowTip       = "马上锁屏；草稿和正在做的事都不断，凭口令回到原处"
	CmdLock          = "锁屏"
	Unlock           = "解锁"
	UnlockTip        = "凭口令回到锁屏前的地方"
	OtherPerson      = "换人"
	OtherPersonTip   = "同事接班：选好人，输其口令"
	ColRight         = "权限"
	RightYes         = "有"
	RightNo          = "—"
	NobodyWasOnDuty  = "那时没有人在岗"
	ColWindow        = "窗口"
	ColBegan         = "起"
	ColEnded         = "止"
	ColTakenFrom     = "接自"
	RecoveryAsk      = "请输入恢复码"

	UnlockFree  = "没有设口令，按 Enter 解锁"
	UnlockAsk   = "输入口令，Enter 解锁。草稿和正在做的事都还在。"
	TakeOverAsk = "输入口令，Enter 接班。草稿都在，前一位的承诺转到接班人名下。"
)

// ClockAsk asks for the business day when the clock is suspect.
func ClockAsk(day desk.Day) string {
	return "电脑显示 " + string(day) + "，与上次记录对不上（可能是主板电池没电）。请对照手机，填写今天的日期，如 2026-11-23。"
}

// PINOf asks for somebody's PIN.
func PINOf(name string) string { return name + "，请输入口令" }

// PINFor asks for the new PIN of somebody who is there.
func PINFor(name string) string {
	return name + "，请设一个新口令：4 到 8 位数字，别用生日、连号、重复的数字"
}

// RecoveryCode tells the code that opens the keys when every PIN is forgotten.
func RecoveryCode(code string) string {
	return "所有人都有口令了，资料从现在起凭口令才能打开。万一口令全忘了，只有这个恢复码能打开：\n" + code +
		"\n请抄在恢复单上，装信封，由站长锁好。系统里不留，丢了可由站长换一个。"
}

// KeysStand tells whether the keys are protected.
func KeysStand(protected bool, pins, missing int) string {
	if protected {
		return fmt.Sprintf("密钥已由口令保护，%d 人有口令", pins)
	}
	return fmt.Sprintf("密钥未保护：%d 人有口令，还差 %d 人。每个人第一次上岗时设口令，都有了就保护起来。", pins, missing)
}

// LockedTill tells when a person who is locked out may try again.
func LockedTill(at string) string { return at + " 后" }

// Locked says whose screen is locked.
func Locked(name string, window int) string { return fmt.Sprintf("%d号窗口 · %s", window, name) }

// Right names a right in the rights table.
func Right(r desk.Right) string {
	if w, ok := rights[r]; ok {
		return w
	}
	return string(r)
}

var rights = map[desk.Right]string{
	desk.RightServe: "叫号、收件、受理、首问登记", desk.RightCitizens: "看群众资料：办件、单据、首问", desk.RightClose: "日终、交班",
	desk.RightRelease: "就地放行（用自己的口令）", desk.RightPINs: "重设口令、解除锁定、换恢复码", desk.RightWords: "采用单据模板", desk.RightTrain: "演练和讲评",
	desk.RightDevices: "看设备、测设备", desk.RightSetup: "装设备、改配置、退回配置", desk.RightSync: "马上同步", desk.RightGuide: "查办事指南",
}

// Role names a role.
func Role(r desk.Role) string {
	switch r {
	case desk.RoleClerk:
		return "窗口"
	case desk.RoleLead:
		return "站长"
	case desk.RoleTrainer:
		return "培训"
	case desk.RoleTechnician:
		return "技术员"
	}
	return string(r)
}

// NoRight says that whoever is on duty may not open a screen.
func NoRight(name string) string {
	return name + "的岗位看不了群众资料、办不了件。请有权限的同事上岗（:上岗）。"
}

// people is the sentence of each refusal about people and their rights.
var people = map[string]string{
	"pin.form":       "口令要 4 到 8 位数字。请重新设。",
	"pin.easy":       "这个口令太好猜（连号、重复）。请换一个。",
	"pin.wrong":      "口令不对，请再输，还能试 {谁} 次。",
	"pin.spent":      "口令错了五次，锁到 {谁}。站长可以用自己的口令解除（:解除锁定）。",
	"pin.locked":     "口令错了五次，锁到 {谁}。站长可以用自己的口令解除（:解除锁定）。",
	"pin.none":       "这个人还没有口令。请先上岗设一个。",
	"staff":          "站里没有这个人：{项}。请核对姓名或编号。",
	"right.lead":     "这要站长用自己的口令。请站长来输。",
	"right.setup":    "装设备、改配置要站长或技术员。请换人上岗，或请技术员来。",
	"right.citizens": "这个人的岗位看不了群众资料。请用窗口人员的口令（--pin-of）。",
	"pin.differ":     "两遍不一样，没有保存。请再设一次。",
	"shift.time":     "时刻不对。请按 2026-11-22T12:10 的样子写。",
	"right.serve":    "这个人的岗位不能接窗口。请选窗口人员。",
	"release.reason": "放行要写明原因。请写上再放行。",
	"shift.self":     "接班的要是另一个人。请重新选。",
	"store.keys":     "资料由口令保护着，这一步要先解锁：在窗口画面上岗，或在命令后按提示输口令。",
}
