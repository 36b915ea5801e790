package desk

import (
	"context"
	"time"
)

// An Act is what a use case has decided: the kind of the journal line and the
// new state of everything it changes. Private parts are in the clear; the
// store seals them.
type Act struct {
	Kind  ActKind
	Obj   string // "ticket:<id>", "case:<id>" …
	Base  string // "rev:<n>" of the object it was decided on, "" for a new one
	Blobs []string
	Note  map[string]string // facts without personal data

	Tickets   []Ticket
	Cases     []Case
	Papers    []Paper
	Inquiries []Inquiry
	Ratings   []Rating
	Shifts    []Shift
	Closes    []DayClose
	Bags      []Bag
	Batches   []Batch
	Counts    []ShelfCount

	Transcripts []Transcript
	Wordings    []Wording
	Assists     []Assist
	Blocks      []SlipBlock
	Dispatches  []Dispatch

	Rectifications []Rectification

	Print     []string // numbers of papers to queue for printing in the same commit
	DropDraft string   // case id of a draft that this act has taken in; its key and pages stay
}

// A Done is the result of a write: the act as it stands in the journal, with
// its line.
type Done struct {
	Act      Act
	Entry    Entry
	Repeated bool // the record id was there already; nothing was done again
}

// A Ledger is the station's store: the journal and the tables that follow
// from it. Several processes may use one at the same time.
type Ledger interface {
	Books

	// Write decides and writes one act in one transaction: decide sees the state
	// as it is at that moment, and what it returns becomes one journal line and
	// the rows that follow from it. When rid stands in the journal already,
	// decide is not run and the recorded act comes back with Repeated set. An
	// error from decide rolls everything back and is returned as it is. With a
	// clock that is suspect and unconfirmed it returns a Problem of kind
	// ClockDoubt, unless the act itself is ActDayConfirmed.
	Write(ctx context.Context, rid string, d Duty, decide func(Tx) (Act, error)) (Done, error)

	// SaveDraft keeps a draft; the latest save of a case id wins.
	SaveDraft(ctx context.Context, d Draft) error
	// DropDraft forgets a draft that the clerk gave up, with its key and pages
	// unless a case of the same id has been taken in already.
	DropDraft(ctx context.Context, id string) error

	// ConfirmDay tells a store with a suspect clock which business day it is and
	// records it. It does nothing when the clock is trusted.
	ConfirmDay(ctx context.Context, rid string, d Duty, day Day) error
}

// A Tx is one write transaction as a use case sees it.
type Tx interface {
	Books
	// Stamp is the transaction's one clock reading.
	Stamp() Stamp
	// Serial says how this store numbers.
	Serial() Serial
	// NextTicket returns the next number of the lane today: one more than the
	// highest, so that a roll-back leaves no gap.
	NextTicket(lane string) (int, error)
	// NextOrder returns the next place in the store-wide order of arrival.
	NextOrder() (int64, error)
	// NextNumber returns the next running number of a paper kind, or of
	// CaseNumber or BatchNumber, today. Each call within the transaction gives a new one.
	NextNumber(kind string) (int, error)
	// Words names the adopted wordings that a paper of the kind has when it is made
	// now, its own and the shared parts; none where the built-in words are in force.
	Words(k PaperKind) ([]string, error)
	// Head is the chain value of the last line, in hexadecimal.
	Head() string
}

// Books is what can be read. Private parts are opened where the keys are
// there, and left empty where not. What does not exist is a Problem of kind
// NotFound, never an empty value; a list may be empty.
type Books interface {
	// Today gives the stamp that a write would get now. With a suspect clock its
	// Clock says so.
	Today(ctx context.Context) (Stamp, error)

	Ticket(ctx context.Context, id string) (Ticket, error)
	// Tickets lists the tickets of a day in the order of arrival, and before them
	// the visits of earlier days that were never ended.
	Tickets(ctx context.Context, day Day) ([]Ticket, error)

	Case(ctx context.Context, id string) (Case, error)
	Cases(ctx context.Context, f CaseFilter) ([]Case, error)
	// FindCases looks a typed or scanned text up: a paper or case number, its
	// tail, or the last four or more characters of a document number or phone.
	// Newest first, at most limit.
	FindCases(ctx context.Context, text string, limit int) ([]Case, error)

	Paper(ctx context.Context, no string) (Paper, error)
	Papers(ctx context.Context, f PaperFilter) ([]Paper, error)

	Inquiry(ctx context.Context, id string) (Inquiry, error)
	Inquiries(ctx context.Context, f InquiryFilter) ([]Inquiry, error)

	// Ratings lists the ratings of a day, or of one visit when visit is given.
	Ratings(ctx context.Context, day Day, visit string) ([]Rating, error)

	Rectification(ctx context.Context, id string) (Rectification, error)
	// Rectifications lists them, the one with the earliest last day first.
	Rectifications(ctx context.Context, f RectificationFilter) ([]Rectification, error)
	// Unrectified lists bad ratings that have none, the oldest first, at most limit.
	Unrectified(ctx context.Context, limit int) ([]Rating, error)

	Bag(ctx context.Context, code string) (Bag, error)
	// Bags lists bags, the latest taken in first.
	Bags(ctx context.Context, f BagFilter) ([]Bag, error)
	Batch(ctx context.Context, no string) (Batch, error)
	// Batches lists batches, the latest opened first.
	Batches(ctx context.Context, f BatchFilter) ([]Batch, error)
	// ShelfCounts lists the counts of a day, earliest first.
	ShelfCounts(ctx context.Context, day Day) ([]ShelfCount, error)
	// Shifts lists who was on duty on a day, earliest first.
	Shifts(ctx context.Context, day Day) ([]Shift, error)
	// Closes lists the closings of business days from since on, earliest first. A
	// day that was closed again has two.
	Closes(ctx context.Context, since Day) ([]DayClose, error)

	Transcript(ctx context.Context, id string) (Transcript, error)
	// Transcripts lists second entries, the latest taken in first.
	Transcripts(ctx context.Context, f TranscriptFilter) ([]Transcript, error)

	// SlipBlocks lists the blocks of slips, the latest first.
	SlipBlocks(ctx context.Context) ([]SlipBlock, error)
	// Slips lists the visits that were entered with slips of a block, by number.
	Slips(ctx context.Context, block int) ([]Ticket, error)

	// Wording finds one version of the words of a paper by its id.
	Wording(ctx context.Context, id string) (Wording, error)
	// Wordings lists the versions of the words of a kind of paper, "" for all
	// kinds one after the other, the latest of each first.
	Wordings(ctx context.Context, k PaperKind) ([]Wording, error)
	// Assists lists help at the terminal and on the net, the latest first.
	Assists(ctx context.Context, f AssistFilter) ([]Assist, error)

	// Dispatch finds an announcement by its id, or the roster of a month (2026-12).
	Dispatch(ctx context.Context, k DispatchKind, id string) (Dispatch, error)
	// Dispatches lists what the street has sent, the latest first.
	Dispatches(ctx context.Context, f DispatchFilter) ([]Dispatch, error)

	Draft(ctx context.Context, id string) (Draft, error)
	Drafts(ctx context.Context) ([]Draft, error)

	// History lists the journal lines about an object, oldest first.
	History(ctx context.Context, obj string) ([]Entry, error)
	// Journal lists lines after position n.
	Journal(ctx context.Context, after int64, limit int) ([]Entry, error)

	// Latest lists the latest journal lines, newest first, at most limit and never
	// more than 1000.
	Latest(ctx context.Context, limit int) ([]Entry, error)

	// Used counts how often each item was looked up or taken in, for the list
	// that an empty search shows.
	Used(ctx context.Context, since Day) (map[string]int, error)
}

// A CaseFilter narrows a list of cases; zero members do not narrow.
type CaseFilter struct {
	States []CaseState
	Ticket string
	Comm   string
	Item   string
	Number string // document number of the applicant, compared by blind index
	Since  time.Time
	Unsent bool // with lines that the centre has not acknowledged
	Limit  int  // 0 for 500
}

// A RectificationFilter narrows a list of rectifications; zero members do not narrow.
type RectificationFilter struct {
	States       []RectificationState
	Concerned    string
	Visit        string
	Since, Until Day // of opening
	Limit        int // 0 for 200
}

// A PaperFilter narrows a list of papers.
type PaperFilter struct {
	Case   string
	Ticket string
	Day    Day
	Kind   PaperKind
	Limit  int // 0 for 100
}

// An InquiryFilter narrows a list of inquiries.
type InquiryFilter struct {
	Day    Day
	States []InquiryState
	Owner  string
	Limit  int // 0 for 200
}
