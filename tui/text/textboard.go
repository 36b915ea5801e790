package text

import "fmt"

// Words of the text board, on which a clerk and a citizen who does not hear
// write to each other.
const (
	TextBoard      = "字板"
	CmdTextBoard   = "字板"
	TextBoardTip   = "给听不见的人：大字、常用句、两边打字；离开就清空"
	TextBoardHead  = "字板  只在屏幕上，您不说就不存，离开就清空"
	TextBoardShow  = "显示"
	TextBoardTurn  = "换人打字"
	TextBoardUp    = "往前看"
	TextBoardDown  = "往后看"
	TextBoardWipe  = "清空"
	TextBoardClerk = "窗口"
	TextBoardYou   = "您"
	TextBoardType  = "字板  请您打字，按回车"
	TextBoardHint  = "打两位数字是常用句："
	TextBoardFirst = "您好！我用打字和您说。"
	TextBoardNone  = "没有这一句"
	TextBoardLast  = "已经是最后"
	TextBoardTop   = "已经是最前"
	TextBoardMeans = "已记：交流方式 字板"

	TextBoardKeep        = "存下来"
	TextBoardKeepTip     = "群众愿意才存：由群众自己按键同意，密封存在这次来访里"
	TextBoardKeepAsk     = "请您自己按键回答：要把刚才写的话存下来吗？只有本站办事的人能看，不存就清空，不影响办事。"
	TextBoardKeepYes     = "存下来"
	TextBoardKeepNo      = "不存"
	TextBoardKept        = "已按您的意思存下"
	TextBoardKeepNobody  = "没有在办的来访，没处存"
	TextBoardKeepNothing = "还没有写什么，或已经存过了"
	CmdTextBoardKeep     = "存谈话"

	TextBoardShowTip = "把打的字显示成大字；两位数字是常用句"
	TextBoardTurnTip = "换成群众打字，或换回窗口"
	TextBoardUpTip   = "看前面说过的"
	TextBoardDownTip = "看后面说过的"
	TextBoardWipeTip = "现在就清空"

	CmdTextBoardShow = "显示"
	CmdTextBoardTurn = "换人"
	CmdTextBoardUp   = "往前"
	CmdTextBoardDown = "往后"
	CmdTextBoardWipe = "清空"
)

// A PhraseGroup is ten sentences for one situation; the first digit of their
// number is that of the group.
type PhraseGroup struct {
	Name    string
	Phrases [10]string
}

// PhraseGroups are the ready sentences of the text board. The group with index 0
// has the numbers from 10.
var PhraseGroups = [6]PhraseGroup{
	{"问候", [10]string{
		"您好，请坐。",
		"请问您要办什么事？",
		"您可以在这里打字。",
		"请您看屏幕。",
		"请稍等，我查一下。",
		"请您取号，叫到号屏幕会闪。",
		"前面还有人，请等一会儿。",
		"您会用手机打字吗？也可以用手机。",
		"您需要手语翻译吗？",
		"谢谢您，再见。",
	}},
	{"证件", [10]string{
		"请出示您的身份证。",
		"请把身份证放在读卡器上。",
		"请拿好您的身份证。",
		"请出示户口簿。",
		"请出示残疾人证。",
		"请出示居住证。",
		"您是为自己办，还是替别人办？",
		"替别人办，要两个人的身份证。",
		"请写下您的手机号码。",
		"请写下您现在的住址。",
	}},
	{"材料", [10]string{
		"还差这些材料，我印给您。",
		"材料都齐了。",
		"这份材料看不清，请换一份。",
		"要原件，我看完还给您。",
		"要复印件，我帮您复印。",
		"不用复印，我帮您扫描。",
		"请带一寸照片。",
		"可以以后补，请先签承诺书。",
		"这份材料我们能查到，不用您带。",
		"请拿好，这是还给您的材料。",
	}},
	{"办理", [10]string{
		"请您核对屏幕上的内容。",
		"内容对吗？对请点头，不对请指给我看。",
		"请在这里签字。",
		"请在这里按手印。",
		"表我来填，您不用写。",
		"这件事不收费。",
		"这件事要交街道办，我替您送。",
		"这件事要去别的地方，我写给您。",
		"这种证明社区不开，我告诉您怎么办。",
		"请等一下，我去问一问。",
	}},
	{"结果", [10]string{
		"办好了。",
		"已经收下，请拿好回执。",
		"请看回执上的日期，那天以前有结果。",
		"结果会发短信告诉您。",
		"请带身份证来取。",
		"可以寄到家里。",
		"可以请家里人来取。",
		"今天办不成，原因我写给您。",
		"有问题请拨打回执上的电话，也可以发短信。",
		"请您评价，按屏幕上的键。",
	}},
	{"帮助", [10]string{
		"您可以打手语视频电话：{电话}",
		"我帮您联系手语翻译。",
		"您要喝水吗？",
		"卫生间在那边，我带您去。",
		"您身体不舒服吗？",
		"要叫救护车吗？",
		"要请家里人来吗？",
		"您可以坐着等，好了我来叫您。",
		"听不懂没关系，我慢慢打。",
		"对不起，请您再写一遍。",
	}},
}

// PhraseOf returns the sentence with a number from 10 to 69; line is the
// district's phone for sign language, "" where there is none.
func PhraseOf(no int, line string) (string, bool) {
	if no < 10 || no > 69 {
		return "", false
	}
	p := PhraseGroups[no/10-1].Phrases[no%10]
	if no == signLine {
		if line == "" {
			return "本站没有手语视频电话，我们打字。", true
		}
		return "您可以打手语视频电话：" + line, true
	}
	return p, true
}

// signLine is the number of the sentence with the phone for sign language.
const signLine = 60

// PhraseGroupName is how a group is offered.
func PhraseGroupName(i int) string { return fmt.Sprintf("%d_ %s", i+1, PhraseGroups[i].Name) }

// PhraseRow is one sentence of the list.
func PhraseRow(no int, phrase string) string { return fmt.Sprintf("%d  %s", no, phrase) }

// PhrasePreview shows what Enter will put on the board.
func PhrasePreview(no int, phrase string) string {
	return fmt.Sprintf("%d：%s  回车显示", no, phrase)
}

// TextBoardLine is one sentence of a conversation that is kept.
func TextBoardLine(citizen bool, words string) string {
	if citizen {
		return "来人：" + words
	}
	return "窗口：" + words
}
