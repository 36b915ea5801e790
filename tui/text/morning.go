package text

// Words of the morning check and of handing a window over.
const (
	Morning    = "晨检"
	CmdMorning = "晨检"
	HandOff    = "交班"
	CmdHandOff = "交班"
	HandOffTip = "把窗口交给同事：没办完的列出来，接班人凭口令签收"
)
