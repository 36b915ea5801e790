package text

import (
	"fmt"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
)

// Words of the guide.
const (
	GuideLabel       = "查指南："
	GuidePlaceholder = "汉字、拼音、首字母、别名、生活里的说法都行"
	MustNotIssue     = "不得出具"
	MustNotIssueTip  = "居（村）委会不出具这种证明，按 F8 打印指引单"
	MustNotIssueLong = "居（村）委会不出具这种证明（民发〔2020〕20号）。不能受理，请按下面的办法。"
	OpenCard         = "打开"
	OpenCardTip      = "打开选中的办事指南；数字直接选"
	Accept           = "开始办理"
	CollectHere      = "代收"
	AcceptTip        = "给窗口的人办这件事；没有人在窗口就直接接待"
	CardNoticeTip    = "把要带的材料一次说清，打印给群众，不建办件"
	Answered         = "咨询已答"
	AnsweredTip      = "一键记一件咨询，算在首问里"
	AnsweredDone     = "已记咨询一件（已答复）"
	Situation        = "情形"
	SituationTip     = "回答几个问题，材料清单按情形来"
	SkipQuestions    = "不问了，按现有的来"
	NoSituations     = "这个事项不分情形"
	AloneHere        = "窗口没有人；要直接接待并办理，请按 F9"
	ReferralAct      = "指引单"
	ReferralTip      = "打印证明事项指引单：为什么不开、到哪里办"

	CmdCard      = "打开"
	CmdTakeIn    = "开始办理"
	CmdAnswered  = "咨询"
	CmdSituation = "情形"
	CmdReferral  = "指引单"

	CardUnverified  = " 演示数据，非正式办事指南；没有来源的写“待核” "
	CardAnswer      = "统一答复口径"
	CardConditions  = "受理条件"
	CardMaterials   = "材料"
	CardCheckPoints = "审核要点"
	CardStages      = "五个环节（谁办 · 做什么 · 依据）"
	CardFlow        = "流程"
	CardPlaces      = "办理地点、时间、电话"
	CardBasis       = "设定依据"
	CardMore        = "其他"
	CheckMark       = "审核："
	NotAnswered     = "（未答）"

	CertWhy     = "为什么不出具"
	CertInstead = "该怎么办"
	CertWhere   = "到哪里办"
	CertHint    = "F8 打印证明事项指引单给群众"
)

// FoundBy tells what matched, where it was not the name.
func FoundBy(h guide.Hit) string {
	if h.Field == guide.FieldName || h.Field == guide.FieldNone {
		return ""
	}
	return h.Text
}

// NoticePrinted tells that a notice is on its way to the printer.
func NoticePrinted(tail string) string { return "一次性告知单 " + tail + " 正在打印" }

// ReferralPrinted tells that a referral is on its way to the printer.
func ReferralPrinted(tail string) string { return "证明事项指引单 " + tail + " 正在打印" }

// NotArrivedYet says that the visitor who was called has not come yet.
func NotArrivedYet(no string) string { return no + " 还没到窗，到了先在队列按 Enter" }

// CardHead is the line under a card's name.
func CardHead(it desk.Item) string {
	return strings.Join([]string{it.Category, or(it.Department), "办理 " + or(it.HandledAt)}, " · ")
}

// CardLimits tells limits and fee.
func CardLimits(it desk.Item) string {
	s := "时限 " + limit(it) + "  法定 "
	if it.LegalDays != nil {
		s += fmt.Sprintf("%d%s", *it.LegalDays, it.PromiseUnit)
	} else {
		s += NotYet
	}
	fee := or(it.Fee.Text)
	if it.Fee.Text != "" && !it.Sourced("fee") {
		fee += "（" + NotYet + "）"
	}
	return s + "  收费 " + fee + fmt.Sprintf("  到现场 %d 次", it.OnsiteVisits)
}

func limit(it desk.Item) string {
	switch {
	case it.ProjectType == desk.Instant:
		return "即办"
	case it.PromiseDays > 0:
		s := fmt.Sprintf("%d%s", it.PromiseDays, it.PromiseUnit)
		if !it.Sourced("promise_days") {
			s += "（" + NotYet + "）"
		}
		return s
	}
	return NotYet
}

// CardSituations heads the questions.
func CardSituations(answered, all int) string {
	return fmt.Sprintf("情形（已答 %d/%d）", answered, all)
}

// CardMaterial is one material of the card.
func CardMaterial(n int, r desk.Requirement) string {
	s := fmt.Sprintf("  %2d. %s", n, r.Name)
	if !r.Required {
		s += "（可选）"
	}
	if r.Originals > 0 {
		s += fmt.Sprintf("  原件%d", r.Originals)
	}
	if r.Copies > 0 {
		s += fmt.Sprintf("  复印件%d", r.Copies)
	}
	if r.CheckOriginal {
		s += "  核原件"
	}
	if r.ELicense {
		s += "  可用电子证照"
	}
	if r.Note != "" {
		s += "  " + r.Note
	}
	return s
}

// BecauseSaid tells which answer put a material on the list.
func BecauseSaid(say string) string { return "因为：" + say }

// MoreWithSituation tells that answers may add materials.
func MoreWithSituation(n int) string {
	return fmt.Sprintf("另有 %d 项要看情形，按 4 回答问题", n)
}

// StageLine is one of the five stages.
func StageLine(s desk.Stage) string {
	return s.Stage + "  " + or(s.Body) + " · " + or(s.Duty) + " · " + or(s.Rule)
}

// FlowLine joins the steps.
func FlowLine(flow []string) string { return strings.Join(flow, " → ") }

// PlaceLine is one place.
func PlaceLine(p desk.Place) string {
	return strings.Join([]string{p.Name, or(p.Address), or(p.Hours), or(p.Phone)}, " · ")
}

// CardRest lists what else a clerk may be asked.
func CardRest(it desk.Item) []string {
	out := []string{"结果：" + or(it.Result), "办理编码：" + or(it.HandleCode)}
	if it.Season != nil && *it.Season != "" {
		out = append(out, "时间窗："+*it.Season)
	}
	if it.ProxyAllowed {
		out = append(out, "可以委托别人办")
	} else {
		out = append(out, "要本人办")
	}
	if it.VerticalSystem != nil && *it.VerticalSystem != "" {
		out = append(out, "垂直系统："+*it.VerticalSystem)
	}
	if it.Note != "" {
		out = append(out, "注："+it.Note)
	}
	return out
}

// CardVersion tells which version of the guide this is.
func CardVersion(it desk.Item, catalogue string) string {
	return fmt.Sprintf("%s  版本 %d  事项库 %s  来源 %s", it.ID, it.Version, catalogue, or(it.Source))
}

// WhereLine tells where to go instead.
func WhereLine(c desk.Certificate) string {
	if c.Phone == "" {
		return c.Where
	}
	return c.Where + "　电话 " + c.Phone
}

func or(s string) string {
	if strings.TrimSpace(s) == "" {
		return NotYet
	}
	return s
}
