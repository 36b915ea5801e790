package desk

import (
	"context"
	"time"
)

// A PaperKind is one kind of printed paper; it begins the paper's number.
type PaperKind string

// Kinds of paper of this desk.
const (
	PaperTicket   PaperKind = "PH" // 排队号票
	PaperNotice   PaperKind = "GZ" // 一次性告知单
	PaperReceipt  PaperKind = "PZ" // 材料接收凭证
	PaperAccept   PaperKind = "SL" // 受理通知书
	PaperRefuse   PaperKind = "BY" // 不予受理通知书
	PaperAdvice   PaperKind = "YS" // 咨询预审单
	PaperReferral PaperKind = "ZY" // 证明事项指引单
	PaperHandover PaperKind = "YJ" // 材料移交清单
	PaperSummary  PaperKind = "RZ" // 日终清单
	PaperBag      PaperKind = "DB" // 原件袋标签
	PaperCopy     PaperKind = "BD" // 办件单: the copy sheet of a second entry

	PaperSupplement PaperKind = "BZ" // 补正材料一次性告知书
	PaperPromise    PaperKind = "RQ" // 容缺受理承诺书
	PaperMandate    PaperKind = "WT" // 代收代办委托登记单
	PaperDelivery   PaperKind = "SD" // 送达回执
	PaperPoster     PaperKind = "GS" // 公示: a poster of the station
	PaperSlips      PaperKind = "ZH" // 纸号: slips and forms for the hours without the program
	PaperForm       PaperKind = "SQ" // 申请表, filled in for the citizen to sign
	PaperSteps      PaperKind = "WB" // 自助网办步骤单
)

// CaseNumber is the kind that begins a case's own number (办件编号).
const CaseNumber = "BJ"

// A Paper is one printed thing: numbered, versioned and reprintable for ever,
// because its content is frozen with it.
type Paper struct {
	No       string    `json:"no"`
	Kind     PaperKind `json:"kind"`
	Day      Day       `json:"day"`
	Case     string    `json:"case,omitempty"`
	Ticket   string    `json:"ticket,omitempty"`
	Item     string    `json:"item,omitempty"`
	Template int       `json:"template"`        // version of the program's own templates
	Words    []string  `json:"words,omitempty"` // wordings that it was made with instead of them
	Large    bool      `json:"large,omitempty"`
	Demo     bool      `json:"demo,omitempty"` // carries 演示数据
	Practice bool      `json:"practice,omitempty"`
	Staff    string    `json:"staff"`
	Window   int       `json:"window,omitempty"`
	At       time.Time `json:"at"`
	Replaces string    `json:"replaces,omitempty"`
	Void     bool      `json:"void,omitempty"`
	Why      VoidWhy   `json:"why,omitempty"` // of a void paper
	Rev      int       `json:"rev"`

	Content PaperContent `json:"-"` // sealed at rest
}

// PaperContent is everything a template may say, frozen when the paper is
// made. Numbers of persons are already masked.
type PaperContent struct {
	Title       string          `json:"title"`
	Station     string          `json:"station"`
	StationCode string          `json:"station_code"`
	Address     string          `json:"address,omitempty"`
	Phone       string          `json:"phone,omitempty"`
	Supervision string          `json:"supervision,omitempty"`
	Hours       string          `json:"hours,omitempty"`
	Street      string          `json:"street,omitempty"`
	Centre      string          `json:"centre,omitempty"`
	Community   string          `json:"community,omitempty"`
	StaffName   string          `json:"staff_name"`
	StaffNo     string          `json:"staff_no,omitempty"`
	WindowName  string          `json:"window_name,omitempty"`
	CaseNo      string          `json:"case_no,omitempty"`
	TicketNo    string          `json:"ticket_no,omitempty"`
	Waiting     int             `json:"waiting,omitempty"`  // people before, on a ticket
	OffPeak     bool            `json:"off_peak,omitempty"` // 错峰延时: of a time outside the usual hours
	Onward      string          `json:"onward,omitempty"`   // where a number was passed on to, on a ticket
	Item        string          `json:"item,omitempty"`
	ItemCode    string          `json:"item_code,omitempty"`
	ItemVersion int             `json:"item_version,omitempty"`
	Catalogue   string          `json:"catalogue,omitempty"`
	Mode        Mode            `json:"mode,omitempty"`
	Department  string          `json:"department,omitempty"`
	HandledAt   string          `json:"handled_at,omitempty"`
	Promise     string          `json:"promise,omitempty"` // time limit in words
	Fee         string          `json:"fee,omitempty"`
	Basis       []string        `json:"basis,omitempty"`
	Conditions  []string        `json:"conditions,omitempty"`
	Situation   []string        `json:"situation,omitempty"` // question: answer
	Materials   []PaperMaterial `json:"materials,omitempty"`
	Flow        []string        `json:"flow,omitempty"`
	Online      *Online         `json:"online,omitempty"` // 自助网办步骤单
	Answer      string          `json:"answer,omitempty"`
	Places      []Place         `json:"places,omitempty"`
	Applicant   string          `json:"applicant,omitempty"`
	IDMask      string          `json:"id_mask,omitempty"`
	PhoneMask   string          `json:"phone_mask,omitempty"`
	Agent       string          `json:"agent,omitempty"`
	AgentMask   string          `json:"agent_mask,omitempty"`
	Received    string          `json:"received,omitempty"` // as printed
	Accepted    string          `json:"accepted,omitempty"`
	Due         Day             `json:"due,omitempty"`
	SupplyUntil Day             `json:"supply_until,omitempty"`
	Supplement  bool            `json:"supplement,omitempty"` // told about a case in hand, not at a first consultation
	Delivery    *Delivery       `json:"delivery,omitempty"`   // 送达回执
	Poster      *PosterContent  `json:"poster,omitempty"`
	Form        *FilledForm     `json:"form,omitempty"`  // 申请表
	Slips       *SlipBlock      `json:"slips,omitempty"` // 纸号
	BackEntry   *PaperBack      `json:"back_entry,omitempty"`
	Reason      string          `json:"reason,omitempty"` // of a refusal
	Certificate *Certificate    `json:"certificate,omitempty"`
	Cases       []PaperCase     `json:"cases,omitempty"`    // 移交清单
	Bags        []string        `json:"bags,omitempty"`     // codes of the bags that hold the originals
	System      string          `json:"system,omitempty"`   // outside system of a copy sheet
	Fields      []CopyField     `json:"fields,omitempty"`   // what it asks for, whole numbers included
	Codes       []string        `json:"codes,omitempty"`    // texts of further codes, see CopyCodes
	Receiver    string          `json:"receiver,omitempty"` // who takes a hand-over in, for the street
	Lines       []string        `json:"lines,omitempty"`    // further lines
	Unverified  bool            `json:"unverified,omitempty"`
	QR          string          `json:"qr,omitempty"` // text of the code
	ChainHead   string          `json:"chain_head,omitempty"`
	Close       *DayClose       `json:"close,omitempty"` // 日终清单
}

// PaperMaterial is one row of the material table.
type PaperMaterial struct {
	Name      string        `json:"name"`
	Required  bool          `json:"required"`
	Originals int           `json:"originals"`
	Copies    int           `json:"copies"`
	Source    string        `json:"source,omitempty"`
	State     MaterialState `json:"state,omitempty"`
	Remedy    string        `json:"remedy,omitempty"` // what is wrong and how to get it right
	Due       Day           `json:"due,omitempty"`
	Pages     int           `json:"pages,omitempty"`
	Kept      int           `json:"kept,omitempty"`
}

// PaperCase is one row of a hand-over sheet.
type PaperCase struct {
	No        string   `json:"no"`
	Item      string   `json:"item"`
	Applicant string   `json:"applicant"`
	Pages     int      `json:"pages"`
	Originals int      `json:"originals"`
	State     string   `json:"state"`
	Community string   `json:"community,omitempty"`
	Bags      []string `json:"bags,omitempty"` // ends of the codes of the bags that went with it
}

// A Job is one paper waiting for, or gone to, a printer. Jobs are not a
// projection of the journal.
type Job struct {
	ID       string
	Paper    string // paper number
	Kind     PaperKind
	Printer  string // family or name it was sent to
	Wanted   string // name of the printer that a person has chosen; "" for any of its route
	State    PrintState
	Code     string // cause when failed or unknown
	Attempt  int    // 1 for the first print; more are marked 重打
	Device   string // the device's own job id
	Window   int    // where it was asked for; 0 for none
	Recalled bool   // somebody wants it back while it is under way
	Queued   time.Time
	Finished time.Time // zero until it can get no further
}

// UnderWay reports whether a printer has the job and may still say what became of
// it.
func (j Job) UnderWay() bool { return j.State == PrintSent && j.Finished.IsZero() }

// A PrintTurn says which papers it is a printer's turn to take.
type PrintTurn struct {
	Kinds []PaperKind         // of every window that is not in Own
	Own   map[int][]PaperKind // of windows with printers of their own
}

// A PrintCount is what one printer has done in a while.
type PrintCount struct {
	Printer string
	Jobs    int // that came out, as far as the printer can tell
	Sheets  int // of those; a receipt is one
	Failed  int // that did not come out
	Unknown int
}

// PrintJobs keeps the print queue across restarts. A job goes queued → sent →
// confirmed, failed or unknown; only an explicit Enqueue makes another one. One
// whose printer tells nothing stays sent, and is finished.
type PrintJobs interface {
	// Enqueue adds a job for the paper and returns it.
	Enqueue(ctx context.Context, paper string, kind PaperKind, at time.Time) (Job, error)
	// SendOn has a paper printed by the named printer and no other: a job that
	// still waits goes there, one that failed or whose outcome is not known is
	// followed by another job. A job that is under way or came out is a Conflict.
	SendOn(ctx context.Context, id, printer string, at time.Time) (Job, error)
	// Claim takes the oldest queued job that printer is wanted for, or that none is
	// wanted for and whose turn it is, and marks it sent under owner's lease before
	// a byte goes to the device. With none it returns a Problem of kind NotFound.
	Claim(ctx context.Context, owner, printer string, turn PrintTurn, at time.Time) (Job, error)
	// Finish records the outcome.
	Finish(ctx context.Context, id string, o PrintOutcome, at time.Time) error
	// Requeue puts a job that certainly did not reach the device back, to be
	// claimed by another printer of the group. One that somebody wants back is
	// cancelled instead.
	Requeue(ctx context.Context, id, code string, at time.Time) error
	// Cancel takes a queued job out. One that is under way is asked back: whoever
	// runs the print queue finds it in Recalled.
	Cancel(ctx context.Context, id string, at time.Time) error
	// Recalled lists the jobs under way that somebody wants back.
	Recalled(ctx context.Context) ([]string, error)
	// Recover marks the jobs that were sent and never finished as unknown and
	// returns them, whoever had sent them. It is called once when the queue of the
	// station starts, by whoever has it.
	Recover(ctx context.Context, at time.Time) ([]Job, error)
	// Counts adds up what each printer did with the jobs that ended from one time
	// until before another.
	Counts(ctx context.Context, since, until time.Time) ([]PrintCount, error)
	// Jobs lists the latest jobs, newest first.
	Jobs(ctx context.Context, limit int) ([]Job, error)
}
