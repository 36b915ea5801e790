package text

import "strings"

// A HelpText is what the F1 page of a screen says besides its keys.
type HelpText struct {
	What     string   // what can be done here, in one or two sentences
	Examples []string // keys and what they come to, three at most
}

// HelpTextOf returns the text of the screen with the id.
func HelpTextOf(id string) (HelpText, bool) {
	h, ok := helps[id]
	return h, ok
}

var helps = map[string]HelpText{
	"login": {
		"选谁上岗；名字和岗位会亮给群众看。",
		[]string{"↓ Enter   换一个人上岗", "F6        改自己的口令", "F7        站长给选中的人重设口令"},
	},
	"lock": {
		"人离开时盖住画面：什么资料都不显示，草稿和正在做的事都不断。凭口令回到原来那一格；同事可以凭自己的口令接班。",
		[]string{"Ctrl+L            马上锁屏", "口令 Enter        回到原处", "Tab 口令 Enter    同事接班"},
	},
	"morning": {
		"开窗前一分钟：时钟、设备、磁盘、同步、今天到期的件，一行一样。黄的不影响开窗，跳过的会记下。",
		[]string{"Enter             逐项检查，再按一次开窗", "Esc               先开窗，跳过的记下"},
	},
	"handoff": {
		"把窗口交给同事：挂起的号、答应回的电话、草稿、到期的件都列出来；接班人输自己的口令就算签收，承诺转到其名下。",
		[]string{"Enter 口令 Enter  同事签收，窗口归其名下"},
	},
	"counter": {
		"这里是一天的主画面：给来人取号、叫号、办理、办完。没人手上时 F5 叫下一位，到窗按 Enter 开始办。",
		[]string{"F2 Enter          给来人取一个综合号", "F2 y l b t Enter  取养老补贴的号（首字母就行）", "F5 Enter … F9     叫号、到窗办理、办完"},
	},
	"guide": {
		"查办事指南：汉字、拼音、首字母、别名、生活里的说法都行。看指南不用叫号，电话咨询也在这里记。",
		[]string{"/ d b Enter       查低保，打开第一条", "F8                印一次性告知单给群众", "F9                马上开始办这件事"},
	},
	"intake": {
		"收一件事：先读身份证，再答情形，再查材料。材料齐按 F9；不齐按 F8 一次告知；随时 Esc，草稿都在。",
		[]string{"刷身份证 Enter    填好姓名、号码、住址", "1 1 1             前三样材料都齐", "F8                缺的一次告知，印单子"},
	},
	"papers": {
		"看今天印过的单据，预览，重打。打印机坏了也能先看后印，编号不会变。",
		[]string{"Enter             预览选中的单据", "F8                重打一份"},
	},
	"backentry": {
		"停电、电脑坏、上门时用纸办的，在这里按纸号补记：写当时真正的时间，期限从那天算，单据注明补录。没用的号日终会列出来。",
		[]string{"2                 先印一批纸号和登记表放着", "1 9 0 3 Enter …   补录 903 号", "Enter             收了件的，接着填申请人和材料"},
	},
	"wording": {
		"改单据的字样：导出模板，用文本编辑器改，在这里检查、预览、采用。以后开的用新字样；开过的重打还是当时的字样。",
		[]string{"3                 导出选中的模板去改", "Enter             看改得对不对、印出来什么样", "1                 采用（站长）"},
	},
	"cases": {
		"找一件办过、在办的事，看它到哪一步、期限是哪天，接着补正、撤回、送达。同一个人在两个社区都办过，两件都列出来。",
		[]string{"0018 Enter        证件或电话末四位", "z s l Enter       姓名首字母，不用输入法", "?                 期限是怎么算出来的"},
	},
	"deadlines": {
		"什么先到期：受理的期限、等补的材料、容缺补交、要回的话，最急的在最上面。红黄绿都有字。",
		[]string{"?                 这一天是怎么算出来的", "Enter             打开这一件", "1                 只看一个居（村）的"},
	},
	"cut": {
		"到第一窗口电脑的线路断了。这里不发号、不收件；可以查断线前的指南副本，记下群众问的事，线路恢复后自动登记。",
		[]string{"Enter             查指南", "2 … F9            记一条咨询", "3                 看还没有交上去的"},
	},
	"inquiries": {
		"首问登记：谁第一个被问到，就由谁跟到有答复。没复的一直在，日终会列出来。",
		[]string{"Enter             写下怎么答复的，办结", "/ 查到后按 1      咨询一键记下"},
	},
	"transcribe": {
		"外系统要再录一遍的件在这里。抄录板按那个系统的顺序一次给一栏，计时，录完填回编号；没有授权的交街道录。",
		[]string{"Enter             打开抄录板，再按看下一栏", "F9                录完，填回该系统的编号", "2                 交街道录，打印办件单"},
	},
	"handover": {
		"把件和原件袋交给街道：开一批，逐袋扫码，交走，双方签字。袋回来再扫一次就上架；办好的结果在“待领”里交给来人。",
		[]string{":交接 上午        开一批，扫袋，F9 交走", "3                 架上没有的袋写明原因", "2 ↓ Enter         核对证件，交结果还原件"},
	},
	"dayclose": {
		"一天结束：还在窗口的人、没办完的件、没交的材料、没送的记录都列在这里。什么都不会删。",
		[]string{"1                 移交街道，印清单", "F9                日终"},
	},
	"station": {
		"第一次打开，先写下这是哪个站、谁上岗，会写出带说明的站点文件；接着装设备。写完之前不发号。",
		[]string{"Tab               下一栏", "F9                写出站点文件，接着装设备"},
	},
	"setup": {
		"装一台设备，或换一台别的型号：看接上了什么、选型号、用真的驱动试、启用。没启用之前什么都不改；改错了一步退回。",
		[]string{"3 Enter 选型号 F9  换评价器：刚插入的排最前", "m                 没有自己出现的，手写地址", "d F9              退回上一份能用的配置"},
	},
	"sync": {
		"数据平时都在本机，日终后和夜里自动送街道。这里看送到哪一步，也可以现在就送。",
		[]string{"F9                现在传送", "2                 停下，已送的不用重送"},
	},
	"devices": {
		"每台设备好不好、哪里不好、怎么办。设备坏了不耽误办事，好了会自己连上。",
		[]string{"打电话报修时读代码，如 P-01", "?                 看每盏灯为什么这样"},
	},
	"textboard": {
		"给听不见的人：大字，两边打字，六十句常用话。屏幕转给群众看；离开就清空，只记交流方式。群众愿意存的按 F9，由其自己按键同意。",
		[]string{"1 1 Enter         请问您要办什么事？", "Tab               让群众打字，再按回到窗口", "6 0 Enter         手语视频电话的号码"},
	},
	"practice": {
		"演练：有编好的来访者，办完给讲评。用的是另一个资料夹，不碰正式数据。",
		[]string{"Enter             开始选中的一场", "F11               听来访者下一句"},
	},
}

// Words of the F1 page.
const (
	HelpExamples = "例"
	HelpPlaces   = "别的画面"
	HelpMore     = "按 : 或 F12 再打词也一样。再按 F1：每个键一句话说明。按 ?：为什么这样。"
	HelpLess     = "再按 F1：回到简明页"
)

// HelpKey is one key of the F1 page; a blocked one is marked as on the key line.
func HelpKey(key, word, twin string, blocked bool) string {
	mark := " "
	if blocked {
		mark = "×"
	}
	return strings.TrimSpace(key + mark + word + " " + twin)
}
