package desk

// A CaseState is where a case stands.
type CaseState string

// Case states. What the street decides arrives with the night run.
const (
	CaseDraft      CaseState = "draft"      // 草稿: never sent
	CaseReceived   CaseState = "received"   // 已收件
	CaseSupplement CaseState = "supplement" // 待补正
	CaseSupplied   CaseState = "supplied"   // 已补正
	CaseAccepted   CaseState = "accepted"   // 已受理: the clock runs
	CaseRefused    CaseState = "refused"    // 不予受理
	CaseHanded     CaseState = "handed"     // 已移交 to the street
	CaseStreet     CaseState = "street"     // 街道受理
	CaseDone       CaseState = "done"       // 办结
	CaseRejected   CaseState = "rejected"   // 不予 or 退回 by the street
	CaseDelivered  CaseState = "delivered"  // 送达
	CaseArchived   CaseState = "archived"   // 归档
	CaseWithdrawn  CaseState = "withdrawn"  // 撤回
	CaseVoid       CaseState = "void"       // 作废
)

// acceptMoves is the machine of 受理类. A visitor who comes back and still lacks
// something is told again: the case waits on under its number.
var acceptMoves = map[CaseState][]CaseState{
	CaseDraft:      {CaseReceived, CaseAccepted, CaseSupplement, CaseRefused},
	CaseReceived:   {CaseAccepted, CaseRefused, CaseSupplement, CaseWithdrawn, CaseVoid},
	CaseSupplement: {CaseSupplement, CaseSupplied, CaseAccepted, CaseRefused, CaseWithdrawn, CaseVoid, CaseRejected},
	CaseSupplied:   {CaseAccepted, CaseRefused, CaseSupplement, CaseWithdrawn, CaseVoid, CaseHanded},
	CaseAccepted:   {CaseHanded, CaseDone, CaseSupplement, CaseRejected, CaseWithdrawn, CaseStreet},
	CaseHanded:     {CaseStreet, CaseSupplement, CaseRejected, CaseDone, CaseWithdrawn},
	CaseStreet:     {CaseSupplement, CaseRejected, CaseDone, CaseWithdrawn},
	CaseDone:       {CaseDelivered},
	CaseRejected:   {CaseDelivered},
	CaseDelivered:  {CaseArchived},
	CaseRefused:    {CaseArchived},
	CaseWithdrawn:  {CaseArchived},
}

// collectMoves is the machine of 代收代办类: it never reaches CaseAccepted or
// CaseRefused at the desk, because both are the street's to decide.
var collectMoves = map[CaseState][]CaseState{
	CaseDraft:      {CaseReceived, CaseSupplement},
	CaseReceived:   {CaseHanded, CaseSupplement, CaseWithdrawn, CaseVoid, CaseStreet, CaseRejected, CaseDone},
	CaseSupplement: {CaseSupplement, CaseSupplied, CaseReceived, CaseWithdrawn, CaseVoid, CaseRejected},
	CaseSupplied:   {CaseHanded, CaseSupplement, CaseWithdrawn, CaseVoid, CaseStreet, CaseRejected, CaseDone},
	CaseHanded:     {CaseStreet, CaseSupplement, CaseRejected, CaseDone, CaseWithdrawn},
	CaseStreet:     {CaseSupplement, CaseRejected, CaseDone, CaseWithdrawn},
	CaseDone:       {CaseDelivered},
	CaseRejected:   {CaseDelivered},
	CaseDelivered:  {CaseArchived},
	CaseWithdrawn:  {CaseArchived},
}

// MovesOf returns the states that a case of the mode may go to from a state.
// 咨询预审类 has none: it makes no case.
func MovesOf(m Mode, from CaseState) []CaseState {
	switch m {
	case ModeAccept:
		return acceptMoves[from]
	case ModeCollect:
		return collectMoves[from]
	}
	return nil
}

// MayGo reports whether a case of the mode may go from one state to another.
func MayGo(m Mode, from, to CaseState) bool {
	for _, s := range MovesOf(m, from) {
		if s == to {
			return true
		}
	}
	return false
}

// Ended reports whether nothing more happens to the case at this desk but
// delivery and filing.
func (s CaseState) Ended() bool {
	switch s {
	case CaseDone, CaseRejected, CaseDelivered, CaseArchived, CaseRefused, CaseWithdrawn, CaseVoid:
		return true
	}
	return false
}

// AtDesk reports whether the case is in the station's hands, so that 日终 must
// name it.
func (s CaseState) AtDesk() bool {
	return s == CaseReceived || s == CaseSupplied || s == CaseAccepted
}

// A Decision is the street's answer to a case.
type Decision string

// Decisions of the street.
const (
	DecideAccept     Decision = "accept"
	DecideSupplement Decision = "supplement"
	DecideReject     Decision = "reject"
	DecideDone       Decision = "done"
)

// After returns the state of a case on which the street has decided d.
func (d Decision) After() (CaseState, bool) {
	switch d {
	case DecideAccept:
		return CaseStreet, true
	case DecideSupplement:
		return CaseSupplement, true
	case DecideReject:
		return CaseRejected, true
	case DecideDone:
		return CaseDone, true
	}
	return "", false
}
