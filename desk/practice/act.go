package practice

import "xiaochuang/desk"

// Kinds of line that only the practice journal has: what a trainer would note
// beside the acts of the desk. They change no table.
const (
	ActBegun    desk.ActKind = "practice.begun"
	ActHeard    desk.ActKind = "practice.heard"    // the visitor said a line
	ActBound    desk.ActKind = "practice.bound"    // a person stands in the draft
	ActPage     desk.ActKind = "practice.page"     // the first page of a material
	ActHappened desk.ActKind = "practice.happened" // a device failed
	ActMended   desk.ActKind = "practice.mended"   // and works again
	ActEnded    desk.ActKind = "practice.ended"
)

// Members of the notes of these lines. The two last also stand in the lines of
// cases and advice.
const (
	noteScene  = "scene"
	noteDigest = "digest"
	noteLine   = "line"
	noteCase   = "case"
	noteRole   = "role"
	noteWho    = "who" // key of a person of the scene, or stranger
	noteSource = "source"
	notePiece  = "material"
	noteEvent  = "event"

	noteApplicant = "practice.applicant"
	noteAgent     = "practice.agent"
)

// stranger is who somebody is that the scene does not know.
const stranger = "other"

// known are the acts that a scene may wait for or ask for.
var known = map[desk.ActKind]bool{
	desk.ActTicketTaken: true, desk.ActTicketWalkIn: true, desk.ActTicketCalled: true, desk.ActTicketRecalled: true,
	desk.ActTicketArrived: true, desk.ActTicketMissed: true, desk.ActTicketReturned: true, desk.ActTicketHeld: true,
	desk.ActTicketResumed: true, desk.ActTicketDone: true, desk.ActTicketAbandoned: true,
	desk.ActTicketPreferred: true, desk.ActTicketPassedOn: true, desk.ActTicketTakenOver: true, desk.ActTicketUndone: true,
	desk.ActAssistGiven: true, desk.ActInquiryRecorded: true, desk.ActInquiryClosed: true, desk.ActInquiryLed: true,
	desk.ActCaseNoticed: true, desk.ActCaseReceived: true, desk.ActCaseSupplied: true, desk.ActCaseAccepted: true,
	desk.ActCaseRefused: true, desk.ActCaseWithdrawn: true, desk.ActCaseFinished: true, desk.ActCaseDelivered: true,
	desk.ActAdviceGiven: true, desk.ActReferralGiven: true, desk.ActPaperIssued: true, desk.ActPaperReprinted: true,
	desk.ActRated: true,
	ActHeard:      true, ActBound: true, ActPage: true, ActHappened: true, ActMended: true,
}
