package desk

import (
	"encoding/json"
	"strconv"
	"time"
)

// LineVersion is the version of the line's envelope. It never changes; bodies
// grow under their kind's own version.
const LineVersion = 1

// A Line is one entry of the journal: one act at the desk. Its JSON bytes are
// frozen when they are committed, are what the chain hashes and what is sent,
// and are never made again from the struct.
type Line struct {
	V      int             `json:"v"`
	RID    string          `json:"rid"`  // record id, minted before the commit
	Kind   ActKind         `json:"kind"` // what was done
	KV     int             `json:"kv"`   // version of the body of that kind
	At     LineTime        `json:"at"`
	Day    Day             `json:"day"`
	Desk   string          `json:"desk"` // station code and desk number: 110101001001-01
	Inc    string          `json:"inc"`  // incarnation id
	Staff  string          `json:"staff"`
	Window int             `json:"window"`
	OffMS  int64           `json:"off_ms"`
	Clk    ClockState      `json:"clk"`
	Obj    string          `json:"obj"`            // what it is about: "case:01J…"
	Base   string          `json:"base,omitempty"` // the state it was decided on: "rev:3"
	Blobs  []string        `json:"blobs,omitempty"`
	Body   json.RawMessage `json:"body"`
}

// LineTime is written in UTC with exactly three decimals.
type LineTime time.Time

const lineTimeLayout = "2006-01-02T15:04:05.000Z"

// MarshalJSON writes UTC with milliseconds.
func (t LineTime) MarshalJSON() ([]byte, error) {
	return []byte(strconv.Quote(time.Time(t).UTC().Format(lineTimeLayout))), nil
}

// UnmarshalJSON accepts what MarshalJSON writes.
func (t *LineTime) UnmarshalJSON(b []byte) error {
	s, err := strconv.Unquote(string(b))
	if err != nil {
		return &Problem{Kind: Invalid, What: "line.at", Cause: err}
	}
	x, err := time.Parse(lineTimeLayout, s)
	if err != nil {
		return &Problem{Kind: Invalid, What: "line.at", Cause: err}
	}
	*t = LineTime(x)
	return nil
}

// An ActKind names what was done. Kinds are never renamed or reused.
type ActKind string

// Kinds of act.
const (
	ActIncarnation  ActKind = "desk.incarnation" // a new chain begins for the wire
	ActDayConfirmed ActKind = "day.confirmed"    // a person confirmed the business day
	ActDayClosed    ActKind = "day.closed"
	ActShiftBegan   ActKind = "shift.began"
	ActShiftEnded   ActKind = "shift.ended"
	ActShiftHanded  ActKind = "shift.handed" // 交班: to a colleague, with what is open

	ActTicketTaken     ActKind = "ticket.taken"
	ActTicketWalkIn    ActKind = "ticket.walkin"
	ActTicketCalled    ActKind = "ticket.called"
	ActTicketRecalled  ActKind = "ticket.recalled"
	ActTicketArrived   ActKind = "ticket.arrived"
	ActTicketMissed    ActKind = "ticket.missed"
	ActTicketReturned  ActKind = "ticket.returned"
	ActTicketHeld      ActKind = "ticket.held"
	ActTicketResumed   ActKind = "ticket.resumed"
	ActTicketMeans     ActKind = "ticket.means"     // how the visitor is talked with, such as 字板
	ActTalkKept        ActKind = "ticket.talk_kept" // the conversation of the text board, by the citizen's wish
	ActTicketDone      ActKind = "ticket.done"
	ActTicketAbandoned ActKind = "ticket.abandoned"
	ActTicketPreferred ActKind = "ticket.preferred"   // given priority, or deprived of it, while waiting
	ActTicketPassedOn  ActKind = "ticket.transferred" // to a window, another community's list or the street
	ActTicketTakenOver ActKind = "ticket.taken_over"  // from a window that nobody has open; the note names it
	ActTicketUndone    ActKind = "ticket.undone"      // an act taken back; the note names its line

	ActAssistGiven ActKind = "assist.given" // 导办, 辅导网办: helped to do a matter at a terminal or on the net

	ActInquiryRecorded ActKind = "inquiry.recorded"
	ActInquiryClosed   ActKind = "inquiry.closed"
	ActInquiryLed      ActKind = "inquiry.led"

	ActCaseNoticed   ActKind = "case.noticed" // 一次性告知: waits for supplements
	ActCaseReceived  ActKind = "case.received"
	ActCaseSupplied  ActKind = "case.supplied"
	ActCaseAccepted  ActKind = "case.accepted"
	ActCaseRefused   ActKind = "case.refused"
	ActCaseHanded    ActKind = "case.handed"
	ActCaseDecided   ActKind = "case.decided" // the street's decision, as it came
	ActCaseFinished  ActKind = "case.finished"
	ActCaseDelivered ActKind = "case.delivered"
	ActCaseWithdrawn ActKind = "case.withdrawn"
	ActCaseVoided    ActKind = "case.voided"
	ActCaseLooked    ActKind = "case.looked"    // cases were looked for, or one was opened
	ActCasePaused    ActKind = "case.paused"    // the limit stands still for a special procedure
	ActCaseGoesOn    ActKind = "case.goes_on"   // and runs again
	ActCaseComm      ActKind = "case.community" // moved to another community of the station

	ActBagOut       ActKind = "bag.out"      // scanned out for a batch
	ActBagBack      ActKind = "bag.back"     // scanned in again, from the street or found
	ActBagReturned  ActKind = "bag.returned" // given back to the citizen
	ActBatchOpened  ActKind = "batch.opened"
	ActBatchDropped ActKind = "batch.dropped"
	ActBatchSigned  ActKind = "batch.signed"
	ActBatchChecked ActKind = "batch.checked" // the street compared what came with the sheet
	ActShelfCounted ActKind = "shelf.counted"

	ActTranscriptOpened   ActKind = "transcript.opened"   // the values of a case were shown for a second entry
	ActTranscriptPaused   ActKind = "transcript.paused"   //
	ActTranscriptEntered  ActKind = "transcript.entered"  // with the number of the outside system
	ActTranscriptMismatch ActKind = "transcript.mismatch" // the outside system has something else
	ActTranscriptStreet   ActKind = "transcript.street"   // left to the street, on a copy sheet

	ActAdviceGiven    ActKind = "advice.given"    // 咨询预审
	ActReferralGiven  ActKind = "referral.given"  // 证明事项指引
	ActPaperIssued    ActKind = "paper.issued"    // from a guide card, without a case
	ActPaperReprinted ActKind = "paper.reprinted" //
	ActPaperResized   ActKind = "paper.resized"   // printed again in another size of type
	ActPaperVoided    ActKind = "paper.voided"    // void, and another one in its place
	ActRated          ActKind = "rating.filed"
	ActRevealed       ActKind = "identity.revealed" // a full number was shown
	ActKeyShared      ActKind = "key.shared"        // case keys wrapped for the street
	ActFeedParked     ActKind = "feed.parked"       // a feed line of an unknown kind
	ActDispatched     ActKind = "dispatch.received" // an announcement, a roster or an order of the street came down
	ActDispatchRead   ActKind = "dispatch.read"     // an announcement was read
	ActOrderSettled   ActKind = "order.settled"     // what came of an order of the street
	ActParcelWritten  ActKind = "parcel.written"    // what was not sent, sealed for the street on a stick
	ActParcelAnswered ActKind = "parcel.answered"   // the street's answer to it was taken in

	ActPINSet         ActKind = "pin.set"         // somebody chose or changed the own PIN
	ActPINReset       ActKind = "pin.reset"       // a lead gave somebody another one
	ActPINLocked      ActKind = "pin.locked"      // too many wrong ones
	ActPINReleased    ActKind = "pin.released"    // a lead let somebody try again before the time was over
	ActKeysProtected  ActKind = "keys.protected"  // the key ring opens by PIN only
	ActRecoveryMade   ActKind = "keys.recovery"   // another recovery code was made
	ActBlockReleased  ActKind = "block.released"  // a lead let through what a rule had stopped
	ActMorningChecked ActKind = "morning.checked" // 晨检, with what was found

	ActSlipsPrinted ActKind = "slips.printed"       // a block of slips for the hours without the program
	ActBackEntered  ActKind = "ticket.back_entered" // a visit that was dealt with on paper

	ActWordingAdopted   ActKind = "wording.adopted"   // a lead's template of a paper is in force
	ActWordingReverted  ActKind = "wording.reverted"  // the words of an earlier version, or the program's, are again
	ActDeviceFitted     ActKind = "device.fitted"     // a device was put in service, or taken out
	ActCatalogueAdopted ActKind = "catalogue.adopted" // a signed version of the catalogue came into effect here
	ActCatalogueRead    ActKind = "catalogue.read"    // somebody has read what changed with it

	ActRectifyOpened    ActKind = "rectification.opened"    // of bad ratings that were filed before there were any
	ActRectifyContacted ActKind = "rectification.contacted" // 回访
	ActRectifyCause     ActKind = "rectification.cause"     // 原因
	ActRectifyMended    ActKind = "rectification.mended"    // 整改: done, or promised for a day
	ActRectifyClosed    ActKind = "rectification.closed"    // 办结, by another person
	ActRectifyAppealed  ActKind = "rectification.appealed"  // 申诉, by whoever is concerned
	ActRectifyStreet    ActKind = "rectification.street"    // what the street said to it, as it came

	ActConfigRestored ActKind = "config.restored" // the configuration before, or parts of it, in force again
	ActConfigChanged  ActKind = "config.changed"  // values of the configuration were set, taken back or brought from another station
)

// A Body is what a line says: facts without personal data in Note, and the
// full new state of everything the act changed. Applying the bodies in order
// gives the tables; nothing else does.
type Body struct {
	Note      map[string]string `json:"note,omitempty"`
	Tickets   []Ticket          `json:"tickets,omitempty"`
	Cases     []CaseDoc         `json:"cases,omitempty"`
	Papers    []PaperDoc        `json:"papers,omitempty"`
	Inquiries []InquiryDoc      `json:"inquiries,omitempty"`
	Ratings   []Rating          `json:"ratings,omitempty"`
	Shifts    []Shift           `json:"shifts,omitempty"`
	Closes    []DayClose        `json:"closes,omitempty"`
	Bags      []Bag             `json:"bags,omitempty"`
	Batches   []Batch           `json:"batches,omitempty"`
	Counts    []ShelfCount      `json:"counts,omitempty"`

	Transcripts []Transcript `json:"transcripts,omitempty"`
	Wordings    []Wording    `json:"wordings,omitempty"`
	Assists     []Assist     `json:"assists,omitempty"`
	Blocks      []SlipBlock  `json:"blocks,omitempty"`
	Dispatches  []Dispatch   `json:"dispatches,omitempty"`

	Rectifications []RectificationDoc `json:"rectifications,omitempty"`
}

// A CaseDoc is a case as it is written down: the private part sealed under
// the case's key, with blind indexes to find it by.
type CaseDoc struct {
	Case
	Sealed []byte    `json:"sealed,omitempty"`
	Index  CaseIndex `json:"index,omitzero"`
}

// CaseIndex holds keyed digests (blind indexes) of the applicant's document
// number and phone, whole and last four.
type CaseIndex struct {
	Number     []byte `json:"number,omitempty"`
	Phone      []byte `json:"phone,omitempty"`
	NumberTail []byte `json:"number_tail,omitempty"`
	PhoneTail  []byte `json:"phone_tail,omitempty"`
}

// A PaperDoc is a paper with its content sealed, under the key of its case or
// of the paper itself. The slip of a number that was given out while the keys
// were locked has it plain: nobody is named on it.
type PaperDoc struct {
	Paper
	Sealed []byte        `json:"sealed,omitempty"`
	Plain  *PaperContent `json:"plain,omitempty"`
}

// Unsealed takes a plain content for the paper's.
func (p *PaperDoc) Unsealed() {
	if p.Plain != nil {
		p.Content = *p.Plain
	}
}

// An InquiryDoc is an inquiry with its private part sealed.
type InquiryDoc struct {
	Inquiry
	Sealed []byte `json:"sealed,omitempty"`
}

// A RectificationDoc is a rectification with its private part sealed.
type RectificationDoc struct {
	Rectification
	Sealed []byte `json:"sealed,omitempty"`
}

// An Entry is a line with its place.
type Entry struct {
	N    int64  // position in this store's journal, from 1, gapless
	Line Line   // decoded
	Raw  []byte // the frozen bytes
	Hash []byte // chain value after this line
}
