package text

// Words of the step at which the citizen's form is filled in and printed.
const (
	PartForm     = "表"
	LabelPrint   = "打印"
	PrintFilled  = "申请表（代填，请核对签字）"
	PrintBlank   = "空白表（愿意自己写的）"
	PrintHint    = "按 1 或 2 打印；签好字的表回“材料”一步扫描"
	FormPrinting = "正在打印申请表…"
	NoForm       = "这件事没有申请表，不用填写"
	FormAct      = "打申请表"
	FormTip      = "申请表由电脑代填，打出来请本人核对、签字"
	BlankAct     = "打空白表"
	BlankTip     = "打一张空白申请表，给愿意自己写的人"
	AmountWrong  = "金额不对：写到分为止，小数最多两位，如 3000 或 3000.50"
	CmdForm      = "打申请表"
	CmdBlank     = "打空白表"
)

// SourceMark stands behind a value and says where it comes from.
func SourceMark(source string) string {
	if w := sourceWord(source); w != "" {
		return "　〔" + w + "〕"
	}
	return ""
}

// SourceHint says where the value of a field comes from, "" where it has none.
func SourceHint(source string) string {
	switch source {
	case "earlier":
		return "旧：这次来办前一件事时说过的，请再问一句"
	case "said":
		return "述：当面说的"
	}
	return ""
}

func sourceWord(source string) string {
	switch source {
	case "card":
		return "卡"
	case "said":
		return "述"
	case "earlier":
		return "旧"
	}
	return ""
}

// FormHead names the form and counts what is still to be asked.
func FormHead(title, left string) string {
	if left == "0" {
		return title + "：都有了，打印后请本人核对、签字"
	}
	return title + "：还有 " + left + " 项要问，不知道的可以留空，打出来手写"
}

// FormPrinted tells that a form is on its way.
func FormPrinted(tail string) string {
	return "申请表 " + tail + " 已送打印，请本人核对、签字"
}
