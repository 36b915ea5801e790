package printer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/printer"
)

// onePage returns a PDF of one empty A4 page with the words in its title.
func onePage(title string) []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.4\n")
	for i, obj := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
		"<< /Title (" + title + ") >>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, obj)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

func pdfJob(id string, doc []byte) desk.PrintJob {
	return desk.PrintJob{ID: id, Title: "GZ-110101001001-20261122-01A0007", MIME: printer.PDF, Body: bytes.NewReader(doc), Size: int64(len(doc))}
}

func openIPP(t *testing.T, uri string) *printer.IPP {
	t.Helper()
	p, err := printer.OpenIPP(printer.IPPSettings{Name: "A4", URI: uri, Every: 100 * time.Millisecond}, desk.SystemClock{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// soon bounds a job that ought to end by itself.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// lamp waits until the printer shows a state and cause.
func lamp(t *testing.T, d desk.Device, state desk.DeviceState, code string) {
	t.Helper()
	var h desk.Health
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if h = d.Health(); h.State == state && h.Code == code {
			return
		}
	}
	t.Errorf("lamp %+v, want %s %s", h, state, code)
}

func TestIPPContract(t *testing.T) {
	t.Parallel()
	r := devtest.IPP(t)
	devtest.Printer(t, onePage("contract"), true, func(t *testing.T) desk.Printer { return openIPP(t, r.URI) })
}

func TestIPPDocumentArrivesAsSent(t *testing.T) {
	r := devtest.IPP(t)
	out := filepath.Join(t.TempDir(), "env")
	r.Script(t, "env >"+out)
	p := openIPP(t, r.URI)
	doc := onePage("as sent")
	o, err := p.Print(soon(t), pdfJob("01JOB", doc))
	if err != nil || o.State != desk.PrintConfirmed || o.JobID == "" || o.Code != "" {
		t.Fatalf("%+v, %v", o, err)
	}
	got := r.Spool(t)
	if len(got) != 1 || !bytes.Equal(got[0], doc) {
		t.Fatalf("%d documents in the spool", len(got))
	}
	path := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(path, got[0], 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf (apt-get install qpdf): %v\n%s", err, said)
	}
	env, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"IPP_MEDIA=iso_a4_210x297mm\n", "IPP_SIDES=one-sided\n", "CONTENT_TYPE=application/pdf\n",
		"IPP_JOB_NAME=01JOB GZ-110101001001-20261122-01A0007\n", "IPP_JOB_ORIGINATING_USER_NAME=xiaochuang\n",
	} {
		if !strings.Contains(string(env), want) {
			t.Errorf("no %q among\n%s", want, env)
		}
	}
}

func TestIPPPrinterGivesUp(t *testing.T) {
	t.Parallel()
	for keyword, code := range map[string]string{
		"media-needed": printer.PaperOut, "cover-open-warning": printer.CoverOpen,
		"media-jam-error": printer.Jam, "toner-empty-report": printer.TonerOut, "other-error": printer.Aborted,
	} {
		t.Run(keyword, func(t *testing.T) {
			r := devtest.IPP(t)
			p := openIPP(t, r.URI)
			r.Break(t, keyword)
			o, err := p.Print(soon(t), pdfJob("01JOB", onePage("fault")))
			if o.State != desk.PrintFailed || o.Code != code || o.JobID == "" || desk.KindOf(err) != desk.Unavailable {
				t.Errorf("%+v, %v", o, err)
			}
			if code != printer.Aborted {
				lamp(t, p, desk.DeviceFault, code)
			}
			r.Heal(t, keyword)
			if o, err = p.Print(soon(t), pdfJob("01JOB2", onePage("healed"))); o.State != desk.PrintConfirmed || err != nil {
				t.Errorf("healed: %+v, %v", o, err)
			}
			lamp(t, p, desk.DeviceOK, "")
		})
	}
}

func TestIPPWarningsDoNotStopAnything(t *testing.T) {
	r := devtest.IPP(t)
	p := openIPP(t, r.URI)
	r.Script(t, "say 'STATE: +toner-low-report'")
	if o, err := p.Print(soon(t), pdfJob("01JOB", onePage("low"))); o.State != desk.PrintConfirmed || err != nil {
		t.Errorf("%+v, %v", o, err)
	}
	lamp(t, p, desk.DeviceOK, printer.TonerLow)
}

func TestIPPNoPaper(t *testing.T) {
	t.Parallel()
	r := devtest.IPP(t)
	p := openIPP(t, r.URI)
	r.Paper(t, 0)
	lamp(t, p, desk.DeviceFault, printer.PaperOut)
	if o, err := p.Print(soon(t), pdfJob("01JOB", onePage("empty"))); o.State != desk.PrintFailed || o.Code != printer.PaperOut || err == nil {
		t.Errorf("%+v, %v", o, err)
	}
	if got := r.Spool(t); len(got) != 0 {
		t.Errorf("%d documents were sent in vain", len(got))
	}
	r.Paper(t, 5)
	lamp(t, p, desk.DeviceOK, printer.PaperLow)
	r.Paper(t, 250)
	lamp(t, p, desk.DeviceOK, "")
	if o, err := p.Print(soon(t), pdfJob("01JOB2", onePage("loaded"))); o.State != desk.PrintConfirmed || err != nil {
		t.Errorf("loaded: %+v, %v", o, err)
	}
}

func TestIPPPrinterWaitsForPaper(t *testing.T) {
	t.Parallel()
	t.Run("and gets it", func(t *testing.T) {
		r := devtest.IPP(t)
		p := openIPP(t, r.URI)
		r.Stall(t, "media-empty-error")
		go func() {
			lamp(t, p, desk.DeviceFault, printer.PaperOut)
			r.Mend()
		}()
		if o, err := p.Print(soon(t), pdfJob("01JOB", onePage("paper"))); o.State != desk.PrintConfirmed || err != nil {
			t.Errorf("%+v, %v", o, err)
		}
		lamp(t, p, desk.DeviceOK, "")
	})
	t.Run("in vain, and the job is taken back", func(t *testing.T) {
		r := devtest.IPP(t)
		p := openIPP(t, r.URI)
		r.Stall(t, "media-empty-error")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() {
			<-ctx.Done()
			time.Sleep(200 * time.Millisecond)
			r.Mend() // ippeveprinter notices the cancelling when its command ends
		}()
		o, err := p.Print(ctx, pdfJob("01JOB", onePage("paper")))
		// The rig tells one impression at the end, so nobody can say what came out.
		if o.State != desk.PrintUnknown || o.Code != printer.PaperOut || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%+v, %v", o, err)
		}
	})
	t.Run("when the program ends, the job is left to the printer", func(t *testing.T) {
		r := devtest.IPP(t)
		p := openIPP(t, r.URI)
		r.Stall(t, "media-empty-error")
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			lamp(t, p, desk.DeviceFault, printer.PaperOut)
			cancel(printer.ErrLeave)
		}()
		if o, err := p.Print(ctx, pdfJob("01JOB", onePage("left"))); o.State != desk.PrintUnknown || !errors.Is(err, printer.ErrLeave) {
			t.Errorf("%+v, %v", o, err)
		}
		r.Mend()
		if got := r.Spool(t); len(got) != 1 {
			t.Errorf("%d documents", len(got))
		}
	})
}

func TestIPPPowerCutInMidJob(t *testing.T) {
	t.Parallel()
	r := devtest.IPP(t)
	p := openIPP(t, r.URI)
	r.Script(t, "touch "+t.TempDir()+"/x; say 'STATE: +moving-to-paused'; while [ -f $fault ]; do sleep 0.05; done")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	go func() {
		lamp(t, p, desk.DeviceFault, printer.Paused)
		r.Off()
	}()
	o, err := p.Print(ctx, pdfJob("01JOB", onePage("cut")))
	if o.State != desk.PrintUnknown || o.Code != printer.Offline || err == nil {
		t.Errorf("%+v, %v", o, err)
	}
	lamp(t, p, desk.DeviceOffline, printer.Offline)
	if o, err = p.Print(soon(t), pdfJob("01JOB2", onePage("off"))); o.State != desk.PrintFailed || o.Code != printer.Offline || err == nil {
		t.Errorf("off: %+v, %v", o, err)
	}
	r.Mend()
	r.On(t)
	p.Retry()
	lamp(t, p, desk.DeviceOK, "")
	if o, err = p.Print(soon(t), pdfJob("01JOB3", onePage("on"))); o.State != desk.PrintConfirmed || err != nil {
		t.Errorf("on again: %+v, %v", o, err)
	}
}

func TestIPPPrinterRebootsInMidJob(t *testing.T) {
	t.Parallel()
	r := devtest.IPP(t)
	p := openIPP(t, r.URI)
	r.Stall(t, "media-jam")
	go func() {
		lamp(t, p, desk.DeviceFault, printer.Jam)
		r.Off()
		r.Mend()
		r.On(t)
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if o, err := p.Print(ctx, pdfJob("01JOB", onePage("reboot"))); o.State != desk.PrintUnknown || o.Code != printer.Lost || err == nil {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestIPPAddresses(t *testing.T) {
	for _, uri := range []string{"", "printer", "http://localhost/x", "ipp://", "ipp:///queue", "ipp://user:secret@host/x", "file:///etc/passwd", "ipp://a b/"} {
		if p, err := printer.OpenIPP(printer.IPPSettings{URI: uri}, desk.SystemClock{}, nil); desk.KindOf(err) != desk.Invalid {
			t.Errorf("%q: %v, %v", uri, p, err)
		}
	}
}
