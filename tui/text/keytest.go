package text

import (
	"fmt"
	"strings"
)

// Words of the test of a terminal.
const (
	KeyTestHead = "终端体检：把下面的键都按一遍，收到的变成 ●；再用输入法打一个汉字。"
	KeyTestEnd  = "按完了连按两次 Enter（没变成 ● 的就是被终端占了）；Ctrl+C 也行。"
)

// KeyTestWords shows what an input method has committed.
func KeyTestWords(words string) string {
	if words == "" {
		return "输入法：○ 还没有收到汉字"
	}
	return "输入法：● " + words
}

// Pad fills a word with blanks to w cells.
func Pad(s string, w int) string { return pad(s, w) }

// KeysEaten says which keys do not arrive, and what to do without them.
func KeysEaten(missing []string) (what, next string) {
	if len(missing) == 0 {
		return "键盘：要用的键都收到了", ""
	}
	return "键盘：没有收到 " + strings.Join(missing, " "),
		"在终端的设置里关掉占用它们的快捷键；关不掉也能用：每个键都有同名命令，按 : 或 F12 打开命令行"
}

// InputMethod says whether an input method has reached the program.
func InputMethod(words string) (what, next string) {
	if words == "" {
		return "输入法：没有收到汉字", "按 Ctrl+空格 打开输入法再试；没有输入法也能用首字母和拼音查找"
	}
	return "输入法：收到 " + words, ""
}

// WidthsSay words how wide characters are drawn.
func WidthsSay(wide, ambiguous []string, silent bool) (what, next string) {
	switch {
	case silent:
		return "字宽：终端不回答光标在哪里，量不出来", "看下面一行的竖线是不是对齐"
	case len(wide) > 0:
		return fmt.Sprintf("字宽：%s 没有占两格", strings.Join(wide, " ")), "换一个能显示汉字的终端或字体；表格会对不齐"
	case len(ambiguous) > 0:
		return fmt.Sprintf("字宽：%s 占了两格", strings.Join(ambiguous, " ")), "在终端设置里把“模糊宽度字符”改成“窄”；不改只是线条对不齐"
	}
	return "字宽：汉字、生僻字两格，线条一格，都对", ""
}

// NotUTF8 says that the terminal's characters cannot be trusted.
func NotUTF8(locale string) (what, next string) {
	return "编码：" + locale + " 不是 UTF-8", "运行前 export LANG=C.UTF-8"
}

// RulerOfWidths is a line by which somebody sees whether columns stand below one
// another.
const RulerOfWidths = "│一二│㐂䶮│𠮷𬭎│ab│\n│1234│5678│9012│34│"
