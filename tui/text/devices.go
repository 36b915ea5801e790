package text

import (
	"time"

	"xiaochuang/desk"
)

// Words of the devices screen.
const (
	NoDevices   = "没有配置设备。没有设备也能办理：手工填写、以后再打印。"
	DevicesHint = "设备坏了不耽误办事；打电话报修时请报代码"
	ColDevice   = "设备"
	ColCode     = "代码"
	ColLastOK   = "上次正常"
	ColNext     = "原因和处理"
)

// LastOK tells when a device last answered.
func LastOK(t time.Time) string {
	if t.IsZero() {
		return Blank
	}
	return clock(t)
}

// WhatNext tells what is wrong and what to do.
func WhatNext(what, next string) string {
	switch {
	case what == "":
		return ""
	case next == "":
		return what
	}
	return what + "：" + next
}

// Words of the self-test and of what has changed.
const (
	SelfTest      = "自检"
	CmdSelfTest   = "自检"
	SelfTestTip   = "一分钟里把设备都试一遍：打测试页、试读、按键、试扫；窗口照样办"
	Replace       = "换设备"
	CmdReplace    = "换设备"
	ReplaceTip    = "装、换选中的这一种设备"
	NotOurDevices = "这里的设备不归这台电脑管，请在接着设备的电脑上试"
	NotByWizard   = "这一样不是插上的设备，请技术员改配置"
	SelfTestGoes  = "正在自检，最多一分钟。现在放测试卡、按评价器、看一眼打出来的纸；办事不受影响。"
	SelfTestGood  = "自检通过。"
	SelfTestBad   = "有的没有通过，照下面说的处理；办事不受影响。"
	NothingToTest = "没有装设备，没有可试的。"
	CheckUp       = "体检"
	CmdCheckUp    = "体检"
	CheckUpTip    = "查配置、磁盘、数据、时钟、权限、设备、街道，一项一行有原因和下一步；不动设备，窗口照样办"
	CheckUpGoes   = "正在体检，最多一分钟。不动设备，办事不受影响。"
	CheckUpBusy   = "正在体检，等它查完"
	LastChanges   = "最近的变化"
	NoChanges     = "开窗以来没有变化"
)

// LampChanged words one change of a lamp.
func LampChanged(c desk.DeviceChange) string {
	w := clockDay(c.At) + "  " + DeviceName(c.Family) + " "
	if c.Was != "" {
		w += DeviceState(c.Was) + " → "
	}
	w += DeviceState(c.State)
	if phone, what, _ := Cause(c.Family, c.Code); phone != "" {
		w += "：" + what + "（" + phone + "）"
	}
	return w
}

// clockDay is a time with its day, as it is read out on the phone.
func clockDay(t time.Time) string { return t.In(desk.Beijing).Format("01-02 15:04:05") }
