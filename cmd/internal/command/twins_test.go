package command

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"xiaochuang/desk"
)

// twins names the command that does what each kind of line records.
var twins = map[desk.ActKind]string{
	desk.ActDayConfirmed: "day confirm", desk.ActDayClosed: "day close",
	desk.ActShiftBegan: "shift begin", desk.ActShiftHanded: "shift hand",

	desk.ActTicketTaken: "ticket take", desk.ActTicketWalkIn: "ticket walkin", desk.ActTicketCalled: "ticket call",
	desk.ActTicketRecalled: "ticket recall", desk.ActTicketArrived: "ticket arrive", desk.ActTicketMissed: "ticket miss",
	desk.ActTicketReturned: "ticket return", desk.ActTicketHeld: "ticket hold", desk.ActTicketResumed: "ticket resume",
	desk.ActTicketMeans: "ticket talk", desk.ActTicketDone: "ticket done", desk.ActTicketAbandoned: "ticket abandon",
	desk.ActTicketPreferred: "ticket prefer", desk.ActTicketPassedOn: "ticket pass", desk.ActTicketUndone: "ticket undo",
	desk.ActTicketTakenOver: "ticket takeover",

	desk.ActInquiryRecorded: "inquiry ask", desk.ActInquiryClosed: "inquiry close", desk.ActInquiryLed: "inquiry lead",
	desk.ActAssistGiven: "assist add",

	desk.ActRectifyContacted: "rectify contact", desk.ActRectifyCause: "rectify cause", desk.ActRectifyMended: "rectify fix",
	desk.ActRectifyClosed: "rectify close", desk.ActRectifyAppealed: "rectify appeal",

	desk.ActCaseHanded: "batch close", desk.ActCaseFinished: "case finish", desk.ActCaseDelivered: "case deliver",
	desk.ActCaseWithdrawn: "case withdraw", desk.ActCaseLooked: "case show", desk.ActCasePaused: "case pause",
	desk.ActCaseGoesOn: "case goon", desk.ActCaseComm: "case move",

	desk.ActBagOut: "bag scan", desk.ActBagBack: "bag scan", desk.ActBagReturned: "bag return", desk.ActShelfCounted: "bag count",
	desk.ActBatchOpened: "batch open", desk.ActBatchDropped: "batch drop", desk.ActBatchSigned: "batch sign",

	desk.ActTranscriptOpened: "transcript open", desk.ActTranscriptPaused: "transcript pause",
	desk.ActTranscriptEntered: "transcript enter", desk.ActTranscriptMismatch: "transcript mismatch",
	desk.ActTranscriptStreet: "transcript street",

	desk.ActReferralGiven: "paper referral", desk.ActPaperIssued: "paper notice", desk.ActPaperReprinted: "paper reprint",
	desk.ActPaperResized: "paper reprint", desk.ActPaperVoided: "paper void",

	desk.ActWordingAdopted: "template adopt", desk.ActWordingReverted: "template revert",

	desk.ActSlipsPrinted: "paper-numbers print", desk.ActBackEntered: "back-entry",

	desk.ActPINSet: "pin set", desk.ActPINReset: "pin reset", desk.ActPINReleased: "pin release",
	desk.ActRecoveryMade: "pin recovery", desk.ActBlockReleased: "day close",

	desk.ActConfigRestored: "config restore", desk.ActConfigChanged: "config set", desk.ActCatalogueRead: "catalogue changes",

	desk.ActParcelWritten: "carry out", desk.ActParcelAnswered: "carry in",

	desk.ActDispatchRead: "street read",
}

// provedElsewhere says in which package the tests see a command write a line that
// none here does.
var provedElsewhere = map[desk.ActKind]string{desk.ActConfigRestored: "cmd/internal/wire", desk.ActConfigChanged: "cmd/internal/wire"}

// noTwin says why a kind of line has no command of its own.
var noTwin = map[desk.ActKind]string{
	desk.ActTalkKept:         "the citizen says yes by a key, before the board they wrote on",
	desk.ActIncarnation:      "the store begins it by itself",
	desk.ActShiftEnded:       "nobody writes it any more: a shift ends with the next one or with its day",
	desk.ActCaseNoticed:      "a draft is filled in with the reader and the camera in front of the citizen",
	desk.ActCaseReceived:     "as case.noticed",
	desk.ActCaseSupplied:     "as case.noticed",
	desk.ActCaseAccepted:     "as case.noticed",
	desk.ActCaseRefused:      "as case.noticed",
	desk.ActAdviceGiven:      "as case.noticed",
	desk.ActCaseDecided:      "the street decides; it comes with sync",
	desk.ActRectifyOpened:    "the console opens what is missing when it starts, and the morning check does",
	desk.ActRectifyStreet:    "the street says it; it comes with sync",
	desk.ActBatchChecked:     "the street finds it; it comes with sync",
	desk.ActCaseVoided:       "nobody writes it yet",
	desk.ActRated:            "only the citizen rates, on the pad",
	desk.ActRevealed:         "a full number shows for ten seconds on a screen, and in no shell",
	desk.ActKeyShared:        "sync does it",
	desk.ActFeedParked:       "sync does it",
	desk.ActDispatched:       "sync does it",
	desk.ActOrderSettled:     "sync does it",
	desk.ActCatalogueAdopted: "sync brings it, its time adopts it",
	desk.ActPINLocked:        "it follows from wrong PINs",
	desk.ActKeysProtected:    "it follows from the last pin set",
	desk.ActDeviceFitted:     "a device is put in service by trying it in front of a person: setup, or 设备",
	desk.ActMorningChecked:   "it looks at the devices that the console holds; doctor looks at the same from the shell",
}

// TestEveryActHasItsCommand fails for a new kind of line that has neither a
// command nor a reason.
func TestEveryActHasItsCommand(t *testing.T) {
	t.Parallel()
	root := (&program{name: "xiaochuang"}).deskCommands()
	n := 0
	for _, k := range desk.ActKinds() {
		n++
		path, twin := twins[k]
		why, none := noTwin[k]
		switch {
		case twin == none:
			t.Errorf("%s: name its command in twins, or say in noTwin why it has none", k)
		case none && len(why) < 10:
			t.Errorf("%s has no reason", k)
		case twin:
			if c, rest, err := root.Find(strings.Fields(path)); err != nil || len(rest) > 0 || !c.Runnable() {
				t.Errorf("%s: there is no command %q", k, path)
			}
		}
	}
	if n < 60 || n != len(twins)+len(noTwin) {
		t.Errorf("%d kinds, %d in the tables", n, len(twins)+len(noTwin))
	}
}

// proved are the kinds that commands have written in this run of the tests.
var proved sync.Map

// wrote notes the kinds of the lines that commands have written after a position
// of the journal.
func (f *folder) wrote(after int64) {
	f.t.Helper()
	d := f.open()
	defer f.close(d)
	list, err := d.Store.Journal(f.t.Context(), after, 1000)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, e := range list {
		proved.Store(e.Line.Kind, true)
	}
}

// lines is how many lines the journal has.
func (f *folder) lines() int64 {
	f.t.Helper()
	return read[verifyView](f.t, f.ok("journal", "verify", "--json")).Lines
}

// unproved are the kinds of twins that no command has written, in a run of all the
// tests.
func unproved() []string {
	if flag.Lookup("test.run").Value.String() != "" || flag.Lookup("test.skip").Value.String() != "" || testing.Short() {
		return nil
	}
	var out []string
	for _, k := range slices.Sorted(maps.Keys(twins)) {
		if _, ok := proved.Load(k); !ok && provedElsewhere[k] == "" {
			out = append(out, string(k)+" by "+twins[k])
		}
	}
	return out
}
