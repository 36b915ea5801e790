package printer

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/OpenPrinting/goipp"
)

var update = flag.Bool("update", false, "rewrite testdata/keywords.txt")

// codes are the exported causes, as cause.go has them. That each has its words is
// tested where the words are.
func codes(t *testing.T) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "cause.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !v.Names[0].IsExported() {
			return true
		}
		if l, ok := v.Values[0].(*ast.BasicLit); ok && l.Kind == token.STRING {
			s, _ := strconv.Unquote(l.Value)
			out = append(out, s)
		}
		return true
	})
	if len(out) < 40 {
		t.Fatalf("only %d causes", len(out))
	}
	return out
}

// TestEveryKeywordIsKnown goes through all that a printer may give as a reason, with
// each severity: none is a stranger, each is a cause with words of its own or nothing
// to tell, and which one is as reviewed in testdata.
func TestEveryKeywordIsKnown(t *testing.T) {
	const file = "testdata/keywords.txt"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	causes := codes(t)
	var out strings.Builder
	n := 0
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		f := strings.Fields(line)
		if f[0] == "#" {
			out.WriteString(line + "\n")
			continue
		}
		n++
		fmt.Fprintf(&out, "%s %s", f[0], f[1])
		for _, level := range []string{"error", "warning", "report"} {
			keyword := f[1] + "-" + level
			code, known := judge(keyword)
			switch {
			case !known:
				t.Errorf("%s is not known", keyword)
			case code != "" && !slices.Contains(causes, code):
				t.Errorf("%s is %q, which is no cause", keyword, code)
			case code != "" && !slices.Contains(gravity, code):
				t.Errorf("%s is %q, which has no gravity", keyword, code)
			}
			if code == "" {
				code = "-"
			}
			out.WriteString(" " + code)
		}
		if code, known := judge(f[1]); !known {
			t.Errorf("%s is not known without a severity: %q", f[1], code)
		}
		out.WriteString("\n")
	}
	if n < 950 {
		t.Errorf("only %d keywords", n)
	}
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if out.String() != string(b) {
		for i, line := range strings.Split(out.String(), "\n") {
			if was := strings.Split(string(b), "\n"); i < len(was) && was[i] != line {
				t.Errorf("%s, reviewed as\n\t%s", line, was[i])
			}
		}
	}
}

// TestStrangersNeverStopThePrinting holds that a keyword of a vendor's own is at
// most a notice, and that no word of it goes on.
func TestStrangersNeverStopThePrinting(t *testing.T) {
	for keyword, want := range map[string]string{
		"vendor-likes-blue": "", "vendor-likes-blue-warning": "", "vendor-likes-blue-report": "", "vendor-likes-blue-error": Notice,
		"": "", "-error": Notice, "-": "", "error": "", "COVER-OPEN-ERROR": CoverOpen, strings.Repeat("a-", 2000): "",
		"cover-open-error-error": CoverOpen, "\x1b[31mjam-error": Notice,
	} {
		if code, _ := judge(keyword); code != want {
			t.Errorf("%.40q is %q, want %q", keyword, code, want)
		}
	}
	if code := causeOfReasons([]string{"vendor-error", "toner-low-warning", "media-empty-report", "none"}); code != PaperOut {
		t.Errorf("the gravest of several is %q", code)
	}
	for _, code := range gravity {
		if s := lampOf(code); warns(code) != (s == "ok") {
			t.Errorf("%s: %s", code, s)
		}
	}
}

// TestWordsOfCUPS has the sentences of its backends and its scheduler. None of them
// is shown; those that tell a fault become its cause.
func TestWordsOfCUPS(t *testing.T) {
	causes := codes(t)
	for message, want := range map[string]string{
		"":                                         "",
		"Connected to printer.":                    "",
		"Connecting to printer.":                   "",
		"Copying print data.":                      "",
		"Canceling print job.":                     "",
		"Preparing to print.":                      "",
		"Print file sent.":                         "",
		"Sending data to printer":                  "",
		"Spooling job, 30% complete.":              "",
		"The printer is now connected.":            "",
		"Waiting for job to complete.":             "",
		"Waiting for printer to finish.":           "",
		"Ready to print.":                          "",
		"The printer is in use.":                   Busy,
		"The printer did not respond.":             Offline,
		"The printer is not connected.":            Offline,
		"The printer is not responding.":           Offline,
		"The printer is unreachable at this time.": Offline,
		"The printer may not exist or is unavailable at this time.":               Offline,
		"The printer configuration is incorrect or the printer no longer exists.": Offline,
		"There was an unrecoverable USB error.":                                   Offline,
		"Unable to contact printer, queuing on next printer in class.":            Offline,
		"Unable to get printer status.":                                           Offline,
		"Unable to locate printer \"laser.local\".":                               Offline,
		"Unable to locate printer.":                                               Offline,
		"Unable to send data to printer.":                                         Offline,
		"Waiting for printer to become available.":                                Offline,
		"Print job was not accepted.":                                             Refused,
		"Printer cannot print supplied content.":                                  Format,
		"Printer cannot print with supplied options.":                             Format,
		"Unable to add document to print job.":                                    Refused,
		"Remote host did not accept data file (1).":                               Refused,
		"Unable to start filter \"rastertolabel\" - Success.":                     DriverMissing,
		"Files/directories such as \"/etc/cups/ppd\" must be world-readable.":     DriverMissing,
		"Job stopped due to filter errors.":                                       Crash,
		"Printer stopped due to backend errors.":                                  Crash,
		"Job held indefinitely - account limit has been reached.":                 Account,
		"The printer's certificate is not trusted.":                               Certificate,
		"a sentence of a vendor that nobody knows":                                "",
	} {
		code := causeOfMessage(message)
		if code != want || code != "" && !slices.Contains(causes, code) {
			t.Errorf("%q is %q, want %q", message, code, want)
		}
	}
}

// TestBitsOfAReceiptPrinter goes through every reply to DLE EOT 1 to 4: whatever the
// bits, there is a cause or nothing is wrong.
func TestBitsOfAReceiptPrinter(t *testing.T) {
	causes := codes(t)
	for printer := range 256 {
		for _, offline := range []byte{0x12, 0x16, 0x1a, 0x32, 0x52, 0x7e} {
			for _, paper := range []byte{0x12, 0x1e, 0x72, 0x7e} {
				code := readStatus(byte(printer), offline, paper)
				ill := printer&0x48 != 0 || offline != 0x12 || paper&0x60 != 0
				if (code != "" && !warns(code)) != ill || code != "" && !slices.Contains(causes, code) {
					t.Fatalf("%02x %02x %02x: %q", printer, offline, paper, code)
				}
			}
		}
		if code := readError(byte(printer)); !slices.Contains(causes, code) || warns(code) {
			t.Fatalf("%02x: %q", printer, code)
		}
	}
	for b, want := range map[byte]string{0x12: Fault, 0x16: Fault, 0x1a: Cutter, 0x32: Part, 0x52: Heat, 0x3a: Cutter} {
		if code := readError(b); code != want {
			t.Errorf("error byte %02x is %q, want %q", b, code, want)
		}
	}
	for _, s := range []struct {
		printer, offline, paper byte
		want                    string
	}{
		{0x16, 0x12, 0x12, ""},
		{0x1e, 0x16, 0x12, CoverOpen},
		{0x1e, 0x32, 0x7e, PaperOut},
		{0x12, 0x12, 0x1e, PaperLow},
		{0x1e, 0x52, 0x12, Fault},
		{0x5e, 0x1a, 0x12, Feeding},
		{0x1e, 0x12, 0x12, Fault},
	} {
		if code := readStatus(s.printer, s.offline, s.paper); code != s.want {
			t.Errorf("%+v: %q", s, code)
		}
	}
}

// TestAnotherCertificateIsNotAPrinterThatIsOff has a printer whose certificate is not
// the one on record, and one that nobody has put on record.
func TestAnotherCertificateIsNotAPrinterThatIsOff(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	for _, fingerprint := range []string{"", strings.Repeat("ab", 32)} {
		w := newWire(s.URL, "ipps://printer/ipp/print", fingerprint)
		_, err := w.call(t.Context(), w.request(goipp.OpGetPrinterAttributes), nil, 0)
		if code := codeOf(err); code != Certificate {
			t.Errorf("fingerprint %.4q: %s, %v", fingerprint, code, err)
		}
	}
}
