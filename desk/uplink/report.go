package uplink

import "time"

// A Phase is a part of a run.
type Phase string

// Phases of a run in their order. The feed is read again at the end of a run that sent
// something.
const (
	PhaseHello     Phase = "hello"
	PhaseFeed      Phase = "feed"
	PhaseEvents    Phase = "events"
	PhaseWitness   Phase = "witness" // only after the centre was restored
	PhasePages     Phase = "pages"
	PhaseLog       Phase = "log" // of a recovery
	PhaseCatalogue Phase = "catalogue"
)

// A Trigger is what began a run.
type Trigger string

// Triggers of a run.
const (
	TriggerHand    Trigger = "hand"    // on the screen
	TriggerCommand Trigger = "command" // on the command line
	TriggerClosing Trigger = "closing" // 日终
	TriggerNight   Trigger = "night"   // the desk's slot, or the hour that is set
	TriggerStart   Trigger = "start"   // catching up after a start
)

// A Progress is how far a run is. Totals may grow while the desk works on.
type Progress struct {
	Phase        Phase
	Done, Total  int64 // lines, blobs, feed lines or objects of the catalogue
	Bytes, Whole int64 // of blobs
	Waiting      time.Duration
	Cause        string // why it waits, a code
}

// A Report is what a run did. It is filled in also where the run ends with an
// error.
type Report struct {
	Began, Ended time.Time
	Requests     int
	Retries      int
	Hellos       int
	Incarnations []Reason // that were opened on the way
	Shared       int      // keys sealed for the street
	Sent         int      // lines acknowledged
	Duplicates   int      // of them, that the centre had already
	Quarantined  []Quarantined
	Blobs        int   // that the centre completed
	Known        int   // blobs that it turned out to have
	Bytes        int64 // of blobs sent
	PutOff       []PutOff
	FeedLines    int
	Applied      int
	Parked       int
	Waiting      int
	Returned     int     // lines of the feed that were given back to the centre
	Restored     int     // of them, that it had lost
	Disowned     int     // of them, that it did not take for its own
	Left         Pending // what is still to be sent
	NextWindow   *NextWindow
	Catalogue    *CataloguePoint
	Staged       string // version of the catalogue that this run completed, "" for none
	Objects      int    // of it, that came down
	Unsettled    error  // why an order of the street was not carried out; the run went on
	Refused      error  // why the catalogue was not taken; the run went on
	Unread       error  // why what the street said was not read to its end; the run went on
}

// PutOff names a blob that could not be sent.
type PutOff struct {
	ID   string
	Code string
	Next time.Time
}

// SentAll reports whether a run that ended with an error sent everything all the same,
// and only could not take what the street said.
func (r Report) SentAll(err error) bool {
	return err != nil && r.Unread != nil && r.Left == Pending{}
}

// Moved reports whether the run moved anything in either direction.
func (r Report) Moved() bool {
	return r.Sent+r.Blobs+r.Applied+r.Parked+r.Shared > 0 || r.Bytes > 0
}
