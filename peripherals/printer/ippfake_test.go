package printer_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/OpenPrinting/goipp"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
)

// A fakeIPP answers as told, for what no real printer does on demand.
type fakeIPP struct {
	mu    sync.Mutex
	asked []goipp.Op
	name  string // job-name of the last Print-Job
}

// newFakeIPP starts the printer; n counts the requests of the same operation. A
// nil answer cuts the connection.
func newFakeIPP(t *testing.T, answer func(f *fakeIPP, op goipp.Op, n int) *goipp.Message) (*fakeIPP, string) {
	t.Helper()
	f := &fakeIPP{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := &goipp.Message{}
		if err := m.Decode(r.Body); err != nil {
			t.Errorf("request: %v", err)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		op := goipp.Op(m.Code)
		f.mu.Lock()
		f.asked = append(f.asked, op)
		n := 0
		for _, o := range f.asked {
			if o == op {
				n++
			}
		}
		if op == goipp.OpPrintJob {
			for _, a := range m.Operation {
				if a.Name == "job-name" {
					f.name = a.Values[0].V.String()
				}
			}
		}
		f.mu.Unlock()
		a := answer(f, op, n)
		if a == nil {
			panic(http.ErrAbortHandler)
		}
		a.RequestID = m.RequestID
		w.Header().Set("Content-Type", goipp.ContentType)
		_ = a.Encode(w)
	}))
	t.Cleanup(s.Close)
	return f, "ipp" + strings.TrimPrefix(s.URL, "http")
}

func (f *fakeIPP) count(op goipp.Op) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.asked {
		if o == op {
			n++
		}
	}
	return n
}

// says makes an answer; attributes of jobs and printer go to their groups.
func says(status goipp.Status, attrs ...goipp.Attribute) *goipp.Message {
	m := goipp.NewResponse(goipp.DefaultVersion, status, 1)
	m.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	for _, a := range attrs {
		if strings.HasPrefix(a.Name, "job-") {
			m.Job.Add(a)
		} else {
			m.Printer.Add(a)
		}
	}
	return m
}

func enum(name string, n int) goipp.Attribute {
	return goipp.MakeAttr(name, goipp.TagEnum, goipp.Integer(n))
}

func number(name string, n int) goipp.Attribute {
	return goipp.MakeAttr(name, goipp.TagInteger, goipp.Integer(n))
}

func word(name, v string) goipp.Attribute {
	return goipp.MakeAttr(name, goipp.TagKeyword, goipp.String(v))
}

func idle() *goipp.Message {
	return says(goipp.StatusOk, enum("printer-state", 3), word("printer-state-reasons", "none"))
}

// jobLife is a printer that takes a job and then tells the given attributes.
func jobLife(look func(f *fakeIPP, n int) []goipp.Attribute) func(*fakeIPP, goipp.Op, int) *goipp.Message {
	return func(f *fakeIPP, op goipp.Op, n int) *goipp.Message {
		switch op {
		case goipp.OpGetPrinterAttributes:
			return idle()
		case goipp.OpGetJobAttributes:
			return says(goipp.StatusOk, look(f, n)...)
		}
		return says(goipp.StatusOk, number("job-id", 7))
	}
}

func TestIPPJobEndings(t *testing.T) {
	for _, tt := range []struct {
		name  string
		limit time.Duration // of the caller
		look  func(f *fakeIPP, n int) []goipp.Attribute
		state desk.PrintState
		code  string
	}{
		{
			"the state is trusted, not the reason", 10 * time.Second,
			func(_ *fakeIPP, n int) []goipp.Attribute {
				return []goipp.Attribute{enum("job-state", 9), word("job-state-reasons", "processing-to-stop-point")}
			},
			desk.PrintConfirmed, "",
		},
		{
			"taken back before a page came out", 300 * time.Millisecond,
			func(f *fakeIPP, n int) []goipp.Attribute {
				if f.count(goipp.OpCancelJob) > 0 {
					return []goipp.Attribute{enum("job-state", 7)}
				}
				return []goipp.Attribute{enum("job-state", 6), word("job-state-reasons", "media-jam-error")}
			},
			desk.PrintFailed, printer.Jam,
		},
		{
			"taken back after a page came out", 300 * time.Millisecond,
			func(f *fakeIPP, n int) []goipp.Attribute {
				if f.count(goipp.OpCancelJob) > 0 {
					return []goipp.Attribute{enum("job-state", 7), number("job-impressions-completed", 1)}
				}
				return []goipp.Attribute{enum("job-state", 5)}
			},
			desk.PrintUnknown, printer.Timeout,
		},
		{
			"finished while it was taken back", 300 * time.Millisecond,
			func(f *fakeIPP, n int) []goipp.Attribute {
				if f.count(goipp.OpCancelJob) > 0 {
					return []goipp.Attribute{enum("job-state", 9)}
				}
				return []goipp.Attribute{enum("job-state", 5)}
			},
			desk.PrintConfirmed, "",
		},
		{
			"cancelled at the printer", 10 * time.Second,
			func(_ *fakeIPP, n int) []goipp.Attribute { return []goipp.Attribute{enum("job-state", 7)} },
			desk.PrintFailed, printer.Cancelled,
		},
		{
			"cancelled by a person at a printer that has jammed: it goes nowhere else", 10 * time.Second,
			func(_ *fakeIPP, n int) []goipp.Attribute {
				if n < 3 {
					return []goipp.Attribute{enum("job-state", 6), word("job-state-reasons", "media-jam-error")}
				}
				return []goipp.Attribute{enum("job-state", 7), word("job-state-reasons", "job-canceled-at-device")}
			},
			desk.PrintFailed, printer.Cancelled,
		},
		{
			"given up by the system after a jam", 10 * time.Second,
			func(_ *fakeIPP, n int) []goipp.Attribute {
				return []goipp.Attribute{enum("job-state", 8), goipp.MakeAttr("job-state-reasons", goipp.TagKeyword,
					goipp.String("aborted-by-system"), goipp.String("media-jam-error"))}
			},
			desk.PrintFailed, printer.Jam,
		},
		{
			"completed with errors", 10 * time.Second,
			func(_ *fakeIPP, n int) []goipp.Attribute {
				return []goipp.Attribute{enum("job-state", 9), word("job-state-reasons", "job-completed-with-errors")}
			},
			desk.PrintUnknown, printer.Flawed,
		},
		{
			"held until its account is put right", 300 * time.Millisecond,
			func(f *fakeIPP, n int) []goipp.Attribute {
				if f.count(goipp.OpCancelJob) > 0 {
					return []goipp.Attribute{enum("job-state", 7), word("job-state-reasons", "job-canceled-by-user")}
				}
				return []goipp.Attribute{enum("job-state", 4), word("job-state-reasons", "account-limit-reached")}
			},
			desk.PrintFailed, printer.Account,
		},
		{
			"waits for somebody to release it", 300 * time.Millisecond,
			func(f *fakeIPP, n int) []goipp.Attribute {
				if f.count(goipp.OpCancelJob) > 0 {
					return []goipp.Attribute{enum("job-state", 7)}
				}
				return []goipp.Attribute{enum("job-state", 4)}
			},
			desk.PrintFailed, printer.Held,
		},
		{
			"the number belongs to another job by now", 10 * time.Second,
			func(f *fakeIPP, n int) []goipp.Attribute {
				if n == 1 {
					return []goipp.Attribute{enum("job-state", 5), word("job-name", "01JOB")}
				}
				return []goipp.Attribute{enum("job-state", 9), word("job-name", "somebody else's")}
			},
			desk.PrintUnknown, printer.Lost,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, uri := newFakeIPP(t, jobLife(tt.look))
			p := openIPP(t, uri)
			ctx, cancel := context.WithTimeout(t.Context(), tt.limit)
			defer cancel()
			o, err := p.Print(ctx, pdfJob("01JOB", onePage("x")))
			if o.State != tt.state || o.Code != tt.code || o.JobID != "7" || (err == nil) != (tt.state == desk.PrintConfirmed) {
				t.Errorf("%+v, %v", o, err)
			}
		})
	}
}

// TestIPPQueueNeverReachesItsPrinter has CUPS' own answers: it counts a sheet
// as soon as it has filtered it.
func TestIPPQueueNeverReachesItsPrinter(t *testing.T) {
	const away = "The printer may not exist or is unavailable at this time."
	for name, tt := range map[string]struct {
		messages []string // of the printer, look by look; the last one stays
		state    desk.PrintState
	}{
		"never":          {[]string{"", "", away}, desk.PrintFailed},
		"after a while":  {[]string{"", away, "Spooling job, 0% complete.", away}, desk.PrintUnknown},
		"not any longer": {[]string{"", away, "The printer is not responding."}, desk.PrintUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			looks := 0
			var mu sync.Mutex
			_, uri := newFakeIPP(t, func(f *fakeIPP, op goipp.Op, _ int) *goipp.Message {
				mu.Lock()
				defer mu.Unlock()
				sent := f.count(goipp.OpPrintJob) > 0
				switch {
				case op == goipp.OpGetPrinterAttributes && sent:
					m := tt.messages[min(looks, len(tt.messages)-1)]
					looks++
					return says(goipp.StatusOk, enum("printer-state", 4), goipp.MakeAttr("printer-state-message", goipp.TagText, goipp.String(m)))
				case op == goipp.OpGetPrinterAttributes:
					return idle()
				case op == goipp.OpGetJobAttributes && f.count(goipp.OpCancelJob) > 0:
					return says(goipp.StatusOk, enum("job-state", 7), number("job-media-sheets-completed", 1))
				case op == goipp.OpGetJobAttributes:
					return says(goipp.StatusOk, enum("job-state", 5), number("job-media-sheets-completed", 1))
				}
				return says(goipp.StatusOk, number("job-id", 7))
			})
			p, err := printer.OpenIPP(printer.IPPSettings{Name: "queue", URI: uri, Every: time.Hour}, desk.SystemClock{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			lamp(t, p, desk.DeviceOK, "")
			ctx, cancel := context.WithTimeout(t.Context(), 1800*time.Millisecond)
			defer cancel()
			if o, err := p.Print(ctx, pdfJob("01JOB", onePage("x"))); o.State != tt.state || o.Code != printer.Offline || err == nil {
				t.Errorf("%+v, %v", o, err)
			}
		})
	}
}

func TestIPPAnswerToTheJobIsLost(t *testing.T) {
	for _, found := range []bool{true, false} {
		f, uri := newFakeIPP(t, func(f *fakeIPP, op goipp.Op, n int) *goipp.Message {
			switch op {
			case goipp.OpPrintJob:
				return nil
			case goipp.OpGetJobs:
				if !found {
					return says(goipp.StatusOk, number("job-id", 1), word("job-name", "another"))
				}
				return says(goipp.StatusOk, number("job-id", 7), word("job-name", f.name))
			case goipp.OpGetJobAttributes:
				return says(goipp.StatusOk, enum("job-state", 9))
			}
			return idle()
		})
		o, err := openIPP(t, uri).Print(soon(t), pdfJob("01JOB", onePage("x")))
		if found && (o.State != desk.PrintConfirmed || o.JobID != "7" || err != nil) {
			t.Errorf("found: %+v, %v", o, err)
		}
		if !found && (o.State != desk.PrintUnknown || err == nil) {
			t.Errorf("not found: %+v, %v", o, err)
		}
		if n := f.count(goipp.OpPrintJob); n != 1 {
			t.Errorf("sent %d times", n)
		}
	}
}

func TestIPPRefusals(t *testing.T) {
	for status, code := range map[goipp.Status]string{
		goipp.StatusErrorDocumentFormatNotSupported: printer.Format,
		goipp.StatusErrorBadRequest:                 printer.Refused,
		goipp.StatusErrorNotAuthorized:              printer.Access,
		goipp.StatusErrorNotAcceptingJobs:           printer.Rejecting,
		goipp.StatusErrorBusy:                       printer.Busy,
		goipp.StatusErrorDevice:                     printer.Fault,
	} {
		_, uri := newFakeIPP(t, func(_ *fakeIPP, op goipp.Op, _ int) *goipp.Message {
			if op == goipp.OpPrintJob {
				return says(status)
			}
			return idle()
		})
		if o, err := openIPP(t, uri).Print(soon(t), pdfJob("01JOB", onePage("x"))); o.State != desk.PrintFailed || o.Code != code || err == nil {
			t.Errorf("%v: %+v, %v", status, o, err)
		}
	}
}

// TestIPPLampReadsWordsAndReasons has the answers of CUPS whose printer is
// switched off, and of several vendors.
func TestIPPLampReadsWordsAndReasons(t *testing.T) {
	for _, tt := range []struct {
		name  string
		attrs []goipp.Attribute
		state desk.DeviceState
		code  string
	}{
		{"the printer of a queue is off", []goipp.Attribute{
			enum("printer-state", 4), word("printer-state-reasons", "none"),
			goipp.MakeAttr("printer-state-message", goipp.TagText, goipp.String("The printer may not exist or is unavailable at this time.")),
		}, desk.DeviceOffline, printer.Offline},
		{"paused by hand", []goipp.Attribute{enum("printer-state", 5), word("printer-state-reasons", "paused")}, desk.DeviceFault, printer.Paused},
		{"stopped without a word", []goipp.Attribute{enum("printer-state", 5)}, desk.DeviceFault, printer.Stopped},
		{"stopped with a warning only", []goipp.Attribute{enum("printer-state", 5), word("printer-state-reasons", "toner-low-warning")}, desk.DeviceFault, printer.Stopped},
		{"the gravest of several", []goipp.Attribute{enum("printer-state", 5), goipp.MakeAttr("printer-state-reasons", goipp.TagKeyword,
			goipp.String("toner-low"), goipp.String("media-empty-warning"), goipp.String("door-open-error"))}, desk.DeviceFault, printer.CoverOpen},
		{"takes no jobs", []goipp.Attribute{
			enum("printer-state", 3), goipp.MakeAttr("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(false)),
		}, desk.DeviceFault, printer.Rejecting},
		{"driver missing", []goipp.Attribute{enum("printer-state", 3), word("printer-state-reasons", "cups-missing-filter-warning")}, desk.DeviceFault, printer.DriverMissing},
		{"waits for the device", []goipp.Attribute{enum("printer-state", 4), word("printer-state-reasons", "connecting-to-device")}, desk.DeviceOffline, printer.Offline},
		{"a reason nobody knows", []goipp.Attribute{enum("printer-state", 3), word("printer-state-reasons", "vendor-likes-blue")}, desk.DeviceOK, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, uri := newFakeIPP(t, func(*fakeIPP, goipp.Op, int) *goipp.Message { return says(goipp.StatusOk, tt.attrs...) })
			lamp(t, openIPP(t, uri), tt.state, tt.code)
		})
	}
}

func TestIPPHostileAnswers(t *testing.T) {
	t.Parallel()
	ipp := func(b string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", goipp.ContentType)
			_, _ = io.WriteString(w, b)
		}
	}
	const head = "\x01\x01\x00\x00\x00\x00\x00\x01"
	for name, h := range map[string]http.HandlerFunc{
		"empty":         ipp(""),
		"cut":           ipp(head + "\x04\x44\x00\x05print"),
		"endless":       ipp(head + "\x04" + strings.Repeat("\x44\x00\x01x\x00\x01y", 1<<18)),
		"deep":          ipp(head + "\x04\x34\x00\x01x\x00\x00" + strings.Repeat("\x4a\x00\x00\x00\x01x\x34\x00\x00\x00\x00", 1<<14)),
		"other request": ipp("\x01\x01\x00\x00\x00\x00\x00\x63\x03"),
		"web page":      func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		},
		"login": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(h)
			defer s.Close()
			p := openIPP(t, "ipp"+strings.TrimPrefix(s.URL, "http"))
			o, err := p.Print(soon(t), pdfJob("01JOB", onePage("x")))
			if o.State != desk.PrintFailed || o.Code == "" || err == nil {
				t.Errorf("%+v, %v", o, err)
			}
			if st := p.Health().State; st == desk.DeviceOK || st == desk.DeviceConnecting {
				t.Errorf("lamp %v", st)
			}
			if name == "login" && o.Code != printer.Access {
				t.Errorf("code %s", o.Code)
			}
		})
	}
}

// TestIPPSilence connects to a port whose owner never answers.
func TestIPPSilence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := openIPP(t, "ipp://"+l.Addr().String()+"/")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	o, err := p.Print(ctx, pdfJob("01JOB", onePage("x")))
	if o.State != desk.PrintFailed || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 5*time.Second {
		t.Errorf("%+v, %v after %v", o, err, time.Since(began))
	}
}
