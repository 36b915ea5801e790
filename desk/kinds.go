package desk

import "slices"

// kinds are all kinds of act, in the order of their declaration: the one list of
// them in the program. A test compares it with the constants.
var kinds = [...]ActKind{
	ActIncarnation, ActDayConfirmed, ActDayClosed, ActShiftBegan, ActShiftEnded, ActShiftHanded,
	ActTicketTaken, ActTicketWalkIn, ActTicketCalled, ActTicketRecalled, ActTicketArrived, ActTicketMissed,
	ActTicketReturned, ActTicketHeld, ActTicketResumed, ActTicketMeans, ActTalkKept, ActTicketDone, ActTicketAbandoned,
	ActTicketPreferred, ActTicketPassedOn, ActTicketTakenOver, ActTicketUndone,
	ActAssistGiven,
	ActInquiryRecorded, ActInquiryClosed, ActInquiryLed,
	ActCaseNoticed, ActCaseReceived, ActCaseSupplied, ActCaseAccepted, ActCaseRefused, ActCaseHanded, ActCaseDecided,
	ActCaseFinished, ActCaseDelivered, ActCaseWithdrawn, ActCaseVoided, ActCaseLooked, ActCasePaused, ActCaseGoesOn,
	ActCaseComm,
	ActBagOut, ActBagBack, ActBagReturned, ActBatchOpened, ActBatchDropped, ActBatchSigned, ActBatchChecked, ActShelfCounted,
	ActTranscriptOpened, ActTranscriptPaused, ActTranscriptEntered, ActTranscriptMismatch, ActTranscriptStreet,
	ActAdviceGiven, ActReferralGiven, ActPaperIssued, ActPaperReprinted, ActPaperResized, ActPaperVoided, ActRated,
	ActRevealed, ActKeyShared, ActFeedParked, ActDispatched, ActDispatchRead, ActOrderSettled,
	ActParcelWritten, ActParcelAnswered,
	ActPINSet, ActPINReset, ActPINLocked, ActPINReleased, ActKeysProtected, ActRecoveryMade, ActBlockReleased,
	ActMorningChecked,
	ActSlipsPrinted, ActBackEntered,
	ActWordingAdopted, ActWordingReverted, ActDeviceFitted, ActCatalogueAdopted, ActConfigRestored,
	ActConfigChanged, ActCatalogueRead,
	ActRectifyOpened, ActRectifyContacted, ActRectifyCause, ActRectifyMended, ActRectifyClosed, ActRectifyAppealed,
	ActRectifyStreet,
}

// ActKinds returns every kind of act that this version writes.
func ActKinds() []ActKind { return slices.Clone(kinds[:]) }
