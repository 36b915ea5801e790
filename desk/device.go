package desk

import (
	"context"
	"io"
	"time"
)

// A DeviceState is what a lamp shows.
type DeviceState string

// Device states. Unknown is a state of its own, never taken for OK.
const (
	DeviceOK         DeviceState = "ok"
	DeviceConnecting DeviceState = "connecting"
	DeviceSilent     DeviceState = "silent"  // open, but does not answer
	DeviceOffline    DeviceState = "offline" // not there
	DeviceFault      DeviceState = "fault"   // answers that it cannot work, such as no paper
	DeviceOff        DeviceState = "off"     // not configured or switched off by hand
	DeviceUnknown    DeviceState = "unknown"
)

// A Family is a kind of device; its letter begins the fault codes that are
// read out on the phone, such as P-03.
type Family string

// Device families.
const (
	FamilyScanner Family = "scanner" // S
	FamilyReader  Family = "reader"  // I
	FamilyPad     Family = "pad"     // R
	FamilyPrinter Family = "printer" // P: A4
	FamilyTicket  Family = "ticket"  // T: 80 mm receipt printer
	FamilyCaller  Family = "caller"  // C
	FamilyCentre  Family = "centre"  // N
)

// Health is the condition of one device at one moment. Code is stable, such
// as "paper_out"; the words for it are in tui/text.
type Health struct {
	Family Family
	Name   string // label from the configuration
	State  DeviceState
	Code   string    // cause, "" when OK
	LastOK time.Time // last good answer, zero if never
	Since  time.Time // when State began
}

// A Device answers for its condition without talking to the hardware: the
// answer is what its own goroutine saw last, so Health never blocks.
type Device interface {
	Health() Health
	Close() error
}

// A CardLayout is one of the four text layouts of chip cards.
type CardLayout string

// Card layouts (GA/T text block, flag at byte 248).
const (
	CardCN CardLayout = "CN" // 居民身份证
	CardHM CardLayout = "J"  // 港澳台居民居住证
	CardI  CardLayout = "I"  // 外国人永久居留身份证 2017
	CardY  CardLayout = "Y"  // 外国人永久居留身份证 2023
)

// A CardReading is what one chip card said. Each reading has its own ID, so
// that a later card is never taken for an earlier one.
type CardReading struct {
	ID       string // minted for each reading
	Layout   CardLayout
	Document string // 证件类型 code of GA/T 2000.156
	Number   string
	Name     string // Chinese name
	English  string
	Sex      string // GB/T 2261.1: 0 1 2 9
	Nation   string // 民族 code of GB/T 3304, or country
	Birth    Day
	Address  string // the newest one the card holds
	Issuer   string
	From     Day
	Until    Day  // "" for 长期
	Forever  bool // 长期
	Pass     string
	Gaps     bool // some characters could not be represented; the clerk must look
	At       time.Time
}

// A CardReader reads identity cards.
type CardReader interface {
	Device
	// Read waits until a card has been read twice with the same result or ctx
	// ends. The card of the previous reading must have left the field first.
	// Nothing of an earlier card is ever returned, and the driver keeps none.
	Read(ctx context.Context) (CardReading, error)
}

// A PadRequest asks one visitor for a rating.
type PadRequest struct {
	Visit  string        // ticket id, returned with the answer
	Staff  string        // name shown to the citizen
	Number string        // ticket number shown to the citizen
	Wait   time.Duration // how long to wait for a key
}

// A PadAnswer is a key press or the reason for silence, never both.
type PadAnswer struct {
	Visit   string // as asked for
	Level   Level
	Tags    []string
	Silence Unrated
	Channel Channel
	At      time.Time
}

// A Pad asks citizens for ratings. No method of it takes a level: a clerk
// cannot rate.
type Pad interface {
	Device
	// Ask shows the question and waits. A time-out, refusal or fault is an
	// answer with its Silence, not an error; an error means that nothing was
	// asked.
	Ask(ctx context.Context, r PadRequest) (PadAnswer, error)
}

// A ScanRequest asks for pages.
type ScanRequest struct {
	Source     string // "" flatbed, "adf" feeder, "duplex" feeder with both sides of each sheet
	Resolution int    // dpi, 0 for the profile's own
	Colour     bool
	Limit      int // most pages to take, 0 for one
}

// A ScannedPage is one whole image as it left the device.
type ScannedPage struct {
	No     int    // from 1, in the order of feeding
	MIME   string // image/jpeg or image/png
	Bytes  []byte
	Width  int // pixels
	Height int
	DPI    int
	Back   bool // the back of the sheet whose front came before
	At     time.Time
	// Code is what a PageGate read on the page in the form of a separator's code, ""
	// for none. It comes from the paper and is to be believed by Separators only.
	Code string
	// Kept is to be called once the page survives a power cut, where the source has
	// it in no other form, such as a file in a folder; nil where there is nothing to
	// let go of. A page of which it is not called comes again with the next job.
	Kept func()
}

// A Scanner takes pages.
type Scanner interface {
	Device
	// Scan hands every whole page to keep, in order; a page cut short is never
	// handed over. It returns the number of pages kept and a Problem with the
	// device's cause when it stopped early; pages kept so far stay kept. An
	// error from keep stops the scan.
	Scan(ctx context.Context, r ScanRequest, keep func(ScannedPage) error) (int, error)
}

// A PrintState is what is known of one print job. Nothing is called printed
// until the device has said so.
type PrintState string

// Print states (待印 已送 已确认 失败 未知).
const (
	PrintQueued    PrintState = "queued"
	PrintSent      PrintState = "sent"
	PrintConfirmed PrintState = "confirmed"
	PrintFailed    PrintState = "failed"
	PrintUnknown   PrintState = "unknown"
)

// A PrintJob is one rendered paper on its way to a device.
type PrintJob struct {
	ID     string // job id of the print queue, part of the device's job name
	Title  string // without personal data
	MIME   string // application/pdf or application/vnd.escpos
	Body   io.ReadSeeker
	Size   int64
	Copies int
}

// A PrintOutcome is what the device said.
type PrintOutcome struct {
	State PrintState
	Code  string // cause when not confirmed: paper_out, jam, cover_open, offline …
	JobID string // the device's own job id
	// Sheets that came out, as the device counts or as was sent; 0 where nobody knows.
	Sheets int
}

// A Printer prints one job at a time.
type Printer interface {
	Device
	// Accepts returns the MIME type that Print takes.
	Accepts() string
	// Print sends the job and watches it until the device confirms it, refuses
	// it, or ctx ends. PrintUnknown means that it may have come out: it is never
	// sent again unasked.
	Print(ctx context.Context, j PrintJob) (PrintOutcome, error)
}

// A Caller announces a number to the waiting room: board, voice, light.
type Caller interface {
	Device
	// Call announces number at window. A dead board un-calls nobody.
	Call(ctx context.Context, number string, window int) error
}
