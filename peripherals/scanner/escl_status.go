package scanner

import (
	"path"
	"strings"
	"time"
)

// A scannerStatus is a ScannerStatus document. What it does not say is "".
type scannerStatus struct {
	state   string   // idle, processing, testing, stopped, down
	adf     string   // empty, loaded, processing, jam …
	reasons []string // of the state
	jobs    []jobInfo
}

// A jobInfo is what the device says of one job. Counts are -1 where it says
// nothing.
type jobInfo struct {
	uri, uuid  string
	state      string // pending, processing, completed, aborted, canceled; "" for a job not listed
	reasons    []string
	completed  int // images scanned
	toTransfer int // images that wait to be fetched; some devices never count it down
}

// readStatus reads a ScannerStatus document.
func readStatus(root *element) scannerStatus {
	st := scannerStatus{
		state: strings.ToLower(root.kid("State").text),
		adf:   adfWord(root.kid("AdfState").text),
	}
	for _, k := range root.kids {
		if k.name != "Jobs" {
			st.reasons = append(st.reasons, k.texts("StateReason")...)
			st.reasons = append(st.reasons, k.texts("ScannerStateReason")...)
		}
	}
	for _, e := range root.all("JobInfo") {
		st.jobs = append(st.jobs, jobInfo{
			uri: e.kid("JobUri").text, uuid: e.kid("JobUuid").text,
			state:     strings.ToLower(e.kid("JobState").text),
			reasons:   e.texts("JobStateReason"),
			completed: e.kid("ImagesCompleted").number(), toTransfer: e.kid("ImagesToTransfer").number(),
		})
	}
	return st
}

// adfWord takes the prefix off an AdfState, in its misspelt form too.
func adfWord(s string) string {
	s = strings.ToLower(s)
	return strings.TrimPrefix(strings.TrimPrefix(s, "scanneradf"), "scannedadf")
}

// of returns what is said of the job at a path. Devices name a job by its URI,
// by its last part only, or by nothing at all when there is but one.
func (st scannerStatus) of(job string) jobInfo {
	bare := func(id string) string { return strings.TrimPrefix(strings.ToLower(path.Base(id)), "urn:uuid:") }
	for _, j := range st.jobs {
		if j.uri != "" && bare(j.uri) == bare(job) || j.uuid != "" && bare(j.uuid) == bare(job) {
			return j
		}
	}
	if len(st.jobs) == 1 && st.jobs[0].uri == "" && st.jobs[0].uuid == "" {
		return st.jobs[0]
	}
	return jobInfo{completed: -1, toTransfer: -1}
}

// trouble returns the cause that the feeder, the device or the job names, ""
// for none. An empty feeder is none: its sensor speaks of the tray, not of the
// sheet under way.
func (st scannerStatus) trouble(job jobInfo) string {
	words := append([]string{st.adf}, st.reasons...)
	return causeOfWords(append(words, job.reasons...))
}

func causeOfWords(words []string) string {
	has := func(w string, parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(w, p) {
				return true
			}
		}
		return false
	}
	for _, w := range words {
		w = strings.ToLower(w)
		switch {
		case has(w, "open") && has(w, "door", "hatch", "cover", "interlock"):
			return CoverOpen
		case has(w, "multipick", "multiplefeed"):
			return DoubleFeed
		case has(w, "jam", "mispick", "inputtray", "duplexpagetoo"):
			return Jam
		case has(w, "permission"):
			return Access
		case has(w, "unsupporteddocumentformat", "documentformaterror", "invalidscanticket"):
			return Option
		}
	}
	return ""
}

// stopped reports whether the device as a whole says that it cannot work.
func (st scannerStatus) stopped() bool { return st.state == "stopped" || st.state == "down" }

// busy reports whether the device is at work or warming up.
func (st scannerStatus) busy() bool { return st.state == "processing" || st.state == "testing" }

// A reply is an answer that was no page, and what went before it.
type reply struct {
	code   int           // HTTP status; 200 for a page of no bytes
	feeder bool          // the job takes sheets from the feeder
	kept   int           // pages so far
	looks  int           // such answers in a row, this one included
	waited time.Duration // since the question was first put
}

// A ruling is what to do about a reply.
type ruling int

const (
	again  ruling = iota // ask once more
	over                 // the job has no more pages
	failed               // it stopped for the cause beside
)

// How often a question is put again when all that the device says is that
// there are no more pages.
const (
	looksDoubt = 2 // where the status leaves a doubt
	looksShort = 5 // where it counts more images than were handed over
)

// rule judges a reply by the status that the device gave after it. A 404 alone
// does not end a job: some devices give it while the next sheet is still under
// way, some give 409 or 410 at the end, and some give 404 after a jam.
func (st scannerStatus) rule(job jobInfo, r reply, w esclWaits) (ruling, string) {
	cause := st.trouble(job)
	finished := job.state == "completed" || job.state == "aborted" || strings.HasPrefix(job.state, "cancel")
	switch {
	case cause != "" && (r.feeder || finished):
		return failed, cause
	case strings.HasPrefix(job.state, "cancel"):
		return failed, Cancelled
	case job.state == "aborted" && r.feeder && r.kept == 0 && st.adf == "empty":
		return failed, NoDocuments
	case job.state == "aborted" && r.code != 200:
		return failed, Fault
	case job.state == "completed":
		return st.ruleCompleted(job, r, w)
	case r.code == 200:
		return failed, Cut
	case st.stopped():
		return failed, Fault
	case r.waited >= w.page:
		return st.ruleLate(job, r)
	case r.code == 503:
		return again, ""
	case job.toTransfer > 0, st.busy(), job.state != "" && st.state != "idle":
		return again, ""
	case job.state != "" && (r.kept == 0 || r.waited < w.settle):
		return again, ""
	case job.state == "" && r.looks <= looksDoubt:
		return again, ""
	}
	return over, ""
}

// ruleCompleted judges a reply of a job that the device calls complete.
func (st scannerStatus) ruleCompleted(job jobInfo, r reply, w esclWaits) (ruling, string) {
	told := job.completed >= 0 && job.completed <= r.kept && !job.short(r.kept)
	switch {
	case r.code == 200 && told && job.completed == r.kept:
		return over, ""
	case r.code == 200:
		return failed, Cut
	case r.code == 503 && !told:
		if r.waited >= w.page {
			return failed, Busy
		}
		return again, ""
	case job.short(r.kept) && r.looks < looksShort:
		return again, ""
	case job.short(r.kept):
		return failed, Cut
	case r.feeder && st.adf == "loaded" && r.looks < looksDoubt:
		return again, ""
	}
	return over, ""
}

// short reports whether the device has counted an image that was never handed
// over. A count of images to transfer that equals those completed was never
// counted down and says nothing.
func (j jobInfo) short(kept int) bool {
	if j.completed > kept {
		return true
	}
	return j.toTransfer > 0 && j.toTransfer != j.completed
}

// ruleLate judges a device that has said for as long as it may that there is no
// page yet, and has never called the job finished.
func (st scannerStatus) ruleLate(job jobInfo, r reply) (ruling, string) {
	switch {
	case r.code == 503:
		return failed, Busy
	case r.feeder && r.kept == 0 && st.adf == "empty":
		return failed, NoDocuments
	case r.feeder && r.kept > 0 && st.adf != "loaded" && job.toTransfer <= 0 && job.completed <= r.kept:
		return over, ""
	}
	return failed, Timeout
}

// ruleNew judges an answer that took no job: 503 while the device warms up or
// works for another, 409 for that and for an empty feeder.
func (st scannerStatus) ruleNew(r reply, w esclWaits) (ruling, string) {
	bare := r.feeder && st.adf == "empty"
	cause := st.trouble(jobInfo{})
	switch {
	case cause != "":
		return failed, cause
	case st.stopped():
		return failed, Fault
	case r.code == 409 && bare && !st.busy():
		return failed, NoDocuments
	case r.code == 409 && !st.busy():
		return failed, Option
	case r.waited >= w.job:
		return failed, Busy
	case bare && st.state == "idle" && r.waited >= w.settle:
		return failed, NoDocuments
	}
	return again, ""
}
