package devtest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// An ESCLControl is a client for eSCL as one writes it from the specification
// and one device: it copes with what the transcripts have, but for one bad
// habit. It is there to show that each transcript can be failed; it bounds
// nothing and is no driver.
type ESCLControl struct {
	Habit string
	base  *url.URL
	http  *http.Client
}

// NoHabit is the habit of a client that has none.
const NoHabit = "none"

// The bad habits.
const (
	followsLocation  = "follows Location"               // asks the host that a Location names
	absoluteLocation = "expects an absolute Location"   //
	endsAt404Only    = "ends at 404 only"               // takes 409 and 410 for faults
	trusts404        = "takes every 404 for the end"    // without a look at the status
	keepsAnything    = "keeps whatever comes"           // looks neither at the bytes nor at their end
	trustsHTTP       = "keeps what HTTP calls complete" // looks at the length only
	busyIsFault      = "gives up at 503"                //
	needsPlaten      = "needs a Platen"                 //
	trustsFeeder     = "trusts AdfState"                // scans when it says Loaded, ends when it says Empty
	twoJobs          = "makes two jobs at once"         //
	strictDelete     = "expects DELETE to answer 200"   //
	anyFormat        = "names no format"                //
	verifiesChain    = "wants a certificate that somebody vouches for"
	followsRedirects = "follows redirects"                //
	trustsCounters   = "asks while ImagesToTransfer says" //
	readsPostBody    = "reads the body of 201"            //
)

// NewESCLControl returns a client for the scanner at an address.
func NewESCLControl(address, habit string) (*ESCLControl, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	c := &ESCLControl{Habit: habit, base: base, http: &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: habit != verifiesChain}},
	}}
	if habit != followsRedirects {
		c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	return c, nil
}

// call sends one request; at is a path of the device or an address.
func (c *ESCLControl) call(ctx context.Context, method, at, body string) (int, http.Header, []byte, error) {
	u, err := c.base.Parse(at)
	if err != nil {
		return 0, nil, nil, err
	}
	q, err := http.NewRequestWithContext(ctx, method, u.String(), strings.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	q.Header.Set("Content-Type", "text/xml")
	a, err := c.http.Do(q)
	if err != nil {
		return 0, nil, nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	return a.StatusCode, a.Header, b, err
}

// controlStatus is what the control client reads of a ScannerStatus.
type controlStatus struct {
	Adf  string `xml:"AdfState"`
	Jobs []struct {
		State string `xml:"JobState"`
		Left  int    `xml:"ImagesToTransfer"`
	} `xml:"Jobs>JobInfo"`
}

func (c *ESCLControl) status(ctx context.Context) (controlStatus, error) {
	var s controlStatus
	_, _, b, err := c.call(ctx, http.MethodGet, c.base.Path+"/ScannerStatus", "")
	if err != nil {
		return s, err
	}
	return s, xml.Unmarshal(b, &s)
}

// Scan takes pages and returns the numbers of their sheets.
func (c *ESCLControl) Scan(ctx context.Context, source string, limit int) (sheets []int, err error) {
	defer c.http.CloseIdleConnections()
	code, _, b, err := c.call(ctx, http.MethodGet, c.base.Path+"/ScannerCapabilities", "")
	switch {
	case err != nil:
		return nil, err
	case code != http.StatusOK:
		return nil, fmt.Errorf("capabilities: %d", code)
	case c.Habit == needsPlaten && !bytes.Contains(b, []byte("<scan:Platen>")):
		return nil, errors.New("no Platen")
	}
	if s, err := c.status(ctx); c.Habit == trustsFeeder && (err != nil || source == "adf" && s.Adf != "ScannerAdfLoaded") {
		return nil, errors.New("no paper")
	}
	job, err := c.open(ctx, source)
	if err != nil {
		return nil, err
	}
	if c.Habit == twoJobs {
		if _, err := c.open(ctx, source); err != nil {
			return nil, err
		}
	}
	defer func() {
		code, _, _, broke := c.call(ctx, http.MethodDelete, job, "")
		if c.Habit == strictDelete && (broke != nil || code != http.StatusOK) {
			err = fmt.Errorf("DELETE: %d, %w", code, broke)
		}
	}()
	pages, err := c.pages(ctx, job, source, max(limit, 1))
	for _, b := range pages {
		sheets = append(sheets, SheetNumber(b))
	}
	return sheets, err
}

// pages takes pages one right after the other: what they show is looked at
// when all are there.
func (c *ESCLControl) pages(ctx context.Context, job, source string, limit int) (pages [][]byte, err error) {
	for range limit {
		b, end, err := c.page(ctx, job, source, len(pages))
		if err != nil || end {
			return pages, err
		}
		pages = append(pages, b)
	}
	return pages, nil
}

// open makes a job and returns where it is.
func (c *ESCLControl) open(ctx context.Context, source string) (string, error) {
	input := "Platen"
	if source == "adf" {
		input = "Feeder"
	}
	format := "<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
	if c.Habit == anyFormat {
		format = ""
	}
	body := fmt.Sprintf(`<scan:ScanSettings xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" `+
		`xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"><pwg:Version>2.0</pwg:Version>`+
		`<pwg:InputSource>%s</pwg:InputSource>%s<scan:XResolution>75</scan:XResolution>`+
		`<scan:YResolution>75</scan:YResolution></scan:ScanSettings>`, input, format)
	for range 20 {
		code, head, _, err := c.call(ctx, http.MethodPost, c.base.Path+"/ScanJobs", body)
		location := head.Get("Location")
		switch {
		case err != nil && (location == "" || c.Habit == readsPostBody):
			return "", err
		case code == http.StatusServiceUnavailable && c.Habit != busyIsFault:
			time.Sleep(100 * time.Millisecond)
			continue
		case code != http.StatusCreated:
			return "", fmt.Errorf("job: %d", code)
		case c.Habit == absoluteLocation && !strings.Contains(location, "://"):
			return "", fmt.Errorf("unsupported protocol scheme in %q", location)
		case c.Habit != followsLocation:
			if _, rest, ok := strings.Cut(location, "://"); ok {
				_, location, _ = strings.Cut(rest, "/")
			}
			location = "/" + strings.TrimPrefix(location, "/")
		}
		return strings.TrimSuffix(location, "/"), nil
	}
	return "", errors.New("job: busy")
}

// page takes the next page, or tells the end.
func (c *ESCLControl) page(ctx context.Context, job, source string, kept int) (page []byte, end bool, err error) {
	for look := range 20 {
		code, _, b, err := c.call(ctx, http.MethodGet, job+"/NextDocument", "")
		whole := bytes.HasPrefix(b, []byte("\xff\xd8")) && bytes.HasSuffix(b, []byte("\xff\xd9"))
		switch {
		case err != nil && (c.Habit != keepsAnything || code == 0):
			return nil, false, err
		case code == http.StatusOK && (whole || c.Habit == keepsAnything || c.Habit == trustsHTTP && len(b) > 0):
			return b, false, nil
		case code == http.StatusOK:
			return nil, false, errors.New("page is not whole")
		case code == http.StatusServiceUnavailable && c.Habit != busyIsFault:
		case code == http.StatusNotFound && c.Habit == trusts404:
			return nil, true, nil
		case code == http.StatusNotFound || (code == http.StatusConflict || code == http.StatusGone) && c.Habit != endsAt404Only:
			if done, end, err := c.ended(ctx, source, kept, look); done {
				return nil, end, err
			}
		default:
			return nil, false, fmt.Errorf("page: %d", code)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, false, errors.New("page: never came")
}

// ended asks the status whether the job is at its end.
func (c *ESCLControl) ended(ctx context.Context, source string, kept, look int) (done, end bool, err error) {
	s, err := c.status(ctx)
	if err != nil {
		return true, false, err
	}
	if c.Habit == trustsFeeder {
		return s.Adf == "ScannerAdfEmpty", true, nil
	}
	if len(s.Jobs) == 0 {
		return look > 2, true, nil
	}
	switch j := s.Jobs[0]; {
	case j.State == "Aborted" || j.State == "Canceled":
		return true, false, errors.New("job " + j.State)
	case c.Habit == trustsCounters && j.Left > 0:
		return false, false, nil
	default:
		return j.State == "Completed", true, nil
	}
}
