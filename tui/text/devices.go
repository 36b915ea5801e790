package text

import "time"

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
