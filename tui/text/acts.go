package text

import "xiaochuang/desk"

// Act names a journal line as a clerk reads it in a history, and who makes a centre in docs/wire.md.
func Act(k desk.ActKind) string {
	for _, m := range [...]map[desk.ActKind]string{acts, queueActs, stationActs} {
		if w, ok := m[k]; ok {
			return w
		}
	}
	return string(k)
}

var acts = map[desk.ActKind]string{
	desk.ActCaseNoticed: "一次性告知，等补正", desk.ActCaseReceived: "收件", desk.ActCaseSupplied: "补正收齐",
	desk.ActCaseAccepted: "受理", desk.ActCaseRefused: "不予受理", desk.ActCaseHanded: "移交街道",
	desk.ActCaseDecided: "街道答复", desk.ActCaseFinished: "办结", desk.ActCaseDelivered: "送达",
	desk.ActCaseWithdrawn: "撤回", desk.ActCaseVoided: "作废", desk.ActRated: "评价", desk.ActRevealed: "查看完整号码",
	desk.ActCatalogueAdopted: "事项库换版", desk.ActCatalogueRead: "看过事项更新",
	desk.ActCaseLooked: "查看", desk.ActCasePaused: "停表（特别程序）", desk.ActCaseGoesOn: "恢复计时", desk.ActCaseComm: "换居（村）",
	desk.ActPaperReprinted: "重打", desk.ActBagOut: "原件袋扫出", desk.ActBagBack: "原件袋回架", desk.ActBagReturned: "原件归还",
	desk.ActBatchOpened: "开交接批次", desk.ActBatchDropped: "放弃交接批次", desk.ActBatchSigned: "交接双方已签",
	desk.ActBatchChecked: "街道核对了交接",
	desk.ActShelfCounted: "清点原件", desk.ActTranscriptOpened: "打开抄录板", desk.ActTranscriptPaused: "抄录暂停",
	desk.ActTranscriptEntered: "已录入外系统", desk.ActTranscriptMismatch: "录入核对不符", desk.ActTranscriptStreet: "交街道录入",
	desk.ActWordingAdopted: "采用模板", desk.ActWordingReverted: "恢复模板",
	desk.ActPaperResized: "换字号重打", desk.ActPaperVoided: "作废重开", desk.ActAssistGiven: "导办、辅导网办",
	desk.ActRectifyContacted: "差评回访", desk.ActRectifyCause: "差评原因", desk.ActRectifyMended: "差评整改",
	desk.ActRectifyClosed: "差评办结", desk.ActRectifyAppealed: "差评申诉", desk.ActRectifyStreet: "街道答复差评整改",
	desk.ActTalkKept: "字板谈话存下", desk.ActSlipsPrinted: "印纸号", desk.ActBackEntered: "补录",
}

// stationActs are those that are about no case and no number.
var stationActs = map[desk.ActKind]string{
	desk.ActIncarnation: "新的编号段", desk.ActDayConfirmed: "确认日期", desk.ActDayClosed: "日终",
	desk.ActShiftBegan: "上岗", desk.ActShiftEnded: "离岗", desk.ActShiftHanded: "交班",
	desk.ActTicketMeans: "改用字板等方式交谈", desk.ActTicketUndone: "撤销上一步",
	desk.ActInquiryRecorded: "登记咨询", desk.ActInquiryClosed: "咨询办结", desk.ActInquiryLed: "咨询引导",
	desk.ActAdviceGiven: "咨询预审", desk.ActReferralGiven: "证明事项指引", desk.ActPaperIssued: "开出纸单",
	desk.ActKeyShared: "密钥交给街道", desk.ActFeedParked: "收下不认识的来文", desk.ActDispatched: "收到街道来文",
	desk.ActDispatchRead: "读过公告", desk.ActOrderSettled: "街道命令做完了", desk.ActParcelWritten: "写出U盘包",
	desk.ActParcelAnswered: "收下U盘包的回执", desk.ActPINSet: "设口令", desk.ActPINReset: "重设口令",
	desk.ActPINLocked: "口令错得太多，锁定", desk.ActPINReleased: "解除口令锁定", desk.ActKeysProtected: "钥匙改为凭口令打开",
	desk.ActRecoveryMade: "换恢复码", desk.ActBlockReleased: "负责人放行", desk.ActMorningChecked: "晨检",
	desk.ActRectifyOpened: "补开差评整改", desk.ActDeviceFitted: "设备启用或停用", desk.ActConfigRestored: "恢复以前的配置", desk.ActConfigChanged: "改配置",
}
