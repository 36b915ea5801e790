package scanner

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"xiaochuang/desk"
)

// profile is a SettingProfile with its parts as given.
func profile(colours, formats, resolutions string) string {
	return "<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes>" + colours + "</scan:ColorModes><scan:DocumentFormats>" +
		formats + "</scan:DocumentFormats><scan:SupportedResolutions>" + resolutions +
		"</scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>"
}

const (
	grey        = "<scan:ColorMode>Grayscale8</scan:ColorMode>"
	rgb         = "<scan:ColorMode>RGB24</scan:ColorMode><scan:ColorMode>RGB48</scan:ColorMode>"
	asJPEG      = "<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
	asPDF       = "<pwg:DocumentFormat>application/pdf</pwg:DocumentFormat>"
	asPNG       = "<pwg:DocumentFormat>image/png</pwg:DocumentFormat>"
	threeSteps  = "<scan:DiscreteResolutions>" + at100 + at200 + at300 + "</scan:DiscreteResolutions>"
	at100       = "<scan:DiscreteResolution><scan:XResolution>100</scan:XResolution><scan:YResolution>100</scan:YResolution></scan:DiscreteResolution>"
	at200       = "<scan:DiscreteResolution><scan:XResolution>200</scan:XResolution><scan:YResolution>200</scan:YResolution></scan:DiscreteResolution>"
	at300       = "<scan:DiscreteResolution><scan:XResolution>300</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>"
	rangeInside = "<scan:ResolutionRange><scan:XResolution><scan:Min>75</scan:Min><scan:Max>600</scan:Max><scan:Step>25</scan:Step></scan:XResolution></scan:ResolutionRange>"
	rangeBeside = "<scan:ResolutionRange /><scan:XResolutionRange><scan:Min>1</scan:Min><scan:Max>1200</scan:Max><scan:Step>1</scan:Step></scan:XResolutionRange>"
)

func TestESCLCapabilitiesOfSeveralDevices(t *testing.T) {
	for _, tt := range []struct {
		name    string
		body    string
		request desk.ScanRequest
		want    ticket
		cause   string
	}{
		{
			"glass and feeder, a resolution of the list",
			"<scan:Platen><scan:PlatenInputCaps>" + profile(grey+rgb, asPDF+asJPEG, threeSteps) + "</scan:PlatenInputCaps></scan:Platen>" +
				"<scan:Adf><scan:AdfSimplexInputCaps>" + profile(rgb, asJPEG, threeSteps) + "</scan:AdfSimplexInputCaps></scan:Adf>",
			desk.ScanRequest{Source: "adf", Resolution: 300},
			ticket{source: "Feeder", colour: "RGB24", format: jpegFormat, dpi: 300, width: 2480, height: 3508},
			"",
		},
		{
			"a resolution between the steps is refused",
			"<scan:Platen><scan:PlatenInputCaps>" + profile(grey, asJPEG, threeSteps) + "</scan:PlatenInputCaps></scan:Platen>",
			desk.ScanRequest{Resolution: 150},
			ticket{},
			Resolution,
		},
		{
			"the settings' own resolution goes to the next that there is",
			"<scan:Platen>" + profile(grey, asJPEG, "<scan:DiscreteResolutions>"+at100+at300+"</scan:DiscreteResolutions>") + "</scan:Platen>",
			desk.ScanRequest{Colour: true},
			ticket{source: "Platen", colour: "Grayscale8", format: jpegFormat, dpi: 300, width: 2480, height: 3508},
			"",
		},
		{
			"a range with steps",
			"<scan:Platen>" + profile(grey+rgb, asJPEG, rangeInside) + "</scan:Platen>",
			desk.ScanRequest{Resolution: 125, Colour: true},
			ticket{source: "Platen", colour: "RGB24", format: jpegFormat, dpi: 125, width: 2480, height: 3508},
			"",
		},
		{
			"a range with steps, missed",
			"<scan:Platen>" + profile(grey+rgb, asJPEG, rangeInside) + "</scan:Platen>",
			desk.ScanRequest{Resolution: 130},
			ticket{},
			Resolution,
		},
		{
			"a range beside its element",
			"<scan:Platen>" + profile(grey+rgb, asJPEG, rangeBeside) + "</scan:Platen>",
			desk.ScanRequest{},
			ticket{source: "Platen", colour: "Grayscale8", format: jpegFormat, dpi: 200, width: 2480, height: 3508},
			"",
		},
		{
			"sheet-fed only: one sheet for the glass",
			"<scan:Adf><scan:AdfDuplexInputCaps><scan:MaxWidth>2550</scan:MaxWidth><scan:MaxHeight>3300</scan:MaxHeight>" +
				profile(grey, asJPEG, threeSteps) + "</scan:AdfDuplexInputCaps></scan:Adf>",
			desk.ScanRequest{},
			ticket{source: "Feeder", colour: "Grayscale8", format: jpegFormat, dpi: 200, width: 2480, height: 3300},
			"",
		},
		{
			"no feeder",
			"<scan:Platen/>",
			desk.ScanRequest{Source: "adf"},
			ticket{},
			Source,
		},
		{
			"nothing said at all",
			"",
			desk.ScanRequest{},
			ticket{source: "Platen", colour: "Grayscale8", format: jpegFormat, dpi: 200, width: 2480, height: 3508},
			"",
		},
		{
			"a profile that the sources share, and an intent",
			"<scan:SettingProfiles><scan:SettingProfile name=\"p1\"><ColorModes>" + rgb + "</ColorModes>" + asPNG + threeSteps +
				"</scan:SettingProfile></scan:SettingProfiles><scan:Platen><scan:PlatenInputCaps><scan:SettingProfiles><scan:SettingProfile ref=\"p1\"/>" +
				"</scan:SettingProfiles><scan:SupportedIntents><scan:SupportedIntent>Document</scan:SupportedIntent></scan:SupportedIntents>" +
				"</scan:PlatenInputCaps></scan:Platen>",
			desk.ScanRequest{Resolution: 100},
			ticket{source: "Platen", colour: "RGB24", intent: "Document", format: pngFormat, dpi: 100, width: 2480, height: 3508},
			"",
		},
		{
			"PDF only", "<scan:Platen>" + profile(grey, asPDF, threeSteps) + "</scan:Platen>", desk.ScanRequest{}, ticket{}, Unsupported,
		},
		{
			"the format has an element of its own as well",
			"<scan:Platen>" + profile(grey, asJPEG+"<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt>", threeSteps) + "</scan:Platen>",
			desk.ScanRequest{},
			ticket{source: "Platen", colour: "Grayscale8", format: jpegFormat, ext: true, dpi: 200, width: 2480, height: 3508},
			"",
		},
		{
			"numbers that are none",
			"<scan:Platen><scan:MaxWidth>-1</scan:MaxWidth><scan:MaxHeight>9999999999999999999999</scan:MaxHeight>" +
				profile(grey, asJPEG, strings.ReplaceAll(threeSteps, "200", "many")) + "</scan:Platen>",
			desk.ScanRequest{},
			ticket{source: "Platen", colour: "Grayscale8", format: jpegFormat, dpi: 300, width: 2480, height: 3508},
			"",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root, err := readXML(strings.NewReader(`<?xml version="1.0" encoding="ISO-8859-1"?><!-- made by a maker --><scan:ScannerCapabilities
 xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="urn:anything">` + tt.body + "</scan:ScannerCapabilities>\n"))
			if err != nil {
				t.Fatal(err)
			}
			c, err := readCapabilities(root)
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.ticket(tt.request, ESCLSettings{Resolution: 200, Width: a4Width, Height: a4Height})
			if got != tt.want || Cause(err) != tt.cause {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, tt.want)
			}
			if err == nil {
				settings, err := readXML(bytes.NewReader(got.body()))
				if err != nil || settings.name != "ScanSettings" || settings.kid("InputSource").text != got.source {
					t.Errorf("settings cannot be read back: %v\n%s", err, got.body())
				}
			}
		})
	}
}

func TestESCLLocations(t *testing.T) {
	c := newESCLClient(ESCLSettings{URL: "http://scanner.local:8080/eSCL/"}, &esclWaits{}, nil)
	for _, tt := range []struct{ location, want string }{
		{"/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7"},
		{"/eSCL/ScanJobs/7/", "/eSCL/ScanJobs/7"},
		{"http://scanner.local:8080/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7"},
		{"HTTPS://CN26F178X605SZ.hpLedmUSB/eSCL/ScanJobs/7?x=1#y", "/eSCL/ScanJobs/7"},
		{"//evil.example/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7"},
		{"http://[fe80/eSCL/ScanJobs/4060", "/eSCL/ScanJobs/4060"},
		{"http://user:pass@127.0.0.1:631/x/ScanJobs/7", "/x/ScanJobs/7"},
		{"/eSCL/ScanJobs/urn:uuid:4509a320-0060", "/eSCL/ScanJobs/urn:uuid:4509a320-0060"},
		{"ScanJobs/7", "/eSCL/ScanJobs/7"},
		{"7", "/eSCL/ScanJobs/7"},
		{"urn:uuid:4509a320", "/eSCL/ScanJobs/urn:uuid:4509a320"},
		{"", ""},
		{"/", ""},
		{"http://elsewhere", ""},
		{"/eSCL/ScanJobs", ""},
		{"/eSCL/../../admin/7", ""},
		{"/eSCL/ScanJobs/7\r\nHost: x", ""},
		{"/eSCL/Scan Jobs/7", ""},
		{"/eSCL/ScanJobs/%zz", ""},
		{"/" + strings.Repeat("a", 2000), ""},
	} {
		if got, err := c.jobPath(tt.location); got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: %q, %v", tt.location, got, err)
		}
	}
}

func TestESCLRulings(t *testing.T) {
	job := func(state string, completed, left int) jobInfo {
		return jobInfo{uri: "/eSCL/ScanJobs/1", state: state, completed: completed, toTransfer: left}
	}
	silent := jobInfo{completed: -1, toTransfer: -1}
	aborted := func(reason string) jobInfo {
		j := job("aborted", 1, 0)
		j.reasons = []string{reason}
		return j
	}
	for _, tt := range []struct {
		name  string
		st    scannerStatus
		job   jobInfo
		r     reply
		want  ruling
		cause string
	}{
		{"the end as specified", scannerStatus{state: "idle", adf: "empty"}, job("completed", 3, 0), reply{code: 404, kept: 3, looks: 1}, over, ""},
		{"the end with 409", scannerStatus{state: "idle", adf: "empty"}, job("completed", 3, -1), reply{code: 409, kept: 3, looks: 1}, over, ""},
		{"complete, but loaded: once more", scannerStatus{state: "idle", adf: "loaded"}, job("completed", 3, 0), reply{code: 404, kept: 3, looks: 1}, again, ""},
		{"complete, and loaded for good", scannerStatus{state: "idle", adf: "loaded"}, job("completed", 3, 0), reply{code: 404, kept: 3, looks: 2}, over, ""},
		{"an image waits", scannerStatus{state: "idle", adf: "empty"}, job("completed", 3, 1), reply{code: 404, kept: 2, looks: 1}, again, ""},
		{"an image was counted and never came", scannerStatus{state: "idle"}, job("completed", 3, 0), reply{code: 404, kept: 2, looks: 5}, failed, Cut},
		{"an image to transfer for ever", scannerStatus{state: "idle"}, job("completed", 2, 1), reply{code: 404, kept: 2, looks: 5}, failed, Cut},
		{"images never counted down", scannerStatus{state: "idle"}, job("completed", 2, 2), reply{code: 404, kept: 2, looks: 1}, over, ""},
		{"the last sheet under way", scannerStatus{state: "processing", adf: "empty"}, job("processing", 2, 0), reply{code: 404, kept: 2, looks: 9, waited: 20 * time.Second}, again, ""},
		{"the last sheet under way for too long", scannerStatus{state: "processing", adf: "empty"}, job("processing", 2, 0), reply{code: 404, kept: 2, looks: 9, waited: time.Minute}, over, ""},
		{"an image waits for too long", scannerStatus{state: "processing", adf: "empty"}, job("processing", 2, 1), reply{code: 404, kept: 2, looks: 9, waited: time.Minute}, failed, Timeout},
		{"a job forgotten by an idle device", scannerStatus{state: "idle", adf: "empty"}, job("processing", 2, 0), reply{code: 404, kept: 2, looks: 9, waited: 6 * time.Second}, over, ""},
		{"a first page that an idle device denies", scannerStatus{state: "idle", adf: "empty"}, job("pending", 0, 0), reply{code: 410, looks: 9, waited: 6 * time.Second}, again, ""},
		{"a jam", scannerStatus{state: "idle", adf: "jam"}, job("processing", 2, 0), reply{code: 404, kept: 2, looks: 1}, failed, Jam},
		{"a double feed", scannerStatus{state: "idle", adf: "multipickdetected"}, job("aborted", 2, 0), reply{code: 409, kept: 2, looks: 1}, failed, DoubleFeed},
		{"an open cover", scannerStatus{state: "stopped", adf: "hatchopen"}, silent, reply{code: 503, looks: 1}, failed, CoverOpen},
		{"a reason of the device", scannerStatus{state: "stopped", reasons: []string{"CoverOpen"}}, silent, reply{code: 404, looks: 1}, failed, CoverOpen},
		{"aborted for the access", scannerStatus{state: "idle"}, aborted("DocumentPermissionError"), reply{code: 404, looks: 1}, failed, Access},
		{"aborted for the settings", scannerStatus{state: "idle"}, aborted("InvalidScanTicket"), reply{code: 404, looks: 1}, failed, Option},
		{"aborted with an empty feeder", scannerStatus{state: "idle", adf: "empty"}, aborted("ResourcesAreNotReady"), reply{code: 409, looks: 1}, failed, NoDocuments},
		{"aborted after pages is no end", scannerStatus{state: "idle", adf: "empty"}, aborted("ResourcesAreNotReady"), reply{code: 409, kept: 1, looks: 1}, failed, Fault},
		{"stopped at the panel", scannerStatus{state: "idle", adf: "loaded"}, job("canceled", 1, 0), reply{code: 404, kept: 1, looks: 1}, failed, Cancelled},
		{"no bytes and no word", scannerStatus{state: "idle", adf: "loaded"}, aborted("ResourcesAreNotReady"), reply{code: 200, kept: 1, looks: 1}, failed, Cut},
		{"no bytes at the counted end", scannerStatus{state: "idle", adf: "empty"}, job("completed", 2, 0), reply{code: 200, kept: 2, looks: 1}, over, ""},
		{"no bytes and no count", scannerStatus{state: "idle", adf: "empty"}, job("completed", -1, -1), reply{code: 200, kept: 2, looks: 1}, failed, Cut},
		{"no bytes in the middle", scannerStatus{state: "processing", adf: "loaded"}, job("processing", 2, 0), reply{code: 200, kept: 1, looks: 1}, failed, Cut},
		{"busy, then complete", scannerStatus{state: "idle"}, job("completed", 2, 0), reply{code: 503, kept: 2, looks: 1}, over, ""},
		{"busy, complete, and a page to come", scannerStatus{state: "idle"}, job("completed", 3, 1), reply{code: 503, kept: 2, looks: 9}, again, ""},
		{"no jobs listed: once more", scannerStatus{state: "idle", adf: "empty"}, silent, reply{code: 404, kept: 2, looks: 1}, again, ""},
		{"no jobs listed", scannerStatus{state: "idle", adf: "empty"}, silent, reply{code: 404, kept: 2, looks: 3}, over, ""},
		{"no jobs listed, at work", scannerStatus{state: "processing"}, silent, reply{code: 404, kept: 2, looks: 9}, again, ""},
	} {
		tt.r.feeder = true
		if got, cause := tt.st.rule(tt.job, tt.r, usualESCLWaits); got != tt.want || cause != tt.cause {
			t.Errorf("%s: ruling %d, cause %q; want %d, %q", tt.name, got, cause, tt.want, tt.cause)
		}
	}
	jammed := scannerStatus{state: "processing", adf: "jam"}
	if got, _ := jammed.rule(job("processing", 0, 0), reply{code: 503, looks: 1}, usualESCLWaits); got != again {
		t.Error("a jam in the feeder stops the glass")
	}
}

func TestESCLJobIsFoundByWhatNamesIt(t *testing.T) {
	st := readStatus(mustXML(t, `<ScannerStatus><State>Idle</State><AdfState>ScannedAdfLoaded</AdfState><Jobs>
<JobInfo><JobUri>http://x/eSCL/ScanJobs/6/</JobUri><JobState>Aborted</JobState></JobInfo>
<JobInfo><JobUri>/eSCL/ScanJobs/7</JobUri><JobState>Completed</JobState><ImagesCompleted>2</ImagesCompleted></JobInfo>
<JobInfo><JobUuid>URN:UUID:AB-7</JobUuid><JobState>Processing</JobState></JobInfo></Jobs></ScannerStatus>`))
	for path, want := range map[string]string{
		"/eSCL/ScanJobs/6": "aborted", "/eSCL/ScanJobs/7": "completed", "/eSCL/ScanJobs/9": "",
		"/eSCL/ScanJobs/ab-7": "processing", "/eSCL/ScanJobs/urn:uuid:AB-7": "processing",
	} {
		if got := st.of(path).state; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if st.adf != "loaded" || st.of("/eSCL/ScanJobs/7").completed != 2 || st.of("/eSCL/ScanJobs/7").toTransfer != -1 {
		t.Errorf("%+v", st)
	}
	alone := readStatus(mustXML(t, "<ScannerStatus><Jobs><JobInfo><JobState>Completed</JobState></JobInfo></Jobs></ScannerStatus>"))
	if got := alone.of("/eSCL/ScanJobs/7").state; got != "completed" {
		t.Errorf("the only one, without a name: %q", got)
	}
}

func mustXML(t *testing.T, text string) *element {
	t.Helper()
	e, err := readXML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestESCLDocumentsAreBounded(t *testing.T) {
	for name, text := range map[string]string{
		"deep":       strings.Repeat("<a>", 65) + strings.Repeat("</a>", 65),
		"long":       "<a>" + strings.Repeat(" ", maxXML) + "</a>",
		"entity":     `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`,
		"outside":    `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`,
		"not closed": "<a><b></b>",
		"no XML":     "404 page not found",
		"nothing":    "",
		"two roots":  "<a/><b/>",
	} {
		if e, err := readXML(strings.NewReader(text)); err == nil {
			t.Errorf("%s: %+v", name, e)
		}
	}
	e := mustXML(t, "\xef\xbb\xbf \n<a>"+strings.Repeat("<a>", 63)+strings.Repeat("</a>", 63)+"</a>")
	if len(e.all("a")) != 63 {
		t.Errorf("%d elements", len(e.all("a")))
	}
	dirty := mustXML(t, "<a>x\u202ey\u009b31m\xff"+strings.Repeat("z", 5000)+"</a>")
	if len(dirty.text) > 2*maxXMLText || strings.ContainsAny(dirty.text, "\u202e\u009b") || !utf8.ValidString(dirty.text) {
		t.Errorf("%d bytes: %.40q", len(dirty.text), dirty.text)
	}
}

func FuzzESCLDocument(f *testing.F) {
	f.Add([]byte(`<ScannerStatus><State>Idle</State><AdfState>ScannerAdfJam</AdfState><Jobs><JobInfo><JobUri>/eSCL/ScanJobs/1</JobUri><ImagesToTransfer>1</ImagesToTransfer></JobInfo></Jobs></ScannerStatus>`), "/eSCL/ScanJobs/1", 404)
	f.Add([]byte("<ScannerCapabilities><Adf><AdfSimplexInputCaps>"+threeSteps+rangeBeside+"</AdfSimplexInputCaps></Adf></ScannerCapabilities>"), "http://[fe80/x/ScanJobs/1", 200)
	f.Fuzz(func(t *testing.T, b []byte, location string, code int) {
		c := newESCLClient(ESCLSettings{URL: "http://scanner.local"}, &esclWaits{}, nil)
		path, err := c.jobPath(location)
		if err == nil && (!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, " \r\n?#")) {
			t.Errorf("%q gives %q", location, path)
		}
		root, err := readXML(bytes.NewReader(b))
		if err != nil {
			return
		}
		st := readStatus(root)
		ruling, cause := st.rule(st.of(path), reply{code: code, looks: 1}, usualESCLWaits)
		if (ruling == failed) != (cause != "") {
			t.Errorf("ruling %d with cause %q", ruling, cause)
		}
		root.name = "ScannerCapabilities"
		caps, err := readCapabilities(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range []string{"", "adf"} {
			k, err := caps.ticket(desk.ScanRequest{Source: source}, ESCLSettings{Resolution: 200, Width: a4Width, Height: a4Height})
			if err == nil && (k.dpi < minDPI || k.pixels(k.width)*k.pixels(k.height) > maxPixels || !slices.Contains([]string{"Platen", "Feeder"}, k.source)) {
				t.Errorf("ticket %+v", k)
			}
		}
	})
}
