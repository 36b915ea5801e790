package printer

import (
	"slices"
	"strings"
)

// keywords are the reasons that name their cause by themselves, without what they
// say of their severity: printer-state-reasons (RFC 8011, 5.4.12), job-state-reasons
// (RFC 8011, 5.3.8; PWG 5100.11; PWG 5100.18), and CUPS' own. Those of a part, such
// as fuser-over-temp and stapler-empty, are in parts. "" is nothing to tell.
var keywords = map[string]string{
	"none": "", "other": Notice, "unknown": Notice,

	"connecting-to-device": Offline, "offline": Offline, "timed-out": Offline, "shutdown": Offline, "deactivated": Offline,
	"paused": Paused, "moving-to-paused": Paused, "stopping": Stopped, "stopped-partly": Stopped,
	"hold-new-jobs": Held, "spool-area-full": SpoolFull, "deleted": Rejecting,
	"cover-open": CoverOpen, "door-open": CoverOpen, "interlock-open": CoverOpen, "interlock-closed": "",
	"media-empty": PaperOut, "media-needed": PaperOut, "media-low": PaperLow, "media-jam": Jam, "media-drying": "",
	"configuration-change": "", "identify-printer-requested": "", "wifi-not-configured": Notice,
	"hibernate": "", "standby": "", "suspend": "", "resuming": "", "testing": "",

	"cups-missing-filter": DriverMissing, "cups-insecure-filter": DriverMissing,
	"cups-filter-crashed": Crash, "cups-backend-crashed": Crash, "cups-retry-as-raster": "",
	"cups-held-for-authentication": Account, "cups-waiting-for-job-completed": "",
	"cups-certificate": Certificate, "cups-pki-changed": Certificate, "cups-pki-expired": Certificate,
	"cups-pki-invalid": Certificate, "cups-pki-unknown": Certificate,
	"cups-remote-pending": "", "cups-remote-pending-held": Held, "cups-remote-processing": "", "cups-remote-stopped": Stopped,
	"cups-remote-canceled": Cancelled, "cups-remote-aborted": Aborted, "cups-remote-completed": "",

	"printer-stopped": Stopped, "printer-stopped-partly": Stopped, "service-off-line": Offline, "service-needed": Part,
	"destination-uri-failed": Offline, "connecting-to-destination": "", "connected-to-destination": "",
	"resources-are-not-ready": Media, "marker-supply-missing": TonerMissing,
	"account-authorization-failed": Account, "account-closed": Account, "account-info-needed": Account, "account-limit-reached": Account,
	"aborted-by-system": Aborted, "job-canceled-after-timeout": Aborted,
	"job-canceled-at-device": Cancelled, "job-canceled-by-operator": Cancelled, "job-canceled-by-user": Cancelled,
	"job-completed-successfully": "", "job-printed-successfully": "", "job-saved-successfully": "",
	"job-completed-with-errors": Flawed, "job-printed-with-errors": Flawed, "job-saved-with-errors": "",
	"job-completed-with-warnings": "", "job-printed-with-warnings": "", "job-saved-with-warnings": "",
	"errors-detected": "", "warnings-detected": "", "processing-to-stop-point": "", "queued-in-device": "",
	"job-data-insufficient": Interrupted, "submission-interrupted": Interrupted,
	"job-delay-output-until-specified": Held, "job-hold-until-specified": Held, "job-held-for-authorization": Held,
	"job-held-for-button-press": Held, "job-held-for-release": Held, "job-held-for-review": Held,
	"job-password-wait": Held, "job-release-wait": Held, "job-digital-signature-wait": Held, "waiting-for-user-action": Held,
	"job-suspended": Held, "job-suspended-by-operator": Held, "job-suspended-by-system": Held, "job-suspended-by-user": Held,
	"job-suspended-for-approval": Held, "job-suspending": Held,
	"job-fetchable": "", "job-incoming": "", "job-interpreting": "", "job-outgoing": "", "job-printing": "", "job-queued": "",
	"job-queued-for-marker": "", "job-restartable": "", "job-resuming": "", "job-saving": "", "job-spooling": "", "job-stored": "",
	"job-storing": "", "job-streaming": "", "job-transferring": "", "job-transforming": "",
	"compression": Format, "conflicting-attributes": Format, "digital-signature-did-not-verify": Format,
	"digital-signature-type-not-supported": Format, "document-access": Format, "document-format": Format, "document-password": Format,
	"document-permission": Format, "document-security": Format, "document-unprintable": Format, "resources-are-not-supported": Format,
	"unsupported-attributes-or-values": Format, "unsupported-compression": Format, "unsupported-document-format": Format,

	"material-needed":                      TonerOut,
	"alert-removal-of-binary-change-entry": "", "interpreter-complex-page-encountered": "",
	"interpreter-resource-unavailable": Storage, "interpreter-cartridge-added": "", "interpreter-cartridge-deleted": "",
	"interpreter-memory-increase": "", "interpreter-memory-decrease": "", "interpreter-resource-deleted": "",
	"input-cannot-feed-size-selected": Media, "input-cannot-feed-side-selected": Media, "input-manual-input-request": Media,
	"media-path-cannot-duplex-media-selected": Media, "output-mailbox-select-failure": Notice,
	"printer-manual-reset": "", "printer-nms-reset": "", "printer-ready-to-print": "", "marker-adjusting-print-quality": "",
}

// A class is a kind of part of a printer.
type class int

// Classes of parts. What is aside is not needed for a plain sheet.
const (
	tray class = iota
	exit
	supply
	waste
	engine
	aside
	scanning // nothing to do with printing
	classes
)

// parts are the parts that keywords begin with (PWG 5100.9, 6.1; PWG 5100.21).
var parts = map[string]class{
	"input": tray, "input-tray": tray, "input-media-tray": tray,
	"output": exit, "output-area": exit, "output-tray": exit, "output-media-tray": exit,
	"media-path-media-tray": exit, "media-path-tray": exit, "media-path-output": exit,

	"toner": supply, "ink": supply, "developer": supply, "marker-supply": supply, "marker-ink": supply, "marker-toner": supply,
	"marker-toner-cartridge": supply, "marker-print-ribbon": supply, "marker-developer": supply, "material": supply,
	"marker-waste": waste, "marker-waste-toner-receptacle": waste, "marker-waste-ink-receptacle": waste,

	"marker": engine, "marker-carrier": engine, "marker-cleaner": engine, "marker-fuser": engine, "marker-opc": engine, "fuser": engine, "opc": engine,
	"cleaner": engine, "interpreter": engine, "console": engine, "cover": engine, "power": engine, "printer": engine, "system": engine,
	"subunit": engine, "transport": engine, "media-path": engine, "media-path-pick-roller": engine, "media-path-input": engine,
	"output-tray-elevation": engine, "input-pick-roller": engine, "output-media-tray-elevation": engine, "input-tray-elevation": engine,
	"input-tray-position": engine, "chamber": engine, "extruder": engine, "fan": engine, "lamp": engine, "laser": engine, "motor": engine,
	"platform": engine, "camera": aside, "bed": engine,

	"bander": aside, "binder": aside, "die-cutter": aside, "folder": aside, "imprinter": aside, "inserter": aside,
	"laminator": aside, "make-envelope": aside, "perforater": aside, "perforator": aside, "puncher": aside,
	"separation-cutter": aside, "sheet-rotator": aside, "slitter": aside, "stacker": aside, "stapler": aside, "stitcher": aside, "trimmer": aside, "wrapper": aside,

	"fax-modem": scanning, "scanner": scanning, "scanner-light": scanning, "scanner-sensor": scanning,
	"scan-media-path": scanning, "scan-media-path-input": scanning, "scan-media-path-output": scanning,
	"scan-media-path-pick-roller": scanning, "scan-media-path-tray": scanning,
}

// conditions are what may be said of a part of each class.
var conditions = map[string][classes]string{
	//                     tray         exit           supply        waste        engine       aside      scanning
	"empty":              {PaperOut, "", TonerOut, "", Part, Notice, ""},
	"almost-empty":       {PaperLow, "", TonerLow, "", PartLow, Notice, ""},
	"low":                {PaperLow, "", TonerLow, "", PartLow, Notice, ""},
	"full":               {"", OutputFull, "", WasteFull, Part, Notice, ""},
	"almost-full":        {"", OutputLow, "", WasteLow, PartLow, Notice, ""},
	"missing":            {TrayMissing, OutputMissing, TonerMissing, PartMissing, PartMissing, Notice, ""},
	"removed":            {TrayMissing, OutputMissing, TonerMissing, PartMissing, PartMissing, Notice, ""},
	"jam":                {Jam, Jam, Jam, Jam, Jam, Jam, ""},
	"feed-error":         {Jam, Jam, Jam, Jam, Jam, Jam, ""},
	"open":               {CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, ""},
	"opened":             {CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, ""},
	"cover-open":         {CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, ""},
	"interlock-open":     {CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, CoverOpen, ""},
	"request":            {Media, "", "", "", Media, "", ""},
	"life-over":          {PartWorn, PartWorn, TonerOut, WasteFull, PartWorn, Notice, ""},
	"lift-over":          {PartWorn, PartWorn, TonerOut, WasteFull, PartWorn, Notice, ""}, // as the registry has it once
	"at-eol":             {PartWorn, PartWorn, TonerOut, WasteFull, PartWorn, Notice, ""},
	"at-limit":           {PartWorn, PartWorn, TonerOut, WasteFull, PartWorn, Notice, ""},
	"life-almost-over":   {PartLow, PartLow, TonerLow, WasteLow, PartLow, Notice, ""},
	"life-warn":          {PartLow, PartLow, TonerLow, WasteLow, PartLow, Notice, ""},
	"near-eol":           {PartLow, PartLow, TonerLow, WasteLow, PartLow, Notice, ""},
	"near-limit":         {PartLow, PartLow, TonerLow, WasteLow, PartLow, Notice, ""},
	"over-temp":          {Heat, Heat, Heat, Heat, Heat, Notice, ""},
	"under-temp":         {Heat, Heat, Heat, Heat, Heat, Notice, ""},
	"over-temperature":   {Heat, Heat, Heat, Heat, Heat, Notice, ""},
	"under-temperature":  {Heat, Heat, Heat, Heat, Heat, Notice, ""},
	"temperature-high":   {Heat, Heat, Heat, Heat, Heat, Notice, ""},
	"temperature-low":    {Heat, Heat, Heat, Heat, Heat, Notice, ""},
	"thermistor-failure": {Part, Part, Part, Part, Part, Notice, ""},
	"motor-failure":      {Part, Part, Part, Part, Part, Notice, ""},
	"timing-failure":     {Part, Part, Part, Part, Part, Notice, ""},
	"timing-":            {Part, Part, Part, Part, Part, Notice, ""}, // as the registry has it once
	"failure":            {Part, Part, Part, Part, Part, Notice, ""},
	"failed":             {Part, Part, Part, Part, Part, Notice, ""},

	"recoverable-failure":   {Fault, Fault, Fault, Fault, Fault, Notice, ""},
	"unrecoverable-failure": {Part, Part, Part, Part, Part, Notice, ""},
	"offline":               {Part, Part, Part, Part, Part, Notice, ""},
	"turned-off":            {Part, Part, Part, Part, Part, Notice, ""},
	"down":                  {Part, Part, Part, Part, Part, Notice, ""},

	"memory-exhausted":            {Storage, Storage, Storage, Storage, Storage, Notice, ""},
	"recoverable-storage":         {Storage, Storage, Storage, Storage, Storage, Notice, ""},
	"unrecoverable-storage":       {Storage, Storage, Storage, Storage, Storage, Notice, ""},
	"unrecoverable-storage-error": {Storage, Storage, Storage, Storage, Storage, Notice, ""},

	"added": {}, "closed": {}, "cover-closed": {}, "interlock-closed": {}, "turned-on": {}, "up": {}, "cooling": {}, "cooling-down": {}, "heating": {},
	"resource-added": {}, "resource-removed": {}, "configuration-change": {}, "power-saver": {}, "warming-up": {},
	"media-color-change": {}, "media-form-parts-change": {}, "media-size-change": {}, "media-type-change": {}, "media-weight-change": {},
}

// Severities (RFC 8011, 5.4.12).
const (
	severe = "error"
	warned = "warning"
	told   = "report"
)

// severity takes what a keyword says of its severity off it; "" where it says none.
func severity(keyword string) (base, level string) {
	for _, s := range []string{severe, warned, told} {
		if b, ok := strings.CutSuffix(keyword, "-"+s); ok {
			return b, s
		}
	}
	return keyword, ""
}

// conformance begins what CUPS says of a printer whose IPP has gaps: it prints.
const conformance = "cups-ipp-"

// judge names the cause that one keyword tells, "" for nothing, and whether the
// keyword is one that is known.
//
// For what happens every day the severity says little, since printers disagree on
// it: CUPS has media-empty-warning for a printer that stands still. A part that is
// broken or worn out is believed to be so only when it is called an error.
func judge(keyword string) (code string, known bool) {
	keyword = strings.ToLower(keyword)
	code, known = look(keyword) // of some the name itself ends like a severity
	base, level := severity(keyword)
	for s := level; !known && s != ""; base, s = severity(base) {
		code, known = look(base)
	}
	switch {
	case !known && level == severe:
		return Notice, false
	case (level == warned || level == told) && slices.Contains(doubtful, code):
		return Notice, true
	}
	return code, known
}

// look finds a keyword without its severity.
func look(base string) (code string, known bool) {
	if code, ok := keywords[base]; ok {
		return code, true
	}
	if strings.HasPrefix(base, conformance) {
		return "", true
	}
	return ofPart(base)
}

// doubtful are the causes that stop a printer only when it calls them an error.
var doubtful = []string{Part, PartMissing, PartWorn, Heat, Storage, Fault}

// ofPart splits a keyword into a part and its condition, the shortest part first.
func ofPart(base string) (code string, known bool) {
	for i := range len(base) {
		if base[i] != '-' {
			continue
		}
		c, is := conditions[base[i+1:]]
		if p, there := parts[base[:i]]; is && there {
			return c[p], true
		}
	}
	return "", false
}
