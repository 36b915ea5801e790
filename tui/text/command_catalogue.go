package text

import (
	"fmt"

	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
)

// Headings of the list of findings in an imported file.
const (
	ColLine     = "行"
	ColItem     = "事项"
	ColField    = "字段"
	ColSeverity = "轻重"
	ColFinding  = "问题"
	WholeFile   = "（整个文件）"
)

// Severity names how much a finding weighs.
func Severity(s guide.Severity) string {
	if s == guide.Error {
		return "错误"
	}
	return "提醒"
}

// Finding words what the linter found.
func Finding(f guide.Finding) string {
	w, ok := findings[f.Code]
	if !ok {
		w = string(f.Code)
	}
	if f.Value == "" {
		return w
	}
	return w + "：" + f.Value
}

var findings = map[guide.Code]string{
	guide.NotJSON:          "不是 JSON",
	guide.TooBig:           "文件太大",
	guide.TooMany:          "条目太多",
	guide.UnknownKey:       "不认识的键，多半是拼错了",
	guide.RepeatedKey:      "同一个键写了两次",
	guide.WrongType:        "类型不对，应为",
	guide.Control:          "有控制字符或看不见的字符",
	guide.TooLong:          "太长，卡片上放不下",
	guide.MoreOfThese:      "同样的问题还有几处，没有列出",
	guide.Missing:          "必填的没有写",
	guide.BadID:            "编号里有不该有的字符",
	guide.RepeatedID:       "编号重复，先出现在第几行",
	guide.RepeatedName:     "名称重复，同名的是",
	guide.BadMode:          "只能是 S（受理）、D（代收代办）、Z（咨询预审）",
	guide.BadCode:          "代码不在 GB/T 39046 的表里",
	guide.BadStructure:     "编码的位数或构成不对",
	guide.CodesDisagree:    "三个编码互相对不上",
	guide.BadCheck:         "编码里的统一社会信用代码校验不对",
	guide.OutOfRange:       "数字不可能这么大或这么小",
	guide.BadUnit:          "只能写“工作日”或“自然日”",
	guide.PromisedInstant:  "即办件不应有承诺时限",
	guide.PromiseMissing:   "承诺件没有写承诺时限",
	guide.PromiseTooLong:   "承诺时限比法定时限还长",
	guide.VisitsUnreasoned: "要跑几次现场，却没有说明为什么",
	guide.UnknownMaterial:  "情形里提到的材料不在清单上",
	guide.UnknownItem:      "提到的事项不在这个文件里",
	guide.UnknownField:     "没有这个要素",
	guide.UnknownFact:      "电脑不知道这件事，不能自动作答",
	guide.UnknownQuestion:  "条件里提到的问题前面没有",
	guide.UnknownAnswer:    "条件里提到的答案那个问题没有",
	guide.UnknownStage:     "五个环节里没有这一个",
	guide.StageMissing:     "五个环节缺了这一个",
	guide.TooManyQuestions: "情形的问题太多",
	guide.OneAnswer:        "这个问题只有一个答案，不用问",
	guide.BadAddress:       "网址不对",
	guide.ForeignAddress:   "不是 gov.cn 的网址",
	guide.NoSource:         "写了已核实，却没有来源",
	guide.ForbiddenProof:   "这是不得出具的证明（民发〔2020〕20号）",
	guide.BadDate:          "日期不对",
	guide.NoItems:          "一个事项也没有",
	guide.AddsAndDrops:     "同一个答案既要又不要这份材料",
}

// CatalogueChecked sums the findings up.
func CatalogueChecked(faults, warnings int) string {
	return fmt.Sprintf("检查完毕：错误 %d 处，提醒 %d 处。", faults, warnings)
}

// CatalogueTaken tells that a catalogue is in force.
func CatalogueTaken(items int, version string, demonstration bool) string {
	s := fmt.Sprintf("已换上事项库 %s，共 %d 项。开着的小窗要退出重开才用新的。", version, items)
	if demonstration {
		s += "其中有未核实或虚构的内容，画面和单据仍带“演示数据”。"
	}
	return s
}

// CalendarFault words what is wrong in a table of holidays.
func CalendarFault(f calendar.Fault) string {
	w, ok := calendarFaults[f.Code]
	if !ok {
		w = string(f.Code)
	}
	if f.Value == "" {
		return w
	}
	return w + "：" + f.Value
}

var calendarFaults = map[calendar.FaultCode]string{
	calendar.NotJSON:       "不是 JSON",
	calendar.TooBig:        "文件太大",
	calendar.UnknownField:  "不认识的键",
	calendar.RepeatedField: "同一个键写了两次",
	calendar.MissingField:  "没有写",
	calendar.BadType:       "类型不对",
	calendar.BadYear:       "年份不对",
	calendar.BadPaper:      "不是 gov.cn 的通知网址",
	calendar.BadDate:       "日期不对，或不是这一年的",
	calendar.BadName:       "节日名称不对",
	calendar.RepeatedDate:  "同一天写了两次",
	calendar.WorkOnWeekday: "只有周末才会调成上班",
	calendar.NotPublished:  "没有一天，做文件时通知还没有发布",
	calendar.Incomplete:    "缺法定节假日，或全年工作日天数不可能",
}

// CalendarTaken tells that a year's table is in force.
func CalendarTaken(year int) string {
	return fmt.Sprintf("已导入 %d 年节假日表。开着的小窗要退出重开才用新的。", year)
}
