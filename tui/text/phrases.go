package text

import "strconv"

// Words about the phrases that a clerk writes often.
const (
	CmdPhrase     = "常用语"
	Phrase        = "常用语"
	PhraseTip     = "写字时按 Ctrl+P 再按数字，写上自己的常用语；:常用语 加 文字，:常用语 删 号"
	PhraseAsk     = "写哪一条？加和删用 :常用语 加 文字、:常用语 删 号"
	PhraseHint    = "Ctrl+P 常用语"
	NoPhrases     = "还没有常用语。按 F12 打开命令行，写“常用语 加”和要记的话。不要记群众的姓名、号码。"
	PhraseAdd     = "加"
	PhraseDrop    = "删"
	PhraseWays    = "写成 :常用语 加 文字、:常用语 删 号，或 :常用语 号"
	PhraseThere   = "这一条已经有了"
	PhraseDropped = "已删除这条常用语"
	PhraseNowhere = "先把光标放到要写字的地方，再选常用语"
)

// PhraseAdded tells under which digit a new phrase is.
func PhraseAdded(n int) string {
	return "已记为常用语 " + strconv.Itoa(n) + "，写字时按 Ctrl+P 再按 " + strconv.Itoa(n)
}

// PhraseLong tells how long a phrase may be.
func PhraseLong(most int) string {
	return "太长，一条常用语最多 " + strconv.Itoa(most) + " 字"
}

// PhraseFull tells that there is no room for another one.
func PhraseFull(most int) string {
	return "已有 " + strconv.Itoa(most) + " 条，先用 :常用语 删 号 删一条"
}

// PhraseNone tells that there is no phrase with the number.
func PhraseNone(n string) string { return "没有第 " + n + " 条常用语" }
