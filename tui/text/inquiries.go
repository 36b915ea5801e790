package text

// Words of the 首问 register.
const (
	RegisterRule = "谁第一个被问到，谁负责到底：答复、引导到具体的人，或写明答复后办结"
	ColWhen      = "时间"
	ColFirst     = "首问人"
	ColAsked     = "问什么"
	ChooseOwed   = "先选一条待复的"
	Reply        = "答复办结"
	ReplyTip     = "写明怎么答复的，办结这一条"
	ReplyAsk     = "怎么答复的？写完按 F9"
	Replied      = "已办结"
	Lead         = "引导给"
	LeadTip      = "交给有名有姓的人，由其负责"
	LeadAsk      = "引导给谁？（姓名、地点）"
	LedDone      = "已引导"
	Owe          = "登记待复"
	OweTip       = "当场答不了的，登记下来，答复后办结"
	OweAsk       = "问什么？怎么联系？写完按 F9"
	Owed         = "已登记，待复"
	WholeDay     = "看全天"
	OnlyOwed     = "只看待复"
	WholeDayTip  = "在全天的首问和待复的之间切换"
	CmdReply     = "答复"
	CmdLead      = "引导"
	CmdOwe       = "待复"
	CmdWholeDay  = "全天"
)
