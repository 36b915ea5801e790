package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// endAt is the place of the ending among alwaysActs.
const endAt = 1

// alwaysActs are the acts of every step. That of the ending has the words of the
// case's mode.
func (s *Screen) alwaysActs() []ui.Action {
	return []ui.Action{
		{Key: "f8", Twin: text.CmdNotice, Word: text.NoticeAct, Tip: text.NoticeTip, Run: s.notice, Blocked: s.unserved},
		{Key: "f9", Twin: text.CmdEnd, Run: s.end, Blocked: s.unserved},
		{Key: "f6", Twin: text.CmdNextPart, Word: text.NextPart, Tip: text.NextPartTip, Run: s.forward, Blocked: s.last},
		{Key: "f7", Twin: text.CmdPrevPart, Word: text.PrevPart, Tip: text.PrevPartTip, Run: s.backward, Blocked: s.first},
	}
}

// seldomActs are done by a command only.
func (s *Screen) seldomActs() []ui.Action {
	form := func(blank bool) func() tea.Cmd { return func() tea.Cmd { return s.printForm(blank) } }
	return []ui.Action{
		{Twin: text.CmdForm, Word: text.FormAct, Tip: text.FormTip, Run: form(false), Blocked: s.noForm, Hidden: true},
		{Twin: text.CmdBlank, Word: text.BlankAct, Tip: text.BlankTip, Run: form(true), Blocked: s.noForm, Hidden: true},
		{Twin: text.CmdAddress, Word: text.PickAddress, Tip: text.PickAddressTip, Run: s.askAddress, Blocked: s.noAddress, Hidden: true},
		{Twin: text.CmdLarge, Word: text.LargePrint, Tip: text.LargeCaseTip, Run: s.large, Blocked: s.closed, Hidden: true},
		{Twin: text.CmdMoveComm, Word: text.MoveComm, Tip: text.MoveCommTip, Run: s.askCommunity, Blocked: s.oneCommunity, Hidden: true},
		{Twin: text.CmdSeparate, Word: text.Separate, Tip: text.SeparateTip, Run: s.separate, Blocked: s.noSeparators, Hidden: true},
		{Twin: text.CmdRenew, Word: text.RenewAct, Tip: text.RenewTip, Run: s.renew, Blocked: s.noRenewal, Hidden: true},
		{Twin: text.CmdGiveUp, Word: text.GiveUp, Tip: text.GiveUpTip, Run: s.giveUp, Blocked: s.closed, Hidden: true},
	}
}

// retakeAt is the place of the act that takes a page anew among lineActs, and
// keepAt that of the act that keeps a stopped one.
const (
	retakeAt = 9
	keepAt   = 15
)

// lineActs are the acts on the selected line of the checklist: findings first,
// then pages and counts. A letter is an act's where no text is typed, its command
// everywhere. They never change, so that drawing the key line makes nothing.
func (s *Screen) lineActs() []ui.Action {
	set := func(st desk.MaterialState) func() tea.Cmd {
		return func() tea.Cmd { return s.mark(st, "", "") }
	}
	return []ui.Action{
		{Key: "enter", Digit: 1, Twin: text.CmdComplete, Word: text.Complete, Tip: text.CompleteTip, Run: set(desk.MaterialComplete), Blocked: s.noLine},
		{Digit: 2, Twin: text.CmdMissing, Word: text.MissingWord, Tip: text.MissingTip, Run: set(desk.MaterialMissing), Blocked: s.noLine},
		{Digit: 3, Twin: text.CmdUnfit, Word: text.Unfit, Tip: text.UnfitTip, Run: s.unfit, Blocked: s.noLine},
		{Digit: 4, Twin: text.CmdFollows, Word: text.Follows, Tip: text.FollowsTip, Run: s.follows, Blocked: s.noLine},
		{Digit: 5, Twin: text.CmdExempt, Word: text.Exempt, Tip: text.ExemptTip, Run: s.exempt, Blocked: s.noLine},
		{Key: "space", Digit: 6, Twin: text.CmdScan, Word: text.Scan, Tip: text.ScanTip, Run: s.scan, Blocked: s.noScan},
		{Key: "delete", Digit: 7, Twin: text.CmdDropPage, Word: text.DropPage, Tip: text.DropPageTip, Run: s.dropPage, Blocked: s.noPage},
		{Digit: 8, Twin: text.CmdKeep, Word: text.KeepOriginal, Tip: text.KeepOriginalTip, Run: s.keep, Blocked: s.noLine},
		{Digit: 9, Twin: text.CmdRefuse, Word: text.Refuse, Tip: text.RefuseTip, Run: s.refuse, Blocked: s.noRefusal},
		{Key: "r", Twin: text.CmdRetake, Word: text.Retake, Tip: text.RetakeTip, Run: s.retake, Blocked: s.noRetake, Hidden: true},
		{Key: "m", Twin: text.CmdMovePage, Word: text.MovePage, Tip: text.MovePageTip, Run: s.askMove, Blocked: s.onePage, Hidden: true},
		{Key: "d", Twin: text.CmdDropPage, Word: text.DropPage, Tip: text.DropPageTip, Run: s.dropPage, Blocked: s.noPage, Hidden: true},
		{Key: "b", Twin: text.CmdBackSide, Word: text.BackSide, Tip: text.BackSideTip, Run: s.backSide, Blocked: s.onePage, Hidden: true},
		{Key: "o", Twin: text.CmdSeen, Word: text.SeenOriginal, Tip: text.SeenOriginalTip, Run: s.seen, Blocked: s.noLine, Hidden: true},
		{Key: "c", Twin: text.CmdCopied, Word: text.Copied, Tip: text.CopiedTip, Run: s.copied, Blocked: s.noLine, Hidden: true},
		{Key: "k", Twin: text.CmdKeepPage, Word: text.KeepPage, Tip: text.KeepPageTip, Run: s.keepFlawed, Blocked: s.noFlaw, Hidden: true},
		{Key: "n", Twin: text.CmdCount, Word: text.CountSheets, Tip: text.CountTip, Run: s.askCount, Blocked: s.nothingScanned, Hidden: true},
		{Key: "s", Twin: text.CmdSplit, Word: text.SplitStack, Tip: text.SplitTip, Run: s.askSplit, Blocked: s.noSplit, Hidden: true},
		{Key: "i", Twin: text.CmdInterleave, Word: text.Interleave, Tip: text.InterleaveTip, Run: func() tea.Cmd { return s.interleave("") }, Blocked: s.onePage, Hidden: true},
		{Key: "v", Twin: text.CmdReverse, Word: text.Reverse, Tip: text.ReverseTip, Run: func() tea.Cmd { return s.reverse("") }, Blocked: s.onePage, Hidden: true},
		{Key: "e", Twin: text.CmdDropBlanks, Word: text.DropBlanks, Tip: text.DropBlanksTip, Run: s.askBlanks, Blocked: s.noBlankBack, Hidden: true},
		{Key: "a", Twin: text.CmdSplitAt, Word: text.SplitAt, Tip: text.SplitAtTip, Run: s.askSplitAt, Blocked: s.noPage, Hidden: true},
		{Key: "u", Twin: text.CmdUndo, Word: text.Undo, Tip: text.UnmarkTip, Run: s.takeBack, Blocked: s.noUnmark, Hidden: true},
		{Twin: text.CmdBringBack, Word: text.BringBack, Tip: text.BringBackTip, Run: s.bringBack, Blocked: s.noPageGone, Hidden: true},
	}
}

func (s *Screen) noLine() string {
	if s.line() == nil {
		return text.ChooseMaterial
	}
	return ""
}
